#include <algorithm>
#include <cmath>

#include "engine/report/compose.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::Unit;

/// A percentile with its interval below it; a dash where nothing was observed.
Cell timeCell(const results::Estimate& estimate) {
  if (estimate.count == 0 || !std::isfinite(estimate.mean)) return "–";
  const std::string range = results::interval(estimate, Unit::Milliseconds);
  return results::meanOf(estimate, Unit::Milliseconds) + (range.empty() ? "" : "\n" + range);
}

Cell estimateCell(const results::Estimate& estimate, Unit unit) {
  const std::string range = results::interval(estimate, unit);
  return results::meanOf(estimate, unit) + (range.empty() ? "" : "\n" + range);
}

std::vector<Column> timeColumns(const std::string& first, const std::string& rate) {
  return {{first},       {rate, true},  {"Mean", true},  {"p50", true}, {"p90", true},
          {"p95", true}, {"p99", true}, {"p99.9", true}, {"Max", true}, {"Count", true}};
}

std::vector<Cell> timeRow(const std::string& name, const results::Estimate& rate, const results::Response& r) {
  return {named(name),
          estimateCell(rate, Unit::PerSecond),
          timeCell(r.mean),
          timeCell(r.p50),
          timeCell(r.p90),
          timeCell(r.p95),
          timeCell(r.p99),
          timeCell(r.p999),
          r.p50.count > 0 ? results::rounded(r.max) : std::string("–"),
          results::count(r.p50.count)};
}

void addTimes(Section& section, const results::RunResult& run) {
  Table zones{"Zones: response of users' requests in ms, end to end", timeColumns("Zone", "req/s"), {}};
  Table calls{"Zones: server-side calls served, from the caller's sending to its receiving, in ms",
              timeColumns("Zone", "calls/s"),
              {}};
  for (const results::ZoneResult& zone : run.zones) {
    zones.rows.push_back(timeRow(zone.name, zone.throughput, zone.response));
    if (zone.calls.mean > 0) calls.rows.push_back(timeRow(zone.name, zone.calls, zone.callResponse));
  }
  Table applications{
      "Applications: response of users' requests in ms, end to end", timeColumns("Application", "req/s"), {}};
  for (const results::ApplicationResult& a : run.applications)
    applications.rows.push_back(timeRow(a.name, a.throughput, a.response));
  for (Table* table : {&zones, &calls, &applications}) {
    if (!table->rows.empty()) section.add(std::move(*table));
  }
}

void addFailures(Section& section, const results::RunResult& run) {
  const results::Totals& t = run.totals;
  section.add(Paragraph{results::count(t.arrivals) + " requests arrived in the measured time of all replications: " +
                            results::count(t.completed) + " were answered, " + results::count(t.failed.total()) +
                            " failed and " + results::count(t.inFlight) + " were in progress at its end.",
                        Tone::Plain});
  if (t.failed.total() == 0) {
    section.add(Paragraph{"No request failed.", Tone::Plain});
    return;
  }
  Table table{"Failed requests by cause",
              {{"Where"},
               {"Queue full", true},
               {"Timed out", true},
               {"No server or route", true},
               {"Refused", true},
               {"Failed call", true},
               {"Limited", true},
               {"All", true}},
              {}};
  const auto add = [&](const std::string& name, const results::Failures& f) {
    table.rows.push_back({name,
                          results::count(f.queueFull),
                          results::count(f.timeout),
                          results::count(f.noServer),
                          results::count(f.refused),
                          results::count(f.dependency),
                          results::count(f.limited),
                          {results::count(f.total()), f.total() > 0 ? Tone::Bad : Tone::Plain}});
  };
  for (const results::ZoneResult& zone : run.zones) add("zone " + named(zone.name), zone.failed);
  for (const results::ApplicationResult& a : run.applications) add(named(a.name), a.failed);
  add("everything", t.failed);
  section.add(std::move(table));
}

Cell stateCell(results::State state) {
  const Tone tone = state == results::State::Over   ? Tone::Bad
                    : state == results::State::Near ? Tone::Near
                    : state == results::State::Ok   ? Tone::Good
                                                    : Tone::Faint;
  return {results::wordOf(state), tone};
}

