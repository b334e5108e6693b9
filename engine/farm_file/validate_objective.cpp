#include "engine/farm_file/validate_objective.h"

#include "engine/base/quantity.h"
#include "engine/farm_file/limits.h"

namespace headroom::farm_file {

void checkObjective(Checker& check, const farm::Slo& slo, const std::string& path, const Names& applications,
                    Scope& objectives) {
  const Subject subject = subjectOf(slo, "slo", slo.name, path);
  check.name(subject, "name", slo.name);
  check.unique(objectives, subject, "name", slo.name, "objectives have different names");
  check.refers(subject, "application", slo.application, applications, true);
  if (!(slo.percentile > 0 && slo.percentile < 100)) {
    check.error(subject, "percentile", "percentile of " + subject.words + " is " + formatNumber(slo.percentile),
                "it must be above 0 and below 100");
  }
  if (slo.responseBelow) check.atLeast(subject, "response_below", *slo.responseBelow, kSmallest);
  if (slo.failuresBelow) check.range(subject, "failures_below", *slo.failuresBelow, 0, 1);
  if (slo.utilisationBelow) check.range(subject, "utilisation_below", *slo.utilisationBelow, 0, 1);
  const bool promises = slo.responseBelow || slo.failuresBelow || slo.utilisationBelow;
  const bool written =
      isWritten(slo, "response_below") || isWritten(slo, "failures_below") || isWritten(slo, "utilisation_below");
  if (!promises && !written) {
    check.error(subject, "", subject.words + " promises nothing",
                "write response_below: \"500ms\", failures_below: \"0.1%\" or utilisation_below: \"70%\"");
  }
}

}  // namespace headroom::farm_file
