#include "engine/routing/roundrobin/roundrobin.h"

#include <algorithm>

namespace headroom::routing {

RoundRobin::RoundRobin(const std::vector<ServerSpec>& servers, bool allBackups)
    : HaproxyPolicy(servers, allBackups, WeightScale::Sixteenths), places_(servers.size()) {
  for (Round& round : rounds_) {
    round.current.reset(servers.size());
    for (OrderedSet& set : round.byWeight) set.reset(servers.size());
  }
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    if (!members_[i].inPlay) continue;
    Round& round = rounds_[members_[i].group];
    round.nextWeight += members_[i].effective;
    round.init().insert(i, weightKey(i));
  }
  for (Round& round : rounds_) round.position = round.weight = round.nextWeight;
  makeRoom();
}

void RoundRobin::makeRoom() {
  aside_.reserve(members_.size());
  repetition_.order.reserve(members_.size());
  repetition_.ended.reserve(members_.size());
  if (rounds_[Active].nextWeight <= Repetition::kLongest) repetition_.turns.reserve(rounds_[Active].nextWeight);
}

ServerIndex RoundRobin::candidate(Round& round, OrderedSet*& from) {
  from = &round.current;
  const ServerIndex placed = round.current.first();
  if (placed != kNoServer && places_[placed].next <= round.position) return placed;
  const ServerIndex waiting = round.init().first();
  if (waiting == kNoServer) return placed;
  from = &round.init();
  places_[waiting].next = 0;
  places_[waiting].remainder = 0;
  return waiting;
}

inline void RoundRobin::advance(Round& round, ServerIndex server) {
  Place& p = places_[server];
  const std::uint32_t weight = members_[server].effective;
  if (p.stepWeight != round.nextWeight) {
    p.step = round.nextWeight / weight;
    p.stepRest = round.nextWeight % weight;
    p.stepWeight = round.nextWeight;
  }
  if (p.next == 0) p.next = round.position;
  p.last = p.next;
  p.next += p.step;
  p.remainder += p.stepRest;
  if (p.remainder >= weight) {
    p.remainder -= weight;
    p.next += 1;
  }
}

inline bool RoundRobin::staysIn(const Round& round, ServerIndex server) const {
  const std::uint32_t next = places_[server].next;
  return next < 2 * round.weight && next < round.weight + round.nextWeight;
}

inline std::uint32_t RoundRobin::turnKey(ServerIndex server) const {
  const Place& p = places_[server];
  return 256 * p.next + (4096 + p.remainder - members_[server].effective) / 16;
}

void RoundRobin::place(Round& round, ServerIndex server) {
  if (staysIn(round, server)) {
    round.current.insert(server, turnKey(server));
  } else {
    places_[server].next -= round.weight;
    round.next().insert(server, weightKey(server));
  }
}

void RoundRobin::removeFromAll(Round& round, ServerIndex server) {
  round.current.remove(server);
  for (OrderedSet& set : round.byWeight) set.remove(server);
}

Choice RoundRobin::choose(const RequestKey& key, Instant now, RandomSource&) {
  catchUp(now);
  if (repetition_.reading && avoided(key) == kNoServer) [[likely]]
    return repetition_.next();
  return chooseByTurns(key);
}

[[gnu::noinline]] Choice RoundRobin::chooseByTurns(const RequestKey& key) {
  settle();
  if (countInPlay(Active) == 0) return chooseBackup(key);
  Round& round = rounds_[Active];
  const ServerIndex avoid = avoided(key);
  if (avoid != kNoServer) {
    repetition_.noting = false;
    return takeNextTurn(round, avoid);
  }
  if (isOver(round)) {
    noteEnd(round);
    if (repetition_.reading) return repetition_.next();
  }
  const ServerIndex server = takeNextTurn(round, kNoServer);
  if (repetition_.noting) repetition_.turns.push_back(server);
  return server;
}

ServerIndex RoundRobin::takeNextTurn(Round& round, ServerIndex avoid) {
  // Nearly every turn: the next one of the round, who has room and gets another turn later in the same round.
  if (!round.current.empty() && round.weight != 0) [[likely]] {
    const ServerIndex placed = round.current.top();
    if (places_[placed].next <= round.position && hasRoom(placed) && placed != avoid) [[likely]] {
      takeTurn(round, placed);
      return placed;
    }
  }
  return chooseAvoiding(round, avoid);
}

bool RoundRobin::isOver(const Round& round) const {
  return round.current.empty() && round.init().empty() && !round.next().empty();
}

bool RoundRobin::anyLimit() const {
  return std::any_of(members_.begin(), members_.end(), [](const Member& m) { return m.limit != 0; });
}

