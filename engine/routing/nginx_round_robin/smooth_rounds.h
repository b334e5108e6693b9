// Smooth weighted round robin without touching every server at every turn.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/routing/server.h"
#include "engine/routing/tournament/tournament.h"

namespace headroom::routing {

/// In every turn each member's score grows by its weight; the largest score wins and loses the sum of weights. Since
/// all members of one weight grow alike, their order changes only through wins: a score is kept as (base + turns ·
/// weight), members of one weight stand in a tournament by base, and a turn compares the winners of the different
/// weights. One turn costs O(different weights + log n). Nothing allocates after configure().
class SmoothRounds {
 public:
  /// Members with their weights, in declaration order; none takes part until enter().
  void configure(std::size_t servers, const std::vector<std::pair<ServerIndex, std::int64_t>>& members);

  bool takesPart(ServerIndex server) const { return places_[server].takesPart; }
  void enter(ServerIndex server, std::int64_t score);
  /// Its score is kept for score().
  void leave(ServerIndex server);
  std::int64_t score(ServerIndex server) const;

  /// Lets all scores grow and names the largest, of equals the first declared; kNoServer without members.
  ServerIndex grow();
  /// Takes `total` from the score of a member.
  void charge(ServerIndex server, std::int64_t total);
  /// Sum of the weights of those who take part.
  std::int64_t total() const { return total_; }

 private:
  static constexpr std::uint64_t kZero = std::uint64_t{1} << 63;

  struct WeightClass {
    std::int64_t weight = 0;
    std::vector<ServerIndex> members;  ///< In declaration order.
    Tournament bases;                  ///< Of each slot, the largest first.
  };
  struct Place {
    std::uint32_t weightClass = 0;
    std::uint32_t slot = 0;
    bool takesPart = false;
    std::int64_t restingScore = 0;
  };

  static WideKey keyOf(std::int64_t base) { return kZero - static_cast<std::uint64_t>(base); }
  static std::int64_t baseOf(const WeightClass& c, std::uint32_t slot) {
    return static_cast<std::int64_t>(kZero - static_cast<std::uint64_t>(c.bases.key(slot)));
  }

  std::vector<WeightClass> classes_;
  std::vector<Place> places_;
  std::int64_t turns_ = 0;
  std::int64_t total_ = 0;
};

}  // namespace headroom::routing
