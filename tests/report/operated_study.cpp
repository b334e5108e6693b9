#include <cmath>

#include "tests/report/studies.h"

namespace headroom::report::samples {
namespace {

results::Estimate figure(double mean, double half, std::uint64_t count = 1000) {
  return {mean, mean - half, mean + half, count, {}};
}

results::BackgroundResult work(const std::string& name, std::uint64_t failed, std::uint64_t skipped) {
  results::BackgroundResult one;
  one.name = name;
  one.application = "AppY";
  one.due = 1200;
  one.failed = failed;
  one.retried = 17;
  one.skipped = skipped;
  one.unfinished = 3;
  one.wait = figure(240, 12);
  one.span.mean = figure(1'850, 40);
  one.span.p95 = figure(5'200, 130);
  one.running = figure(1.4, 0.1);
  return one;
}

}  // namespace

Study operated() {
  Study study = intranet();
  results::RunResult& run = study.run;
  run.availability = {{"FE1", "server", figure(0.99957, 0.0002)},
                      {"LB Intranet", "balancer", {0.98, {}, {}, 1, "one replication"}}};
  run.background = {work("Nightly invoices", 0, 4), work("E-mails", 12, 0)};
  results::ScalingResult scaled;
  scaled.zone = "Global";
  scaled.running = figure(3.2, 0.2);
  scaled.switchedOn = figure(3.6, 0.2);
  scaled.fewest = 2;
  scaled.most = 6;
  scaled.ups = 14;
  scaled.downs = 12;
  run.scaling = {scaled};
  for (const auto& [measure, base] :
       {std::pair{"servers", 3.0}, std::pair{"booting", 0.4}, std::pair{"draining", 0.2}}) {
    results::Series series{"Global", measure, "servers", {}, {}};
    for (int window = 1; window <= 60; ++window) {
      series.times.push_back(10.0 * window);
      series.values.push_back(base * (1 + std::sin(window / 8.0)));
    }
    run.series.push_back(std::move(series));
  }
  run.stations.front().handshakes = figure(11, 0.4);
  run.validation.emplace();
  run.validation->tolerance = 0.05;
  run.validation->within = false;
  run.validation->rows = {
      {"zone",
       "Global",
       "wait",
       {10'000, 92.5, 60, 347, 410},
       {20'000, 91.2, 59.5, 341, 450},
       {-0.014, -0.008, -0.017, 0.098}},
      {"zone", "Intranet", "response", {52, 31, 28, 61, 90}, {104, 31.2, 28.4, 61.1, 95}, {0.006, 0, 0.002, NAN}},
      {"server", "FE1", "at_server", {4'000, 30, 28, 60, 80}, {8'000, 36, 28, 60, 80}, {0.2, 0, 0, 0}}};
  return study;
}

}  // namespace headroom::report::samples
