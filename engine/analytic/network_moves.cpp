// What happens within one event, until everybody is somewhere.
#include "engine/analytic/network_moves.h"

#include <algorithm>

#include "engine/analytic/dispatch_order.h"

namespace headroom::analytic {
namespace {

constexpr std::size_t kMostSteps = 20000;
using Kind = Happening::Kind;

bool hasToken(const Job& job, std::size_t pool) {
  return ((job.held >> pool) & 1) != 0;
}

}  // namespace

NetworkMoves::Task NetworkMoves::startAt(std::size_t station, int ready) {
  Task task;
  task.place = station;
  task.ready = ready;
  return task;
}

NetworkMoves::Task NetworkMoves::roomAt(std::size_t station) {
  Task task;
  task.what = Task::What::Room;
  task.place = station;
  return task;
}

NetworkMoves::Task NetworkMoves::tokenOf(std::size_t pool) {
  Task task;
  task.what = Task::What::Token;
  task.place = pool;
  return task;
}

NetworkMoves::Task NetworkMoves::leaving(const Job& job, const std::vector<PlanWay>& ways, int from) {
  Task task;
  task.what = Task::What::Leave;
  task.job = job;
  task.ways = &ways;
  task.from = from;
  return task;
}

NetworkMoves::Task NetworkMoves::going(const Job& job, PlanNode node, int from, bool again) {
  Task task;
  task.what = Task::What::Go;
  task.job = job;
  task.node = node;
  task.from = from;
  task.again = again;
  return task;
}

std::vector<Outcome> NetworkMoves::settle(Step step) {
  Steps open;
  open.push_back(std::move(step));
  std::vector<Outcome> done;
  for (std::size_t steps = 0; !open.empty(); ++steps) {
    Step next = std::move(open.back());
    open.pop_back();
    if (next.tasks.empty()) {
      done.push_back({std::move(next.state), next.probability, std::move(next.happened)});
    } else if (steps > kMostSteps) {
      stuck_ = true;
      return done;
    } else {
      advance(std::move(next), open);
    }
  }
  return done;
}

void NetworkMoves::advance(Step step, Steps& open) {
  const Task task = std::move(step.tasks.back());
  step.tasks.pop_back();
  switch (task.what) {
    case Task::What::Start:
      return start(std::move(step), task, open);
    case Task::What::Room:
      return admitHeld(std::move(step), task.place, open);
    case Task::What::Token:
      return passToken(std::move(step), task.place, open);
    case Task::What::Go:
      return go(std::move(step), task, open);
    case Task::What::Leave:
      break;
  }
  for (const PlanWay& way : *task.ways) {
    Step branch = step;
    branch.probability *= way.probability;
    branch.add(going(task.job, way.to, task.from));
    open.push_back(std::move(branch));
  }
}

/// Room has become free: who is held back for it comes in, which frees a server where it stood.
void NetworkMoves::admitHeld(Step step, std::size_t station, Steps& open) {
  auto& door = step.state.doors[station];
  if (door.empty() || static_cast<int>(step.state.jobs[station].size()) >= plan_.stations[station].room) {
    open.push_back(std::move(step));
    return;
  }
  const std::size_t choices = ordered_ ? 1 : door.size();
  if (choices > 1) forgot_ = true;
  for (std::size_t k = 0; k < choices; ++k) {
    Step branch = step;
    branch.probability /= static_cast<double>(choices);
    HeldJob next = door[k];
    branch.state.doors[station].erase(branch.state.doors[station].begin() + static_cast<std::ptrdiff_t>(k));
    auto& left = branch.state.jobs[static_cast<std::size_t>(next.from)];
    left.erase(std::find(left.begin(), left.end(), next.job));
    const auto from = static_cast<std::size_t>(next.from);
    branch.add(roomAt(from));
    branch.add(startAt(from, 1));
    next.job.phase = Job::kWaits;
    branch.note(Kind::Entered, station, next.job.cls);
    if (mustWait(branch.state, station, next.job)) branch.note(Kind::HadToWait, station, next.job.cls);
    branch.state.jobs[station].push_back(next.job);
    branch.add(startAt(station));
    open.push_back(std::move(branch));
  }
}

/// A free token goes to who waits for it, if anybody does.
void NetworkMoves::passToken(Step step, std::size_t pool, Steps& open) {
  int used = heldTokens(step.state, pool);
  for (const Task& task : step.tasks) used += hasToken(task.job, pool) ? 1 : 0;
  const auto& line = step.state.lines[pool];
  if (line.empty() || used >= plan_.pools[pool]->size) {
    open.push_back(std::move(step));
    return;
  }
  const std::size_t choices = ordered_ ? 1 : line.size();
  if (choices > 1) forgot_ = true;
  for (std::size_t k = 0; k < choices; ++k) {
    Step branch = step;
    branch.probability /= static_cast<double>(choices);
    Job next = line[k];
    branch.state.lines[pool].erase(branch.state.lines[pool].begin() + static_cast<std::ptrdiff_t>(k));
    next.held |= 1 << pool;
    branch.add(tokenOf(pool));
    branch.add(leaving(next, plan_.classes[static_cast<std::size_t>(next.cls)].afterAcquire[pool]));
    open.push_back(std::move(branch));
  }
}

void NetworkMoves::go(Step step, const Task& task, Steps& open) {
  const auto cls = static_cast<std::size_t>(task.job.cls);
  switch (task.node.kind) {
    case PlanNode::Kind::Exit:
      step.note(Kind::Passed, 0, task.job.cls);
      giveBack(step, task.job);
      return leave(std::move(step), task.job.cls, open);
    case PlanNode::Kind::Station:
      return enterStation(std::move(step), task, open);
    case PlanNode::Kind::Dispatcher:
      return dispatch(step, task, open);
    case PlanNode::Kind::Acquire:
      return askPool(std::move(step), task, open);
    case PlanNode::Kind::Release: {
      // whoever waits for the token moves on before the giver does
      Job giver = task.job;
      giver.held &= ~(1 << task.node.index);
      step.add(leaving(giver, plan_.classes[cls].afterRelease[task.node.index], task.from));
      step.add(tokenOf(task.node.index));
      open.push_back(std::move(step));
      return;
    }
  }
}

void NetworkMoves::dispatch(const Step& step, const Task& task, Steps& open) {
  const PlanDispatcher& here = plan_.dispatchers[task.node.index];
  const auto send = [&](Step branch, std::size_t target) {
    branch.add(going(task.job, {PlanNode::Kind::Station, here.targets[target]}, task.from));
    open.push_back(std::move(branch));
  };
  if (!here.order.empty()) {
    Step dealt = step;
    int& turn = dealt.state.turns[task.node.index];
    const std::size_t target = here.order[static_cast<std::size_t>(turn)];
    turn = (turn + 1) % static_cast<int>(here.order.size());
    return send(std::move(dealt), target);
  }
  std::vector<double> shares = here.shares;
  if (shares.empty()) {
    std::vector<int> lengths;
    for (const std::size_t target : here.targets) lengths.push_back(static_cast<int>(step.state.jobs[target].size()));
    shares = queueShares(*here.from, lengths);
  }
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] <= 0) continue;
    Step branch = step;
    branch.probability *= shares[i];
    send(std::move(branch), i);
  }
}

