// Pictures of rows: headroom a situation, shares, load matrices and heat maps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/report/axis.h"
#include "engine/report/chart.h"
#include "engine/report/drawing.h"

namespace headroom::report {

/// How far the farm goes in one situation.
struct Reach {
  std::string name;
  double factor = 0;  ///< Multiple of today's load; NaN: not known.
  std::optional<double> low, high;
  std::string text;  ///< The factor as words.
};

/// A bar from nothing to the factor, with today's load marked at 1.
Drawing gauges(const std::vector<Reach>& rows);
/// A dot with its interval a row.
Drawing dotPlot(const std::vector<Reach>& rows);

struct ShareRow {
  std::string name;
  double share = 0;  ///< 0…1
  std::string text;
};
Drawing shareBars(const std::vector<ShareRow>& rows, const std::string& title);

/// Loads (0…) of resources (columns) in situations (rows); NaN: not there.
struct LoadMatrix {
  std::vector<std::string> columns, rows;
  std::vector<std::vector<double>> loads;
  std::vector<std::string> verdicts;  ///< One a row, written at its end.
  std::vector<bool> bad;              ///< Whether the verdict is bad news.
};
Drawing draw(const LoadMatrix& matrix);

/// One row a curve, its values 0…1 as shades over time, and the mean and the highest value in figures.
Drawing heatMap(const std::vector<Curve>& rows, const Axis& time);

}  // namespace headroom::report
