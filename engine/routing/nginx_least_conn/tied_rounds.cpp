#include "engine/routing/nginx_least_conn/tied_rounds.h"

#include <algorithm>
#include <bit>

namespace headroom::routing {
namespace {

constexpr std::size_t kLevelsAtFirst = 64;

/// Winners of a tournament over so many entries in which the leftmost wins so far.
std::vector<std::uint32_t> leftmostWins(std::size_t entries) {
  const std::size_t width = std::bit_ceil(std::max<std::size_t>(2, entries));
  std::vector<std::uint32_t> tree(2 * width, 0);
  for (std::uint32_t i = 0; i < width; ++i) tree[width + i] = i;
  for (std::size_t node = width - 1; node > 0; --node) tree[node] = tree[2 * node];
  return tree;
}

}  // namespace

void TiedRounds::configure(std::size_t servers, const std::vector<Member>& members) {
  *this = TiedRounds();
  places_.assign(servers, Place{});
  for (const Member& m : members) {
    auto found = std::find_if(classes_.begin(), classes_.end(), [&](auto& c) { return c.weight == m.weight; });
    if (found == classes_.end()) {
      classes_.emplace_back().weight = m.weight;
      found = classes_.end() - 1;
      found->levels.resize(kLevelsAtFirst);
    }
    Place& p = places_[m.server];
    p.weightClass = static_cast<std::uint32_t>(found - classes_.begin());
    p.slot = static_cast<std::uint32_t>(found->members.size());
    p.open = m.open;
    found->members.push_back(m.server);
  }
  for (WeightClass& c : classes_) c.keys.reset(c.members.size());
  classTree_ = leftmostWins(classes_.size());
  tied_.resize(classes_.size());
}

void TiedRounds::enter(ServerIndex server, std::int64_t score) {
  settle();
  Place& p = places_[server];
  WeightClass& c = classes_[p.weightClass];
  if (p.open >= c.levels.size()) c.levels.resize(std::bit_ceil(std::size_t{p.open} + 1));
  Level& level = c.levels[p.open];
  p.takesPart = true;
  ++level.members;
  told(c.keys.improve(p.slot, key(p.open, score - level.turns * c.weight)), p.weightClass);
}

void TiedRounds::leave(ServerIndex server) {
  settle();
  Place& p = places_[server];
  WeightClass& c = classes_[p.weightClass];
  p.restingScore = score(server);
  p.takesPart = false;
  --c.levels[p.open].members;
  told(c.keys.worsen(p.slot, Tournament::kOut), p.weightClass);
}

std::int64_t TiedRounds::score(ServerIndex server) const {
  const Place& p = places_[server];
  if (!p.takesPart) return p.restingScore;
  const WeightClass& c = classes_[p.weightClass];
  return baseOf(c.keys.key(p.slot)) + c.levels[p.open].turns * c.weight;
}

bool TiedRounds::lessLoaded(std::uint32_t a, std::uint32_t b) const {
  if (a >= classes_.size()) return false;
  if (b >= classes_.size()) return true;
  const Tournament& x = classes_[a].keys;
  const Tournament& y = classes_[b].keys;
  if (x.empty() || y.empty()) return !x.empty();
  return openOf(x.key(x.top())) * static_cast<std::uint64_t>(classes_[b].weight) <
         openOf(y.key(y.top())) * static_cast<std::uint64_t>(classes_[a].weight);
}

void TiedRounds::reclass(std::uint32_t weightClass) {
  for (std::size_t node = (classTree_.size() / 2 + weightClass) / 2; node > 0; node /= 2) {
    const std::uint32_t left = classTree_[2 * node];
    const std::uint32_t right = classTree_[2 * node + 1];
    classTree_[node] = lessLoaded(right, left) ? right : left;
  }
}

// Down the tournament of classes, only where the winner is as little loaded as the winner of all.
void TiedRounds::collect(std::size_t node) {
  if (node >= classTree_.size() / 2) {
    tied_[tiedCount_++] = classTree_[node];
    return;
  }
  for (const std::size_t child : {2 * node, 2 * node + 1}) {
    if (classTree_[child] < classes_.size() && !lessLoaded(classTree_[1], classTree_[child])) collect(child);
  }
}

ServerIndex TiedRounds::turnOfClasses() {
  const Tie tie = least();
  if (tie.members < 2) return tie.first;
  const ServerIndex winner = grow().server;
  charge(winner, tie.total);
  return winner;
}

TiedRounds::Tie TiedRounds::least() {
  settle();
  tiedCount_ = 0;
  Tie tie;
  if (classes_.empty()) return tie;
  const WeightClass& best = classes_[classTree_[1]];
  if (best.keys.empty()) return tie;
  if (classes_.size() == 1) {
    tied_[tiedCount_++] = 0;
  } else {
    collect(1);
  }
  tie.open = static_cast<std::uint32_t>(openOf(best.keys.key(best.keys.top())));
  tie.weight = best.weight;
  tie.first = best.members[best.keys.top()];
  for (std::size_t n = 0; n < tiedCount_; ++n) {
    const WeightClass& c = classes_[tied_[n]];
    const std::int64_t members = c.levels[openOf(c.keys.key(c.keys.top()))].members;
    tie.members += static_cast<std::uint32_t>(members);
    tie.total += members * c.weight;
  }
  return tie;
}

TiedRounds::Winner TiedRounds::grow() {
  Winner winner;
  for (std::size_t n = 0; n < tiedCount_; ++n) {
    WeightClass& c = classes_[tied_[n]];
    const std::uint32_t slot = c.keys.top();
    const WideKey best = c.keys.key(slot);
    const std::int64_t score = baseOf(best) + ++c.levels[openOf(best)].turns * c.weight;
    const ServerIndex server = c.members[slot];
    if (winner.server == kNoServer || score > winner.score || (score == winner.score && server < winner.server)) {
      winner = {server, score};
    }
  }
  return winner;
}

}  // namespace headroom::routing
