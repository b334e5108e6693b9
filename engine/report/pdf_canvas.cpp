#include "engine/report/pdf_canvas.h"

#include <pango/pangocairo.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/report/palette.h"

namespace headroom::report {
namespace {

constexpr const char* kFamily = "DejaVu Sans";
constexpr double kPi = 3.14159265358979323846;

/// Control characters spelled out; line ends and tabs stay as line ends and spaces.
std::string harmless(const std::string& text) {
  std::string out;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    if (from > 0) out += '\n';
    out += printable(std::string_view(text).substr(from, end - from));
    from = end + 1;
  }
  return out;
}

void addTail(PangoAttrList* list, const std::string& text, double size) {
  const std::size_t end = text.find('\n');
  if (end == std::string::npos) return;
  PangoAttribute* attribute = pango_attr_size_new(static_cast<int>(size * PANGO_SCALE));
  attribute->start_index = static_cast<guint>(end);
  pango_attr_list_insert(list, attribute);
}

void addLead(PangoAttrList* list, std::size_t bytes, Ink ink) {
  const unsigned colour = shadeOf(ink).light;
  const auto wide = [&](int shift) { return static_cast<guint16>(((colour >> shift) & 255) * 257); };
  for (PangoAttribute* attribute :
       {pango_attr_weight_new(PANGO_WEIGHT_BOLD), pango_attr_foreground_new(wide(16), wide(8), wide(0))}) {
    attribute->end_index = static_cast<guint>(bytes);
    pango_attr_list_insert(list, attribute);
  }
}

}  // namespace

Ink inkOf(Tone tone) {
  switch (tone) {
    case Tone::Good:
      return Ink::OkText;
    case Tone::Near:
      return Ink::NearText;
    case Tone::Bad:
      return Ink::OverText;
    case Tone::Faint:
      return Ink::Muted;
    default:
      return Ink::Text;
  }
}

double SetText::height() const {
  int height = 0;
  pango_layout_get_size(layout_.get(), nullptr, &height);
  return static_cast<double>(height) / PANGO_SCALE;
}

double SetText::width() const {
  int width = 0;
  pango_layout_get_size(layout_.get(), &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

double SetText::heightOf(int count) const {
  PangoLayoutIter* iter = pango_layout_get_iter(layout_.get());
  int y1 = 0;
  for (int i = 0; i < count; ++i) {
    pango_layout_iter_get_line_yrange(iter, nullptr, &y1);
    if (!pango_layout_iter_next_line(iter)) break;
  }
  pango_layout_iter_free(iter);
  return static_cast<double>(y1) / PANGO_SCALE;
}

Canvas::Canvas(cairo_t* context) : context_(context), pango_(pango_cairo_create_context(context)) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);  // the same widths on every machine
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(pango_, options);
  cairo_font_options_destroy(options);
  pango_cairo_context_set_resolution(pango_, 72);
  pango_context_set_language(pango_, pango_language_from_string("en"));
  pango_context_set_base_dir(pango_, PANGO_DIRECTION_LTR);
  cairo_set_line_join(context_, CAIRO_LINE_JOIN_ROUND);
}

Canvas::~Canvas() {
  g_object_unref(pango_);
}

