// Links whose bandwidth all messages share at once: who gets how much of it, and when each message is through.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/time.h"
#include "engine/sim/model.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

/// Max–min fair rates of messages over paths of links, by progressive filling: all rates rise together until a link is
/// full; the messages over it keep theirs, the others go on (Bertsekas, Gallager: Data Networks, 2nd ed., 6.5.2).
///
/// Messages on the same path have the same rate, so that only paths are counted with, however many messages there are.
/// A change is reckoned through for the paths that share links with it, directly or over others; the rest is left
/// alone. Rates are whole units of 2^-k bytes a nanosecond, with k such that the fastest link has 56 bits; messages end
/// at the nearest nanosecond. What is handed out and what is received agree exactly.
class FairPaths {
 public:
  /// `bytesPerNs`: of each link. `paths`: the links of each, none twice. Not `shared`: each message has its path for
  /// itself. REQUIRES: bandwidths are above 0.
  FairPaths(const std::vector<double>& bytesPerNs, std::vector<std::vector<Index>> paths, bool shared);

  /// REQUIRES here and below: `now` never goes back. `bytes` > 0.
  void add(Index path, Index message, std::int64_t bytes, Instant now);
  /// Moves the messages of a path that are through at `now` into `done`, in order of completion.
  void collect(Index path, Instant now, std::vector<Index>& done);
  /// Drops a message; O(messages of the path).
  void remove(Index path, Index message, Instant now);

  /// When the next message of the path is through, if nothing changes; never() without one.
  Instant nextDone(Index path) const;
  /// Paths and links of which the last change may have changed nextDone() or use().
  const std::vector<Index>& touchedPaths() const { return touchedPaths_; }
  const std::vector<Index>& touchedLinks() const { return touchedLinks_; }

  std::int64_t messages(Index path) const { return static_cast<std::int64_t>(paths_[path].jobs.size()); }
  /// Bytes a nanosecond of each message of a path; 0 without one.
  double rate(Index path) const;
  /// Of a link's bandwidth that is in use, in units of 1 / kLanes; above kLanes only where nothing is shared.
  std::int64_t use(Index link) const;

  /// Begins the accounts anew.
  void restart(Instant now);
  /// Bytes a link has carried since restart(), as an integral over time,
  double carried(Index link, Instant now);
  /// and message by message.
  double received(Index link, Instant now);
  double bytesPerNs(Index link) const;

 private:
  __extension__ typedef unsigned __int128 Units;
  struct Job {
    Units finish;
    Units start;
    std::uint64_t order;
    Index message;
  };
  struct Link {
    std::uint64_t capacity = 0;
    std::int64_t messages = 0;
    Units inUse = 0;
    Units carried = 0;
    Instant last;
    std::vector<Index> through;  ///< All paths over it.
    std::vector<Index> active;   ///< Those with messages.
    // While rates are found:
    std::uint64_t left = 0;
    std::uint64_t open = 0;  ///< Messages without a rate yet.
    std::uint64_t mark = 0;
  };
  struct Path {
    std::vector<Index> links;
    std::vector<std::size_t> places;  ///< In each link's `active`, while it has messages.
    std::vector<Job> jobs;            ///< Heap, earliest finish first.
    std::uint64_t rate = 0;
    Units virtualBytes = 0;  ///< What every message has received since the path was last idle.
    Units received = 0;
    Instant last;
    std::uint64_t mark = 0;
    std::uint64_t found = 0;  ///< Its rate, while rates are found: 0 not yet.
  };
  static bool later(const Job& a, const Job& b) {
    return a.finish != b.finish ? a.finish > b.finish : a.order > b.order;
  }

  void settle(Path& path, Instant now);
  void settle(Link& link, Instant now);
  void changeCount(Index path, std::int64_t by);
  void activate(Index path);
  void deactivate(Index path);
  void gather(Index from);
  void fill();
  void giveRest(Index link, std::uint64_t level);
  void reckon(Index changed, Instant now);

  bool shared_;
  int fractionBits_ = 0;
  std::vector<Link> links_;
  std::vector<Path> paths_;
  std::vector<Index> touchedPaths_, touchedLinks_;
  std::uint64_t mark_ = 0;
  std::uint64_t order_ = 0;
};

}  // namespace headroom::sim
