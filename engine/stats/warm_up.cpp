#include "engine/stats/warm_up.h"

#include <limits>

namespace headroom::stats {

WarmUp mser5(const std::vector<double>& series) {
  constexpr std::size_t kBatch = 5;
  const std::size_t batches = series.size() / kBatch;
  if (batches < 10) return WarmUp{series.size() / 2, false};
  std::vector<double> means(batches);
  for (std::size_t b = 0; b < batches; ++b) {
    double sum = 0;
    for (std::size_t i = 0; i < kBatch; ++i) sum += series[b * kBatch + i];
    means[b] = sum / kBatch;
  }
  // From the end backwards; deviations are taken from the overall mean, so that squares do not cancel.
  double centre = 0;
  for (const double mean : means) centre += mean;
  centre /= static_cast<double>(batches);
  double sum = 0;
  double squares = 0;
  double best = std::numeric_limits<double>::infinity();
  std::size_t bestCut = 0;
  for (std::size_t cut = batches; cut-- > 0;) {
    const double deviation = means[cut] - centre;
    sum += deviation;
    squares += deviation * deviation;
    const double left = static_cast<double>(batches - cut);
    if (left < 5) continue;  // the last few batches agree with each other by accident
    const double error = (squares - sum * sum / left) / (left * left);
    if (error <= best) {
      best = error;
      bestCut = cut;
    }
  }
  const bool settled = bestCut <= batches / 2;
  return WarmUp{bestCut * kBatch, settled};
}

}  // namespace headroom::stats
