// HAProxy `balance random(n)`: the least loaded of n random servers.
#pragma once

#include "engine/routing/haproxy/ring_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Each draw is a look-up on the ring, so with small weights shares are not proportional to weight: four servers of
/// weight 1 get 28.9, 18.5, 24.3 and 28.3 % with one draw. The same server may be drawn twice; a tie goes to the later
/// draw. With a seed an own 32-bit xorshift generator draws (2463534242 is what every new HAProxy process starts with);
/// without one the caller's random numbers do. If the winner is full nobody is chosen: the request waits in the pool's
/// queue. (Power of two choices: Mitzenmacher 2001.)
class RandomDraws final : public RingPolicy {
 public:
  RandomDraws(const std::vector<ServerSpec>& servers, bool allBackups, int draws, std::optional<std::uint32_t> seed)
      : RingPolicy(servers, allBackups), draws_(draws), state_(seed) {}

  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override;
  Habits habits() const override { return {false, true, false}; }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<RandomDraws>(*this); }

 private:
  std::uint32_t draw(RandomSource& random);
  std::string rule(const RequestKey& key) const override;
  std::string tieBreak() const override { return "the later draw"; }

  int draws_;
  std::optional<std::uint32_t> state_;
};

/// Reads `allBackups`, `draws` (1 or more; 2 where absent) and `seed` (not 0: the generator would stay there).
std::unique_ptr<Policy> makeRandomDraws(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
