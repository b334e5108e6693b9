#include "engine/trace/minute_counts.h"

#include "engine/trace/civil_time.h"

namespace headroom::trace {
namespace {

constexpr std::int64_t kMinutesPerDay = 1'440;
constexpr std::size_t kToldPeaks = 3;

}  // namespace

MinuteCounts::Day* MinuteCounts::dayOf(std::int64_t day) {
  const auto found = days_.find(day);
  if (found != days_.end()) return &found->second;
  return days_.size() < kMostDays ? &days_.emplace(day, Day{}).first->second : nullptr;
}

void MinuteCounts::turnTo(std::int64_t stampNs) {
  const std::int64_t minute = stampNs / kNsPerMinute - (stampNs % kNsPerMinute < 0 ? 1 : 0);
  const std::int64_t day = minute / kMinutesPerDay - (minute % kMinutesPerDay < 0 ? 1 : 0);
  minuteNs_ = minute * kNsPerMinute;
  Day* counts = dayOf(day);
  minute_ = counts == nullptr ? nullptr : &(*counts)[static_cast<std::size_t>(minute - day * kMinutesPerDay)];
}

void MinuteCounts::merge(const MinuteCounts& other) {
  leftOut_ += other.leftOut_;
  for (const auto& [day, minutes] : other.days_) {
    Day* counts = dayOf(day);
    for (std::size_t i = 0; i < minutes.size(); ++i) {
      if (counts == nullptr) {
        leftOut_ += minutes[i];
      } else {
        (*counts)[i] += minutes[i];
      }
    }
  }
}

MinuteCounts::Peak MinuteCounts::peak() const {
  Peak peak;
  for (const auto& [day, minutes] : days_) {
    for (std::size_t i = 0; i < minutes.size(); ++i) {
      if (minutes[i] == 0 || minutes[i] < peak.requests) continue;
      if (minutes[i] > peak.requests) peak = {minutes[i], {}};
      if (peak.minutesNs.size() >= kToldPeaks) continue;
      peak.minutesNs.push_back((day * kMinutesPerDay + static_cast<std::int64_t>(i)) * kNsPerMinute);
    }
  }
  return peak;
}

}  // namespace headroom::trace
