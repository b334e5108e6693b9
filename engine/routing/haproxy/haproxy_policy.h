// What all of HAProxy's algorithms have in common: server ids, effective weights, the active and the backup group, slow
// start, and the counts of open and waiting requests. Behaviour of version 2.6, one thread.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <vector>

#include "engine/routing/policy.h"

namespace headroom::routing {

/// How an algorithm turns weights into effective weights.
enum class WeightScale {
  Sixteenths,  ///< 16 · weight; slow start uses fewer sixteenths.
  Reduced,     ///< weight / greatest common divisor of the configured weights, rounded up; run-time weights 0 or 100 %
               ///< only.
};

class HaproxyPolicy : public Policy {
 public:
  HaproxyPolicy(const std::vector<ServerSpec>& servers, bool allBackups, WeightScale scale);

  void opened(ServerIndex server) override { ++members_[server].served; }
  void closed(ServerIndex server) override {
    assert(members_[server].served > 0 && "a request was closed that was not open");
    --members_[server].served;
  }
  void queued(ServerIndex server) override;
  void unqueued(ServerIndex server) override;
  void setUsable(ServerIndex server, bool usable, Instant now) final;
  void setDraining(ServerIndex server, bool draining, Instant now) final;
  void setWeight(ServerIndex server, int weight, Instant now) final;
  bool weightAllowed(ServerIndex server, int weight) const final;
  Instant nextTick() const final { return nextStep_; }
  SlowStart slowStart() const final { return SlowStart::Own; }
  std::span<const ServerIndex> tick(Instant now) final {
    catchUp(now);
    told_.swap(stepped_);
    stepped_.clear();
    return told_;
  }
  bool serving(ServerIndex server) const final;
  bool anyServing() const final { return inPlay_[Active] + inPlay_[Backup] > 0; }
  std::uint32_t limit(ServerIndex server) const final { return members_[server].limit; }
  Explanation explain(const RequestKey& key, Instant now, RandomSource& random) const final;

 protected:
  enum Group : int { Active = 0, Backup = 1 };

  struct Member {
    std::uint32_t effective = 0;  ///< Effective weight as if usable.
    std::uint32_t served = 0;     ///< Open requests.
    std::uint32_t queued = 0;     ///< Requests waiting for this very server.
    std::uint32_t limit = 0;      ///< maxconn in force; 0: none.
    bool inPlay = false;          ///< Usable, not draining, effective weight above 0.
    Group group = Active;

    std::uint32_t id = 0;
    int weight = 1;
    int configuredWeight = 1;
    std::uint32_t configuredLimit = 0;
    std::uint32_t queueLimit = 0;
    bool usable = true;
    bool draining = false;
    std::int64_t slowStart = 0;  ///< Whole seconds, rounded up.
    bool warming = false;
    bool endedWarming = false;            ///< Just now: counts as a change of weight, even when the weight stays.
    std::int64_t cameBack = 0;            ///< Whole second of the return.
    std::int64_t returned = 0;            ///< Returns are numbered.
    Instant nextStep = Instant::never();  ///< When the warming weight is looked at again; the limit goes by seconds.
  };

  /// Something about the servers is about to change, or to be told: what was put off has to be done.
  virtual void beforeChange() {}
  /// The server came (back) into play / is out of play, with the effective weight it had / has another one.
  virtual void entered(ServerIndex server) = 0;
  virtual void left(ServerIndex server, std::uint32_t was) = 0;
  virtual void reweighed(ServerIndex server, std::uint32_t was) = 0;

  /// For explain(): what is looked for, what decides between equals, and what is compared.
  virtual std::string rule(const RequestKey& key) const = 0;
  virtual std::string tieBreak() const = 0;
  virtual std::string measure(ServerIndex) const { return {}; }

  /// The connection limit in force moved (only while warming).
  virtual void limitChanged(ServerIndex) {}

  /// Applies the slow-start steps that are due.
  void catchUp(Instant now) {
    if (now >= nextStep_) [[unlikely]]
      warm(now);
  }

  /// The group that an algorithm works on now, or nullopt when soleBackup() decides alone.
  std::optional<Group> groupInUse() const {
    if (inPlay_[Active] > 0) [[likely]]
      return Active;
    if (allBackups_ && inPlay_[Backup] > 0) return Backup;
    return std::nullopt;
  }
  /// Without `allbackups` the first backup in play takes everything, full or not.
  Choice soleBackup() const { return soleBackup_; }
  /// Whether the algorithms that skip full servers may give it another request.
  bool hasRoom(ServerIndex server) const {
    const Member& m = members_[server];
    return m.limit == 0 || (m.queued == 0 && m.served < m.limit);
  }
  /// Servers in play of the group.
  std::uint32_t countInPlay(Group group) const { return inPlay_[group]; }
  /// The server that this attempt should not use, or kNoServer.
  static ServerIndex avoided(const RequestKey& key) {
    return key.attempts == nullptr || key.attempts->tried.empty() ? kNoServer : key.attempts->tried.back();
  }

  std::vector<Member> members_;

 private:
  /// Brings `inPlay`, the effective weight and the algorithm in line with what is known about the server.
  void refresh(ServerIndex server);
  /// The same with the effective weight as it was, although time may have passed.
  void refreshState(ServerIndex server, std::uint32_t was);
  /// The limit in force, which grows with the seconds since the return while warming.
  void updateLimit(ServerIndex server);
  void warm(Instant now);
  /// One step of one server's warming.
  void warmStep(ServerIndex server, Instant due);
  /// The first backup in play, by order of declaration.
  void findSoleBackup();
  /// HAProxy's: the user's weight in the algorithm's scale, less while warming.
  std::uint32_t effectiveWeight(const Member& member) const;

  /// For explain(): "in play", "out of service", and why.
  std::string stateOf(const Member& member, bool serves) const;

  std::uint32_t inPlay_[2] = {0, 0};  ///< Servers in play of each group.
  bool allBackups_;
  WeightScale scale_;
  std::uint32_t divisor_ = 1;
  ServerIndex soleBackup_ = kNoServer;
  Instant nextStep_ = Instant::never();
  std::vector<ServerIndex> stepped_;  ///< Since the last tick().
  std::vector<ServerIndex> told_;     ///< What it returned.
  std::int64_t returns_ = 0;
  std::int64_t second_ = 0;  ///< Whole second of the last change that was told.
};

}  // namespace headroom::routing
