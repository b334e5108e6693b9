#include "engine/sim/deadlock.h"

#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

/// By request that holds a worker: the call at the end of its chain of synchronous calls, when that one waits for a
/// worker itself; kNone for all others.
std::vector<Index> World::waitingCalls() const {
  std::vector<Index> waiting(requests_.size(), kNone);
  for (Index id = 0; id < requests_.size(); ++id) {
    const Request& call = requests_[id];
    if (!call.alive || call.callerDone || call.parent == kNone || call.server == kNone || call.executing) continue;
    if (events_.pending(call.activity)) continue;  // has just got a worker
    Index holder = call.parent;
    while (holder != kNone) {
      waiting[holder] = id;
      const Request& request = requests_[holder];
      holder = request.callerDone ? kNone : request.parent;  // who gave up waits no longer
    }
  }
  return waiting;
}

const World::PoolState& World::poolInside(const Request& request) const {
  return servers_[request.server].pools[request.hosting->pool];
}

/// The largest set of pools in which every worker is held by somebody who waits for a worker of the set. None of them
/// can come free by itself (Coffman, Elphick & Shoshani 1971: circular wait, with several units of a resource).
std::vector<char> World::stuckPools(const std::vector<Index>& waiting) const {
  std::vector<char> stuck(poolPlaces_.size());
  for (const ServerState& server : servers_) {
    for (const PoolState& pool : server.pools)
      stuck[pool.number] = pool.executing > 0 && pool.executing >= pool.workers;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (Index id = 0; id < requests_.size(); ++id) {
      const Request& holder = requests_[id];
      if (!holder.alive || !holder.executing || holder.server == kNone) continue;
      char& mine = stuck[poolInside(holder).number];
      if (!mine || (waiting[id] != kNone && stuck[poolInside(requests_[waiting[id]]).number])) continue;
      mine = 0;
      changed = true;
    }
  }
  return stuck;
}

/// Who holds the workers of a stuck pool: one of them, and whom it waits for.
CircleStep World::stepOf(Index pool, const std::vector<Index>& waiting) const {
  const auto holds = [&](Index id) {
    const Request& request = requests_[id];
    return request.alive && request.executing && request.server != kNone && poolInside(request).number == pool;
  };
  Index holder = 0;
  while (!holds(holder)) ++holder;
  CircleStep step{poolPlaces_[pool].first, poolPlaces_[pool].second, {}};
  for (Index id = waiting[holder]; id != holder; id = requests_[id].parent)
    step.chain.insert(step.chain.begin(), requests_[id].application);
  step.chain.insert(step.chain.begin(), requests_[holder].application);
  return step;
}

/// Looks for a circle of waits; costs a pass over all requests, so at most once a second.
void World::lookForDeadlock() {
  if (model_.references.empty() || unlimited() || now_ < nextLook_) return;
  nextLook_ = now_ + Duration::wholeSeconds(1);
  const std::vector<Index> waiting = waitingCalls();
  const std::vector<char> stuck = stuckPools(waiting);
  const auto first = std::find(stuck.begin(), stuck.end(), 1);
  if (first == stuck.end() || deadlocks_.seen++ > 0) return;
  // From pool to pool until one comes again: from there on it is the circle.
  auto pool = static_cast<Index>(first - stuck.begin());
  std::vector<Index> path;
  std::vector<CircleStep> steps;
  while (std::find(path.begin(), path.end(), pool) == path.end()) {
    path.push_back(pool);
    steps.push_back(stepOf(pool, waiting));
    pool = poolWaitedFor(pool, waiting);
  }
  const auto begin = std::find(path.begin(), path.end(), pool) - path.begin();
  deadlocks_.circle.assign(steps.begin() + begin, steps.end());
}

/// The pool for whose worker the first holder of a stuck pool waits in the end.
Index World::poolWaitedFor(Index pool, const std::vector<Index>& waiting) const {
  for (Index id = 0; id < requests_.size(); ++id) {
    const Request& request = requests_[id];
    if (!request.alive || !request.executing || request.server == kNone || poolInside(request).number != pool) continue;
    return poolInside(requests_[waiting[id]]).number;
  }
  return pool;
}

std::string World::busyNow(Kind kind, std::uint32_t subject) const {
  const auto whose = [&](Index source, Index server) {
    return ", among them requests of the users " + model_.sources[source].name +
           (server == kNone ? std::string() : " at server " + model_.servers[server].name);
  };
  if (kind == Kind::Think) return whose(users_[subject].source, kNone);
  if (kind == Kind::Page) return whose(subject, kNone);
  if ((kind == Kind::Step || kind == Kind::Served) && requests_[subject].source != kNone)
    return whose(requests_[subject].source, requests_[subject].destination);
  return {};
}

}  // namespace headroom::sim
