#include "engine/workload/window.h"

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"

namespace headroom::workload {
namespace {

constexpr std::int64_t kNsPerDay = trace::kSecondsPerDay * trace::kNsPerSecond;

WindowLimit parseLimit(const std::string& text, const std::string& option, Diagnostics& problems) {
  WindowLimit limit;
  if (text.empty()) return limit;
  limit.timeOfDayNs = trace::parseTimeOfDay(text);
  if (!limit.timeOfDayNs) limit.instantNs = trace::parseUtc(text);
  if (!limit.timeOfDayNs && !limit.instantNs) {
    problems.push_back({Severity::Error,
                        {},
                        "'" + text + "' is no time for " + option,
                        "write a time of the log's first day such as 08:30, or 2026-11-23T08:30 (UTC)",
                        {}});
  }
  return limit;
}

Diagnostics endsBeforeItBegins(std::int64_t fromNs, std::int64_t toNs) {
  return problem(
      "the time window ends at " + trace::utcText(toNs) + ", not after its begin at " + trace::utcText(fromNs),
      "exchange the two times");
}

}  // namespace

Result<WindowText> parseWindow(const std::string& fromUtc, const std::string& toUtc) {
  Diagnostics problems;
  WindowText text{parseLimit(fromUtc, "the begin", problems), parseLimit(toUtc, "the end", problems)};
  if (!problems.empty()) return problems;
  if (text.from.instantNs && text.to.instantNs && *text.to.instantNs <= *text.from.instantNs) {
    return endsBeforeItBegins(*text.from.instantNs, *text.to.instantNs);
  }
  return text;
}

Window knownWindow(const WindowText& text) {
  Window window;
  window.fromNs = text.from.instantNs.value_or(window.fromNs);
  window.toNs = text.to.instantNs.value_or(window.toNs);
  return window;
}

Result<Window> resolveWindow(const WindowText& text, std::int64_t firstNs) {
  const std::int64_t rest = firstNs % kNsPerDay;
  const std::int64_t midnight = firstNs - rest - (rest < 0 ? kNsPerDay : 0);
  const auto resolve = [&](const WindowLimit& limit, std::int64_t otherwise) {
    if (limit.instantNs) return *limit.instantNs;
    return limit.timeOfDayNs ? midnight + *limit.timeOfDayNs : otherwise;
  };
  Window window;
  window.fromNs = resolve(text.from, window.fromNs);
  window.toNs = resolve(text.to, window.toNs);
  if (text.to.timeOfDayNs && window.toNs <= window.fromNs) {
    const std::int64_t missing = window.fromNs - window.toNs;
    window.toNs += (missing / kNsPerDay + 1) * kNsPerDay;
  }
  if (window.toNs > window.fromNs) return window;
  return endsBeforeItBegins(window.fromNs, window.toNs);
}

}  // namespace headroom::workload
