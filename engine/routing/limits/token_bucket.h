// A rate limit.
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/base/time.h"

namespace headroom::routing {

/// A token bucket that is full at first and fills without steps, as nginx's `limit_req … nodelay` (whose `burst` is one
/// less) and HAProxy's and Envoy's limits in the long run. Kept as the moment at which it will be full again (the
/// generic cell rate algorithm, ITU-T I.371), so that whole nanoseconds lose nothing.
class TokenBucket {
 public:
  /// REQUIRES: perSecond positive and at most 1e9, burst >= 1.
  TokenBucket(double perSecond, int burst)
      : interval_(static_cast<std::int64_t>(std::min(1e9 / perSecond + 0.5, kLongest))),
        slack_(static_cast<std::int64_t>(std::min(static_cast<double>(interval_) * (burst - 1), kLongest))) {}

  /// Takes a token if there is one. REQUIRES: `now` not before that of the last call.
  bool take(Instant now) {
    const std::int64_t at = (now - Instant()).ns();
    if (full_ - at > slack_) return false;
    full_ = std::max(full_, at) + interval_;
    return true;
  }

 private:
  static constexpr double kLongest = 1e18;  // 31 years
  std::int64_t interval_;
  std::int64_t slack_;
  std::int64_t full_ = 0;
};

}  // namespace headroom::routing
