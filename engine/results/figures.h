// Figures as people read them: few digits, units, intervals, and the words for load. Independent of any locale.
//
// Groups of thousands and units are joined by no-break spaces (U+00A0), so that no paper tears a figure apart.
#pragma once

#include <cstdint>
#include <string>

#include "engine/results/results.h"

namespace headroom::results {

/// From here a resource is called near its limit: the usual planning target.
inline constexpr double kNear = 0.7;
/// From here it is overloaded.
inline constexpr double kOver = 1.0;

/// Idle: nothing is asked of it, and nobody comes.
enum class State { Ok, Near, Over, Unknown, Idle };
/// The state of a resource that is asked for `load` of its capacity; Unknown when that is not a number.
State stateOf(double load);
/// "OK", "near", "OVER", "no data" or "idle".
const char* wordOf(State state);
/// The larger of utilisation and offered load: what decides whether a queue grows.
double loadOf(const ServerResult& server);
/// Whether an application was asked and every request to it failed.
bool answeredNothing(const ApplicationResult& application);
double loadOf(const StationResult& station);
State stateOf(const ServerResult& server);
State stateOf(const StationResult& station);

/// How many points of a series are to be drawn: all but a last one that stands for less than half as long as the one
/// before. A run that waits for its last answer ends within a window, and a rate over next to no time is none.
std::size_t pointsShown(const Series& series);

/// "met", "missed" or "not shown".
const char* wordOf(SloVerdict::Verdict verdict);
/// A check mark, a cross or an empty circle: never the only sign, always beside the word.
const char* markOf(SloVerdict::Verdict verdict);

enum class Unit { Milliseconds, Share, PerSecond, Number, Factor };

/// `value` with `decimals` places and grouped thousands: "1 204.5"; an en dash when it is not finite.
std::string fixed(double value, int decimals);
/// About `digits` significant digits without an exponent: "62.7", "1 204", "0.00310".
std::string rounded(double value, int digits = 3);
/// As rounded(), without zeros at the end: for figures that people wrote.
std::string given(double value, int digits = 6);
std::string count(std::uint64_t value);
/// With its unit: "128 ms", "2.41 s" (from ten seconds up), "62.7 %", "1 204 req/s", "1.42 ×".
std::string figure(double value, Unit unit);
/// "62.6–62.8" in the unit of figure(), without the unit; empty when there is no interval.
std::string interval(const Estimate& estimate, Unit unit);
/// "62.7 % (62.6–62.8)", the digits fitting the interval; "–" when nothing was observed.
std::string withInterval(const Estimate& estimate, Unit unit);
/// The mean without unit in the digits its interval allows: "62.7".
std::string meanOf(const Estimate& estimate, Unit unit);
/// Half of the interval, without unit: "0.1"; empty when there is none.
std::string halfWidth(const Estimate& estimate, Unit unit);

/// "10 min", "42 s", "2 h 30 min".
std::string span(double seconds);
/// "10 queue full, 3 timeout"; "none" when nothing failed.
std::string causes(const Failures& failed);
/// The formats of the logs, each once however many files have it.
std::vector<std::string> formatsOf(const LogFacts& log);
/// How many lines were malformed, where the first ones stand, and what to do about it.
std::string malformedText(const LogFacts& log);
/// How far a situation goes: "1.42 × (1.38–1.45)", "under 1 ×" when even today's load has no steady state, "64 × or
/// more".
std::string reachOf(const PlanRow& row);
/// Its first limit, "none found" when nothing broke in the range searched.
std::string limitOf(const PlanRow& row);
/// "proxy", "Global balancer", "database DB": the kind is only said when the name does not.
std::string titleOf(const StationResult& station);
/// The unit a promise's figures are in, read off its objective.
Unit unitOf(const SloVerdict& slo);

}  // namespace headroom::results
