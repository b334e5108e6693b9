#include <algorithm>
#include <cmath>

#include "engine/report/bars.h"
#include "engine/report/compose.h"
#include "engine/report/lookup.h"
#include "engine/report/series.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::figure;
using results::Unit;

constexpr std::size_t kMostZones = 6, kMostApplications = 14;

/// Arrivals of all zones together, window by window; NaN where no zone has a value.
Curve totalOf(const results::RunResult& run, const std::vector<std::string>& objects) {
  std::vector<double> times, values;
  for (const std::string& object : objects) {
    const results::Series* series = findSeries(run, object, "arrivals");
    if (!series) continue;
    if (times.empty()) {
      times = series->times;
      values.assign(times.size(), NAN);
    }
    for (std::size_t i = 0; i < std::min({times.size(), series->values.size(), series->times.size()}); ++i) {
      if (series->times[i] != times[i] || !std::isfinite(series->values[i])) continue;
      values[i] = (std::isfinite(values[i]) ? values[i] : 0) + series->values[i];
    }
  }
  Curve total{"all requests", {}, {}, {}, {}};
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!std::isfinite(times[i])) continue;
    total.x.push_back(times[i]);
    total.y.push_back(values[i]);
  }
  return thinned(total, 360);
}

void addCurve(Section& section, const results::RunResult& run) {
  section.add(Heading{"Arrivals over time"});
  std::vector<std::string> zones;
  for (const results::ZoneResult& zone : run.zones) {
    if (findSeries(run, zone.name, "arrivals")) zones.push_back(zone.name);
  }
  std::vector<Curve> curves;
  if (!zones.empty()) curves.push_back(totalOf(run, zones));
  if (!drawable(curves)) {
    section.add(Paragraph{"The run recorded no arrivals over time, so there is no demand curve to draw.", Tone::Plain});
    return;
  }
  std::size_t peak = 0;
  const Curve total = curves.front();
  for (std::size_t i = 0; i < total.y.size(); ++i) {
    if (!(total.y[peak] >= total.y[i])) peak = std::isnan(total.y[i]) ? peak : i;
  }
  if (zones.size() > 1) {
    for (std::size_t i = 0; i < std::min(kMostZones, zones.size()); ++i)
      curves.push_back(curveOf(run, zones[i], "arrivals", "zone " + zones[i]));
  }
  ChartSpec spec{curves,
                 axisOver(run, curves),
                 "arrivals, req/s",
                 0,
                 0,
                 {},
                 {},
                 {{total.x[peak], total.y[peak], "peak " + figure(total.y[peak], Unit::PerSecond)}},
                 230};
  section.add(Figure{
      "Requests arriving a second" +
          std::string(zones.size() > kMostZones ? ", in all and for the first six zones." : ", window by window."),
      "The highest window has " + figure(total.y[peak], Unit::PerSecond) + ".", draw(spec),
      twinOf(curves, spec.x, "req/s")});
}

void addUsers(Section& section, const farm::Farm& farm) {
  if (farm.users.empty()) return;
  struct Words {
    std::string operator()(const farm::OpenLoad& load) const {
      std::string text = results::given(load.rate.perSecond) + " pages/s";
      if (load.curve)
        text += ", up to " + results::given(load.rate.perSecond * farm::peakOf(*load.curve)) + " on a curve";
      if (load.bursts) text += ", in bursts (dispersion " + results::given(load.bursts->dispersion) + ")";
      if (load.batch) text += ", in batches of " + results::given(load.batch->mean);
      return load.bursts || load.curve || load.batch ? text : text + ", Poisson arrivals";
    }
    std::string operator()(const farm::ClosedLoad& load) const {
      return std::to_string(load.population) + " people who think " +
             spaced(formatLaw(load.think, Law::Kind::Exponential)) + " between pages";
    }
    std::string operator()(const farm::SessionLoad& load) const {
      return results::given(load.begin.rate.perSecond) + " sessions/s through " + std::to_string(load.pages.size()) +
             (load.pages.size() == 1 ? " page" : " pages");
    }
    std::string operator()(const farm::ReplayLoad& load) const {
      return load.logs.empty() ? "a recorded log" : "recorded in " + listed(load.logs, 4);
    }
  };
  Table table{
      "Users", {{"Users"}, {"Application"}, {"Demand"}, {"Requests a page", true}, {"Gives up after", true}}, {}};
  for (const farm::Users& users : farm.users) {
    table.rows.push_back({named(users.name), users.application.empty() ? "by path" : named(users.application),
                          std::visit(Words{}, users.load), std::to_string(users.requestsPerPage),
                          users.timeout.ns() > 0 ? spaced(formatDuration(users.timeout)) : std::string("never")});
  }
  section.add(std::move(table));
}

