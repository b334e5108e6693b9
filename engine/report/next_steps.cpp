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
      if (!(load.utilisation >= results::kOver) || !std::isfinite(load.utilisation)) continue;
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

/// Resources that stand in the same zones and are overloaded alike: whichever is left over takes the load of the other.
struct Group {
  std::vector<std::string> names;
  std::vector<std::string> zones;
  Overload worst;
};

std::vector<Group> groupsOf(const Study& study) {
  std::vector<Group> groups;
  for (const auto& [name, overload] : overloadsOf(*study.plan)) {
    const std::vector<std::string> zones = zonesOf(study.farm, name);
    const auto alike = std::find_if(groups.begin(), groups.end(),
                                    [&](const Group& group) { return !zones.empty() && group.zones == zones; });
    if (alike == groups.end()) {
      groups.push_back({{name}, zones, overload});
      continue;
    }
    alike->names.push_back(name);
    if (overload.load > alike->worst.load) alike->worst = overload;
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.worst.load > b.worst.load; });
  return groups;
}

Item reliefOf(const Study& study, const Group& group, double target) {
  const std::string targetText = results::given(target * 100) + "\u00A0%";
  const std::string lead = "Relieve " + listed(group.names, group.names.front().size() > 20 ? 1 : 4) + ".";
  const std::string start = "In the situation “" + named(group.worst.row->situation) + "” " +
                            (group.names.size() > 1 ? "one of them" : "it") + " is asked for " +
                            figure(group.worst.load, Unit::Share) + ". ";
  const farm::Server* server = farm::findServer(study.farm, group.names.front());
  if (!server)
    return {lead,
            start + "To stay below " + targetText + " it takes " + results::rounded(group.worst.load / target, 2) +
                " times its present capacity.",
            Tone::Bad};
  const double missing = (group.worst.load - target) * server->cores;
  std::string text = start + "To bring it to " + targetText + ", work of " + results::rounded(missing, 2) +
                     " cores must find another server";
  const Helper helper = helperFor(study.farm, group.zones, *group.worst.row, target);
  if (helper.server.empty()) {
    text += group.zones.empty() ? "."
                                : ": add a server to " + std::string(group.zones.size() > 1 ? "zones " : "zone ") +
                                      listed(group.zones, 3) + ".";
  } else {
    text += ": " + named(helper.server) + " is not in zone " + named(helper.zone) + " and has " +
            results::rounded(helper.spareCores, 2) + " cores to spare then; make it a member" +
            (helper.spareCores < missing ? " and add another server as well." : ".");
  }
  return {lead, text, Tone::Bad};
}

void addReliefs(std::vector<Item>& steps, const Study& study) {
  if (!study.plan) return;
  std::vector<Group> groups = groupsOf(study);
  if (groups.size() > 3) groups.resize(3);
  for (const Group& group : groups) steps.push_back(reliefOf(study, group, targetOf(study.farm)));
}

void addGrowth(std::vector<Item>& steps, const Study& study) {
  if (!study.plan || study.plan->rows.empty()) return;
  const PlanRow& now = study.plan->rows.front();
  if (!now.holdsToday || now.resource.empty() || !std::isfinite(now.factor.mean)) return;
  steps.push_back({"Plan growth at " + named(now.resource) + ".",
                   "It is what breaks first, at " + results::meanOf(now.factor, Unit::Factor) +
                       " × today's load; capacity added elsewhere does not move this limit.",
                   Tone::Plain});
}

/// How many replications narrow an interval until it no longer straddles the limit: widths shrink with the square root.
void addMeasureLonger(std::vector<Item>& steps, const results::RunResult& run) {
  for (const results::SloVerdict& slo : run.slos) {
    if (slo.verdict != results::SloVerdict::Verdict::NotShown || !slo.observed.low || !slo.observed.high) continue;
    const double half = (*slo.observed.high - *slo.observed.low) / 2,
                 distance = std::abs(slo.observed.mean - slo.limit);
    std::string text = named(slo.objective) + " lies inside the interval of what was observed. ";
    const double needed = run.replications * std::pow(half / distance, 2) * 1.2;
    text += distance > 0 && needed < 10000
                ? "About " + results::count(static_cast<std::uint64_t>(std::ceil(needed))) +
                      " replications instead of " + results::count(static_cast<std::uint64_t>(run.replications)) +
                      " would tell."
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
                   counted(assumed.size(), "figure of the farm is", "figures of the farm are") +
                       " assumed: " + listed(assumed, 4) + ".",
                   Tone::Plain});
}

}  // namespace

std::vector<Item> nextStepsOf(const Study& study) {
  std::vector<Item> steps;
  for (const lint::Finding& finding : study.findings) {
    if (finding.severity == Severity::Error)
      steps.push_back({"Repair " + named(finding.object) + " (" + named(finding.rule) + ").", finding.fix, Tone::Bad});
  }
  addReliefs(steps, study);
  addMeasureLonger(steps, study.run);
  addGrowth(steps, study);
  addLogSteps(steps, study.run);
  if (!study.plan) {
    steps.push_back({"Ask for the headroom.",
                     "Run `headroom plan` on this farm: it finds the multiple of today's load that breaks first, also "
                     "with each server lost.",
                     Tone::Plain});
  }
  addAssumptions(steps, study.farm);
  return steps;
}

}  // namespace headroom::report
