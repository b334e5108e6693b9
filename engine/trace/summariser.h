// Adding requests up to the figures of a summary.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/trace/distinct_count.h"
#include "engine/trace/duration_tally.h"
#include "engine/trace/minute_counts.h"
#include "engine/trace/name_counts.h"
#include "engine/trace/summary.h"
#include "engine/trace/tier_pairs.h"
#include "engine/trace/traffic_class.h"

namespace headroom::trace {

/// Request methods: few in earnest, any number in an attack.
class MethodCounts {
 public:
  void add(std::string_view method, std::uint64_t times = 1);
  /// REQUIRES: both are exact.
  void merge(const MethodCounts& other);
  /// Most frequent first.
  Summary::Frequencies sorted() const;
  bool exact() const { return others_ == 0; }

 private:
  Summary::Frequencies counts_;
  std::uint64_t others_ = 0;
};

/// One thread's share of the requests of some logs. Bounded memory, nothing allocated for a request whose texts are
/// known.
class Summariser {
 public:
  void add(const Record& record);

  /// The requests of proxies' tiers since the last call, whose order matters: give them to pair() of one summariser.
  std::vector<TierPairs::Sighting> takeSightings();
  /// REQUIRES: in the order of the file.
  void pair(const std::vector<TierPairs::Sighting>& sightings);

  /// Adds what another thread counted; both must be mergeable().
  void merge(const Summariser& other);

  /// Whether the result does not depend on the order of the requests, as it does when names had to be forgotten, and
  /// memory is moderate.
  bool mergeable() const;

  /// The lines of a log that was read.
  void addFile(Counts counts);

  /// The figures of everything added.
  Summary finish(StampMeaning stamps);

 private:
  void addServer(std::string_view server);
  void addSegment(std::string_view segment);
  /// Puts the run of equal server names that is being counted into the table.
  void flushServer();
  void describeFormats(StampMeaning stamps);

  Summary sum_;
  MinuteCounts minutes_;
  std::array<std::uint64_t, 1000 - Record::kNoStatus> status_{};
  MethodCounts methods_;
  DistinctCount clients_, forwarded_, segments_, foldedSegments_;
  NameCounts segmentCounts_, servers_;
  std::string lastServer_;
  std::uint64_t lastServerCount_ = 0;
  TierPairs tierPairs_;
  std::vector<TierPairs::Sighting> sightings_;
  RobotCounter robots_;
  PathClasses pathClasses_;
  std::array<std::uint64_t, kTrafficClasses> classes_{};
  DurationTally durations_;
};

}  // namespace headroom::trace
