// nginx's default: smooth weighted round robin.
#pragma once

#include <array>

#include "engine/routing/nginx/nginx_policy.h"
#include "engine/routing/nginx_round_robin/smooth_rounds.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// Every choice adds each eligible server's weight to its score, takes the largest score and subtracts the sum of
/// weights from the winner: weights 5, 1, 1 give 1 1 2 1 3 1 1. Servers in good order stand in SmoothRounds; the few
/// that have failed lately are looked at one by one, since their weight recovers and their time-out runs.
class NginxRoundRobin final : public NginxPolicy {
 public:
  explicit NginxRoundRobin(const std::vector<ServerSpec>& servers);
  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override {
    return decide(key, now, random, [this](Call& call) { return pick(call); });
  }
  std::unique_ptr<Policy> clone() const override;
  Habits habits() const override { return {.readsRequests = false}; }
  void opened(ServerIndex server) override;
  void closed(ServerIndex server) override;
  void setWeight(ServerIndex server, int weight, Instant now) override;

 private:
  ServerIndex pick(Call& call) { return turn(0, call); }
  ServerIndex pickAmong(const std::vector<ServerIndex>& list, Call& call) override {
    return turn(&list == &group(true) ? 1 : 0, call);
  }
  void touched(ServerIndex server) override { sort(server); }
  std::int64_t score(ServerIndex server) const override;
  std::string rule(const RequestKey&) const override {
    return "the largest score after every score grew by its weight";
  }
  std::string tieBreak() const override { return "declaration order"; }

  ServerIndex turn(std::size_t group, Call& call);
  /// Puts the server where it belongs: into the rounds, among the troubled, or into neither.
  void sort(ServerIndex server);
  void configure();

  std::array<SmoothRounds, 2> rounds_;                ///< Servers proper and backups.
  std::array<std::vector<ServerIndex>, 2> troubled_;  ///< Weight not recovered or failures counted; in order.
  std::vector<std::uint8_t> groupOf_;
};

/// Reads no option; takes backups.
std::unique_ptr<Policy> makeNginxRoundRobin(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
