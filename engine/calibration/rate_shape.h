// The shape of a day or a week, as a farm's users can follow it.
#pragma once

#include "engine/base/error.h"
#include "engine/calibration/traffic.h"
#include "engine/farm/users.h"

namespace headroom::calibration {

enum class RateShape { Day, Week };

/// A curve of factors that repeats: one point in the middle of each hour, 1 in the fullest one, with which it begins,
/// so that a short run is one at the peak. Its mean over a period is that of the hours. Problems: hours of which less
/// than ten minutes lie in the logs; for a week also logs of less than seven days.
Result<farm::Curve> curveOf(const RateCurve& rates, RateShape shape);

}  // namespace headroom::calibration