void addResources(Section& section, const results::RunResult& run) {
  Table servers{"Servers: utilisation and offered load in %, requests waiting and in work",
                {{"Server"},
                 {"Used %", true},
                 {"Asked for %", true},
                 {"Waiting", true},
                 {"In work", true},
                 {"Done/s", true},
                 {"Queue full", true},
                 {"State"}},
                {}};
  for (const results::ServerResult& s : run.servers) {
    servers.rows.push_back({named(s.name), estimateCell(s.utilisation, Unit::Share),
                            results::meanOf(s.offeredLoad, Unit::Share), estimateCell(s.queue, Unit::Number),
                            estimateCell(s.workersBusy, Unit::Number), estimateCell(s.throughput, Unit::PerSecond),
                            results::count(s.queueFull), stateCell(results::stateOf(s))});
  }
  Table stations{
      "Proxy, balancers, databases and links",
      {{"Station"}, {"Kind"}, {"Used %", true}, {"Asked for %", true}, {"Waiting", true}, {"Done/s", true}, {"State"}},
      {}};
  for (const results::StationResult& s : run.stations) {
    const std::string hits = s.hitRatio ? ", hits " + results::figure(s.hitRatio->mean, Unit::Share) : "";
    stations.rows.push_back({named(s.name), named(s.kind + hits), estimateCell(s.utilisation, Unit::Share),
                             results::meanOf(s.offeredLoad, Unit::Share), estimateCell(s.queue, Unit::Number),
                             estimateCell(s.throughput, Unit::PerSecond), stateCell(results::stateOf(s))});
  }
  for (Table* table : {&servers, &stations}) {
    if (!table->rows.empty()) section.add(std::move(*table));
  }
}

/// Where opening a connection costs a round trip or a TLS handshake.
void addConnections(Section& section, const results::RunResult& run) {
  Table table{"Connections opened, where that costs a round trip or a TLS handshake; the others are kept alive",
              {{"Station"}, {"Kind"}, {"Requests/s", true}, {"Opened/s", true}, {"Requests that open one %", true}},
              {}};
  for (const results::StationResult& s : run.stations) {
    if (!s.handshakes) continue;
    const double requests = s.throughput.mean;
    table.rows.push_back({named(s.name), named(s.kind), estimateCell(s.throughput, Unit::PerSecond),
                          estimateCell(*s.handshakes, Unit::PerSecond),
                          requests > 0 ? results::rounded(100 * s.handshakes->mean / requests) : std::string("–")});
  }
  if (!table.rows.empty()) section.add(std::move(table));
}

bool withoutIntervals(const results::RunResult& run) {
  return std::none_of(run.zones.begin(), run.zones.end(), [](const results::ZoneResult& z) {
    return z.throughput.low || z.response.p50.low || z.response.mean.low;
  });
}

std::string reasonOf(const results::RunResult& run) {
  for (const results::ZoneResult& zone : run.zones) {
    for (const results::Estimate* e : {&zone.throughput, &zone.response.mean, &zone.response.p50}) {
      if (!e->why.empty()) return named(e->why);
    }
  }
  return run.replay ? "a log is replayed as it was, once" : "the run gave none";
}

}  // namespace

Section resultsSection(const Study& study) {
  const results::RunResult& run = study.run;
  Section section{"Results", true, {}};
  if (run.zones.empty() && run.servers.empty()) {
    section.add(Paragraph{"The run has no results: nothing was simulated.", Tone::Plain});
    return section;
  }
  section.add(Paragraph{withoutIntervals(run)
                            ? "The figures carry no confidence interval: " + reasonOf(run) + "."
                            : "Below each figure stands its 95 % confidence interval. A percentile p is the smallest "
                              "time within which p % of the requests were "
                              "answered; failed requests are not among them and are counted on their own.",
                        Tone::Plain});
  for (const std::string& warning : run.warnings) section.add(Paragraph{"Note of the run: " + warning, Tone::Near});
  addTimes(section, run);
  addFailures(section, run);
  addResources(section, run);
  addConnections(section, run);
  return section;
}

}  // namespace headroom::report
