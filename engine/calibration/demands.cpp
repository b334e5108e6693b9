#include "engine/calibration/demands.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>

#include "engine/balancing/shares.h"
#include "engine/base/text.h"
#include "engine/calibration/database_work.h"
#include "engine/calibration/visits.h"
#include "engine/results/figures.h"

namespace headroom::calibration {
namespace {

using Standing = farm::Assumption::Standing;

/// To a thousandth of itself, as no demand is known better, and to a microsecond.
Duration milliseconds(double ms) {
  constexpr double kDigits = 4;
  const double us = ms * 1e3;
  const double step = us > 1 ? std::max(1.0, std::pow(10.0, std::floor(std::log10(us)) + 1 - kDigits)) : 1.0;
  return Duration::microseconds(std::llround(us / step) * std::llround(step));
}

/// What a mean time at the servers has to be multiplied with to be core time at speed 1: their mean time for work of 1
/// is that of 1 / speed, by the requests they get.
double speedOf(const farm::Farm& farm, const farm::Application& application) {
  const farm::Zone* zone = farm::findZone(farm, application.zone);
  if (zone == nullptr) return 1;
  double weights = 0, times = 0;
  for (const balancing::Share& share : balancing::sharesOf(farm, *zone, [](const std::string&) { return true; })) {
    const farm::Server* server = farm::findServer(farm, share.server);
    weights += share.weight;
    times += share.weight / (server == nullptr ? 1 : server->speed);
  }
  return times > 0 ? weights / times : 1;
}

const CpuTerm* termOf(const CpuFit& fit, std::size_t application) {
  for (const CpuTerm& term : fit.terms) {
    if (term.application == application) return &term;
  }
  return nullptr;
}

std::string fitText(const CpuFit& fit, const CpuTerm& term) {
  std::string text = "utilisation of the " + fit.machines + " over " + results::count(fit.intervals) +
                     " intervals, explains " + std::to_string(std::lround(fit.explained * 100)) + " %";
  if (term.notTold.empty()) return text;
  text += "; not told apart from " + joinWithAnd(term.notTold) + ": only their sum is fitted";
  if (term.ms.low && term.ms.high && term.ms.mean > 0)
    text += " (± " + std::to_string(std::lround((*term.ms.high - *term.ms.low) / 2 / term.ms.mean * 100)) + " %)";
  return text + ", split as before";
}

/// Of what is split as before the counters know the sum: its interval would promise what nobody knows.
Sourced byCounters(const CpuFit& fit, const CpuTerm& term) {
  if (term.notTold.empty()) return {term.ms, Standing::Fitted, fitText(fit, term)};
  results::Estimate split;
  split.mean = term.ms.mean;
  split.count = term.ms.count;
  split.why = "not told apart from " + joinWithAnd(term.notTold);
  return {split, Standing::Assumed, fitText(fit, term)};
}

results::Estimate moved(results::Estimate estimate, double less, double factor) {
  estimate.mean = (estimate.mean - less) * factor;
  if (estimate.low) estimate.low = std::max(0.0, (*estimate.low - less) * factor);
  if (estimate.high) estimate.high = std::max(0.0, (*estimate.high - less) * factor);
  return estimate;
}

std::string quietText(const LowLoad& low) {
  return "mean of " + results::count(low.mean.count) + (low.quiet ? " quiet requests" : " least disturbed requests") +
         ", at most " + results::count(low.mostInProgress) + " others in progress";
}

/// Laws of the log's own times only where nothing else is inside them.
Law lawOf(const Law& present, const results::Estimate& mean, const LowLoad* ownTimes) {
  constexpr double kNearlyOneLow = 0.8, kNearlyOneHigh = 1.25, kNearlyNone = 0.01;
  Law law = present;
  if (ownTimes != nullptr) {
    const double variation = ownTimes->squaredVariation;
    law = {};
    law.kind = Law::Kind::Lognormal;
    law.shape = std::round(variation * 1000) / 1000;
    if (variation < kNearlyNone) law = {};
    if (variation >= kNearlyOneLow && variation <= kNearlyOneHigh) law = {Law::Kind::Exponential, {}, 0};
  } else if (present.isZero()) {
    law = {Law::Kind::Exponential, {}, 0};
  }
  law.mean = milliseconds(std::max(0.0, mean.mean));
  return law;
}

/// The farm's own figure stays.
Sourced asBefore(const farm::Work& work, std::string why) {
  Sourced core;
  core.estimate.mean = work.demand.mean.toMilliseconds();
  core.estimate.why = "assumed";
  core.source = std::move(why);
  return core;
}

class Chooser {
 public:
  Chooser(const farm::Farm& farm, const Evidence& evidence, Diagnostics& warnings)
      : farm_(farm), evidence_(evidence), warnings_(warnings) {}

