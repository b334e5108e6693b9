// nginx `least_conn`.
#pragma once

#include <array>
#include <vector>

#include "engine/routing/nginx/nginx_policy.h"
#include "engine/routing/nginx_least_conn/tied_rounds.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// The fewest open requests for its weight. If several tie, smooth round robin among exactly those; the scores of the
/// others do not move. Servers in good order stand in TiedRounds, so that a choice costs O(log n + tied weights); the
/// few that have failed lately are looked at one by one, since their weight recovers and their time-out runs.
class NginxLeastConn final : public NginxPolicy {
 public:
  explicit NginxLeastConn(const std::vector<ServerSpec>& servers);
  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override {
    return decide(key, now, random, [this](Call& call) { return pick(call); });
  }
  std::unique_ptr<Policy> clone() const override;
  void opened(ServerIndex server) override;
  void closed(ServerIndex server) override;
  void setWeight(ServerIndex server, int weight, Instant now) override;
  Habits habits() const override { return {.readsRequests = false}; }

 private:
  ServerIndex pick(Call& call) { return turn(0, call); }
  ServerIndex pickAmong(const std::vector<ServerIndex>& list, Call& call) override {
    return turn(&list == &group(true) ? 1 : 0, call);
  }
  void touched(ServerIndex server) override { sort(server); }
  std::int64_t score(ServerIndex server) const override;
  std::string rule(const RequestKey&) const override { return "the fewest open requests for its weight"; }
  std::string tieBreak() const override { return "smooth weighted round robin among the tied"; }

  ServerIndex turn(std::size_t group, Call& call);
  ServerIndex turnAmongAll(std::size_t group, Call& call);
  /// Puts the server where it belongs: into the rounds, among the troubled, or into neither.
  void sort(ServerIndex server);
  void configure();
  TiedRounds& roundsOf(ServerIndex server) { return groupOf_[server] == 0 ? rounds_[0] : rounds_[1]; }

  std::array<TiedRounds, 2> rounds_;                  ///< Servers proper and backups.
  std::array<std::vector<ServerIndex>, 2> troubled_;  ///< Weight not recovered or failures counted; in order.
  std::vector<std::uint8_t> groupOf_;
  std::vector<ServerIndex> tied_;  ///< Room for the troubled that tie in one choice.
};

/// Reads no option; takes backups.
std::unique_ptr<Policy> makeNginxLeastConn(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
