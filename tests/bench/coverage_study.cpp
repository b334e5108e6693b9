// How often 95 % intervals hold the truth: 200 runs of models whose figures are known, each with the intervals it
// reports itself, from replications and from batches of one run as long as all replications together. Within the
// binomial bounds of 0.5 % on either side is 181 to 197 of 200. The width is the mean half-width over 1.96 times the
// spread of the 200 estimates. Last: what a control variate would save on the mean.
//
//   coverage_study [runs [model]]      200 without it, and every model; "control" for the last part alone.
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/farm_file/farm_file.h"
#include "engine/sim/sim.h"
#include "engine/stats/interval.h"

namespace {

using headroom::Duration;
using headroom::farm::Farm;
using headroom::results::Estimate;
namespace sim = headroom::sim;

constexpr int kReplications = 10;

struct Case {
  std::string name;
  std::string file;
  double load = 1;
  double seconds = 0;            ///< Of one replication.
  std::optional<double> meanMs;  ///< Of exponential responses; nothing: the mean of all runs is the truth.
};

struct Measure {
  const char* name;
  double percent;
  Estimate headroom::results::Response::*of;
};

const std::vector<Measure> kMeasures = {
    {"mean", 0, &headroom::results::Response::mean}, {"p50", 50, &headroom::results::Response::p50},
    {"p90", 90, &headroom::results::Response::p90},  {"p95", 95, &headroom::results::Response::p95},
    {"p99", 99, &headroom::results::Response::p99},  {"p99.9", 99.9, &headroom::results::Response::p999}};

Farm load(const std::string& name) {
  const auto farm = headroom::farm_file::load(std::string(HEADROOM_SOURCE_DIR) + "/tests/bench/" + name);
  if (!farm.ok()) {
    std::fprintf(stderr, "%s\n", headroom::format(farm.problems().front()).c_str());
    std::exit(3);
  }
  return farm->farm;
}

headroom::results::RunResult simulated(const Farm& farm, const sim::RunOptions& options) {
  const auto result = sim::run(farm, options);
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", headroom::format(result.problems().front()).c_str());
    std::exit(4);
  }
  return *result;
}

sim::RunOptions optionsOf(const Case& c, std::uint64_t seed, bool batches) {
  sim::RunOptions options;
  options.seed = seed;
  options.loadFactor = c.load;
  options.seriesWindows = 8;
  options.replications = batches ? 1 : kReplications;
  options.measured = Duration::seconds(batches ? kReplications * c.seconds : c.seconds);
  if (batches) options.batches = sim::kBatchesOfARun;
  return options;
}

double truthOf(const Case& c, const Measure& measure, const std::vector<Estimate>& seen) {
  if (c.meanMs) return measure.percent > 0 ? -*c.meanMs * std::log(1 - measure.percent / 100) : *c.meanMs;
  double sum = 0;
  for (const Estimate& estimate : seen) sum += estimate.mean;
  return sum / static_cast<double>(seen.size());
}

/// One line of the table; true when it is within its bounds.
bool report(const std::string& what, const std::string& measure, double truth, const std::vector<Estimate>& seen,
            bool histogram) {
  int covered = 0, given = 0;
  double halfWidths = 0, sum = 0, squares = 0;
  for (const Estimate& e : seen) {
    if (!e.low || !e.high) continue;
    ++given;
    const double slack = histogram ? 0.0005 * truth : 0;
    covered += *e.low - slack <= truth && truth <= *e.high + slack ? 1 : 0;
    halfWidths += *e.high - e.mean;
    sum += e.mean;
    squares += e.mean * e.mean;
  }
  if (given < 20) {
    std::printf("| %s | %s | %.6g | no interval (%s) | | |\n", what.c_str(), measure.c_str(), truth,
                seen.front().why.c_str());
    return true;
  }
  const double n = given;
  const double spread = std::sqrt((squares - sum * sum / n) / (n - 1));
  const boost::math::binomial_distribution<double> law(n, 0.95);
  const int low = static_cast<int>(boost::math::quantile(law, 0.005));
  const int high = std::min(given, static_cast<int>(boost::math::quantile(law, 0.995)) + 1);
  const double width = halfWidths / n / (1.96 * spread);
  const bool ok = low <= covered && covered <= high && width >= 0.75 && width <= 1.35;
  std::printf("| %s | %s | %.6g | %d of %d | %.2f | %s |\n", what.c_str(), measure.c_str(), truth, covered, given,
              width, ok ? "ok" : "OUT OF BOUNDS");
  std::fflush(stdout);
  return ok;
}

