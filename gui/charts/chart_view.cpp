#include "gui/charts/chart_view.h"

#include <QCategoryAxis>
#include <QChart>
#include <QElapsedTimer>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "gui/charts/dashes.h"

namespace headroom::gui {

namespace {

constexpr double kMarkerSpacing = 90;  // pixels between two markers of a curve
constexpr double kMarkerSize = 7;
constexpr double kDragSlack = 4;  // pixels a click may wander
constexpr double kWheelStep = 0.8;

/// Of "response time (ms)" the part in brackets: what a low chart still has room for.
QString unitOf(const QString& title) {
  const qsizetype open = title.lastIndexOf('(');
  return open < 0 || !title.endsWith(')') ? title : title.mid(open + 1).chopped(1);
}

bool isGap(QPointF point) {
  return std::isnan(point.y());
}

}  // namespace

ChartView::ChartView(QWidget* parent) : QChartView(parent), times_(new QCategoryAxis), values_(new QCategoryAxis) {
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setContextMenuPolicy(Qt::NoContextMenu);
  setMinimumSize(180, 120);
  QChart* frame = chart();
  frame->legend()->hide();
  frame->setBackgroundRoundness(0);
  frame->setMargins({2, 6, 10, 2});
  frame->layout()->setContentsMargins(0, 0, 0, 0);
  frame->addAxis(times_, Qt::AlignBottom);
  frame->addAxis(values_, Qt::AlignLeft);
  times_->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  times_->setTruncateLabels(false);
  values_->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  values_->setTruncateLabels(false);
}

void ChartView::usePaper(QSize size) {
  onPaper_ = true;
  resize(size);
  grab();  // a view that was never shown gets its size only so
}

void ChartView::setDrawing(Drawing drawing, const ChartTheme& theme) {
  drawing_ = std::move(drawing);
  theme_ = theme;
  updateColours();
  updateAxes();
  if (onPaper_) chart()->layout()->activate();
  updateLines();
  viewport()->update();
}

void ChartView::updateColours() {
  QChart* frame = chart();
  frame->setBackgroundBrush(theme_.background);
  frame->setBackgroundPen(Qt::NoPen);
  setBackgroundBrush(theme_.background);
  const bool shown = drawing_.empty.isEmpty();
  for (QAbstractAxis* axis : {static_cast<QAbstractAxis*>(times_), static_cast<QAbstractAxis*>(values_)}) {
    axis->setLabelsColor(theme_.faintText);
    axis->setTitleBrush(theme_.text);
    axis->setGridLineColor(theme_.grid);
    axis->setLinePenColor(theme_.axis);
    axis->setLabelsFont(font());
    axis->setTitleFont(font());
    axis->setVisible(shown);
  }
}

void ChartView::updateLines() {
  QChart* frame = chart();
  while (series_.size() > drawing_.lines.size()) {
    frame->removeSeries(series_.back());
    delete series_.back();
    series_.pop_back();
  }
  while (series_.size() < drawing_.lines.size()) {
    auto* line = new QLineSeries;
    frame->addSeries(line);
    line->attachAxis(times_);
    line->attachAxis(values_);
    series_.push_back(line);
  }
  const auto toPixels = [this](QPointF point) { return placeOf(point); };
  const auto fromPixels = [this](QPointF place) { return pointAt(place); };
  for (std::size_t i = 0; i < series_.size(); ++i) {
    const Drawing::Line& line = drawing_.lines[i];
    QPen pen = penOf(line.style, theme_, line.faint);
    if (!onPaper_) pen.setStyle(Qt::SolidLine);
    if (series_[i]->pen() != pen) series_[i]->setPen(pen);
    series_[i]->replace(onPaper_ ? line.points : dashPieces(line.points, line.style, toPixels, fromPixels));
  }
}

void ChartView::updateAxes() {
  const int most = std::clamp(static_cast<int>(chart()->plotArea().width() / 64), 2, 12);
  const TimeScale scale = timeScale(drawing_.timeFrom, drawing_.timeTo, most);
  QStringList labels;
  for (const TimeTick& tick : scale.ticks) labels += tick.label;
  if (labels != times_->categoriesLabels() || times_->min() != drawing_.timeFrom || times_->max() != drawing_.timeTo) {
    for (const QString& label : times_->categoriesLabels()) times_->remove(label);
    times_->setStartValue(drawing_.timeFrom - 1);
    for (const TimeTick& tick : scale.ticks) times_->append(tick.label, tick.seconds);
    times_->setRange(drawing_.timeFrom, drawing_.timeTo);
  }
  fitLastLabel(scale);
  times_->setTitleText(drawing_.timeTitle + " (" + scale.unit + ')');
  updateValues();
}

/// The half of the last label that stands out to the right of the axis needs its room.
void ChartView::fitLastLabel(const TimeScale& scale) {
  double beyond = 0;
  if (!scale.ticks.empty() && drawing_.timeTo > drawing_.timeFrom) {
    const TimeTick& last = scale.ticks.back();
    const double left = (drawing_.timeTo - last.seconds) / (drawing_.timeTo - drawing_.timeFrom);
    beyond = QFontMetricsF(font()).horizontalAdvance(last.label) / 2 - left * chart()->plotArea().width();
  }
  const QMargins margins(2, 6, std::max(10, static_cast<int>(std::ceil(beyond)) + 2), 2);
  if (chart()->margins() != margins) chart()->setMargins(margins);
}

void ChartView::updateValues() {
  const ValueScale& scale = drawing_.values;
  const std::vector<QString> ticks = valueTicks(scale);
  if (QStringList(ticks.begin(), ticks.end()) != values_->categoriesLabels() || values_->max() != scale.top) {
    for (const QString& label : values_->categoriesLabels()) values_->remove(label);
    values_->setStartValue(-scale.step);
    for (std::size_t i = 0; i < ticks.size(); ++i) values_->append(ticks[i], static_cast<double>(i) * scale.step);
    values_->setRange(0, scale.top);
  }
  const bool fits = QFontMetricsF(font()).horizontalAdvance(drawing_.valueTitle) < chart()->plotArea().height();
  values_->setTitleText(fits ? drawing_.valueTitle : unitOf(drawing_.valueTitle));
}

void ChartView::setCrosshair(std::optional<double> seconds, const QStringList& text,
                             const std::vector<std::optional<CurveStyle>>& styles) {
  crosshair_ = seconds;
  crosshairText_ = text;
  crosshairStyles_ = styles;
  viewport()->update();
}

void ChartView::paintEvent(QPaintEvent* event) {
  QElapsedTimer timer;
  timer.start();
  QChartView::paintEvent(event);
  paintingTime_ = static_cast<double>(timer.nsecsElapsed()) * 1e-6;
}

void ChartView::drawForeground(QPainter* painter, const QRectF& rect) {
  QChartView::drawForeground(painter, rect);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setFont(font());
  if (!drawing_.empty.isEmpty()) {
    paintEmpty(*painter);
  } else {
    painter->save();
    painter->setClipRect(chart()->plotArea().adjusted(-4, -4, 4, 4));
    paintMarkers(*painter);
    painter->restore();
    paintReferences(*painter);
    paintSelection(*painter);
    paintCrosshair(*painter);
  }
  painter->restore();
}

void ChartView::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  updateAxes();
  updateLines();
}

