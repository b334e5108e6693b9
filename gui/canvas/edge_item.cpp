#include "gui/canvas/edge_item.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPathStroker>
#include <algorithm>
#include <cmath>

#include "gui/canvas/plain_tip.h"

namespace headroom::gui {
namespace {

constexpr double kNear = 7;

double spread(const QRectF& rect, int slot, int places) {
  return rect.top() + rect.height() * (slot + 1.0) / (places + 1.0);
}

QPainterPath forward(const QRectF& from, const QRectF& to, int slot, int places, double sag) {
  QPointF a(from.right(), from.center().y()), b(to.left(), spread(to, slot, places));
  double bend = std::clamp((b.x() - a.x()) * 0.5, 30.0, 140.0);
  if (b.x() < a.x() + 10 && to.right() < from.left()) {  // the other way round on the canvas
    a.setX(from.left());
    b.setX(to.right());
    bend = -std::clamp((a.x() - b.x()) * 0.5, 30.0, 140.0);
  }
  QPainterPath path(a);
  path.cubicTo(a + QPointF(bend, sag), b - QPointF(bend, -sag), b);
  return path;
}

}  // namespace

QPainterPath edgePath(DiagramEdge::Kind kind, const QRectF& from, const QRectF& to, int slot, int places) {
  if (kind == DiagramEdge::Kind::Call) {
    const QPointF a(from.left(), from.center().y()), b(to.left(), to.center().y());
    const double swing = 26 + std::min(40.0, std::abs(a.y() - b.y()) * 0.12) + 6 * slot;
    QPainterPath path(a);
    path.cubicTo(QPointF(std::min(a.x(), b.x()) - swing, a.y()), QPointF(std::min(a.x(), b.x()) - swing, b.y()), b);
    return path;
  }
  return forward(from, to, slot, places, kind == DiagramEdge::Kind::Link ? 26 : 0);
}

void EdgeItem::setEdge(const DiagramEdge& edge, const QPainterPath& path) {
  prepareGeometryChange();
  edge_ = edge;
  path_ = path;
  QPainterPathStroker stroker;
  stroker.setWidth(2 * kNear);
  wide_ = stroker.createStroke(path);
  setToolTip(plainTip(edge.label));
  update();
}

QRectF EdgeItem::boundingRect() const {
  return path_.boundingRect().adjusted(-70, -16, 70, 16);
}

bool EdgeItem::isNear(QPointF at) const {
  return wide_.contains(at);
}

QColor EdgeItem::colour() const {
  if (dress_.selected) return colours_->selection;
  switch (edge_.kind) {
    case DiagramEdge::Kind::Traffic:
      return colours_->line;
    case DiagramEdge::Kind::Route:
    case DiagramEdge::Kind::Membership:
      return colours_->zone(edge_.zone);
    case DiagramEdge::Kind::Data:
      return colours_->dataLine;
    case DiagramEdge::Kind::Call:
      return colours_->callLine;
    case DiagramEdge::Kind::Link:
      return colours_->linkLine;
  }
  return colours_->line;
}

void EdgeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->setRenderHint(QPainter::Antialiasing);
  const QColor line = colour();
  QPen pen(line, edge_.kind == DiagramEdge::Kind::Data ? 1.2 : 1.8);
  if (edge_.kind == DiagramEdge::Kind::Call) pen.setDashPattern({5, 3});
  if (edge_.kind == DiagramEdge::Kind::Link) pen.setDashPattern({1.5, 3});
  if (dress_.selected || (dress_.hovered && !edge_.rows.empty())) pen.setWidthF(pen.widthF() + 1.2);
  painter->setPen(pen);
  painter->setBrush(Qt::NoBrush);
  painter->drawPath(path_);
  if (edge_.kind != DiagramEdge::Kind::Link) paintArrow(*painter, line);
  paintLabel(*painter, line);
}

void EdgeItem::paintArrow(QPainter& painter, const QColor& colour) const {
  const QPointF tip = path_.pointAtPercent(1);
  const QPointF before = path_.pointAtPercent(path_.percentAtLength(std::max(0.0, path_.length() - 9)));
  const double angle = std::atan2(tip.y() - before.y(), tip.x() - before.x());
  const auto at = [&](double turn) { return tip - QPointF(std::cos(angle + turn), std::sin(angle + turn)) * 8.5; };
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawPolygon(QPolygonF{tip, at(0.42), at(-0.42)});
}

void EdgeItem::paintLabel(QPainter& painter, const QColor& colour) const {
  if (edge_.label.isEmpty()) return;
  QFont font = painter.font();
  font.setPixelSize(11);
  const double width = std::min(QFontMetricsF(font).horizontalAdvance(edge_.label) + 12, 130.0);
  // Routes are labelled near the proxy, where calls between zones do not pass.
  const QPointF middle = path_.pointAtPercent(edge_.kind == DiagramEdge::Kind::Route ? 0.3 : 0.5);
  const QRectF pill(middle.x() - width / 2, middle.y() - 9, width, 18);
  QColor ground = colours_->canvas;
  ground.setAlpha(225);
  painter.setPen(Qt::NoPen);
  painter.setBrush(ground);
  painter.drawRoundedRect(pill, 9, 9);
  (void)colour;
  paintText(painter, pill.adjusted(5, 0, -5, 0), edge_.label, 11, false,
            dress_.selected ? colours_->selection : colours_->faintText, Qt::AlignHCenter);
}

}  // namespace headroom::gui
