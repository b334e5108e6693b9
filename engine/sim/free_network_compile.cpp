// From the description of a network to the indices it runs on.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

#include "engine/analytic/network_model.h"
#include "engine/sim/free_network_spec.h"
#include "engine/sim/network_rules.h"

namespace headroom::sim {
namespace {

using analytic::Distribution;
using analytic::NetworkModel;
using kernel::Sampler;

/// Listed requests have instants that can be worked out by hand. Completions at shared cores round up to whole ticks
/// and the others are held up by the rest of the tick, so that ticks of a nanosecond add up to several: finer ones do
/// not, as long as the list fits on the clock.
std::int64_t ticksPerNs(const NetworkModel& model) {
  constexpr std::int64_t kFine = 256;
  constexpr double kLongest = 1.2e5;  // seconds; no sampler draws more than a year of the clock
  bool listed = false;
  double until = 0;
  for (const analytic::JobClass& cls : model.classes) {
    if (!cls.arrivals || cls.arrivals->process != analytic::Arrivals::Process::Trace) continue;
    listed = true;
    for (const analytic::TraceRequest& request : cls.arrivals->requests) {
      until = std::max(until, request.time);
      for (const auto& [station, work] : request.demand) until += work;
    }
  }
  return listed && until < kLongest ? kFine : 1;
}

void stretch(analytic::Arrivals& arrivals, double by) {
  arrivals.rate /= by;
  arrivals.amplitude /= by;
  arrivals.period *= by;
  for (double& rate : arrivals.rates) rate /= by;
  for (double& sojourn : arrivals.sojourns) sojourn *= by;
  for (double& end : arrivals.breakpoints) end *= by;
  if (arrivals.interarrival) arrivals.interarrival = arrivals.interarrival->scaled(by);
  for (analytic::TraceRequest& request : arrivals.requests) {
    request.time *= by;
    for (auto& [station, work] : request.demand) work *= by;
  }
}

/// The same network with every time so much longer.
NetworkModel stretched(NetworkModel model, double by) {
  for (analytic::JobClass& cls : model.classes) {
    if (cls.arrivals) stretch(*cls.arrivals, by);
    cls.think = cls.think.scaled(by);
    if (cls.patience) cls.patience->law = cls.patience->law.scaled(by);
  }
  for (analytic::Station& station : model.stations) {
    for (auto& [cls, law] : station.service) law = law.scaled(by);
    if (station.retryDelay) station.retryDelay = station.retryDelay->scaled(by);
    if (station.setup) station.setup = station.setup->scaled(by);
    if (!station.failures) continue;
    station.failures->timeToFailure = station.failures->timeToFailure.scaled(by);
    station.failures->timeToRepair = station.failures->timeToRepair.scaled(by);
  }
  return model;
}

class Compiler {
 public:
  explicit Compiler(const NetworkModel& model) : model_(model) {}

  Result<FreeNetworkSpec> compile() {
    countPriorities();
    for (const analytic::Station& station : model_.stations) nameStations(station);
    for (std::size_t i = 0; i < model_.pools.size(); ++i) addPool(model_.pools[i]);
    for (const analytic::Dispatcher& dispatcher : model_.dispatchers) addDispatcher(dispatcher);
    for (const analytic::JobClass& cls : model_.classes) addClass(cls);
    for (const analytic::Station& station : model_.stations) fillStations(station);
    if (!problems_.empty()) return problems_;
    return std::move(spec_);
  }

 private:
  void complain(const std::string& what, const std::string& remedy) {
    problems_.push_back({Severity::Error, {}, what, remedy, {}});
  }

  void countPriorities() {
    for (const analytic::JobClass& cls : model_.classes) {
      notePriority(cls.priority);
      if (!cls.arrivals) continue;
      for (const analytic::TraceRequest& request : cls.arrivals->requests) notePriority(request.priority);
    }
  }

  void notePriority(int priority) {
    constexpr int kMost = 100;
    if (priority < 0 || priority >= kMost) {
      complain("there is the priority " + std::to_string(priority), "priorities go from 0, the most urgent, to 99");
    } else {
      priorities_ = std::max(priorities_, priority + 1);
    }
  }

