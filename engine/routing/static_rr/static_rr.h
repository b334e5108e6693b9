// HAProxy `balance static-rr`: a fixed map of turns.
#pragma once

#include <vector>

#include "engine/routing/haproxy/haproxy_policy.h"
#include "engine/routing/haproxy/mapped_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// An index walks through the map of slots; full servers are passed over. Weights cannot change at run time except to 0
/// and back. One decision costs O(1) while servers have room.
class StaticRoundRobin final : public MappedPolicy {
 public:
  StaticRoundRobin(const std::vector<ServerSpec>& servers, bool allBackups) : MappedPolicy(servers, allBackups) {}

  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override;
  Habits habits() const override { return {true, true, false}; }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<StaticRoundRobin>(*this); }

 private:
  std::string rule(const RequestKey& key) const override;
};

/// Reads `allBackups`. Weights other than 0 and the configured one are refused at run time.
std::unique_ptr<Policy> makeStaticRoundRobin(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
