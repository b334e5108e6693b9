// Who begins to be served, and in which order the others wait.
#include <algorithm>

#include "engine/analytic/network_moves.h"

namespace headroom::analytic {

/// Free servers take who waits.
void NetworkMoves::start(Step step, const Task& task, Steps& open) {
  const auto next = startable(step.state, task.place, task.ready);
  if (next.empty()) return rest(std::move(step), task.place, open);
  if (next.size() > 1) forgot_ = true;
  for (const std::size_t position : next)
    beginService(step, task.place, position, task.ready, 1.0 / static_cast<double>(next.size()), open);
}

void NetworkMoves::beginService(const Step& step, std::size_t station, std::size_t position, int ready, double chance,
                                Steps& open) {
  const int cls = step.state.jobs[station][position].cls;
  for (const auto& [phase, probability] : plan_.stations[station].service[static_cast<std::size_t>(cls)]->starts) {
    Step branch = step;
    branch.probability *= probability * chance;
    Job& job = branch.state.jobs[station][position];
    job.phase = phase;
    const auto& patience = plan_.classes[static_cast<std::size_t>(cls)].from->patience;
    if (patience && patience->scope == Patience::Scope::Waiting) job.patience = Job::kNoLimit;
    branch.add(startAt(station, ready - 1));
    open.push_back(std::move(branch));
  }
}

/// Nobody more can begin. Who now waits may lose patience, and a server without work switches off.
void NetworkMoves::rest(Step step, std::size_t station, Steps& open) {
  if (drawsPatience(step, station, open)) return;
  sortJobs(step.state, station);
  const auto& setup = plan_.stations[station].setup;
  const auto& jobs = step.state.jobs[station];
  const bool idle = std::none_of(jobs.begin(), jobs.end(), [](const Job& job) { return job.phase != Job::kWaits; });
  int& phase = step.state.setup[station];
  if (setup && plan_.stations[station].servers == 1 && (!idle || jobs.empty())) phase = -1;
  if (!setup || plan_.stations[station].servers > 1 || !idle || jobs.empty() || phase >= 0) {
    open.push_back(std::move(step));
    return;
  }
  for (const auto& [begin, probability] : setup->starts) {
    Step branch = step;
    branch.probability *= probability;
    branch.state.setup[station] = begin;
    open.push_back(std::move(branch));
  }
}

/// Whether somebody has begun to wait with a limit to it: then each beginning is a step of its own.
bool NetworkMoves::drawsPatience(Step& step, std::size_t station, Steps& open) {
  auto& jobs = step.state.jobs[station];
  for (std::size_t k = 0; k < jobs.size(); ++k) {
    const PlanClass& users = plan_.classes[static_cast<std::size_t>(jobs[k].cls)];
    const bool waits = jobs[k].phase == Job::kWaits && jobs[k].patience == Job::kNoLimit;
    if (!users.patience || users.from->patience->scope != Patience::Scope::Waiting || !waits) continue;
    for (const auto& [phase, probability] : users.patience->starts) {
      Step branch = step;
      branch.probability *= probability;
      branch.state.jobs[station][k].patience = phase;
      branch.add(startAt(station));
      open.push_back(std::move(branch));
    }
    return true;
  }
  return false;
}

/// Brings those whose order does not matter into one that is always the same.
void NetworkMoves::sortJobs(NetworkState& state, std::size_t station) const {
  auto& jobs = state.jobs[station];
  const PlanStation& here = plan_.stations[station];
  const auto begun = [](const Job& job) { return job.phase != Job::kWaits; };
  const auto moreUrgent = [this](const Job& a, const Job& b) { return priorityOf(a) < priorityOf(b); };
  if (here.from->discipline == Discipline::PriorityPreemptiveResume) {
    std::stable_sort(jobs.begin(), jobs.end(), [&](const Job& a, const Job& b) {
      return priorityOf(a) != priorityOf(b) ? moreUrgent(a, b) : begun(a) && !begun(b);
    });
    return forgetWork(state, station);
  }
  std::stable_partition(jobs.begin(), jobs.end(), begun);
  if (!here.shares()) forgetWork(state, station);
  const auto waiting = std::partition_point(jobs.begin(), jobs.end(), begun);
  if (here.from->discipline == Discipline::PriorityNonpreemptive) std::stable_sort(waiting, jobs.end(), moreUrgent);
  const bool interrupted = !here.shares() && waiting - jobs.begin() > serversUp(state, station);
  if (!interrupted) std::sort(jobs.begin(), waiting);
  if (!ordered_) std::sort(waiting, jobs.end());
}

/// Interrupted work that has no memory is as good as not begun.
void NetworkMoves::forgetWork(NetworkState& state, std::size_t station) const {
  auto& jobs = state.jobs[station];
  int able = serversUp(state, station);
  for (Job& job : jobs) {
    const PlanClass& users = plan_.classes[static_cast<std::size_t>(job.cls)];
    const bool oncePatient = users.patience && users.from->patience->scope == Patience::Scope::Waiting;
    const bool memoryless = plan_.stations[station].service[static_cast<std::size_t>(job.cls)]->size() == 1;
    if (able-- <= 0 && job.phase >= 0 && memoryless && !oncePatient) job.phase = Job::kWaits;
  }
}

std::vector<std::size_t> NetworkMoves::startable(const NetworkState& state, std::size_t station, int ready) const {
  const auto& jobs = state.jobs[station];
  const PlanStation& here = plan_.stations[station];
  const bool preempts = here.from->discipline == Discipline::PriorityPreemptiveResume;
  const bool byPriority = preempts || here.from->discipline == Discipline::PriorityNonpreemptive;
  const auto priority = [&](std::size_t k) { return priorityOf(jobs[k]); };
  std::vector<std::size_t> next;
  for (std::size_t k = 0; k < jobs.size(); ++k) {
    if (jobs[k].phase != Job::kWaits) continue;
    if (!next.empty() && byPriority && priority(k) < priority(next[0])) next.clear();
    if (next.empty() || (!ordered_ && !here.shares() && !(byPriority && priority(k) > priority(next[0]))))
      next.push_back(k);
  }
  if (next.empty()) return next;
  int before = begun(jobs);  // of them who is served rather than the next
  if (preempts) {
    before = 0;
    for (std::size_t k = 0; k < jobs.size(); ++k)
      before += jobs[k].phase >= 0 && priority(k) <= priority(next[0]) ? 1 : 0;
  }
  const int places = here.shares() ? here.inProgress : here.setup ? kNoBound : serversUp(state, station);
  const bool on = !here.setup || ready > 0 || (here.shares() && before > 0);
  const bool free = on && before + holding(jobs) < places;
  return free ? next : std::vector<std::size_t>{};
}

bool NetworkMoves::mustWait(const NetworkState& state, std::size_t station, const Job& job) const {
  const auto& jobs = state.jobs[station];
  const PlanStation& here = plan_.stations[station];
  if (here.isDelay()) return false;
  if (here.setup) return true;
  if (here.shares()) return begun(jobs) >= here.inProgress;
  int before = static_cast<int>(jobs.size());
  if (here.from->discipline == Discipline::PriorityPreemptiveResume) {
    before = static_cast<int>(std::count_if(jobs.begin(), jobs.end(),
                                            [&](const Job& other) { return priorityOf(other) <= priorityOf(job); }));
  }
  return before >= serversUp(state, station);
}

}  // namespace headroom::analytic