double ChartView::secondsAt(double x) const {
  const QRectF area = chart()->plotArea();
  if (area.width() <= 0) return drawing_.timeFrom;
  const double share = std::clamp((x - area.left()) / area.width(), 0.0, 1.0);
  return drawing_.timeFrom + share * (drawing_.timeTo - drawing_.timeFrom);
}

QPointF ChartView::placeOf(QPointF point) const {
  const QRectF area = chart()->plotArea();
  const double width = drawing_.timeTo - drawing_.timeFrom;
  return {area.left() + (point.x() - drawing_.timeFrom) / width * area.width(),
          area.bottom() - point.y() / drawing_.values.top * area.height()};
}

QPointF ChartView::pointAt(QPointF place) const {
  const QRectF area = chart()->plotArea();
  return {drawing_.timeFrom + (place.x() - area.left()) / area.width() * (drawing_.timeTo - drawing_.timeFrom),
          (area.bottom() - place.y()) / area.height() * drawing_.values.top};
}

void ChartView::paintMarkers(QPainter& painter) const {
  for (std::size_t n = 0; n < drawing_.lines.size(); ++n) {
    const Drawing::Line& line = drawing_.lines[n];
    if (!line.marked) continue;
    // Each curve starts elsewhere, so that markers of curves on top of each other do not hide one another.
    double next = chart()->plotArea().left() + kMarkerSpacing * (0.25 + 0.37 * static_cast<double>(n % 5));
    for (qsizetype i = 0; i < line.points.size(); ++i) {
      if (isGap(line.points[i])) continue;
      const QPointF place = placeOf(line.points[i]);
      const bool alone =
          (i == 0 || isGap(line.points[i - 1])) && (i + 1 == line.points.size() || isGap(line.points[i + 1]));
      if (!alone && place.x() < next) continue;
      paintMarker(painter, line.style, theme_, place, alone ? kMarkerSize - 2 : kMarkerSize, line.faint);
      if (place.x() >= next) next = place.x() + kMarkerSpacing;
    }
  }
}

