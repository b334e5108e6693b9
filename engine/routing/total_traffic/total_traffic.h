// IIS ARR "Weighted total traffic", from its documentation; modelled, not verified against recordings.
#pragma once

#include <vector>

#include "engine/routing/counted/cheapest.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// The server with the smallest sum of request and response bytes so far for its weight. An open request counts as much
/// as the average one did when it was opened, since its size is not known yet. A server that comes back starts level
/// with the least served one, so that it is not flooded. O(log n).
class TotalTraffic final : public CheapestPolicy {
 public:
  explicit TotalTraffic(const std::vector<ServerSpec>& servers);
  Choice choose(const RequestKey& key, Instant, RandomSource&) override { return cheapest(key); }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<TotalTraffic>(*this); }
  Habits habits() const override { return {.readsRequests = false, .learns = true}; }
  void opened(ServerIndex server) override;
  void closed(ServerIndex server) override;
  void observed(ServerIndex server, Duration response, std::uint64_t bytes, Instant now) override;

 private:
  friend class CheapestPolicy;
  Price price(ServerIndex server) const override {
    return {share(server), static_cast<std::uint32_t>(turnsByWeight(server))};
  }
  void changed() override;
  double share(ServerIndex server) const {
    return (traffic_[server].bytes + traffic_[server].expected) / servers_[server].weight;
  }
  std::uint64_t turnsByWeight(ServerIndex server) const {
    return traffic_[server].chosen * kMaxWeight / servers_[server].weight;
  }
  void forgetCommonTurns();
  std::string rule(const RequestKey&) const override {
    return "the fewest bytes of requests and responses for its weight";
  }
  std::string tieBreak() const override { return "fewer requests so far for its weight, then declaration order"; }
  std::string measure(ServerIndex server) const override;

  struct Traffic {
    double bytes = 0;
    double expected = 0;  ///< Of the open requests.
    std::uint64_t chosen = 0;
    bool inPlay = false;
  };
  std::vector<Traffic> traffic_;
  double allBytes_ = 0;
  double responses_ = 0;
};

/// Reads no option.
std::unique_ptr<Policy> makeTotalTraffic(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
