#include "gui/canvas/zone_item.h"

#include <QCoreApplication>
#include <QPainter>

namespace headroom::gui {

void ZoneItem::setZone(const DiagramZone& zone, const QPainterPath& outline, int index) {
  prepareGeometryChange();
  zone_ = zone;
  outline_ = outline;
  index_ = index;
  update();
}

QRectF ZoneItem::boundingRect() const {
  return (rect_ | outline_.boundingRect()).adjusted(-12, -12, 12, 12);
}

void ZoneItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->setRenderHint(QPainter::Antialiasing);
  const QColor colour = colours_->zone(index_);
  QColor fill = colour;
  fill.setAlpha(dress_.target ? 80 : colours_->dark ? 34 : 28);
  QColor edge = colour;
  edge.setAlpha(dress_.selected || dress_.hovered || dress_.target ? 255 : 170);
  if (dress_.selected) {
    QColor glow = colours_->selection;
    glow.setAlpha(70);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(glow, 7));
    painter->drawPath(outline_);
  }
  painter->setBrush(fill);
  painter->setPen(QPen(dress_.target ? colours_->valid : edge, dress_.selected || dress_.target ? 2.4 : 1.5));
  painter->drawPath(outline_);

  const QRectF head(rect_.left() + 16, rect_.top() + 8, rect_.width() - 30, 18);
  double badge = 0;
  if (zone_.isDefault) {
    const QString word = QCoreApplication::translate("ZoneItem", "default");
    badge = 54;
    const QRectF pill(head.right() - 50, head.top(), 52, 17);
    QColor tint = colour;
    tint.setAlpha(60);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tint);
    painter->drawRoundedRect(pill, 8, 8);
    paintText(*painter, pill, word, 10, false, colours_->text, Qt::AlignHCenter);
  }
  paintText(*painter, head.adjusted(0, 0, -badge, 0), zone_.title, 14, true, colours_->text);
  paintText(*painter, {head.left(), head.top() + 17, head.width(), 15}, zone_.detail, 11, false, colours_->faintText);
  paintProblemBadge(*painter, rect_.topLeft() + QPointF(4, 4));
}

}  // namespace headroom::gui
