// IIS ARR "Least response time", from its documentation; modelled, not verified against recordings.
#pragma once

#include <vector>

#include "engine/routing/counted/cheapest.h"
#include "engine/routing/counted/response_mean.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// The server of the smallest ResponseMean::cost(); of equals the one chosen least recently. O(log n).
class LeastResponseTime final : public CheapestPolicy {
 public:
  LeastResponseTime(const std::vector<ServerSpec>& servers, Duration decay);
  Choice choose(const RequestKey& key, Instant, RandomSource&) override { return cheapest(key); }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<LeastResponseTime>(*this); }
  Habits habits() const override { return {.readsRequests = false, .learns = true}; }
  void opened(ServerIndex server) override;
  void closed(ServerIndex server) override;
  void observed(ServerIndex server, Duration response, std::uint64_t bytes, Instant now) override;

 private:
  friend class CheapestPolicy;
  Price price(ServerIndex server) const override {
    const Server& s = servers_[server];
    return {means_[server].cost(s.open, s.weight), turns_[server]};
  }
  void changed() override { repriceAll(); }
  std::string rule(const RequestKey& key) const override;
  std::string tieBreak() const override { return "the one chosen least recently"; }
  std::string measure(ServerIndex server) const override;

  Duration decay_;
  std::vector<ResponseMean> means_;
  std::vector<std::uint32_t> turns_;  ///< When each server got its last request, counted in requests, of 2^32.
  std::uint32_t turn_ = 0;
};

/// Reads `decay`, the time constant of the mean.
std::unique_ptr<Policy> makeLeastResponseTime(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
