// Common ground of HAProxy's algorithms on the ring: which nodes are on it.
#pragma once

#include <array>
#include <vector>

#include "engine/routing/haproxy/haproxy_policy.h"
#include "engine/routing/haproxy/ring.h"

namespace headroom::routing {

class RingPolicy : public HaproxyPolicy {
 public:
  RingPolicy(const std::vector<ServerSpec>& servers, bool allBackups);

 protected:
  std::string tieBreak() const override { return "the node before the hash when both are equally near"; }
  std::string measure(ServerIndex server) const override;

  std::array<Ring, 2> rings_;  ///< Of the active and of the backup group.
  bool changed_ = true;  ///< Set by every change of membership or weight; cleared by who derives something from it.

 private:
  std::vector<std::uint32_t> most_;  ///< Nodes that the server ever had, see reweighed().

  void entered(ServerIndex server) override;
  void left(ServerIndex server, std::uint32_t was) override;
  void reweighed(ServerIndex server, std::uint32_t was) override;
};

}  // namespace headroom::routing
