// A table laid out for a given width: columns as wide as their content asks for.
#pragma once

#include <vector>

#include "engine/report/content.h"
#include "engine/report/pdf_canvas.h"

namespace headroom::report {

class PaperTable {
 public:
  /// Sets every cell; the table need not outlive this.
  PaperTable(const Canvas& canvas, const Table& table, double width);
  double headHeight() const { return head_.height; }
  std::size_t rows() const { return rows_.size(); }
  double rowHeight(std::size_t row) const { return rows_[row].height; }
  void drawHead(Canvas& canvas, double x, double y) const;
  /// Row by row, so that the caller can turn the page between two.
  void drawRow(Canvas& canvas, std::size_t row, double x, double y) const;

 private:
  struct SetCell {
    SetText text;
    Ink ink;
  };
  struct Row {
    std::vector<SetCell> cells;
    double height = 0;
  };
  /// Chooses the widths by what the cells ask for.
  void fitColumns(const Canvas& canvas, const Table& table, double width);
  Row set(const Canvas& canvas, const std::vector<Cell>& cells, const Table& table, bool head) const;
  void draw(Canvas& canvas, const Row& row, double x, double y) const;

  std::vector<double> widths_;
  std::vector<double> pads_;  ///< Left of each column's text.
  double size_ = 8;
  Row head_;
  std::vector<Row> rows_;
};

}  // namespace headroom::report
