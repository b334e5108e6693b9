#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/text.h"
#include "engine/calibration/calibration.h"
#include "engine/results/figures.h"
#include "engine/results/terminal.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

using results::count;
using results::rounded;
using results::Terminal;
using results::Tone;
using Rows = std::vector<std::vector<Terminal::Cell>>;

std::string interval(const results::Estimate& estimate) {
  return estimate.low && estimate.high ? rounded(*estimate.low) + "–" + rounded(*estimate.high) : "–";
}

std::string percent(double share) {
  return rounded(share * 100) + " %";
}

/// Minutes are enough: "2026-11-23 09:00".
std::string minuteText(std::int64_t ns) {
  std::string text = trace::utcText(ns).substr(0, 16);
  text[10] = ' ';
  return text;
}

void writeHead(Terminal& out, const Calibration& found) {
  out.paragraph(
      (found.farm.empty() ? std::string("farm") : found.farm) + ": ",
      "calibrated with " + count(found.log.valid) + " requests, " + found.log.firstUtc + " to " + found.log.lastUtc,
      Tone::Strong);
  if (found.log.malformed > 0) out.paragraph("! ", results::malformedText(found.log), Tone::Near);
  out.paragraph("rates       ", found.window.name);
  const RateCurve& curve = found.curve;
  out.paragraph("curve       ", "mean " + rounded(curve.meanPerSecond) + "/s, peak hour " +
                                    rounded(curve.peakHourPerSecond) + "/s (" + minuteText(curve.peakHourNs) +
                                    " UTC), peak minute " + rounded(curve.peakMinutePerSecond) + "/s (" +
                                    minuteText(curve.peakMinuteNs) + " UTC)");
  out.line();
}

/// One bar an hour of the day that the logs reach.
void writeHours(Terminal& out, const RateCurve& curve) {
  double most = 0;
  int covered = 0;
  for (const RateCurve::Hour& hour : curve.hours) {
    most = std::max(most, hour.perSecond());
    covered += hour.covered > 0 ? 1 : 0;
  }
  if (covered < 2 || most <= 0) return;
  constexpr std::array<const char*, 9> kBars = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string bars;
  for (const RateCurve::Hour& hour : curve.hours) {
    const auto level = static_cast<std::size_t>(std::ceil(hour.perSecond() / most * 8));
    bars += hour.covered > 0 ? kBars.at(std::max<std::size_t>(level, hour.requests > 0 ? 1 : 0)) : " ";
  }
  out.line("by UTC hour 0h " + bars + " 24h");
  out.line();
}

void writeMix(Terminal& out, const Calibration& found) {
  Rows rows;
  for (const ApplicationTraffic& each : found.mix) {
    if (each.requests == 0) continue;
    rows.push_back({each.name, count(each.requests), percent(each.share), rounded(each.rate.mean), interval(each.rate),
                    each.responseBytes.count > 0 ? rounded(each.responseBytes.mean) : "–", count(each.failed)});
  }
  out.table({{"application", 15, false},
             {"requests", 10},
             {"share", 7},
             {"rate /s", 8},
             {"95 %", 13},
             {"bytes", 8},
             {"failed", 7}},
            rows);
  out.line();
}

void writeSessions(Terminal& out, const Sessions& sessions) {
  for (const SessionCut& cut : sessions.cuts) {
    const bool own = cut.gap == sessions.gap;
    out.paragraph(&cut == &sessions.cuts.front() ? "sessions    " : "            ",
                  count(cut.sessions) + " with a gap of " + results::span(cut.gap.toSeconds()) + ": " +
                      rounded(cut.pages) + " pages, " + rounded(cut.seconds / 60) + " min each" +
                      (own ? " (taken)" : ""));
  }
  if (sessions.think.empty() || sessions.think.front().mean.count == 0) return;
  const ThinkTime& all = sessions.think.front();
  out.paragraph("think time  ", "mean " + rounded(all.mean.mean) + " s (" + interval(all.mean) + "), median " +
                                    rounded(all.median) + " s, as " + formatLaw(all.law, Law::Kind::Fixed) + "; " +
                                    rounded(all.requestsPerPage) + " requests a page");
}

