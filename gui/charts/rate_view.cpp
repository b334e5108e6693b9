#include "gui/charts/rate_view.h"

#include <QChart>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace headroom::gui {
namespace {

constexpr double kReach = 7;       // pixels around an edge that take hold of it
constexpr double kKeyStep = 0.01;  // of what is seen
constexpr double kGripHeight = 22, kGripWidth = 7;

}  // namespace

RateView::RateView(QWidget* parent) : ChartView(parent) {
  setAccessibleName(tr("Requests per second over time, with the window that is taken"));
  setToolTip(
      tr("Drag to choose a part of the time; double-click takes all of it.\n"
         "Keys: ←→ move the window, Ctrl its beginning, Shift its end, 0 takes everything."));
  setMinimumHeight(130);
}

void RateView::setRates(RateDrawing rates) {
  rates_ = std::move(rates);
  draw();
}

void RateView::setDark(bool dark) {
  dark_ = dark;
  draw();
}

void RateView::setWindow(double from, double to) {
  from_ = from;
  to_ = to;
  viewport()->update();
}

void RateView::draw() {
  Drawing drawing;
  double most = 0;
  for (const QPointF& point : rates_.points) most = std::max(most, point.y());
  Drawing::Line line;
  line.style.width = 1.4;
  line.marked = false;
  line.points = rates_.points;
  drawing.lines.push_back(std::move(line));
  drawing.timeFrom = rates_.from;
  drawing.timeTo = std::max(rates_.to, rates_.from + 1);
  drawing.values = valueScale(most * 1.15, 4);
  drawing.timeTitle = rates_.timeTitle;
  drawing.valueTitle = tr("requests/s");
  drawing.empty = rates_.empty;
  setDrawing(std::move(drawing), ChartTheme::of(dark_));
}

bool RateView::isWhole() const {
  return from_ <= rates_.from && to_ >= rates_.to;
}

void RateView::drawForeground(QPainter* painter, const QRectF& rect) {
  ChartView::drawForeground(painter, rect);
  if (!rates_.empty.isEmpty()) return;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setFont(font());
  paintWindow(*painter);
  paintPeak(*painter);
  painter->restore();
}

void RateView::paintPeak(QPainter& painter) const {
  if (!rates_.peak) return;
  const QRectF area = chart()->plotArea();
  const auto within = [&](double seconds) { return std::clamp(placeOf({seconds, 0}).x(), area.left(), area.right()); };
  const double left = within(rates_.peak->from);  // a short log is over before its peak minute is
  const double right = std::max(left + 2, within(rates_.peak->to));
  QColor band = theme().reference;
  band.setAlphaF(0.16F);
  painter.fillRect(QRectF(left, area.top(), right - left, area.height()), band);
  const QFontMetricsF metrics(painter.font());
  QRectF plate(0, area.top() + 2, metrics.horizontalAdvance(rates_.peak->label) + 8, metrics.height());
  const double before = left - plate.width() - 3;
  const bool isRoomBehind = right + plate.width() + 4 < area.right();
  plate.moveLeft(isRoomBehind ? right + 3 : before > area.left() ? before : left + 12);  // else within the band
  painter.fillRect(plate, theme().plate);
  painter.setPen(theme().reference);
  painter.drawText(plate, Qt::AlignCenter, rates_.peak->label);
}

void RateView::paintWindow(QPainter& painter) const {
  const QRectF area = chart()->plotArea();
  const double left = std::clamp(placeOf({from_, 0}).x(), area.left(), area.right());
  const double right = std::clamp(placeOf({to_, 0}).x(), area.left(), area.right());
  QColor shade = theme().text;
  shade.setAlphaF(0.16F);
  painter.fillRect(QRectF(area.left(), area.top(), left - area.left(), area.height()), shade);
  painter.fillRect(QRectF(right, area.top(), area.right() - right, area.height()), shade);
  const QColor edge = hasFocus() ? palette().color(QPalette::Highlight) : theme().faintText;
  for (const double x : {left, right}) {
    painter.setPen(QPen(edge, 1.5));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setPen(QPen(theme().background, 1));
    painter.setBrush(edge);
    painter.drawRoundedRect(QRectF(x - kGripWidth / 2, area.center().y() - kGripHeight / 2, kGripWidth, kGripHeight), 3,
                            3);
  }
}

RateView::Grip RateView::gripAt(double x) const {
  const double left = placeOf({from_, 0}).x(), right = placeOf({to_, 0}).x();
  const double toLeft = std::abs(x - left), toRight = std::abs(x - right);
  if (std::min(toLeft, toRight) <= kReach) return toLeft <= toRight ? Grip::From : Grip::To;
  return x > left && x < right && !isWhole() ? Grip::Whole : Grip::New;
}

void RateView::move(double from, double to) {
  from = std::clamp(from, rates_.from, rates_.to);
  to = std::clamp(to, rates_.from, rates_.to);
  if (!(to > from)) return;
  setWindow(from, to);
  emit windowMoved(from, to);
}

void RateView::wheelEvent(QWheelEvent* event) {
  event->ignore();  // the page scrolls; the curve always shows all of the log
}

void RateView::mousePressEvent(QMouseEvent* event) {
  setFocus(Qt::MouseFocusReason);
  event->accept();
  if (event->button() != Qt::LeftButton || !rates_.empty.isEmpty()) return;
  grip_ = gripAt(event->position().x());
  pressedAt_ = secondsAt(event->position().x());
  pressedWindow_ = {from_, to_};
}

void RateView::mouseMoveEvent(QMouseEvent* event) {
  const double at = secondsAt(event->position().x());
  const auto [from, to] = pressedWindow_;
  switch (grip_) {
    case Grip::None: {
      const Grip grip = rates_.empty.isEmpty() ? gripAt(event->position().x()) : Grip::None;
      const bool edge = grip == Grip::From || grip == Grip::To;
      viewport()->setCursor(edge ? Qt::SplitHCursor : grip == Grip::Whole ? Qt::OpenHandCursor : Qt::CrossCursor);
      return;
    }
    case Grip::From:
      return move(std::min(at, to_), to_);
    case Grip::To:
      return move(from_, std::max(at, from_));
    case Grip::Whole: {
      const double by = std::clamp(at - pressedAt_, rates_.from - from, rates_.to - to);
      return move(from + by, to + by);
    }
    case Grip::New:
      if (std::abs(placeOf({at, 0}).x() - placeOf({pressedAt_, 0}).x()) > kReach / 2)
        move(std::min(at, pressedAt_), std::max(at, pressedAt_));
      return;
  }
}

void RateView::mouseReleaseEvent(QMouseEvent* event) {
  grip_ = Grip::None;
  event->accept();
}

void RateView::mouseDoubleClickEvent(QMouseEvent* event) {
  grip_ = Grip::None;
  emit wholeWished();
  event->accept();
}

void RateView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_0) return emit wholeWished();
  if (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right) return QWidget::keyPressEvent(event);
  const double step = (rates_.to - rates_.from) * kKeyStep * (event->key() == Qt::Key_Left ? -1 : 1);
  const bool begin = event->modifiers().testFlag(Qt::ControlModifier);
  const bool end = event->modifiers().testFlag(Qt::ShiftModifier);
  if (begin) return move(from_ + step, to_);
  if (end) return move(from_, to_ + step);
  const double by = std::clamp(step, rates_.from - from_, rates_.to - to_);
  move(from_ + by, to_ + by);
}

}  // namespace headroom::gui
