// nginx `hash KEY`.
#pragma once

#include "engine/routing/nginx/nginx_keys.h"
#include "engine/routing/nginx/nginx_policy.h"

namespace headroom::routing {

/// CRC-32 of the key onto all servers laid end to end by weight, down ones included; a miss hashes again with the count
/// of misses in front. More than 20 misses, or no key: round robin.
class NginxHash final : public NginxPolicy {
 public:
  NginxHash(const std::vector<ServerSpec>& servers, NginxKey key) : NginxPolicy(servers), key_(std::move(key)) {}
  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override {
    return decide(key, now, random, [this](Call& call) { return pick(call); });
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<NginxHash>(*this); }
  SlowStart slowStart() const override { return SlowStart::None; }

 private:
  ServerIndex pick(Call& call);
  std::string rule(const RequestKey&) const override { return "hash of the " + key_.describe() + ", by weight"; }
  std::string tieBreak() const override { return "none needed: one place for one hash"; }

  NginxKey key_;
};

/// Reads `key`. Backups are a problem, as in nginx.
std::unique_ptr<Policy> makeNginxHash(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
