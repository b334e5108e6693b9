// What nginx's upstream methods have in common: eligibility, failure bookkeeping, and the smooth weighted round robin
// that every method falls back to. Behaviour of nginx 1.22, one worker.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <string>
#include <vector>

#include "engine/routing/policy.h"

namespace headroom::routing {

class NginxPolicy : public Policy {
 public:
  explicit NginxPolicy(const std::vector<ServerSpec>& servers);

  void opened(ServerIndex server) override { ++peers_[server].open; }
  void closed(ServerIndex server) override {
    assert(peers_[server].open > 0 && "a request was closed that was not open");
    --peers_[server].open;
  }
  /// nginx has no such command; a server taken out here counts as `down`.
  void setUsable(ServerIndex server, bool usable, Instant now) override;
  /// The new weight counts from the next choice. Weight 0 takes the server out of balancing.
  void setWeight(ServerIndex server, int weight, Instant now) override;
  void setDraining(ServerIndex server, bool draining, Instant now) override;
  void failed(ServerIndex server, Instant now) final;
  void succeeded(ServerIndex server, Instant now) final;
  bool serving(ServerIndex server) const final;
  bool anyServing() const final;
  std::uint32_t limit(ServerIndex server) const final { return peers_[server].limit; }
  Explanation explain(const RequestKey& key, Instant now, RandomSource& random) const final;

 protected:
  struct Peer {
    std::int64_t current = 0;
    std::int64_t effective = 1;
    std::int64_t weight = 1;
    std::uint32_t open = 0;
    std::uint32_t limit = 0;  ///< max_conns; 0: none.
    bool down = false;
    bool draining = false;
    bool plain = true;  ///< In service without a failure on record and without a limit.
    std::uint32_t fails = 0;
    std::uint32_t maxFails = 1;
    std::int64_t failTimeout = 10;  ///< Whole seconds.
    std::int64_t checked = kLongAgo;
    std::int64_t accessed = kLongAgo;
  };

  /// One request's view: what it has tried and what the clock says.
  struct Call {
    const RequestKey& key;
    Attempts& attempts;
    std::int64_t second;
    RandomSource& random;
  };

  static constexpr std::uint32_t kMostMisses = 20;

  /// What every choose() does around the method's own choice: `pick(Call&)` names one of the servers proper, or
  /// kNoServer to fall back to round robin. It is not asked about a group of one server without backups. A parameter
  /// and not a virtual function, so that a decision is one virtual call.
  template <class Pick>
  Choice decide(const RequestKey& key, Instant now, RandomSource& random, const Pick& pick) {
    if (key.attempts == nullptr) scratch_.reset();
    Call call{key, key.attempts != nullptr ? *key.attempts : scratch_, now.ns() / kSecond, random};
    if (single_) [[unlikely]]
      return onlyServer(call);
    ServerIndex server = kNoServer;
    if (!call.attempts.onBackups) {
      server = pick(call);
      if (server == kNoServer) [[unlikely]]
        server = smooth(groups_[0], call);
    }
    if (server == kNoServer) [[unlikely]]
      server = pickFromBackups(call);
    if (server == kNoServer) [[unlikely]]
      return server;
    Peer& p = peers_[server];
    if (call.second - p.checked > p.failTimeout) p.checked = call.second;
    return server;
  }
  /// For explain(): what is looked for, what decides between equals, and what is compared.
  virtual std::string rule(const RequestKey& key) const = 0;
  virtual std::string tieBreak() const = 0;
  virtual std::string measure(ServerIndex server) const;
  /// Something that decides whether the server is eligible has changed: its state, its failures.
  virtual void touched(ServerIndex) {}
  /// The smooth round robin's current weight, where a method keeps it elsewhere than in the peer.
  virtual std::int64_t score(ServerIndex server) const { return peers_[server].current; }

