// What the logs say about demand: how much, when, by whom and in which rhythm.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/law.h"
#include "engine/calibration/observation.h"
#include "engine/calibration/stop_check.h"
#include "engine/results/results.h"
#include "engine/workload/window.h"

namespace headroom::calibration {

/// A time of constant kind whose rates are used: the peak hour, or an hour of the day on every day of the logs.
struct RateWindow {
  std::vector<workload::Window> parts;  ///< In order, not empty, inside the logs' span.
  std::string name;                     ///< "peak hour 2026-11-23T09:00Z", "9 to 10 h UTC of 5 days".
  bool contains(std::int64_t ns) const;
  double seconds() const;
};

struct RateCurve {
  struct Hour {
    std::uint64_t requests = 0;
    double covered = 0;  ///< Seconds of this hour of the day inside the logs.
    double perSecond() const { return covered > 0 ? static_cast<double>(requests) / covered : 0; }
  };
  std::array<Hour, 24> hours;                               ///< By UTC hour of the day.
  std::optional<std::array<std::array<Hour, 24>, 7>> week;  ///< Monday first; for logs of a week or more.
  double meanPerSecond = 0;                                 ///< Over the days that have requests.
  std::int64_t peakHourNs = 0;
  double peakHourPerSecond = 0;
  std::int64_t peakMinuteNs = 0;
  double peakMinutePerSecond = 0;
};

/// Days without any request are no part of the logs. REQUIRES: requests in order, not empty (here and below). All
/// throw StopCheck::Stopped when told to.
RateCurve rateCurveOf(const std::vector<Observation>& requests, const StopCheck& stop = {});

/// The fullest calendar hour of which at least a sixth lies in the logs, or the whole span where that is under an hour.
RateWindow peakHourOf(const std::vector<Observation>& requests, const StopCheck& stop = {});
/// All of one UTC hour of the day; a problem when the logs do not reach into it.
Result<RateWindow> hourOfDay(const std::vector<Observation>& requests, int hour, const StopCheck& stop = {});

struct Dispersion {
  double scaleSeconds = 0;
  results::Estimate index;  ///< Variance over mean of the number of arrivals in the scale; 1 for Poisson arrivals.
};

struct ApplicationTraffic {
  std::string name;
  std::uint64_t requests = 0, failed = 0;
  double share = 0;
  results::Estimate rate;           ///< Requests per second in the rate window.
  results::Estimate responseBytes;  ///< Mean; count 0 where sizes are not logged.
  double bytesP50 = 0, bytesP95 = 0;
  std::vector<Dispersion> burstiness;  ///< Of its own arrivals.
};
std::vector<ApplicationTraffic> mixOf(const farm::Farm& farm, const std::vector<Observation>& requests,
                                      const RateWindow& window, const StopCheck& stop = {});

/// What the named applications have together. Their intervals add up: whoever comes in sessions asks for all of them.
results::Estimate togetherOf(const std::vector<ApplicationTraffic>& mix, const std::vector<std::string>& applications);

/// Sessions of one way to cut them.
struct SessionCut {
  Duration gap;
  std::uint64_t sessions = 0;
  double pages = 0;    ///< Mean per session.
  double seconds = 0;  ///< Mean from the first request to the last answer.
};

/// Pauses of up to a second inside of pages, sorted into twentieths of a second.
class ShortPauses {
 public:
  void add(double seconds);
  void add(const ShortPauses& others);
  /// Sum and sum of squares of the longest `count` of them.
  std::pair<double, double> longest(double count) const;

 private:
  struct Bin {
    double count = 0, sum = 0, squares = 0;
  };
  std::array<Bin, 20> bins_{};
};

struct ThinkTime {
  std::string application;  ///< Of the page that ends it; empty: all.
  results::Estimate mean;   ///< Seconds.
  double median = 0;        ///< Seconds.
  double squaredVariation = 0;
  Law law;                    ///< Exponential where the variation is near 1, else lognormal.
  double pagesPerSecond = 0;  ///< In the rate window.
  double requestsPerPage = 0;
  double pageSeconds = 0;  ///< Mean from a page's first request to its last answer, in the rate window.
  ShortPauses within;      ///< Before each request of a page but the first; 0 before one that comes before the answers.
  std::uint64_t pages = 0;  ///< With all these pauses.
};

/// Of think times with this mean: exponential where the squared variation is near 1, fixed where there is none.
Law thinkLawOf(double meanSeconds, double squaredVariation);

struct Sessions {
  std::vector<SessionCut> cuts;  ///< By 15, 30 and 60 minutes and the stated gap, rising.
  Duration gap;
  std::vector<ThinkTime> think;  ///< First of all applications, then of those that have ten or more.
};

/// A session is a person's requests without a pause over `gap`. A page begins with a request that comes more than a
/// second after everything the person asked for before was answered.
Sessions sessionsOf(const farm::Farm& farm, const std::vector<Observation>& requests, const RateWindow& window,
                    Duration gap, const StopCheck& stop = {});

/// Index of dispersion of counts beyond the trend: the squared deviations from a straight line through twenty
/// neighbouring bins, over what a Poisson process of that rate gives (18 times the mean count). Scales that the logs
/// cannot show are absent: below the stamps' resolution, or fewer than five runs of twenty bins.
std::vector<Dispersion> burstinessOf(const std::vector<std::int64_t>& arrivalsNs, bool wholeSeconds,
                                     const StopCheck& stop = {});

}  // namespace headroom::calibration
