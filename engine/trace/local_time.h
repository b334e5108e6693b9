// Wall clocks of named time zones, for logs that do not say theirs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/error.h"

namespace headroom::trace {

/// Turns local time into UTC. Of the hour that an autumn change repeats the first pass is taken as long as that puts a
/// stamp at most five minutes before the one that came before it, and else the second pass; the hour that spring leaves
/// out is read with the offset before the change. Without a zone local time is UTC.
class LocalTime {
 public:
  LocalTime();
  ~LocalTime();
  LocalTime(LocalTime&&) noexcept;
  LocalTime& operator=(LocalTime&&) noexcept;

  /// "Europe/Lisbon" (the IANA data base), "UTC", "", or an offset "+01:00". An unknown zone is a problem.
  static Result<LocalTime> open(const std::string& zone);

  std::int64_t toUtc(std::int64_t localNs);

  /// Forgets the stamps before: lines are read a second time, from the first one.
  void beginAgain() { previousUtc_ = INT64_MIN; }

  /// A copy where stamps do not depend on those before them: without the changes of a zone. Otherwise nothing.
  std::optional<LocalTime> steadyCopy() const;

 private:
  struct Zone;
  std::unique_ptr<Zone> zone_;
  std::int64_t offsetNs_ = 0;                 ///< East of UTC, for local times in [validFrom_, validTo_).
  std::int64_t validFrom_ = 0, validTo_ = 0;  ///< Local; empty where the offset must be looked up.
  std::int64_t previousUtc_ = INT64_MIN;
};

}  // namespace headroom::trace
