#include "engine/report/pdf_table.h"

#include <algorithm>
#include <numeric>

namespace headroom::report {
namespace {

constexpr double kPadX = 4, kPadY = 2.6, kWidestWord = 110;

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

bool strong(Tone tone) { return tone == Tone::Good || tone == Tone::Near || tone == Tone::Bad || tone == Tone::Strong; }

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
    if (end > from) need.least = std::max(need.least, std::min(kWidestWord, canvas.set(text.substr(from, end - from), 0, style).width()));
    from = end + 1;
  }
  return need;
}

}  // namespace

PaperTable::PaperTable(const Canvas& canvas, const Table& table, double width) : size_(table.columns.size() > 8 ? 7 : 8) {
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
  for (std::size_t c = 0; c < columns; ++c) take(c, table.columns[c].title, {size_, true, Ink::Text, false, false}, false);
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t c = 0; c < std::min(columns, row.size()); ++c) {
      take(c, row[c].text, {size_, strong(row[c].tone), Ink::Text, false, true}, table.columns[c].right);
    }
  }
  double least = 0, natural = 0;
  for (Need& need : needs) {
    need.least += 2 * kPadX;
    need.natural = std::max(need.natural + 2 * kPadX, need.least);
    least += need.least;
    natural += need.natural;
  }
  widths_.resize(columns);
  for (std::size_t c = 0; c < columns; ++c) {
    if (natural <= width) {
      widths_[c] = needs[c].natural * width / natural;
    } else if (least >= width) {
      widths_[c] = needs[c].least * width / least;
    } else {
      widths_[c] = needs[c].least + (width - least) * (needs[c].natural - needs[c].least) / (natural - least);
    }
  }
}

PaperTable::Row PaperTable::set(const Canvas& canvas, const std::vector<Cell>& cells, const Table& table, bool head) const {
  Row row;
  for (std::size_t c = 0; c < std::min(cells.size(), widths_.size()); ++c) {
    const Cell& cell = cells[c];
    const TextStyle style{size_, head || strong(cell.tone), Ink::Text, table.columns[c].right, !head};
    row.cells.push_back({canvas.set(cell.text, widths_[c] - 2 * kPadX, style), inkOf(cell.tone)});
    row.height = std::max(row.height, row.cells.back().text.height() + 2 * kPadY);
  }
  return row;
}

void PaperTable::draw(Canvas& canvas, const Row& row, double x, double y) const {
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    canvas.draw(row.cells[c].text, x + kPadX, y + kPadY, row.cells[c].ink);
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
