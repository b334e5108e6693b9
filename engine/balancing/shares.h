// Who gets which part of a zone's requests, before anything runs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::balancing {

struct Share {
  std::string server;
  int weight = 1;  ///< Relative to the others; above 0.
};

/// The targets that balancing would use while just the servers with `isUp` are healthy: servers proper with a weight,
/// neither draining nor in maintenance; with none of them the backups, of which HAProxy without `all_backups` uses the
/// first. Weights are equal where the algorithm passes over them.
std::vector<Share> sharesOf(const farm::Farm& farm, const farm::Zone& zone,
                            const std::function<bool(const std::string&)>& isUp);

/// Whether requests are spread as the weights say, whatever the load and whoever asks: turns and plain chance.
bool spreadsByWeight(const farm::Farm& farm, const farm::Zone& zone);

}  // namespace headroom::balancing
