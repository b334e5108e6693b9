#include <algorithm>

#include "engine/analytic/dispatch_order.h"
#include "engine/analytic/network_places.h"

namespace headroom::analytic {
namespace {

constexpr std::size_t kMostSteps = 20000;

}  // namespace

ChainState NetworkPlaces::first() {
  Step step;
  step.state.assign(places_.size() + positions_.size(), 0);
  for (std::size_t cls = 0; cls < model_.classes.size(); ++cls) {
    const JobClass& users = model_.classes[cls];
    if (users.isOpen()) continue;
    if (!users.think.isZero()) {
      step.state[numbers_.at({Place::Kind::Thinking, cls, 0, 0, 0})] = users.population;
      continue;
    }
    for (int k = 0; k < users.population; ++k)
      step.moving.push_back({Mover::What::Request, cls, "source", 0, kOutside, false});
  }
  const auto outcomes = settle(step);
  return outcomes.empty() ? step.state : outcomes.front().state;
}

void NetworkPlaces::events(const ChainState& state,
                           const std::function<void(double, const std::vector<Outcome>&)>& take) {
  for (std::size_t cls = 0; cls < model_.classes.size(); ++cls) {
    const JobClass& users = model_.classes[cls];
    if (!users.isOpen() || (cut_ >= 0 && inside(state) >= cut_)) continue;
    Step step{state, 1, {{Happening::Kind::Arrived, cls}}, {{Mover::What::Request, cls, "source", 0, kOutside, false}}};
    take(users.arrivals->rate, settle(std::move(step)));
  }
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const double rate = rateOf(state, i);
    if (rate == 0) continue;
    const Place& place = places_[i];
    Step step{state, 1, {}, {}};
    --step.state[i];
    if (place.kind == Place::Kind::Thinking) {
      step.happened.push_back({Happening::Kind::Arrived, place.cls});
      step.moving.push_back({Mover::What::Request, place.cls, "source", 0, kOutside, false});
    } else if (place.kind == Place::Kind::InOrbit) {
      std::vector<Step> tried;
      enterStation(step, {Mover::What::Request, place.cls, "", place.held, kOutside, true}, place.where, tried);
      for (Step& next : tried) take(rate, settle(std::move(next)));
      continue;
    } else {
      step.moving.push_back({Mover::What::FreedStation, 0, "", 0, place.where, false});
      step.moving.push_back(
          {Mover::What::Request, place.cls, model_.stations[place.where].name, place.held, place.where, false});
    }
    take(rate, settle(std::move(step)));
  }
}