void RoundRobin::noteEnd(Round& round) {
  Repetition& r = repetition_;
  r.ended.clear();
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    if (round.next().contains(i)) r.ended.push_back(i);
  }
  std::sort(r.ended.begin(), r.ended.end(), [&](ServerIndex a, ServerIndex b) { return round.next().isBefore(a, b); });
  r.reading = r.noting && r.ended == r.order;
  r.noting = !r.reading && round.nextWeight <= Repetition::kLongest && !anyLimit();
  r.cursor = 0;
  if (!r.noting) return;
  r.order.swap(r.ended);
  r.turns.clear();
  r.turns.reserve(round.nextWeight);
}

void RoundRobin::settle() {
  if (!repetition_.reading) return;
  repetition_.reading = false;
  for (; repetition_.cursor > 0; --repetition_.cursor) takeNextTurn(rounds_[Active], kNoServer);
}

void RoundRobin::beforeChange() {
  settle();
  repetition_.noting = false;
}

inline void RoundRobin::takeTurn(Round& round, ServerIndex server) {
  advance(round, server);
  ++round.position;
  if (staysIn(round, server)) [[likely]] {
    round.current.postpone(server, turnKey(server));
  } else {
    toNextRound(round, server);
  }
}

[[gnu::noinline]] void RoundRobin::toNextRound(Round& round, ServerIndex server) {
  round.current.remove(server);
  place(round, server);
}

[[gnu::noinline]] Choice RoundRobin::chooseBackup(const RequestKey& key) {
  if (!groupInUse()) return soleBackup();
  return chooseAvoiding(rounds_[Backup], avoided(key));
}

[[gnu::noinline]] ServerIndex RoundRobin::chooseAvoiding(Round& round, ServerIndex avoid) {
  aside_.clear();
  bool switched = false;
  ServerIndex fallback = kNoServer;
  ServerIndex server = kNoServer;
  OrderedSet* from = nullptr;
  for (;;) {
    if (round.weight == 0) round.position = round.weight = round.nextWeight;
    server = candidate(round, from);
    if (server == kNoServer && !switched) {
      switched = true;
      round.fresh = 1 - round.fresh;
      round.position = round.weight = round.nextWeight;
      server = candidate(round, from);
    }
    if (server == kNoServer) {
      server = fallback;
      break;
    }
    advance(round, server);
    from->remove(server);
    ++round.position;
    if (hasRoom(server)) {
      if (server != avoid) break;
      fallback = server;
    }
    aside_.push_back(server);
  }
  if (server != kNoServer) place(round, server);
  for (auto it = aside_.rbegin(); it != aside_.rend(); ++it) {
    if (*it == server) continue;
    if (switched) {
      round.init().insert(*it, weightKey(*it));
    } else {
      place(round, *it);
    }
  }
  return server;
}

void RoundRobin::entered(ServerIndex server) {
  Round& round = rounds_[members_[server].group];
  round.nextWeight += members_[server].effective;
  places_[server].stepWeight = 0;
  places_[server].next =
      round.position + (round.nextWeight + round.weight - round.position) / members_[server].effective;
  place(round, server);
}

void RoundRobin::left(ServerIndex server, std::uint32_t was) {
  Round& round = rounds_[members_[server].group];
  round.nextWeight -= was;
  removeFromAll(round, server);
}

void RoundRobin::reweighed(ServerIndex server, std::uint32_t was) {
  Round& round = rounds_[members_[server].group];
  Place& p = places_[server];
  round.nextWeight += members_[server].effective - was;
  p.stepWeight = 0;
  if (round.init().contains(server)) {
    round.init().remove(server);
    round.init().insert(server, weightKey(server));
    return;
  }
  if (round.next().contains(server)) p.next += round.weight;
  removeFromAll(round, server);
  const std::uint32_t before = p.next;
  const std::uint32_t step = round.nextWeight / members_[server].effective;
  p.next = std::min(p.last + step, before);
  p.remainder = 0;
  if (p.next < round.position + 2) p.next = round.position + step;
  place(round, server);
}

std::string RoundRobin::rule(const RequestKey&) const {
  return "the server whose turn in the round has come; otherwise the heaviest that had no turn in this round";
}

std::string RoundRobin::measure(ServerIndex server) const {
  const Round& round = rounds_[members_[server].group];
  const std::string weight = ", weight " + std::to_string(members_[server].weight);
  if (round.init().contains(server)) return "no turn yet in this round" + weight;
  if (!round.current.contains(server)) return "next turn in the next round" + weight;
  return "turn at place " + std::to_string(places_[server].next) + ", round is at " + std::to_string(round.position) +
         weight;
}

std::unique_ptr<Policy> makeRoundRobinFrom(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<RoundRobin>(spec.servers, spec.options.allBackups);
}

}  // namespace headroom::routing
