#include "engine/routing/pool/outliers.h"

#include <algorithm>

namespace headroom::routing {

Duration OutlierDetector::ejectionOf(const Host& host) const {
  const Duration most = std::max(spec_.baseEjection, spec_.maxEjection);
  if (spec_.baseEjection > most / std::max(1, host.ejections)) return most;
  return spec_.baseEjection * host.ejections;
}

Instant OutlierDetector::lookFrom(Instant t) const {
  const std::int64_t step = spec_.interval.ns();
  const std::int64_t rest = t.ns() % step;
  return rest == 0 ? t : t + Duration::nanoseconds(step - rest);
}

bool OutlierDetector::failed(ServerIndex server, Instant now) {
  Host& host = hosts_[server];
  if (++host.errors < spec_.consecutiveErrors) return false;
  host.errors = 0;
  if (host.ejected) return false;
  const std::size_t percent = (ejectedNow_ + 1) * 100;
  const bool allowed = percent <= hosts_.size() * static_cast<std::size_t>(spec_.maxEjectedPercent) ||
                       (spec_.alwaysEjectOne && ejectedNow_ == 0);
  if (!allowed) return false;
  host.ejected = true;
  host.since = now;
  if (ejectionOf(host) < std::max(spec_.baseEjection, spec_.maxEjection) || host.ejections == 0) ++host.ejections;
  ++ejectedNow_;
  nextSweep_ = std::min(nextSweep_, lookFrom(now + Duration::nanoseconds(1)));
  return true;
}

Instant OutlierDetector::ejectedUntil(ServerIndex server) const {
  const Host& host = hosts_[server];
  return std::max(lookFrom(host.since + ejectionOf(host)), nextSweep_);
}

void OutlierDetector::sweep(std::vector<ServerIndex>& back) {
  const Instant look = nextSweep_;
  bool more = false;
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    Host& host = hosts_[i];
    if (host.ejected && look - host.since >= ejectionOf(host)) {
      host.ejected = false;
      host.errors = 0;
      --ejectedNow_;
      back.push_back(static_cast<ServerIndex>(i));
    } else if (!host.ejected && host.ejections > 0) {
      --host.ejections;
    }
    more = more || host.ejected || host.ejections > 0;
  }
  nextSweep_ = more ? look + spec_.interval : Instant::never();
}

}  // namespace headroom::routing