void NetworkMoves::askPool(Step step, const Task& task, Steps& open) {
  const std::size_t pool = task.node.index;
  const Pool& tokens = *plan_.pools[pool];
  const auto cls = static_cast<std::size_t>(task.job.cls);
  auto& line = step.state.lines[pool];
  int used = heldTokens(step.state, pool);
  for (const Task& other : step.tasks) used += hasToken(other.job, pool) ? 1 : 0;
  Job job = task.job;
  step.note(Kind::PoolAsked, pool, job.cls);
  if (line.empty() && used < tokens.size) {
    job.held |= 1 << pool;
    step.add(leaving(job, plan_.classes[cls].afterAcquire[pool], task.from));
  } else if (tokens.queueLimit && static_cast<int>(line.size()) >= *tokens.queueLimit) {
    step.note(Kind::PoolRefused, pool, job.cls);
    losesInside_ = losesInside_ || task.from != kNowhere || job.held != 0;
    return refuse(std::move(step), job, open);
  } else {
    step.note(Kind::PoolWaited, pool, job.cls);
    line.push_back(job);
    if (!ordered_) std::sort(line.begin(), line.end());
  }
  open.push_back(std::move(step));
}

void NetworkMoves::enterStation(Step step, const Task& task, Steps& open) {
  const std::size_t station = task.node.index;
  if (!task.again) step.note(Kind::Offered, station, task.job.cls);
  if (static_cast<int>(step.state.jobs[station].size()) >= plan_.stations[station].room)
    return findsFull(std::move(step), task, open);
  Job job = task.job;
  job.phase = Job::kWaits;
  step.note(Kind::Entered, station, job.cls);
  if (mustWait(step.state, station, job)) step.note(Kind::HadToWait, station, job.cls);
  step.state.jobs[station].push_back(job);
  step.add(startAt(station));
  open.push_back(std::move(step));
}

