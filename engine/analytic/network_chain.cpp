#include "engine/analytic/network_chain.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/analytic/network_places.h"

namespace headroom::analytic {
namespace {

constexpr std::size_t kMostStates = 300000;
constexpr double kCutWeight = 1e-13;

using Kind = Happening::Kind;

bool isExponential(const Distribution& law) {
  return law.kind() == Distribution::Kind::Exponential && !law.isZero();
}

Diagnostics unfitStation(const Station& station) {
  Diagnostics list;
  const auto say = [&](const std::string& what) {
    list.push_back({Severity::Error, {}, "station " + station.name + " " + what, "simulate this model", {}});
  };
  for (const auto& [cls, law] : station.service) {
    if (!isExponential(law))
      say("has a service law that is not exponential, which a Markov chain of counts cannot hold");
  }
  if (station.count > 1) say("stands for several stations in a network with limits");
  if (station.discipline == Discipline::PriorityNonpreemptive) say("has priorities without interruption");
  if (station.failures || station.setup) say("has failures or set-up times in a network with limits");
  if (station.onFull == OnFull::Retry && station.capacity &&
      !(station.retryDelay && isExponential(*station.retryDelay))) {
    say("has a retry delay that is not exponential");
  }
  return list;
}

/// What forbids a Markov chain of counts.
Diagnostics unfit(const NetworkModel& model) {
  Diagnostics list;
  for (const auto& station : model.stations) {
    const auto found = unfitStation(station);
    list.insert(list.end(), found.begin(), found.end());
  }
  for (const auto& users : model.classes) {
    const bool poisson = !users.isOpen() || users.arrivals->process == Arrivals::Process::Poisson;
    if (!poisson || (!users.isOpen() && !users.think.isZero() && !isExponential(users.think)) || users.patience) {
      list.push_back(
          {Severity::Error,
           {},
           "class " + users.name + " has arrivals, think times or patience that a Markov chain of counts cannot hold",
           "simulate this model",
           {}});
    }
  }
  if (model.pools.size() > 20) list.push_back({Severity::Error, {}, "more than 20 pools", "simulate this model", {}});
  return list;
}

/// Long-run rates of everything that is counted, and means over the states.
class ChainFigures {
 public:
  ChainFigures(NetworkPlaces& places, const MarkovChain& chain, const std::vector<double>& law)
      : places_(places), chain_(chain), law_(law) {
    for (std::size_t i = 0; i < chain.size(); ++i) {
      places.events(chain.state(i), [&](double rate, const std::vector<Outcome>& outcomes) {
        for (const auto& outcome : outcomes) {
          for (const auto& happened : outcome.happened) rates_[happened] += law[i] * rate * outcome.probability;
        }
      });
    }
  }
  double rate(Kind kind, std::size_t index) const {
    const auto found = rates_.find({kind, index});
    return found == rates_.end() ? 0 : found->second;
  }
  double sum(Kind kind) const {
    double total = 0;
    for (const auto& [happened, rate] : rates_) total += happened.kind == kind ? rate : 0;
    return total;
  }
  double mean(const std::function<double(const ChainState&)>& f) const { return chain_.mean(law_, f); }
  /// Mean number at the places that `belongs` picks.
  double number(const std::function<bool(const Place&)>& belongs) const {
    double total = 0;
    for (std::size_t p = 0; p < places_.places().size(); ++p) {
      if (belongs(places_.places()[p])) total += mean([p](const ChainState& s) { return s[p]; });
    }
    return total;
  }

