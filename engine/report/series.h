// Charts and tables out of the time series of a run.
#pragma once

#include <string>
#include <vector>

#include "engine/report/axis.h"
#include "engine/report/chart.h"
#include "engine/report/content.h"
#include "engine/results/results.h"

namespace headroom::report {

/// The curve of an object's measure, thinned for paper; empty when the run has none. `scale` multiplies the values.
Curve curveOf(const results::RunResult& run, const std::string& object, const std::string& measure,
              const std::string& name, double scale = 1);

/// The time axis over all curves: clock times when a log says when it began.
Axis axisOver(const results::RunResult& run, const std::vector<Curve>& curves);

/// The chart as a table of at most two dozen lines, with the time in the first column.
Table twinOf(const std::vector<Curve>& curves, const Axis& axis, const std::string& unit);

}  // namespace headroom::report
