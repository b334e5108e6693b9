// nginx `ip_hash`.
#pragma once

#include "engine/routing/nginx/nginx_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Hashes the first three octets of an IPv4 address (all 16 of IPv6) onto all servers laid end to end by weight, down
/// ones included; goes on hashing while the server cannot be used, and after more than 20 misses takes round robin.
/// Clients of one /24 network share a server.
class NginxIpHash final : public NginxPolicy {
 public:
  explicit NginxIpHash(const std::vector<ServerSpec>& servers) : NginxPolicy(servers) {}
  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override {
    return decide(key, now, random, [this](Call& call) { return pick(call); });
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<NginxIpHash>(*this); }
  SlowStart slowStart() const override { return SlowStart::None; }

 private:
  ServerIndex pick(Call& call);
  std::string rule(const RequestKey&) const override { return "hash of the client's network, by weight"; }
  std::string tieBreak() const override { return "none needed: one place for one hash"; }
};

/// Reads no option. Backups are a problem, as in nginx.
std::unique_ptr<Policy> makeNginxIpHash(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
