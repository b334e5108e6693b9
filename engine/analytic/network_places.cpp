#include "engine/analytic/network_places.h"

#include <algorithm>

#include "engine/analytic/dispatch_order.h"

namespace headroom::analytic {
namespace {

const std::string kAcquire = "acquire:";
const std::string kRelease = "release:";

}  // namespace

NetworkPlaces::NetworkPlaces(const NetworkModel& model) : model_(model) {
  for (std::size_t cls = 0; cls < model.classes.size(); ++cls) {
    if (!model.classes[cls].isOpen() && !model.classes[cls].think.isZero()) {
      number({Place::Kind::Thinking, cls, 0, 0, 0});
    }
    discover(cls, "source", 0, kOutside);
  }
  std::size_t next = places_.size();
  for (std::size_t d = 0; d < model.dispatchers.size(); ++d) {
    const auto order = dealingOrder(model.dispatchers[d], model.dispatchers[d].targets.size());
    if (order.empty()) continue;
    cycles_[d] = order;
    positions_[d] = next++;
  }
}

/// Walks every way a request can go, pools held included, and numbers the places on it.
void NetworkPlaces::discover(std::size_t cls, const std::string& node, unsigned held, std::size_t from) {
  if (node == "exit" || !seen_.emplace(std::tuple(cls, node, held, from), true).second) return;
  if (node.starts_with(kAcquire)) {
    const std::size_t pool = poolIndex(node.substr(kAcquire.size()));
    number({Place::Kind::WaitingForPool, cls, pool, 0, held});
    held |= 1U << pool;
  } else if (node.starts_with(kRelease)) {
    held &= ~(1U << poolIndex(node.substr(kRelease.size())));
  } else if (const std::size_t station = stationIndex(node); station < model_.stations.size()) {
    const Station& here = model_.stations[station];
    number({Place::Kind::AtStation, cls, station, 0, held});
    if (here.capacity && here.onFull == OnFull::Retry) number({Place::Kind::InOrbit, cls, station, 0, held});
    if (here.capacity && here.onFull == OnFull::Overflow) discover(cls, here.overflowTo, held, from);
    if (here.capacity && here.onFull == OnFull::Block && from != kOutside) {
      number({Place::Kind::Blocked, cls, from, station, held});
    }
    from = station;
  } else if (const Dispatcher* dispatcher = model_.dispatcher(node)) {
    for (const auto& target : dispatcher->targets) discover(cls, target, held, from);
    return;
  }
  const auto next = routingOf(cls).find(node);
  if (next == routingOf(cls).end()) return;
  for (const auto& [to, probability] : next->second) discover(cls, to, held, from);
}

std::size_t NetworkPlaces::number(const Place& place) {
  const auto [found, isNew] = numbers_.emplace(place, places_.size());
  if (isNew) places_.push_back(place);
  return found->second;
}

std::size_t NetworkPlaces::stationIndex(const std::string& name) const {
  const Station* station = model_.station(name);
  return station == nullptr ? model_.stations.size() : static_cast<std::size_t>(station - model_.stations.data());
}

std::size_t NetworkPlaces::poolIndex(const std::string& name) const {
  return static_cast<std::size_t>(model_.pool(name) - model_.pools.data());
}

int NetworkPlaces::inside(const ChainState& state) const {
  int sum = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) sum += places_[i].kind == Place::Kind::Thinking ? 0 : state[i];
  return sum;
}

int NetworkPlaces::present(const ChainState& state, std::size_t station) const {
  int sum = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const bool there = places_[i].kind == Place::Kind::AtStation || places_[i].kind == Place::Kind::Blocked;
    if (there && places_[i].where == station) sum += state[i];
  }
  return sum;
}

int NetworkPlaces::unblocked(const ChainState& state, std::size_t station) const {
  int sum = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].kind == Place::Kind::AtStation && places_[i].where == station) sum += state[i];
  }
  return sum;
}

double NetworkPlaces::busy(const ChainState& state, std::size_t station) const {
  const Station& here = model_.stations[station];
  const int able = unblocked(state, station);
  if (here.discipline == Discipline::Delay) return able;
  const int blocked = present(state, station) - able;
  return std::min({able, here.concurrency.value_or(able), here.servers - blocked});
}

int NetworkPlaces::waiting(const ChainState& state, std::size_t pool) const {
  int sum = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].kind == Place::Kind::WaitingForPool && places_[i].where == pool) sum += state[i];
  }
  return sum;
}

int NetworkPlaces::held(const ChainState& state, std::size_t pool) const {
  int sum = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if ((places_[i].held & (1U << pool)) != 0) sum += state[i];
  }
  return sum;
}

bool NetworkPlaces::forgetsOrder() const {
  std::map<std::pair<Place::Kind, std::size_t>, int> kinds;
  for (const Place& place : places_) {
    const bool pool = place.kind == Place::Kind::WaitingForPool;
    const bool fifo =
        place.kind == Place::Kind::AtStation && (model_.stations[place.where].discipline == Discipline::Fifo ||
                                                 model_.stations[place.where].concurrency.has_value());
    const bool blocked = place.kind == Place::Kind::Blocked;
    const std::size_t queue = blocked ? place.next : place.where;
    if ((pool || fifo || blocked) && ++kinds[{place.kind, queue}] > 1) return true;
  }
  return false;
}

bool NetworkPlaces::isFull(const ChainState& state, std::size_t station) const {
  return model_.stations[station].capacity && present(state, station) >= *model_.stations[station].capacity;
}

/// Part of the station's busy servers that works for this place.
double NetworkPlaces::shareOf(const ChainState& state, std::size_t place) const {
  const std::size_t station = places_[place].where;
  const double busyServers = busy(state, station);
  if (model_.stations[station].discipline != Discipline::PriorityPreemptiveResume) {
    return busyServers * state[place] / unblocked(state, station);
  }
  const int urgency = model_.classes[places_[place].cls].priority;
  int more = 0;
  int same = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].kind != Place::Kind::AtStation || places_[i].where != station) continue;
    const int other = model_.classes[places_[i].cls].priority;
    (other < urgency ? more : same) += other > urgency ? 0 : state[i];
  }
  return std::clamp(busyServers - more, 0.0, static_cast<double>(same)) * state[place] / same;
}

double NetworkPlaces::rateOf(const ChainState& state, std::size_t place) const {
  if (state[place] == 0) return 0;
  const Place& here = places_[place];
  switch (here.kind) {
    case Place::Kind::Thinking:
      return state[place] / model_.classes[here.cls].think.mean();
    case Place::Kind::InOrbit:
      return state[place] / model_.stations[here.where].retryDelay->mean();
    case Place::Kind::AtStation:
      return shareOf(state, place) / model_.stations[here.where].serviceOf(model_.classes[here.cls].name)->mean();
    case Place::Kind::WaitingForPool:
    case Place::Kind::Blocked:
      return 0;
  }
  return 0;
}

}  // namespace headroom::analytic
