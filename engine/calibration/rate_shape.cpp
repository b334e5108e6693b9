#include "engine/calibration/rate_shape.h"

#include <algorithm>
#include <cmath>

#include "engine/base/text.h"

namespace headroom::calibration {
namespace {

constexpr double kLeastSeconds = 600;
constexpr std::size_t kToldHours = 6;

std::vector<RateCurve::Hour> hoursOf(const RateCurve& rates, RateShape shape) {
  if (shape == RateShape::Day) return {rates.hours.begin(), rates.hours.end()};
  std::vector<RateCurve::Hour> hours;
  for (const auto& day : *rates.week) hours.insert(hours.end(), day.begin(), day.end());
  return hours;
}

std::string nameOf(std::size_t hour, RateShape shape) {
  static constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const std::string clock = std::to_string(hour % 24) + ":00";
  return shape == RateShape::Day ? clock : std::string(kDays[hour / 24]) + " " + clock;
}

Diagnostics missingHours(const std::vector<RateCurve::Hour>& hours, RateShape shape) {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < hours.size(); ++i) {
    if (hours[i].covered < kLeastSeconds) missing.push_back(nameOf(i, shape));
  }
  if (missing.empty()) return {};
  const std::size_t all = missing.size();
  if (all > kToldHours) {
    missing.resize(kToldHours);
    missing.push_back(std::to_string(all - kToldHours) + " more");
  }
  return problem("the logs hold less than ten minutes of some hours of the " +
                     std::string(shape == RateShape::Day ? "day" : "week") + ": " + joinWithAnd(missing) + " (UTC)",
                 "give logs of whole days, or leave --curve out");
}

}  // namespace

Result<farm::Curve> curveOf(const RateCurve& rates, RateShape shape) {
  if (shape == RateShape::Week && !rates.week)
    return problem("the logs have requests of fewer than seven days", "give logs of a week, or take --curve day");
  const std::vector<RateCurve::Hour> hours = hoursOf(rates, shape);
  if (Diagnostics missing = missingHours(hours, shape); !missing.empty()) return missing;
  const auto slower = [](const RateCurve::Hour& a, const RateCurve::Hour& b) { return a.perSecond() < b.perSecond(); };
  const auto fullest = static_cast<std::size_t>(std::max_element(hours.begin(), hours.end(), slower) - hours.begin());
  constexpr std::int64_t kHour = 3'600;
  farm::Curve curve;
  curve.period = Duration::wholeSeconds(kHour * static_cast<std::int64_t>(hours.size()));
  for (std::size_t i = 0; i < hours.size(); ++i) {
    farm::CurvePoint point;
    point.at = Duration::wholeSeconds(static_cast<std::int64_t>(i) * kHour + kHour / 2);
    const double share = hours[(fullest + i) % hours.size()].perSecond() / hours[fullest].perSecond();
    constexpr double kDigits = 1e4;
    point.factor = std::round(share * kDigits) / kDigits;
    curve.points.push_back(point);
  }
  return curve;
}

}  // namespace headroom::calibration
