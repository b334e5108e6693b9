// A curve that grows without growing in memory.
#pragma once

#include <QPointF>
#include <QVector>
#include <cstddef>
#include <vector>

namespace headroom::gui {

/// Values over time in at most kCells cells of equal width. A cell keeps its smallest and its largest value at their
/// own times, so that peaks survive and every point drawn was really observed; nothing is averaged. Until the cells are
/// full every value has its own.
class Track {
 public:
  static constexpr std::size_t kCells = 200;

  /// REQUIRES: `time` not before the last one. A value that is not finite is a gap.
  void add(double time, double value);
  /// Forgets all values, and how wide its cells had become.
  void clear();

  bool isEmpty() const { return cells_.empty(); }
  /// In order of time, at most 2 · kCells; gaps have NaN as value.
  QVector<QPointF> points() const;

 private:
  struct Cell {
    QPointF low;
    QPointF high;
    bool hasValue() const;
  };
  static void merge(Cell& into, const Cell& next);
  void widen();

  std::vector<Cell> cells_;
  double width_ = 0;  ///< In time; 0: one cell a value.
};

}  // namespace headroom::gui
