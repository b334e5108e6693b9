#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/grouping.h"
#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/summary.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kToldMalformed = 10;
constexpr std::size_t kLongestName = 40;

/// 1 234 567, for a terminal.
std::string grouped(std::uint64_t value) {
  return headroom::grouped(std::to_string(value), " ");
}

std::string spanText(double seconds) {
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 7'200) return fmt::format("{:.1f} min", seconds / 60);
  if (seconds < 172'800) return fmt::format("{:.1f} h", seconds / 3'600);
  return fmt::format("{:.1f} days", seconds / 86'400);
}

std::string about(const Distinct& distinct) {
  return (distinct.exact ? "" : "about ") + grouped(distinct.count);
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  return fmt::format("{:.1f} %",
                     100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1)));
}

void row(std::string& out, std::string_view label, std::string_view text) {
  out += fmt::format("{:<14}{}\n", label, text);
}

std::string shortened(const std::string& name) {
  std::string safe = printable(name);
  if (safe.size() > kLongestName) safe.replace(kLongestName - 3, std::string::npos, "...");
  return safe;
}

void addFiles(const Summary& summary, std::string& out) {
  for (const Counts& counts : summary.files) {
    row(out, out.empty() ? "Logs" : "",
        fmt::format("{}  ({}, {} requests)", printable(counts.file),
                    counts.format.empty() ? "no known format" : counts.format, grouped(counts.valid)));
    if (counts.valid == 0) continue;
    if (counts.detection.share > 0.995 && counts.detection.runnerUp.empty()) continue;
    row(out, "",
        fmt::format("  {} fits {:.0f} % of a sample{}", counts.format, 100 * counts.detection.share,
                    counts.detection.runnerUp.empty() ? std::string()
                                                      : fmt::format(", {} {:.0f} %", counts.detection.runnerUp,
                                                                    100 * counts.detection.runnerUpShare)));
  }
}

void addMalformed(const Summary& summary, std::string& out) {
  if (summary.malformed == 0) return;
  row(out, "Malformed",
      fmt::format("{} lines ({}) are no requests", grouped(summary.malformed),
                  share(summary.malformed, summary.lines)));
  for (const Counts& counts : summary.files) {
    if (counts.malformed == 0) continue;
    const std::size_t told = std::min(kToldMalformed, counts.malformedLines.size());
    out += fmt::format("  {}: line{} {}{}\n", printable(counts.file), counts.malformed == 1 ? "" : "s",
                       fmt::join(counts.malformedLines.begin(),
                                 counts.malformedLines.begin() + static_cast<std::ptrdiff_t>(told), ", "),
                       counts.malformed > told ? ", ..." : "");
  }
}

void addRates(const Summary& summary, std::string& out) {
  const double span = summary.spanSeconds();
  row(out, "Time (UTC)",
      fmt::format("{} to {}, {}", utcText(summary.firstNs), utcText(summary.lastNs), spanText(span)));
  const double mean = span > 0 ? static_cast<double>(summary.selected) / span : 0;
  const double peak = static_cast<double>(summary.peakMinute.requests) / 60.0;
  std::string rate =
      fmt::format("{:.3g}/s in the peak minute {}", peak, utcText(summary.peakMinute.minutesNs.front()).substr(0, 16));
  // A log shorter than its peak minute has no mean to compare that minute with.
  constexpr double kWorthTelling = 1.05;
  if (mean > 0 && peak < kWorthTelling * mean) rate = fmt::format("{:.3g}/s mean, {}", mean, rate);
  if (mean > 0 && peak >= kWorthTelling * mean)
    rate = fmt::format("{:.3g}/s mean, {}, {:.2g} times the mean", mean, rate, peak / mean);
  row(out, "Rate", rate);
}

