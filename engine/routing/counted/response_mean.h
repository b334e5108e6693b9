// A moving mean of response times that believes bad news at once.
#pragma once

#include <algorithm>
#include <limits>
#include <string>

#include "engine/base/elementary.h"
#include "engine/base/quantity.h"
#include "engine/base/time.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// A response slower than the mean replaces it; a faster one pulls it down by 1 − exp(−time since the last one /
/// decay). (Twitter Finagle's and Linkerd's "peak EWMA".)
class ResponseMean {
 public:
  void add(Duration response, Instant now, Duration decay) {
    const double seconds = response.toSeconds();
    if (!known_ || seconds > seconds_) {
      seconds_ = seconds;
    } else {
      const double keep = elementary::exponential(-(now - stamp_).toSeconds() / decay.toSeconds());
      seconds_ = seconds_ * keep + seconds * (1 - keep);
    }
    stamp_ = now;
    known_ = true;
  }

  /// Mean · (open requests + 1) / weight. A server without any response yet costs nothing while idle, so that it is
  /// tried, and most while it has a request open.
  double cost(std::uint32_t open, std::uint32_t weight) const {
    if (!known_) return open == 0 ? 0.0 : std::numeric_limits<double>::max() / 1e12 * open;
    return seconds_ * (open + 1.0) / weight;
  }

  std::string text() const {
    return known_ ? "mean " + formatDuration(Duration::seconds(seconds_)) : "no response yet";
  }

 private:
  double seconds_ = 0;
  Instant stamp_;
  bool known_ = false;
};

/// The `decay` option, 10 s unless given; adds to `problems` when it is not above 0.
Duration responseDecay(const AlgorithmOptions& options, Diagnostics& problems);

}  // namespace headroom::routing
