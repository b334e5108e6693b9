#include <algorithm>
#include <cmath>

#include "tests/accuracy/answerer.h"

namespace headroom::accuracy {

Verdict AnalyticAnswerer::judge(const AccuracyCase& c, const Expected& expected,
                                const std::optional<Figure>& figure) const {
  if (!figure) return {false, 0, 0, "not answered"};
  if (!std::isfinite(figure->value)) return {false, 0, 0, "not a finite number"};
  const bool exact = c.analytic == AccuracyCase::Analytic::Exact;
  const double error = std::abs(figure->value - expected.value);
  Verdict verdict;
  verdict.relativeError = expected.value != 0 ? error / std::abs(expected.value) : error;
  verdict.tolerance = exact ? std::max(1e-9, 10 * expected.relPrecision) : c.analyticTolerance;
  double allowed = verdict.tolerance * std::abs(expected.value) + 1e-12;
  if (expected.published) {
    verdict.tolerance = expected.printedUlp;
    allowed = 1.01 * expected.printedUlp;
  }
  verdict.passed = error <= allowed;
  if (!verdict.passed) verdict.why = "off by more than the tolerance";
  if (exact && figure->approximates && !expected.published) {
    verdict.passed = false;
    verdict.why = "an exact answer is asked, this one approximates";
  }
  return verdict;
}

}  // namespace headroom::accuracy
