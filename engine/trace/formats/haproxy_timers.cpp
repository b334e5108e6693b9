#include "engine/trace/formats/haproxy_timers.h"

#include <algorithm>

#include "engine/trace/civil_time.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"

namespace headroom::trace {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kLongestMs = 366 * kSecondsPerDay * 1'000;

}  // namespace

bool readHaproxyTimer(std::string_view text, std::optional<std::int64_t>& ms) {
  if (text.starts_with('+')) text.remove_prefix(1);
  ms = readWhole(text);
  return ms.has_value() || (text.size() > 1 && text[0] == '-' && readWhole(text.substr(1)));
}

void takeHaproxyTimers(const HaproxyTimers& ms, Parsed& parsed) {
  const std::optional<std::int64_t>&head = ms[0], &queue = ms[1], &answer = ms[3], &total = ms[4];
  Record& record = parsed.record;
  parsed.durationIgnored = total && *total > kLongestMs;
  if (!total || parsed.durationIgnored) return;
  record.durationNs = *total * kNsPerMs;
  if (queue && *queue <= *total) record.queueNs = *queue * kNsPerMs;
  if (head && *head <= *total) record.headNs = *head * kNsPerMs;
  const std::int64_t before = (record.headNs + std::max<std::int64_t>(record.queueNs, 0)) / kNsPerMs;
  if (queue && answer && before <= *total) record.serviceNs = (*total - before) * kNsPerMs;
}

bool readHaproxyClfTail(std::string_view text, Parsed& parsed, std::string& server) {
  constexpr std::int64_t kMsPerSecond = 1'000;
  const std::optional<std::int64_t> port = readWhole(takeToken(text)), ms = readWhole(takeToken(text));
  if (!port || !ms || *ms >= kMsPerSecond || !text.starts_with('"')) return false;
  const std::string_view frontend = takeField(text), backend = takeField(text), name = takeField(text);
  HaproxyTimers timers;
  for (std::optional<std::int64_t>& timer : timers) {
    if (!readHaproxyTimer(takeToken(text), timer)) return false;
  }
  server.assign(backend).append("/").append(name);
  Record& record = parsed.record;
  record.stampNs += *ms * kNsPerMs;
  record.wholeSecondStamp = false;
  record.tier = frontend.substr(0, frontend.size() - (frontend.ends_with('~') ? 1 : 0));
  record.server = server;
  record.proxied = true;
  takeHaproxyTimers(timers, parsed);
  return true;
}

}  // namespace headroom::trace
