#include "gui/charts/track.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headroom::gui {

bool Track::Cell::hasValue() const {
  return !std::isnan(low.y());
}

void Track::add(double time, double value) {
  const QPointF point(time, std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN());
  const Cell cell{point, point};
  if (width_ > 0 && !cells_.empty() && std::floor(cells_.back().low.x() / width_) == std::floor(time / width_)) {
    merge(cells_.back(), cell);
    return;
  }
  cells_.push_back(cell);
  while (cells_.size() > kCells) widen();
}

void Track::clear() {
  cells_.clear();
  width_ = 0;
}

void Track::merge(Cell& into, const Cell& next) {
  if (!next.hasValue()) return;
  if (!into.hasValue()) {
    into = next;
    return;
  }
  if (next.low.y() < into.low.y()) into.low = next.low;
  if (next.high.y() > into.high.y()) into.high = next.high;
}

void Track::widen() {
  const double span = cells_.back().high.x() - cells_.front().low.x();
  width_ =
      width_ > 0 ? 2 * width_ : std::max(2 * span / static_cast<double>(kCells), std::numeric_limits<double>::min());
  std::vector<Cell> wider;
  for (const Cell& cell : cells_) {
    const bool same = !wider.empty() && std::floor(wider.back().low.x() / width_) == std::floor(cell.low.x() / width_);
    if (same) {
      merge(wider.back(), cell);
    } else {
      wider.push_back(cell);
    }
  }
  cells_ = std::move(wider);
}

QVector<QPointF> Track::points() const {
  QVector<QPointF> points;
  points.reserve(static_cast<qsizetype>(2 * cells_.size()));
  for (const Cell& cell : cells_) {
    const bool lowFirst = cell.low.x() <= cell.high.x();
    points.push_back(lowFirst ? cell.low : cell.high);
    if (cell.hasValue() && cell.low.x() != cell.high.x()) points.push_back(lowFirst ? cell.high : cell.low);
  }
  return points;
}

}  // namespace headroom::gui