void ChartView::paintReferences(QPainter& painter) const {
  const QRectF area = chart()->plotArea();
  const QFontMetricsF metrics(painter.font());
  double lastTop = -1e9;
  for (const Drawing::Reference& reference : drawing_.references) {
    const bool above = reference.value > drawing_.values.top;
    const double y = above ? area.top() : placeOf({drawing_.timeFrom, reference.value}).y();
    painter.setPen(QPen(theme_.reference, 1.2, Qt::DashDotDotLine));
    if (!above) painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    const QString label = metrics.elidedText(above ? reference.label + QStringLiteral(" ↑") : reference.label,
                                             Qt::ElideRight, area.width() - 8);
    QRectF plate(0, 0, metrics.horizontalAdvance(label) + 6, metrics.height());
    plate.moveTopRight({area.right() - 2, y - plate.height() - 2 < area.top() ? y + 2 : y - plate.height() - 2});
    if (std::abs(plate.top() - lastTop) < plate.height()) plate.moveTop(lastTop + plate.height());
    lastTop = plate.top();
    painter.fillRect(plate, theme_.plate);
    painter.setPen(theme_.reference);
    painter.drawText(plate, Qt::AlignCenter, label);
  }
}

void ChartView::paintSelection(QPainter& painter) const {
  if (!dragFrom_ || !dragTo_) return;
  const QRectF area = chart()->plotArea();
  QColor shade = theme_.text;
  shade.setAlphaF(0.12F);
  const double from = placeOf({*dragFrom_, 0}).x();
  const double to = placeOf({*dragTo_, 0}).x();
  painter.fillRect(QRectF(std::min(from, to), area.top(), std::abs(to - from), area.height()), shade);
}

