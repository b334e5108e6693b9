#include "engine/results/validation.h"

#include <cmath>
#include <limits>

#include "engine/results/figures.h"

namespace headroom::results {
namespace {

using Cell = Terminal::Cell;

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

double errorOf(double logged, double predicted, double resolution) {
  constexpr double kRounding = 1e-6;
  if (std::abs(predicted - logged) < resolution + kRounding) return 0.0;
  return logged > 0 ? predicted / logged - 1 : kNothing;
}

/// Of the percentile that leaves `beyond` of the requests above it.
double errorOf(const Comparison& row, double TimeFigures::*figure, double beyond) {
  const bool enough = static_cast<double>(row.logged.count) * beyond >= kEnoughBeyond;
  return enough && row.predicted.count > 0 ? errorOf(row.logged.*figure, row.predicted.*figure, kLogResolutionMs)
                                           : kNothing;
}

/// Which of several free servers takes a request is a matter of microseconds; that zones add up is not.
bool isJudged(const Comparison& row) {
  return row.scope == "zone";
}

bool exceeds(double error, double tolerance) {
  return std::abs(error) > tolerance;  // false for NaN
}

std::string signedShare(double error) {
  if (!std::isfinite(error)) return "–";
  return (error > 0 ? "+" : "") + fixed(100 * error, 1) + " %";
}

std::vector<Cell> timesOf(const std::string& name, const char* whose, const TimeFigures& times) {
  if (times.count == 0) return {name, whose, "0", "–", "–", "–", "–"};
  return {name,
          whose,
          count(times.count),
          fixed(times.mean, 1),
          fixed(times.p50, 1),
          fixed(times.p95, 1),
          fixed(times.p99, 1)};
}

}  // namespace

void judge(Validation& validation, std::optional<double> tolerance) {
  validation.tolerance = tolerance;
  validation.within = true;
  for (Comparison& row : validation.rows) {
    const bool both = row.logged.count > 0 && row.predicted.count > 0;
    row.error.mean = both ? errorOf(row.logged.mean, row.predicted.mean, kMeanResolutionMs) : kNothing;
    row.error.p50 = errorOf(row, &TimeFigures::p50, 0.5);
    row.error.p95 = errorOf(row, &TimeFigures::p95, 0.05);
    row.error.p99 = errorOf(row, &TimeFigures::p99, 0.01);
    if (!tolerance || !isJudged(row)) continue;
    for (const double error : {row.error.mean, row.error.p50, row.error.p95, row.error.p99})
      validation.within = validation.within && !exceeds(error, *tolerance);
    validation.within = validation.within && (row.predicted.count > 0 || row.logged.count == 0);
  }
}

void write(Terminal& out, const Validation& validation) {
  const auto errorCell = [&](const Comparison& row, double error) {
    const bool judged = validation.tolerance && isJudged(row) && std::isfinite(error);
    const Tone tone = !judged ? Tone::Plain : exceeds(error, *validation.tolerance) ? Tone::Bad : Tone::Good;
    return Cell(signedShare(error), tone);
  };
  std::vector<std::vector<Cell>> rows;
  for (const Comparison& row : validation.rows) {
    const std::string what = row.measure == "at_server" ? "in the server" : row.measure;
    rows.push_back(timesOf(row.name, "log", row.logged));
    rows.push_back(timesOf("  " + what, "run", row.predicted));
    rows.push_back({"", "error", "", errorCell(row, row.error.mean), errorCell(row, row.error.p50),
                    errorCell(row, row.error.p95), errorCell(row, row.error.p99)});
  }
  out.line();
  out.table({{"Against the log", 0, false},
             {"ms", 5, false},
             {"requests", 9},
             {"mean", 9},
             {"p50", 9},
             {"p95", 9},
             {"p99", 9}},
            rows);
  if (!validation.tolerance) return;
  const std::string asked = fixed(100 * *validation.tolerance, 1) + " %";
  out.paragraph(validation.within ? "✓ validated  " : "✗ not validated  ",
                validation.within ? "every error of the zones is within " + asked
                                  : "an error of a zone is beyond " + asked + ", or nothing was predicted",
                validation.within ? Tone::Good : Tone::Bad);
}

}  // namespace headroom::results
