// Envoy LEAST_REQUEST, from Envoy's documentation; modelled, not verified against recordings.
#pragma once

#include <vector>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Equal weights: `draws` (2) servers drawn with replacement, strictly fewer open requests win, a tie goes to the first
/// draw. Unequal weights: an earliest-deadline schedule in which a server's next turn comes
/// (open requests + 1)^bias / weight later. O(draws) and O(log n).
class EnvoyLeastRequest final : public CountedPolicy {
 public:
  EnvoyLeastRequest(const std::vector<ServerSpec>& servers, int draws, double bias);
  Choice choose(const RequestKey& key, Instant, RandomSource& random) override {
    return anyServing() ? pick(key, random) : Choice();
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<EnvoyLeastRequest>(*this); }
  Habits habits() const override { return {.readsRequests = false}; }

 private:
  struct Turn {
    double deadline;
    std::uint64_t order;  ///< Of equal deadlines the one that was scheduled first.
    ServerIndex server;
    bool operator>(const Turn& other) const {
      return deadline != other.deadline ? deadline > other.deadline : order > other.order;
    }
  };

  ServerIndex pick(const RequestKey& key, RandomSource& random);
  ServerIndex pickScheduled(const RequestKey& key);
  void changed() override;
  void schedule(ServerIndex server);
  std::string rule(const RequestKey& key) const override;
  std::string tieBreak() const override { return equalWeights_ ? "the first draw" : "the one scheduled first"; }

  int draws_;
  double bias_;
  bool equalWeights_ = true;
  double clock_ = 0;
  std::uint64_t order_ = 0;
  std::vector<Turn> turns_;  ///< A heap, soonest first.
};

/// Reads `draws` (choice_count, 2 or more; 2 where absent) and `bias` (active_request_bias, 0 to 100; 1 where absent).
std::unique_ptr<Policy> makeEnvoyLeastRequest(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