  std::vector<Demand> choose() {
    std::vector<Demand> demands(farm_.applications.size());
    for (std::size_t a = 0; a < demands.size(); ++a) chooseDatabase(a, demands[a]);
    setDemands(farm_, demands);  // what is taken off below is already the better figure
    for (const std::size_t a : producersFirst()) {
      chooseCore(a, demands[a]);
      farm_.applications[a].work.demand = demands[a].law;
    }
    return demands;
  }

 private:
  /// Every application behind those that it calls, so that their chosen demands are taken off its times; in a circle of
  /// calls one has to begin with the farm's own figure of another.
  std::vector<std::size_t> producersFirst() const {
    std::vector<std::size_t> order;
    std::vector<char> seen(farm_.applications.size());
    const std::function<void(std::size_t)> visit = [&](std::size_t a) {
      if (std::exchange(seen[a], 1) != 0) return;
      for (const farm::Reference& reference : farm_.references) {
        if (reference.consumer != farm_.applications[a].name) continue;
        for (std::size_t p = 0; p < seen.size(); ++p) {
          if (farm_.applications[p].name == reference.producer) visit(p);
        }
      }
      order.push_back(a);
    };
    for (std::size_t a = 0; a < seen.size(); ++a) visit(a);
    return order;
  }

  void chooseDatabase(std::size_t a, Demand& demand) {
    const farm::Application& application = farm_.applications[a];
    demand.application = application.name;
    demand.law = application.work.demand;
    demand.transactions = application.work.databaseTransactions;
    for (const CpuFit& fit : evidence_.cpu) {
      const farm::Database* database = farm::databaseOf(farm_, application);
      const CpuTerm* term = termOf(fit, a);
      if (database == nullptr || fit.machines != database->name || term == nullptr) continue;
      if (!showsSomething(*term)) {
        if (demand.transactions > 0) tellUnshown(application.name, fit.machines);
        continue;
      }
      farm::Work work = application.work;
      if (work.databaseTransactions <= 0) work.databaseTransactions = 1;
      const double reaching = endpointTransactions(farm_, application, work);
      if (reaching <= 0) {
        warnings_.push_back({Severity::Warning,
                             {},
                             "by the farm no transaction of " + application.name + " reaches " + fit.machines +
                                 " itself, so its counters cannot show what one costs",
                             "correct its database_writes, or the database's cache and read instances",
                             {}});
        continue;
      }
      demand.transactions = work.databaseTransactions;
      demand.database = byCounters(fit, *term);
      demand.database->estimate = moved(demand.database->estimate, 0, 1 / reaching);
    }
  }

  void chooseCore(std::size_t a, Demand& demand) {
    const farm::Application& application = farm_.applications[a];
    demand.lowLoad = evidence_.lowLoad[a];
    for (const CpuFit& fit : evidence_.cpu) {
      const CpuTerm* term = termOf(fit, a);
      if (fit.machines != "servers" || term == nullptr) continue;
      if (!showsSomething(*term)) {
        tellUnshown(application.name, fit.machines);
        continue;
      }
      demand.core = byCounters(fit, *term);
      demand.law = lawOf(application.work.demand, demand.core.estimate, nullptr);
      return;
    }
    if (demand.lowLoad.mean.count == 0) {
      demand.core = asBefore(application.work, "the farm's own figure; " + demand.lowLoad.mean.why);
      return;
    }
    byTimes(application, demand);
  }

