#include "engine/routing/pool/check_schedule.h"

#include <algorithm>

#include "engine/routing/pool.h"

namespace headroom::routing {

CheckSchedule::CheckSchedule(const CheckSpec& spec, const Pool& pool, Instant start) : spec_(spec) {
  const auto servers = static_cast<std::int64_t>(pool.servers().size());
  for (std::int64_t i = 0; i < servers; ++i) {
    const Duration span = intervalAt(pool.health(static_cast<ServerIndex>(i)));
    // Not span · i / servers at once: an interval of years times a thousand servers leaves 64 bits.
    due_.push_back(start + (span / servers) * i + Duration::nanoseconds(span.ns() % servers * i / servers));
  }
}

Duration CheckSchedule::intervalAt(const HealthCounter& health) const {
  if (health.full()) return spec_.interval;
  const Duration wanted = health.flat() ? spec_.downInterval : spec_.fastInterval;
  return wanted == Duration() ? spec_.interval : wanted;
}

std::optional<CheckSchedule::Due> CheckSchedule::next() const {
  const auto first = std::min_element(due_.begin(), due_.end());
  if (first == due_.end() || *first == Instant::never()) return std::nullopt;
  return Due{static_cast<ServerIndex>(first - due_.begin()), *first};
}

Instant CheckSchedule::begin(ServerIndex server, Instant now) {
  due_[server] = Instant::never();
  return now + spec_.patience();
}

void CheckSchedule::end(ServerIndex server, bool passed, Instant now, Pool& pool) {
  pool.checked(server, passed, now);
  due_[server] = now + intervalAt(pool.health(server));
}

void CheckSchedule::hasten(ServerIndex server, Instant now) {
  if (spec_.fastInterval == Duration() || due_[server] == Instant::never()) return;
  due_[server] = std::min(due_[server], now + spec_.fastInterval);
}

}  // namespace headroom::routing