int study(const Case& c, int runs, bool batches) {
  const Farm farm = load(c.file);
  std::vector<std::vector<Estimate>> seen(kMeasures.size());
  for (int r = 0; r < runs; ++r) {
    const auto result = simulated(farm, optionsOf(c, 1000 + static_cast<std::uint64_t>(r), batches));
    for (std::size_t m = 0; m < kMeasures.size(); ++m)
      seen[m].push_back(result.zones.front().response.*kMeasures[m].of);
  }
  int outside = 0;
  for (std::size_t m = 0; m < kMeasures.size(); ++m) {
    const double truth = truthOf(c, kMeasures[m], seen[m]);
    outside +=
        report(c.name + (batches ? ", batches" : ", replications"), kMeasures[m].name, truth, seen[m], m > 0) ? 0 : 1;
  }
  return outside;
}

/// Least squares of `y` on the control `x`, whose mean is known: the estimate where the control has its mean, with
/// Student's interval (Lavenberg & Welch 1981).
Estimate controlled(const std::vector<double>& y, const std::vector<double>& x, double mean) {
  const auto n = static_cast<double>(y.size());
  double xBar = 0, yBar = 0;
  for (std::size_t i = 0; i < y.size(); ++i) xBar += x[i] / n, yBar += y[i] / n;
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    xx += (x[i] - xBar) * (x[i] - xBar);
    xy += (x[i] - xBar) * (y[i] - yBar);
  }
  const double slope = xy / xx;
  double rest = 0;
  for (std::size_t i = 0; i < y.size(); ++i) rest += std::pow(y[i] - yBar - slope * (x[i] - xBar), 2);
  const double variance = rest / (n - 2) * (1 / n + (xBar - mean) * (xBar - mean) / xx);
  Estimate result;
  result.mean = yBar - slope * (xBar - mean);
  const double half = headroom::stats::studentQuantile(n - 2, 0.975) * std::sqrt(variance);
  result.low = result.mean - half;
  result.high = result.mean + half;
  return result;
}

/// The mean response with the utilisation, which theory knows, as its control; beside the interval without.
int control(const Case& c, int runs, double utilisation) {
  const Farm farm = load(c.file);
  std::vector<Estimate> with, without;
  double widths = 0, controlledWidths = 0;
  for (int r = 0; r < runs; ++r) {
    std::vector<double> y, x;
    for (int i = 0; i < kReplications; ++i) {
      auto options = optionsOf(c, 100'000 + static_cast<std::uint64_t>(r * kReplications + i), false);
      options.replications = 1;
      options.warmUp = Duration::seconds(500);  // found on the run itself it would depend on what it measures
      const auto result = simulated(farm, options);
      y.push_back(result.zones.front().response.mean.mean);
      x.push_back(result.servers.front().utilisation.mean);
    }
    const auto plain = headroom::stats::meanInterval(y);
    Estimate e;
    e.mean = plain.mean;
    e.low = plain.mean - *plain.halfWidth;
    e.high = plain.mean + *plain.halfWidth;
    without.push_back(e);
    with.push_back(controlled(y, x, utilisation));
    widths += *plain.halfWidth;
    controlledWidths += *with.back().high - with.back().mean;
  }
  int outside = report(c.name + ", no control", "mean", *c.meanMs, without, false) ? 0 : 1;
  outside += report(c.name + ", controlled by utilisation", "mean", *c.meanMs, with, false) ? 0 : 1;
  std::printf("| %s, controlled by utilisation | half-width over that without | | | %.2f | |\n", c.name.c_str(),
              controlledWidths / widths);
  return outside;
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(20, std::atoi(argv[1])) : 200;
  const Case half{"M/M/1 at 0.5", "mm1.farm", 0.5 / 0.7, 10'000, 2000};
  const Case patient{"M/M/1 at 0.5, long", "mm1.farm", 0.5 / 0.7, 230'000, 2000};
  const Case busy{"M/M/1 at 0.8", "mm1.farm", 0.8 / 0.7, 15'000, 5000};
  const Case full{"M/M/1 at 0.95", "mm1.farm", 0.95 / 0.7, 120'000, 20'000};
  const Case farm3{"farm3", "farm3.farm", 1, 10, std::nullopt};
  const std::string only = argc > 2 ? argv[2] : "";
  std::printf("| model | figure | truth (ms) | intervals with the truth | width | |\n|---|---|---|---|---|---|\n");
  int outside = 0;
  for (const Case& c : {half, patient, busy, farm3, full}) {
    if (!only.empty() && only != c.name) continue;
    for (const bool batches : {false, true}) outside += study(c, runs, batches);
  }
  for (const auto& [c, utilisation] : {std::pair{&half, 0.5}, {&busy, 0.8}}) {
    if (only.empty() || only == "control") outside += control(*c, runs, utilisation);
  }
  std::printf("%d out of bounds\n", outside);
  return outside == 0 ? 0 : 1;
}
