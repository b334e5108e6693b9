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
/// asked. Nothing allocates after configure().
class TiedRounds {
 public:
  struct Member {
    ServerIndex server;
    std::int64_t weight;  ///< Above 0.
    std::uint32_t open;
  };
  /// Members in declaration order; none takes part until enter(). `servers`: one more than the largest index.
  void configure(std::size_t servers, const std::vector<Member>& members);

  /// Servers that configure() did not name never take part; their changes of load have no effect.
  bool takesPart(ServerIndex server) const { return places_[server].takesPart; }
  void enter(ServerIndex server, std::int64_t score);
  /// Its score is kept for score().
  void leave(ServerIndex server);
  /// One request more or less on the server, whether it takes part or not.
  void opened(ServerIndex server);
  void closed(ServerIndex server);
  std::int64_t score(ServerIndex server) const;

  /// Those who take part with the least load.
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
  /// Takes `total` from the score of a member.
  void charge(ServerIndex server, std::int64_t total);

 private:
  static constexpr std::uint64_t kOut = ~std::uint64_t{0};
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// What the tournament of a class compares.
  struct Key {
    std::uint64_t open = kOut;  ///< kOut: does not take part.
    std::int64_t base = 0;
  };
  struct Level {
    std::uint32_t open = 0;
    std::uint32_t members = 0;
    std::uint32_t takingPart = 0;
    std::uint32_t below = kNone;  ///< Neighbours in the same class, by open requests.
    std::uint32_t above = kNone;
    std::int64_t turns = 0;
  };
  struct WeightClass {
    std::int64_t weight = 1;
    std::vector<ServerIndex> members;  ///< In declaration order.
    std::vector<Key> keys;             ///< Of each slot.
    std::vector<std::uint32_t> tree;   ///< Winning slot of each subtree; the root is 1.
  };
  struct Place {
    std::uint32_t weightClass = kNone;
    std::uint32_t slot = 0;
    std::uint32_t level = kNone;
    bool takesPart = false;
    std::int64_t restingScore = 0;
  };

  static bool before(const WeightClass& c, std::uint32_t a, std::uint32_t b);
  void worsened(const Place& p);
  void improved(const Place& p);
  void reclass(std::uint32_t weightClass);
  /// Whether the least load of class a is below that of b; classes in which nobody takes part come last.
  bool lessLoaded(std::uint32_t a, std::uint32_t b) const;
  bool equallyLoaded(std::uint32_t a, std::uint32_t b) const;
  void collect(std::size_t node);
  std::uint32_t step(Place& p, bool up);
  std::uint32_t newLevel(std::uint32_t open, std::uint32_t below, std::uint32_t above);
  void dropLevel(std::uint32_t level);
  void moveTo(ServerIndex server, bool up);
  /// Does what charge() left for the opened() that nearly always follows.
  void settle();

  std::vector<WeightClass> classes_;
  std::vector<std::uint32_t> classTree_;  ///< Winning class of each subtree; the root is 1.
  std::vector<std::uint32_t> tied_;       ///< Classes that least() found: so many as tiedCount_ says.
  std::size_t tiedCount_ = 0;
  std::vector<Place> places_;
  std::vector<Level> levels_;        ///< As many as there are members, which is enough.
  std::uint32_t freeLevel_ = kNone;  ///< The first of those not in use; the others follow by `above`.
  ServerIndex charged_ = kNoServer;
};

}  // namespace headroom::routing
