// How a balancer chooses a server. The simulator and the live gateway run this same code.
//
// Pure decisions: no clock, no sockets, no global randomness; `now` and random numbers come from the caller. Nothing
// allocates per decision.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/time.h"
#include "engine/routing/choice.h"
#include "engine/routing/explanation.h"
#include "engine/routing/request.h"
#include "engine/routing/server.h"

namespace headroom::routing {

/// Turns that follow each other over and over as long as nothing changes.
struct RepeatedTurns {
  std::vector<ServerIndex> turns;
  std::size_t cursor = 0;  ///< Turns read off since the round's beginning.
  bool reading = false;    ///< They are in force.

  /// REQUIRES: reading.
  [[gnu::always_inline]] ServerIndex next() {
    const ServerIndex server = turns[cursor];
    cursor = cursor + 1 == turns.size() ? 0 : cursor + 1;
    return server;
  }
};

/// Chooses among the usable servers of one pool. Not thread-safe.
class Policy {
 public:
  virtual ~Policy() = default;
  /// The server for the next request, or nobody when none is usable (or none has room, see
  /// ServerSpec::maxConnections). The caller reports opened() for the answer.
  virtual Choice choose(const RequestKey& key, Instant now, RandomSource& random) = 0;
  /// What choose() reads off while it repeats itself, for callers that do so themselves: the same at every call, valid
  /// as long as the policy. They REQUIRE a request without a server to avoid, and a moment before nextTick().
  virtual RepeatedTurns* repeatedTurns() { return nullptr; }
  /// A request was assigned to the server / has left it.
  virtual void opened(ServerIndex server) = 0;
  /// REQUIRES: one closed() for each opened().
  virtual void closed(ServerIndex server) = 0;
  /// A health check or an operator took the server out, or put it back.
  virtual void setUsable(ServerIndex server, bool usable, Instant now) = 0;
  /// REQUIRES: 0 ≤ weight ≤ 256 and weightAllowed(server, weight).
  virtual void setWeight(ServerIndex server, int weight, Instant now) = 0;

  /// A draining server gets nothing by balancing but keeps its place in the pool: no slow start follows.
  virtual void setDraining(ServerIndex server, bool draining, Instant now) { setUsable(server, !draining, now); }
  /// Whether balancing could choose the server now, leaving its load aside: in play, and a backup only while it serves.
  virtual bool serving(ServerIndex server) const = 0;
  /// Whether there is a server that balancing could choose, leaving load aside.
  virtual bool anyServing() const = 0;
  /// How the original's surroundings treat this algorithm.
  struct Habits {
    bool waitsBehindQueue = false;  ///< Not even asked while requests wait in the pool's queue.
    bool changesAtOnce = false;     ///< A refused request may go to another server at once, not only on the last retry.
    bool readsRequests = true;      ///< The request may decide; false allows callers to leave its key empty.
    bool learns = false;            ///< From observed().
    bool countsOpen = true;         ///< False allows callers to leave out opened() and closed().
  };
  /// Constant over the life of a policy; callers ask once.
  virtual Habits habits() const { return {}; }
  /// The connection limit in force (0: none); lower than configured while a server warms up.
  virtual std::uint32_t limit(ServerIndex server) const = 0;

  /// Whether the original accepts this weight at run time; some algorithms know only 0 and the configured weight.
  virtual bool weightAllowed(ServerIndex, int weight) const { return weight >= 0 && weight <= kMaxWeight; }
  /// A request joined / left the queue of this one server (not the pool's).
  virtual void queued(ServerIndex) {}
  virtual void unqueued(ServerIndex) {}
  /// An assigned request ended in an error, or in an answer. Both come before the closed() of that request.
  virtual void failed(ServerIndex, Instant) {}
  virtual void succeeded(ServerIndex, Instant) {}
  /// An answer of this server took so long and weighed so many bytes (request and response together); for the
  /// algorithms that learn from it.
  virtual void observed(ServerIndex, Duration, std::uint64_t, Instant) {}
  /// Lets time-driven weights and limits (slow start) catch up; choose() does so itself. Returns the servers whose
  /// weight was looked at, which then also look at the queue, each as often as it is named; valid until the next call.
  virtual std::span<const ServerIndex> tick(Instant) { return {}; }
  /// When tick() changes something next; never() if nothing is under way.
  virtual Instant nextTick() const { return Instant::never(); }
  /// How a server's load can be raised slowly after its return.
  enum class SlowStart {
    ByWeight,  ///< From outside, by weights that grow.
    Own,       ///< The algorithm reads ServerSpec::slowStart itself, or ignores it as the original does.
    None,      ///< Not at all.
  };
  /// Constant over the life of a policy.
  virtual SlowStart slowStart() const { return SlowStart::ByWeight; }

  /// An independent copy with the same state.
  virtual std::unique_ptr<Policy> clone() const = 0;
  /// What choose() would answer now and why. Takes from `random` what choose() would take.
  virtual Explanation explain(const RequestKey& key, Instant now, RandomSource& random) const = 0;
};

}  // namespace headroom::routing
