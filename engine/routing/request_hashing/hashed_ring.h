// HAProxy `balance source|uri|url_param|hdr` with `hash-type consistent`, optionally with bounded load.
#pragma once

#include "engine/routing/haproxy/request_hash.h"
#include "engine/routing/haproxy/ring_policy.h"

namespace headroom::routing {

/// The node nearest to the hash in either direction. When a server leaves, only its keys move. With a balance factor of
/// f per cent no server holds more than f per cent of its weighted share of open requests (bounded load: Mirrokni,
/// Thorup, Zadimoghaddam 2016). Only 16 nodes a unit of weight: small weights give uneven shares. O(1) on average.
class HashedRing final : public RingPolicy {
 public:
  /// `balanceFactor` 0: no bound.
  HashedRing(const std::vector<ServerSpec>& servers, bool allBackups, RequestHash hash, std::uint32_t balanceFactor);

  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override;
  void opened(ServerIndex server) override;
  void closed(ServerIndex server) override;
  std::unique_ptr<Policy> clone() const override { return std::make_unique<HashedRing>(*this); }

 private:
  Choice walk(Group group, ServerIndex avoid);
  bool withinBound(ServerIndex server) const;
  void addUp();
  std::string rule(const RequestKey& key) const override;

  RequestHash hash_;
  std::uint64_t balanceFactor_;
  std::uint64_t open_ = 0;
  std::vector<std::uint64_t> before_;  ///< Of the same group, declared before; as the original, summed up at start
                                       ///< only, and 0 for who was not in play then.
  std::array<std::uint64_t, 2> total_{0, 0};  ///< Effective weight of each group.
};

}  // namespace headroom::routing
