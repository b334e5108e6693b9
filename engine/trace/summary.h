// What is in some logs: the figures that `headroom trace` prints.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/trace/duration_tally.h"
#include "engine/trace/minute_counts.h"
#include "engine/trace/trace.h"

namespace headroom::trace {

/// A number of different things; an estimate beyond a million.
struct Distinct {
  std::uint64_t count = 0;
  bool exact = true;
};

/// Several logs in one. Every list is in the order in which it is printed.
struct Summary {
  using Frequencies = std::vector<std::pair<std::string, std::uint64_t>>;  ///< Most frequent first, then by name.

  std::vector<Counts> files;
  std::string format;         ///< The files' format; "mixed" when they differ.
  std::string timeSemantics;  ///< "start", "end", or both possibilities where the format leaves it open.
  std::uint64_t lines = 0, blank = 0, directives = 0, otherRecords = 0, valid = 0, malformed = 0, badRequestLine = 0,
                backwardSteps = 0;
  std::uint64_t ignoredDurations = 0;
  std::int64_t firstNs = 0, lastNs = 0;  ///< Smallest and largest stamp of the selected requests.
  MinuteCounts::Peak peakMinute;
  Frequencies status;                       ///< By number, not by frequency; "-" where there is none.
  Frequencies methods;                      ///< "None" for bad request lines.
  Distinct clients, forwardedClients;       ///< As logged; X-Forwarded-For as logged.
  std::uint64_t selected = 0;               ///< Requests that all figures below are about.
  std::uint64_t robots = 0, withAgent = 0;  ///< By their user agent; requests that have one.
  Frequencies classes;                      ///< By traffic class.
  Frequencies tiers;                        ///< Front ends of proxies; at most twenty.
  bool doubled = false;                     ///< Requests of two tiers are in it: each counts twice.
  Frequencies servers;                      ///< Who answered, where the logs say it; at most a thousand.
  Distinct segments, segmentsIgnoringCase;
  Frequencies segmentsTop;  ///< Eight; counts are exact when `segmentsError` is 0, else too low by that at most.
  std::uint64_t segmentsError = 0;
  /// Eight most frequent applications: first segments, of IIS logs without regard to case.
  Frequencies applications;
  bool caseIsIgnored = false;  ///< In applications.
  std::uint64_t bytesSum = 0, bytesMissing = 0;
  std::optional<DurationTally::Figures> durations;  ///< Absent when no line carries one.
  bool durationsExact = true;

  /// The bytes, line ends and offsets of all files together, in the places of one's.
  Counts encoding() const;

  double spanSeconds() const { return static_cast<double>(lastNs - firstNs) / 1e9; }
};

/// Reads all logs once, in bounded memory. Lines are counted whatever `selects` says of their requests; all figures are
/// about those that it selects (all when it is empty). All unreadable
/// ones are problems at once; so are logs without any request. With several threads `selects` is called on all of them,
/// but on one alone until a log's first request has been seen; all logs may be read a second time when there is more in
/// them than several threads can add up as one does.
Result<Summary> summarise(const std::vector<std::string>& paths, const ReadOptions& options,
                          const std::function<bool(const Record&)>& selects = {});

/// One object with the keys of docs/formats/logs.md.
std::string toJson(const Summary& summary);

/// For a terminal, at most 100 columns wide; foreign text is made harmless.
std::string toText(const Summary& summary);

}  // namespace headroom::trace
