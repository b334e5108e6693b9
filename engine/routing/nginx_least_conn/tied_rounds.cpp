#include "engine/routing/nginx_least_conn/tied_rounds.h"

#include <algorithm>
#include <bit>

namespace headroom::routing {
namespace {

/// A tournament over `entries` places in which the leftmost wins so far.
std::vector<std::uint32_t> tournament(std::size_t entries) {
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
  levels_.resize(members.size());
  for (std::uint32_t i = 0; i < levels_.size(); ++i) levels_[i].above = i + 1 < levels_.size() ? i + 1 : kNone;
  freeLevel_ = levels_.empty() ? kNone : 0;
  std::vector<Member> byLoad = members;
  std::stable_sort(byLoad.begin(), byLoad.end(), [](const Member& a, const Member& b) { return a.open < b.open; });
  for (const Member& m : members) {
    auto found = std::find_if(classes_.begin(), classes_.end(), [&](auto& c) { return c.weight == m.weight; });
    if (found == classes_.end()) {
      classes_.emplace_back().weight = m.weight;
      found = classes_.end() - 1;
    }
    places_[m.server].weightClass = static_cast<std::uint32_t>(found - classes_.begin());
    places_[m.server].slot = static_cast<std::uint32_t>(found->members.size());
    found->members.push_back(m.server);
  }
  std::vector<std::uint32_t> highest(classes_.size(), kNone);
  for (const Member& m : byLoad) {
    Place& p = places_[m.server];
    std::uint32_t& top = highest[p.weightClass];
    if (top == kNone || levels_[top].open != m.open) top = newLevel(m.open, top, kNone);
    p.level = top;
    ++levels_[top].members;
  }
  for (WeightClass& c : classes_) {
    c.tree = tournament(c.members.size());
    c.keys.assign(c.tree.size() / 2, Key{});
  }
  classTree_ = tournament(classes_.size());
  tied_.resize(classes_.size());
}

bool TiedRounds::before(const WeightClass& c, std::uint32_t a, std::uint32_t b) {
  const Key& x = c.keys[a];
  const Key& y = c.keys[b];
  if (x.open != y.open) return x.open < y.open;
  if (x.base != y.base) return x.base > y.base;
  return a < b;
}

void TiedRounds::worsened(const Place& p) {
  WeightClass& c = classes_[p.weightClass];
  std::size_t node = (c.keys.size() + p.slot) / 2;
  for (; node > 0 && c.tree[node] == p.slot; node /= 2) {
    const std::uint32_t left = c.tree[2 * node];
    const std::uint32_t right = c.tree[2 * node + 1];
    c.tree[node] = before(c, right, left) ? right : left;
  }
  if (node == 0) reclass(p.weightClass);
}

void TiedRounds::improved(const Place& p) {
  WeightClass& c = classes_[p.weightClass];
  std::size_t node = (c.keys.size() + p.slot) / 2;
  for (; node > 0; node /= 2) {
    if (before(c, c.tree[node], p.slot)) break;
    c.tree[node] = p.slot;
  }
  if (node == 0) reclass(p.weightClass);
}

bool TiedRounds::lessLoaded(std::uint32_t a, std::uint32_t b) const {
  if (a >= classes_.size()) return false;
  if (b >= classes_.size()) return true;
  const std::uint64_t openA = classes_[a].keys[classes_[a].tree[1]].open;
  const std::uint64_t openB = classes_[b].keys[classes_[b].tree[1]].open;
  if (openA == kOut || openB == kOut) return openA < openB;
  return openA * static_cast<std::uint64_t>(classes_[b].weight) <
         openB * static_cast<std::uint64_t>(classes_[a].weight);
}

bool TiedRounds::equallyLoaded(std::uint32_t a, std::uint32_t b) const {
  return !lessLoaded(a, b) && !lessLoaded(b, a);
}

void TiedRounds::reclass(std::uint32_t weightClass) {
  if (classes_.size() == 1) return;
  for (std::size_t node = (classTree_.size() / 2 + weightClass) / 2; node > 0; node /= 2) {
    const std::uint32_t left = classTree_[2 * node];
    const std::uint32_t right = classTree_[2 * node + 1];
    classTree_[node] = lessLoaded(right, left) ? right : left;
  }
}

std::uint32_t TiedRounds::newLevel(std::uint32_t open, std::uint32_t below, std::uint32_t above) {
  const std::uint32_t level = freeLevel_;
  freeLevel_ = levels_[level].above;
  levels_[level] = {open, 0, 0, below, above, 0};
  if (below != kNone) levels_[below].above = level;
  if (above != kNone) levels_[above].below = level;
  return level;
}

void TiedRounds::dropLevel(std::uint32_t level) {
  Level& l = levels_[level];
  if (l.below != kNone) levels_[l.below].above = l.above;
  if (l.above != kNone) levels_[l.above].below = l.below;
  l.above = freeLevel_;
  freeLevel_ = level;
}

// A level of one member goes along with it unless the next one exists: there are never more levels than members.
std::uint32_t TiedRounds::step(Place& p, bool up) {
  Level& from = levels_[p.level];
  const std::uint32_t open = up ? from.open + 1 : from.open - 1;
  const std::uint32_t neighbour = up ? from.above : from.below;
  const bool exists = neighbour != kNone && levels_[neighbour].open == open;
  if (from.members == 1 && !exists) {
    from.open = open;
    return p.level;
  }
  --from.members;
  from.takingPart -= p.takesPart;
  if (from.members == 0) dropLevel(p.level);
  const std::uint32_t to = exists ? neighbour : newLevel(open, up ? p.level : neighbour, up ? neighbour : p.level);
  ++levels_[to].members;
  levels_[to].takingPart += p.takesPart;
  return to;
}

void TiedRounds::moveTo(ServerIndex server, bool up) {
  Place& p = places_[server];
  if (p.weightClass == kNone) return;
  if (charged_ != server) settle();
  charged_ = kNoServer;
  const std::int64_t was = levels_[p.level].turns;
  p.level = step(p, up);
  if (!p.takesPart) return;
  WeightClass& c = classes_[p.weightClass];
  c.keys[p.slot].base += (was - levels_[p.level].turns) * c.weight;
  c.keys[p.slot].open = levels_[p.level].open;
  if (up) {
    worsened(p);
  } else {
    improved(p);
  }
}

void TiedRounds::opened(ServerIndex server) {
  moveTo(server, true);
}

void TiedRounds::closed(ServerIndex server) {
  settle();
  moveTo(server, false);
}

void TiedRounds::settle() {
  if (charged_ == kNoServer) return;
  const ServerIndex server = charged_;
  charged_ = kNoServer;
  if (places_[server].takesPart) worsened(places_[server]);
}

void TiedRounds::enter(ServerIndex server, std::int64_t score) {
  settle();
  Place& p = places_[server];
  WeightClass& c = classes_[p.weightClass];
  Level& level = levels_[p.level];
  p.takesPart = true;
  ++level.takingPart;
  c.keys[p.slot] = {level.open, score - level.turns * c.weight};
  improved(p);
}

void TiedRounds::leave(ServerIndex server) {
  settle();
  Place& p = places_[server];
  p.restingScore = score(server);
  p.takesPart = false;
  --levels_[p.level].takingPart;
  classes_[p.weightClass].keys[p.slot] = {};
  worsened(p);
}

std::int64_t TiedRounds::score(ServerIndex server) const {
  const Place& p = places_[server];
  if (!p.takesPart) return p.restingScore;
  const WeightClass& c = classes_[p.weightClass];
  return c.keys[p.slot].base + levels_[p.level].turns * c.weight;
}

// Down the tournament of classes, only where the winner is as little loaded as the winner of all.
void TiedRounds::collect(std::size_t node) {
  if (node >= classTree_.size() / 2) {
    tied_[tiedCount_++] = classTree_[node];
    return;
  }
  for (const std::size_t child : {2 * node, 2 * node + 1}) {
    if (classTree_[child] < classes_.size() && equallyLoaded(classTree_[child], classTree_[1])) collect(child);
  }
}

TiedRounds::Tie TiedRounds::least() {
  settle();
  tiedCount_ = 0;
  Tie tie;
  if (classes_.empty()) return tie;
  const WeightClass& best = classes_[classTree_[1]];
  const Key& key = best.keys[best.tree[1]];
  if (key.open == kOut) return tie;
  if (classes_.size() == 1) {
    tied_[tiedCount_++] = 0;
  } else {
    collect(1);
  }
  tie.open = static_cast<std::uint32_t>(key.open);
  tie.weight = best.weight;
  tie.first = best.members[best.tree[1]];
  for (std::size_t n = 0; n < tiedCount_; ++n) {
    const WeightClass& c = classes_[tied_[n]];
    const std::uint32_t members = levels_[places_[c.members[c.tree[1]]].level].takingPart;
    tie.members += members;
    tie.total += members * c.weight;
  }
  return tie;
}

TiedRounds::Winner TiedRounds::grow() {
  Winner winner;
  for (std::size_t n = 0; n < tiedCount_; ++n) {
    const WeightClass& c = classes_[tied_[n]];
    const ServerIndex server = c.members[c.tree[1]];
    Level& level = levels_[places_[server].level];
    ++level.turns;
    const std::int64_t score = c.keys[c.tree[1]].base + level.turns * c.weight;
    if (winner.server == kNoServer || score > winner.score || (score == winner.score && server < winner.server)) {
      winner = {server, score};
    }
  }
  return winner;
}

void TiedRounds::charge(ServerIndex server, std::int64_t total) {
  const Place& p = places_[server];
  classes_[p.weightClass].keys[p.slot].base -= total;
  charged_ = server;
}

}  // namespace headroom::routing
