// How often 95 % intervals hold the truth: many independent studies of models whose answers are known.
//
//   coverage_study [STUDIES [FACTOR]]      200 studies of ten replications without it; FACTOR times as long each
//
// M/M/1 and M/M/8 at utilisation 0.7 have closed forms; the truth of farm3 is a run thirty times as long as a study,
// and its own error counts against the coverage. Exit code 1 when a coverage lies outside the bounds that a true 95 %
// keeps in 999 of 1000 studies.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/farm_file/farm_file.h"
#include "engine/sim/sim.h"

namespace {

using headroom::Duration;
using headroom::farm::Farm;
namespace results = headroom::results;
namespace sim = headroom::sim;

constexpr const char* kMeasures[] = {"mean", "p50", "p95", "p99"};
constexpr double kProbabilities[] = {0, 0.5, 0.95, 0.99};

struct Case {
  std::string name;
  Farm farm;
  double seconds = 0;
  std::vector<double> truth;  ///< Milliseconds, by measure.
};

const results::Estimate& estimateOf(const results::RunResult& run, int measure) {
  const results::Response& response = run.applications.front().response;
  return measure == 0 ? response.mean : measure == 1 ? response.p50 : measure == 2 ? response.p95 : response.p99;
}

Farm load(const std::string& name) {
  const auto farm = headroom::farm_file::load(std::string(HEADROOM_SOURCE_DIR) + "/tests/bench/" + name);
  if (!farm.ok()) {
    std::fprintf(stderr, "%s\n", headroom::format(farm.problems().front()).c_str());
    std::exit(3);
  }
  return farm->farm;
}

results::RunResult run(const Case& model, std::uint64_t seed, int replications, double factor) {
  sim::RunOptions options;
  options.seed = seed;
  options.replications = replications;
  options.measured = Duration::seconds(model.seconds * factor);
  options.warmUp = Duration::seconds(model.seconds * factor / 10);
  const auto result = sim::run(model.farm, options);
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", headroom::format(result.problems().front()).c_str());
    std::exit(4);
  }
  return *result;
}

/// Share of responses above t seconds in M/M/c with one second of service: somebody who waits (Erlang's C) does so for
/// an exponential time of rate c − load.
double above(double t, int servers, double load) {
  double blocking = 1;  // Erlang B by its recursion
  for (int k = 1; k <= servers; ++k) blocking = load * blocking / (k + load * blocking);
  const double waits = blocking / (1 - load / servers * (1 - blocking));
  const double rate = servers - load;
  return (1 - waits) * std::exp(-t) + waits * (rate * std::exp(-t) - std::exp(-rate * t)) / (rate - 1);
}

Case station(int servers) {
  const double load = 0.7 * servers;
  Case model{"M/M/" + std::to_string(servers), ::load("mm1.farm"), 4000.0 / servers * 2, {}};
  model.farm.servers[0].cores = servers;
  model.farm.users[0].load = headroom::farm::OpenLoad{headroom::Rate{load}};
  double mean = 0;
  for (double t = 0.0005; t < 200; t += 0.001) mean += above(t, servers, load);  // ms: a thousandth of a second a step
  model.truth.push_back(mean);
  for (int m = 1; m < 4; ++m) {
    double low = 0, high = 200;
    while (high - low > 1e-9) {
      const double middle = (low + high) / 2;
      (above(middle, servers, load) > 1 - kProbabilities[m] ? low : high) = middle;
    }
    model.truth.push_back(low * 1000);
  }
  return model;
}

Case farm3(double factor) {
  Case model{"farm3", load("farm3.farm"), 5, {}};
  const auto whole = run(model, 987'654'321, 300, factor);
  for (int m = 0; m < 4; ++m) model.truth.push_back(estimateOf(whole, m).mean);
  return model;
}

/// How many standard deviations of the binomial law a coverage lies from 95 %.
double deviations(int covered, int studies) {
  return (covered - 0.95 * studies) / std::sqrt(studies * 0.95 * 0.05);
}

bool studied(const Case& model, int studies, double factor) {
  int covered[4] = {};
  int shown[4] = {};
  double width[4] = {};
  for (int study = 0; study < studies; ++study) {
    const auto result = run(model, static_cast<std::uint64_t>(study) + 1, 10, factor);
    for (int m = 0; m < 4; ++m) {
      const results::Estimate& found = estimateOf(result, m);
      if (!found.low || !found.high) continue;
      ++shown[m];
      width[m] += (*found.high - *found.low) / 2 / found.mean;
      covered[m] += *found.low <= model.truth[m] && model.truth[m] <= *found.high ? 1 : 0;
    }
  }
  bool good = true;
  for (int m = 0; m < 4; ++m) {
    const bool within = shown[m] > 0 && std::fabs(deviations(covered[m], shown[m])) <= 3.29;
    good = good && within;
    std::printf("%-6s %-5s %12.4f %9d %10.1f %% %12.2f %%   %s\n", model.name.c_str(), kMeasures[m], model.truth[m],
                shown[m], shown[m] > 0 ? 100.0 * covered[m] / shown[m] : 0.0, 100 * width[m] / shown[m],
                within ? "within bounds" : "OUT OF BOUNDS");
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  const int studies = argc > 1 ? std::atoi(argv[1]) : 200;
  const double factor = argc > 2 ? std::atof(argv[2]) : 1.0;
  if (studies < 20 || !(factor > 0)) {
    std::fprintf(stderr, "coverage_study [STUDIES [FACTOR]]: at least 20 studies, a factor above 0\n");
    return 2;
  }
  std::printf("%-6s %-5s %12s %9s %12s %14s\n", "model", "", "truth ms", "intervals", "hold it", "half-width");
  bool good = true;
  for (const Case& model : {station(1), station(8), farm3(factor)}) good = studied(model, studies, factor) && good;
  return good ? 0 : 1;
}
