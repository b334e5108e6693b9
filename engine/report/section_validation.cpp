#include <algorithm>
#include <cmath>

#include "engine/report/compose.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::Comparison;

std::string measureOf(const Comparison& row) {
  return row.measure == "wait" ? "wait for a server" : row.measure == "at_server" ? "time in the server" : row.measure;
}

std::string errorText(double error) {
  if (!std::isfinite(error)) return "not judged";
  const std::string figure = results::fixed(std::abs(100 * error), 1);
  return (error < 0 ? "\xE2\x88\x92" : "+") + figure + " %";
}

/// Predicted, logged and the error, one below the other.
Cell compared(double predicted, double logged, double error, std::optional<double> tolerance) {
  const Tone tone = !std::isfinite(error)                       ? Tone::Faint
                    : tolerance && std::abs(error) > *tolerance ? Tone::Bad
                    : tolerance                                 ? Tone::Good
                                                                : Tone::Plain;
  return {results::rounded(predicted) + "\nlogged " + results::rounded(logged) + "\n" + errorText(error), tone};
}

std::vector<Cell> rowOf(const Comparison& row, std::optional<double> tolerance) {
  const bool judged = row.scope == "zone";
  const auto cell = [&](double predicted, double logged, double error) {
    return compared(predicted, logged, error, judged ? tolerance : std::nullopt);
  };
  return {row.scope + " " + named(row.name),
          measureOf(row),
          results::count(row.logged.count) + "\npredicted " + results::count(row.predicted.count),
          cell(row.predicted.mean, row.logged.mean, row.error.mean),
          cell(row.predicted.p50, row.logged.p50, row.error.p50),
          cell(row.predicted.p95, row.logged.p95, row.error.p95),
          cell(row.predicted.p99, row.logged.p99, row.error.p99)};
}

/// The zone's figure that is farthest off.
std::string worstOf(const results::Validation& validation) {
  double worst = -1;
  std::string text;
  for (const Comparison& row : validation.rows) {
    if (row.scope != "zone") continue;
    const std::pair<const char*, double> errors[] = {
        {"mean", row.error.mean}, {"p50", row.error.p50}, {"p95", row.error.p95}, {"p99", row.error.p99}};
    for (const auto& [figure, error] : errors) {
      if (!std::isfinite(error) || std::abs(error) <= worst) continue;
      worst = std::abs(error);
      text = errorText(error) + " in the " + figure + " of " + measureOf(row) + ", zone " + named(row.name);
    }
  }
  return text;
}

Statement verdictOf(const results::Validation& validation) {
  const std::string worst = worstOf(validation);
  const std::string largest =
      worst.empty() ? "There is too little in the log to judge by." : "Largest error: " + worst + ".";
  if (!validation.tolerance)
    return {"The model beside the log it replayed. " + largest + " No tolerance was asked for.", Tone::Plain};
  const std::string limit = results::given(100 * *validation.tolerance) + " %";
  if (validation.within) return {"Validated: every zone is within " + limit + " of the log. " + largest, Tone::Good};
  return {"Not validated: a zone is farther than " + limit + " from the log. " + largest, Tone::Bad};
}

}  // namespace

Section validationSection(const Study& study) {
  Section section{"Against the log", false, {}};
  if (!study.run.validation || study.run.validation->rows.empty()) return section;
  const results::Validation& validation = *study.run.validation;
  section.add(verdictOf(validation));
  Table table{"Predicted and logged, in ms; percentiles by nearest rank; servers are shown and not judged",
              {{"Where"}, {"What"}, {"Requests", true}, {"Mean", true}, {"p50", true}, {"p95", true}, {"p99", true}},
              {}};
  for (const Comparison& row : validation.rows) table.rows.push_back(rowOf(row, validation.tolerance));
  section.add(std::move(table));
  section.add(Paragraph{
      "An error is predicted over logged, less one. Differences below a millisecond (means: half of one) are none, for "
      "logs tell no more; a percentile with fewer than ten logged requests beyond it is not judged.",
      Tone::Faint});
  return section;
}

}  // namespace headroom::report
