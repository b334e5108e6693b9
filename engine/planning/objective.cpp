#include <cmath>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/planning/planning.h"

namespace headroom::planning {
namespace {

Diagnostics refused(const std::string& text) {
  return problem("'" + text + "' is not an objective",
                 "write p95<500ms, AppX:p99<2s, utilisation<70% or failures<0.1%");
}

}  // namespace

Result<farm::Slo> parseObjective(const std::string& text) {
  farm::Slo slo;
  slo.name = text;
  std::string_view rest = trim(text);
  const auto less = rest.find('<');
  if (less == std::string_view::npos) return refused(text);
  std::string_view measure = trim(rest.substr(0, less));
  const std::string_view limit = trim(rest.substr(less + 1));
  if (const auto colon = measure.rfind(':'); colon != std::string_view::npos) {
    slo.application = std::string(trim(measure.substr(0, colon)));
    measure = trim(measure.substr(colon + 1));
  }
  if (measure == "utilisation" || measure == "utilization" || measure == "failures") {
    const auto share = parseFraction(limit);
    if (!share) return share.problems();
    if (*share <= 0 || *share > 1) return refused(text);
    (measure == "failures" ? slo.failuresBelow : slo.utilisationBelow) = *share;
    return slo;
  }
  if (measure.size() < 2 || measure.front() != 'p') return refused(text);
  const auto percentile = parseFraction(measure.substr(1));
  if (!percentile) return refused(text);
  bool supported = false;
  for (const double known : {50.0, 90.0, 95.0, 99.0, 99.9}) supported = supported || known == *percentile;
  if (!supported)
    return problem("'" + text + "' names a percentile that is not measured", "use p50, p90, p95, p99 or p99.9");
  const auto duration = parseDuration(limit);
  if (!duration) return duration.problems();
  if (duration->ns() == 0) return refused(text);
  slo.percentile = *percentile;
  slo.responseBelow = *duration;
  return slo;
}

}  // namespace headroom::planning
