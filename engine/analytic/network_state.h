// The state of a network as a Markov chain: who is where, in which order and in which phase. Private to this room.
#pragma once

#include <compare>
#include <cstddef>
#include <vector>

#include "engine/analytic/markov_chain.h"

namespace headroom::analytic {

/// One request of a network.
struct Job {
  static constexpr int kWaits = -1;    ///< Service has not begun.
  static constexpr int kHeld = -2;     ///< Served, but the next station is full: keeps its server.
  static constexpr int kNoLimit = -1;  ///< Never gives up, or not while it is being served.

  int cls = 0;
  int held = 0;             ///< Pools held, one bit each.
  int phase = kWaits;       ///< Of its service.
  int patience = kNoLimit;  ///< Phase of the time until it gives up.
  auto operator<=>(const Job&) const = default;
};

/// How many have begun to be served, keep a server although they are served, or wait.
int begun(const std::vector<Job>& jobs);
int holding(const std::vector<Job>& jobs);
int waiting(const std::vector<Job>& jobs);

/// A held request: which station it waits for room at is known by the list it stands in.
struct HeldJob {
  int from = 0;  ///< The station whose server it keeps.
  Job job;
  auto operator<=>(const HeldJob&) const = default;
};

/// Jobs in order of arrival where the order matters, sorted where it does not.
struct NetworkState {
  std::vector<int> arrivals;                ///< Phase of the arrivals, by class.
  std::vector<std::vector<int>> thinking;   ///< By class and phase.
  std::vector<int> turns;                   ///< Position in the order of dealing, by dispatcher.
  std::vector<std::vector<Job>> jobs;       ///< By station, held ones included.
  std::vector<int> up;                      ///< Servers in working order, by station; of others 0.
  std::vector<std::vector<int>> repairs;    ///< Phases of the repairs under way, by station.
  std::vector<int> setup;                   ///< Phase of the start-up under way, by station; below 0: none.
  std::vector<std::vector<Job>> orbits;     ///< On the way back to a station that was full.
  std::vector<std::vector<Job>> lines;      ///< Waiting for a token, by pool.
  std::vector<std::vector<HeldJob>> doors;  ///< Held until there is room, by the station they wait for.

  ChainState packed() const;
  /// REQUIRES: `packed` comes from a state with the same numbers of classes, stations, pools and dispatchers.
  void unpack(const ChainState& packed);

  int inside() const;  ///< Everybody who does not think.
};

}  // namespace headroom::analytic