  void nameStations(const analytic::Station& station) {
    for (int i = 1; i <= station.count; ++i) {
      StationSpec one;
      one.name = station.count == 1 ? station.name : station.name + std::to_string(i);
      stationsOf_[station.name].push_back(static_cast<Index>(spec_.stations.size()));
      spec_.stations.push_back(one);
      groups_.push_back(&station);
    }
    spec_.full.resize(spec_.stations.size());
  }

  void addPool(const analytic::Pool& pool) {
    if (pool.size < 1) complain("pool " + pool.name + " has no tokens", "give it a size of 1 or more");
    poolNumbers_[pool.name] = static_cast<Index>(spec_.pools.size());
    TokenPoolSpec tokens{pool.name, pool.size, std::nullopt};
    if (pool.queueLimit) tokens.queueLimit = *pool.queueLimit;
    spec_.pools.push_back(tokens);
  }

  /// The algorithm of the routing room that does what the description asks for.
  void chooseAlgorithm(const analytic::Dispatcher& from, routing::PolicySpec& to) {
    using analytic::Policy;
    to.product = "nginx";
    to.options.firstOnTie = !from.tieRandom;
    switch (from.policy) {
      case Policy::Random:
      case Policy::WeightedRandom:
        to.algorithm = "random";
        return;
      case Policy::RoundRobin:
      case Policy::SmoothWeightedRoundRobin:
        to.algorithm = "round_robin";
        return;
      case Policy::ShortestQueue:
        to.product = "headroom";
        to.algorithm = "shortest_queue";
        return;
      case Policy::PowerOfD:
        to.product = "headroom";
        to.algorithm = "power_of_d";
        to.options.draws = from.d;
        to.options.repeatedDraws = from.withReplacement;
        return;
    }
  }

  static bool readsWeights(analytic::Policy policy) {
    return policy == analytic::Policy::WeightedRandom || policy == analytic::Policy::SmoothWeightedRoundRobin;
  }

  void addDispatcher(const analytic::Dispatcher& from) {
    DispatcherSpec to;
    to.name = from.name;
    chooseAlgorithm(from, to.policy);
    const std::vector<int> weights = wholeWeights(from);
    if (isFork(from, weights)) {
      addFork(from);
    } else if (readsWeights(from.policy) && weights.size() != from.weights.size()) {
      complain("the weights of dispatcher " + from.name + " are not in proportion to whole numbers up to 256",
               "round them");
    }
    for (std::size_t t = 0; t < from.targets.size(); ++t) {
      const auto group = stationsOf_.find(from.targets[t]);
      if (group == stationsOf_.end()) {
        complain("dispatcher " + from.name + " has the target " + from.targets[t] + ", which is no station",
                 "name a station");
        continue;
      }
      for (const Index station : group->second) {
        routing::ServerSpec server;
        server.name = spec_.stations[station].name;
        server.weight = readsWeights(from.policy) && t < weights.size() ? weights[t] : 1;
        to.policy.servers.push_back(server);
        to.targets.push_back(station);
      }
    }
    if (auto policy = routing::makePolicy(to.policy); !policy) {
      problems_.insert(problems_.end(), policy.problems().begin(), policy.problems().end());
    }
    dispatcherNumbers_[from.name] = static_cast<Index>(spec_.dispatchers.size());
    spec_.dispatchers.push_back(std::move(to));
  }

  /// Balancers know whole weights up to 256; 0.5, 0.3 and 0.2 are 5, 3 and 2.
  std::vector<int> wholeWeights(const analytic::Dispatcher& from) {
    for (int scale = 1; scale <= 1000; ++scale) {
      std::vector<int> whole;
      for (const double weight : from.weights) {
        const double scaled = weight * scale;
        if (scaled > routing::kMaxWeight || std::abs(scaled - std::round(scaled)) > 1e-9 * scale) break;
        whole.push_back(static_cast<int>(std::lround(scaled)));
      }
      if (whole.size() == from.weights.size()) return whole;
    }
    return {};
  }

