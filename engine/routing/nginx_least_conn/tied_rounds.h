// The least loaded of many servers, and smooth weighted round robin among those that tie, without touching every
// server.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/routing/server.h"

namespace headroom::routing {

/// Members carry a load (open requests / weight) and a score. A turn among the members of the least load lets all their
/// scores grow by their weights; the largest score wins and loses the sum of those weights. The scores of the others
/// rest.
///
/// Members of one weight form a class. Those of a class with equally many open requests (a level) always tie together,
/// so their scores grow alike: a score is kept as (base + turns of the level · weight), and the order within a level
/// changes only through wins. Hence one tournament a class, by open requests and then by base, and one tournament over
/// the winners of the classes, by load. A choice costs O(log n) plus O(log classes) for every class that ties; a change
/// of load O(log n). Scores of different weights overtake one another at every turn, so each tied class has to be
/// asked.
///
/// Nothing allocates after configure(), except that the levels of a class grow to the largest number of requests ever
/// open on one of its servers.
class TiedRounds {
 public:
  struct Member {
    ServerIndex server;
    std::int64_t weight;  ///< Above 0.
    std::uint32_t open;
  };
  /// Members in declaration order; none takes part until enter(). `servers`: one more than the largest index.
  void configure(std::size_t servers, const std::vector<Member>& members);

  /// Servers that configure() did not name never take part, and their changes of load have no effect.
  bool takesPart(ServerIndex server) const { return places_[server].takesPart; }
  void enter(ServerIndex server, std::int64_t score);
  /// Its score is kept for score().
  void leave(ServerIndex server);
  std::int64_t score(ServerIndex server) const;

  /// One request more on the server, whether it takes part or not.
  void opened(ServerIndex server) {
    if (charged_ != server) settle();
    charged_ = kNoServer;
    Place& p = places_[server];
    ++p.open;
    if (!p.takesPart) return;
    WeightClass& c = classes_[p.weightClass];
    if (p.open >= c.levels.size()) [[unlikely]]
      c.levels.resize(2 * c.levels.size());
    changeLevel(c, p.slot, c.levels[p.open - 1], c.levels[p.open], p.open);
    worsened(c, p);
  }
  /// One less.
  void closed(ServerIndex server) {
    settle();
    Place& p = places_[server];
    --p.open;
    if (!p.takesPart) return;
    WeightClass& c = classes_[p.weightClass];
    changeLevel(c, p.slot, c.levels[p.open + 1], c.levels[p.open], p.open);
    improved(c, p);
  }

  /// A whole choice: the one with the least load, or of several one by a turn; kNoServer when nobody takes part.
  ServerIndex turn() {
    if (classes_.size() != 1) return turnOfClasses();
    settle();
    WeightClass& c = classes_[0];
    const std::uint32_t slot = c.tree[1];
    Key& key = c.keys[slot];
    if (key.open() == kOut) return kNoServer;
    Level& level = c.levels[key.open()];
    if (level.members > 1) {
      ++level.turns;
      key = Key::of(key.open(), key.base() - level.members * c.weight);
      charged_ = c.members[slot];
    }
    return c.members[slot];
  }

  /// The same in pieces, for choices in which others have a say. Those who take part with the least load:
  struct Tie {
    std::uint32_t members = 0;
    std::uint32_t open = 0;         ///< Of one of them,
    std::int64_t weight = 1;        ///< and its weight: the load is open / weight.
    std::int64_t total = 0;         ///< Sum of their weights.
    ServerIndex first = kNoServer;  ///< One of them; the only one when `members` is 1.
  };
  Tie least();

  struct Winner {
    ServerIndex server = kNoServer;
    std::int64_t score = 0;
  };
  /// Lets the scores of the members that the last least() found grow and names the largest, of equals the first
  /// declared. REQUIRES: least() found members, and nothing changed since.
  Winner grow();
  /// Takes `total`, above 0, from the score of a member.
  void charge(ServerIndex server, std::int64_t total) {
    const Place& p = places_[server];
    Key& key = classes_[p.weightClass].keys[p.slot];
    key = Key::of(key.open(), key.base() - total);
    charged_ = server;
  }

