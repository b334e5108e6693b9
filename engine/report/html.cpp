#include "engine/report/html.h"

#include <cmath>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/report/palette.h"
#include "engine/report/style.h"

namespace headroom::report {
namespace {

/// Text that can be nothing but text, in element content and in quoted attributes. Line ends survive; other controls
/// are spelled out.
std::string escaped(std::string_view text) {
  std::string out;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    if (from > 0) out += '\n';
    for (const char c : printable(text.substr(from, end - from))) {
      switch (c) {
        case '&':
          out += "&amp;";
          break;
        case '<':
          out += "&lt;";
          break;
        case '>':
          out += "&gt;";
          break;
        case '"':
          out += "&quot;";
          break;
        case '\'':
          out += "&#39;";
          break;
        default:
          out += c;
      }
    }
    from = end + 1;
  }
  return out;
}

const char* classOf(Tone tone) {
  switch (tone) {
    case Tone::Good:
      return "good";
    case Tone::Near:
      return "near";
    case Tone::Bad:
      return "bad";
    case Tone::Faint:
      return "faint";
    case Tone::Strong:
      return "strong";
    case Tone::Plain:
      break;
  }
  return "";
}

/// A length with at most one decimal: a tenth of a pixel is less than anybody sees.
std::string px(double value) {
  return formatNumber(std::round(value * 10) / 10 + 0.0);
}

std::string classes(Ink fill, const Stroke& stroke) {
  std::string out = " class=\"";
  out += fill == Ink::None ? std::string("f0") : std::string("f-") + shadeOf(fill).name;
  if (stroke.ink != Ink::None) out += std::string(" s-") + shadeOf(stroke.ink).name;
  out += "\"";
  if (stroke.ink == Ink::None) return out;
  if (stroke.width != 1) out += " stroke-width=\"" + px(stroke.width) + "\"";
  const std::vector<double> dashes = dashesOf(stroke);
  if (dashes.empty()) return out;
  out += " stroke-dasharray=\"";
  for (std::size_t i = 0; i < dashes.size(); ++i) out += (i ? " " : "") + px(dashes[i]);
  return out + "\"";
}

struct SvgMark {
  std::string& out;
  void operator()(const Path& path) const {
    out += path.closed ? "<polygon points=\"" : "<polyline points=\"";
    for (std::size_t i = 0; i < path.points.size(); ++i)
      out += (i ? " " : "") + px(path.points[i].x) + "," + px(path.points[i].y);
    out += "\"" + classes(path.fill, path.stroke) +
           (path.opacity < 1 ? " fill-opacity=\"" + formatNumber(path.opacity) + "\"" : "") + "/>\n";
  }
  void operator()(const Box& box) const {
    out += "<rect x=\"" + px(box.x) + "\" y=\"" + px(box.y) + "\" width=\"" + px(box.width) + "\" height=\"" +
           px(box.height) + "\"" + (box.radius > 0 ? " rx=\"" + px(box.radius) + "\"" : "") +
           classes(box.fill, box.stroke) + "/>\n";
  }
  void operator()(const Label& label) const {
    if (label.text.empty()) return;
    out += "<text x=\"" + px(label.at.x) + "\" y=\"" + px(label.at.y) + "\" font-size=\"" + px(label.size) + "\"";
    if (label.anchor != Anchor::Start)
      out += label.anchor == Anchor::Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
    if (label.bold) out += " font-weight=\"600\"";
    if (label.upwards) out += " transform=\"rotate(-90 " + px(label.at.x) + " " + px(label.at.y) + ")\"";
    out += std::string(" class=\"f-") + shadeOf(label.ink).name + "\">" + escaped(label.text) + "</text>\n";
  }
};

std::string svg(const Figure& figure) {
  const Drawing& drawing = figure.drawing;
  std::string out = "<svg role=\"img\" viewBox=\"0 0 " + px(drawing.width) + " " + px(drawing.height) +
                    "\" xmlns=\"http://www.w3.org/2000/svg\">\n<title>" + escaped(figure.caption) + "</title><desc>" +
                    escaped(figure.description) + "</desc>\n";
  for (const Mark& mark : drawing.marks) std::visit(SvgMark{out}, mark);
  return out + "</svg>\n";
}

std::string cellText(const std::string& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string::npos) return escaped(text);
  return escaped(text.substr(0, end)) + "<small>" + escaped(text.substr(end + 1)) + "</small>";
}

