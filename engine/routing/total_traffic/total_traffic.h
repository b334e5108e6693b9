// IIS ARR "Weighted total traffic", from its documentation; modelled, not verified against recordings.
#pragma once

#include <vector>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// The server with the smallest sum of request and response bytes so far for its weight; requests whose size is not
/// known yet count as an average one. A server that comes back starts level with the least served one, so that it is
/// not flooded. O(n).
class TotalTraffic final : public CountedPolicy {
 public:
  explicit TotalTraffic(const std::vector<ServerSpec>& servers);
  std::unique_ptr<Policy> clone() const override { return std::make_unique<TotalTraffic>(*this); }
  Habits habits() const override { return {.readsRequests = false, .learns = true}; }
  void observed(ServerIndex server, Duration response, std::uint64_t bytes, Instant now) override;

 private:
  ServerIndex pick(const RequestKey& key, Instant now, RandomSource& random) override;
  void changed() override;
  double share(ServerIndex server) const;
  std::string rule(const RequestKey&) const override {
    return "the fewest bytes of requests and responses for its weight";
  }
  std::string tieBreak() const override { return "fewer requests so far, then declaration order"; }
  std::string measure(ServerIndex server) const override;

  struct Traffic {
    double bytes = 0;
    std::uint64_t chosen = 0;
    bool inPlay = false;
  };
  std::vector<Traffic> traffic_;
  double allBytes_ = 0;
  double responses_ = 0;
};

std::unique_ptr<Policy> makeTotalTraffic(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
