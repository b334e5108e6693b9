#include "gui/charts/chart_inside.h"

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "engine/results/figures.h"

namespace headroom::gui {

namespace {

constexpr int kFrameMs = 33;
constexpr double kPaintingShare = 12;    // five charts may use a third of the window's time
constexpr double kReferenceReach = 2.5;  // an objective this far above the curves would flatten them
constexpr double kNarrowest = 1e-3;      // seconds
constexpr int kNarrow = 560;             // pixels: legend and controls need a row each
constexpr int kLow = 170;                // pixels: the curves need the legend's room

/// Index of the point nearest in time; -1 without points.
qsizetype nearestIndex(const QVector<QPointF>& points, double seconds) {
  if (points.isEmpty()) return -1;
  const auto after = std::lower_bound(points.begin(), points.end(), seconds,
                                      [](const QPointF& point, double at) { return point.x() < at; });
  if (after == points.begin()) return 0;
  if (after == points.end()) return points.size() - 1;
  const auto before = std::prev(after);
  return std::distance(points.begin(), seconds - before->x() <= after->x() - seconds ? before : after);
}

/// Vector papers know no gaps: a curve in pieces without any.
void addPieces(std::vector<Drawing::Line>& lines, const Drawing::Line& whole) {
  Drawing::Line piece{whole.style, {}, whole.faint};
  for (const QPointF& point : whole.points) {
    if (!std::isnan(point.y())) {
      piece.points.push_back(point);
    } else if (!piece.points.isEmpty()) {
      lines.push_back(piece);
      piece.points.clear();
    }
  }
  if (!piece.points.isEmpty()) lines.push_back(piece);
}

}  // namespace

ChartWidget::Inside::Inside(ChartWidget& widget, std::unique_ptr<Content> content)
    : widget_(widget), content_(std::move(content)), view_(new ChartView(&widget)), legend_(new Legend(&widget)) {
  auto* column = new QVBoxLayout(&widget);
  column->setContentsMargins(4, 4, 4, 4);
  column->setSpacing(2);
  head_ = new QBoxLayout(QBoxLayout::LeftToRight);
  head_->addWidget(legend_, 1);
  auto* controls = new QHBoxLayout;
  controls->addStretch(1);
  makeControls(*controls);
  head_->addLayout(controls);
  column->addLayout(head_);
  column->addWidget(view_, 1);
  view_->setAccessibleName(content_->face().title);
  widget.setFocusProxy(view_);

  timer_.setSingleShot(true);
  QObject::connect(&timer_, &QTimer::timeout, &widget, [this] { refresh(); });
  QObject::connect(legend_, &Legend::toggled, &widget, [this](const QString& name) { toggle(name); });
  QObject::connect(legend_, &Legend::isolated, &widget, [this](const QString& name) { isolate(name); });
  QObject::connect(view_, &ChartView::spanWished, &widget, [this](const auto& seconds) {
    setSpan(seconds);
    emit widget_.timeRangePicked(span_);
  });
  QObject::connect(view_, &ChartView::crosshairWished, &widget, [this](const auto& seconds) {
    setCrosshair(seconds);
    emit widget_.crosshairMoved(seconds);
  });
}

void ChartWidget::Inside::makeControls(QHBoxLayout& row) {
  if (content_->face().measures.empty()) return;
  for (const Content::Measure& measure : content_->face().measures) {
    auto* button = new QToolButton(&widget_);
    button->setText(measure.label);
    button->setObjectName(QString::fromStdString(measure.key));
    button->setCheckable(true);
    button->setChecked(true);
    button->setToolTip(measure.tip);
    row.addWidget(button, 0, Qt::AlignTop);
    QObject::connect(button, &QToolButton::clicked, &widget_, [this] {
      measuresChosen_ = true;
      refresh();
    });
    measures_.push_back(button);
  }
  zones_ = new QComboBox(&widget_);
  zones_->setObjectName(QStringLiteral("zone"));
  zones_->setAccessibleName(tr("Zone to show"));
  row.addWidget(zones_, 0, Qt::AlignTop);
  QObject::connect(zones_, &QComboBox::currentIndexChanged, &widget_, [this] { refresh(); });
  fillZones();
}

void ChartWidget::Inside::fitTo(QSize size) {
  head_->setDirection(size.width() < kNarrow && !content_->face().measures.empty() ? QBoxLayout::BottomToTop
                                                                                   : QBoxLayout::LeftToRight);
  legend_->setVisible(size.height() >= kLow);
}

void ChartWidget::Inside::fillZones() {
  if (!zones_) return;
  const QSignalBlocker quiet(zones_);
  const auto objects = content_->objects();
  const QString chosen = zones_->currentText();
  zones_->clear();
  zones_->addItem(tr("All zones"));
  for (const std::string& object : objects) zones_->addItem(QString::fromStdString(object));
  zones_->setCurrentIndex(std::max(0, zones_->findText(chosen)));
  if (measuresChosen_) return;
  // Nine curves and more cannot be told apart.
  for (std::size_t i = 0; i < measures_.size(); ++i)
    measures_[i]->setChecked(objects.size() <= 2 || content_->face().measures[i].chief);
}

void ChartWidget::Inside::farmChanged() {
  fillZones();
  wasCleared();
}

void ChartWidget::Inside::wasCleared() {
  span_.reset();
  crosshair_.reset();
  lastTop_ = 0;
  refresh();
}

ChartTheme ChartWidget::Inside::theme() const {
  return ChartTheme::of(dark_.value_or(isDark(widget_.palette())));
}

bool ChartWidget::Inside::passes(const Curve& curve) const {
  if (!zones_) return true;
  const bool zoneOk = zones_->currentIndex() <= 0 || zones_->currentText() == QString::fromStdString(curve.object);
  const bool measureOk = std::any_of(measures_.begin(), measures_.end(), [&](const QToolButton* button) {
    return button->isChecked() && button->objectName().toStdString() == curve.measure;
  });
  return zoneOk && measureOk;
}

bool ChartWidget::Inside::hasValues() const {
  return std::any_of(content_->curves().begin(), content_->curves().end(), [&](const Curve& curve) {
    return content_->hasResult() ? !curve.result.isEmpty() : !curve.live.isEmpty();
  });
}

std::pair<double, double> ChartWidget::Inside::wholeSpan() const {
  if (content_->hasResult()) return {0, std::max(content_->now(), content_->end() > 0 ? content_->end() : 1)};
  return {0, growingEnd(content_->now(), content_->end())};
}

std::pair<double, double> ChartWidget::Inside::span() const {
  return span_.value_or(wholeSpan());
}

void ChartWidget::Inside::setSpan(std::optional<std::pair<double, double>> seconds) {
  span_.reset();
  if (seconds && std::isfinite(seconds->first) && std::isfinite(seconds->second)) {
    const auto [from, to] = wholeSpan();
    const double left = std::clamp(seconds->first, from, to);
    const double right = std::clamp(seconds->second, from, to);
    if (right - left >= kNarrowest && (left > from || right < to)) span_ = {left, right};
  }
  lastTop_ = 0;
  refresh();
}

void ChartWidget::Inside::refreshSoon() {
  if (timer_.isActive()) return;
  timer_.start(std::max(kFrameMs, static_cast<int>(kPaintingShare * view_->paintingTime())));
}

void ChartWidget::Inside::refresh() {
  timer_.stop();
  view_->setDrawing(drawing(false), theme());
  legend_->setEntries(legendEntries(), theme());
  setCrosshair(crosshair_);
  for (QToolButton* button : measures_) button->setVisible(hasValues());
  if (zones_) zones_->setVisible(hasValues() && zones_->count() > 2);
  widget_.update();
}

std::vector<Legend::Entry> ChartWidget::Inside::legendEntries() const {
  std::vector<Legend::Entry> entries;
  for (const Curve& curve : content_->curves()) {
    if (hasValues() && passes(curve)) entries.push_back({curve.name, curve.style, curve.hidden});
  }
  return entries;
}

Drawing ChartWidget::Inside::drawing(bool forPaper) const {
  Drawing drawing;
  const Content::Face& face = content_->face();
  std::tie(drawing.timeFrom, drawing.timeTo) = span();
  drawing.timeTitle = content_->hasResult() ? tr("time measured") : tr("simulated time");
  drawing.valueTitle = face.valueTitle;
  if (!hasValues()) {
    drawing.empty = face.empty;
    drawing.values = valueScaleOf(drawing);
    return drawing;
  }
  const auto& curves = content_->curves();
  const bool known = std::any_of(curves.begin(), curves.end(), [&](const Curve& c) { return c.object == highlight_; });
  std::vector<Drawing::Line> onTop;
  for (const Curve& curve : curves) {
    if (!isShown(curve)) continue;
    Drawing::Line line{curve.style, content_->pointsOf(curve), known && curve.object != highlight_};
    auto& layer = known && !line.faint ? onTop : drawing.lines;
    if (forPaper) {
      addPieces(layer, line);
    } else {
      layer.push_back(std::move(line));
    }
  }
  drawing.lines.insert(drawing.lines.end(), onTop.begin(), onTop.end());
  for (const Reference& reference : content_->references()) {
    const bool shown = reference.zone.empty() || !zones_ || zones_->currentIndex() <= 0 ||
                       zones_->currentText() == QString::fromStdString(reference.zone);
    if (shown) drawing.references.push_back({reference.value, reference.label});
  }
  drawing.values = valueScaleOf(drawing);
  return drawing;
}

ValueScale ChartWidget::Inside::valueScaleOf(const Drawing& drawing) const {
  const Content::Face& face = content_->face();
  if (face.fixedTop > 0) return {face.fixedTop, face.fixedTop / 5, 0};
  double largest = face.leastTop;
  for (const Drawing::Line& line : drawing.lines) {
    for (const QPointF& point : line.points) {
      if (point.x() >= drawing.timeFrom && point.x() <= drawing.timeTo && !std::isnan(point.y())) {
        largest = std::max(largest, point.y());
      }
    }
  }
  const double curvesOnly = largest;
  for (const Drawing::Reference& reference : drawing.references) {
    if (reference.value <= kReferenceReach * curvesOnly) largest = std::max(largest, reference.value * 1.05);
  }
  const double wanted = std::max(largest * 1.04, face.leastTop);
  // A live axis grows at once and shrinks only when half of it stands empty.
  if (!content_->hasResult() && wanted <= lastTop_ && wanted > 0.5 * lastTop_) {
    return face.whole ? wholeScale(valueScale(lastTop_)) : valueScale(lastTop_);
  }
  ValueScale scale = valueScale(wanted);
  if (face.whole) scale = wholeScale(scale);
  lastTop_ = scale.top;
  return scale;
}

std::optional<double> ChartWidget::Inside::nearestTime(double seconds) const {
  std::optional<double> best;
  for (const Curve& curve : content_->curves()) {
    if (!isShown(curve)) continue;
    const QVector<QPointF> points = content_->pointsOf(curve);
    const qsizetype index = nearestIndex(points, seconds);
    if (index < 0) continue;
    const double at = points[index].x();
    if (!best || std::abs(at - seconds) < std::abs(*best - seconds)) best = at;
  }
  return best;
}

QStringList ChartWidget::Inside::reading(double seconds, std::vector<std::optional<CurveStyle>>* styles) const {
  const auto time = nearestTime(seconds);
  if (!time) return {};
  QStringList lines{timeText(*time)};
  if (styles) styles->assign(1, std::nullopt);
  const double slack = std::max(1.0, (span().second - span().first) / 50);
  const results::Unit unit = content_->face().unit;
  for (const Curve& curve : content_->curves()) {
    if (!isShown(curve)) continue;
    const QVector<QPointF> points = content_->pointsOf(curve);
    const qsizetype index = nearestIndex(points, *time);
    const bool near = index >= 0 && std::abs(points[index].x() - *time) <= slack;
    const double value = near ? points[index].y() : std::numeric_limits<double>::quiet_NaN();
    const double plain = unit == results::Unit::Share ? value / 100 : value;
    lines += curve.name + QStringLiteral("  ") + QString::fromStdString(results::figure(plain, unit));
    if (styles) styles->push_back(curve.style);
  }
  return lines;
}

void ChartWidget::Inside::setCrosshair(std::optional<double> seconds) {
  crosshair_ = seconds;
  std::vector<std::optional<CurveStyle>> styles;
  const QStringList text = seconds ? reading(*seconds, &styles) : QStringList();
  const auto snapped = seconds ? nearestTime(*seconds) : std::nullopt;
  view_->setCrosshair(snapped, text, styles);
  if (seconds) view_->setAccessibleDescription(text.join(QStringLiteral(", ")));
}

void ChartWidget::Inside::toggle(const QString& name) {
  for (Curve& curve : content_->curves()) {
    if (curve.name == name) curve.hidden = !curve.hidden;
  }
  refresh();
}

void ChartWidget::Inside::isolate(const QString& name) {
  auto& curves = content_->curves();
  const bool alone = std::all_of(curves.begin(), curves.end(), [&](const Curve& curve) {
    return !passes(curve) || curve.hidden == (curve.name != name);
  });
  for (Curve& curve : curves) {
    if (passes(curve)) curve.hidden = !alone && curve.name != name;
  }
  refresh();
}

void ChartWidget::Inside::paintOnPaper(QPainter& painter, QSize size) const {
  const ChartTheme theme = ChartTheme::light();
  painter.fillRect(QRect(QPoint(), size), theme.background);
  QFont title = widget_.font();
  title.setBold(true);
  painter.setFont(title);
  painter.setPen(theme.text);
  const int row = QFontMetrics(title).height() + 4;
  painter.drawText(QRect(8, 4, size.width() - 16, row), Qt::AlignVCenter, content_->face().title);
  painter.setFont(widget_.font());
  const QFontMetrics metrics(widget_.font());
  int x = 8;
  int y = 4 + row;
  for (const Legend::Entry& entry : legendEntries()) {
    if (entry.hidden || !hasValues()) continue;
    const int width = 36 + metrics.horizontalAdvance(entry.name) + 16;
    if (x + width > size.width() && x > 8) {
      x = 8;
      y += row;
    }
    paintSample(painter, entry.style, theme, QRectF(x, y, 30, row));
    painter.setPen(theme.text);
    painter.drawText(QRect(x + 36, y, width, row), Qt::AlignVCenter, entry.name);
    x += width;
  }
  y += row + 4;
  ChartView paper;
  paper.setFont(widget_.font());
  const QSize room(size.width(), std::max(80, size.height() - y));
  paper.usePaper(room);
  paper.setDrawing(drawing(true), theme);
  paper.render(&painter, QRectF(QPointF(0, y), room), QRect(QPoint(), room));
}

}  // namespace headroom::gui
