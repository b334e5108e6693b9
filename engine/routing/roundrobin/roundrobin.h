// HAProxy `balance roundrobin`: weighted, dynamic, with its own way of spreading a server's turns over a round.
#pragma once

#include <array>
#include <vector>

#include "engine/routing/haproxy/haproxy_policy.h"
#include "engine/routing/haproxy/ordered_set.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// A round has as many turns as the sum of effective weights. A server that has had a turn is placed
/// (weight of the round / its weight) turns later; what falls into the next round waits there sorted by weight. So the
/// heaviest server starts, the order inside a round is not the "smooth" one of nginx, and a change of weight takes full
/// effect with the next round. One decision costs O(log n) for n servers, and O(1) once rounds repeat.
class RoundRobin final : public HaproxyPolicy {
 public:
  RoundRobin(const std::vector<ServerSpec>& servers, bool allBackups);

  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override;
  RepeatedTurns* repeatedTurns() override { return &repetition_; }
  Habits habits() const override { return {true, true, false, false, anyLimit()}; }
  std::unique_ptr<Policy> clone() const override {
    auto copy = std::make_unique<RoundRobin>(*this);
    copy->makeRoom();
    return copy;
  }

 private:
  /// Where a server stands within the rounds.
  struct Place {
    std::uint32_t next = 0;
    std::uint32_t last = 0;
    std::uint32_t remainder = 0;
    std::uint32_t step = 0;        ///< Weight of the next round / own weight,
    std::uint32_t stepRest = 0;    ///< and what is left over,
    std::uint32_t stepWeight = 0;  ///< as computed for this weight of the next round.
  };
  struct Round {
    std::uint32_t position = 0;
    std::uint32_t weight = 0;      ///< Of the current round.
    std::uint32_t nextWeight = 0;  ///< Of the next one.
    OrderedSet current;
    std::array<OrderedSet, 2> byWeight;  ///< Servers without a turn in this round, and those of the next one.
    int fresh = 0;                       ///< Which of the two holds the former.

    OrderedSet& init() { return byWeight[fresh]; }
    const OrderedSet& init() const { return byWeight[fresh]; }
    OrderedSet& next() { return byWeight[1 - fresh]; }
    const OrderedSet& next() const { return byWeight[1 - fresh]; }
  };

  /// A round begins with nothing but the order in which the servers wait for it. So a round without a change that ends
  /// in the order in which it began is followed by the same one for ever, as long as nothing changes: its turns are
  /// noted once and read off from then on, while the sets stay as they were at its beginning.
  struct Repetition : RepeatedTurns {
    static constexpr std::uint32_t kLongest = 1 << 16;  ///< Turns of a round that are worth a note.
    std::vector<ServerIndex> order;                     ///< At its beginning.
    std::vector<ServerIndex> ended;                     ///< The same at the end of a round; kept for its room.
    bool noting = false;
  };

  void entered(ServerIndex server) override;
  void left(ServerIndex server, std::uint32_t was) override;
  void reweighed(ServerIndex server, std::uint32_t was) override;

  /// Takes the turns that were only read off.
  void settle();
  /// So that no decision allocates.
  void makeRoom();
  void beforeChange() override;
  Choice chooseByTurns(const RequestKey& key);
  ServerIndex takeNextTurn(Round& round, ServerIndex avoid);
  bool isOver(const Round& round) const;
  bool anyLimit() const;
  /// At the end of a round: whether the next one is known.
  void noteEnd(Round& round);

  std::string rule(const RequestKey&) const override;
  std::string tieBreak() const override { return "the heavier one, then the one that was placed first"; }
  std::string measure(ServerIndex server) const override;

  /// The next server of the round and the set that it stands in; kNoServer when the round is over.
  ServerIndex candidate(Round& round, OrderedSet*& from);
  // What nearly every choice does, and apart from it what the others do.
  void takeTurn(Round& round, ServerIndex server);
  void toNextRound(Round& round, ServerIndex server);
  Choice chooseBackup(const RequestKey& key);
  ServerIndex chooseAvoiding(Round& round, ServerIndex avoid);
  void advance(Round& round, ServerIndex server);
  void place(Round& round, ServerIndex server);
  /// Whether its next turn falls into the current round, and its key among those of that round.
  bool staysIn(const Round& round, ServerIndex server) const;
  std::uint32_t turnKey(ServerIndex server) const;
  void removeFromAll(Round& round, ServerIndex server);
  std::uint32_t weightKey(ServerIndex server) const { return 4096 - members_[server].effective; }

  std::array<Round, 2> rounds_;
  std::vector<Place> places_;
  Repetition repetition_;           ///< Of the active servers.
  std::vector<ServerIndex> aside_;  ///< Room for the full servers met during one choice.
};

/// Reads `allBackups`.
std::unique_ptr<Policy> makeRoundRobinFrom(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