void addMix(Section& section, const results::RunResult& run) {
  section.add(Heading{"Mix of applications"});
  double all = 0;
  std::vector<const results::ApplicationResult*> busy;
  for (const results::ApplicationResult& application : run.applications) {
    if (!(application.throughput.mean > 0) || !std::isfinite(application.throughput.mean)) continue;
    busy.push_back(&application);
    all += application.throughput.mean;
  }
  if (busy.empty()) {
    section.add(Paragraph{"No application answered a request of users, so there is no mix to show.", Tone::Plain});
    return;
  }
  std::stable_sort(busy.begin(), busy.end(),
                   [](const auto* a, const auto* b) { return a->throughput.mean > b->throughput.mean; });
  std::vector<ShareRow> rows;
  Table twin{"", {{"Application"}, {"Zone"}, {"Requests a second", true}, {"Share", true}}, {}};
  double rest = 0;
  for (const auto* application : busy) {
    const double share = application->throughput.mean / all;
    const std::string text = figure(share, Unit::Share) + ", " + figure(application->throughput.mean, Unit::PerSecond);
    twin.rows.push_back({named(application->name), named(application->zone),
                         results::meanOf(application->throughput, Unit::PerSecond), figure(share, Unit::Share)});
    if (rows.size() < kMostApplications) {
      rows.push_back({named(application->name), share, text});
    } else {
      rest += share;
    }
  }
  if (rest > 0) rows.push_back({"others", rest, figure(rest, Unit::Share)});
  section.add(Figure{"Share of each application in the requests that were answered.",
                     "A bar for each application, longest first.", shareBars(rows, "share of requests, %"),
                     std::move(twin)});
}

void addLog(Section& section, const results::RunResult& run) {
  section.add(Heading{"The log behind it"});
  if (!run.log) {
    section.add(Paragraph{"The demand was generated from the farm's users; no log was replayed.", Tone::Plain});
    return;
  }
  const results::LogFacts& log = *run.log;
  Facts facts;
  facts.pairs = {{"Files", log.files.empty() ? "–" : listed(log.files, 8)},
                 {"Formats", log.formats.empty() ? "–" : listed(results::formatsOf(log), 8)},
                 {"Lines", results::count(log.lines) + ", of them " + results::count(log.valid) + " valid, " +
                               results::count(log.malformed) + " malformed, " + results::count(log.blank) + " blank, " +
                               results::count(log.directives) + " directives"},
                 {"From", named(log.firstUtc)},
                 {"To", named(log.lastUtc) + " (" + results::span(log.spanSeconds) + ")"},
                 {"Peak minute", log.peakMinutePerSecond > 0 ? figure(log.peakMinutePerSecond, Unit::PerSecond) +
                                                                   " at " + named(log.peakMinuteUtc)
                                                             : std::string("–")},
                 {"Of no application",
                  results::count(log.unmapped) + (log.unmappedTop.empty() ? "" : ": " + listed(log.unmappedTop, 8))}};
  if (log.malformed > 0)
    facts.pairs.push_back({"Malformed at", log.malformedPlaces.empty() ? "–" : listed(log.malformedPlaces, 12)});
  section.add(std::move(facts));
}

}  // namespace

Section demandSection(const Study& study) {
  Section section{"Demand", false, {}};
  addUsers(section, study.farm);
  addCurve(section, study.run);
  addMix(section, study.run);
  addLog(section, study.run);
  return section;
}

}  // namespace headroom::report
