// What a free network notes down.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/sim/model.h"
#include "engine/sim/tally.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

/// Requests that bring about the same work: how long they stay, as a multiple of it.
struct Stretch {
  std::int64_t work = 0;
  std::uint64_t count = 0;
  double sum = 0;

  void note(std::int64_t service, std::int64_t response) {
    constexpr std::int64_t kShare = 50;  // within 2 % of it
    if (service < work - work / kShare || service > work + work / kShare || service == 0) return;
    ++count;
    sum += static_cast<double>(response) / static_cast<double>(service);
  }
};

/// Which details of a scope are kept; means always are.
struct Watch {
  bool shares = false;            ///< How long how many were present.
  bool response = false;          ///< Histogram,
  bool wait = false;              ///< likewise.
  std::vector<Duration> demands;  ///< Of a station: works whose responses are told apart.
};

struct RecordPlan {
  Watch system;
  std::vector<Watch> stations;        ///< By station; missing ones: nothing.
  std::vector<Watch> classes;         ///< By class.
  std::vector<Watch> classAtStation;  ///< [class × stations + station]
  bool crowding = false;              ///< How many stations have k or more requests present.
  std::vector<Instant> instants;      ///< When the numbers present are written down.
};

/// Sum and sum of squares of durations, exact.
struct Spread {
  std::uint64_t count = 0;
  WideSum sum = 0;
  WideSum squares = 0;

  void add(std::int64_t ns) {
    ++count;
    sum += ns;
    squares += static_cast<WideSum>(ns) * ns;
  }
  double meanSeconds() const { return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count) / 1e9; }
  double sdSeconds() const {
    if (count == 0) return 0;
    const double mean = static_cast<double>(sum) / static_cast<double>(count);
    const double variance = static_cast<double>(squares) / static_cast<double>(count) - mean * mean;
    return std::sqrt(variance > 0 ? variance : 0) / 1e9;
  }
};

/// Of a station, a class at a station, a class or the system, since the beginning of the measured part.
struct VisitRecord {
  Watch watch;
  std::uint64_t arrivals = 0;
  std::uint64_t mustWait = 0;    ///< Found room, but no free server; of a class or the system: anywhere.
  std::uint64_t refused = 0;     ///< Found no room.
  std::uint64_t lost = 0;        ///< Left the network for it.
  std::uint64_t overflowed = 0;  ///< Went on to another station for it.
  std::uint64_t abandoned = 0;
  std::uint64_t served = 0;
  std::uint64_t firstAttempts = 0;         ///< Arrivals that had not been refused before,
  std::uint64_t firstAttemptsRefused = 0;  ///< and were now.
  std::int64_t presentAtBegin = 0;
  Level present;
  TimeShares shares;
  Level orbit;           ///< Refused requests that will come back.
  WideSum work = 0;      ///< Brought by those who were served.
  WideSum presence = 0;  ///< Time inside of those who left, since the beginning.
  Spread response;       ///< Of those served.
  Spread wait;           ///< Of those served and those who gave up.
  stats::Histogram responses;
  stats::Histogram waits;
  std::vector<Stretch> stretches;  ///< By demand watched.

  void rise(Instant now) {
    present.rise(now);
    if (watch.shares) shares.set(present.level(), now);
  }
  void fall(Instant now) {
    present.fall(now);
    if (watch.shares) shares.set(present.level(), now);
  }
  void noteResponse(std::int64_t ns) {
    response.add(ns);
    if (watch.response) responses.add(Duration::nanoseconds(ns));
  }
  void noteWait(std::int64_t ns) {
    wait.add(ns);
    if (watch.wait) waits.add(Duration::nanoseconds(ns));
  }
  void beginMeasuring(Instant now);
};

struct PoolRecord {
  std::uint64_t arrivals = 0;
  std::uint64_t refused = 0;
  std::uint64_t mustWait = 0;
  Level waiting;
  Level held;
  Spread wait;

  void beginMeasuring(Instant now);
};

/// What became of a listed request.
struct TracedFate {
  enum class Kind : std::uint8_t { Pending, Completed, Lost, Abandoned };
  int id = 0;
  Kind kind = Kind::Pending;
  double at = 0;  ///< Seconds; finer than a nanosecond, see FreeNetworkSpec::perNs.
};

}  // namespace headroom::sim
