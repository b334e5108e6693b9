#include "engine/calibration/people.h"

#include <algorithm>
#include <cmath>

namespace headroom::calibration {
namespace {

/// Half of an interval over its mean; 0 where there is none.
double relativeHalf(const results::Estimate& estimate) {
  return estimate.low && estimate.high && estimate.mean > 0 ? (*estimate.high - *estimate.low) / 2 / estimate.mean : 0;
}

results::Estimate around(double mean, double relative, std::uint64_t count) {
  results::Estimate estimate;
  estimate.mean = mean;
  estimate.count = count;
  if (relative > 0) {
    estimate.low = std::max(0.0, mean * (1 - relative));
    estimate.high = mean * (1 + relative);
  } else {
    estimate.why = "too few blocks of time";
  }
  return estimate;
}

/// Pauses between the pages of the farm.
struct Pauses {
  double merged = 1;  ///< Pages of the farm in one of the log.
  double mean = 0, square = 0;
  double half = 0;    ///< Of the interval of the mean.
  double inPage = 0;  ///< Seconds of the pauses inside one of the log's pages that are pauses between the farm's.
};

Pauses pausesOf(const ThinkTime& think, double requestsPerPage) {
  constexpr double kNormal = 1.96;
  Pauses pauses;
  pauses.merged = std::max(1.0, think.requestsPerPage / requestsPerPage);
  const double more = pauses.merged - 1, seen = think.mean.mean, pages = static_cast<double>(think.pages);
  const auto [sum, squares] = think.within.longest(more * pages);
  pauses.inPage = pages > 0 ? sum / pages : 0;
  pauses.mean = (seen + pauses.inPage) / pauses.merged;
  pauses.square = (seen * seen * (1 + think.squaredVariation) + (pages > 0 ? squares / pages : 0)) / pauses.merged;
  const double ofSeen = relativeHalf(think.mean) * seen / pauses.merged;
  // How many of the pauses are short is known from their number only.
  const double shorts = more / pauses.merged, apart = seen - (more > 0 ? pauses.inPage / more : 0);
  const double count = std::max(1.0, static_cast<double>(think.mean.count) * pauses.merged);
  pauses.half = ofSeen > 0 ? std::hypot(ofSeen, kNormal * apart * std::sqrt(shorts * (1 - shorts) / count)) : 0;
  return pauses;
}

}  // namespace

People peopleOf(const ApplicationTraffic& traffic, const ThinkTime& think, double requestsPerPage) {
  const Pauses pauses = pausesOf(think, requestsPerPage);
  const double mean = pauses.mean, page = std::max(0.0, (think.pageSeconds - pauses.inPage) / pauses.merged);
  People people;
  people.think = thinkLawOf(mean, std::max(0.0, pauses.square / (mean * mean) - 1));
  people.thinkSeconds = around(mean, pauses.half / mean, think.mean.count);
  people.population = around(traffic.rate.mean / requestsPerPage * (mean + page),
                             std::hypot(relativeHalf(traffic.rate), pauses.half / (mean + page)), traffic.rate.count);
  return people;
}

}  // namespace headroom::calibration