  Node nodeOf(const std::string& name, const std::string& cls) {
    if (name == "exit") return {};
    if (name.starts_with("acquire:") || name.starts_with("release:")) {
      const auto pool = poolNumbers_.find(name.substr(8));
      if (pool != poolNumbers_.end())
        return {name.starts_with("acquire:") ? Node::Kind::Acquire : Node::Kind::Release, pool->second};
    } else if (const auto dispatcher = dispatcherNumbers_.find(name); dispatcher != dispatcherNumbers_.end()) {
      return {Node::Kind::Dispatcher, dispatcher->second};
    } else if (const auto station = stationsOf_.find(name); station != stationsOf_.end()) {
      if (station->second.size() == 1) return {Node::Kind::Station, station->second.front()};
      complain("class " + cls + " goes to " + name + ", which is several stations", "put a dispatcher before them");
      return {};
    }
    complain("class " + cls + " goes to " + name + ", which is nowhere", "name a station, dispatcher or pool");
    return {};
  }

  /// The way to a node. A balancer that draws by weights it cannot hold is no balancer but a fork of ways.
  void addWays(Branch& branch, const std::string& next, const std::string& cls, double from, double probability) {
    const auto fork = forks_.find(next);
    if (fork == forks_.end()) {
      branch.ways.push_back({from + probability, nodeOf(next, cls)});
      return;
    }
    for (const auto& [target, upTo] : fork->second)
      branch.ways.push_back({from + probability * upTo, {Node::Kind::Station, target}});
  }

  /// Whether the dispatcher draws independently by weights that are not in proportion to small whole numbers.
  bool isFork(const analytic::Dispatcher& from, const std::vector<int>& weights) const {
    return from.policy == analytic::Policy::WeightedRandom && weights.empty() && !from.weights.empty() &&
           from.weights.size() == from.targets.size() &&
           std::all_of(from.weights.begin(), from.weights.end(), [](double w) { return w >= 0 && std::isfinite(w); });
  }

  void addFork(const analytic::Dispatcher& from) {
    double sum = 0;
    std::vector<std::pair<Index, double>> ways;
    for (std::size_t t = 0; t < from.targets.size(); ++t) {
      const auto group = stationsOf_.find(from.targets[t]);
      if (group == stationsOf_.end()) continue;
      for (const Index station : group->second) {
        sum += from.weights[t];
        if (from.weights[t] > 0) ways.emplace_back(station, sum);
      }
    }
    for (auto& [station, upTo] : ways) upTo /= sum;
    forks_[from.name] = std::move(ways);
  }

  Branch branchOf(const analytic::JobClass& cls, const std::string& node) {
    Branch branch;
    const auto routing = model_.routing.find(cls.name);
    if (routing == model_.routing.end()) return branch;
    const auto found = routing->second.find(node);
    if (found == routing->second.end()) return branch;
    double upTo = 0;
    for (const auto& [next, probability] : found->second) {
      if (probability > 0) addWays(branch, next, cls.name, upTo, probability);
      upTo += probability;
    }
    if (std::abs(upTo - 1) > 1e-6 || branch.ways.empty()) {
      complain("the ways of class " + cls.name + " after " + node + " have the probability " + std::to_string(upTo),
               "let them add up to 1");
    } else {
      branch.ways.back().upTo = 2;  // whatever rounding says
    }
    return branch;
  }

  void addClass(const analytic::JobClass& from) {
    ClassSpec to;
    to.name = from.name;
    to.population = from.population;
    to.think = samplerOf(from.think);
    to.priority = static_cast<std::uint16_t>(from.priority);
    if (from.arrivals) to.arrivals = arrivalsOf(*from.arrivals);
    if (from.patience) {
      if (!from.patience->leaves)
        complain("class " + from.name + " does \"" + from.patience->expiry + "\" when its patience ends",
                 "only leaving is simulated");
      to.patience =
          PatienceSpec{samplerOf(from.patience->law), from.patience->scope == analytic::Patience::Scope::Response};
    }
    to.source = branchOf(from, "source");
    if (to.source.ways.empty()) complain("class " + from.name + " has no way from its source", "add one");
    for (std::size_t s = 0; s < spec_.stations.size(); ++s) {
      to.afterStation.push_back(branchOf(from, groups_[s]->name));
      const Distribution* law = groups_[s]->serviceOf(from.name);
      to.service.push_back(law != nullptr ? samplerOf(*law) : Sampler());
    }
    for (const analytic::Pool& pool : model_.pools) {
      to.afterAcquire.push_back(branchOf(from, "acquire:" + pool.name));
      to.afterRelease.push_back(branchOf(from, "release:" + pool.name));
    }
    spec_.classes.push_back(std::move(to));
  }

