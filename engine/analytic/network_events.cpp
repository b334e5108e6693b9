// Everything that can happen in a state of a network.
#include <algorithm>

#include "engine/analytic/network_moves.h"

namespace headroom::analytic {

namespace {

/// How many jobs from `first` on are equal: of a list that is sorted, all of this kind.
std::size_t equalFrom(const std::vector<Job>& jobs, std::size_t first) {
  std::size_t last = first + 1;
  while (last < jobs.size() && jobs[last] == jobs[first]) ++last;
  return last - first;
}

}  // namespace

using Kind = Happening::Kind;

NetworkState NetworkMoves::first() {
  Step step;
  NetworkState& state = step.state;
  state.arrivals.assign(plan_.classes.size(), 0);
  state.thinking.resize(plan_.classes.size());
  state.turns.assign(plan_.dispatchers.size(), 0);
  state.setup.assign(plan_.stations.size(), -1);
  for (auto* places : {&state.jobs, &state.orbits}) places->resize(plan_.stations.size());
  state.repairs.resize(plan_.stations.size());
  state.doors.resize(plan_.stations.size());
  state.lines.resize(plan_.pools.size());
  for (const PlanStation& station : plan_.stations) state.up.push_back(station.repair ? station.servers : 0);
  for (std::size_t cls = 0; cls < plan_.classes.size(); ++cls) {
    const PlanClass& users = plan_.classes[cls];
    if (users.arrivals) continue;
    if (users.think) {
      state.thinking[cls].assign(static_cast<std::size_t>(users.think->size()), 0);
      state.thinking[cls][static_cast<std::size_t>(users.think->starts[0].first)] = users.from->population;
      continue;
    }
    for (int k = 0; k < users.from->population; ++k) {
      Steps entered;
      enterSource(std::move(step), static_cast<int>(cls), entered);
      step = std::move(entered.front());
    }
  }
  const auto outcomes = settle(step);
  return outcomes.empty() ? step.state : outcomes.front().state;
}

void NetworkMoves::events(const NetworkState& state, const Take& take) {
  arrivalEvents(state, take);
  for (std::size_t cls = 0; cls < plan_.classes.size(); ++cls) {
    if (plan_.classes[cls].think) thinkEvents(state, cls, take);
  }
  for (std::size_t s = 0; s < plan_.stations.size(); ++s) {
    serviceEvents(state, s, take);
    orbitEvents(state, s, take);
    patienceEvents(state, &NetworkState::jobs, s, take);
    patienceEvents(state, &NetworkState::orbits, s, take);
    if (plan_.stations[s].repair) {
      failureEvents(state, s, take);
      repairEvents(state, s, take);
    }
    if (plan_.stations[s].setup) setupEvents(state, s, take);
  }
  for (std::size_t p = 0; p < plan_.pools.size(); ++p) patienceEvents(state, &NetworkState::lines, p, take);
}

void NetworkMoves::takeAll(Steps steps, double rate, const Take& take) {
  for (Step& step : steps) take(rate, settle(std::move(step)));
}

void NetworkMoves::arrivalEvents(const NetworkState& state, const Take& take) {
  const bool closed = cut_ >= 0 && state.inside() >= cut_;
  for (std::size_t cls = 0; cls < plan_.classes.size(); ++cls) {
    const PlanClass& users = plan_.classes[cls];
    if (!users.arrivals) continue;
    const auto phase = static_cast<std::size_t>(state.arrivals[cls]);
    const auto change = [&](int to) {
      Step step{state, 1, {}, {}};
      step.state.arrivals[cls] = to;
      return step;
    };
    for (const auto& [to, rate] : users.arrivals->hidden[phase]) take(rate, settle(change(to)));
    for (const auto& [to, rate] : users.arrivals->events[phase]) {
      Step step = change(to);
      if (closed) {
        take(rate, settle(std::move(step)));
        continue;
      }
      step.note(Kind::Arrived, 0, static_cast<int>(cls));
      Steps entered;
      enterSource(std::move(step), static_cast<int>(cls), entered);
      takeAll(std::move(entered), rate, take);
    }
  }
}

void NetworkMoves::thinkEvents(const NetworkState& state, std::size_t cls, const Take& take) {
  const Phases& think = *plan_.classes[cls].think;
  for (std::size_t phase = 0; phase < state.thinking[cls].size(); ++phase) {
    const int users = state.thinking[cls][phase];
    if (users == 0) continue;
    Step step{state, 1, {}, {}};
    --step.state.thinking[cls][phase];
    for (const auto& [to, rate] : think.hidden[phase]) {
      Step later = step;
      ++later.state.thinking[cls][static_cast<std::size_t>(to)];
      take(users * rate, settle(std::move(later)));
    }
    const double rate = think.endRate(static_cast<int>(phase));
    if (rate == 0) continue;
    step.note(Kind::Arrived, 0, static_cast<int>(cls));
    Steps entered;
    enterSource(std::move(step), static_cast<int>(cls), entered);
    takeAll(std::move(entered), users * rate, take);
  }
}

void NetworkMoves::orbitEvents(const NetworkState& state, std::size_t station, const Take& take) {
  const auto& orbit = state.orbits[station];
  for (std::size_t k = 0; k < orbit.size(); k += equalFrom(orbit, k)) {
    const Job job = orbit[k];
    const auto alike = static_cast<double>(equalFrom(orbit, k));
    const Phases& delay = *plan_.stations[station].retryDelay;
    for (const auto& [to, rate] : delay.hidden[static_cast<std::size_t>(job.phase)]) {
      Step later{state, 1, {}, {}};
      later.state.orbits[station][k].phase = to;
      std::sort(later.state.orbits[station].begin(), later.state.orbits[station].end());
      take(alike * rate, settle(std::move(later)));
    }
    const double rate = delay.endRate(job.phase);
    if (rate == 0) continue;
    Step step{state, 1, {}, {}};
    auto& left = step.state.orbits[station];
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(k));
    step.add(going(job, {PlanNode::Kind::Station, station}, kNowhere, true));
    take(alike * rate, settle(std::move(step)));
  }
}

