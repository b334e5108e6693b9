#include "gui/canvas/glyphs.h"

#include <QIconEngine>
#include <QPainterPath>
#include <QPixmap>
#include <cmath>

namespace headroom::gui {
namespace {

/// All pictures are drawn on a grid of 24 × 24.
void users(QPainter& p) {
  p.drawEllipse(QPointF(9, 8), 3.4, 3.4);
  QPainterPath body;
  body.moveTo(2.8, 20);
  body.cubicTo(2.8, 12.6, 15.2, 12.6, 15.2, 20);
  p.drawPath(body);
  p.drawArc(QRectF(13.4, 5, 6.4, 6.4), -90 * 16, 200 * 16);
  QPainterPath second;
  second.moveTo(16.4, 13.4);
  second.cubicTo(20, 13.8, 21.2, 16.4, 21.2, 20);
  p.drawPath(second);
}

void proxy(QPainter& p) {
  QPainterPath shield;
  shield.moveTo(12, 3);
  shield.lineTo(20, 6);
  shield.cubicTo(20.4, 13.5, 17.6, 18.4, 12, 21);
  shield.cubicTo(6.4, 18.4, 3.6, 13.5, 4, 6);
  shield.closeSubpath();
  p.drawPath(shield);
  p.drawPolyline(QPolygonF{{8.4, 12}, {11, 14.6}, {15.8, 9.4}});
}

void zone(QPainter& p) {
  QPen pen = p.pen();
  pen.setDashPattern({2.4, 1.8});
  p.setPen(pen);
  p.drawRoundedRect(QRectF(3, 4, 18, 16), 4, 4);
  pen.setStyle(Qt::SolidLine);
  p.setPen(pen);
  p.drawRoundedRect(QRectF(7, 8.4, 4.4, 7.2), 1.2, 1.2);
  p.drawRoundedRect(QRectF(13, 8.4, 4.4, 7.2), 1.2, 1.2);
}

void balancer(QPainter& p) {
  p.drawEllipse(QPointF(5.5, 12), 2.4, 2.4);
  p.drawLine(QPointF(8, 12), QPointF(12, 12));
  p.drawPolyline(QPolygonF{{12, 12}, {15, 6}, {20, 6}});
  p.drawPolyline(QPolygonF{{12, 12}, {20, 12}});
  p.drawPolyline(QPolygonF{{12, 12}, {15, 18}, {20, 18}});
}

void server(QPainter& p) {
  for (const double top : {4.0, 10.0, 16.0}) {
    p.drawRoundedRect(QRectF(3.5, top, 17, 4.6), 1.4, 1.4);
    p.drawPoint(QPointF(6.8, top + 2.3));
    p.drawLine(QPointF(11.5, top + 2.3), QPointF(17.4, top + 2.3));
  }
}

void database(QPainter& p) {
  p.drawEllipse(QRectF(4, 3, 16, 5.4));
  p.drawLine(QPointF(4, 5.8), QPointF(4, 18.4));
  p.drawLine(QPointF(20, 5.8), QPointF(20, 18.4));
  p.drawArc(QRectF(4, 9.4, 16, 5.4), 180 * 16, 180 * 16);
  p.drawArc(QRectF(4, 15.6, 16, 5.4), 180 * 16, 180 * 16);
}

void application(QPainter& p) {
  p.drawRoundedRect(QRectF(3.5, 5, 17, 14), 2.4, 2.4);
  p.drawLine(QPointF(3.5, 9.4), QPointF(20.5, 9.4));
  p.drawPoint(QPointF(6.4, 7.2));
  p.drawPoint(QPointF(9, 7.2));
}

void note(QPainter& p) {
  p.drawPolygon(QPolygonF{{5, 3.5}, {15, 3.5}, {19, 7.5}, {19, 20.5}, {5, 20.5}});
  p.drawPolyline(QPolygonF{{15, 3.5}, {15, 7.5}, {19, 7.5}});
  p.drawLine(QPointF(8, 12), QPointF(16, 12));
  p.drawLine(QPointF(8, 16), QPointF(13.5, 16));
}

void link(QPainter& p) {
  p.drawEllipse(QPointF(5.5, 18.5), 2.2, 2.2);
  p.drawEllipse(QPointF(18.5, 5.5), 2.2, 2.2);
  p.drawLine(QPointF(7.2, 16.8), QPointF(16.8, 7.2));
}

class GlyphEngine : public QIconEngine {
 public:
  GlyphEngine(ObjectType type, QColor colour) : type_(type), colour_(std::move(colour)) {}
  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    painter->save();
    painter->setOpacity(mode == QIcon::Disabled ? 0.4 : 1.0);
    drawGlyph(*painter, type_, rect, colour_);
    painter->restore();
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }
  QIconEngine* clone() const override { return new GlyphEngine(type_, colour_); }

 private:
  ObjectType type_;
  QColor colour_;
};

}  // namespace

void drawGlyph(QPainter& painter, ObjectType type, const QRectF& square, const QColor& colour) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const double side = std::min(square.width(), square.height());
  painter.translate(square.center() - QPointF(side / 2, side / 2));
  painter.scale(side / 24, side / 24);
  painter.setPen(QPen(colour, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  switch (type) {
    case ObjectType::Users:
      users(painter);
      break;
    case ObjectType::Proxy:
      proxy(painter);
      break;
    case ObjectType::Zone:
      zone(painter);
      break;
    case ObjectType::Balancer:
      balancer(painter);
      break;
    case ObjectType::Server:
      server(painter);
      break;
    case ObjectType::Database:
      database(painter);
      break;
    case ObjectType::Application:
      application(painter);
      break;
    case ObjectType::Link:
    case ObjectType::Reference:
      link(painter);
      break;
    case ObjectType::Note:
      note(painter);
      break;
    default:
      zone(painter);
      break;
  }
  painter.restore();
}

QIcon glyphIcon(ObjectType type, const QColor& colour) {
  return QIcon(new GlyphEngine(type, colour));
}

}  // namespace headroom::gui