 private:
  NetworkPlaces& places_;
  const MarkovChain& chain_;
  const std::vector<double>& law_;
  std::map<Happening, double> rates_;
};

bool isAt(const Place& place, std::size_t station) {
  return place.where == station && (place.kind == Place::Kind::AtStation || place.kind == Place::Kind::Blocked);
}

void stationFigures(const NetworkModel& model, const NetworkPlaces& places, const ChainFigures& figures,
                    Solution& solution) {
  for (std::size_t s = 0; s < model.stations.size(); ++s) {
    const Station& station = model.stations[s];
    Measures& here = solution["station:" + station.name];
    const double offered = figures.rate(Kind::Offered, s);
    const double throughput = figures.rate(Kind::Entered, s);
    const double number = figures.mean([&](const ChainState& x) { return places.present(x, s); });
    const double busy = figures.mean([&](const ChainState& x) { return places.busy(x, s); });
    here[Metric::NumberMean] = number;
    here[Metric::Throughput] = throughput;
    if (station.servers > 0) here[Metric::Utilization] = busy / station.servers;
    here[Metric::EmptyProb] = figures.mean([&](const ChainState& x) { return places.present(x, s) == 0 ? 1.0 : 0.0; });
    if (throughput > 0) here[Metric::ResponseMean] = number / throughput;
    if (offered > 0) {
      here[Metric::LossProb] = figures.rate(Kind::Lost, s) / offered;
      here[Metric::OverflowProb] = figures.rate(Kind::Overflowed, s) / offered;
      if (station.capacity && station.onFull == OnFull::Retry) {
        here[Metric::OrbitMean] =
            figures.number([&](const Place& p) { return p.kind == Place::Kind::InOrbit && p.where == s; });
        here[Metric::FirstAttemptRefusedProb] = figures.rate(Kind::SentToOrbit, s) / offered;
      }
    }
    if (station.discipline != Discipline::Delay) {
      const int progress =
          station.discipline == Discipline::ProcessorSharing ? station.concurrency.value_or(1 << 30) : station.servers;
      const double queue =
          figures.mean([&](const ChainState& x) { return std::max(0, places.present(x, s) - progress); });
      here[Metric::QueueMean] = queue;
      if (throughput > 0) here[Metric::WaitMean] = queue / throughput;
    }
  }
}

void classFigures(const NetworkModel& model, const ChainFigures& figures, bool losesInside, Solution& solution) {
  for (std::size_t c = 0; c < model.classes.size(); ++c) {
    const std::string scope = "class:" + model.classes[c].name;
    const double number = figures.number([&](const Place& p) { return p.cls == c && p.kind != Place::Kind::Thinking; });
    const double passed = figures.rate(Kind::Passed, c);
    solution[scope][Metric::NumberMean] = number;
    solution[scope][Metric::Throughput] = passed;
    if (passed > 0 && !losesInside) solution[scope][Metric::ResponseMean] = number / passed;
    if (model.classes[c].isOpen())
      solution[scope][Metric::LossProb] = std::max(0.0, 1 - passed / figures.rate(Kind::Arrived, c));
    for (std::size_t s = 0; s < model.stations.size(); ++s) {
      solution[scope + "@station:" + model.stations[s].name][Metric::NumberMean] =
          figures.number([&](const Place& p) { return p.cls == c && isAt(p, s); });
    }
  }
}

void systemFigures(const NetworkModel& model, const NetworkPlaces& places, const ChainFigures& figures,
                   Solution& solution) {
  Measures& system = solution["system"];
  const double number = figures.mean([&](const ChainState& x) { return places.inside(x); });
  const double passed = figures.sum(Kind::Passed);
  const double arrived = figures.sum(Kind::Arrived);
  system[Metric::NumberMean] = number;
  system[Metric::Throughput] = passed;
  if (passed > 0 && !places.losesInside()) system[Metric::ResponseMean] = number / passed;
  system[Metric::LossProb] = (figures.sum(Kind::Lost) + figures.sum(Kind::LostAtPool)) / arrived;
  system[Metric::OverflowProb] = figures.sum(Kind::Overflowed) / arrived;
  const auto lengths = [&](const ChainState& x) {
    std::vector<int> list;
    for (std::size_t s = 0; s < model.stations.size(); ++s) list.push_back(places.present(x, s));
    return list;
  };
  system[Metric::IdleServersMean] = figures.mean([&](const ChainState& x) {
    const auto list = lengths(x);
    return static_cast<double>(std::count(list.begin(), list.end(), 0));
  });
  system[Metric::LongestQueueMean] = figures.mean([&](const ChainState& x) {
    const auto list = lengths(x);
    return static_cast<double>(*std::max_element(list.begin(), list.end()));
  });
  for (std::size_t p = 0; p < model.pools.size(); ++p) {
    Measures& pool = solution["pool:" + model.pools[p].name];
    pool[Metric::PoolQueueMean] = figures.mean([&](const ChainState& x) { return places.waiting(x, p); });
    pool[Metric::PoolBusyMean] = figures.mean([&](const ChainState& x) { return places.held(x, p); });
  }
}

Result<MarkovChain> exploreCut(NetworkPlaces& places, int cut) {
  places.cutAt(cut);
  auto chain = MarkovChain::explore(
      places.first(),
      [&](const ChainState& state, std::vector<ChainMove>& moves) {
        places.events(state, [&](double rate, const std::vector<Outcome>& outcomes) {
          for (const auto& outcome : outcomes) moves.push_back({outcome.state, rate * outcome.probability});
        });
      },
      kMostStates);
  if (places.stuck()) {
    return problem("users go round without ever being served or thinking", "give them a think time or a place to wait");
  }
  return chain;
}

Solution assemble(const NetworkModel& model, NetworkPlaces& places, const MarkovChain& chain,
                  const std::vector<double>& law) {
  const ChainFigures figures(places, chain, law);
  Solution solution;
  solution.method = {"Markov chain of " + std::to_string(chain.size()) + " states", Method::Trust::Numerical, 1e-10};
  if (places.forgetsOrder()) {
    solution.method.name += ", next in line drawn at random";
    solution.method.trust = Method::Trust::Approximate;
    solution.method.error = 0.05;
  }
  stationFigures(model, places, figures, solution);
  classFigures(model, figures, places.losesInside(), solution);
  systemFigures(model, places, figures, solution);
  return solution;
}

}  // namespace

Result<Solution> solveNetworkChain(const NetworkModel& model) {
  if (auto problems = unfit(model); !problems.empty()) return problems;
  int closed = 0;
  for (const auto& users : model.classes) closed += users.population;
  NetworkPlaces places(model);
  for (int cut = closed + 32;; cut += cut / 2) {
    auto chain = exploreCut(places, cut);
    if (!chain) return chain.problems();
    auto law = chain->stationary();
    if (!law) return law.problems();
    double atCut = 0;
    for (std::size_t i = 0; i < chain->size(); ++i) atCut += places.inside(chain->state(i)) >= cut ? (*law)[i] : 0;
    if (atCut > 1e-3 && cut > 2000) {
      return problem("the open classes keep filling the network", "lower the arrival rate: it looks unstable");
    }
    if (atCut < kCutWeight) return assemble(model, places, *chain, *law);
  }
}

}  // namespace headroom::analytic
