#include "engine/report/series.h"

#include <algorithm>
#include <cmath>

#include "engine/report/lookup.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

constexpr std::size_t kMostPoints = 360, kMostLines = 24;

std::string startOf(const results::RunResult& run) {
  return run.log ? run.log->firstUtc : std::string();
}

}  // namespace

Curve curveOf(const results::RunResult& run, const std::string& object, const std::string& measure,
              const std::string& name, double scale) {
  Curve curve{named(name), {}, {}, {}, {}};
  const results::Series* series = findSeries(run, object, measure);
  if (!series) return curve;
  for (std::size_t i = 0; i < results::pointsShown(*series); ++i) {
    if (!std::isfinite(series->times[i])) continue;
    curve.x.push_back(series->times[i]);
    curve.y.push_back(std::isfinite(series->values[i]) ? series->values[i] * scale : NAN);
  }
  return thinned(curve, kMostPoints);
}

Axis axisOver(const results::RunResult& run, const std::vector<Curve>& curves) {
  double low = INFINITY, high = -INFINITY;
  for (const Curve& curve : curves) {
    for (const double x : curve.x) {
      low = std::min(low, x);
      high = std::max(high, x);
    }
  }
  if (!std::isfinite(low)) low = high = 0;
  low = std::min(low, std::max(0.0, low - (high - low) * 0.02));
  return timeAxis(low < (high - low) * 0.1 ? std::min(0.0, low) : low, high, startOf(run),
                  run.replay ? "the start of the log" : "the start of the measured part");
}

Table twinOf(const std::vector<Curve>& curves, const Axis& axis, const std::string& unit) {
  Table table{"", {{axis.startUtc >= 0 ? "Time, UTC" : "Seconds", true}}, {}};
  const Curve* longest = nullptr;
  for (const Curve& curve : curves) {
    table.columns.push_back({curve.name + (unit.empty() ? "" : ", " + unit), true});
    if (!longest || curve.x.size() > longest->x.size()) longest = &curve;
  }
  if (!longest) return table;
  const std::size_t n = longest->x.size(), every = std::max<std::size_t>(1, (n + kMostLines - 1) / kMostLines);
  if (every > 1) table.caption = "Every " + std::to_string(every) + "th point of the chart.";
  for (std::size_t i = 0; i < n; i += every) {
    const double x = longest->x[i];
    std::vector<Cell> row = {axis.startUtc >= 0 ? utcOf(axis.startUtc + x) : results::rounded(x, 6)};
    for (const Curve& curve : curves) {
      const auto at = std::lower_bound(curve.x.begin(), curve.x.end(), x);
      const bool same = at != curve.x.end() && *at == x;
      row.emplace_back(same ? results::rounded(curve.y[static_cast<std::size_t>(at - curve.x.begin())])
                            : std::string("–"));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace headroom::report
