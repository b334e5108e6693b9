#include "engine/analytic/network_plan.h"

#include <algorithm>
#include <cmath>

#include "engine/analytic/dispatch_order.h"
#include "engine/analytic/phase_type.h"
#include "engine/analytic/stand_in.h"

namespace headroom::analytic {
namespace {

using Kind = Distribution::Kind;

Phases phasesOf(const ArrivalChain& chain) {
  Phases phases;
  for (Eigen::Index i = 0; i < chain.size(); ++i) {
    phases.hidden.emplace_back();
    phases.events.emplace_back();
    for (Eigen::Index j = 0; j < chain.size(); ++j) {
      if (j != i && chain.hidden(i, j) > 0) phases.hidden.back().emplace_back(j, chain.hidden(i, j));
      if (chain.arriving(i, j) > 0) phases.events.back().emplace_back(j, chain.arriving(i, j));
    }
  }
  phases.starts = {{0, 1.0}};
  return phases;
}

Phases phasesOf(const PhaseType& law) {
  Phases phases;
  const Eigen::VectorXd exits = law.exits();
  const double most = exits.cwiseAbs().maxCoeff();
  for (Eigen::Index i = 0; i < law.size(); ++i) {
    if (law.initial(i) > 0) phases.starts.emplace_back(i, law.initial(i));
    phases.hidden.emplace_back();
    phases.events.emplace_back();
    for (Eigen::Index j = 0; j < law.size(); ++j) {
      if (j != i && law.rates(i, j) > 0) phases.hidden.back().emplace_back(j, law.rates(i, j));
    }
    if (exits(i) > 1e-12 * most) phases.events.back().emplace_back(0, exits(i));
  }
  return phases;
}

class Planner {
 public:
  Planner(const NetworkModel& model, int stages) : model_(model), stages_(stages) {}

  Result<NetworkPlan> plan() {
    for (const Station& station : model_.stations) nameStations(station);
    for (const Pool& pool : model_.pools) plan_.pools.push_back(&pool);
    for (const Dispatcher& dispatcher : model_.dispatchers) addDispatcher(dispatcher);
    for (const JobClass& users : model_.classes) addClass(users);
    for (PlanStation& station : plan_.stations) fill(station);
    checkTogether();
    if (plan_.pools.size() > 20) refuse("more than 20 pools", "");
    if (plan_.stations.size() > 40) refuse("more than 40 stations", "");
    if (!problems_.empty()) return problems_;
    return std::move(plan_);
  }

 private:
  void refuse(const std::string& who, const std::string& what) {
    problems_.push_back({Severity::Error, {}, who + what, "simulate this model", {}});
  }

  /// Features that no state holds together.
  void checkTogether() {
    for (const PlanStation& station : plan_.stations) {
      const bool blocks = station.from->capacity && station.from->onFull == OnFull::Block;
      for (const PlanClass& users : plan_.classes) {
        const bool anywhere = users.patience && users.from->patience->scope == Patience::Scope::Response;
        if (blocks && anywhere)
          refuse("class " + users.from->name, " may give up while it is held before a full station");
      }
    }
  }

  Phases phasesFor(const Distribution& law) {
    if (auto exact = phaseType(law)) return phasesOf(*exact);
    if (!std::isfinite(law.scv())) {
      refuse("a law without a second moment", " has no phase-type law of the same moments");
      return {};
    }
    plan_.standsIn = true;
    plan_.wantsStages = plan_.wantsStages || law.scv() < 1.0 / stages_;
    return phasesOf(standIn(law, stages_));
  }

  void nameStations(const Station& station) {
    for (int i = 1; i <= station.count; ++i) {
      numbers_[station.name].push_back(plan_.stations.size());
      PlanStation& one = plan_.stations.emplace_back();
      one.from = &station;
      one.name = station.count == 1 ? station.name : station.name + std::to_string(i);
    }
  }

  void addDispatcher(const Dispatcher& from) {
    PlanDispatcher& to = plan_.dispatchers.emplace_back();
    to.from = &from;
    std::vector<double> weights;
    for (std::size_t t = 0; t < from.targets.size(); ++t) {
      for (const std::size_t station : numbers_[from.targets[t]]) {
        to.targets.push_back(station);
        weights.push_back(t < from.weights.size() ? from.weights[t] : 1);
      }
    }
    Dispatcher all = from;
    all.weights = weights;
    to.order = dealingOrder(all, to.targets.size());
    to.shares = fixedShares(all, to.targets.size());
    const bool deals = from.policy == Policy::RoundRobin || from.policy == Policy::SmoothWeightedRoundRobin;
    if (deals && to.order.empty()) refuse("dispatcher " + from.name, " deals in an order that is too long");
  }

  PlanNode nodeOf(const std::string& name) {
    using To = PlanNode::Kind;
    if (name == "exit") return {};
    const auto pool = [&](const std::string& of) {
      return static_cast<std::size_t>(model_.pool(of) - model_.pools.data());
    };
    if (name.starts_with("acquire:")) return {To::Acquire, pool(name.substr(8))};
    if (name.starts_with("release:")) return {To::Release, pool(name.substr(8))};
    if (const auto station = numbers_.find(name); station != numbers_.end()) {
      if (station->second.size() > 1) refuse("station " + name, " is several stations without a dispatcher before");
      return {To::Station, station->second[0]};
    }
    return {To::Dispatcher, static_cast<std::size_t>(model_.dispatcher(name) - model_.dispatchers.data())};
  }