std::vector<Outcome> NetworkPlaces::settle(Step step) {
  std::vector<Step> open{std::move(step)};
  std::vector<Outcome> done;
  for (std::size_t steps = 0; !open.empty(); ++steps) {
    Step next = std::move(open.back());
    open.pop_back();
    if (next.moving.empty()) {
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

/// Lets the last mover take its next step. A mover's node is the one it has just left ("source" at first).
void NetworkPlaces::advance(Step step, std::vector<Step>& open) {
  const Mover mover = step.moving.back();
  step.moving.pop_back();
  if (mover.what == Mover::What::FreedStation) return unblock(step, mover.from, open);
  if (mover.what == Mover::What::FreedToken) return admit(step, mover.from, open);
  const auto next = routingOf(mover.cls).find(mover.node);
  if (next == routingOf(mover.cls).end()) return finish(std::move(step), mover.cls, true, open);
  for (const auto& [to, probability] : next->second) {
    if (probability <= 0) continue;
    Step branch = step;
    branch.probability *= probability;
    follow(branch, mover, to, open);
  }
}

void NetworkPlaces::follow(const Step& step, const Mover& mover, const std::string& node, std::vector<Step>& open) {
  if (node == "exit") return finish(step, mover.cls, true, open);
  if (node.starts_with("acquire:")) return enterPool(step, mover, poolIndex(node.substr(8)), open);
  if (node.starts_with("release:")) return release(step, mover, poolIndex(node.substr(8)), open);
  if (const std::size_t station = stationIndex(node); station < model_.stations.size()) {
    return enterStation(step, mover, station, open);
  }
  dispatch(step, mover, static_cast<std::size_t>(model_.dispatcher(node) - model_.dispatchers.data()), open);
}

void NetworkPlaces::enterStation(Step step, const Mover& mover, std::size_t station, std::vector<Step>& open) {
  const Station& here = model_.stations[station];
  if (!mover.again) step.happened.push_back({Happening::Kind::Offered, station});
  if (!isFull(step.state, station)) {
    step.happened.push_back({Happening::Kind::Entered, station});
    ++step.state[numbers_.at({Place::Kind::AtStation, mover.cls, station, 0, mover.held})];
    open.push_back(std::move(step));
    return;
  }
  const bool canBlock = here.onFull == OnFull::Block && mover.from != kOutside;
  if (canBlock) {
    ++step.state[numbers_.at({Place::Kind::Blocked, mover.cls, mover.from, station, mover.held})];
    open.push_back(std::move(step));
  } else if (here.onFull == OnFull::Retry) {
    if (!mover.again) step.happened.push_back({Happening::Kind::SentToOrbit, station});
    ++step.state[numbers_.at({Place::Kind::InOrbit, mover.cls, station, 0, mover.held})];
    open.push_back(std::move(step));
  } else if (here.onFull == OnFull::Overflow) {
    step.happened.push_back({Happening::Kind::Overflowed, station});
    follow(step, mover, here.overflowTo, open);
  } else {
    refuse(std::move(step), mover, {Happening::Kind::Lost, station}, open);
  }
}

void NetworkPlaces::enterPool(Step step, const Mover& mover, std::size_t pool, std::vector<Step>& open) {
  const Pool& tokens = model_.pools[pool];
  const int queue = waiting(step.state, pool);
  int moving = 0;  // tokens of requests that are between two places
  for (const Mover& other : step.moving) moving += (other.held & (1U << pool)) != 0 ? 1 : 0;
  if (queue == 0 && held(step.state, pool) + moving < tokens.size) {
    Mover holder = mover;
    holder.held |= 1U << pool;
    holder.node = "acquire:" + tokens.name;
    step.moving.push_back(std::move(holder));
    open.push_back(std::move(step));
  } else if (tokens.queueLimit && queue >= *tokens.queueLimit) {
    refuse(std::move(step), mover, {Happening::Kind::LostAtPool, pool}, open);
  } else {
    ++step.state[numbers_.at({Place::Kind::WaitingForPool, mover.cls, pool, 0, mover.held})];
    open.push_back(std::move(step));
  }
}

/// Whoever waits for the token moves on before the giver does.
void NetworkPlaces::release(Step step, const Mover& mover, std::size_t pool, std::vector<Step>& open) {
  Mover giver = mover;
  giver.held &= ~(1U << pool);
  giver.node = "release:" + model_.pools[pool].name;
  step.moving.push_back(giver);
  step.moving.push_back({Mover::What::FreedToken, 0, "", 0, pool, false});
  open.push_back(std::move(step));
}

/// A free token goes to one of those who wait, if any.
void NetworkPlaces::admit(const Step& step, std::size_t pool, std::vector<Step>& open) {
  const int queue = waiting(step.state, pool);
  if (queue == 0) {
    open.push_back(step);
    return;
  }
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    if (place.kind != Place::Kind::WaitingForPool || place.where != pool || step.state[i] == 0) continue;
    Step branch = step;
    branch.probability *= 1.0 * step.state[i] / queue;
    --branch.state[i];
    branch.moving.push_back({Mover::What::Request, place.cls, "acquire:" + model_.pools[pool].name,
                             place.held | (1U << pool), kOutside, false});
    open.push_back(std::move(branch));
  }
}

/// Turned away: counted, and its tokens, if it holds any, become free.
void NetworkPlaces::refuse(Step step, const Mover& mover, Happening happening, std::vector<Step>& open) {
  step.happened.push_back(happening);
  losesInside_ = losesInside_ || mover.from != kOutside || mover.held != 0;
  for (std::size_t pool = 0; pool < model_.pools.size(); ++pool) {
    if ((mover.held & (1U << pool)) != 0) step.moving.push_back({Mover::What::FreedToken, 0, "", 0, pool, false});
  }
  finish(std::move(step), mover.cls, false, open);
}

std::vector<double> NetworkPlaces::chances(const ChainState& state, const Dispatcher& dispatcher) const {
  if (auto fixed = fixedShares(dispatcher, dispatcher.targets.size()); !fixed.empty()) return fixed;
  std::vector<int> lengths;
  for (const auto& target : dispatcher.targets) lengths.push_back(present(state, stationIndex(target)));
  return queueShares(dispatcher, lengths);
}

void NetworkPlaces::dispatch(const Step& step, const Mover& mover, std::size_t dispatcher, std::vector<Step>& open) {
  const Dispatcher& here = model_.dispatchers[dispatcher];
  if (const auto cycle = cycles_.find(dispatcher); cycle != cycles_.end()) {
    Step dealt = step;
    int& position = dealt.state[positions_.at(dispatcher)];
    const std::size_t target = cycle->second[static_cast<std::size_t>(position)];
    position = (position + 1) % static_cast<int>(cycle->second.size());
    return follow(dealt, mover, here.targets[target], open);
  }
  const auto shares = chances(step.state, here);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] <= 0) continue;
    Step branch = step;
    branch.probability *= shares[i];
    follow(branch, mover, here.targets[i], open);
  }
}

/// Leaves the network: open requests for good, users to think or straight back to the source.
void NetworkPlaces::finish(Step step, std::size_t cls, bool passed, std::vector<Step>& open) {
  if (passed) step.happened.push_back({Happening::Kind::Passed, cls});
  const JobClass& users = model_.classes[cls];
  if (!users.isOpen() && !users.think.isZero()) {
    ++step.state[numbers_.at({Place::Kind::Thinking, cls, 0, 0, 0})];
  } else if (!users.isOpen()) {
    step.happened.push_back({Happening::Kind::Arrived, cls});
    step.moving.insert(step.moving.begin(), {Mover::What::Request, cls, "source", 0, kOutside, false});
  }
  open.push_back(std::move(step));
}

/// Room has become free: one of those blocked for it moves in, which frees a server where it stood.
void NetworkPlaces::unblock(const Step& step, std::size_t station, std::vector<Step>& open) {
  int queue = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].kind == Place::Kind::Blocked && places_[i].next == station) queue += step.state[i];
  }
  if (queue == 0 || isFull(step.state, station)) {
    open.push_back(step);
    return;
  }
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    if (place.kind != Place::Kind::Blocked || place.next != station || step.state[i] == 0) continue;
    Step branch = step;
    branch.probability *= 1.0 * step.state[i] / queue;
    --branch.state[i];
    branch.happened.push_back({Happening::Kind::Entered, station});
    ++branch.state[numbers_.at({Place::Kind::AtStation, place.cls, station, 0, place.held})];
    branch.moving.push_back({Mover::What::FreedStation, 0, "", 0, place.where, false});
    open.push_back(std::move(branch));
  }
}

}  // namespace headroom::analytic
