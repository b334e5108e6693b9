// What a run counts, place by place.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/sim/request.h"
#include "engine/stats/histogram.h"
#include "engine/stats/integral.h"

namespace headroom::sim {

using stats::WideSum;

/// A level whose area can be told from the beginning of the measured part, without disturbing the one since the run's
/// start.
class Level {
 public:
  void change(std::int64_t by, Instant now) { integral_.change(by, now); }
  [[gnu::always_inline]] void rise(Instant now) { integral_.rise(now); }
  [[gnu::always_inline]] void fall(Instant now) { integral_.fall(now); }
  void set(std::int64_t level, Instant now) { integral_.change(level - integral_.level(), now); }
  void beginMeasuring(Instant now) { base_ = integral_.areaAt(now); }
  std::int64_t level() const { return integral_.level(); }
  WideSum areaSinceStart(Instant now) const { return integral_.areaAt(now); }
  WideSum area(Instant now) const { return integral_.areaAt(now) - base_; }

 private:
  stats::LevelIntegral integral_;
  WideSum base_ = 0;
};

/// How long a level has had each of its values since the beginning of the measured part.
class TimeShares {
 public:
  void set(std::int64_t level, Instant now) {
    const auto held = static_cast<std::size_t>(level_);
    if (held >= times_.size()) times_.resize(held + 1);
    times_[held] += (now - since_).ns();
    level_ = level;
    since_ = now;
  }
  void beginMeasuring(Instant now) {
    times_.clear();
    since_ = now;
  }
  std::int64_t level() const { return level_; }
  /// Nanoseconds by value, up to `now`; the area under the level is the sum of value × time.
  std::vector<WideSum> timesAt(Instant now) const {
    TimeShares copy = *this;
    copy.set(level_, now);
    return std::move(copy.times_);
  }

 private:
  std::int64_t level_ = 0;
  Instant since_;
  std::vector<WideSum> times_;
};

/// Requests in, out and inside a server or a station, and the work they bring.
struct PlaceTally {
  std::uint64_t entered = 0;
  std::uint64_t left = 0;
  std::uint64_t handshakes = 0;  ///< Connections opened,
  std::uint64_t greeted = 0;     ///< and visits for that among those who left.
  std::int64_t insideAtBegin = 0;
  Level present;
  Level waiting;
  Level busy;  ///< Cores or lines at work.
  stats::ExactSum
      presence;             ///< Time inside of those who left, from the beginning of the measured part at the earliest.
  stats::ExactSum work;     ///< Service done, likewise.
  stats::ExactSum offered;  ///< Work brought by arriving requests.

  void beginMeasuring(Instant now) {
    entered = left = handshakes = greeted = 0;
    insideAtBegin = present.level();
    present.beginMeasuring(now);
    waiting.beginMeasuring(now);
    busy.beginMeasuring(now);
    presence = work = offered = {};
  }
};

struct ServerTally {
  PlaceTally place;  ///< `busy` are its cores.
  Level executing;   ///< Requests that hold a worker.
  std::uint64_t queueFull = 0;

  void beginMeasuring(Instant now) {
    place.beginMeasuring(now);
    executing.beginMeasuring(now);
    queueFull = 0;
  }
};

/// Times of answered requests as logs have them; kept only to be compared with a log.
struct LogTimes {
  stats::Histogram wait;      ///< In balancers' queues.
  stats::Histogram response;  ///< For the user.
  stats::Histogram atServer;  ///< Inside the server, the wait for a worker included.

  void add(std::int64_t waitNs, std::int64_t responseNs, std::int64_t atServerNs) {
    wait.add(Duration::nanoseconds(waitNs));
    response.add(Duration::nanoseconds(responseNs));
    atServer.add(Duration::nanoseconds(atServerNs));
  }
  void merge(const LogTimes& other) {
    wait.merge(other.wait);
    response.merge(other.response);
    atServer.merge(other.atServer);
  }
};

using OutcomeCounts = std::array<std::uint64_t, kOutcomes>;

struct ZoneTally;

struct ApplicationTally {
  ZoneTally* zone = nullptr;  ///< Where its users' requests are counted.
  OutcomeCounts outcomes{};
  stats::WindowedHistogram response;
  stats::ExactSum pure;  ///< What the responses would come to without waiting.
  // Of users who send requests again:
  std::uint64_t attempts = 0;
  std::uint64_t retries = 0;
  std::uint64_t reloads = 0;
  std::uint64_t denied = 0;  ///< Retries, by their budget.

  /// Time that answered requests have waited.
  WideSum wait() const { return response.sumNs() - pure; }

  void beginMeasuring() {
    outcomes = {};
    response.clear();
    pure = {};
    attempts = retries = reloads = denied = 0;
  }
};

struct ZoneTally {
  std::uint64_t arrivals = 0;
  OutcomeCounts outcomes{};
  std::int64_t insideAtBegin = 0;
  Level inFlight;
  stats::ExactSum presence;
  OutcomeCounts calls{};
  stats::Histogram callResponse;
  // Of the current window:
  std::uint64_t windowArrivals = 0;
  std::uint64_t windowAttempts = 0;  ///< Of users who send requests again.
  std::uint64_t windowFailed = 0;
  // Since the last look of a live run:
  stats::Histogram liveResponse;
  std::uint64_t failedSinceStart = 0;

  void beginMeasuring(Instant now) {
    arrivals = 0;
    outcomes = {};
    insideAtBegin = inFlight.level();
    inFlight.beginMeasuring(now);
    presence = {};
    calls = {};
    callResponse.clear();
    windowArrivals = windowAttempts = windowFailed = 0;
  }
};

}  // namespace headroom::sim
