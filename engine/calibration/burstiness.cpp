#include <cmath>

#include "engine/calibration/ratio.h"
#include "engine/calibration/traffic.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr std::size_t kBins = 20;
constexpr double kFreedom = kBins - 2;  // a straight line takes two

/// Squared deviations from the straight line through the counts of twenty bins, and what Poisson arrivals would give.
Share deviationOf(const std::array<double, kBins>& counts) {
  constexpr double kMiddle = (kBins - 1) / 2.0;
  double sum = 0, slopePart = 0, spread = 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    const double x = static_cast<double>(i) - kMiddle;
    sum += counts[i];
    slopePart += x * counts[i];
    spread += x * x;
  }
  const double mean = sum / kBins, slope = slopePart / spread;
  double squares = 0;
  for (std::size_t i = 0; i < kBins; ++i)
    squares += std::pow(counts[i] - mean - slope * (static_cast<double>(i) - kMiddle), 2);
  return {squares, kFreedom * mean};
}

/// Blocks of twenty bins that lie wholly in the logs and have a request.
std::vector<Share> blocksOf(const std::vector<std::int64_t>& arrivalsNs, std::int64_t bin, const StopCheck& stop) {
  const std::int64_t block = bin * static_cast<std::int64_t>(kBins);
  const std::int64_t origin = arrivalsNs.front() / bin * bin + bin;
  std::vector<Share> blocks;
  std::array<double, kBins> counts{};
  std::int64_t current = -1;
  for (const std::int64_t arrival : arrivalsNs) {
    stop();
    if (arrival < origin) continue;
    const std::int64_t since = arrival - origin;
    if (since / block != current) {
      if (current >= 0) blocks.push_back(deviationOf(counts));
      counts.fill(0);
      current = since / block;
    }
    counts[static_cast<std::size_t>(since % block / bin)] += 1;
  }
  return blocks;  // the last block is cut by the end of the logs
}

}  // namespace

std::vector<Dispersion> burstinessOf(const std::vector<std::int64_t>& arrivalsNs, bool wholeSeconds,
                                     const StopCheck& stop) {
  constexpr std::size_t kFewestBlocks = 5;
  constexpr std::int64_t kMs = 1'000'000;
  std::vector<Dispersion> scales;
  for (const std::int64_t milliseconds : {100, 1'000, 10'000, 60'000, 600'000}) {
    if (wholeSeconds && milliseconds < 1'000) continue;
    const std::vector<Share> blocks = blocksOf(arrivalsNs, milliseconds * kMs, stop);
    if (blocks.size() < kFewestBlocks) continue;
    scales.push_back({static_cast<double>(milliseconds) / 1e3, ratioOf(blocks)});
  }
  return scales;
}

}  // namespace headroom::calibration
