// The least loaded of many servers, and smooth weighted round robin among those that tie, without touching every
// server.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/routing/server.h"
#include "engine/routing/tournament/tournament.h"

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
    told(c.keys.worsen(p.slot, moved(c, p, p.open - 1)), p.weightClass);
  }
  /// One less.
  void closed(ServerIndex server) {
    settle();
    Place& p = places_[server];
    --p.open;
    if (!p.takesPart) return;
    WeightClass& c = classes_[p.weightClass];
    told(c.keys.improve(p.slot, moved(c, p, p.open + 1)), p.weightClass);
  }

  /// A whole choice: the one with the least load, or of several one by a turn; kNoServer when nobody takes part.
  ServerIndex turn() {
    if (classes_.size() != 1) return turnOfClasses();
    settle();
    WeightClass& c = classes_[0];
    if (c.keys.empty()) return kNoServer;
    const std::uint32_t slot = c.keys.top();
    const WideKey was = c.keys.key(slot);
    Level& level = c.levels[openOf(was)];
    if (level.members > 1) {
      ++level.turns;
      c.keys.worsenLater(slot, key(openOf(was), baseOf(was) - level.members * c.weight));
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
    WeightClass& c = classes_[p.weightClass];
    const WideKey was = c.keys.key(p.slot);
    c.keys.worsenLater(p.slot, key(openOf(was), baseOf(was) - total));
    charged_ = server;
  }

 private:
  static constexpr std::uint64_t kZero = std::uint64_t{1} << 63;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Level {
    std::int64_t turns = 0;
    std::int64_t members = 0;  ///< Those who take part.
  };
  struct WeightClass {
    std::int64_t weight = 1;
    std::vector<ServerIndex> members;  ///< In declaration order.
    Tournament keys;                   ///< One of each slot, see key().
    std::vector<Level> levels;         ///< By open requests.
  };
  struct Place {
    std::uint32_t weightClass = kNone;
    std::uint32_t slot = 0;
    std::uint32_t open = 0;
    bool takesPart = false;
    std::int64_t restingScore = 0;
  };

  /// What the tournament of a class compares, the smallest first: open requests, then the base from the top down.
  static WideKey key(std::uint64_t open, std::int64_t base) {
    return WideKey{open} << 64 | (kZero - static_cast<std::uint64_t>(base));
  }
  static std::uint64_t openOf(WideKey key) { return static_cast<std::uint64_t>(key >> 64); }
  static std::int64_t baseOf(WideKey key) { return static_cast<std::int64_t>(kZero - static_cast<std::uint64_t>(key)); }
  /// The key on another level of the same class, with the same score.
  static WideKey moved(WeightClass& c, const Place& p, std::uint32_t from) {
    Level& old = c.levels[from];
    Level& next = c.levels[p.open];
    --old.members;
    ++next.members;
    return key(p.open, baseOf(c.keys.key(p.slot)) + (old.turns - next.turns) * c.weight);
  }
  void told(bool changed, std::uint32_t weightClass) {
    if (changed && classes_.size() > 1) reclass(weightClass);
  }
  /// Does what charge() left for the opened() that nearly always follows.
  void settle() {
    if (charged_ == kNoServer) [[likely]]
      return;
    const Place& p = places_[charged_];
    charged_ = kNoServer;
    Tournament& keys = classes_[p.weightClass].keys;
    told(keys.worsen(p.slot, keys.key(p.slot)), p.weightClass);
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
