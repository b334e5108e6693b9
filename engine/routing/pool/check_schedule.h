// When which server's health is to be checked.
#pragma once

#include <optional>
#include <vector>

#include "engine/base/time.h"
#include "engine/routing/server.h"

namespace headroom::routing {

class HealthCounter;
class Pool;

/// How the servers of a pool are probed. The probe itself is the caller's: a gateway connects or asks, a simulator
/// looks at the state of the server.
struct CheckSpec {
  enum class Kind {
    Tcp,   ///< Passed when the connection is accepted.
    Http,  ///< Passed when a request is answered in time, with 2xx or 3xx.
  };
  Kind kind = Kind::Tcp;
  Duration interval = Duration::wholeSeconds(2);  ///< HAProxy `inter`.
  Duration fastInterval;                          ///< HAProxy `fastinter`; zero: `interval`.
  Duration downInterval;                          ///< HAProxy `downinter`; zero: `interval`.
  Duration timeout;                               ///< HAProxy `timeout check`; zero: `interval`.

  /// After this long a probe has failed.
  Duration patience() const { return timeout == Duration() ? interval : timeout; }
};

/// One timetable for the servers of one pool, as HAProxy 2.6 keeps it: the first checks are spread over one interval in
/// order of declaration; each next one is due one interval after the end of the last. The interval is `interval` at
/// full health, `downInterval` while down without any pass, `fastInterval` in between. No clock: the caller asks what
/// is due, probes, and tells.
class CheckSchedule {
 public:
  struct Due {
    ServerIndex server;
    Instant at;
    bool operator==(const Due&) const = default;
  };

  /// Checks of `pool`'s servers begin at `start`. REQUIRES: a valid specification, see Pool::create().
  CheckSchedule(const CheckSpec& spec, const Pool& pool, Instant start);

  /// The check that is due first; nullopt while every server is being probed. O(servers).
  std::optional<Due> next() const;
  /// When this server's next check begins; never() while it is being probed.
  Instant due(ServerIndex server) const { return due_[server]; }
  /// The probe is on its way. It has failed if it has not ended at the returned moment.
  Instant begin(ServerIndex server, Instant now);
  /// The probe ended: tells the pool (which may start, bounce or refuse requests) and plans the next one.
  void end(ServerIndex server, bool passed, Instant now, Pool& pool);
  /// The checks before `due` are left out, because it is known that they would pass at full health.
  void skipTo(ServerIndex server, Instant due) { due_[server] = due; }
  /// Errors in the server's traffic want it looked at soon (Pool::hastened()): within `fastInterval`, where that is
  /// set.
  void hasten(ServerIndex server, Instant now);

  const CheckSpec& spec() const { return spec_; }
  /// From the end of one check to the beginning of the next.
  Duration intervalAt(const HealthCounter& health) const;

 private:
  CheckSpec spec_;
  std::vector<Instant> due_;
};

}  // namespace headroom::routing