 private:
  static constexpr std::uint64_t kOut = ~std::uint64_t{0};
  static constexpr std::uint64_t kZero = std::uint64_t{1} << 63;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  __extension__ typedef unsigned __int128 Wide;
  /// What the tournament of a class compares, the smallest first: open requests above, the base from the top down
  /// below. One number, because a branch on it could not be foreseen.
  struct Key {
    Wide value = ~Wide{0};  ///< kOut in the upper half: does not take part.

    static Key of(std::uint64_t open, std::int64_t base) {
      return {Wide{open} << 64 | (kZero - static_cast<std::uint64_t>(base))};
    }
    std::uint64_t open() const { return static_cast<std::uint64_t>(value >> 64); }
    std::int64_t base() const { return static_cast<std::int64_t>(kZero - static_cast<std::uint64_t>(value)); }
  };
  struct Level {
    std::int64_t turns = 0;
    std::int64_t members = 0;  ///< Those who take part.
  };
  struct WeightClass {
    std::int64_t weight = 1;
    std::vector<ServerIndex> members;  ///< In declaration order.
    std::vector<Key> keys;             ///< Of each slot.
    std::vector<std::uint32_t> tree;   ///< Winning slot of each subtree; the root is 1.
    std::vector<Level> levels;         ///< By open requests.
  };
  struct Place {
    std::uint32_t weightClass = kNone;
    std::uint32_t slot = 0;
    std::uint32_t open = 0;
    bool takesPart = false;
    std::int64_t restingScore = 0;
  };

  static void changeLevel(WeightClass& c, std::uint32_t slot, Level& from, Level& to, std::uint32_t open) {
    --from.members;
    ++to.members;
    Key& key = c.keys[slot];
    key = Key::of(open, key.base() + (from.turns - to.turns) * c.weight);
  }
  /// After the key of the member worsened: whatever it won is decided again.
  void worsened(WeightClass& c, const Place& p) {
    const Key* keys = c.keys.data();
    std::uint32_t* tree = c.tree.data();
    std::size_t node = (c.keys.size() + p.slot) / 2;
    for (; node > 0 && tree[node] == p.slot; node /= 2) {
      const std::uint32_t left = tree[2 * node];
      const std::uint32_t right = tree[2 * node + 1];
      tree[node] = keys[right].value < keys[left].value ? right : left;
    }
    if (node == 0 && classes_.size() > 1) reclass(p.weightClass);
  }
  /// After the key improved: it wins upwards as far as it can.
  void improved(WeightClass& c, const Place& p) {
    const Key* keys = c.keys.data();
    std::uint32_t* tree = c.tree.data();
    std::size_t node = (c.keys.size() + p.slot) / 2;
    for (; node > 0; node /= 2) {
      if (keys[tree[node]].value < keys[p.slot].value + (tree[node] < p.slot ? 1 : 0)) return;
      tree[node] = p.slot;
    }
    if (classes_.size() > 1) reclass(p.weightClass);
  }
  /// Does what charge() left for the opened() that nearly always follows.
  void settle() {
    if (charged_ == kNoServer) [[likely]]
      return;
    const Place& p = places_[charged_];
    charged_ = kNoServer;
    worsened(classes_[p.weightClass], p);
  }

  ServerIndex turnOfClasses();
  void reclass(std::uint32_t weightClass);
  /// Whether the least load of class a is below that of b; classes in which nobody takes part come last.
  bool lessLoaded(std::uint32_t a, std::uint32_t b) const;
  void collect(std::size_t node);

  std::vector<WeightClass> classes_;
  std::vector<std::uint32_t> classTree_;  ///< Winning class of each subtree; the root is 1.
  std::vector<std::uint32_t> tied_;       ///< Classes that least() found: so many as tiedCount_ says.
  std::size_t tiedCount_ = 0;
  std::vector<Place> places_;
  ServerIndex charged_ = kNoServer;
};

}  // namespace headroom::routing
