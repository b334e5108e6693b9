#include "engine/trace/duration_tally.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

namespace headroom::trace {
namespace {

constexpr int kKeptBits = 11;  // 1024 to 2047 steps an octave
constexpr double kNsPerMs = 1e6;

/// The middle of the step that a value falls into.
std::int64_t rounded(std::int64_t ns) {
  const int width = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(ns)));
  if (width <= kKeptBits) return ns;
  const int dropped = width - kKeptBits;
  return ((ns >> dropped) << dropped) + (std::int64_t{1} << (dropped - 1));
}

double toThousandths(double ms) {
  return std::round(ms * 1000.0) / 1000.0;
}

}  // namespace

void DurationTally::add(std::int64_t ns) {
  ++n_;
  sumMs_ += static_cast<double>(ns) / kNsPerMs;
  maxNs_ = std::max(maxNs_, ns);
  ++counts_[rounding_ ? rounded(ns) : ns];
  if (rounding_ || counts_.size() <= kMostValues) return;
  rounding_ = true;
  const auto exactCounts = std::exchange(counts_, {});
  for (const auto& [value, count] : exactCounts) counts_[rounded(value)] += count;
}

DurationTally::Figures DurationTally::figures() const {
  Figures figures;
  if (n_ == 0) return figures;
  std::vector<std::pair<std::int64_t, std::uint64_t>> sorted(counts_.begin(), counts_.end());
  std::sort(sorted.begin(), sorted.end());
  const auto percentile = [&](std::uint64_t p) {
    const std::uint64_t rank = (n_ * p + 99) / 100;
    std::uint64_t seen = 0;
    const auto at =
        std::find_if(sorted.begin(), sorted.end(), [&](const auto& item) { return (seen += item.second) >= rank; });
    return toThousandths(static_cast<double>(at->first) / kNsPerMs);
  };
  figures.n = n_;
  figures.mean = toThousandths(sumMs_ / static_cast<double>(n_));
  figures.p50 = percentile(50);
  figures.p95 = percentile(95);
  figures.p99 = percentile(99);
  figures.max = toThousandths(static_cast<double>(maxNs_) / kNsPerMs);
  return figures;
}

}  // namespace headroom::trace
