// nginx's default: smooth weighted round robin.
#pragma once

#include "engine/routing/nginx/nginx_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Every choice adds each eligible server's weight to its score, takes the largest score and subtracts the sum of
/// weights from the winner: weights 5, 1, 1 give 1 1 2 1 3 1 1.
class NginxRoundRobin final : public NginxPolicy {
 public:
  explicit NginxRoundRobin(const std::vector<ServerSpec>& servers) : NginxPolicy(servers) {}
  std::unique_ptr<Policy> clone() const override { return std::make_unique<NginxRoundRobin>(*this); }

 private:
  ServerIndex pick(Call&) override { return kNoServer; }
  std::string rule(const RequestKey&) const override {
    return "the largest score after every score grew by its weight";
  }
  std::string tieBreak() const override { return "declaration order"; }
};

std::unique_ptr<Policy> makeNginxRoundRobin(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
