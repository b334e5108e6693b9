// How far a prediction is from a log.
#pragma once

#include <optional>

#include "engine/results/results.h"
#include "engine/results/terminal.h"

namespace headroom::results {

/// Logs tell milliseconds, cut off: a difference of a percentile of no more than that is none.
inline constexpr double kLogResolutionMs = 1.0;
/// Nor is one of means below this.
inline constexpr double kMeanResolutionMs = 0.1;
/// A percentile with fewer logged requests beyond it is not judged.
inline constexpr double kEnoughBeyond = 10.0;

/// Fills in the errors and says whether those of the zones are within `tolerance` (a share); servers are told, not judged. An error counts as 0 below the log's
/// resolution, and as NaN where there is nothing to compare or too little behind a percentile.
void judge(Validation& validation, std::optional<double> tolerance);

/// The error table.
void write(Terminal& out, const Validation& validation);

}  // namespace headroom::results
