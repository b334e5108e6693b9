// What a report says, before any paper is chosen: sections of blocks. HTML and PDF are two renderings of this one
// value.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/report/drawing.h"

namespace headroom::report {

enum class Tone { Plain, Strong, Faint, Good, Near, Bad };

struct Cell {
  Cell() = default;
  Cell(std::string t, Tone n = Tone::Plain) : text(std::move(t)), tone(n) {}  // NOLINT: a text is a cell
  Cell(const char* t) : text(t) {}                                            // NOLINT
  std::string text;
  Tone tone = Tone::Plain;
};

struct Column {
  std::string title;
  bool right = false;  ///< Figures stand on the right.
};

struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

struct Heading {
  std::string text;
};
struct Paragraph {
  std::string text;
  Tone tone = Tone::Plain;
};
/// The sentence one remembers, in a box.
struct Statement {
  std::string text;
  Tone tone = Tone::Plain;
};
struct Bullets {
  bool numbered = false;
  struct Item {
    std::string lead;  ///< Printed strong.
    std::string text;
    Tone tone = Tone::Plain;
  };
  std::vector<Item> items;
};
/// Names and values, one pair a line.
struct Facts {
  std::vector<std::pair<std::string, std::string>> pairs;
};
struct Figure {
  std::string caption;
  std::string description;  ///< For those who cannot see it: what it shows, with its main figures.
  Drawing drawing;
  Table twin;  ///< The same as a table.
};

using Block = std::variant<Heading, Paragraph, Statement, Bullets, Facts, Table, Figure>;

struct Section {
  std::string title;
  bool newPage = false;
  std::vector<Block> blocks;
  /// At the end of the section.
  void add(Block block) { blocks.push_back(std::move(block)); }
};

struct Document {
  std::string title;
  std::string subtitle;
  std::string byline;   ///< Author, date and program in one line.
  std::string running;  ///< Repeated on every page.
  std::string author;
  std::string date;
  std::string producer;
  std::vector<Section> sections;
};

}  // namespace headroom::report
