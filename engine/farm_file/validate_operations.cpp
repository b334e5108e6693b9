#include "engine/farm_file/validate_operations.h"

#include "engine/farm_file/limits.h"

namespace headroom::farm_file {
namespace {

/// What an operator tells the balancers of a server's zones.
void checkCommand(Checker& check, const Subject& subject, const farm::PlannedEvent& event, const EventNames& names) {
  check.refers(subject, "node", event.node, names.servers);
  check.refers(subject, "zone", event.zone, names.zones, true);
  const bool weighs = event.kind == farm::PlannedEvent::Kind::Weight;
  if (weighs && !event.weight && event.origin.fields.count("weight") == 0) {
    check.error(subject, "kind", "an event of kind WEIGHT does not say which", "write weight: 0 to 256");
  }
  if (!weighs && event.weight) {
    check.error(subject, "weight", "only events of kind WEIGHT have a weight", "write kind: WEIGHT, or leave it out");
  }
  check.ifSet(subject, "weight", event.weight, 0, 256);
}

}  // namespace

void checkReliability(Checker& check, const Subject& subject, const std::optional<farm::Reliability>& reliability,
                      const std::string& field) {
  if (!reliability) return;
  check.law(subject, field + ".mtbf", reliability->mtbf);
  check.law(subject, field + ".mttr", reliability->mttr);
  check.atLeast(subject, field + ".mtbf", reliability->mtbf.mean, Duration::milliseconds(1));
  check.atLeast(subject, field + ".mttr", reliability->mttr.mean, Duration::milliseconds(1));
}

void checkFailureDomain(Checker& check, const farm::FailureDomain& domain, const std::string& path, Scope& nodes) {
  const Subject subject = subjectOf(domain, "failure domain", domain.name, path);
  check.name(subject, "name", domain.name);
  check.unique(nodes, subject, "name", domain.name, "an event must be able to tell nodes, links and domains apart");
  checkReliability(check, subject, domain.reliability);
}

void checkEvent(Checker& check, const farm::PlannedEvent& event, const std::string& path, const EventNames& names) {
  const Subject subject{"an event", path, &event.origin};
  check.atLeast(subject, "at", event.at, Duration{});
  if (event.kind >= farm::PlannedEvent::Kind::Drain) return checkCommand(check, subject, event, names);
  check.refers(subject, "node", event.node, names.breakable);
  if (!event.zone.empty()) {
    check.error(subject, "zone", "a failure or repair is no matter of a zone", "leave zone out");
  }
  if (event.weight) check.error(subject, "weight", "a failure or repair has no weight", "leave weight out");
}

void checkDeployment(Checker& check, const farm::Deployment& deployment, const std::string& path, const Names& zones) {
  const Subject subject{"a deployment", path, &deployment.origin};
  check.atLeast(subject, "at", deployment.at, Duration{});
  for (std::size_t i = 0; i < deployment.zones.size(); ++i) {
    check.refers(subject, indexed("zone", i), deployment.zones[i], zones);
  }
  check.atLeast(subject, "half", deployment.half, kSmallest);
  check.atLeast(subject, "cold_start", deployment.coldStart, Duration{});
  check.range(subject, "cold_work", deployment.coldWork, 1, 1000);
}

}  // namespace headroom::farm_file
