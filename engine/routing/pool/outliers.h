// Ejection of servers by what their answers look like.
#pragma once

#include <vector>

#include "engine/base/time.h"
#include "engine/routing/server.h"

namespace headroom::routing {

/// Envoy's outlier detection by consecutive errors, with Envoy's defaults.
struct OutlierSpec {
  int consecutiveErrors = 5;  ///< `consecutive_5xx`: answers of 500 and above, refused and broken connections.
  Duration interval = Duration::wholeSeconds(10);      ///< Between two looks at who may come back.
  Duration baseEjection = Duration::wholeSeconds(30);  ///< Times the number of ejections without a quiet interval,
  Duration maxEjection = Duration::wholeSeconds(300);  ///< at most this.
  int maxEjectedPercent = 10;                          ///< Of all servers of the pool. Below ten servers that is none,
  bool alwaysEjectOne = false;                         ///< unless `always_eject_one_host` is set.
};

/// Who is ejected, and until when. Time comes from the caller; nothing allocates after construction.
class OutlierDetector {
 public:
  OutlierDetector(const OutlierSpec& spec, std::size_t servers) : spec_(spec), hosts_(servers) {}

  /// An error of the server; true when that ejects it.
  bool failed(ServerIndex server, Instant now);
  void succeeded(ServerIndex server) { hosts_[server].errors = 0; }

  bool ejected(ServerIndex server) const { return hosts_[server].ejected; }
  /// The look at which the server comes back. REQUIRES: ejected(server).
  Instant ejectedUntil(ServerIndex server) const;
  int errors(ServerIndex server) const { return hosts_[server].errors; }

  /// When sweep() has something to do next; never() while nobody is ejected or remembered.
  Instant nextSweep() const { return nextSweep_; }
  /// One look, at nextSweep(): appends who comes back. REQUIRES: nextSweep() is not never().
  void sweep(std::vector<ServerIndex>& back);

 private:
  struct Host {
    int errors = 0;     ///< In a row.
    int ejections = 0;  ///< Less one for each quiet interval.
    bool ejected = false;
    Instant since;
  };

  /// The base time for each ejection on record, at most the longest.
  Duration ejectionOf(const Host& host) const;
  /// The first look at or after `t`; looks are whole intervals from the start.
  Instant lookFrom(Instant t) const;

  OutlierSpec spec_;
  std::vector<Host> hosts_;
  std::size_t ejectedNow_ = 0;
  Instant nextSweep_ = Instant::never();
};

}  // namespace headroom::routing
