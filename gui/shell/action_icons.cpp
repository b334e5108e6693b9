#include "gui/shell/action_icons.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <algorithm>

namespace headroom::gui {
namespace {

void page(QPainter& p) {
  p.drawPolygon(QPolygonF{{6, 3}, {14.5, 3}, {18.5, 7}, {18.5, 21}, {6, 21}});
}

void curve(QPainter& p, bool mirrored) {
  p.save();
  if (mirrored) {
    p.translate(24, 0);
    p.scale(-1, 1);
  }
  QPainterPath path;
  path.moveTo(5, 9);
  path.lineTo(14, 9);
  path.cubicTo(21, 9, 21, 19, 14, 19);
  path.lineTo(9, 19);
  p.drawPath(path);
  p.drawPolyline(QPolygonF{{9, 4.6}, {4.6, 9}, {9, 13.4}});
  p.restore();
}

void fileSymbol(QPainter& p, Symbol symbol) {
  switch (symbol) {
    case Symbol::New:
      page(p);
      p.drawLine(QPointF(9, 14), QPointF(15.4, 14));
      p.drawLine(QPointF(12.2, 10.8), QPointF(12.2, 17.2));
      return;
    case Symbol::Open:
      p.drawPolyline(QPolygonF{{4, 19.5}, {4, 5}, {10, 5}, {12, 7.6}, {19, 7.6}, {19, 11}});
      p.drawPolygon(QPolygonF{{4, 19.5}, {7, 11}, {22, 11}, {19, 19.5}});
      return;
    case Symbol::Save:
      p.drawPolygon(QPolygonF{{4, 4}, {16.5, 4}, {20, 7.5}, {20, 20}, {4, 20}});
      p.drawRect(QRectF(8, 4, 7, 5));
      p.drawRect(QRectF(7.4, 13, 9.2, 7));
      return;
    default:
      page(p);
      p.drawPolyline(QPolygonF{{9, 17.5}, {9, 15}});
      p.drawPolyline(QPolygonF{{12.2, 17.5}, {12.2, 11}});
      p.drawPolyline(QPolygonF{{15.4, 17.5}, {15.4, 13}});
      return;
  }
}

void runSymbol(QPainter& p, Symbol symbol) {
  const QColor colour = p.pen().color();
  p.setBrush(colour);
  if (symbol == Symbol::Run) p.drawPolygon(QPolygonF{{7, 4.6}, {19.4, 12}, {7, 19.4}});
  if (symbol == Symbol::Stop) p.drawRoundedRect(QRectF(6, 6, 12, 12), 1.5, 1.5);
  if (symbol == Symbol::Pause) {
    p.drawRoundedRect(QRectF(6.6, 5, 3.6, 14), 1, 1);
    p.drawRoundedRect(QRectF(13.8, 5, 3.6, 14), 1, 1);
  }
}

void toolSymbol(QPainter& p, Symbol symbol) {
  switch (symbol) {
    case Symbol::Select:
      p.drawPolygon(QPolygonF{{6, 3.5}, {6, 18.4}, {10, 14.9}, {12.6, 20.5}, {15.2, 19.3}, {12.7, 13.8}, {18, 13.4}});
      return;
    case Symbol::Connect:
      p.drawRoundedRect(QRectF(3, 9, 6, 6), 1.5, 1.5);
      p.drawRoundedRect(QRectF(15, 9, 6, 6), 1.5, 1.5);
      p.drawLine(QPointF(9, 12), QPointF(15, 12));
      return;
    case Symbol::Link: {
      p.drawEllipse(QPointF(5.5, 18), 2.6, 2.6);
      p.drawEllipse(QPointF(18.5, 6), 2.6, 2.6);
      QPen pen = p.pen();
      pen.setDashPattern({1.2, 2});
      p.setPen(pen);
      p.drawLine(QPointF(7.6, 16), QPointF(16.4, 8));
      return;
    }
    case Symbol::Fit:
      p.drawPolyline(QPolygonF{{4, 9}, {4, 4}, {9, 4}});
      p.drawPolyline(QPolygonF{{15, 4}, {20, 4}, {20, 9}});
      p.drawPolyline(QPolygonF{{20, 15}, {20, 20}, {15, 20}});
      p.drawPolyline(QPolygonF{{9, 20}, {4, 20}, {4, 15}});
      p.drawRect(QRectF(8.5, 8.5, 7, 7));
      return;
    case Symbol::Arrange:
      p.drawRoundedRect(QRectF(3, 9.5, 5, 5), 1, 1);
      for (const double top : {3.5, 15.5}) p.drawRoundedRect(QRectF(16, top, 5, 5), 1, 1);
      p.drawPolyline(QPolygonF{{16, 6}, {12, 6}, {12, 18}, {16, 18}});
      p.drawLine(QPointF(8, 12), QPointF(12, 12));
      return;
    case Symbol::Delete:
      p.drawLine(QPointF(5, 6.5), QPointF(19, 6.5));
      p.drawPolyline(QPolygonF{{9, 6.5}, {9.6, 4}, {14.4, 4}, {15, 6.5}});
      p.drawPolygon(QPolygonF{{6.6, 6.5}, {7.6, 20}, {16.4, 20}, {17.4, 6.5}});
      return;
    default: {
      p.drawEllipse(QPointF(12, 12), 8, 8);
      QPainterPath half;
      half.moveTo(12, 4);
      half.arcTo(QRectF(4, 4, 16, 16), 90, -180);
      half.closeSubpath();
      p.fillPath(half, p.pen().color());
    }
  }
}

class SymbolEngine : public QIconEngine {
 public:
  explicit SymbolEngine(Symbol symbol) : symbol_(symbol) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setOpacity(mode == QIcon::Disabled ? 0.35 : 1.0);
    const double side = std::min(rect.width(), rect.height());
    painter->translate(QRectF(rect).center() - QPointF(side / 2, side / 2));
    painter->scale(side / 24, side / 24);
    painter->setPen(QPen(colour(), 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    draw(*painter);
    painter->restore();
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }
  QIconEngine* clone() const override { return new SymbolEngine(symbol_); }

 private:
  QColor colour() const {
    const QColor text = QApplication::palette().color(QPalette::ButtonText);
    const bool dark = text.lightness() > 128;
    if (symbol_ == Symbol::Run) return dark ? QColor(0x2b, 0xc7, 0x9a) : QColor(0x00, 0x86, 0x62);
    return text;
  }
  void draw(QPainter& painter) const {
    switch (symbol_) {
      case Symbol::Undo:
        return curve(painter, false);
      case Symbol::Redo:
        return curve(painter, true);
      case Symbol::New:
      case Symbol::Open:
      case Symbol::Save:
      case Symbol::Report:
        return fileSymbol(painter, symbol_);
      case Symbol::Run:
      case Symbol::Pause:
      case Symbol::Stop:
        return runSymbol(painter, symbol_);
      default:
        return toolSymbol(painter, symbol_);
    }
  }

  Symbol symbol_;
};

}  // namespace

QIcon symbolIcon(Symbol symbol) {
  return QIcon(new SymbolEngine(symbol));
}

}  // namespace headroom::gui
