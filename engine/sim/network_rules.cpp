#include "engine/sim/network_rules.h"

#include <algorithm>

namespace headroom::sim {
namespace {

using analytic::Distribution;
using kernel::Sampler;

class RuleMaker {
 public:
  RuleMaker(const analytic::NetworkModel& model, int priorities, Diagnostics& problems)
      : model_(model), priorities_(priorities), problems_(problems) {}

  void checkStation(const analytic::Station& from) {
    using analytic::Discipline;
    const bool serves = from.discipline == Discipline::Fifo || from.discipline == Discipline::PriorityNonpreemptive ||
                        from.discipline == Discipline::PriorityPreemptiveResume;
    if (from.discipline != Discipline::Delay && from.servers < 1)
      complain("station " + from.name + " has no servers", "give it 1 or more");
    if (!from.failures && !from.setup) return;
    if (from.discipline == Discipline::ProcessorSharing) {
      checkSharing(from);
    } else if (!serves) {
      complain("station " + from.name + " has servers that stop, and no number of them", "use fifo or ps");
    }
    if (from.failures && from.setup) complain("station " + from.name + " has failures and start-ups", "leave out one");
    if (from.failures && !from.failures->resumes)
      complain("station " + from.name + " does not resume interrupted work", "only resuming is simulated");
  }

  void checkSharing(const analytic::Station& from) {
    if (from.setup && from.servers > 1)
      complain("station " + from.name + " shares several servers that start up", "give it one, or use fifo");
    if (from.failures && !from.failures->always)
      complain("station " + from.name + " shares servers that fail only while busy", "let them fail at any time");
  }

  std::shared_ptr<const StationRules> rulesOf(const analytic::Station& from) {
    checkStation(from);
    using analytic::Discipline;
    StationRules rules;
    bool needed = hasImpatientVisitors(from);
    if (from.discipline == Discipline::PriorityNonpreemptive ||
        from.discipline == Discipline::PriorityPreemptiveResume) {
      rules.order = from.discipline == Discipline::PriorityNonpreemptive ? StationRules::Order::Priority
                                                                         : StationRules::Order::PreemptiveResume;
      rules.priorities = priorities_;
      needed = true;
    }
    if (from.capacity) rules.room = *from.capacity;
    if (from.concurrency) rules.concurrency = *from.concurrency;
    rules.holdsFinished = leadsToBlocking(from);
    if (from.failures) {
      rules.breakdowns = BreakdownRules{samplerOf(from.failures->timeToFailure), samplerOf(from.failures->timeToRepair),
                                        from.failures->repairers, !from.failures->always};
    }
    if (from.setup) rules.setup = samplerOf(*from.setup);
    needed = needed || rules.room || rules.concurrency > 0 || rules.holdsFinished || rules.breakdowns || rules.setup;
    if (rules.holdsFinished && (from.discipline == Discipline::ProcessorSharing || from.failures || from.setup))
      complain("station " + from.name + " leads to one that blocks, and has no simple servers to be blocked",
               "use fifo, without failures or start-ups");
    return needed ? std::make_shared<const StationRules>(std::move(rules)) : nullptr;
  }

  bool hasImpatientVisitors(const analytic::Station& station) const {
    return std::any_of(model_.classes.begin(), model_.classes.end(), [&](const analytic::JobClass& cls) {
      return cls.patience && station.serviceOf(cls.name) != nullptr;
    });
  }

  /// Whether some class may go from here to a station that blocks, straight or through a dispatcher.
  bool leadsToBlocking(const analytic::Station& station) const {
    const auto blocks = [&](const std::string& name) {
      const analytic::Station* next = model_.station(name);
      return next != nullptr && next->capacity && next->onFull == analytic::OnFull::Block;
    };
    for (const auto& [cls, routing] : model_.routing) {
      const auto found = routing.find(station.name);
      if (found == routing.end()) continue;
      for (const auto& [next, probability] : found->second) {
        if (blocks(next)) return true;
        const analytic::Dispatcher* dispatcher = model_.dispatcher(next);
        if (dispatcher != nullptr && std::any_of(dispatcher->targets.begin(), dispatcher->targets.end(), blocks))
          return true;
      }
    }
    return false;
  }

 private:
  void complain(const std::string& what, const std::string& remedy) {
    problems_.push_back({Severity::Error, {}, what, remedy, {}});
  }

  const analytic::NetworkModel& model_;
  int priorities_;
  Diagnostics& problems_;
};

}  // namespace

Sampler samplerOf(const Distribution& law) {
  using Kind = Distribution::Kind;
  const std::vector<double> p = law.parameters();
  switch (law.kind()) {
    case Kind::Exponential:
      return Sampler::exponential(p[0]);
    case Kind::Deterministic:
      return Sampler::fixed(p[0]);
    case Kind::Erlang:
      return Sampler::erlang(law.stages(), p[0]);
    case Kind::Hyperexponential:
      return Sampler::hyperexponential(law.probabilities(), law.points());
    case Kind::Lognormal:
      return Sampler::lognormal(p[0], p[1]);
    case Kind::Pareto:
      return Sampler::pareto(p[0], p[1]);
    case Kind::BoundedPareto:
      return Sampler::boundedPareto(p[0], p[1], p[2]);
    case Kind::Uniform:
      return Sampler::uniform(p[0], p[1]);
    case Kind::Weibull:
      return Sampler::weibull(p[0], p[1]);
    case Kind::Gamma:
      return Sampler::gamma(p[0], p[1]);
    case Kind::Discrete:
      return Sampler::discrete(law.probabilities(), law.points());
  }
  return {};
}

std::shared_ptr<const StationRules> rulesOf(const analytic::NetworkModel& model, const analytic::Station& station,
                                            int priorities, Diagnostics& problems) {
  return RuleMaker(model, priorities, problems).rulesOf(station);
}

}  // namespace headroom::sim
