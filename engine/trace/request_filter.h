// Which logged requests count: robots, kinds of requests and paths may be left out.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/trace/trace.h"
#include "engine/trace/traffic_class.h"

namespace headroom::trace {

struct RequestFilter {
  bool robots = true;  ///< Requests whose agent says that it is a program are taken too.
  std::array<bool, kTrafficClasses> kinds = {true, true, true, true, true};  ///< By TrafficClass.
  std::vector<std::string> ignoredSegments;  ///< First path segments that are left out, ASCII case ignored.

  bool takesAll() const;
  bool operator==(const RequestFilter&) const = default;
};

/// Whether a request is taken; empty when all are. It remembers user agents: one for each reading, not for two threads
/// at once.
std::function<bool(const Record&)> selectorOf(const RequestFilter& filter);

/// The filter that leaves out "robots" and kinds of requests by their names. Problems: other words.
Result<RequestFilter> filterWithout(const std::vector<std::string>& names);

}  // namespace headroom::trace