void writeBursts(Terminal& out, const std::vector<Dispersion>& bursts) {
  if (bursts.empty()) return;
  std::string text;
  for (const Dispersion& each : bursts)
    text += (text.empty() ? "" : ", ") + rounded(each.index.mean) + " in " + results::given(each.scaleSeconds) + " s";
  out.paragraph("burstiness  ", text + " (variance over mean beyond the trend; Poisson 1)");
}

void writeFits(Terminal& out, const std::vector<CpuFit>& fits) {
  for (const CpuFit& fit : fits) {
    out.paragraph("utilisation ", fit.machines + ": " + count(fit.intervals) + " intervals, " + percent(fit.explained) +
                                      " of the variance explained, condition number " + rounded(fit.condition));
    for (const CpuFit::Background& each : fit.background)
      out.paragraph("            ", "background of " + printable(each.column) + ": " + rounded(each.cores.mean) +
                                        " cores (" + interval(each.cores) + ")");
    for (const std::string& note : fit.notes) out.paragraph("            ", note);
  }
}

Tone toneOf(farm::Assumption::Standing standing) {
  using enum farm::Assumption::Standing;
  return standing == Measured ? Tone::Good : standing == Assumed ? Tone::Near : Tone::Plain;
}

void writeDemands(Terminal& out, const std::vector<Demand>& demands) {
  Rows rows;
  const auto row = [&](const std::string& name, const Sourced& figure) {
    rows.push_back({name,
                    rounded(figure.estimate.mean),
                    interval(figure.estimate),
                    {wordOf(figure.standing), toneOf(figure.standing)}});
  };
  for (const Demand& demand : demands) {
    row(demand.application, demand.core);
    if (demand.database) row(demand.application + ", database", *demand.database);
  }
  out.line();
  out.table({{"demand per request", 28, false}, {"ms", 9}, {"95 %", 17}, {"standing", 10, false}}, rows);
  for (const Demand& demand : demands) {
    out.paragraph("  " + demand.application + ": ", demand.core.source, Tone::Faint);
    if (demand.database)
      out.paragraph("  " + demand.application + ", database: ", demand.database->source, Tone::Faint);
  }
}

std::string shown(const Compared& row, double value) {
  return row.measure == "utilisation" ? percent(value) : rounded(value) + (row.unit == "ms" ? " ms" : row.unit);
}

void writeTest(Terminal& out, const BackTest& test) {
  out.line();
  out.paragraph("back-test   ",
                "fitted again with " + count(test.fittedOn) + " requests without the part from " +
                    minuteText(test.heldOut.fromNs) + " UTC, whose " + count(test.tested) + " were replayed",
                Tone::Strong);
  Rows rows;
  for (const Compared& row : test.rows) {
    constexpr double kClose = 0.1, kFar = 0.25;
    const double error = row.error();
    const Tone tone = std::abs(error) <= kClose ? Tone::Good : std::abs(error) <= kFar ? Tone::Near : Tone::Bad;
    rows.push_back({row.object,
                    row.measure,
                    shown(row, row.observed),
                    shown(row, row.predicted.mean),
                    {row.observed > 0 ? (error > 0 ? "+" : "") + rounded(error * 100, 2) + " %" : "–", tone}});
  }
  out.table({{"", 20, false}, {"", 11, false}, {"observed", 12}, {"predicted", 12}, {"error", 9}}, rows);
  for (const std::string& note : test.notes) out.paragraph("  ", note);
}

}  // namespace

std::string toText(const Calibration& found, const BackTest* test, int width, bool colour) {
  Terminal out(width, colour);
  writeHead(out, found);
  writeHours(out, found.curve);
  writeMix(out, found);
  writeSessions(out, found.sessions);
  writeBursts(out, found.burstiness);
  writeFits(out, found.cpu);
  writeDemands(out, found.demands);
  if (test != nullptr) writeTest(out, *test);
  if (!found.notes.empty()) out.line();
  for (const std::string& note : found.notes) out.paragraph("note: ", printable(note), Tone::Faint);
  return out.take();
}

}  // namespace headroom::calibration
