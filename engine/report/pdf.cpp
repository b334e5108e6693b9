#include "engine/report/pdf.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <optional>

#include "engine/report/pdf_canvas.h"
#include "engine/report/pdf_table.h"

namespace headroom::report {
namespace {

constexpr double kPageWidth = 595.276, kPageHeight = 841.89;
constexpr double kLeft = 44, kRight = kPageWidth - 44, kTop = 58, kBottom = kPageHeight - 56;
constexpr double kWidth = kRight - kLeft, kRoom = kBottom - kTop;
constexpr double kBody = 9.5;

TextStyle plain(double size, Ink ink = Ink::Text) {
  return {size, false, ink, false, false, {}, Ink::Text};
}
TextStyle strong(double size, Ink ink = Ink::Text) {
  return {size, true, ink, false, false, {}, Ink::Text};
}

/// Fills pages from top to bottom.
class Flow {
 public:
  Flow(cairo_surface_t* surface, cairo_t* context, const Document& document, int pages)
      : surface_(surface), context_(context), canvas_(context), document_(document), pages_(pages) {}

  /// Returns the number of pages.
  int run() {
    titleBlock();
    for (const Section& section : document_.sections) {
      startSection(section);
      for (std::size_t i = 0; i < section.blocks.size(); ++i) {
        if (std::holds_alternative<Heading>(section.blocks[i])) {
          const double next = i + 1 < section.blocks.size() ? leastOf(section.blocks[i + 1]) : 0;
          heading(std::get<Heading>(section.blocks[i]), next);
        } else {
          std::visit([this](const auto& block) { put(block); }, section.blocks[i]);
        }
      }
    }
    finishPage();
    return page_;
  }

 private:
  double left() const { return kBottom - y_; }
  void space(double height) { y_ = std::min(kBottom, y_ + height); }
  /// A new page unless `height` still fits, or nothing stands on this one yet.
  void need(double height) {
    if (height > left() && y_ > kTop + 1) breakPage();
  }

  void finishPage() {
    const TextStyle small = plain(8, Ink::Muted);
    const std::string number = "Page " + std::to_string(page_) + " of " + std::to_string(pages_);
    const SetText right = canvas_.set(number, 0, small);
    canvas_.line(kLeft, kPageHeight - 42, kRight, kPageHeight - 42, Ink::Grid, 0.6);
    canvas_.draw(right, kRight - right.width(), kPageHeight - 37, Ink::Muted);
    canvas_.draw(oneLine(document_.byline, small, kWidth - right.width() - 20), kLeft, kPageHeight - 37, Ink::Muted);
    cairo_show_page(context_);
  }

  void breakPage() {
    finishPage();
    ++page_;
    const TextStyle small = plain(8, Ink::Muted);
    canvas_.draw(oneLine(document_.running, small, kWidth * 0.6), kLeft, 30, Ink::Muted);
    const SetText section = oneLine(section_, small, kWidth * 0.35);
    canvas_.draw(section, kRight - std::min(section.width(), kWidth * 0.35), 30, Ink::Muted);
    canvas_.line(kLeft, 44, kRight, 44, Ink::Grid, 0.6);
    y_ = kTop;
  }

