#include "engine/workload/scaling.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace headroom::workload {
namespace {

constexpr std::int64_t kFarthestNs = 30'000'000'000;
constexpr std::uint64_t kPurposeKeep = 1;
constexpr std::uint64_t kPurposeCopies = 2;  // and upwards, two a copy

std::uint64_t finalised(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

/// Folds a time back into [0, span] as if both ends were mirrors.
std::int64_t reflected(std::int64_t ns, std::int64_t span) {
  if (span <= 0) return 0;
  const std::int64_t period = 2 * span;
  std::int64_t phase = ns % period;
  if (phase < 0) phase += period;
  return phase <= span ? phase : period - phase;
}

Arrival copyOf(const Arrival& original, std::int64_t spanNs, std::uint64_t seed, std::uint64_t index,
               std::uint64_t copy) {
  const double where = 2 * uniform(mixed(seed, index, kPurposeCopies + 2 * copy)) - 1;
  Arrival moved = original;
  const auto shift = static_cast<std::int64_t>(std::llround(where * static_cast<double>(kFarthestNs)));
  moved.at = Instant::at(Duration::nanoseconds(reflected(original.at.ns() + shift, spanNs)));
  moved.client = static_cast<std::uint32_t>(mixed(original.client, copy, kPurposeCopies + 1));
  return moved;
}

}  // namespace

std::uint64_t mixed(std::uint64_t seed, std::uint64_t index, std::uint64_t purpose) {
  return finalised(finalised(finalised(seed) ^ index) ^ (purpose << 1));
}

double uniform(std::uint64_t word) {
  return (static_cast<double>(word >> 11) + 0.5) * 0x1.0p-53;
}

void scaleRate(std::vector<Arrival>& arrivals, double factor, Duration span, std::uint64_t seed) {
  if (factor == 1.0) return;
  if (factor < 1.0) {
    std::uint64_t index = 0;
    std::erase_if(arrivals, [&](const Arrival&) { return uniform(mixed(seed, index++, kPurposeKeep)) >= factor; });
    return;
  }
  const double whole = std::floor(factor);
  const double fraction = factor - whole;
  const auto extra = static_cast<std::uint64_t>(whole) - 1;
  const std::size_t originals = arrivals.size();
  const double expected = static_cast<double>(originals) * factor;
  arrivals.reserve(static_cast<std::size_t>(expected + 6 * std::sqrt(expected) + 16));
  for (std::size_t i = 0; i < originals; ++i) {
    const Arrival original = arrivals[i];
    const bool oneMore = uniform(mixed(seed, i, kPurposeKeep)) < fraction;
    for (std::uint64_t copy = 0; copy < extra + (oneMore ? 1 : 0); ++copy) {
      arrivals.push_back(copyOf(original, span.ns(), seed, i, copy));
    }
  }
  std::sort(arrivals.begin(), arrivals.end(), [](const Arrival& a, const Arrival& b) {
    return std::tie(a.at, a.application, a.client, a.request) < std::tie(b.at, b.application, b.client, b.request);
  });
}

}  // namespace headroom::workload