  ArrivalSpec arrivalsOf(const analytic::Arrivals& from) {
    using From = analytic::Arrivals::Process;
    using To = ArrivalSpec::Process;
    ArrivalSpec to;
    to.rates = from.rates;
    switch (from.process) {
      case From::Poisson:
        to.rates = {from.rate};
        break;
      case From::Renewal:
        to.process = To::Renewal;
        to.gap = samplerOf(*from.interarrival);
        break;
      case From::Mmpp:
        to.process = To::Modulated;
        to.sojourns = from.sojourns;
        break;
      case From::PiecewisePoisson:
        to.process = To::Piecewise;
        for (const double end : from.breakpoints) to.breakpoints.push_back(Instant() + Duration::seconds(end));
        break;
      case From::SinusoidalPoisson:
        to.process = To::Sinusoidal;
        to.rates = {from.rate};
        to.amplitude = from.amplitude;
        to.period = from.period;
        to.phase = from.phase / (2 * std::numbers::pi);
        break;
      case From::Trace:
        to.process = To::Trace;
        spec_.traced = true;
        for (const analytic::TraceRequest& request : from.requests) to.requests.push_back(tracedOf(request));
        std::stable_sort(to.requests.begin(), to.requests.end(),
                         [](const TracedRequest& a, const TracedRequest& b) { return a.at < b.at; });
        break;
    }
    return to;
  }

  TracedRequest tracedOf(const analytic::TraceRequest& from) {
    TracedRequest to;
    to.id = from.id;
    to.at = Instant() + Duration::seconds(from.time);
    to.priority = static_cast<std::uint16_t>(from.priority);
    to.demand.resize(spec_.stations.size());
    for (std::size_t s = 0; s < spec_.stations.size(); ++s) {
      auto demand = from.demand.find(spec_.stations[s].name);
      if (demand == from.demand.end()) demand = from.demand.find(groups_[s]->name);
      if (demand != from.demand.end()) to.demand[s] = Duration::seconds(demand->second);
    }
    return to;
  }

  void fillStations(const analytic::Station& from) {
    const std::shared_ptr<const StationRules> rules = rulesOf(model_, from, priorities_, problems_);
    for (const Index index : stationsOf_[from.name]) {
      StationSpec& to = spec_.stations[index];
      to.servers = from.discipline == analytic::Discipline::Delay ? std::numeric_limits<int>::max() : from.servers;
      to.sharing = from.discipline == analytic::Discipline::ProcessorSharing;
      to.rules = rules;
      fillFull(from, spec_.full[index]);
    }
  }

  void fillFull(const analytic::Station& from, FullSpec& to) {
    using analytic::OnFull;
    to.then = from.onFull == OnFull::Retry      ? FullSpec::Then::Retry
              : from.onFull == OnFull::Block    ? FullSpec::Then::Block
              : from.onFull == OnFull::Overflow ? FullSpec::Then::Overflow
                                                : FullSpec::Then::Lose;
    if (from.retryDelay) to.retryDelay = samplerOf(*from.retryDelay);
    if (from.onFull != OnFull::Overflow) return;
    const auto next = stationsOf_.find(from.overflowTo);
    if (next != stationsOf_.end() && next->second.size() == 1) {
      to.overflowTo = next->second.front();
    } else {
      complain("station " + from.name + " overflows to " + from.overflowTo, "name one station");
    }
  }

  const NetworkModel& model_;
  FreeNetworkSpec spec_;
  Diagnostics problems_;
  int priorities_ = 1;
  std::vector<const analytic::Station*> groups_;  ///< By station.
  std::map<std::string, std::vector<Index>> stationsOf_;
  std::map<std::string, Index> poolNumbers_;
  std::map<std::string, Index> dispatcherNumbers_;
  std::map<std::string, std::vector<std::pair<Index, double>>> forks_;  ///< Targets with the share up to each.
};

}  // namespace

Result<FreeNetworkSpec> compileNetwork(const NetworkModel& model) {
  const std::int64_t perNs = ticksPerNs(model);
  if (perNs == 1) return Compiler(model).compile();
  auto spec = Compiler(stretched(model, static_cast<double>(perNs))).compile();
  if (spec) spec->perNs = perNs;
  return spec;
}

}  // namespace headroom::sim
