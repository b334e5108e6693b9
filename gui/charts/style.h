// Colours, dashes and markers of curves.
#pragma once

#include <QColor>
#include <QList>
#include <QPalette>
#include <QPen>

class QPainter;

namespace headroom::gui {

/// How one series looks. Colour is never the only difference: dash or marker differ too, so that charts read in grey
/// and for colour-blind eyes.
struct CurveStyle {
  int colour = 0;  ///< Index into the theme's curve colours, modulo their number.
  enum class Dash { Solid, Dashes, Dots, DashDot };
  Dash dash = Dash::Solid;
  enum class Marker { Circle, Square, Triangle, Diamond, Down, Cross };
  Marker marker = Marker::Circle;
  double width = 1.8;
  bool operator==(const CurveStyle&) const = default;
};

/// Style of the n-th of several equal objects.
CurveStyle styleOf(int index);

/// The colours of a chart. Curves are Okabe and Ito's, those with a contrast of 3:1 or more on the background
/// (WCAG 1.4.11).
struct ChartTheme {
  bool dark = false;
  QColor background;
  QColor text;
  QColor faintText;
  QColor grid;
  QColor axis;
  QColor reference;  ///< Objectives and targets.
  QColor plate;      ///< Under the crosshair's values.
  /// Repeats after the last one.
  QColor curve(int index) const;

  static ChartTheme light();
  static ChartTheme darkOnes();
  /// The one of the two.
  static ChartTheme of(bool dark) { return dark ? darkOnes() : light(); }
};

/// Whether a palette is a dark one (Qt 6.4 does not tell).
bool isDark(const QPalette& palette);

/// Lengths of dash and space in turn, in units of the pen's width; empty for a solid line.
QList<qreal> patternOf(CurveStyle::Dash dash);
/// `faint`: of a curve that stands behind the one that is highlighted.
QPen penOf(const CurveStyle& style, const ChartTheme& theme, bool faint = false);
/// `size` in pixels from edge to edge.
void paintMarker(QPainter& painter, const CurveStyle& style, const ChartTheme& theme, QPointF centre, double size,
                 bool faint = false);
/// A piece of line with its marker, for legends.
void paintSample(QPainter& painter, const CurveStyle& style, const ChartTheme& theme, QRectF rect);

}  // namespace headroom::gui
