// Envoy RANDOM, from Envoy's documentation; modelled, not verified against recordings.
#pragma once

#include <vector>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Any server, all alike; weights do not count, but a weight of 0 gets nothing. O(1) while nobody is full.
class EnvoyRandom final : public CountedPolicy {
 public:
  explicit EnvoyRandom(const std::vector<ServerSpec>& servers) : CountedPolicy(servers) {}
  Choice choose(const RequestKey& key, Instant, RandomSource& random) override {
    return anyServing() ? draw(key, random) : kNoServer;
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<EnvoyRandom>(*this); }
  Habits habits() const override { return {.readsRequests = false}; }
  SlowStart slowStart() const override { return SlowStart::None; }

 private:
  std::string rule(const RequestKey&) const override { return "a random server, whatever its weight"; }
  std::string tieBreak() const override { return "none needed"; }
};

/// Reads no option.
std::unique_ptr<Policy> makeEnvoyRandom(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
