// Peak EWMA: the cheaper of two random servers by response time and load.
#pragma once

#include <vector>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/counted/response_mean.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Two servers drawn at random; the one with the smaller ResponseMean::cost() wins, the first on a tie. O(1).
class PeakEwma final : public CountedPolicy {
 public:
  PeakEwma(const std::vector<ServerSpec>& servers, Duration decay)
      : CountedPolicy(servers), decay_(decay), means_(servers.size()) {}
  Choice choose(const RequestKey& key, Instant, RandomSource& random) override {
    return anyServing() ? pick(key, random) : Choice();
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<PeakEwma>(*this); }
  Habits habits() const override { return {.readsRequests = false, .learns = true}; }
  void observed(ServerIndex server, Duration response, std::uint64_t, Instant now) override {
    means_[server].add(response, now, decay_);
  }

 private:
  ServerIndex pick(const RequestKey& key, RandomSource& random);
  double cost(ServerIndex server) const { return means_[server].cost(servers_[server].open, servers_[server].weight); }
  std::string rule(const RequestKey& key) const override;
  std::string tieBreak() const override { return "the first draw"; }
  std::string measure(ServerIndex server) const override;

  Duration decay_;
  std::vector<ResponseMean> means_;
};

/// Reads `decay`, the time constant of the mean.
std::unique_ptr<Policy> makePeakEwma(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
