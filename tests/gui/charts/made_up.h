// A small farm with a run that looks like one, made by formulas: what the charts and tables are tested with.
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include "engine/farm/farm.h"
#include "engine/results/results.h"
#include "engine/sim/sim.h"

namespace headroom::made_up {

inline farm::Farm farm() {
  farm::Farm farm;
  farm.name = "intranet-zone";
  farm.zones.resize(2);
  farm.zones[0].name = "Global";
  farm.zones[0].includesAllServers = true;
  farm.zones[1].name = "Intranet";
  farm.zones[1].members = {{"FE2", 1}, {"FE3", 1}};
  farm.servers.resize(3);
  for (int i = 0; i < 3; ++i) farm.servers[static_cast<std::size_t>(i)].name = "FE" + std::to_string(i + 1);
  farm.databases.resize(1);
  farm.databases[0].name = "DB";
  farm.applications.resize(2);
  farm.applications[0].name = "AppX";
  farm.applications[0].zone = "Global";
  farm.applications[1].name = "AppY";
  farm.applications[1].zone = "Intranet";
  farm::Slo slo;
  slo.name = "AppX is quick";
  slo.application = "AppX";
  slo.responseBelow = Duration::milliseconds(250);
  farm.slos.push_back(slo);
  return farm;
}

/// A repeatable wobble between -1 and 1.
inline double wobble(double at, double seed) {
  return 0.6 * std::sin(at * 0.37 + seed) + 0.3 * std::sin(at * 1.71 + 2 * seed) + 0.1 * std::sin(at * 7.9 + 3 * seed);
}

inline sim::Snapshot snapshot(double seconds, double end = 640) {
  sim::Snapshot snapshot;
  snapshot.now = Instant::at(Duration::seconds(seconds));
  snapshot.end = Instant::at(Duration::seconds(end));
  const char* zones[] = {"Global", "Intranet"};
  for (int z = 0; z < 2; ++z) {
    sim::LiveZone zone;
    zone.name = zones[z];
    zone.throughput = (z == 0 ? 62 : 21) + 6 * wobble(seconds, z);
    zone.p50 = (z == 0 ? 58 : 81) + 9 * wobble(seconds, z + 0.5);
    zone.p95 = 2.3 * zone.p50 + 11 * wobble(seconds, z + 1.5);
    zone.p99 = 3.1 * zone.p50 + 25 * wobble(seconds, z + 2.5);
    snapshot.zones.push_back(zone);
  }
  const char* nodes[] = {"FE1", "FE2", "FE3", "DB", "proxy"};
  const double load[] = {0.44, 0.63, 0.61, 0.35, 0.05};
  for (int n = 0; n < 5; ++n) {
    sim::LiveNode node;
    node.name = nodes[n];
    node.utilisation = std::fmin(1.0, std::fmax(0.0, load[n] + 0.09 * wobble(seconds, n)));
    node.queue = n > 3 ? 0 : static_cast<std::int64_t>(std::fmax(0, 3 * wobble(seconds, n + 4) + 8 * (load[n] - 0.5)));
    snapshot.nodes.push_back(node);
  }
  return snapshot;
}

inline results::Estimate estimate(double mean, double half, std::uint64_t count = 1000) {
  return {mean, mean - half, mean + half, count, {}};
}

inline results::Response response(double p50) {
  results::Response response;
  response.mean = estimate(1.2 * p50, 0.01 * p50, 41'210);
  response.p50 = estimate(p50, 0.008 * p50, 41'210);
  response.p90 = estimate(1.9 * p50, 0.012 * p50, 41'210);
  response.p95 = estimate(2.3 * p50, 0.015 * p50, 41'210);
  response.p99 = estimate(3.1 * p50, 0.03 * p50, 41'210);
  response.p999 = estimate(4.7 * p50, 0.06 * p50, 41'210);
  response.max = 7 * p50;
  return response;
}

inline void addSeries(results::RunResult& run, const std::string& object, const std::string& measure,
                      const std::string& unit, double base, double swing, double seed) {
  results::Series series{object, measure, unit, {}, {}};
  for (int window = 1; window <= 120; ++window) {
    const double at = window * 5.0;
    const bool nothing = object == "Intranet" && unit == "ms" && window >= 60 && window < 64;
    series.times.push_back(at);
    series.values.push_back(nothing ? std::numeric_limits<double>::quiet_NaN() : base + swing * wobble(at, seed));
  }
  run.series.push_back(std::move(series));
}

inline void addServices(results::RunResult& run) {
  for (const auto& [name, rate, p50] : {std::tuple{"Global", 62.2, 58.0}, std::tuple{"Intranet", 21.4, 81.0}}) {
    results::ZoneResult zone;
    zone.name = name;
    zone.throughput = estimate(rate, 0.4);
    zone.response = response(p50);
    zone.wait = estimate(0.12 * p50, 0.3);
    zone.calls = estimate(0.3 * rate, 0.2);
    zone.callResponse = response(0.4 * p50);
    zone.failed.timeout = rate > 50 ? 3 : 0;
    run.zones.push_back(zone);
    results::ApplicationResult application;
    application.name = rate > 50 ? "AppX" : "AppY";
    application.zone = name;
    application.throughput = zone.throughput;
    application.response = zone.response;
    application.wait = zone.wait;
    application.failed = zone.failed;
    run.applications.push_back(application);
    addSeries(run, name, "throughput", "/s", rate, 6, p50);
    addSeries(run, name, "p50", "ms", p50, 3, p50 + 1);
    addSeries(run, name, "p95", "ms", 2.3 * p50, 12, p50 + 2);
    addSeries(run, name, "p99", "ms", 3.1 * p50, 26, p50 + 3);
  }
}

inline results::RunResult run() {
  results::RunResult run;
  run.farm = "intranet-zone";
  run.replications = 10;
  run.measuredSeconds = 600;
  run.warmUpSeconds = 40;
  run.steady = true;
  addServices(run);
  for (const auto& [name, load] : {std::tuple{"FE1", 0.447}, std::tuple{"FE2", 0.727}, std::tuple{"FE3", 1.072}}) {
    results::ServerResult server;
    server.name = name;
    server.utilisation = estimate(std::fmin(1, load), 0.004);
    server.offeredLoad = estimate(load, 0.004);
    server.queue = estimate(load > 1 ? 212.5 : 0.4 * load, 0.02);
    server.workersBusy = estimate(6 * load, 0.05);
    server.throughput = estimate(40 * load, 0.2);
    run.servers.push_back(server);
    addSeries(run, name, "utilisation", "", std::fmin(0.94, load), 0.05, load);
    addSeries(run, name, "queue", "requests", load > 1 ? 12 : 2, 2, load);
  }
  results::StationResult database;
  database.name = "DB";
  database.kind = "database";
  database.utilisation = estimate(0.352, 0.003);
  database.offeredLoad = estimate(0.352, 0.003);
  database.queue = estimate(0.11, 0.01);
  database.throughput = estimate(120, 0.9);
  run.stations.push_back(database);
  addSeries(run, "DB", "utilisation", "", 0.35, 0.04, 9);
  addSeries(run, "DB", "queue", "requests", 1, 1, 9);
  run.slos.push_back(
      {"AppX is quick", "p95 of AppX below 250 ms", estimate(133.4, 2), 250, results::SloVerdict::Verdict::Met});
  run.warnings.push_back("FE3 is asked for 107 % of its capacity: its queue grows without bound");
  return run;
}

}  // namespace headroom::made_up
