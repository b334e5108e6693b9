// Join the shortest queue, and the shortest of a few: the policies of queueing theory in their pure form.
#pragma once

#include <vector>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// The fewest open requests of all servers, or of `draws` servers drawn with equal chance (Mitzenmacher, "The power of
/// two choices in randomized load balancing", 2001); weights count only as zero or not. A tie goes to each of the tied
/// with equal chance, or to the one declared first. O(servers), or O(draws).
class ShortestQueue final : public CountedPolicy {
 public:
  struct Rule {
    int draws = 0;            ///< 0: every server is looked at.
    bool repeated = false;    ///< The same server may be drawn twice.
    bool firstOnTie = false;  ///< Otherwise a random one of the tied.
  };
  ShortestQueue(const std::vector<ServerSpec>& servers, Rule rule);
  Choice choose(const RequestKey& key, Instant, RandomSource& random) override {
    return anyServing() ? pick(key, random) : Choice();
  }
  std::unique_ptr<Policy> clone() const override;
  Habits habits() const override { return {.readsRequests = false}; }

 private:
  ServerIndex pick(const RequestKey& key, RandomSource& random);
  void makeRoom();
  void drawSeen(RandomSource& random);
  std::string rule(const RequestKey& key) const override;
  std::string tieBreak() const override;

  Rule rule_;
  std::vector<ServerIndex> seen_;
  std::vector<ServerIndex> tied_;
};

/// Reads `firstOnTie`.
std::unique_ptr<Policy> makeShortestQueue(const PolicySpec& spec, Diagnostics& problems);
/// Reads `draws` (1 to 1000; 2 where absent), `repeatedDraws` and `firstOnTie`.
std::unique_ptr<Policy> makePowerOfD(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
