// Cores that serve everybody at once: each request gets an equal share, none more than one core.
// Cores that get in each other's way do less work the more of them are busy; a pause stops all of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/sim/model.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

/// Egalitarian processor sharing in virtual time. Everything is counted in whole units of 2^-20 ns, so that the work
/// handed out and the work received agree exactly. Adding and finishing cost O(log n).
class ProcessorSharing {
 public:
  /// `cores` 0: as many as there are requests.
  explicit ProcessorSharing(int cores = 0) : cores_(cores) {}
  /// `worth[k]`, in 2^-20 cores: the work per time that k busy cores do. REQUIRES: one for each of 0 … cores, all but
  /// the first above 0.
  ProcessorSharing(int cores, std::vector<std::uint64_t> worth) : cores_(cores), worth_(std::move(worth)) {}
  static constexpr int kWorthBits = 20;

  /// REQUIRES: `now` never goes back.
  void add(Index request, Duration work, Instant now);
  /// When the next request will have its work, if nothing else is added; never() when idle.
  Instant nextDone() const;
  /// Moves everybody whose work is complete at `now` into `done`, in order of completion.
  void collect(Instant now, std::vector<Index>& done);
  /// Drops one request, finished or not; O(n).
  void remove(Index request, Instant now);
  /// Drops everybody.
  void clear(Instant now);
  /// While paused no work is done and no core is busy. REQUIRES: made with a worth.
  void pause(bool paused, Instant now);
  /// Other cores, and what they are worth. REQUIRES: made with a worth, and `worth` as then.
  void resize(int cores, std::vector<std::uint64_t> worth, Instant now);

  std::int64_t running() const { return static_cast<std::int64_t>(jobs_.size()); }
  /// Cores at work.
  std::int64_t busy() const {
    if (paused_) [[unlikely]]
      return 0;
    return cores_ == 0 ? running() : std::min<std::int64_t>(cores_, running());
  }
  /// What they are worth, in 2^-20 cores. REQUIRES: made with a worth.
  std::uint64_t worth() const { return worth_[static_cast<std::size_t>(busy())]; }

  /// Begins the accounts anew.
  void restart(Instant now);
  /// Work received since restart() by finished and unfinished requests, counted request by request, in ns. Includes the
  /// part of a nanosecond by which completions are rounded up.
  double received(Instant now);
  /// Requests × virtual time since restart(): the same, counted as an integral over time.
  double handedOut(Instant now);
  /// At most so many ns of core time were handed out to nobody, because every share is a whole number of units: up to a
  /// unit a request each time that somebody comes or goes.
  double roundedOff() const;

 private:
  __extension__ typedef unsigned __int128 Units;
  struct Job {
    Units finish;
    Units start;
    std::uint64_t order;
    Index request;
  };
  static bool later(const Job& a, const Job& b) {
    return a.finish != b.finish ? a.finish > b.finish : a.order > b.order;
  }
  void settle(Instant now);

  int cores_;
  bool paused_ = false;
  std::vector<std::uint64_t> worth_;  ///< Empty: k cores are worth k.
  std::vector<Job> jobs_;             ///< Heap, earliest finish first.
  Units virtual_ = 0;                 ///< Work every present request has received since the last idle moment.
  Units handedOut_ = 0;
  Units received_ = 0;
  std::uint64_t roundedOff_ = 0;  ///< In units, at most.
  std::uint64_t order_ = 0;
  Instant last_;
};

}  // namespace headroom::sim