void ChartView::paintCrosshair(QPainter& painter) const {
  if (!crosshair_ || crosshairText_.isEmpty() || *crosshair_ < drawing_.timeFrom || *crosshair_ > drawing_.timeTo)
    return;
  const QRectF area = chart()->plotArea();
  const double x = placeOf({*crosshair_, 0}).x();
  painter.setPen(QPen(theme_.axis, 1));
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));

  const QFontMetricsF metrics(painter.font());
  constexpr double kSample = 26;
  double width = 0;
  for (const QString& line : crosshairText_) width = std::max(width, metrics.horizontalAdvance(line));
  const double row = metrics.height() + 1;
  QRectF plate(0, 0, width + kSample + 18, row * static_cast<double>(crosshairText_.size()) + 8);
  const bool right = x + plate.width() + 10 < area.right();
  plate.moveTopLeft({right ? x + 8 : std::max(area.left(), x - 8 - plate.width()), area.top() + 4});
  painter.setPen(QPen(theme_.axis, 1));
  painter.setBrush(theme_.plate);
  painter.drawRoundedRect(plate, 4, 4);
  double top = plate.top() + 4;
  for (qsizetype i = 0; i < crosshairText_.size(); ++i, top += row) {
    const auto index = static_cast<std::size_t>(i);
    const bool sample = index < crosshairStyles_.size() && crosshairStyles_[index];
    if (sample) paintSample(painter, *crosshairStyles_[index], theme_, {plate.left() + 6, top, kSample, row});
    painter.setPen(theme_.text);
    painter.drawText(QRectF(plate.left() + (sample ? kSample + 12 : 8), top, plate.width(), row), Qt::AlignVCenter,
                     crosshairText_[i]);
  }
}

void ChartView::paintEmpty(QPainter& painter) const {
  painter.setPen(theme_.faintText);
  painter.drawText(chart()->plotArea(), Qt::AlignCenter | Qt::TextWordWrap, drawing_.empty);
}

void ChartView::zoomAround(double seconds, double factor) {
  emit spanWished(
      std::pair{seconds - (seconds - drawing_.timeFrom) * factor, seconds + (drawing_.timeTo - seconds) * factor});
}

void ChartView::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / 120.0;
  if (notches != 0 && drawing_.empty.isEmpty())
    zoomAround(secondsAt(event->position().x()), std::pow(kWheelStep, notches));
  event->accept();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
  setFocus(Qt::MouseFocusReason);
  if (event->button() == Qt::LeftButton && drawing_.empty.isEmpty()) dragFrom_ = secondsAt(event->position().x());
  event->accept();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
  if (!drawing_.empty.isEmpty()) return;
  const double seconds = secondsAt(event->position().x());
  const bool wide = dragFrom_ && std::abs(placeOf({*dragFrom_, 0}).x() - event->position().x()) > kDragSlack;
  if (dragFrom_ && (dragTo_ || wide)) dragTo_ = seconds;
  emit crosshairWished(seconds);
  viewport()->update();
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
  const auto from = std::exchange(dragFrom_, std::nullopt);
  const auto to = std::exchange(dragTo_, std::nullopt);
  if (from && to && *from != *to) emit spanWished(std::pair{std::min(*from, *to), std::max(*from, *to)});
  viewport()->update();
  event->accept();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent* event) {
  dragFrom_.reset();
  emit spanWished(std::nullopt);
  event->accept();
}

void ChartView::leaveEvent(QEvent* event) {
  QChartView::leaveEvent(event);
  emit crosshairWished(std::nullopt);
}

void ChartView::keyPressEvent(QKeyEvent* event) {
  const double width = drawing_.timeTo - drawing_.timeFrom;
  const double at = crosshair_.value_or(drawing_.timeFrom + width / 2);
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
      const double step = width / 100 * (event->key() == Qt::Key_Left ? -1 : 1);
      emit crosshairWished(std::clamp(at + step, drawing_.timeFrom, drawing_.timeTo));
      break;
    }
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoomAround(at, kWheelStep);
      break;
    case Qt::Key_Minus:
      zoomAround(at, 1 / kWheelStep);
      break;
    case Qt::Key_0:
      emit spanWished(std::nullopt);
      break;
    case Qt::Key_Escape:
      emit crosshairWished(std::nullopt);
      break;
    default:
      QChartView::keyPressEvent(event);
  }
}

}  // namespace headroom::gui
