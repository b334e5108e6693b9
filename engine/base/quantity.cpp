#include "engine/base/quantity.h"

#include <charconv>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <utility>

#include "engine/base/text.h"

namespace headroom {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

struct Split {
  double number;
  std::string_view unit;
};

/// A finite, non-negative number followed by the rest of the text.
std::optional<Split> splitNumber(std::string_view text) {
  text = trim(text);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number) || std::signbit(number)) return std::nullopt;
  return Split{number, trim(text.substr(static_cast<std::size_t>(end - text.data())))};
}

Diagnostics refused(std::string_view text, std::string_view kind, std::string_view example) {
  return problem("'" + std::string(text) + "' is not a " + std::string(kind),
                 "write a number that is not negative with its unit, such as " + std::string(example));
}

Result<double> parseWithUnits(std::string_view text, std::initializer_list<Unit> units, std::string_view kind,
                              std::string_view example) {
  const auto split = splitNumber(text);
  if (!split) return refused(text, kind, example);
  if (split->unit.empty() && split->number == 0) return 0.0;
  for (const Unit& unit : units) {
    if (unit.name != split->unit) continue;
    const double value = split->number * unit.factor;
    if (!std::isfinite(value)) return refused(text, kind, example);
    return value;
  }
  return refused(text, kind, example);
}

/// `value` in the unit that gives the shortest text which reads back exactly; the larger unit of two equally short
/// ones.
template <class ReadBack>
std::string inShortestUnit(double value, std::initializer_list<Unit> units, ReadBack same) {
  std::string best;
  std::size_t bestDigits = 0;
  for (const Unit& unit : units) {
    if (value < unit.factor) continue;
    const std::string number = formatNumber(value / unit.factor);
    if (number.find('e') != std::string::npos || (!best.empty() && number.size() >= bestDigits)) continue;
    std::string text = number + std::string(unit.name);
    if (!same(text)) continue;
    best = std::move(text);
    bestDigits = number.size();
  }
  if (!best.empty()) return best;
  const Unit& smallest = std::data(units)[units.size() - 1];
  return formatNumber(value / smallest.factor) + std::string(smallest.name);
}

}  // namespace

Result<Duration> parseDuration(std::string_view text) {
  static constexpr double kLongest = 9.2e18;
  const auto ns = parseWithUnits(
      text,
      {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}, {"h", 3600e9}, {"d", 86400e9}},
      "duration", "12ms, 1.5s or 20min");
  if (!ns) return ns.problems();
  if (*ns > kLongest) return refused(text, "duration within 292 years", "12ms, 1.5s or 20min");
  const std::string_view body = trim(text);
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), whole);
  const bool wholeNanoseconds =
      error == std::errc{} && trim(body.substr(static_cast<std::size_t>(end - body.data()))) == "ns";
  return Duration::nanoseconds(wholeNanoseconds ? whole : std::llround(*ns));  // exact beyond 2^53 too
}

Result<Rate> parseRate(std::string_view text) {
  const auto perSecond = parseWithUnits(text,
                                        {{"/s", 1},
                                         {"req/s", 1},
                                         {"/min", 1.0 / 60},
                                         {"req/min", 1.0 / 60},
                                         {"/h", 1.0 / 3600},
                                         {"req/h", 1.0 / 3600},
                                         {"/d", 1.0 / 86400}},
                                        "rate", "400/s or 24000/min");
  if (!perSecond) return perSecond.problems();
  return Rate{*perSecond};
}

Result<std::int64_t> parseBytes(std::string_view text) {
  const auto bytes = parseWithUnits(text,
                                    {{"B", 1},
                                     {"kB", 1e3},
                                     {"MB", 1e6},
                                     {"GB", 1e9},
                                     {"TB", 1e12},
                                     {"KiB", 1024.0},
                                     {"MiB", 1048576.0},
                                     {"GiB", 1073741824.0},
                                     {"TiB", 1099511627776.0}},
                                    "size", "30kB or 8GiB");
  if (!bytes) return bytes.problems();
  if (*bytes > 9e18) return refused(text, "size below 8 EiB", "30kB or 8GiB");
  return static_cast<std::int64_t>(std::llround(*bytes));
}

Result<double> parseBandwidth(std::string_view text) {
  return parseWithUnits(text, {{"bit/s", 1}, {"kbit/s", 1e3}, {"Mbit/s", 1e6}, {"Gbit/s", 1e9}, {"Tbit/s", 1e12}},
                        "bandwidth", "1Gbit/s or 100Mbit/s");
}

Result<double> parseFraction(std::string_view text) {
  const auto split = splitNumber(text);
  if (split && split->unit.empty()) return split->number;
  if (split && split->unit == "%") return split->number / 100.0;
  return problem("'" + std::string(text) + "' is not a number or percentage", "write 0.7 or 70%");
}

std::string formatNumber(double value) {
  const double size = std::fabs(value);
  const bool plain = value == 0 || (size >= 1e-5 && size < 1e15);
  char buffer[64];
  const auto [end, error] = plain ? std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed)
                                  : std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc{} ? std::string(buffer, end) : std::string("0");
}

std::string formatDuration(Duration duration) {
  if (duration.ns() == 0) return "0s";
  const auto exact = [&](const std::string& text) {
    const auto back = parseDuration(text);
    return back.ok() && *back == duration;
  };
  std::string text = inShortestUnit(
      static_cast<double>(duration.ns()),
      {{"d", 86400e9}, {"h", 3600e9}, {"min", 60e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}}, exact);
  return duration.ns() < 0 || exact(text) ? text : std::to_string(duration.ns()) + "ns";
}

std::string formatFraction(double fraction) {
  const std::string number = formatNumber(fraction * 100);
  const auto back = parseFraction(number + "%");
  const bool exact = back.ok() && *back == fraction && number.size() <= 6 && number.find('e') == std::string::npos;
  return exact ? number + "%" : formatNumber(fraction);
}

std::string formatRate(Rate rate) {
  return formatNumber(rate.perSecond) + "/s";
}

std::string formatBytes(std::int64_t bytes) {
  if (bytes == 0) return "0B";
  return inShortestUnit(static_cast<double>(bytes),
                        {{"TiB", 1099511627776.0},
                         {"TB", 1e12},
                         {"GiB", 1073741824.0},
                         {"GB", 1e9},
                         {"MiB", 1048576.0},
                         {"MB", 1e6},
                         {"KiB", 1024.0},
                         {"kB", 1e3},
                         {"B", 1}},
                        [&](const std::string& text) {
                          const auto back = parseBytes(text);
                          return back.ok() && *back == bytes;
                        });
}

std::string formatBandwidth(double bitsPerSecond) {
  if (bitsPerSecond == 0) return "0bit/s";
  return inShortestUnit(bitsPerSecond,
                        {{"Tbit/s", 1e12}, {"Gbit/s", 1e9}, {"Mbit/s", 1e6}, {"kbit/s", 1e3}, {"bit/s", 1}},
                        [&](const std::string& text) {
                          const auto back = parseBandwidth(text);
                          return back.ok() && *back == bitsPerSecond;
                        });
}

}  // namespace headroom
