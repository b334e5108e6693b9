// HAProxy `balance first`: fill one server after the other.
#pragma once

#include <array>
#include <vector>

#include "engine/routing/haproxy/haproxy_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// By ascending server id the first one with room. Weights only say whether a server takes part; without connection
/// limits the first server gets everything. One decision reads one bit a server at most, 64 at a time.
class FirstWithRoom final : public HaproxyPolicy {
 public:
  FirstWithRoom(const std::vector<ServerSpec>& servers, bool allBackups);

  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override;
  void opened(ServerIndex server) override;
  void closed(ServerIndex server) override;
  void queued(ServerIndex server) override;
  void unqueued(ServerIndex server) override;
  Habits habits() const override { return {true, true, false}; }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<FirstWithRoom>(*this); }

 private:
  void entered(ServerIndex server) override { mark(server); }
  void left(ServerIndex server, std::uint32_t) override { mark(server); }
  void reweighed(ServerIndex, std::uint32_t) override {}
  void limitChanged(ServerIndex server) override { mark(server); }
  std::string rule(const RequestKey& key) const override;
  std::string tieBreak() const override { return "server ids are unique"; }
  std::string measure(ServerIndex server) const override;

  /// Brings the server's bit in line with whether it can take a request.
  void mark(ServerIndex server);

  std::vector<std::uint32_t> rank_;  ///< Place of each server by ascending id.
  std::vector<ServerIndex> byRank_;
  std::array<std::vector<std::uint64_t>, 2> free_;  ///< One bit a rank, of each group.
};

/// Reads `allBackups`.
std::unique_ptr<Policy> makeFirstWithRoom(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
