// Envoy RING_HASH, from Envoy's documentation; modelled, not verified against recordings.
#pragma once

#include <string>
#include <vector>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/nginx/nginx_keys.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// xxHash64 of "ADDRESS_0", "ADDRESS_1", … for each server in play; the ring has at least 1,024 points, shared by
/// weight. The first point at or after the key's hash decides; on a retry, or when that server is full, the next point
/// of another one. The ring is built anew on each change of membership, so keys of other servers move a little too.
class EnvoyRingHash final : public CountedPolicy {
 public:
  EnvoyRingHash(const std::vector<ServerSpec>& servers, NginxKey key, std::size_t smallest);
  Choice choose(const RequestKey& key, Instant, RandomSource& random) override {
    return anyServing() ? pick(key, random) : Choice();
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<EnvoyRingHash>(*this); }
  SlowStart slowStart() const override { return SlowStart::None; }

 private:
  struct Point {
    std::uint64_t hash;
    ServerIndex server;
  };

  ServerIndex pick(const RequestKey& key, RandomSource& random);
  void changed() override;
  std::string rule(const RequestKey&) const override {
    return "the first point of the ring at or after the hash of the " + key_.describe();
  }
  std::string tieBreak() const override { return "none needed: one point for one hash"; }

  NginxKey key_;
  std::size_t smallest_;
  std::vector<std::string> addresses_;
  std::vector<Point> ring_;
};

/// Reads `key` and `tableSize`: the smallest size of the ring.
std::unique_ptr<Policy> makeEnvoyRingHash(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
