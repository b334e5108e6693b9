#include "engine/calibration/ratio.h"

#include <cmath>

#include "engine/stats/interval.h"

namespace headroom::calibration {

results::Estimate ratioOf(const std::vector<Share>& blocks) {
  constexpr std::size_t kFewest = 5;
  constexpr double kUpper = 0.975;
  results::Estimate ratio;
  double part = 0, whole = 0;
  for (const Share& block : blocks) {
    part += block.part;
    whole += block.whole;
  }
  ratio.count = blocks.size();
  if (!(whole > 0)) {
    ratio.why = "nothing was observed";
    return ratio;
  }
  ratio.mean = part / whole;
  if (blocks.size() < kFewest) {
    ratio.why = "too few blocks of time";
    return ratio;
  }
  double squares = 0;
  for (const Share& block : blocks) squares += std::pow(block.part - ratio.mean * block.whole, 2);
  const auto n = static_cast<double>(blocks.size());
  const double half = stats::studentQuantile(n - 1, kUpper) * std::sqrt(n / (n - 1) * squares) / whole;
  ratio.low = ratio.mean - half;
  ratio.high = ratio.mean + half;
  return ratio;
}

}  // namespace headroom::calibration
