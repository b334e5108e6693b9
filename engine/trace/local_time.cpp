#include "engine/trace/local_time.h"

#include <date/tz.h>

#include <chrono>
#include <exception>

#include "engine/trace/civil_time.h"

namespace headroom::trace {
namespace {

// Lines are out of order by the length of a request, which is rarely more: a log this far beyond the first pass is in
// the second one.
constexpr std::int64_t kSecondPass = 300 * kNsPerSecond;

bool readFixedOffset(const std::string& text, std::int64_t& ns) {
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return false;
  const std::size_t minutesAt = text[3] == ':' ? 4 : 3;
  if (text.size() != minutesAt + 2) return false;
  const int hours = twoDigits(text.data() + 1), minutes = twoDigits(text.data() + minutesAt);
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return false;
  ns = (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60) * kNsPerSecond;
  return true;
}

}  // namespace

struct LocalTime::Zone {
  const date::time_zone* zone = nullptr;
};

LocalTime::LocalTime() = default;
LocalTime::~LocalTime() = default;
LocalTime::LocalTime(LocalTime&&) noexcept = default;
LocalTime& LocalTime::operator=(LocalTime&&) noexcept = default;

Result<LocalTime> LocalTime::open(const std::string& zone) {
  LocalTime local;
  if (zone.empty() || zone == "UTC" || zone == "Z" || readFixedOffset(zone, local.offsetNs_)) return local;
  try {
    local.zone_ = std::make_unique<Zone>(Zone{date::locate_zone(zone)});
  } catch (const std::exception&) {
    return problem("there is no time zone \"" + zone + "\"",
                   "use a name such as Europe/Lisbon, or an offset such as +01:00");
  }
  return local;
}

std::optional<LocalTime> LocalTime::steadyCopy() const {
  if (zone_ != nullptr) return std::nullopt;
  LocalTime copy;
  copy.offsetNs_ = offsetNs_;
  return copy;
}

std::int64_t LocalTime::toUtc(std::int64_t localNs) {
  if (zone_ == nullptr) return localNs - offsetNs_;
  if (localNs >= validFrom_ && localNs < validTo_) return previousUtc_ = localNs - offsetNs_;
  using std::chrono::nanoseconds, std::chrono::seconds;
  const std::int64_t whole = localNs / kNsPerSecond;
  const date::local_info info = zone_->zone->get_info(date::local_seconds(seconds(whole)));
  const std::int64_t first = std::int64_t{info.first.offset.count()} * kNsPerSecond;
  const std::int64_t second = std::int64_t{info.second.offset.count()} * kNsPerSecond;
  offsetNs_ = first;
  validFrom_ = validTo_ = 0;
  if (info.result == date::local_info::ambiguous) {
    if (previousUtc_ != INT64_MIN && previousUtc_ - (localNs - first) > kSecondPass) offsetNs_ = second;
  } else if (info.result == date::local_info::unique) {
    // a day inside the period on both sides keeps clear of the changes at its ends
    const std::int64_t begin = info.first.begin.time_since_epoch().count(),
                       end = info.first.end.time_since_epoch().count();
    if (whole - begin > kSecondsPerDay && end - whole > 2 * kSecondsPerDay) {
      validFrom_ = localNs;
      validTo_ = localNs + kSecondsPerDay * kNsPerSecond;
    }
  }
  return previousUtc_ = localNs - offsetNs_;
}

}  // namespace headroom::trace
