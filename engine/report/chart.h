// Line charts: values over time or over load.
#pragma once

#include <string>
#include <vector>

#include "engine/report/axis.h"
#include "engine/report/drawing.h"

namespace headroom::report {

/// NaN values break the line.
struct Curve {
  std::string name;
  std::vector<double> x, y;
  std::vector<double> low, high;  ///< A band round the line; empty: none.
};

/// A straight line with its name, such as an objective or today's load.
struct Rule {
  double at = 0;
  std::string label;
  Ink ink = Ink::OverText;
};

struct Spot {
  double x = 0;
  double y = 0;
  std::string label;
};

struct ChartSpec {
  std::vector<Curve> curves;
  Axis x;
  std::string yTitle;   ///< With its unit.
  double yCap = 0;      ///< Values above leave the chart at its top; 0: the largest value decides.
  double yAtLeast = 0;  ///< The axis reaches at least this far.
  std::vector<Rule> acrossAt, upAt;
  std::vector<Spot> spots;
  double height = 230;
};

/// Whether there is anything to draw: a finite value.
bool drawable(const std::vector<Curve>& curves);

/// Every curve has its own colour, dashes and marker, so that it can be told from the others in grey.
Drawing draw(const ChartSpec& spec);

/// At most `most` points: of each stretch the lowest and the highest value stay, in their order.
Curve thinned(const Curve& curve, std::size_t most);

}  // namespace headroom::report
