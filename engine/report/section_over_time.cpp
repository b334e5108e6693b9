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

constexpr std::size_t kMostZones = 8, kMostLines = 6, kMostHeatRows = 50;

/// The response limit that holds for every application of the zone, if the farm promises one at this percentile.
std::vector<Rule> limitsOf(const farm::Farm& farm, const std::string& zone) {
  std::vector<Rule> rules;
  for (const farm::Slo& slo : farm.slos) {
    if (!slo.responseBelow) continue;
    const farm::Application* application = farm::findApplication(farm, slo.application);
    if (!slo.application.empty() && (!application || application->zone != zone)) continue;
    rules.push_back({slo.responseBelow->toMilliseconds(),
                     "limit p" + results::given(slo.percentile) +
                         (slo.application.empty() ? "" : " of " + named(slo.application)) + " " +
                         spaced(formatDuration(*slo.responseBelow)),
                     Ink::OverText});
  }
  return rules;
}

void addLatency(Section& section, const Study& study) {
  section.add(Heading{"Response times"});
  std::size_t drawn = 0, left = 0;
  for (const results::ZoneResult& zone : study.run.zones) {
    std::vector<Curve> curves;
    for (const char* measure : {"p50", "p95", "p99"}) curves.push_back(curveOf(study.run, zone.name, measure, measure));
    if (!drawable(curves)) continue;
    if (drawn == kMostZones) {
      ++left;
      continue;
    }
    ++drawn;
    ChartSpec spec{
        curves, axisOver(study.run, curves), "response time, ms", 0, 0, limitsOf(study.farm, zone.name), {}, {}, 210};
    section.add(
        Figure{"Zone " + named(zone.name) + ": percentiles of the response time of users' requests, window by window.",
               "Three lines: p50, p95 and p99 over time.", draw(spec), twinOf(curves, spec.x, "ms")});
  }
  if (drawn == 0) section.add(Paragraph{"No window of the run has a response time to draw.", Tone::Plain});
  if (left > 0)
    section.add(Paragraph{counted(left, "more zone is", "more zones are") +
                              " left out here; their percentiles stand in the table of zones.",
                          Tone::Faint});
}

/// One chart with a line for each object, the highest first; what does not fit is said.
void addLines(Section& section, const Study& study, const std::vector<std::string>& objects, const std::string& measure,
              const std::string& heading, const std::string& caption, const std::string& yTitle,
              const std::string& unit) {
  const results::RunResult& run = study.run;
  const ShortNames names = serverNames(study.farm);
  section.add(Heading{heading});
  std::vector<Curve> curves;
  for (const std::string& object : objects) {
    Curve curve = curveOf(run, object, measure, names.of(object));
    if (drawable({curve})) curves.push_back(std::move(curve));
  }
  if (curves.empty()) {
    section.add(Paragraph{"The run recorded no such values over time.", Tone::Plain});
    return;
  }
  const auto highest = [](const Curve& c) {
    double value = -1;
    for (const double y : c.y) value = std::isfinite(y) ? std::max(value, y) : value;
    return value;
  };
  std::stable_sort(curves.begin(), curves.end(),
                   [&](const Curve& a, const Curve& b) { return highest(a) > highest(b); });
  const std::size_t left = curves.size() > kMostLines ? curves.size() - kMostLines : 0;
  curves.resize(curves.size() - left);
  ChartSpec spec{curves, axisOver(run, curves), yTitle, 0, 0, {}, {}, {}, 210};
  section.add(Figure{caption + (left > 0 ? " The " + std::to_string(kMostLines) + " highest are drawn, " +
                                               results::count(left) + " left out."
                                         : ""),
                     "Lines over time, one for each.", draw(spec), twinOf(curves, spec.x, unit)});
}