  std::vector<PlanWay> waysAfter(const std::string& cls, const std::string& node) {
    std::vector<PlanWay> ways;
    const Routing& routing = model_.routing.at(cls);
    if (const auto found = routing.find(node); found != routing.end()) {
      for (const auto& [to, probability] : found->second) {
        if (probability > 0) ways.push_back({nodeOf(to), probability});
      }
    }
    return ways.empty() ? std::vector<PlanWay>{{}} : ways;
  }

  void addClass(const JobClass& from) {
    PlanClass to;
    to.from = &from;
    if (from.isOpen()) {
      addArrivals(*from.arrivals, from.name, to);
    } else if (!from.think.isZero()) {
      to.think = phasesFor(from.think);
    }
    if (from.patience) to.patience = phasesFor(from.patience->law);
    if (from.patience && !from.patience->leaves) refuse("class " + from.name, " does not leave when it gives up");
    to.source = waysAfter(from.name, "source");
    for (const PlanStation& station : plan_.stations)
      to.afterStation.push_back(waysAfter(from.name, station.from->name));
    for (const Pool& pool : model_.pools) {
      to.afterAcquire.push_back(waysAfter(from.name, "acquire:" + pool.name));
      to.afterRelease.push_back(waysAfter(from.name, "release:" + pool.name));
    }
    plan_.classes.push_back(std::move(to));
  }

  void addArrivals(const Arrivals& from, const std::string& cls, PlanClass& to) {
    if (const auto chain = arrivalChain(from)) {
      to.arrivals = phasesOf(*chain);
    } else if (from.process == Arrivals::Process::Renewal) {
      plan_.standsIn = true;
      to.arrivals = phasesOf(renewalChain(standIn(*from.interarrival, stages_)));
    } else {
      refuse("class " + cls, " has arrivals that change with the clock, or are listed");
    }
  }

  void fill(PlanStation& to) {
    const Station& from = *to.from;
    to.servers = from.discipline == Discipline::Delay ? kNoBound : from.servers;
    to.inProgress = from.concurrency.value_or(kNoBound);
    to.room = from.capacity.value_or(kNoBound);
    for (const JobClass& users : model_.classes) {
      const Distribution* law = from.serviceOf(users.name);
      if (law && law->isZero()) refuse("station " + from.name, " serves in no time at all");
      to.service.push_back(law && !law->isZero() ? std::optional(phasesFor(*law)) : std::nullopt);
    }
    if (from.capacity && from.onFull == OnFull::Overflow) to.overflowTo = nodeOf(from.overflowTo).index;
    if (from.capacity && from.onFull == OnFull::Retry) addRetries(from, to);
    if (from.failures) addFailures(*from.failures, to);
    if (from.setup) addSetup(*from.setup, to);
  }

  void addRetries(const Station& from, PlanStation& to) {
    if (!from.retryDelay || from.retryDelay->isZero()) return refuse("station " + from.name, " is retried at once");
    to.retryDelay = phasesFor(*from.retryDelay);
  }

  void addFailures(const Failures& from, PlanStation& to) {
    const std::string who = "station " + to.from->name;
    if (from.timeToFailure.kind() != Kind::Exponential) refuse(who, " fails after times that are not exponential");
    if (from.repairers < 1 || from.timeToRepair.isZero()) refuse(who, " is repaired by nobody, or at once");
    if (!from.resumes) refuse(who, " does not resume interrupted work");
    if (!problems_.empty()) return;
    to.failureRate = 1 / from.timeToFailure.mean();
    to.repair = phasesFor(from.timeToRepair);
  }

  void addSetup(const Distribution& law, PlanStation& to) {
    const std::string who = "station " + to.from->name;
    if (law.isZero()) return refuse(who, " starts up at once");
    if (to.from->failures) return refuse(who, " both fails and starts up");
    if (to.servers > 1 && (to.shares() || law.kind() != Kind::Exponential))
      return refuse(who, " has several servers that share their work or start up in times that are not exponential");
    if (to.isDelay() || to.from->discipline == Discipline::PriorityPreemptiveResume)
      return refuse(who, " starts up servers that are taken away, or none");
    to.setup = phasesFor(law);
  }

  const NetworkModel& model_;
  int stages_;
  NetworkPlan plan_;
  Diagnostics problems_;
  std::map<std::string, std::vector<std::size_t>> numbers_;  ///< Stations by the name of their group.
};

}  // namespace

double Phases::endRate(int phase) const {
  double sum = 0;
  for (const auto& [to, rate] : events[static_cast<std::size_t>(phase)]) sum += rate;
  return sum;
}

Result<NetworkPlan> planNetwork(const NetworkModel& model, int stages) {
  return Planner(model, stages).plan();
}

}  // namespace headroom::analytic
