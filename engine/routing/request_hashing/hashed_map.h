// HAProxy `balance source|uri|url_param|hdr` with `hash-type map-based`.
#pragma once

#include "engine/routing/haproxy/mapped_policy.h"
#include "engine/routing/haproxy/request_hash.h"

namespace headroom::routing {

/// Slot (hash mod number of slots) of the map. A change of membership moves most keys. A full server is not passed
/// over: its requests queue. A request without key takes the next turn of the map. O(1).
class HashedMap final : public MappedPolicy {
 public:
  HashedMap(const std::vector<ServerSpec>& servers, bool allBackups, RequestHash hash)
      : MappedPolicy(servers, allBackups), hash_(std::move(hash)) {}

  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override;
  std::unique_ptr<Policy> clone() const override { return std::make_unique<HashedMap>(*this); }

 private:
  std::string rule(const RequestKey& key) const override;

  RequestHash hash_;
};

}  // namespace headroom::routing