void NetworkMoves::findsFull(Step step, const Task& task, Steps& open) {
  const std::size_t station = task.node.index;
  const PlanStation& here = plan_.stations[station];
  Job job = task.job;
  const bool holds = here.from->onFull == OnFull::Block && task.from != kNowhere;
  if (holds) {
    job.phase = Job::kHeld;
    auto& jobs = step.state.jobs[static_cast<std::size_t>(task.from)];
    jobs.insert(jobs.begin(), job);
    step.state.doors[station].push_back({task.from, job});
  } else if (here.from->onFull == OnFull::Retry) {
    if (!task.again) step.note(Kind::SentToOrbit, station, job.cls);
    return enterOrbit(step, station, job, open);
  } else if (here.from->onFull == OnFull::Overflow) {
    step.note(Kind::Overflowed, station, job.cls);
    step.add(going(job, {PlanNode::Kind::Station, here.overflowTo}, task.from));
  } else {
    step.note(Kind::LostHere, station, job.cls);
    losesInside_ = losesInside_ || task.from != kNowhere || job.held != 0;
    return refuse(std::move(step), job, open);
  }
  open.push_back(std::move(step));
}

void NetworkMoves::enterOrbit(const Step& step, std::size_t station, Job job, Steps& open) {
  for (const auto& [phase, probability] : plan_.stations[station].retryDelay->starts) {
    Step branch = step;
    branch.probability *= probability;
    job.phase = phase;
    auto& orbit = branch.state.orbits[station];
    orbit.insert(std::upper_bound(orbit.begin(), orbit.end(), job), job);
    open.push_back(std::move(branch));
  }
}

/// Turned away: counted, and its tokens, if it holds any, become free.
void NetworkMoves::refuse(Step step, const Job& job, Steps& open) {
  step.note(Kind::Refused, 0, job.cls);
  giveBack(step, job);
  leave(std::move(step), job.cls, open);
}

void NetworkMoves::giveBack(Step& step, const Job& job) {
  for (std::size_t pool = 0; pool < plan_.pools.size(); ++pool) {
    if (hasToken(job, pool)) step.add(tokenOf(pool));
  }
}

/// Leaves the network: open requests for good, users to think or straight back to the source.
void NetworkMoves::leave(Step step, int cls, Steps& open) {
  const PlanClass& users = plan_.classes[static_cast<std::size_t>(cls)];
  if (users.arrivals) {
    open.push_back(std::move(step));
  } else if (!users.think) {
    step.note(Kind::Arrived, 0, cls);
    enterSource(std::move(step), cls, open);
  } else {
    for (const auto& [phase, probability] : users.think->starts) {
      Step branch = step;
      branch.probability *= probability;
      ++branch.state.thinking[static_cast<std::size_t>(cls)][static_cast<std::size_t>(phase)];
      open.push_back(std::move(branch));
    }
  }
}

void NetworkMoves::enterSource(Step step, int cls, Steps& open) {
  const PlanClass& users = plan_.classes[static_cast<std::size_t>(cls)];
  Job job;
  job.cls = cls;
  if (!users.patience || users.from->patience->scope == Patience::Scope::Waiting) {
    // whatever this event still has to do comes first
    step.tasks.insert(step.tasks.begin(), leaving(job, users.source));
    open.push_back(std::move(step));
    return;
  }
  for (const auto& [phase, probability] : users.patience->starts) {
    Step branch = step;
    branch.probability *= probability;
    job.patience = phase;
    branch.tasks.insert(branch.tasks.begin(), leaving(job, users.source));
    open.push_back(std::move(branch));
  }
}

int NetworkMoves::heldTokens(const NetworkState& state, std::size_t pool) {
  int sum = 0;
  for (const auto* places : {&state.jobs, &state.orbits, &state.lines}) {
    for (const auto& place : *places)
      sum += static_cast<int>(
          std::count_if(place.begin(), place.end(), [pool](const Job& job) { return hasToken(job, pool); }));
  }
  return sum;
}

}  // namespace headroom::analytic