std::string htmlTable(const Table& table) {
  std::string out = "<div class=\"scroll\"><table>\n";
  if (!table.caption.empty()) out += "<caption>" + escaped(table.caption) + "</caption>\n";
  out += "<thead><tr>";
  for (const Column& column : table.columns) {
    out +=
        std::string("<th scope=\"col\"") + (column.right ? " class=\"r\"" : "") + ">" + escaped(column.title) + "</th>";
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const std::vector<Cell>& row : table.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string names = i < table.columns.size() && table.columns[i].right ? "r" : "";
      if (const std::string tone = classOf(row[i].tone); !tone.empty()) names += (names.empty() ? "" : " ") + tone;
      out += "<td" + (names.empty() ? "" : " class=\"" + names + "\"") + ">" + cellText(row[i].text) + "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

struct HtmlBlock {
  std::string& out;
  void operator()(const Heading& heading) const { out += "<h3>" + escaped(heading.text) + "</h3>\n"; }
  void operator()(const Paragraph& paragraph) const {
    const std::string tone = classOf(paragraph.tone);
    out += "<p" + (tone.empty() ? "" : " class=\"" + tone + "\"") + ">" + escaped(paragraph.text) + "</p>\n";
  }
  void operator()(const Statement& statement) const {
    out += std::string("<p class=\"statement ") + classOf(statement.tone) + "\"><strong>" + escaped(statement.text) +
           "</strong></p>\n";
  }
  void operator()(const Bullets& bullets) const {
    out += bullets.numbered ? "<ol>\n" : "<ul>\n";
    for (const Bullets::Item& item : bullets.items) {
      out += "<li><strong class=\"" + std::string(classOf(item.tone)) + "\">" + escaped(item.lead) + "</strong> " +
             escaped(item.text) + "</li>\n";
    }
    out += bullets.numbered ? "</ol>\n" : "</ul>\n";
  }
  void operator()(const Facts& facts) const {
    out += "<dl>\n";
    for (const auto& [name, value] : facts.pairs)
      out += "<dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd>\n";
    out += "</dl>\n";
  }
  void operator()(const Table& table) const { out += htmlTable(table); }
  void operator()(const Figure& figure) const {
    out += "<figure>\n" + svg(figure) + "<figcaption>" + escaped(figure.caption) + "</figcaption>\n";
    if (!figure.twin.rows.empty())
      out += "<details><summary>The figures as a table</summary>\n" + htmlTable(figure.twin) + "</details>\n";
    out += "</figure>\n";
  }
};

std::string contents(const Document& document) {
  std::string out = "<nav aria-label=\"Contents\"><ol>\n";
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    out += "<li><a href=\"#part-" + std::to_string(i + 1) + "\">" + escaped(document.sections[i].title) + "</a></li>\n";
  }
  return out + "</ol></nav>\n";
}

}  // namespace

std::string renderHtml(const Document& document) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src "
      "data:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
      "content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"" +
      escaped(document.producer) + "\">\n<title>" + escaped(document.title) + "</title>\n<style>\n" + styleSheet() +
      "</style>\n</head>\n<body>\n<main>\n<header>\n<h1>" + escaped(document.title) + "</h1>\n<p>" +
      escaped(document.subtitle) + "</p>\n<p class=\"byline\">" + escaped(document.byline) + "</p>\n</header>\n";
  out += contents(document);
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    const Section& section = document.sections[i];
    out += "<section id=\"part-" + std::to_string(i + 1) + "\"" + (section.newPage ? " class=\"page\"" : "") +
           ">\n<h2>" + escaped(section.title) + "</h2>\n";
    for (const Block& block : section.blocks) std::visit(HtmlBlock{out}, block);
    out += "</section>\n";
  }
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace headroom::report
