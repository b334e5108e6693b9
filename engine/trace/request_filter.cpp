#include "engine/trace/request_filter.h"

#include <algorithm>
#include <memory>
#include <set>

#include "engine/base/text.h"

namespace headroom::trace {
namespace {

constexpr std::string_view kRobots = "robots";

class Selector {
 public:
  explicit Selector(const RequestFilter& filter) : filter_(filter) {
    for (const std::string& segment : filter.ignoredSegments) ignored_.insert(toLower(segment));
    asksForKind_ = !std::all_of(filter.kinds.begin(), filter.kinds.end(), [](bool taken) { return taken; });
  }

  bool takes(const Record& record) {
    if (asksForKind_ && !filter_.kinds[static_cast<std::size_t>(classOf(record.target))]) return false;
    if (!ignored_.empty() && ignored_.contains(toLower(firstSegment(record.target)))) return false;
    return filter_.robots || !robots_.add(record.agent);
  }

 private:
  RequestFilter filter_;
  std::set<std::string> ignored_;
  bool asksForKind_ = false;
  RobotCounter robots_;
};

}  // namespace

bool RequestFilter::takesAll() const {
  return *this == RequestFilter();
}

std::function<bool(const Record&)> selectorOf(const RequestFilter& filter) {
  if (filter.takesAll()) return {};
  return [selector = std::make_shared<Selector>(filter)](const Record& record) { return selector->takes(record); };
}

Result<RequestFilter> filterWithout(const std::vector<std::string>& names) {
  RequestFilter filter;
  Diagnostics problems;
  std::vector<std::string> known{std::string(kRobots)};
  for (std::size_t i = 0; i < kTrafficClasses; ++i) known.emplace_back(toString(static_cast<TrafficClass>(i)));
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      problems.push_back(
          {Severity::Error, {}, "'" + name + "' is no kind of request", "write " + joinWithAnd(known), {}});
    } else if (found == known.begin()) {
      filter.robots = false;
    } else {
      filter.kinds[static_cast<std::size_t>(found - known.begin()) - 1] = false;
    }
  }
  if (!problems.empty()) return problems;
  return filter;
}

}  // namespace headroom::trace
