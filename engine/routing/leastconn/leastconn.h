// HAProxy `balance leastconn`: the server with the fewest open requests for its weight.
#pragma once

#include <array>
#include <vector>

#include "engine/routing/haproxy/haproxy_policy.h"
#include "engine/routing/haproxy/ordered_set.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Idle servers come before all others whatever their weight, and rotate in the order in which they became idle. A
/// loaded server counts (open requests + 1) / weight, so heavy servers win early. Joining a server's own queue does not
/// move the server. One decision costs one read; opened() and closed() cost O(log n).
class LeastConnections final : public HaproxyPolicy {
 public:
  LeastConnections(const std::vector<ServerSpec>& servers, bool allBackups);

  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override;
  void opened(ServerIndex server) override;
  void closed(ServerIndex server) override;
  void queued(ServerIndex server) override;
  void unqueued(ServerIndex server) override;
  std::unique_ptr<Policy> clone() const override { return std::make_unique<LeastConnections>(*this); }
  Habits habits() const override { return {.changesAtOnce = true, .readsRequests = false}; }

 private:
  void entered(ServerIndex server) override;
  void left(ServerIndex server, std::uint32_t was) override;
  void reweighed(ServerIndex server, std::uint32_t was) override;

  void limitChanged(ServerIndex server) override { showOrHide(server); }

  std::string rule(const RequestKey&) const override;
  std::string tieBreak() const override { return "the one whose load changed least recently"; }
  std::string measure(ServerIndex server) const override;

  OrderedSet& setOf(ServerIndex server) { return sets_[members_[server].group]; }
  std::uint32_t loadKey(ServerIndex server) const;
  bool takesMore(ServerIndex server) const;
  void reposition(ServerIndex server);
  void showOrHide(ServerIndex server);

  /// Of each server's effective weight, scaled by 2^40 and rounded up: a multiplication instead of a division.
  std::vector<std::uint64_t> reciprocal_;
  std::array<OrderedSet, 2> sets_;  ///< Full servers are hidden in them.
};

/// Reads `allBackups`.
std::unique_ptr<Policy> makeLeastConnectionsFrom(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
