// Why the pool sends a request where it sends it.
#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/routing/nginx/nginx_keys.h"
#include "engine/routing/pool.h"

namespace headroom::routing {

/// The algorithm's word about the server, put right or completed by what only the pool knows.
std::string Pool::stateNow(ServerIndex server, std::string state, Instant now) const {
  const Side& side = sides_[server];
  if (side.state == AdminState::Maintenance) return "maintenance";
  std::string ill;
  if (outliers_ && outliers_->ejected(server)) {
    ill = "ejected until " + formatDuration(outliers_->ejectedUntil(server).sinceStart());
  } else if (!side.health.up()) {
    ill = toLower(side.health.text());
  }
  if (!ill.empty()) return side.usable ? ill + ", used in panic: " + state : ill;
  if (check_ && !side.health.full()) state += ", " + toLower(side.health.text());
  if (side.warming) {
    const int full = std::max(1, side.weight * weightScale_);
    state += ", warming up: " + std::to_string(weightInForce(server, now) * 100 / full) + " % of its weight";
  }
  return state;
}

Explanation Pool::explain(const RequestKey& key, Instant now, RandomSource& random) const {
  if (now >= timed_) {  // what time has done since the last call is made up in a copy
    Pool later(*this);
    later.catchUp(now);
    return later.explain(key, now, random);
  }
  auto bound = cookieServer(key);
  std::string by = "the persistence cookie";
  if (!bound && stick_) {
    bound = stick_->peek(addressOf(key), now);
    if (bound && !usable(*bound)) bound.reset();
    by = "the stick table";
  }
  RequestKey attempt = key;
  Attempts gaveWay;
  if (bound && mayBind(*bound) && redispatch_ && !hasPlace(*bound)) {
    gaveWay.tried.push_back(*bound);
    attempt.attempts = &gaveWay;
    bound.reset();
  }
  Explanation why = policy_->explain(attempt, now, random);
  if (!gaveWay.tried.empty()) {
    why.rule = "the queue of " + printable(servers_[gaveWay.tried.front()].name) + ", which " + by +
               " names, is full, and redispatch allows another: " + why.rule;
  }
  for (Candidate& candidate : why.candidates) {
    candidate.state = stateNow(candidate.server, std::move(candidate.state), now);
  }
  if (panicking_) why.rule = "panic: too few healthy servers, so all hosts count; " + why.rule;
  if (weightScale_ > 1) why.rule += "; weights times " + std::to_string(weightScale_) + " for the slow start";
  if (bound && mayBind(*bound)) {
    why.chosen = bound;
    why.rule = by + " names " + printable(servers_[*bound].name);
    why.tieBreak.clear();
  } else if (!nginx_ && habits_.waitsBehindQueue && queue_.length > 0 && policy_->anyServing()) {
    why.chosen.reset();
    why.rule = std::to_string(queue_.length) + " requests wait for any server; this one waits behind them";
    why.tieBreak.clear();
  }
  return why;
}

}  // namespace headroom::routing
