// Traced requests as waterfalls.
#include <algorithm>
#include <cmath>

#include "engine/results/figures.h"
#include "engine/results/terminal.h"

namespace headroom::results {
namespace {

using Cell = Terminal::Cell;

std::string milliseconds(std::uint64_t ns) {
  return rounded(static_cast<double>(ns) / 1e6);
}

/// Where in the response a step lies: a dotted part waited, a full part was worked on. What is too short for a column
/// still gets a mark.
std::string barOf(const TraceStep& step, std::uint64_t response, int width) {
  const double scale = response > 0 ? width / static_cast<double>(response) : 0;
  const auto column = [&](std::uint64_t ns) {
    return std::clamp(static_cast<int>(std::floor(static_cast<double>(ns) * scale)), 0, width);
  };
  const int from = std::min(column(step.atNs), width - 1);
  const int to = std::max(from + 1, column(step.atNs + step.lengthNs()));
  const double share =
      step.lengthNs() > 0 ? static_cast<double>(step.waitNs) / static_cast<double>(step.lengthNs()) : 0;
  const int waits = static_cast<int>(std::lround(share * (to - from)));
  std::string bar;
  for (int i = 0; i < width; ++i) {
    bar += i < from || i >= to ? " " : step.kind == "call" ? "─" : i < from + waits ? "░" : "█";
  }
  return bar;
}

std::string titleOf(const TraceStep& step) {
  std::string title(static_cast<std::size_t>(std::clamp(step.depth, 0, 20)) * 2, ' ');
  title += step.kind;
  if (!step.place.empty()) title += (step.kind == "network" && step.place != "back" ? " to " : " ") + step.place;
  return title;
}

std::string headOf(const Trace& trace) {
  std::string text = trace.application + ", " + figure(static_cast<double>(trace.responseNs) / 1e6, Unit::Milliseconds);
  text += " = " + milliseconds(trace.waitNs) + " waiting + " + milliseconds(trace.workNs) + " at work or on the way";
  if (trace.outcome != "answered") {
    std::string outcome = trace.outcome;
    std::replace(outcome.begin(), outcome.end(), '_', ' ');
    text += ", failed: " + outcome;
  }
  return text + " (run " + std::to_string(trace.replication) + ", sent at " + fixed(trace.sentSeconds, 3) + " s)";
}

}  // namespace

void writeTraces(Terminal& out, const std::vector<Trace>& traces) {
  for (const Trace& trace : traces) {
    out.line();
    out.paragraph(trace.why + ": ", headOf(trace), trace.why == "failed" ? Tone::Bad : Tone::Strong);
    const int bar = std::clamp(out.width() - 54, 12, 60);
    const std::vector<Terminal::Column> columns = {
        {"Step", 0, false}, {"ms", 7}, {"", bar, false}, {"wait", 7}, {"work", 7}};
    std::vector<std::vector<Cell>> rows;
    for (const TraceStep& step : trace.steps) {
      const bool waits = step.waitNs > step.workNs;
      rows.push_back({titleOf(step),
                      milliseconds(step.lengthNs()),
                      {barOf(step, trace.responseNs, bar), waits ? Tone::Near : Tone::Good},
                      milliseconds(step.waitNs),
                      milliseconds(step.workNs)});
    }
    if (!rows.empty()) out.table(columns, rows);
  }
  if (!traces.empty()) out.paragraph("", "░ waiting  █ at work or on the way  ─ inside a call", Tone::Faint);
}

}  // namespace headroom::results
