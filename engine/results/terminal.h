// Text in columns for a terminal: knows how wide letters are, wraps, pads and colours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headroom::results {

/// Columns that `text` takes on a terminal; 2 for wide East Asian letters, 0 for combining marks.
int displayWidth(std::string_view text);
/// Made harmless and cut to `width` columns with an ellipsis.
std::string cutTo(std::string_view text, int width);
/// With plain spaces instead of no-break ones.
std::string plainSpaces(std::string text);

enum class Tone { Plain, Strong, Faint, Good, Near, Bad };

/// Builds lines of at most `width` columns. Colour codes are only written when asked for.
class Terminal {
 public:
  Terminal(int width, bool colour) : width_(width < 40 ? 40 : width), colour_(colour) {}

  int width() const { return width_; }
  void line(std::string_view text = {}, Tone tone = Tone::Plain);
  /// Wrapped at spaces; the first line starts with `lead`, further lines are indented as far.
  void paragraph(std::string_view lead, std::string_view text, Tone leadTone = Tone::Plain);

  struct Column {
    std::string title;
    int width = 0;  ///< Of the cells, without the two spaces between columns; 0: takes what is left.
    bool right = true;
  };
  struct Cell {
    Cell(std::string t, Tone n = Tone::Plain) : text(std::move(t)), tone(n) {}  // NOLINT: a text is a cell
    Cell(const char* t) : text(t) {}                                            // NOLINT
    std::string text;
    Tone tone = Tone::Plain;
  };
  /// Columns that do not fit are left out from the right, but never the first two.
  void table(const std::vector<Column>& columns, const std::vector<std::vector<Cell>>& rows);

  /// Everything written; leaves nothing.
  std::string take() { return std::move(text_); }

 private:
  std::string toned(const std::string& text, Tone tone) const;
  int width_;
  bool colour_;
  std::string text_;
};

struct Trace;
/// Requests as indented waterfalls.
void writeTraces(Terminal& out, const std::vector<Trace>& traces);

}  // namespace headroom::results
