// Envoy MAGLEV, from Envoy's documentation and Eisenbud et al., "Maglev" (NSDI 2016), section 3.4; modelled, not
// verified against recordings.
#pragma once

#include <string>
#include <vector>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/nginx/nginx_keys.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// A table of prime size (65,537) which the servers fill in turns, each along its own permutation, by weight. Even
/// shares within about 1 %, a few keys of other servers move on a change. A decision is one read.
class EnvoyMaglev final : public CountedPolicy {
 public:
  /// REQUIRES: `size` is prime.
  EnvoyMaglev(const std::vector<ServerSpec>& servers, NginxKey key, std::uint32_t size);
  Choice choose(const RequestKey& key, Instant, RandomSource& random) override {
    return anyServing() ? pick(key, random) : Choice();
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<EnvoyMaglev>(*this); }
  SlowStart slowStart() const override { return SlowStart::None; }

 private:
  ServerIndex pick(const RequestKey& key, RandomSource& random);
  void changed() override;
  std::string rule(const RequestKey&) const override {
    return "the table's place of the hash of the " + key_.describe();
  }
  std::string tieBreak() const override { return "none needed: one place for one hash"; }

  NginxKey key_;
  std::uint32_t size_;
  std::vector<std::string> addresses_;
  std::vector<ServerIndex> table_;
};

/// Reads `key` and `tableSize`: a prime of at most 5,000,011, not below the number of servers; 65,537 where absent.
std::unique_ptr<Policy> makeEnvoyMaglev(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
