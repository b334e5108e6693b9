// Ratios of sums over blocks of time, with intervals that know that neighbours are alike.
#pragma once

#include <vector>

#include "engine/results/results.h"

namespace headroom::calibration {

/// What one block adds to the numerator and the denominator.
struct Share {
  double part = 0;
  double whole = 0;
};

/// Σ part / Σ whole with its 95 % interval: the spread of the blocks about the common ratio (linearised ratio
/// estimator, Cochran, Sampling Techniques, 1977, 2.11), Student's t. No interval for fewer than five blocks. `count`
/// is the number of blocks.
results::Estimate ratioOf(const std::vector<Share>& blocks);

}  // namespace headroom::calibration
