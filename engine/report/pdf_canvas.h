// Drawing on a page of paper: text set by Pango, marks drawn by Cairo. Lengths in points, y down from the top of the
// page.
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include <memory>
#include <string>

#include "engine/report/content.h"
#include "engine/report/drawing.h"

namespace headroom::report {

struct TextStyle {
  double size = 9.5;
  bool bold = false;
  Ink ink = Ink::Text;
  bool right = false;
  bool smallTail = false;  ///< What follows the first line end is set smaller.
  std::string lead;        ///< Set before the text, strong and in its own ink.
  Ink leadInk = Ink::Text;
};

/// What a tone is printed in on paper.
Ink inkOf(Tone tone);

/// A text set in a width, ready to be measured and drawn.
class SetText {
 public:
  /// Takes over the reference.
  explicit SetText(PangoLayout* layout) : layout_(layout, &g_object_unref) {}
  double height() const;
  double width() const;
  /// Height of the first `lines` lines.
  double heightOf(int lines) const;
  int lines() const { return pango_layout_get_line_count(layout_.get()); }
  PangoLayout* layout() const { return layout_.get(); }

 private:
  std::unique_ptr<PangoLayout, void (*)(gpointer)> layout_;
};

class Canvas {
 public:
  /// Draws on `context`, which must outlive the canvas.
  explicit Canvas(cairo_t* context);
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  ~Canvas();

  /// `width` 0: as wide as it is, on one line.
  SetText set(const std::string& text, double width, const TextStyle& style) const;
  /// With its upper left corner at (x, y).
  void draw(const SetText& text, double x, double y, Ink ink);
  /// Draws the lines from `from` on that fit into `room`; returns how many were drawn and adds their height to `used`.
  int drawLines(const SetText& text, int from, double x, double y, double room, Ink ink, double& used);
  void fill(double x, double y, double width, double height, Ink ink);
  void line(double x1, double y1, double x2, double y2, Ink ink, double width);
  /// The drawing with its upper left corner at (x, y), enlarged by `scale`.
  void draw(const Drawing& drawing, double x, double y, double scale);

 private:
  void mark(const Path& path);
  void mark(const Box& box);
  void mark(const Label& label);
  /// Fills and strokes Cairo's current path.
  void paint(Ink fill, double opacity, const Stroke& stroke);
  void use(Ink ink, double opacity = 1);

  cairo_t* context_;
  PangoContext* pango_;
};

}  // namespace headroom::report
