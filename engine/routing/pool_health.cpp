// What a pool knows about the state of its servers: operator, checks, traffic, and the slow way back.
#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/routing/pool.h"

namespace headroom::routing {
namespace {

constexpr int kError = 500;
constexpr std::int64_t kRampSteps = 64;
constexpr double kLeastShare =
    0.1;  // Envoy's min_weight_percent; products that start at 0 differ only at the very start

}  // namespace

bool Pool::healthy(ServerIndex server) const {
  const Side& side = sides_[server];
  return side.state != AdminState::Maintenance && side.health.up() && !(outliers_ && outliers_->ejected(server));
}

// Servers that an operator took out do not count on either side, and a usable backup is better than panic.
bool Pool::shouldPanic() const {
  if (!panicPercent_) return false;
  int total = 0, good = 0;
  for (ServerIndex i = 0; i < servers_.size(); ++i) {
    if (sides_[i].state != AdminState::Ready || sides_[i].weight == 0) continue;
    const bool well = healthy(i);
    if (servers_[i].backup && well) return false;
    if (servers_[i].backup) continue;
    ++total;
    good += well ? 1 : 0;
  }
  return total > 0 && (good == 0 || good * 100 < total * *panicPercent_);
}

void Pool::applyUsable(ServerIndex server, Instant now) {
  Side& side = sides_[server];
  const bool usable = healthy(server) || (panicking_ && side.state == AdminState::Ready);
  if (usable == side.usable) return;
  side.usable = usable;
  policy_->setUsable(server, usable, now);
  planTime();
  if (!usable) {
    side.errors = 0;
    if (redispatch_) bounceQueue(server);
    return;
  }
  if (weightScale_ > 1 && servers_[server].slowStart.ns() > 0) {
    side.warming = true;
    side.cameBack = now;
    ramp(now);
  }
  // The end of a drain alone does not make the original look at its queues.
  grabQueue(server);
}

void Pool::applyHealth(ServerIndex server, Instant now) {
  const bool panic = shouldPanic();
  if (panic == panicking_) return applyUsable(server, now);
  panicking_ = panic;
  for (ServerIndex i = 0; i < servers_.size(); ++i) applyUsable(i, now);
}

void Pool::applyState(ServerIndex server, bool wasDraining, Instant now) {
  const bool isDraining = sides_[server].state == AdminState::Drain;
  if (isDraining != wasDraining) policy_->setDraining(server, isDraining, now);
  applyHealth(server, now);
  if (isDraining && !wasDraining && redispatch_) bounceQueue(server);
  planTime();
}

void Pool::setState(ServerIndex server, AdminState state, Instant now) {
  const Settling settling{*this};
  clearLists();
  catchUp(now);
  Side& side = sides_[server];
  const bool wasDraining = side.state == AdminState::Drain;
  if (side.state == AdminState::Maintenance && state != AdminState::Maintenance) side.health.restart();
  side.state = state;
  applyState(server, wasDraining, now);
}

Outcome Pool::setWeight(ServerIndex server, int weight, Instant now) {
  const Settling settling{*this};
  clearLists();
  catchUp(now);
  const std::string who = "server '" + printable(servers_[server].name) + "'";
  if (weight < 0 || weight > kMaxWeight) {
    return problem("weight " + std::to_string(weight) + " for " + who, "weights go from 0 to 256");
  }
  if (weight * weightScale_ > kMaxWeight) {
    return problem("weight " + std::to_string(weight) + " for " + who + " in a pool with slow start",
                   "slow start needs fractions of weights: stay at " + std::to_string(kMaxWeight / weightScale_) +
                       " or below, the largest configured weight");
  }
  if (!policy_->weightAllowed(server, weight * weightScale_)) {
    return problem("this algorithm cannot set " + who + " to weight " + std::to_string(weight) + " at run time",
                   "only 0 and the configured weight of " + std::to_string(servers_[server].weight) + " are possible");
  }
  sides_[server].weight = weight;
  policy_->setWeight(server, weightInForce(server, now), now);
  advancePolicy(now);
  planTime();
  if (panicPercent_) applyHealth(server, now);
  return Done{};
}

void Pool::checked(ServerIndex server, bool passed, Instant now) {
  const Settling settling{*this};
  clearLists();
  catchUp(now);
  Side& side = sides_[server];
  if (side.state == AdminState::Maintenance) return;
  if (passed) {
    side.health.pass();
  } else {
    side.health.fail();
  }
  applyHealth(server, now);
}

void Pool::learnFrom(ServerIndex server, Sign sign, int status, Instant now) {
  if (observe_) observe(server, sign, now);
  if (!outliers_) return;
  if (status < kError) return outliers_->succeeded(server);
  if (!outliers_->failed(server, now)) return;
  planTime();
  applyHealth(server, now);
}

void Pool::observe(ServerIndex server, Sign sign, Instant now) {
  Side& side = sides_[server];
  if (side.state == AdminState::Maintenance) return;
  const bool error = observe_->layer == ObserveSpec::Layer::Answer ? sign != Sign::Good : sign == Sign::Refused;
  if (!error) {
    side.errors = 0;
    return;
  }
  if (++side.errors < observe_->errorLimit) return;
  side.errors = 0;
  news_ = true;
  hastened_.push_back(server);
  switch (observe_->onError) {
    case ObserveSpec::OnError::FastInterval:
      return;
    case ObserveSpec::OnError::FailCheck:
      side.health.fail();
      break;
    case ObserveSpec::OnError::SuddenDeath:
      side.health.suddenDeath();
      break;
    case ObserveSpec::OnError::MarkDown:
      side.health.markDown();
      break;
  }
  applyHealth(server, now);
}

// What is due by now, in the order in which it was due: ejections end at their own moments, not when somebody looks.
void Pool::timePassed(Instant now) {
  while (policy_->nextTick() <= now) advancePolicy(policy_->nextTick());
  while (outliers_ && outliers_->nextSweep() <= now) {
    const Instant due = outliers_->nextSweep();
    if (nextRamp_ <= due) ramp(due);
    returning_.clear();
    outliers_->sweep(returning_);
    for (const ServerIndex server : returning_) applyHealth(server, due);
  }
  if (nextRamp_ <= now) ramp(now);
  planTime();
}

// Step by step, because each server that gets warmer looks at the queue before the next one does.
void Pool::advancePolicy(Instant now) {
  for (const ServerIndex server : policy_->tick(now)) grabQueue(server);
}

void Pool::planTime() {
  timed_ = std::min(nextRamp_, policy_->nextTick());
  if (outliers_) timed_ = std::min(timed_, outliers_->nextSweep());
}

int Pool::weightInForce(ServerIndex server, Instant now) const {
  const Side& side = sides_[server];
  const int full = side.weight * weightScale_;
  if (!side.warming || full == 0) return full;
  const double share =
      std::max(kLeastShare, static_cast<double>((now - side.cameBack).ns()) / servers_[server].slowStart.ns());
  return share >= 1.0 ? full : std::max(1, static_cast<int>(full * share + 0.5));
}

void Pool::ramp(Instant now) {
  nextRamp_ = Instant::never();
  for (ServerIndex i = 0; i < servers_.size(); ++i) {
    Side& side = sides_[i];
    if (!side.warming) continue;
    policy_->setWeight(i, weightInForce(i, now), now);
    side.warming = now - side.cameBack < servers_[i].slowStart;
    if (!side.warming) continue;
    const Duration step = std::max(Duration::milliseconds(1), servers_[i].slowStart / kRampSteps);
    nextRamp_ = std::min(nextRamp_, now + step);
  }
  planTime();
}

std::string Pool::stateText(ServerIndex server) const {
  const Side& side = sides_[server];
  if (side.state == AdminState::Maintenance) return "MAINT";
  if (outliers_ && outliers_->ejected(server)) {
    return "EJECTED until " + formatDuration(outliers_->ejectedUntil(server).sinceStart());
  }
  std::string text = side.health.text();
  if (side.state == AdminState::Drain && side.health.up()) text.replace(0, 2, "DRAIN");
  return text;
}

}  // namespace headroom::routing
