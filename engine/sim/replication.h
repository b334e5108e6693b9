// What one replication found out.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/results/results.h"
#include "engine/sim/deadlock.h"
#include "engine/sim/tally.h"
#include "engine/sim/trace_board.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

struct PlaceFigures {
  double utilisation = 0;
  double offeredLoad = 0;
  double queue = 0;
  double throughput = 0;
  std::uint64_t left = 0;       ///< Requests behind these figures.
  double workersBusy = 0;       ///< Servers only.
  std::uint64_t queueFull = 0;  ///< Servers only.
  std::uint64_t recycled = 0;   ///< Servers only: worker processes replaced.
  std::uint64_t shed = 0;       ///< Servers only: answered 503 because its cores were busy.
  std::uint64_t lookUps = 0;    ///< Caches only: asked, whether or not they were there,
  std::uint64_t hits = 0;       ///< and answered by them.
  double handshakes = 0;        ///< Relays only: connections opened per second.
};

struct ApplicationFigures {
  OutcomeCounts outcomes{};
  stats::Histogram response;
  double waitMs = 0;  ///< Mean over answered requests.
  // Of users who send requests again:
  std::uint64_t attempts = 0;
  std::uint64_t retries = 0;
  std::uint64_t reloads = 0;
  std::uint64_t denied = 0;
};

struct ZoneFigures {
  std::uint64_t present = 0;   ///< In flight at the beginning, or arrived since.
  std::uint64_t inFlight = 0;  ///< At the end.
  OutcomeCounts outcomes{};
  OutcomeCounts calls{};
  stats::Histogram callResponse;
};

/// Background work, in order of the model.
struct BackgroundFigures {
  std::uint64_t due = 0;  ///< Unfinished at the beginning, or due since.
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t retried = 0;
  std::uint64_t skipped = 0;
  std::uint64_t unfinished = 0;  ///< At the end.
  double running = 0;            ///< Mean number of attempts under way.
  double waitMs = 0;             ///< Mean, from due to the beginning of the successful attempt.
  stats::Histogram span;         ///< From due to done.
};

/// An autoscaled zone, in order of the model.
struct ScalingFigures {
  double running = 0;     ///< Mean number of servers that take requests,
  double switchedOn = 0;  ///< and of those that are on at all.
  int fewest = 0;         ///< That take requests.
  int most = 0;
  std::uint64_t ups = 0;
  std::uint64_t downs = 0;
};

/// One time window, in order of zone, server and station.
struct WindowRow {
  struct Zone {
    std::uint64_t arrivals = 0;
    std::uint64_t attempts = 0;  ///< Of users who send requests again.
    std::uint64_t failed = 0;
    double responseSumNs = 0;
    double inFlight = 0;  ///< Mean.
    stats::SparseHistogram response;
  };
  struct Place {
    double utilisation = 0;
    double queue = 0;
    double inside = 0;  ///< Mean number waiting or being served.
  };
  struct Scaling {
    double running = 0;  ///< Mean number of servers.
    double booting = 0;
    double draining = 0;
  };
  double endSeconds = 0;
  double lengthSeconds = 0;
  std::vector<Zone> zones;
  std::vector<Place> servers;
  std::vector<Place> stations;
  std::vector<Scaling> scaling;
};

struct Replication {
  double warmUpSeconds = 0;
  double seconds = 0;  ///< Length of the measured part.
  std::uint64_t events = 0;
  std::uint64_t fingerprint = 0;
  std::uint64_t draws = 0, paths = 0, times = 0;  ///< Parts of it, of the measured part alone.
  std::vector<ZoneFigures> zones;
  std::vector<ApplicationFigures> applications;
  std::vector<PlaceFigures> servers;
  std::vector<PlaceFigures> stations;
  std::vector<ScalingFigures> scaling;
  std::vector<std::uint64_t>
      beyondLimit;                   ///< Requests that a zone's balancer refused because too many were on its way.
  std::vector<double> availability;  ///< Share of the measured part, by Model::watched.
  std::vector<WindowRow> windows;
  std::vector<LogTimes> zoneTimes, serverTimes;  ///< Only where a log is there to compare with.
  TraceBoard noted;                              ///< Requests worth a trace.
  std::vector<results::Check> checks;
  std::vector<BackgroundFigures> background;
  DeadlockTally deadlocks;
  std::string fault;  ///< Why the run could not go on; empty: it ended as planned.
};

}  // namespace headroom::sim