  SetText oneLine(const std::string& text, const TextStyle& style, double width) {
    SetText set = canvas_.set(text, 0, style);
    if (set.width() <= width) return set;
    pango_layout_set_width(set.layout(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_ellipsize(set.layout(), PANGO_ELLIPSIZE_END);
    return set;
  }

  void titleBlock() {
    y_ = 50;
    lines(document_.title, strong(21), kLeft, kWidth);
    space(2);
    lines(document_.subtitle, plain(9.8, Ink::Muted), kLeft, kWidth);
    space(2);
    lines(document_.byline, plain(9, Ink::Muted), kLeft, kWidth);
    space(5);
    canvas_.fill(kLeft, y_, kWidth, 2, Ink::Accent);
    space(8);
  }

  void startSection(const Section& section) {
    section_ = section.title;
    const TextStyle style = strong(15);
    const SetText title = canvas_.set(section.title, kWidth, style);
    const double next = section.blocks.empty() ? 0 : leastOf(section.blocks.front());
    if (section.newPage && y_ > kTop + kRoom * 0.62) breakPage();
    if (y_ > kTop + 1) space(12);
    need(title.height() + 8 + std::min(next, kRoom * 0.9));
    const std::string place = "page=" + std::to_string(page_) + " pos=[" + std::to_string(static_cast<int>(kLeft)) +
                              " " + std::to_string(static_cast<int>(y_)) + "]";
    cairo_pdf_surface_add_outline(surface_, CAIRO_PDF_OUTLINE_ROOT, section.title.c_str(), place.c_str(),
                                  CAIRO_PDF_OUTLINE_FLAG_OPEN);
    canvas_.draw(title, kLeft, y_, Ink::Text);
    space(title.height() + 2);
    canvas_.line(kLeft, y_, kRight, y_, Ink::Grid, 0.8);
    space(6);
  }

  void heading(const Heading& heading, double next) {
    const SetText text = canvas_.set(heading.text, kWidth, strong(11));
    if (y_ > kTop + 1) space(7);
    need(text.height() + 4 + std::min(next, kRoom * 0.9));
    canvas_.draw(text, kLeft, y_, Ink::Text);
    space(text.height() + 3);
  }

  /// Text that may go over pages, never leaving a single line behind.
  void lines(const std::string& content, const TextStyle& style, double x, double width) {
    const SetText text = canvas_.set(content, width, style);
    if (content.empty()) return;
    need(text.heightOf(2));
    for (int from = 0; from < text.lines();) {
      double used = 0;
      const int drawn = canvas_.drawLines(text, from, x, y_, left(), style.ink, used);
      y_ += used;
      from += drawn;
      if (from >= text.lines()) break;
      if (drawn == 0 && y_ <= kTop + 1) break;  // one line higher than a page: nothing can be done
      breakPage();
    }
  }

  void put(const Heading& block) { heading(block, 0); }

  void put(const Paragraph& paragraph) {
    lines(paragraph.text, plain(kBody, inkOf(paragraph.tone)), kLeft, kWidth);
    space(5);
  }

  void put(const Statement& statement) {
    const SetText text = canvas_.set(statement.text, kWidth - 34, strong(13));
    const double height = text.height() + 20;
    need(height);
    const bool good = statement.tone == Tone::Good, bad = statement.tone == Tone::Bad,
               near = statement.tone == Tone::Near;
    canvas_.fill(kLeft, y_, kWidth, height,
                 good   ? Ink::OkFill
                 : bad  ? Ink::OverFill
                 : near ? Ink::NearFill
                        : Ink::Panel);
    canvas_.fill(kLeft, y_, 7, height, good ? Ink::Ok : bad ? Ink::Over : near ? Ink::Near : Ink::Muted);
    canvas_.draw(text, kLeft + 20, y_ + 10, Ink::Text);
    space(height + 4);
  }

  void put(const Bullets& bullets) {
    int number = 0;
    for (const Bullets::Item& item : bullets.items) {
      const std::string sign = bullets.numbered ? std::to_string(++number) + "." : "•";
      TextStyle style = plain(kBody);
      style.lead = item.lead;
      style.leadInk = inkOf(item.tone);
      need(canvas_.set(item.text, kWidth - 18, style).heightOf(2));
      canvas_.draw(canvas_.set(sign, 0, strong(kBody)), kLeft + 2, y_, Ink::Text);
      lines(item.text, style, kLeft + 18, kWidth - 18);
      space(3);
    }
    space(3);
  }

  void put(const Facts& facts) {
    constexpr double kNames = 130;
    for (const auto& [name, value] : facts.pairs) {
      const SetText left = canvas_.set(name, kNames - 8, plain(9, Ink::Muted));
      const SetText right = canvas_.set(value, kWidth - kNames, plain(9));
      need(std::min(std::max(left.height(), right.height()), kRoom));
      canvas_.draw(left, kLeft, y_, Ink::Muted);
      const double top = y_;
      lines(value, plain(9), kLeft + kNames, kWidth - kNames);
      y_ = std::max(y_, top + left.height()) + 2;
    }
    space(4);
  }

  void put(const Table& table) {
    const PaperTable paper(canvas_, table, kWidth);
    need(leastOf(table, paper));
    if (!table.caption.empty()) {
      space(2);
      lines(table.caption, strong(9), kLeft, kWidth);
      space(3);
    }
    paper.drawHead(canvas_, kLeft, y_);
    y_ += paper.headHeight();
    for (std::size_t row = 0; row < paper.rows(); ++row) {
      if (paper.rowHeight(row) > left() && y_ > kTop + paper.headHeight() + 1) {
        breakPage();
        paper.drawHead(canvas_, kLeft, y_);
        y_ += paper.headHeight();
      }
      paper.drawRow(canvas_, row, kLeft, y_);
      y_ += paper.rowHeight(row);
    }
    space(9);
  }

  struct FigureSize {
    double scale, height, caption;
  };

  FigureSize sizeOf(const Figure& figure) const {
    const double caption = canvas_.set(figure.caption, kWidth, plain(8.5, Ink::Muted)).height();
    const double fits = (kRoom - caption - 16) / std::max(1.0, figure.drawing.height);
    const double scale = std::min(kWidth / figure.drawing.width, fits);
    return {scale, figure.drawing.height * scale, caption};
  }

  /// Tall figures shrink a little rather than leave a page half empty.
  static double leastHeight(const FigureSize& size) { return size.height * (size.height > kRoom * 0.5 ? 0.72 : 1); }

  void put(const Figure& figure) {
    FigureSize size = sizeOf(figure);
    need(leastHeight(size) + size.caption + 6);
    const double fits = (left() - size.caption - 6) / size.height;
    if (fits < 1) size = {size.scale * fits, size.height * fits, size.caption};
    canvas_.draw(figure.drawing, kLeft + (kWidth - figure.drawing.width * size.scale) / 2, y_, size.scale);
    space(size.height + 3);
    lines(figure.caption, plain(8.5, Ink::Muted), kLeft, kWidth);
    space(9);
  }

  /// Height without which a block should not be begun on a page.
  double leastOf(const Table& table, const PaperTable& paper) const {
    double height =
        paper.headHeight() + (table.caption.empty() ? 0 : 5 + canvas_.set(table.caption, kWidth, strong(9)).height());
    for (std::size_t row = 0; row < std::min<std::size_t>(paper.rows(), 2); ++row) height += paper.rowHeight(row);
    return height;
  }
  double leastOf(const Block& block) const {
    if (const auto* figure = std::get_if<Figure>(&block)) {
      const FigureSize size = sizeOf(*figure);
      return leastHeight(size) + size.caption + 6;
    }
    if (const auto* table = std::get_if<Table>(&block)) return leastOf(*table, PaperTable(canvas_, *table, kWidth));
    if (const auto* statement = std::get_if<Statement>(&block)) {
      return canvas_.set(statement->text, kWidth - 34, strong(13)).height() + 20;
    }
    if (std::holds_alternative<Heading>(block)) return 60;
    return 28;
  }

  cairo_surface_t* surface_;
  cairo_t* context_;
  Canvas canvas_;
  const Document& document_;
  int pages_;
  int page_ = 1;
  double y_ = kTop;
  std::string section_;
};

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

/// What the PDF says of itself. Only the document decides: a clock would make every run another file.
void describe(cairo_surface_t* surface, const Document& document) {
  std::string date = document.date.size() >= 10 ? document.date.substr(0, 10) : "2000-01-01";
  date += "T00:00:00Z";
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, document.author.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, document.subtitle.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, document.producer.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
}

struct Rendering {
  std::string bytes;
  int pages = 0;
  cairo_status_t status = CAIRO_STATUS_SUCCESS;
};

Rendering render(const Document& document, int pages) {
  Rendering out;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(&append, &out.bytes, kPageWidth, kPageHeight);
  describe(surface, document);
  cairo_t* context = cairo_create(surface);
  out.pages = Flow(surface, context, document, pages).run();
  out.status = cairo_status(context);
  cairo_destroy(context);
  cairo_surface_finish(surface);
  if (out.status == CAIRO_STATUS_SUCCESS) out.status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  return out;
}

}  // namespace

Result<std::string> renderPdf(const Document& document) {
  const int pages = render(document, 0).pages;  // once to count, once to print "of n"
  Rendering rendering = render(document, pages);
  if (rendering.status != CAIRO_STATUS_SUCCESS) {
    return problem(std::string("the PDF could not be drawn: ") + cairo_status_to_string(rendering.status),
                   "write the report as .html, and check that a font such as DejaVu Sans is installed");
  }
  return std::move(rendering.bytes);
}

}  // namespace headroom::report
