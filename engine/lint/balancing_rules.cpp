// LB01–LB03, LB05, LB06: the device in front of each zone.
#include <algorithm>
#include <cmath>

#include "engine/balancing/algorithms.h"
#include "engine/balancing/settings.h"
#include "engine/base/quantity.h"
#include "engine/lint/context.h"

namespace headroom::lint {
namespace {

constexpr Duration kDetectionTarget = Duration::wholeSeconds(15);

void checkHealth(Context& context, const farm::Zone& zone, const balancing::Settings& settings) {
  using Kind = farm::HealthCheck::Kind;
  const std::string name = farm::balancerName(zone);
  const Subject subject = balancerOf(zone, "health_check");
  if (settings.checkKind.value == Kind::None) {
    if (settings.passiveKind.value != farm::PassiveCheck::Kind::None) return;  // LB08
    context.add("LB02", Severity::Error, subject,
                "Balancer '" + name + "' has no health check: a failed server of zone " + zone.name +
                    " keeps getting its share of requests.",
                "Add an HTTP health check of a page that proves the application works.");
    return;
  }
  if (settings.checkKind.from == balancing::From::BuiltIn) {
    context.add("LB02", Severity::Info, subject,
                "The farm does not say how balancer '" + name +
                    "' checks its servers' health; assumed is a check of the machine alone, which a pool that answers "
                    "503 passes.",
                "Give its health_check the kind of the real one, best HTTP with a known answer.");
  } else if (settings.checkKind.value == Kind::Tcp) {
    context.add("LB02", Severity::Warning, subject,
                "Balancer '" + name +
                    "' only checks that the port of its servers opens; a pool that answers 503 still looks well.",
                "Use an HTTP check with a known answer.");
  }
  const double seconds = settings.checkInterval.value.toSeconds() * settings.fall.value;
  if (seconds <= kDetectionTarget.toSeconds()) return;
  context.add("LB03", subject,
              "Balancer '" + name + "' notices a failed server after " + std::to_string(settings.fall.value) + " × " +
                  formatDuration(settings.checkInterval.value) + " = " + formatNumber(seconds) + "s; the target is " +
                  formatDuration(kDetectionTarget) + ".",
              "Check more often, or take a server out after fewer failures.");
}

/// Whether the balancer's algorithm looks at weights.
bool weightsCount(const Context& context, const farm::Zone& zone) {
  const balancing::Settings settings = balancing::settingsOf(context.farm(), zone);
  const balancing::Algorithm* algorithm = balancing::findAlgorithm(settings.product, settings.algorithm.value);
  return algorithm == nullptr || algorithm->weighted;
}

/// Unequal machines with equal weights: the smallest one saturates first while the others idle.
void checkWeights(Context& context, const farm::Zone& zone) {
  std::vector<farm::ZoneMember> targets = context.targets(zone);
  std::erase_if(targets, [](const farm::ZoneMember& member) { return member.backup; });  // they share with nobody
  if (targets.size() < 2 || context.applicationsOf(zone).empty()) return;
  const auto sameWeight = [&](const farm::ZoneMember& member) { return member.weight == targets.front().weight; };
  const bool equal = std::all_of(targets.begin(), targets.end(), sameWeight);
  const bool counts = weightsCount(context, zone);
  if (!equal && counts) return;
  const auto capacity = [&](const farm::ZoneMember& member) {
    return farm::capacityOf(*context.server(member.server));
  };
  const auto [smallest, largest] = std::minmax_element(
      targets.begin(), targets.end(), [&](const auto& a, const auto& b) { return capacity(a) < capacity(b); });
  if (capacity(*smallest) == capacity(*largest)) return;
  const auto written = [](double cores) { return formatNumber(std::round(cores * 1000) / 1000); };
  context.add("LB05", subjectOf(zone, "algorithm"),
              "Zone " + zone.name + " gives " + smallest->server + " (" + written(capacity(*smallest)) +
                  " core equivalents) and " + largest->server + " (" + written(capacity(*largest)) + ") the same " +
                  (counts ? "weight." : "share, whatever their weights."),
              counts ? "Set weights in proportion to cores × speed."
                     : "Choose an algorithm that looks at weights, and set them in proportion to cores × speed.");
}

void checkPureController(Context& context, const farm::Zone& zone) {
  for (const std::string& target : zone.balancer->targets) {
    const farm::Server* server = context.server(target);
    if (server == nullptr || !isStandaloneController(*server)) continue;
    context.add("LB06", balancerOf(zone, "target"),
                "Balancer '" + farm::balancerName(zone) + "' sends users to " + target +
                    ", a controller that is kept out of balancers.",
                "Take " + target + " out of the balancer's targets.");
  }
}

}  // namespace

void checkBalancing(Context& context) {
  for (const farm::Zone& zone : context.farm().zones) {
    checkWeights(context, zone);
    if (!zone.balancer) continue;
    const balancing::Settings settings = balancing::settingsOf(context.farm(), zone);
    checkHealth(context, zone, settings);
    checkPureController(context, zone);
    if (settings.persistence.value != farm::Persistence::Kind::None) {
      context.add("LB01", balancerOf(zone, zone.balancer->affinity ? "affinity" : "persistence.kind"),
                  "Balancer '" + farm::balancerName(zone) +
                      "' keeps each client on one server, though sessions live in the database; this skews the load.",
                  "Turn affinity and persistence off.");
    }
  }
}

}  // namespace headroom::lint
