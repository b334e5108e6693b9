// Follows single requests through a replication that is run once more.
//
// Between two events nothing moves, so looking at a request after every event tells where it is all the time. The run
// itself knows nothing of it and pays nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/results/results.h"
#include "engine/sim/model.h"
#include "engine/sim/run_plan.h"
#include "engine/sim/trace_board.h"
#include "engine/sim/world.h"

namespace headroom::sim {

class Tracer {
 public:
  /// `plan`: of the replication in which the requests were noted.
  Tracer(const Model& model, const RunPlan& plan, std::vector<Noted> requests);

  /// The traces in order of `requests`, without `why`; those not reached when cancelled have no steps.
  std::vector<results::Trace> follow(const std::atomic<bool>* cancel);

 private:
  enum class Where : std::uint8_t {
    Network,
    Station,
    Shared,
    Stretch,
    Handshake,
    ClientConnection,
    BalancerQueue,
    PoolQueue,
    ConnectionPool,
    ConnectionLimit,
    Lock,
    Call,
    Pause,
    NoAnswer
  };
  /// Where a request is. Two states that differ are two steps, or two parts of one.
  struct State {
    Where where = Where::Network;
    Index place = kNone;       ///< Station, server, database, relay or stretch.
    bool served = false;       ///< At a station: its turn has come.
    std::uint32_t visit = 0;   ///< Number of the call.
    std::int64_t entered = 0;  ///< At a station.
    bool operator==(const State&) const = default;
  };
  /// A request inside a watched one: itself, then the calls it waits for.
  struct Level {
    Index id = kNone;
    std::uint64_t chance = 0;
    std::int64_t created = 0;
    std::int64_t deadline = 0;
    State state;
    std::int64_t since = 0;
    std::int64_t service = 0;  ///< Of a visit to shared cores or links.
    std::size_t step = 0;      ///< The open one.
  };
  struct Watch {
    std::size_t index = 0;  ///< Of the request among those to follow.
    std::vector<Level> levels;
  };

  bool runUntil(Instant instant, const std::atomic<bool>* cancel);
  void begin(std::size_t index);
  /// False when the request has ended.
  bool look(Watch& watch);
  bool find(const Watch& watch, std::size_t depth, Level& level) const;
  State stateOf(const Request& request) const;
  State stepOf(const Request& request) const;
  void open(Watch& watch, std::size_t depth, const State& state);
  void close(Watch& watch, std::size_t depth);
  void closeFrom(Watch& watch, std::size_t depth);
  void descend(Watch& watch);
  void countAsWaiting(Watch& watch, std::size_t depth);
  std::string kindOf(const State& state) const;
  std::string placeOf(const State& state, const Request& request) const;
  Index databaseOf(const Request& request) const;

  const Model& model_;
  World world_;
  std::vector<Noted> requests_;
  std::vector<results::Trace> traces_;
};

}  // namespace headroom::sim