SetText Canvas::set(const std::string& text, double width, const TextStyle& style) const {
  PangoLayout* layout = pango_layout_new(pango_);
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, kFamily);
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  if (style.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_auto_dir(layout, FALSE);
  pango_layout_set_alignment(layout, style.right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  if (width > 0) {
    pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  }
  const std::string lead = harmless(style.lead);
  const std::string shown = lead + (lead.empty() ? "" : " ") + harmless(text);
  pango_layout_set_text(layout, shown.data(), static_cast<int>(shown.size()));
  PangoAttrList* attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
  if (style.smallTail) addTail(attributes, shown, style.size * 0.86);
  if (!lead.empty()) addLead(attributes, lead.size(), style.leadInk);
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
  return SetText(layout);
}

void Canvas::use(Ink ink, double opacity) {
  const unsigned colour = shadeOf(ink).light;
  cairo_set_source_rgba(context_, ((colour >> 16) & 255) / 255.0, ((colour >> 8) & 255) / 255.0, (colour & 255) / 255.0,
                        opacity);
}

void Canvas::draw(const SetText& text, double x, double y, Ink ink) {
  use(ink);
  cairo_move_to(context_, x, y);
  pango_cairo_show_layout(context_, text.layout());
}

int Canvas::drawLines(const SetText& text, int from, double x, double y, double room, Ink ink, double& used) {
  use(ink);
  PangoLayoutIter* iter = pango_layout_get_iter(text.layout());
  int index = 0, drawn = 0, top = 0;
  do {
    int y0 = 0, y1 = 0;
    pango_layout_iter_get_line_yrange(iter, &y0, &y1);
    if (index == from) top = y0;
    if (index >= from) {
      const double bottom = static_cast<double>(y1 - top) / PANGO_SCALE;
      if (bottom > room) break;
      PangoRectangle box;
      pango_layout_iter_get_line_extents(iter, nullptr, &box);
      const double base = static_cast<double>(pango_layout_iter_get_baseline(iter) - top) / PANGO_SCALE;
      cairo_move_to(context_, x + static_cast<double>(box.x) / PANGO_SCALE, y + base);
      pango_cairo_show_layout_line(context_, pango_layout_iter_get_line_readonly(iter));
      used = bottom;
      ++drawn;
    }
    ++index;
  } while (pango_layout_iter_next_line(iter));
  pango_layout_iter_free(iter);
  return drawn;
}

void Canvas::fill(double x, double y, double width, double height, Ink ink) {
  use(ink);
  cairo_rectangle(context_, x, y, width, height);
  cairo_fill(context_);
}

void Canvas::line(double x1, double y1, double x2, double y2, Ink ink, double width) {
  use(ink);
  cairo_set_line_width(context_, width);
  cairo_move_to(context_, x1, y1);
  cairo_line_to(context_, x2, y2);
  cairo_stroke(context_);
}

void Canvas::paint(Ink fill, double opacity, const Stroke& stroke) {
  if (fill != Ink::None) {
    use(fill, opacity);
    cairo_fill_preserve(context_);
  }
  if (stroke.ink != Ink::None) {
    use(stroke.ink);
    cairo_set_line_width(context_, stroke.width);
    const std::vector<double> dashes = dashesOf(stroke);
    cairo_set_dash(context_, dashes.data(), static_cast<int>(dashes.size()), 0);
    cairo_stroke_preserve(context_);
    cairo_set_dash(context_, nullptr, 0, 0);
  }
  cairo_new_path(context_);
}

void Canvas::mark(const Path& path) {
  if (path.points.empty()) return;
  cairo_new_path(context_);
  for (const Point& point : path.points) cairo_line_to(context_, point.x, point.y);
  if (path.closed) cairo_close_path(context_);
  paint(path.fill, path.opacity, path.stroke);
}

void Canvas::mark(const Box& box) {
  const double r = std::min({box.radius, box.width / 2, box.height / 2});
  cairo_new_path(context_);
  if (r <= 0) {
    cairo_rectangle(context_, box.x, box.y, box.width, box.height);
  } else {
    const double right = box.x + box.width, bottom = box.y + box.height;
    cairo_arc(context_, right - r, box.y + r, r, -kPi / 2, 0);
    cairo_arc(context_, right - r, bottom - r, r, 0, kPi / 2);
    cairo_arc(context_, box.x + r, bottom - r, r, kPi / 2, kPi);
    cairo_arc(context_, box.x + r, box.y + r, r, kPi, 1.5 * kPi);
    cairo_close_path(context_);
  }
  paint(box.fill, 1, box.stroke);
}

void Canvas::mark(const Label& label) {
  if (label.text.empty()) return;
  const SetText text = set(label.text, 0, {label.size, label.bold, label.ink, false, false, {}, Ink::Text});
  const double base = static_cast<double>(pango_layout_get_baseline(text.layout())) / PANGO_SCALE;
  const double shift = label.anchor == Anchor::Start    ? 0
                       : label.anchor == Anchor::Middle ? text.width() / 2
                                                        : text.width();
  cairo_save(context_);
  cairo_translate(context_, label.at.x, label.at.y);
  if (label.upwards) cairo_rotate(context_, -kPi / 2);
  draw(text, -shift, -base, label.ink);
  cairo_restore(context_);
}

void Canvas::draw(const Drawing& drawing, double x, double y, double scale) {
  cairo_save(context_);
  cairo_translate(context_, x, y);
  cairo_scale(context_, scale, scale);
  for (const Mark& one : drawing.marks) {
    std::visit([this](const auto& shape) { mark(shape); }, one);
  }
  cairo_restore(context_);
}

}  // namespace headroom::report
