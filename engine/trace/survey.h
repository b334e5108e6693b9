// What an import shows of some logs while they are read: rates over time and paths, by kinds of requests.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/trace/name_counts.h"
#include "engine/trace/request_filter.h"
#include "engine/trace/traffic_class.h"

namespace headroom::trace {

/// Counts of requests by what a filter may leave out, so that a filter is applied to what was read and nothing is read
/// again.
class RequestMix {
 public:
  static constexpr std::size_t kParts = 2 * kTrafficClasses;
  static std::size_t partOf(TrafficClass kind, bool robot) {
    return static_cast<std::size_t>(kind) + (robot ? kTrafficClasses : 0);
  }

  void add(std::size_t part, std::uint64_t times = 1) { parts_[part] += times; }
  void add(const RequestMix& other);
  std::uint64_t total() const;
  std::uint64_t robots() const;
  /// Robots' requests of that kind included.
  std::uint64_t of(TrafficClass kind) const;
  /// Those that the filter takes, its paths apart.
  std::uint64_t taken(const RequestFilter& filter) const;
  bool operator==(const RequestMix&) const = default;

 private:
  std::array<std::uint64_t, kParts> parts_{};
};

/// Requests over time in bins of equal width, however far apart they are. Empty bins are absent.
struct RequestRates {
  struct Bin {
    std::int64_t startNs = 0;
    RequestMix requests;
  };
  std::int64_t widthNs = 1'000'000'000;
  std::vector<Bin> bins;  ///< In order of time.

  /// The fullest minute (or bin, where that is wider) by the filter.
  struct Peak {
    std::int64_t startNs = 0;
    std::int64_t widthNs = 0;
    std::uint64_t requests = 0;
    double perSecond() const {
      return widthNs > 0 ? static_cast<double>(requests) / (static_cast<double>(widthNs) / 1e9) : 0;
    }
  };
  /// By the kinds that the filter takes; its paths do not count here.
  Peak peak(const RequestFilter& filter) const;
  /// Requests in [fromNs, toNs); of a bin that lies partly in it a part, rounded up in all.
  std::uint64_t taken(const RequestFilter& filter, std::int64_t fromNs, std::int64_t toNs) const;
};

/// What was found so far.
struct SurveyFigures {
  struct Segment {
    std::string name;  ///< First path segment in its most frequent spelling.
    RequestMix requests;
  };
  RequestMix all;
  std::vector<Segment> segments;    ///< Most frequent first, ASCII case folded; at most Survey::kToldSegments.
  RequestMix otherSegments;         ///< Requests of the rest.
  std::uint64_t segmentsError = 0;  ///< Each segment's count is too low by that at most.
  RequestRates rates;
  std::int64_t firstNs = 0, lastNs = 0;  ///< Stamps.
  std::uint64_t withAgent = 0, withDuration = 0, withService = 0, withWait = 0;

  /// Adds what was found elsewhere: as if both had been read together, but for the limit on segments.
  void add(const SurveyFigures& other);
};

/// Collects them in bounded memory.
class Survey {
 public:
  static constexpr std::size_t kToldSegments = 500;
  static constexpr std::size_t kMostBins = 1 << 15;  ///< 4 MB; beyond that bins become wider.

  void add(const Record& record);
  /// A copy of the state so far, to be shown while reading goes on.
  SurveyFigures figures() const;

 private:
  void addTime(std::int64_t ns, std::size_t part);
  /// Doubles the bins' width and joins neighbours, when there are too many.
  void widen();
  void tellSegments(SurveyFigures& figures) const;

  RequestMix all_;
  NameCounts segments_;  ///< In front of the segment's name one character: the part of the mix.
  std::string key_;
  std::map<std::int64_t, RequestMix> bins_;  ///< By number: start / width, rounded down.
  std::size_t width_ = 0;                    ///< Which of the widths.
  std::int64_t lastBin_ = 0;
  RequestMix* last_ = nullptr;
  std::int64_t firstNs_ = 0, lastNs_ = 0;
  std::uint64_t withDuration_ = 0, withService_ = 0, withWait_ = 0;
  RobotCounter robots_;
};

}  // namespace headroom::trace
