#include "gui/charts/chart_widget.h"

#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QPainter>
#include <QResizeEvent>
#include <QSvgGenerator>
#include <algorithm>

#include "gui/charts/chart_inside.h"

namespace headroom::gui {

namespace {

constexpr QSize kCopySize(900, 420);
constexpr double kCopyScale = 2;

}  // namespace

ChartWidget::ChartWidget(std::unique_ptr<Content> content, QWidget* parent) : QWidget(parent) {
  setObjectName(content->face().id + QStringLiteral("-chart"));
  setWindowTitle(content->face().title);
  setAccessibleName(content->face().title);
  inside_ = std::make_unique<Inside>(*this, std::move(content));

  auto* png = new QAction(tr("Copy as image"), this);
  png->setShortcut(QKeySequence::Copy);
  png->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(png, &QAction::triggered, this, &ChartWidget::copyAsPng);
  auto* svg = new QAction(tr("Copy as SVG"), this);
  connect(svg, &QAction::triggered, this, &ChartWidget::copyAsSvg);
  auto* whole = new QAction(tr("Show the whole run"), this);
  connect(whole, &QAction::triggered, this, [this] {
    setTimeRange(std::nullopt);
    emit timeRangePicked(std::nullopt);
  });
  addActions({png, svg, whole});
  setContextMenuPolicy(Qt::ActionsContextMenu);
  inside_->refresh();
}

ChartWidget::~ChartWidget() = default;

QString ChartWidget::id() const {
  return inside_->content().face().id;
}

QString ChartWidget::title() const {
  return inside_->content().face().title;
}

void ChartWidget::setFarm(const farm::Farm& farm) {
  if (inside_->content().setFarm(farm)) {
    inside_->farmChanged();
  } else {
    inside_->refresh();
  }
}

void ChartWidget::addSnapshot(const sim::Snapshot& snapshot) {
  Content& content = inside_->content();
  const auto before = content.objects().size();
  const bool wasResult = content.hasResult();
  content.add(snapshot);
  if (content.objects().size() != before) {
    inside_->farmChanged();
  } else if (wasResult) {
    inside_->wasCleared();
  } else {
    inside_->refreshSoon();
  }
}

void ChartWidget::showResult(const results::RunResult& result) {
  inside_->content().setResult(result);
  inside_->farmChanged();
}

void ChartWidget::clear() {
  inside_->content().clear();
  inside_->wasCleared();
}

void ChartWidget::setDark(bool dark) {
  inside_->setDark(dark);
  inside_->refresh();
}

void ChartWidget::highlight(const QString& object) {
  inside_->setHighlight(object.toStdString());
  inside_->refresh();
}

QStringList ChartWidget::seriesNames() const {
  QStringList names;
  for (const Curve& curve : inside_->content().curves()) names += curve.name;
  return names;
}

QVector<QPointF> ChartWidget::pointsOf(const QString& series) const {
  for (const Curve& curve : inside_->content().curves()) {
    if (curve.name == series) return inside_->content().pointsOf(curve);
  }
  return {};
}

bool ChartWidget::isSeriesVisible(const QString& series) const {
  const auto& curves = inside_->content().curves();
  return std::any_of(curves.begin(), curves.end(),
                     [&](const Curve& curve) { return curve.name == series && inside_->isShown(curve); });
}

void ChartWidget::setSeriesVisible(const QString& series, bool visible) {
  for (const Curve& curve : inside_->content().curves()) {
    if (curve.name == series && curve.hidden == visible) {
      inside_->toggle(series);
      return;
    }
  }
}

std::pair<double, double> ChartWidget::timeRange() const {
  return inside_->span();
}

void ChartWidget::setTimeRange(std::optional<std::pair<double, double>> seconds) {
  inside_->setSpan(seconds);
}

QStringList ChartWidget::valuesAt(double seconds) const {
  return inside_->reading(seconds);
}

void ChartWidget::setCrosshair(std::optional<double> seconds) {
  inside_->setCrosshair(seconds);
}

bool ChartWidget::isEmpty() const {
  const Content& content = inside_->content();
  return std::all_of(content.curves().begin(), content.curves().end(),
                     [&](const Curve& curve) { return content.pointsOf(curve).isEmpty(); });
}

QImage ChartWidget::toImage(QSize size, double scale) const {
  QImage image((QSizeF(size) * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(scale);
  image.fill(Qt::white);
  QPainter painter(&image);
  inside_->paintOnPaper(painter, size);
  return image;
}

QByteArray ChartWidget::toSvg(QSize size) const {
  QBuffer buffer;
  QSvgGenerator svg;
  svg.setOutputDevice(&buffer);
  svg.setSize(size);
  svg.setViewBox(QRect(QPoint(), size));
  svg.setTitle(title());
  svg.setDescription(inside_->content().face().valueTitle);
  QPainter painter(&svg);
  inside_->paintOnPaper(painter, size);
  painter.end();
  return buffer.data();
}

void ChartWidget::copyAsPng() {
  QGuiApplication::clipboard()->setImage(toImage(kCopySize, kCopyScale));
}

void ChartWidget::copyAsSvg() {
  auto* copied = new QMimeData;
  const QByteArray svg = toSvg(kCopySize);
  copied->setData(QStringLiteral("image/svg+xml"), svg);
  copied->setText(QString::fromUtf8(svg));
  QGuiApplication::clipboard()->setMimeData(copied);
}

void ChartWidget::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  const bool looks = event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange;
  if (looks && inside_) inside_->refresh();
}

void ChartWidget::paintEvent(QPaintEvent*) {
  QPainter(this).fillRect(rect(), inside_->theme().background);
}

void ChartWidget::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  inside_->fitTo(event->size());
}

LatencyChart::LatencyChart(QWidget* parent) : ChartWidget(Content::latency(), parent) {}
LoadChart::LoadChart(QWidget* parent) : ChartWidget(Content::load(), parent) {}
UtilisationChart::UtilisationChart(QWidget* parent) : ChartWidget(Content::utilisation(), parent) {}
QueueChart::QueueChart(QWidget* parent) : ChartWidget(Content::queue(), parent) {}
ServersChart::ServersChart(QWidget* parent) : ChartWidget(Content::servers(), parent) {}

std::vector<ChartWidget*> makeCharts(QWidget* parent) {
  const std::vector<ChartWidget*> charts = {new LatencyChart(parent), new LoadChart(parent),
                                            new UtilisationChart(parent), new QueueChart(parent),
                                            new ServersChart(parent)};
  for (ChartWidget* from : charts) {
    for (ChartWidget* to : charts) {
      if (from == to) continue;
      QObject::connect(from, &ChartWidget::timeRangePicked, to, &ChartWidget::setTimeRange);
      QObject::connect(from, &ChartWidget::crosshairMoved, to, &ChartWidget::setCrosshair);
    }
  }
  return charts;
}

}  // namespace headroom::gui
