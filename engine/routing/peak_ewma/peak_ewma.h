// Least response time: by a moving mean that believes bad news at once.
#pragma once

#include <vector>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Cost of a server = moving mean of its response times · (open requests + 1) / weight. A response slower than the mean
/// replaces it; a faster one pulls it down by 1 − exp(−time since the last one / decay). (Twitter Finagle's and
/// Linkerd's "peak EWMA".) With two draws the cheaper of two random servers wins, otherwise the cheapest of all. A
/// server without any response yet costs nothing while idle, so that it is tried, and most while it has a request open.
class PeakEwma final : public CountedPolicy {
 public:
  PeakEwma(const std::vector<ServerSpec>& servers, bool twoDraws, Duration decay);
  std::unique_ptr<Policy> clone() const override { return std::make_unique<PeakEwma>(*this); }
  Habits habits() const override { return {.readsRequests = false, .learns = true}; }
  void observed(ServerIndex server, Duration response, std::uint64_t bytes, Instant now) override;

 private:
  struct Mean {
    double seconds = 0;
    Instant stamp;
    bool known = false;
  };

  ServerIndex pick(const RequestKey& key, Instant now, RandomSource& random) override;
  double cost(ServerIndex server) const;
  std::string rule(const RequestKey& key) const override;
  std::string tieBreak() const override { return twoDraws_ ? "the first draw" : "the one chosen least recently"; }
  std::string measure(ServerIndex server) const override;

  bool twoDraws_;
  Duration decay_;
  std::vector<Mean> means_;
  std::vector<std::uint64_t> turns_;  ///< When each server was chosen last, counted in choices.
  std::uint64_t turn_ = 0;
};

std::unique_ptr<Policy> makePeakEwma(const PolicySpec& spec, Diagnostics& problems);
std::unique_ptr<Policy> makeLeastResponseTime(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