void addStatus(const Summary& summary, std::string& out) {
  std::array<std::uint64_t, 6> classes{};
  for (const auto& [status, count] : summary.status) {
    const int first = status.front() - '0';
    classes[first >= 1 && first <= 5 ? static_cast<std::size_t>(first) : 0] += count;
  }
  std::string text;
  for (std::size_t i = 1; i < classes.size(); ++i) {
    if (classes[i] == 0) continue;
    text += fmt::format("{}{}xx {} ({})", text.empty() ? "" : ", ", i, grouped(classes[i]),
                        share(classes[i], summary.selected));
  }
  if (classes[0] > 0) text += fmt::format("{}other {}", text.empty() ? "" : ", ", grouped(classes[0]));
  row(out, "Answers", text);
}

void addKinds(const Summary& summary, std::string& out) {
  if (summary.withAgent > 0)
    row(out, "Robots",
        fmt::format("{} ({} of the requests with a user agent)", grouped(summary.robots),
                    share(summary.robots, summary.withAgent)));
  if (summary.doubled) {
    std::string tiers;
    for (const auto& [name, count] : summary.tiers)
      tiers += fmt::format("{}{} {}", tiers.empty() ? "" : ", ", shortened(name), grouped(count));
    row(out, "Two tiers",
        summary.tiers.size() > 1 ? "log each request; choose one with --tier: " + tiers
                                 : "log each request: proxies in a row, or a proxy and its servers; give one's logs");
  }
  std::string text;
  for (const auto& [name, count] : summary.classes) {
    if (count > 0)
      text +=
          fmt::format("{}{} {} ({})", text.empty() ? "" : ", ", name, grouped(count), share(count, summary.selected));
  }
  row(out, "Kinds", text);
}

void addSegments(const Summary& summary, std::string& out) {
  row(out, "Applications",
      summary.caseIsIgnored ? fmt::format("{} by the first segment of the path, case ignored as IIS does",
                                          about(summary.segmentsIgnoringCase))
                            : fmt::format("{} by the first segment of the path, {} when case is ignored",
                                          about(summary.segments), about(summary.segmentsIgnoringCase)));
  for (const auto& [name, count] : summary.applications) {
    out += fmt::format("  {:<40} {:>12} {:>8}\n", shortened(name), grouped(count), share(count, summary.selected));
  }
}

}  // namespace

std::string toText(const Summary& summary) {
  std::string out;
  addFiles(summary, out);
  row(out, "Lines",
      fmt::format("{}: {} requests, {} header, {} blank, {}{} malformed", grouped(summary.lines),
                  grouped(summary.valid), grouped(summary.directives), grouped(summary.blank),
                  summary.otherRecords > 0 ? grouped(summary.otherRecords) + " other records, " : "",
                  grouped(summary.malformed)));
  addMalformed(summary, out);
  if (summary.valid == 0) return out;
  if (summary.badRequestLine > 0)
    row(out, "Bad requests",
        grouped(summary.badRequestLine) + " request lines are not METHOD target; they are load all the same");
  const bool isOpen = summary.timeSemantics.starts_with("start-or-end");
  row(out, "Stamps mean",
      (isOpen ? "the start of a request (Apache; nginx writes the end)" : summary.timeSemantics) +
          (summary.backwardSteps > 0 ? ", " + grouped(summary.backwardSteps) + " go back" : ""));
  if (summary.selected != summary.valid)
    row(out, "Selected",
        fmt::format("{} of {} requests; what follows is about them", grouped(summary.selected),
                    grouped(summary.valid)));
  if (summary.selected == 0) return out;
  addRates(summary, out);
  addStatus(summary, out);
  if (summary.durations) {
    const DurationTally::Figures& ms = *summary.durations;
    row(out, "Duration",
        fmt::format("mean {} ms, p50 {}, p95 {}, p99 {}, max {} ({} requests)", ms.mean, ms.p50, ms.p95, ms.p99, ms.max,
                    grouped(ms.n)));
  } else {
    row(out, "Duration", "none in this log; log %D (Apache), $request_time (nginx) or time-taken (IIS)");
  }
  row(out, "Clients",
      (summary.clients.count > 0 ? about(summary.clients) + " different" : "none in this log") +
          (summary.forwardedClients.count > 0 ? ", " + about(summary.forwardedClients) + " by X-Forwarded-For" : ""));
  addKinds(summary, out);
  addSegments(summary, out);
  return out;
}

}  // namespace headroom::trace
