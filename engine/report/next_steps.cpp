#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/report/lookup.h"
#include "engine/report/story.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::figure;
using results::PlanRow;
using results::Unit;
using Item = Bullets::Item;

/// The worst situation of each resource that is asked for more than it has.
struct Overload {
  const PlanRow* row = nullptr;
  double load = 0;
};

std::map<std::string, Overload> overloadsOf(const results::PlanResult& plan) {
  std::map<std::string, Overload> worst;
  for (const PlanRow& row : plan.rows) {
    for (const PlanRow::Load& load : row.loads) {
      if (load.utilisation < results::kOver) continue;
      Overload& known = worst[load.name];
      if (load.utilisation > known.load) known = {&row, load.utilisation};
    }
  }
  return worst;
}

std::vector<std::string> zonesOf(const farm::Farm& farm, const std::string& server) {
  std::vector<std::string> zones;
  for (const farm::Zone& zone : farm.zones) {
    for (const farm::ZoneMember& member : farm::membersOf(farm, zone)) {
      if (member.server == server) zones.push_back(zone.name);
    }
  }
  return zones;
}

/// A server that lacks one of the zones and has the most core time to spare below the target in this situation.
struct Helper {
  std::string server, zone;
  double spareCores = 0;
};

Helper helperFor(const farm::Farm& farm, const std::vector<std::string>& zones, const PlanRow& row, double target) {
  Helper best;
  for (const std::string& zoneName : zones) {
    const farm::Zone* zone = farm::findZone(farm, zoneName);
    std::set<std::string> members;
    for (const farm::ZoneMember& member : farm::membersOf(farm, *zone)) members.insert(member.server);
    for (const PlanRow::Load& load : row.loads) {
      const farm::Server* server = farm::findServer(farm, load.name);
      if (!server || members.count(load.name) || row.situation == load.name + " lost") continue;
      const double spare = (target - load.utilisation) * server->cores;
      if (spare > best.spareCores) best = {load.name, zoneName, spare};
    }
  }
  return best;
}

Item reliefOf(const Study& study, const std::string& name, const Overload& overload, double target) {
  const farm::Server* server = farm::findServer(study.farm, name);
  const int cores = server ? server->cores : 0;
  std::string text = "In the situation “" + named(overload.row->situation) + "” it is asked for " + figure(overload.load, Unit::Share) + ". ";
  if (!server) return {"Give " + named(name) + " more capacity.", text + "To stay below " + figure(target, Unit::Share) + " it takes " +
                       figure(overload.load / target, Unit::Number) + " times its present capacity.", Tone::Bad};
  const double missing = (overload.load - target) * cores;
  const std::vector<std::string> zones = zonesOf(study.farm, name);
  text += "To bring it to " + figure(target, Unit::Share) + ", work of " + results::rounded(missing, 2) + " of its " + std::to_string(cores) +
          " cores must find another server";
  const Helper helper = helperFor(study.farm, zones, *overload.row, target);
  if (helper.server.empty()) {
    text += zones.empty() ? "." : ": add a server to " + std::string(zones.size() > 1 ? "zones " : "zone ") + listed(zones, 3) + ".";
  } else {
    text += ": " + named(helper.server) + " is not in zone " + named(helper.zone) + " and has " + results::rounded(helper.spareCores, 2) +
            " cores to spare there; make it a member" + (helper.spareCores < missing ? " and add another server as well." : ".");
  }
  return {"Relieve " + named(name) + ".", text, Tone::Bad};
}

void addReliefs(std::vector<Item>& steps, const Study& study) {
  if (!study.plan) return;
  const double target = targetOf(study.farm);
  std::vector<std::pair<std::string, Overload>> worst;
  for (const auto& entry : overloadsOf(*study.plan)) worst.push_back(entry);
  std::stable_sort(worst.begin(), worst.end(), [](const auto& a, const auto& b) { return a.second.load > b.second.load; });
  if (worst.size() > 3) worst.resize(3);
  for (const auto& [name, overload] : worst) steps.push_back(reliefOf(study, name, overload, target));
}

void addGrowth(std::vector<Item>& steps, const Study& study) {
  if (!study.plan || study.plan->rows.empty()) return;
  const PlanRow& now = study.plan->rows.front();
  if (!now.holdsToday || now.resource.empty() || !std::isfinite(now.factor.mean)) return;
  steps.push_back({"Plan growth at " + named(now.resource) + ".",
                   "It is what breaks first, at " + figure(now.factor.mean, Unit::Factor) + " today's load; capacity added elsewhere does not move this limit.",
                   Tone::Plain});
}

/// How many replications narrow an interval until it no longer straddles the limit: widths shrink with the square root.
void addMeasureLonger(std::vector<Item>& steps, const results::RunResult& run) {
  for (const results::SloVerdict& slo : run.slos) {
    if (slo.verdict != results::SloVerdict::Verdict::NotShown || !slo.observed.low || !slo.observed.high) continue;
    const double half = (*slo.observed.high - *slo.observed.low) / 2, distance = std::abs(slo.observed.mean - slo.limit);
    std::string text = named(slo.objective) + " lies inside the interval of what was observed. ";
    const double needed = run.replications * std::pow(half / distance, 2) * 1.2;
    text += distance > 0 && needed < 10000
                ? "About " + results::count(static_cast<std::uint64_t>(std::ceil(needed))) + " replications instead of " +
                      results::count(static_cast<std::uint64_t>(run.replications)) + " would tell."
                : "The farm stands at this limit: no run can tell them apart.";
    steps.push_back({"Measure longer.", text, Tone::Plain});
  }
}

void addLogSteps(std::vector<Item>& steps, const results::RunResult& run) {
  if (!run.log || run.log->unmapped == 0) return;
  steps.push_back({"Map the rest of the log.",
                   counted(run.log->unmapped, "line belongs", "lines belong") + " to no application" +
                       (run.log->unmappedTop.empty() ? "" : ", most often " + listed(run.log->unmappedTop, 3)) +
                       ". Give these paths an application and a route, or confirm that they may be left out.",
                   Tone::Plain});
}

void addAssumptions(std::vector<Item>& steps, const farm::Farm& farm) {
  std::vector<std::string> assumed;
  for (const farm::Assumption& assumption : farm.assumptions) {
    if (assumption.standing == farm::Assumption::Standing::Assumed) assumed.push_back(assumption.subject);
  }
  if (assumed.empty()) return;
  steps.push_back({"Replace assumptions by measurements.",
                   counted(assumed.size(), "figure of the farm is", "figures of the farm are") + " assumed: " + listed(assumed, 4) + ".", Tone::Plain});
}

}  // namespace

std::vector<Item> nextStepsOf(const Study& study) {
  std::vector<Item> steps;
  for (const lint::Finding& finding : study.findings) {
    if (finding.severity == Severity::Error) steps.push_back({"Repair " + named(finding.object) + " (" + named(finding.rule) + ").", finding.fix, Tone::Bad});
  }
  addReliefs(steps, study);
  addMeasureLonger(steps, study.run);
  addGrowth(steps, study);
  addLogSteps(steps, study.run);
  if (!study.plan) {
    steps.push_back({"Ask for the headroom.", "Run `headroom plan` on this farm: it finds the multiple of today's load that breaks first, also with each server lost.",
                     Tone::Plain});
  }
  addAssumptions(steps, study.farm);
  return steps;
}

}  // namespace headroom::report