  /// An interval that reaches down to nothing is no figure: other counters' noise would become a demand of zero.
  static bool showsSomething(const CpuTerm& term) { return term.ms.low && *term.ms.low > 0; }

  void tellUnshown(const std::string& application, const std::string& machines) {
    warnings_.push_back({Severity::Warning,
                         {},
                         "the counters of the " + machines + " do not show what a request of " + application +
                             " costs: its interval reaches down to zero",
                         "give counters of a longer time, or look at their zone",
                         {}});
  }

  void byTimes(const farm::Application& application, Demand& demand) {
    const LowLoad& low = demand.lowLoad;
    const double elsewhere = elsewhereMs(farm_, application), speed = speedOf(farm_, application);
    const results::Estimate core = moved(low.mean, elsewhere, speed);
    if (!(core.mean > 0)) {
      demand.core = asBefore(application.work,
                             "the farm's own figure; its database and calls take longer than the log's "
                             "times at low load");
      warnings_.push_back({Severity::Warning,
                           {},
                           "the database work and calls of " + application.name +
                               " take longer by the farm than whole "
                               "requests by the log at low load",
                           "correct its database work or calls, or give counters of the database",
                           {}});
      return;
    }
    demand.core.estimate = core;
    demand.core.standing = low.byTimers && low.quiet ? Standing::Measured : Standing::Fitted;
    demand.core.source = (low.byTimers ? "timers of the proxy: " : "response times: ") + quietText(low) +
                         (elsewhere > 0 ? ", less database and calls" : "") +
                         (low.byTimers ? "" : "; holds the network's time");
    demand.law = lawOf(application.work.demand, core, elsewhere > 0 ? nullptr : &low);
    if (!low.quiet) tellDisturbed(application.name, low);
  }

  void tellDisturbed(const std::string& application, const LowLoad& low) {
    const bool few = low.mostInProgress == 0;  // whoever came met nobody
    warnings_.push_back(
        {Severity::Warning,
         {},
         few ? "the log has only " + results::count(low.mean.count) + " quiet requests of " + application
             : "the log has no quiet time for " + application + ": its demand holds some waiting",
         "add a log of quiet hours, or counters with --cpu",
         {}});
  }

  farm::Farm farm_;
  const Evidence& evidence_;
  Diagnostics& warnings_;
};

}  // namespace

std::vector<Demand> chooseDemands(const farm::Farm& farm, const Evidence& evidence, Diagnostics& warnings) {
  return Chooser(farm, evidence, warnings).choose();
}

void setDemands(farm::Farm& farm, const std::vector<Demand>& demands) {
  for (std::size_t a = 0; a < demands.size(); ++a) {
    farm::Work& work = farm.applications[a].work;
    work.demand = demands[a].law;
    if (!demands[a].database) continue;
    work.databaseTransactions = demands[a].transactions;
    const double before = work.databaseDemand.mean.toMilliseconds();
    const double ms = std::max(0.0, demands[a].database->estimate.mean);
    if (work.databaseDemand.isZero()) work.databaseDemand.kind = Law::Kind::Exponential;
    work.databaseDemand.mean = milliseconds(ms);
    if (work.databaseWriteDemand)  // keeps its ratio
      work.databaseWriteDemand->mean =
          milliseconds(before > 0 ? work.databaseWriteDemand->mean.toMilliseconds() * ms / before : ms);
  }
}

int coresOf(const farm::Farm& farm) {
  std::set<std::string> servers;
  for (const farm::Application& application : farm.applications) {
    const farm::Zone* zone = farm::findZone(farm, application.zone);
    if (zone == nullptr) continue;
    for (const farm::ZoneMember& member : farm::balancerTargets(farm, *zone)) servers.insert(member.server);
  }
  int cores = 0;
  for (const std::string& name : servers) {
    if (const farm::Server* server = farm::findServer(farm, name)) cores += server->cores;
  }
  return cores;
}

}  // namespace headroom::calibration
