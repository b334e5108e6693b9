#include "engine/report/pdf_table.h"

#include <algorithm>
#include <numeric>

namespace headroom::report {
namespace {

constexpr double kPadX = 4, kPadY = 2.6, kWidestWord = 110;

bool strong(Tone tone) {
  return tone == Tone::Good || tone == Tone::Near || tone == Tone::Bad || tone == Tone::Strong;
}

struct Need {
  double least = 0, natural = 0;
};

/// What a cell needs at least (its longest word) and what it would like (its longest line).
Need needOf(const Canvas& canvas, const std::string& text, const TextStyle& style, bool right) {
  Need need{0, canvas.set(text, 0, style).width()};
  if (right) {  // figures are not torn apart
    need.least = std::min(need.natural, kWidestWord);
    return need;
  }
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t end = std::min(text.find_first_of(" \n", from), text.size());
    if (end > from)
      need.least =
          std::max(need.least, std::min(kWidestWord, canvas.set(text.substr(from, end - from), 0, style).width()));
    from = end + 1;
  }
  return need;
}

}  // namespace

PaperTable::PaperTable(const Canvas& canvas, const Table& table, double width)
    : size_(table.columns.size() > 8 ? 7 : 8) {
  fitColumns(canvas, table, width);
  std::vector<Cell> titles;
  for (const Column& column : table.columns) titles.emplace_back(column.title, Tone::Strong);
  head_ = set(canvas, titles, table, true);
  for (const std::vector<Cell>& row : table.rows) rows_.push_back(set(canvas, row, table, false));
}

void PaperTable::fitColumns(const Canvas& canvas, const Table& table, double width) {
  const std::size_t columns = table.columns.size();
  std::vector<Need> needs(columns);
  const auto take = [&](std::size_t c, const std::string& text, const TextStyle& style, bool right) {
    const Need need = needOf(canvas, text, style, right);
    needs[c].least = std::max(needs[c].least, need.least);
    needs[c].natural = std::max(needs[c].natural, need.natural);
  };
  for (std::size_t c = 0; c < columns; ++c)
    take(c, table.columns[c].title, TextStyle{size_, true, Ink::Text, false, false, {}, Ink::Text}, false);
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t c = 0; c < std::min(columns, row.size()); ++c) {
      take(c, row[c].text, TextStyle{size_, strong(row[c].tone), Ink::Text, false, true, {}, Ink::Text},
           table.columns[c].right);
    }
  }
  pads_.resize(columns);
  double least = 0, natural = 0;
  for (Need& need : needs) {
    const auto c = static_cast<std::size_t>(&need - needs.data());
    const bool apart =
        c > 0 && !table.columns[c].right && table.columns[c - 1].right;  // words after figures need a gap
    pads_[c] = kPadX + (apart ? 9 : 0);
    need.least += pads_[c] + kPadX;
    need.natural = std::max(need.natural + pads_[c] + kPadX, need.least);
    least += need.least;
    natural += need.natural;
  }
  widths_.resize(columns);
  double widest =
      width / static_cast<double>(std::max<std::size_t>(1, columns));  // grows until the columns fill the width
  for (int round = 0; round < 40 && least >= width; ++round) {
    double used = 0, capped = 0;
    for (const Need& need : needs) {
      used += std::min(need.least, widest);
      capped += need.least > widest;
    }
    if (capped < 1 || width - used < 0.01) break;
    widest += (width - used) / capped;
  }
  for (std::size_t c = 0; c < columns; ++c) {
    if (natural <= width) {
      widths_[c] = needs[c].natural * width / natural;
    } else if (least >= width) {
      widths_[c] = std::min(needs[c].least, widest);
    } else {
      widths_[c] = needs[c].least + (width - least) * (needs[c].natural - needs[c].least) / (natural - least);
    }
  }
}

PaperTable::Row PaperTable::set(const Canvas& canvas, const std::vector<Cell>& cells, const Table& table,
                                bool head) const {
  Row row;
  for (std::size_t c = 0; c < std::min(cells.size(), widths_.size()); ++c) {
    const Cell& cell = cells[c];
    const TextStyle style{size_, head || strong(cell.tone), Ink::Text, table.columns[c].right, !head, {}, Ink::Text};
    row.cells.push_back({canvas.set(cell.text, widths_[c] - pads_[c] - kPadX, style), inkOf(cell.tone)});
    row.height = std::max(row.height, row.cells.back().text.height() + 2 * kPadY);
  }
  return row;
}

void PaperTable::draw(Canvas& canvas, const Row& row, double x, double y) const {
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    canvas.draw(row.cells[c].text, x + pads_[c], y + kPadY, row.cells[c].ink);
    x += widths_[c];
  }
}

void PaperTable::drawHead(Canvas& canvas, double x, double y) const {
  const double width = std::accumulate(widths_.begin(), widths_.end(), 0.0);
  canvas.fill(x, y, width, head_.height, Ink::Panel);
  draw(canvas, head_, x, y);
  canvas.line(x, y + head_.height, x + width, y + head_.height, Ink::Muted, 0.9);
}

void PaperTable::drawRow(Canvas& canvas, std::size_t row, double x, double y) const {
  const double width = std::accumulate(widths_.begin(), widths_.end(), 0.0);
  draw(canvas, rows_[row], x, y);
  canvas.line(x, y + rows_[row].height, x + width, y + rows_[row].height, Ink::Grid, 0.5);
}

}  // namespace headroom::report
