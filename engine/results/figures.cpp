#include "engine/results/figures.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine/base/grouping.h"
#include "engine/base/text.h"

namespace headroom::results {
namespace {

constexpr const char* kNoBreak = "\u00A0";  // before a unit
constexpr const char* kDash = "–";

double scaleOf(Unit unit) {
  return unit == Unit::Share ? 100.0 : 1.0;
}

/// Decimals that show `digits` significant digits of `value`.
int decimalsFor(double value, int digits) {
  const double size = std::abs(value);
  if (!(size > 0) || !std::isfinite(size)) return 0;
  return std::clamp(digits - 1 - static_cast<int>(std::floor(std::log10(size))), 0, 9);
}

bool hasInterval(const Estimate& e) {
  return e.low && e.high && std::isfinite(*e.low) && std::isfinite(*e.high) && std::isfinite(e.mean);
}

/// Places after the point beyond which nobody acts on a figure: a hundredth of a percent, a thousandth of all else. The
/// data formats carry all of them.
int mostDecimals(Unit unit) {
  return unit == Unit::Share ? 2 : 3;
}

/// Decimals of a figure without interval. Of a share more than two places after the point of a percentage are noise.
int usualDecimals(double scaled, Unit unit) {
  const int most = mostDecimals(unit);
  if (std::abs(scaled) * std::pow(10, most) < 0.5) return 0;  // too small to show: a plain 0
  const int decimals = std::min(decimalsFor(scaled, 3), most);
  return unit == Unit::Share ? std::min(decimals, std::abs(scaled) < 1 ? 2 : 1) : decimals;
}

/// Intervals are cut off at zero, and those of shares at one: the longer side is the whole truth.
double longerSide(const Estimate& e) {
  return std::max(*e.high - e.mean, e.mean - *e.low);
}

/// As many decimals as the interval supports, but never more than five significant digits of the mean.
int decimalsOf(const Estimate& e, Unit unit) {
  const double scale = scaleOf(unit);
  const int usual = usualDecimals(e.mean * scale, unit);
  if (!hasInterval(e)) return usual;
  const double half = longerSide(e) * scale;
  if (!(half > 0)) return usual;
  const int supported = std::clamp(decimalsFor(half * 1.25, 1), 0, std::max(usual, decimalsFor(e.mean * scale, 5)));
  return std::min(supported,
                  std::abs(e.mean * scale) * std::pow(10, mostDecimals(unit)) < 0.5 ? 0 : mostDecimals(unit));
}

std::string unitText(Unit unit) {
  switch (unit) {
    case Unit::Milliseconds:
      return "ms";
    case Unit::Share:
      return "%";
    case Unit::PerSecond:
      return "req/s";
    case Unit::Factor:
      return "×";
    case Unit::Number:
      break;
  }
  return {};
}

/// What costs nothing may still have much to do.
State stateOf(double load, const Estimate& throughput) {
  return load == 0 && throughput.mean == 0 ? State::Idle : results::stateOf(load);
}

std::string united(std::string number, Unit unit) {
  const std::string text = unitText(unit);
  if (number == kDash || text.empty()) return number;
  return number + kNoBreak + text;
}

}  // namespace

State stateOf(double load) {
  if (!std::isfinite(load)) return State::Unknown;
  return load >= kOver ? State::Over : load >= kNear ? State::Near : State::Ok;
}

const char* wordOf(State state) {
  static constexpr std::array kWords = {"OK", "near", "OVER", "no data", "idle"};
  return kWords[static_cast<std::size_t>(state)];
}

double loadOf(const ServerResult& server) {
  return std::isnan(server.offeredLoad.mean) ? server.utilisation.mean
                                             : std::max(server.utilisation.mean, server.offeredLoad.mean);
}

bool answeredNothing(const ApplicationResult& application) {
  return application.response.mean.count == 0 && application.failed.total() > 0;
}

double loadOf(const StationResult& station) {
  return std::isnan(station.offeredLoad.mean) ? station.utilisation.mean
                                              : std::max(station.utilisation.mean, station.offeredLoad.mean);
}

State stateOf(const ServerResult& server) {
  return stateOf(loadOf(server), server.throughput);
}

State stateOf(const StationResult& station) {
  return stateOf(loadOf(station), station.throughput);
}

std::size_t pointsShown(const Series& series) {
  const std::vector<double>& times = series.times;
  const std::size_t n = std::min(times.size(), series.values.size());
  if (n < 3) return n;
  const bool stub = times[n - 1] - times[n - 2] < 0.5 * (times[n - 2] - times[n - 3]);
  return stub ? n - 1 : n;
}

const char* wordOf(SloVerdict::Verdict verdict) {
  static constexpr std::array kWords = {"met", "missed", "not shown"};
  return kWords[static_cast<std::size_t>(verdict)];
}

const char* markOf(SloVerdict::Verdict verdict) {
  static constexpr std::array kMarks = {"✓", "✗", "○"};
  return kMarks[static_cast<std::size_t>(verdict)];
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return kDash;
  char buffer[64];
  const bool huge = std::abs(value) >= 1e15;
  const auto [end, error] =
      huge ? std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, 2)
           : std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  if (error != std::errc{}) return kDash;
  std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  if (huge) return std::string(text);
  const bool negative = text.starts_with('-') && text.find_first_of("123456789") != std::string_view::npos;
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  return (negative ? "−" : "") + grouped(text.substr(0, point)) + std::string(text.substr(point));
}