void NetworkMoves::patienceEvents(const NetworkState& state, Places where, std::size_t place, const Take& take) {
  const auto& jobs = (state.*where)[place];
  for (std::size_t k = 0; k < jobs.size(); ++k) {
    if (jobs[k].patience != Job::kNoLimit) shortenPatience(state, where, place, k, take);
  }
  for (std::size_t k = 0; k < jobs.size(); k += equalFrom(jobs, k)) {
    const Job job = jobs[k];
    if (job.patience == Job::kNoLimit) continue;
    const double rate = plan_.classes[static_cast<std::size_t>(job.cls)].patience->endRate(job.patience);
    if (rate == 0) continue;
    Step step{state, 1, {}, {}};
    auto& left = (step.state.*where)[place];
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(k));
    loseJob(std::move(step), where, place, job, static_cast<double>(equalFrom(jobs, k)) * rate, take);
  }
}

void NetworkMoves::shortenPatience(const NetworkState& state, Places where, std::size_t place, std::size_t position,
                                   const Take& take) {
  const Job& job = (state.*where)[place][position];
  const Phases& patience = *plan_.classes[static_cast<std::size_t>(job.cls)].patience;
  for (const auto& [to, rate] : patience.hidden[static_cast<std::size_t>(job.patience)]) {
    Step later{state, 1, {}, {}};
    auto& same = (later.state.*where)[place];
    same[position].patience = to;
    if (where == &NetworkState::jobs) sortJobs(later.state, place);
    if (where == &NetworkState::orbits) std::sort(same.begin(), same.end());
    take(rate, settle(std::move(later)));
  }
}

/// A job gives up at a station, in orbit or in the line before a pool, and leaves the network.
void NetworkMoves::loseJob(Step step, Places where, std::size_t place, const Job& job, double rate, const Take& take) {
  step.note(Kind::GaveUp, 0, job.cls);
  if (where == &NetworkState::jobs) {
    step.note(Kind::GaveUpHere, place, job.cls);
    step.add(roomAt(place));
    step.add(startAt(place, job.phase == Job::kWaits ? 0 : 1));
  }
  giveBack(step, job);
  Steps gone;
  leave(std::move(step), job.cls, gone);
  takeAll(std::move(gone), rate, take);
}

}  // namespace headroom::analytic
