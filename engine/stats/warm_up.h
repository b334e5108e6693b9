// Where a run's beginning stops showing.
#pragma once

#include <cstddef>
#include <vector>

namespace headroom::stats {

struct WarmUp {
  std::size_t cut = 0;   ///< Observations to leave out.
  bool settled = false;  ///< False: the best cut lies in the second half, the series was still warming up at its end.
};

/// MSER-5 (White 1997; Hoad, Robinson & Davies 2010): the cut that minimises the squared standard error of the mean of
/// what remains, over batches of five. A series shorter than 50 observations is never settled.
WarmUp mser5(const std::vector<double>& series);

}  // namespace headroom::stats
