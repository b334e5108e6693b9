#include "engine/trace/duration_tally.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <utility>

namespace headroom::trace {
namespace {

constexpr int kKeptBits = 11;  // 1024 to 2047 steps an octave
constexpr double kNsPerMs = 1e6;
constexpr double kMsPerDay = 86'400e3;
constexpr std::size_t kFirstSlots = 1'024;

/// The nearest number with three decimals: of the value itself, not of its thousandfold, which is rounded before.
double toThousandths(double ms) {
  std::array<char, 64> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), ms, std::chars_format::fixed, 3);
  std::from_chars(text.data(), written.ptr, ms);
  return ms;
}

}  // namespace

/// The middle of the step that a value falls into.
std::int64_t DurationTally::rounded(std::int64_t ns) {
  const int width = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(ns)));
  if (width <= kKeptBits) return ns;
  const int dropped = width - kKeptBits;
  return ((ns >> dropped) << dropped) + (std::int64_t{1} << (dropped - 1));
}

void DurationTally::grow() {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(std::max(kFirstSlots, slots_.size() * 2)));
  for (const Slot& slot : old) {
    if (slot.times > 0) *find(slot.ns) = slot;
  }
}

/// One value too many: `ns` and all others are rounded from now on.
void DurationTally::startRounding(std::int64_t ns, std::uint64_t times) {
  rounding_ = true;
  const std::vector<Slot> exactly = std::exchange(slots_, {});
  values_ = 0;
  for (const Slot& slot : exactly) {
    if (slot.times > 0) addTimes(rounded(slot.ns), slot.times);
  }
  addTimes(rounded(ns), times);
}

void DurationTally::merge(const DurationTally& other) {
  if (other.rounding_ && !rounding_) {
    rounding_ = true;
    const std::vector<Slot> exactly = std::exchange(slots_, {});
    values_ = 0;
    for (const Slot& slot : exactly) {
      if (slot.times > 0) addTimes(rounded(slot.ns), slot.times);
    }
  }
  for (const Slot& slot : other.slots_) {
    if (slot.times > 0) addTimes(rounding_ ? rounded(slot.ns) : slot.ns, slot.times);
  }
  sumDays_ += other.sumDays_;
  sumNs_ += other.sumNs_;
  if (sumNs_ >= kNsPerDay) {
    sumNs_ -= kNsPerDay;
    ++sumDays_;
  }
  maxNs_ = std::max(maxNs_, other.maxNs_);
}

DurationTally::Figures DurationTally::figures() const {
  Figures figures;
  std::vector<std::pair<std::int64_t, std::uint64_t>> sorted;
  sorted.reserve(values_);
  for (const Slot& slot : slots_) {
    if (slot.times == 0) continue;
    sorted.emplace_back(slot.ns, slot.times);
    figures.n += slot.times;
  }
  if (figures.n == 0) return figures;
  std::sort(sorted.begin(), sorted.end());
  const auto percentile = [&](std::uint64_t p) {
    const std::uint64_t rank = (figures.n * p + 99) / 100;
    std::uint64_t seen = 0;
    const auto at =
        std::find_if(sorted.begin(), sorted.end(), [&](const auto& item) { return (seen += item.second) >= rank; });
    return toThousandths(static_cast<double>(at->first) / kNsPerMs);
  };
  const double sumMs = static_cast<double>(sumDays_) * kMsPerDay + static_cast<double>(sumNs_) / kNsPerMs;
  figures.mean = toThousandths(sumMs / static_cast<double>(figures.n));
  figures.p50 = percentile(50);
  figures.p95 = percentile(95);
  figures.p99 = percentile(99);
  figures.max = toThousandths(static_cast<double>(maxNs_) / kNsPerMs);
  return figures;
}

}  // namespace headroom::trace
