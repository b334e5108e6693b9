#include "engine/analytic/network_figures.h"

#include <algorithm>
#include <cmath>

#include "engine/analytic/number_law.h"

namespace headroom::analytic {

using Kind = Happening::Kind;

NetworkFigures::NetworkFigures(const NetworkPlan& plan, const NetworkMoves& moves) : plan_(plan), moves_(moves) {
  stations_.resize(plan.stations.size());
  for (AtStation& station : stations_) station.byClass.resize(plan.classes.size());
  inside_.assign(plan.classes.size(), 0);
  tokensHeld_.assign(plan.pools.size(), 0);
  tokensAwaited_.assign(plan.pools.size(), 0);
}

void NetworkFigures::addTo(std::vector<double>& law, std::size_t n, double weight) {
  if (law.size() <= n) law.resize(n + 1, 0.0);
  law[n] += weight;
}

void NetworkFigures::addState(const NetworkState& state, double weight) {
  for (std::size_t s = 0; s < stations_.size(); ++s) addStation(state, s, weight);
  for (const auto* places : {&state.jobs, &state.orbits, &state.lines}) {
    for (const auto& place : *places) {
      for (const Job& job : place) inside_[static_cast<std::size_t>(job.cls)] += weight;
    }
  }
  for (std::size_t p = 0; p < plan_.pools.size(); ++p) {
    tokensHeld_[p] += weight * NetworkMoves::heldTokens(state, p);
    tokensAwaited_[p] += weight * static_cast<double>(state.lines[p].size());
  }
  std::size_t longest = 0;
  for (const auto& jobs : state.jobs) longest = std::max(longest, jobs.size());
  longestQueue_ += weight * static_cast<double>(longest);
}

void NetworkFigures::addStation(const NetworkState& state, std::size_t station, double weight) {
  AtStation& here = stations_[station];
  const auto& jobs = state.jobs[station];
  addTo(here.numberLaw, jobs.size(), weight);
  if (plan_.stations[station].repair) addTo(here.upLaw, static_cast<std::size_t>(state.up[station]), weight);
  here.orbit += weight * static_cast<double>(state.orbits[station].size());
  for (const Job& job : jobs) {
    Crowd& crowd = here.byClass[static_cast<std::size_t>(job.cls)];
    crowd.number += weight;
    // shared cores keep whoever has begun; others wait again when their server is taken away
    const bool waits = plan_.stations[station].shares() ? job.phase == Job::kWaits : job.phase != Job::kHeld;
    crowd.queue += waits ? weight : 0;
  }
  for (const Served& one : moves_.served(state, station)) {
    Crowd& crowd = here.byClass[static_cast<std::size_t>(jobs[one.position].cls)];
    crowd.busy += weight * one.speed;
    if (!plan_.stations[station].shares()) crowd.queue -= weight;
  }
}

double NetworkFigures::rate(Kind kind, std::size_t place, std::size_t cls) const {
  double sum = 0;
  for (const auto& [happened, rate] : rates_) {
    if (happened.kind == kind && happened.place == place && (cls == kAll || happened.cls == cls)) sum += rate;
  }
  return sum;
}

double NetworkFigures::rateAnywhere(Kind kind, std::size_t cls) const {
  double sum = 0;
  for (const auto& [happened, rate] : rates_) {
    if (happened.kind == kind && (cls == kAll || happened.cls == cls)) sum += rate;
  }
  return sum;
}

Measures NetworkFigures::ofStation(std::size_t station, std::size_t cls) const {
  const PlanStation& of = plan_.stations[station];
  Crowd crowd;
  for (std::size_t c = 0; c < plan_.classes.size(); ++c) {
    if (cls != kAll && c != cls) continue;
    const Crowd& part = stations_[station].byClass[c];
    crowd = {crowd.number + part.number, crowd.queue + part.queue, crowd.busy + part.busy};
  }
  const double offered = rate(Kind::Offered, station, cls);
  const double entered = rate(Kind::Entered, station, cls);
  Measures here;
  here[Metric::NumberMean] = crowd.number;
  here[Metric::Throughput] = rate(Kind::Served, station, cls);
  if (!of.isDelay()) here[Metric::Utilization] = crowd.busy / of.servers;
  if (entered > 0) {
    const bool givesUp = rate(Kind::GaveUpHere, station, cls) > 0;
    if (!givesUp) here[Metric::ResponseMean] = crowd.number / entered;
    if (!of.isDelay()) {
      here[Metric::QueueMean] = crowd.queue;
      here[Metric::WaitMean] = crowd.queue / entered;
      if (!of.shares() || of.from->concurrency) here[Metric::WaitProb] = rate(Kind::HadToWait, station, cls) / entered;
    }
  }
  if (offered > 0) {
    here[Metric::LossProb] = rate(Kind::LostHere, station, cls) / offered;
    here[Metric::OverflowProb] = rate(Kind::Overflowed, station, cls) / offered;
    here[Metric::AbandonProb] = rate(Kind::GaveUpHere, station, cls) / offered;
    if (of.retryDelay) here[Metric::FirstAttemptRefusedProb] = rate(Kind::SentToOrbit, station, cls) / offered;
  }
  return here;
}

void NetworkFigures::putServers(Measures& here, std::size_t station) const {
  const auto& law = stations_[station].upLaw;
  if (law.empty()) return;
  for (std::size_t k = 0; k < law.size(); ++k) here[Metric::ServersUpMean] += static_cast<double>(k) * law[k];
  here[Metric::AvailabilityAny] = 1 - law[0];
  here[Metric::AvailabilityAll] = law.back();
  here.serversUpAtLeast = atLeastFrom(law);
}

void NetworkFigures::writeGroup(Solution& solution, std::size_t station) const {
  const PlanStation& of = plan_.stations[station];
  Measures here = ofStation(station, kAll);
  putNumberLaw(here, stations_[station].numberLaw);
  putServers(here, station);
  if (of.retryDelay) here[Metric::OrbitMean] = stations_[station].orbit;
  const auto put = [&](const std::string& scope, const Measures& measures) {
    solution.scopes.try_emplace(scope + of.name, measures);
    solution.scopes.try_emplace(scope + of.from->name, measures);  // of the first of equal stations
  };
  put("station:", here);
  for (std::size_t c = 0; c < plan_.classes.size(); ++c) {
    if (of.service[c]) put("class:" + plan_.classes[c].from->name + "@station:", ofStation(station, c));
  }
}

/// Of a class, or of everybody.
Measures NetworkFigures::ofUsers(std::size_t cls) const {
  double number = 0;
  double queue = 0;
  bool open = false;
  for (std::size_t c = 0; c < plan_.classes.size(); ++c) {
    if (cls != kAll && c != cls) continue;
    number += inside_[c];
    open = open || plan_.classes[c].arrivals.has_value();
    for (const AtStation& station : stations_) queue += station.byClass[c].queue;
  }
  const double passed = rateAnywhere(Kind::Passed, cls);
  const double arrived = rateAnywhere(Kind::Arrived, cls);
  const double gaveUp = rateAnywhere(Kind::GaveUp, cls);
  Measures users;
  users[Metric::NumberMean] = number;
  users[Metric::Throughput] = passed;
  if (passed > 0 && !moves_.losesInside() && gaveUp == 0) users[Metric::ResponseMean] = number / passed;
  if (arrived > 0) {
    users[Metric::LossProb] = rateAnywhere(Kind::Refused, cls) / arrived;
    users[Metric::OverflowProb] = rateAnywhere(Kind::Overflowed, cls) / arrived;
    users[Metric::AbandonProb] = gaveUp / arrived;
  }
  if (passed + gaveUp > 0 && !moves_.losesInside() && plan_.pools.empty())
    users[Metric::WaitMean] = queue / (passed + gaveUp);
  return users;
}

Measures NetworkFigures::ofPool(std::size_t pool) const {
  const double asked = rate(Kind::PoolAsked, pool);
  const double refused = rate(Kind::PoolRefused, pool);
  Measures here;
  here[Metric::PoolQueueMean] = tokensAwaited_[pool];
  here[Metric::PoolBusyMean] = tokensHeld_[pool];
  here[Metric::Utilization] = tokensHeld_[pool] / plan_.pools[pool]->size;
  if (asked > refused) {
    here[Metric::WaitMean] = tokensAwaited_[pool] / (asked - refused);
    here[Metric::WaitProb] = rate(Kind::PoolWaited, pool) / (asked - refused);
    here[Metric::LossProb] = refused / asked;
  }
  return here;
}

void NetworkFigures::write(Solution& solution) const {
  for (std::size_t s = 0; s < stations_.size(); ++s) writeGroup(solution, s);
  for (std::size_t p = 0; p < plan_.pools.size(); ++p) solution["pool:" + plan_.pools[p]->name] = ofPool(p);
  for (std::size_t c = 0; c < plan_.classes.size(); ++c) solution["class:" + plan_.classes[c].from->name] = ofUsers(c);
  Measures& system = solution["system"];
  system = ofUsers(kAll);
  system[Metric::LongestQueueMean] = longestQueue_;
  putAllServers(system);
}

/// What is said of the servers of all stations together.
void NetworkFigures::putAllServers(Measures& system) const {
  double servers = 0;
  double busy = 0;
  for (std::size_t s = 0; s < stations_.size(); ++s) {
    if (plan_.stations[s].isDelay()) return;  // as many as there are requests
    servers += plan_.stations[s].servers;
    for (const Crowd& crowd : stations_[s].byClass) busy += crowd.busy;
  }
  system[Metric::IdleServersMean] = std::max(0.0, servers - busy);
  system[Metric::NumberMeanPerServer] = system[Metric::NumberMean] / servers;
  std::vector<double> law;  // of the number at a station, whichever it is
  const double share = 1 / static_cast<double>(stations_.size());
  for (const AtStation& station : stations_) {
    for (std::size_t n = 0; n < station.numberLaw.size(); ++n) addTo(law, n, station.numberLaw[n] * share);
  }
  system.serversWithAtLeast = atLeastFrom(law);
}

}  // namespace headroom::analytic
