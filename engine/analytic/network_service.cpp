// Who is served, who may begin, and what ends by itself.
#include <algorithm>

#include "engine/analytic/network_moves.h"

namespace headroom::analytic {
using Kind = Happening::Kind;

int NetworkMoves::serversUp(const NetworkState& state, std::size_t station) const {
  return plan_.stations[station].repair ? state.up[station] : plan_.stations[station].servers;
}

std::vector<Served> NetworkMoves::served(const NetworkState& state, std::size_t station) const {
  const auto& jobs = state.jobs[station];
  const PlanStation& here = plan_.stations[station];
  const int present = begun(jobs);
  const int able = serversUp(state, station) - holding(jobs);
  const bool preempts = here.from->discipline == Discipline::PriorityPreemptiveResume;
  double speed = 1;
  if (here.shares() && present > able) speed = static_cast<double>(std::max(able, 0)) / present;
  std::vector<Served> list;
  int places = 0;  // taken by those who came first in the order of service
  for (std::size_t k = 0; k < jobs.size() && speed > 0; ++k) {
    if (jobs[k].phase == Job::kHeld || (jobs[k].phase == Job::kWaits && !preempts)) continue;
    if (!here.shares() && places++ >= able) break;
    if (jobs[k].phase < 0) continue;
    if (here.shares() && !list.empty() && jobs[list.back().position] == jobs[k]) {
      list.back().speed += speed;  // equal ones stand side by side
    } else {
      list.push_back({k, speed});
    }
  }
  return list;
}

void NetworkMoves::serviceEvents(const NetworkState& state, std::size_t station, const Take& take) {
  const PlanStation& here = plan_.stations[station];
  for (const Served& one : served(state, station)) {
    const Job job = state.jobs[station][one.position];
    const auto cls = static_cast<std::size_t>(job.cls);
    const Phases& law = *here.service[cls];
    for (const auto& [phase, rate] : law.hidden[static_cast<std::size_t>(job.phase)]) {
      Step step{state, 1, {}, {startAt(station)}};
      step.state.jobs[station][one.position].phase = phase;
      take(rate * one.speed, settle(std::move(step)));
    }
    const double rate = law.endRate(job.phase);
    if (rate == 0) continue;
    Step step{state, 1, {}, {roomAt(station), startAt(station, 1)}};
    auto& jobs = step.state.jobs[station];
    jobs.erase(jobs.begin() + static_cast<std::ptrdiff_t>(one.position));
    step.note(Kind::Served, station, job.cls);
    Job leaver = job;
    if (plan_.classes[cls].patience && plan_.classes[cls].from->patience->scope == Patience::Scope::Waiting)
      leaver.patience = Job::kNoLimit;
    step.add(leaving(leaver, plan_.classes[cls].afterStation[station], static_cast<int>(station)));
    take(rate * one.speed, settle(std::move(step)));
  }
}

void NetworkMoves::setupEvents(const NetworkState& state, std::size_t station, const Take& take) {
  const PlanStation& here = plan_.stations[station];
  const auto& jobs = state.jobs[station];
  if (here.servers > 1) {
    const int starting = std::min(waiting(jobs), here.servers - begun(jobs) - holding(jobs));
    if (starting > 0) take(starting * here.setup->endRate(0), settle({state, 1, {}, {startAt(station, 1)}}));
    return;
  }
  const int phase = state.setup[station];
  if (phase < 0) return;
  for (const auto& [to, rate] : here.setup->hidden[static_cast<std::size_t>(phase)]) {
    Step step{state, 1, {}, {}};
    step.state.setup[station] = to;
    take(rate, settle(std::move(step)));
  }
  Step ready{state, 1, {}, {startAt(station, 1)}};
  ready.state.setup[station] = -1;
  if (const double rate = here.setup->endRate(phase); rate > 0) take(rate, settle(std::move(ready)));
}

void NetworkMoves::failureEvents(const NetworkState& state, std::size_t station, const Take& take) {
  const auto running = served(state, station);
  const int up = state.up[station];
  const bool always = plan_.stations[station].from->failures->always;
  const int busy = std::min(up, static_cast<int>(running.size()));
  const int mayFail = always ? up : busy;
  const double rate = plan_.stations[station].failureRate * mayFail;
  if (mayFail == 0) return;
  Step step{state, 1, {}, {}};
  --step.state.up[station];
  if (plan_.stations[station].shares() || busy < up) return breakDown(std::move(step), station, rate, take);
  // everybody works: who was on the broken server is the first to be resumed
  for (const Served& victim : running) {
    Step one = step;
    auto& jobs = one.state.jobs[station];
    const auto begin = jobs.begin() + static_cast<std::ptrdiff_t>(victim.position);
    if (plan_.stations[station].from->discipline != Discipline::PriorityPreemptiveResume)
      std::rotate(begin, begin + 1, jobs.begin() + static_cast<std::ptrdiff_t>(running.back().position) + 1);
    breakDown(std::move(one), station, rate / static_cast<double>(running.size()), take);
  }
}

void NetworkMoves::breakDown(Step step, std::size_t station, double rate, const Take& take) {
  const int repairers = plan_.stations[station].from->failures->repairers;
  if (static_cast<int>(step.state.repairs[station].size()) < repairers)
    return beginRepair(std::move(step), station, rate, take);
  step.add(startAt(station));
  take(rate, settle(std::move(step)));
}

void NetworkMoves::beginRepair(Step step, std::size_t station, double rate, const Take& take) {
  for (const auto& [phase, probability] : plan_.stations[station].repair->starts) {
    Step branch = step;
    auto& repairs = branch.state.repairs[station];
    repairs.insert(std::upper_bound(repairs.begin(), repairs.end(), phase), phase);
    branch.add(startAt(station));
    take(rate * probability, settle(std::move(branch)));
  }
}

void NetworkMoves::repairEvents(const NetworkState& state, std::size_t station, const Take& take) {
  const PlanStation& here = plan_.stations[station];
  for (std::size_t k = 0; k < state.repairs[station].size(); ++k) {
    const int phase = state.repairs[station][k];
    Step step{state, 1, {}, {}};
    auto& repairs = step.state.repairs[station];
    for (const auto& [to, rate] : here.repair->hidden[static_cast<std::size_t>(phase)]) {
      Step later{state, 1, {}, {}};
      later.state.repairs[station][k] = to;
      std::sort(later.state.repairs[station].begin(), later.state.repairs[station].end());
      take(rate, settle(std::move(later)));
    }
    const double rate = here.repair->endRate(phase);
    if (rate == 0) continue;
    repairs.erase(repairs.begin() + static_cast<std::ptrdiff_t>(k));
    const int broken = here.servers - ++step.state.up[station];
    if (broken > static_cast<int>(repairs.size())) {
      beginRepair(std::move(step), station, rate, take);
    } else {
      step.add(startAt(station));
      take(rate, settle(std::move(step)));
    }
  }
}

}  // namespace headroom::analytic
