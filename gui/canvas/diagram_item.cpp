#include "gui/canvas/diagram_item.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace headroom::gui {

void DiagramItem::setRect(const QRectF& rect) {
  if (rect == rect_) return;
  prepareGeometryChange();
  rect_ = rect;
}

void DiagramItem::setDress(const Dress& dress) {
  if (dress == dress_) return;
  dress_ = dress;
  setOpacity(dress.faded ? 0.35 : 1.0);
  update();
}

QRectF DiagramItem::boundingRect() const {
  return rect_.adjusted(-12, -12, 14, 12);
}

void DiagramItem::paintCard(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
                            const QColor& border) const {
  painter.setRenderHint(QPainter::Antialiasing);
  if (dress_.selected || dress_.target) {
    QColor glow = dress_.target ? colours_->valid : colours_->selection;
    glow.setAlpha(60);
    painter.setPen(Qt::NoPen);
    painter.setBrush(glow);
    painter.drawRoundedRect(rect.adjusted(-4, -4, 4, 4), radius + 4, radius + 4);
  } else if (!colours_->dark) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(20, 30, 50, 18));
    painter.drawRoundedRect(rect.translated(0, 1.6).adjusted(-0.6, 0, 0.6, 0.8), radius, radius);
  }
  QColor edge = border;
  if (dress_.hovered) edge = colours_->text;
  if (dress_.selected) edge = colours_->selection;
  if (dress_.target) edge = colours_->valid;
  painter.setPen(QPen(edge, dress_.selected || dress_.target ? 2.0 : 1.2));
  painter.setBrush(fill);
  painter.drawRoundedRect(rect, radius, radius);
}

void DiagramItem::paintText(QPainter& painter, const QRectF& line, const QString& text, double pixels, bool bold,
                            const QColor& colour, Qt::Alignment alignment) {
  QFont font = painter.font();
  font.setPixelSize(static_cast<int>(std::lround(pixels)));
  font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
  painter.setFont(font);
  painter.setPen(colour);
  const QString shown = QFontMetricsF(font).elidedText(text, Qt::ElideRight, line.width());
  painter.drawText(line, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

double DiagramItem::paintLoadPill(QPainter& painter, const QRectF& line) const {
  if (!dress_.load) return 0;
  const LoadState state = stateOf(dress_.load->utilisation, dress_.load->down);
  const QString percent = QString("%1 %").arg(std::lround(dress_.load->utilisation * 100));
  const QString text = state == LoadState::Down ? wordFor(state) : percent + " " + wordFor(state);
  QFont font = painter.font();
  font.setPixelSize(11);
  font.setWeight(QFont::DemiBold);
  const double width = QFontMetricsF(font).horizontalAdvance(text) + 14;
  const QRectF pill(line.right() - width, line.center().y() - 9, width, 18);
  const QColor colour = colours_->state(state);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawRoundedRect(pill, 9, 9);
  const QColor ink = colour.lightnessF() > 0.42 ? QColor(0x10, 0x14, 0x1a) : QColor(Qt::white);
  paintText(painter, pill, text, 11, true, ink, Qt::AlignHCenter);
  return width + 6;
}

void DiagramItem::paintProblemBadge(QPainter& painter, QPointF corner) const {
  if (dress_.problems == 0) return;
  const QRectF disc(corner.x() - 9, corner.y() - 9, 18, 18);
  const QColor colour = dress_.severe ? colours_->state(LoadState::Over) : colours_->state(LoadState::Near);
  painter.setPen(QPen(colours_->card, 1.5));
  painter.setBrush(colour);
  painter.drawEllipse(disc);
  paintText(painter, disc, dress_.problems > 9 ? "9+" : QString::number(dress_.problems), 10, true,
            dress_.severe && !colours_->dark ? QColor(Qt::white) : QColor(0x10, 0x14, 0x1a), Qt::AlignHCenter);
}

}  // namespace headroom::gui
