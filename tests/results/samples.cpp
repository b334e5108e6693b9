#include "tests/results/samples.h"

namespace headroom::results::samples {
namespace {

Estimate estimate(double mean) {
  return {mean, mean * 0.99, mean * 1.01, 1000, {}};
}
Estimate withoutInterval(double mean) {
  return {mean, std::nullopt, std::nullopt, 7, "one replication"};
}

Response response(double p50) {
  return {estimate(p50 * 1.1),      estimate(p50), estimate(p50 * 2), estimate(p50 * 3), estimate(p50 * 5),
          withoutInterval(p50 * 9), p50 * 20};
}

}  // namespace

RunResult fullRun() {
  RunResult run;
  run.version = "0.1.0";
  run.farm = "two zones";
  run.farmFile = "two.farm";
  run.farmHash = "abc";
  run.farmText = "name: \"two zones\"\n# a comment\n";
  run.seed = 18'446'744'073'709'551'615ull;
  run.replications = 10;
  run.loadFactor = 1.25;
  run.warmUpSeconds = 42;
  run.measuredSeconds = 600;
  run.steady = false;
  run.overloaded = true;
  run.replay = true;
  run.serversDown = {"FE9"};
  run.totals = {1000, 900, 50, {10, 20, 5, 8, 7}};
  run.zones = {{"Global", estimate(400), response(12.5), estimate(1.5), {1, 2, 3, 4, 5}, estimate(80), response(8)}};
  run.applications = {{"AppX", "Global", estimate(400), response(12.5), estimate(1.5), {1, 2, 3, 4, 5}}};
  run.servers = {{"FE1", estimate(0.367), estimate(0.367), estimate(0.1), estimate(2), estimate(130), 3},
                 {"FE3", estimate(0.999), estimate(1.07), estimate(900), estimate(400), estimate(340), 70}};
  run.stations = {{"proxy", "proxy", estimate(0.02), estimate(0.02), estimate(0.01), estimate(436)},
                  {"DB", "database", estimate(0.72), estimate(0.72), estimate(0.4), estimate(624)}};
  run.servers[0].shed = 12;
  run.scaling = {{"Global", estimate(3.5), estimate(3.75), 2, 6, 40, 38}};
  run.stations[0].handshakes = estimate(130);
  run.checks = {{"flow balance", true, 0}, {"Little's law", false, 1.5e-3}};
  run.slos = {{"fast", "p95 of AppX below 500 ms", estimate(37.5), 500, SloVerdict::Verdict::Met},
              {"sound", "failures of AppX below 1 %", estimate(0.05), 0.01, SloVerdict::Verdict::Missed},
              {"calm", "utilisation below 70 %", withoutInterval(0.7), 0.7, SloVerdict::Verdict::NotShown}};
  run.series = {{"Global", "p95", "ms", {10, 20.5}, {1.0 / 3, 2e-7}}, {"FE1", "utilisation", "", {}, {}}};
  run.warnings = {"FE3 is overloaded: no steady state"};
  run.log = LogFacts{{"a.log"},
                     {"IIS W3C"},
                     10,
                     7,
                     1,
                     1,
                     1,
                     {"a.log:3"},
                     "2026-07-14T07:00:00Z",
                     "2026-07-14T08:00:00Z",
                     3600,
                     2,
                     {"x (2)"},
                     1.5,
                     "2026-07-14T07:30:00Z",
                     {"each request stands in the logs more than once"}};
  run.validation =
      Validation{{{"zone",
                   "Global",
                   "wait",
                   {1000, 92.5, 45, 347, 566},
                   {1000, 90.9, 44, 343, 561},
                   {-0.0173, 0.5, -0.012, -0.009}},
                  {"server", "FE7", "at_server", {10, 80, 70, 90, 95}, {20, 81, 70, 91, 99}, {0.0125, 0, 0.011, 0.04}}},
                 0.05,
                 false};
  run.fingerprint = "f00d";
  run.fingerprintParts = {"d", "p", "t", "r"};
  run.precision = Precision{0.02, false, "the budget is spent", {{"p95 of Global", 0.041, ""}}};
  run.traces = {{"slowest",
                 "AppX",
                 "timeout",
                 3,
                 12.5,
                 10'000'000,
                 6'000'000,
                 4'000'000,
                 {{0, "FE1", "pool queue", 0, 5'000'000, 0},
                  {0, "AppY", "call", 5'000'000, 1'000'000, 4'000'000},
                  {1, "FE2", "cores", 5'000'000, 1'000'000, 4'000'000}}}};
  run.events = 123'456;
  return run;
}

PlanResult fullPlan() {
  PlanResult plan;
  plan.farm = "two zones";
  plan.farmHash = "abc";
  plan.seed = 9;
  PlanRow row{"all up", estimate(1.42), "utilisation of FE3 at 70 %", "FE3", true, {}};
  row.loads.push_back({"FE1", 0.367, 0.3667});
  row.loads.push_back({"FE3", 1.07, std::nullopt});
  PlanRow hopeless{
      "FE2 lost", {0, std::nullopt, std::nullopt, 0, "no steady state"}, "utilisation of FE3 at 70 %", "FE3", false,
      {}};
  hopeless.loads.push_back({"FE3", 1.07, std::nullopt});
  PlanRow endless{"FE4 lost",
                  {64, std::nullopt, std::nullopt, 10, "nothing breaks up to the largest factor tried"},
                  "utilisation of FE1 at 70 %",
                  "FE1",
                  true,
                  {}};
  plan.rows = {row, hopeless, endless};
  plan.curve = {{0.5, "AppX", 200, 9, 30, 55, 29.5, 30.5}, {1, "AppX", 400, 12, 37, 70, 36, 38}};
  plan.warnings = {"one warning"};
  return plan;
}

}  // namespace headroom::results::samples