  /// Whether nginx would consider the server for this attempt: up, not out of tries, not full, not tried before.
  bool eligible(ServerIndex server, const Call& call) const {
    const Peer& p = peers_[server];
    if (p.down || p.draining || p.weight == 0) return false;
    if (p.maxFails != 0 && p.fails >= p.maxFails && call.second - p.checked <= p.failTimeout) return false;
    if (p.limit != 0 && p.open >= p.limit) return false;
    const auto& tried = call.attempts.tried;
    return tried.empty() || std::find(tried.begin(), tried.end(), server) == tried.end();
  }
  /// Whether every server takes this request, so that nobody need look. What is left out then, the time stamp of the
  /// choice, is not read before the next failure, which sets it anew.
  bool everyoneTakes(const RequestKey& key) const {
    const Attempts* before = key.attempts;
    return unusual_ == 0 && !single_ && (before == nullptr || (before->tried.empty() && !before->onBackups)) &&
           !groups_[0].empty();
  }
  /// Smooth weighted round robin over those of `list` that are eligible; kNoServer when none is.
  ServerIndex smooth(const std::vector<ServerIndex>& list, const Call& call);

  /// Puts the server where its state belongs: among the `rounds` of those that are balanced and in full health, in the
  /// ordered list of those that are balanced with failures on record, or in neither.
  template <class Rounds>
  void sortInto(Rounds& rounds, std::vector<ServerIndex>& troubled, ServerIndex server) {
    Peer& p = peers_[server];
    const bool full = p.limit != 0 && p.open >= p.limit;
    const bool balanced = !p.down && !p.draining && p.weight > 0 && !full;
    const bool healthy = p.effective >= p.weight && (p.maxFails == 0 || p.fails < p.maxFails);
    if (rounds.takesPart(server) != (balanced && healthy)) {
      if (balanced && healthy) {
        rounds.enter(server, p.current);
      } else {
        rounds.leave(server);
        p.current = rounds.score(server);
      }
    }
    const auto at = std::lower_bound(troubled.begin(), troubled.end(), server);
    const bool listed = at != troubled.end() && *at == server;
    if (listed && !(balanced && !healthy)) troubled.erase(at);
    if (!listed && balanced && !healthy) troubled.insert(at, server);
  }

  /// The servers proper, or the backups, in order of declaration.
  const std::vector<ServerIndex>& group(bool backups) const { return groups_[backups ? 1 : 0]; }
  /// The server at place `offset` of all servers proper laid end to end by weight. REQUIRES: offset < totalWeight().
  ServerIndex atWeight(std::uint32_t offset) const {
    std::uint32_t i = guide_[offset >> guideShift_];
    while (cumulated_[i] <= offset) ++i;
    return groups_[0][i];
  }
  std::uint32_t totalWeight() const { return cumulated_.empty() ? 0 : cumulated_.back(); }

  std::vector<Peer> peers_;

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;
  static constexpr std::int64_t kLongAgo = -(std::int64_t{1} << 40);

  /// A group of one without backups is chosen whatever its failures, as nginx does.
  Choice onlyServer(const Call& call) const;
  /// When no server proper is left: from now on this request stays with the backups.
  ServerIndex pickFromBackups(Call& call);
  std::string stateOf(ServerIndex server, const Call& call) const;
  /// Prepares atWeight() after a change of weights.
  void cumulate();
  /// Whether the server is `plain`, after its state changed.
  void judge(ServerIndex server);

  std::array<std::vector<ServerIndex>, 2> groups_;
  std::vector<std::uint32_t> cumulated_;  ///< Weights of the servers proper, in declaration order.
  std::vector<std::uint32_t> guide_;      ///< Where to begin in it, for every 2^guideShift_ of offset.
  int guideShift_ = 0;
  bool single_ = false;
  std::uint32_t unusual_ = 0;  ///< Servers that are not `plain`.
  Attempts scratch_;           ///< For requests that bring no memory of their own.

 protected:
  /// The method for a backup group is that of the servers proper where nginx allows backups at all.
  virtual ServerIndex pickAmong(const std::vector<ServerIndex>& list, Call& call) { return smooth(list, call); }
};

}  // namespace headroom::routing
