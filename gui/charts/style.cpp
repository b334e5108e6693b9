#include "gui/charts/style.h"

#include <QPainter>
#include <QPolygonF>
#include <array>

namespace headroom::gui {

namespace {

constexpr std::array<QRgb, 5> kOnWhite = {0xff0072b2, 0xffd55e00, 0xff009e73, 0xffcc79a7, 0xff000000};
constexpr std::array<QRgb, 5> kOnDark = {0xff56b4e9, 0xffe69f00, 0xff009e73, 0xffcc79a7, 0xfff0e442};

QPolygonF outline(CurveStyle::Marker marker, QPointF c, double r) {
  switch (marker) {
    case CurveStyle::Marker::Square:
      return QRectF(c.x() - 0.85 * r, c.y() - 0.85 * r, 1.7 * r, 1.7 * r);
    case CurveStyle::Marker::Triangle:
      return {{c + QPointF(0, -1.1 * r), c + QPointF(r, 0.8 * r), c + QPointF(-r, 0.8 * r)}};
    case CurveStyle::Marker::Diamond:
      return {{c + QPointF(0, -1.2 * r), c + QPointF(1.2 * r, 0), c + QPointF(0, 1.2 * r), c + QPointF(-1.2 * r, 0)}};
    case CurveStyle::Marker::Down:
      return {{c + QPointF(0, 1.1 * r), c + QPointF(r, -0.8 * r), c + QPointF(-r, -0.8 * r)}};
    case CurveStyle::Marker::Circle:
    case CurveStyle::Marker::Cross:
      break;
  }
  return {};
}

}  // namespace

CurveStyle styleOf(int index) {
  using Dash = CurveStyle::Dash;
  static constexpr std::array kDashes = {Dash::Solid, Dash::Dashes, Dash::DashDot, Dash::Dots};
  CurveStyle style;
  style.colour = index;
  style.dash = kDashes[static_cast<std::size_t>(index) % kDashes.size()];
  style.marker = static_cast<CurveStyle::Marker>(index % 6);
  return style;
}

QColor ChartTheme::curve(int index) const {
  const auto& colours = dark ? kOnDark : kOnWhite;
  return QColor::fromRgb(colours[static_cast<std::size_t>(index) % colours.size()]);
}

ChartTheme ChartTheme::light() {
  return {false,
          QColor("#ffffff"),
          QColor("#1f2328"),
          QColor("#57606a"),
          QColor("#e3e6ea"),
          QColor("#8c959f"),
          QColor("#8a1c1c"),
          QColor(255, 255, 255, 235)};
}

ChartTheme ChartTheme::darkOnes() {
  return {true,
          QColor("#1e1e1e"),
          QColor("#e6e6e6"),
          QColor("#a8adb4"),
          QColor("#33373d"),
          QColor("#6e7681"),
          QColor("#ff9d8a"),
          QColor(40, 42, 46, 238)};
}

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
}

QList<qreal> patternOf(CurveStyle::Dash dash) {
  switch (dash) {
    case CurveStyle::Dash::Dashes:
      return {5, 2.5};
    case CurveStyle::Dash::Dots:
      return {1.5, 1.5};
    case CurveStyle::Dash::DashDot:
      return {6, 2, 1.5, 2};
    case CurveStyle::Dash::Solid:
      break;
  }
  return {};
}

QPen penOf(const CurveStyle& style, const ChartTheme& theme, bool faint) {
  QColor colour = theme.curve(style.colour);
  if (faint) colour.setAlphaF(0.25F);
  QPen pen(colour, style.width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
  if (const auto pattern = patternOf(style.dash); !pattern.isEmpty()) pen.setDashPattern(pattern);
  return pen;
}

void paintMarker(QPainter& painter, const CurveStyle& style, const ChartTheme& theme, QPointF centre, double size,
                 bool faint) {
  QColor colour = theme.curve(style.colour);
  if (faint) colour.setAlphaF(0.25F);
  const double r = size / 2;
  if (style.marker == CurveStyle::Marker::Cross) {
    painter.setPen(QPen(colour, 2));
    painter.drawLine(centre + QPointF(-r, -r), centre + QPointF(r, r));
    painter.drawLine(centre + QPointF(-r, r), centre + QPointF(r, -r));
    return;
  }
  painter.setPen(QPen(theme.background, 1));
  painter.setBrush(colour);
  if (style.marker == CurveStyle::Marker::Circle) {
    painter.drawEllipse(centre, r, r);
  } else {
    painter.drawPolygon(outline(style.marker, centre, r));
  }
}

void paintSample(QPainter& painter, const CurveStyle& style, const ChartTheme& theme, QRectF rect) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(penOf(style, theme));
  painter.drawLine(QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y()));
  paintMarker(painter, style, theme, rect.center(), 8);
  painter.restore();
}

}  // namespace headroom::gui