/// For each zone whose number of servers follows its load.
void addScaling(Section& section, const Study& study) {
  if (study.run.scaling.empty()) return;
  section.add(Heading{"Servers of scaled zones"});
  static constexpr std::pair<const char*, const char*> kPhases[] = {
      {"servers", "ready"}, {"booting", "booting"}, {"draining", "draining"}};
  std::size_t drawn = 0;
  for (const results::ScalingResult& zone : study.run.scaling) {
    std::vector<Curve> curves;
    for (const auto& [measure, words] : kPhases) {
      Curve curve = curveOf(study.run, zone.zone, measure, words);
      if (drawable({curve})) curves.push_back(std::move(curve));
    }
    if (curves.empty() || drawn == kMostZones) continue;
    ++drawn;
    ChartSpec spec{curves, axisOver(study.run, curves), "servers", 0, 0, {}, {}, {}, 180};
    section.add(Figure{"Zone " + named(zone.zone) +
                           ": mean number of servers that take requests, that boot, and that drain, window by window.",
                       "Lines over time: servers ready, booting and draining.", draw(spec),
                       twinOf(curves, spec.x, "servers")});
  }
  const std::size_t left = study.run.scaling.size() - drawn;
  if (drawn == 0) {
    section.add(Paragraph{"The run recorded no numbers of servers over time.", Tone::Plain});
  } else if (left > 0) {
    section.add(Paragraph{counted(left, "more zone is", "more zones are") +
                              " left out here; their servers stand in the table of scaled zones.",
                          Tone::Faint});
  }
}

void addUtilisation(Section& section, const Study& study) {
  const results::RunResult& run = study.run;
  const ShortNames names = serverNames(study.farm);
  section.add(Heading{"Utilisation of the servers"});
  std::vector<Curve> curves;
  for (const results::ServerResult& server : run.servers) {
    Curve curve = curveOf(run, server.name, "utilisation", names.of(server.name));
    if (drawable({curve})) curves.push_back(std::move(curve));
  }
  if (curves.empty()) {
    section.add(Paragraph{"The run recorded no utilisation over time.", Tone::Plain});
    return;
  }
  if (curves.size() <= kMostLines) {
    for (Curve& curve : curves) {
      for (double& y : curve.y) y *= 100;
    }
    ChartSpec spec{curves,
                   axisOver(run, curves),
                   "utilisation, %",
                   0,
                   100,
                   {{targetOf(study.farm) * 100, "planning target", Ink::NearText}},
                   {},
                   {},
                   210};
    section.add(Figure{"Share of each server's core time in use.", "Lines over time, one for each server.", draw(spec),
                       twinOf(curves, spec.x, "%")});
    return;
  }
  const std::size_t left = curves.size() > kMostHeatRows ? curves.size() - kMostHeatRows : 0;
  curves.resize(curves.size() - left);
  const Axis axis = axisOver(run, curves);
  Table twin{"", {{"Server"}, {"Mean, %", true}, {"95 % interval", true}}, {}};
  for (const results::ServerResult& server : run.servers) {
    twin.rows.push_back({named(server.name), results::meanOf(server.utilisation, results::Unit::Share),
                         results::interval(server.utilisation, results::Unit::Share)});
  }
  section.add(
      Figure{"Share of each server's core time in use; lighter is busier." +
                 (left > 0 ? " " + counted(left, "more server is", "more servers are") + " left out." : std::string()),
             "A row of shades for each server, from dark (idle) to light (busy), with its mean and its highest value.",
             heatMap(curves, axis), std::move(twin)});
}

}  // namespace

Section overTimeSection(const Study& study) {
  Section section{"Over time", true, {}};
  if (study.run.series.empty()) {
    section.add(Paragraph{"The run recorded no values over time.", Tone::Plain});
    return section;
  }
  std::vector<std::string> zones, servers;
  for (const results::ZoneResult& zone : study.run.zones) zones.push_back(zone.name);
  for (const results::ServerResult& server : study.run.servers) servers.push_back(server.name);
  addLatency(section, study);
  addLines(section, study, zones, "throughput", "Load per zone", "Users' requests answered a second, window by window.",
           "answered, req/s", "req/s");
  addScaling(section, study);
  addUtilisation(section, study);
  addLines(section, study, servers, "queue", "Requests waiting for a worker",
           "Mean number of requests that wait for a worker of the server.", "waiting requests", "");
  return section;
}

}  // namespace headroom::report