std::string rounded(double value, int digits) {
  return fixed(value, decimalsFor(value, digits));
}

std::string given(double value, int digits) {
  std::string text = rounded(value, digits);
  if (text.find('.') == std::string::npos || text.find('e') != std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string count(std::uint64_t value) {
  return grouped(std::to_string(value));
}

std::string figure(double value, Unit unit) {
  if (unit == Unit::Milliseconds && value >= 10'000 && std::isfinite(value)) {
    return rounded(value / 1000) + kNoBreak + "s";
  }
  return united(fixed(value * scaleOf(unit), usualDecimals(value * scaleOf(unit), unit)), unit);
}

std::string interval(const Estimate& estimate, Unit unit) {
  if (!hasInterval(estimate)) return {};
  const double scale = scaleOf(unit);
  const int decimals = decimalsOf(estimate, unit);
  return fixed(*estimate.low * scale, decimals) + "–" + fixed(*estimate.high * scale, decimals);
}

std::string meanOf(const Estimate& estimate, Unit unit) {
  const double scale = scaleOf(unit);
  return fixed(estimate.mean * scale, decimalsOf(estimate, unit));
}

std::string withInterval(const Estimate& estimate, Unit unit) {
  const std::string range = interval(estimate, unit);
  return united(meanOf(estimate, unit), unit) + (range.empty() ? "" : " (" + range + ")");
}

std::string halfWidth(const Estimate& estimate, Unit unit) {
  if (!hasInterval(estimate)) return {};
  const double scale = scaleOf(unit);
  return fixed(longerSide(estimate) * scale, decimalsOf(estimate, unit));
}

std::string span(double seconds) {
  if (!std::isfinite(seconds)) return kDash;
  if (seconds < 120) return given(seconds, 3) + kNoBreak + "s";
  const auto minutes = static_cast<std::uint64_t>(std::llround(seconds / 60));
  if (minutes < 120) return count(minutes) + kNoBreak + "min";
  const std::uint64_t hours = minutes / 60;
  if (hours >= 48) return count(hours / 24) + kNoBreak + "d " + count(hours % 24) + kNoBreak + "h";
  return count(hours) + kNoBreak + "h" + (minutes % 60 ? " " + count(minutes % 60) + kNoBreak + "min" : "");
}

std::string causes(const Failures& failed) {
  const std::array<std::pair<std::uint64_t, const char*>, 6> kinds = {
      {{failed.queueFull, "queue full"},
       {failed.timeout, "timed out"},
       {failed.noServer, "no server or route"},
       {failed.refused, "refused by a server that was down"},
       {failed.dependency, "failed call to another application"},
       {failed.limited, "turned away by a limit"}}};
  std::string out;
  for (const auto& [number, name] : kinds) {
    if (number > 0) out += (out.empty() ? "" : ", ") + count(number) + " " + name;
  }
  return out.empty() ? "none" : out;
}

std::vector<std::string> formatsOf(const LogFacts& log) {
  std::vector<std::string> formats;
  for (const std::string& format : log.formats) {
    if (std::find(formats.begin(), formats.end(), format) == formats.end()) formats.push_back(format);
  }
  return formats;
}

std::string malformedText(const LogFacts& log) {
  constexpr std::size_t kTold = 3;
  std::string places;
  for (std::size_t i = 0; i < std::min(kTold, log.malformedPlaces.size()); ++i)
    places += (i ? ", " : ", first at ") + log.malformedPlaces[i];
  return count(log.malformed) + " malformed lines left out" + places +
         "; look at them: a wrong format or a damaged file shows here";
}

std::string reachOf(const PlanRow& row) {
  if (!std::isfinite(row.factor.mean)) return kDash;
  if (row.factor.mean <= 0) return std::string("under 1") + kNoBreak + "×";
  const bool openEnd = !row.factor.low && !row.factor.high && row.holdsToday && !row.factor.why.empty();
  return openEnd ? figure(row.factor.mean, Unit::Factor) + " or more" : withInterval(row.factor, Unit::Factor);
}

std::string limitOf(const PlanRow& row) {
  const bool openEnd = !row.factor.low && !row.factor.high && row.holdsToday && !row.factor.why.empty();
  return row.limit.empty() || openEnd ? "none found" : row.limit;
}

std::string titleOf(const StationResult& station) {
  const bool said = toLower(station.name).find(toLower(station.kind)) != std::string::npos;
  return said || station.kind.empty() ? station.name : station.kind + " " + station.name;
}

Unit unitOf(const SloVerdict& slo) {
  const std::string& text = slo.objective;
  const bool percentile = text.size() > 1 && text[0] == 'p' && text[1] >= '0' && text[1] <= '9';
  return percentile || (text.ends_with('s') && !text.ends_with('%')) ? Unit::Milliseconds : Unit::Share;
}

}  // namespace headroom::results
