// The engine against the limit: models farm3 and mm1, run from their farm files through the whole general path, beside
// the loops written by hand for them; and replications on two threads beside one. Everything is measured in one run, so
// only the ratios are worth quoting.
//
//   engine_bench [requests]     1 million without it.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "engine/farm_file/farm_file.h"
#include "engine/sim/sim.h"
#include "tests/bench/limit_loops.h"

namespace {

using headroom::farm::Farm;
namespace limit = headroom::bench::limit;
namespace sim = headroom::sim;

constexpr int kRounds = 5;

double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double wallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Farm load(const std::string& name) {
  const auto farm = headroom::farm_file::load(std::string(HEADROOM_SOURCE_DIR) + "/tests/bench/" + name);
  if (!farm.ok()) {
    std::fprintf(stderr, "%s\n", headroom::format(farm.problems().front()).c_str());
    std::exit(3);
  }
  return farm->farm;
}

headroom::results::RunResult run(const Farm& farm, std::uint64_t requests, std::uint64_t seed, int replications,
                                 unsigned threads) {
  sim::RunOptions options;
  options.seed = seed;
  options.requests = requests;
  options.replications = replications;
  options.threads = threads;
  const auto result = sim::run(farm, options);
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", headroom::format(result.problems().front()).c_str());
    std::exit(4);
  }
  return *result;
}

/// Best of the rounds, engine and loop in turn, so that both meet the same neighbours on the machine.
void compare(const char* model, const Farm& farm, std::uint64_t requests, double meanMs,
             const std::function<void(std::uint64_t)>& loop) {
  double engine = 1e9, hand = 1e9, mean = 0;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    double begun = cpuSeconds();
    const auto result = run(farm, requests, 1 + round, 1, 1);
    engine = std::min(engine, cpuSeconds() - begun);
    double sum = 0, count = 0;
    for (const auto& zone : result.zones) {
      sum += zone.response.mean.mean * static_cast<double>(zone.response.mean.count);
      count += static_cast<double>(zone.response.mean.count);
    }
    mean += sum / count / kRounds;
    begun = cpuSeconds();
    loop(1 + round);
    hand = std::min(hand, cpuSeconds() - begun);
  }
  const auto n = static_cast<double>(requests);
  std::printf(
      "%-6s engine %6.2f M requests/s of CPU, hand-written loop %6.2f M/s: ratio 1/%.1f; mean %.3f ms, theory %.3f "
      "ms\n",
      model, n / engine / 1e6, n / hand / 1e6, engine / hand, mean, meanMs);
}

void scaling(const Farm& farm, std::uint64_t requests) {
  double one = 1e9, two = 1e9;
  for (std::uint64_t round = 0; round < 3; ++round) {
    double begun = wallSeconds();
    run(farm, requests / 4, 1 + round, 8, 1);
    one = std::min(one, wallSeconds() - begun);
    begun = wallSeconds();
    run(farm, requests / 4, 1 + round, 8, 2);
    two = std::min(two, wallSeconds() - begun);
  }
  std::printf("farm3  8 replications: two threads are %.2f times as fast as one\n", one / two);
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t requests = 1'000'000;
  for (int i = 1; i < argc; ++i) {
    if (const long n = std::atol(argv[i]); n > 0) requests = static_cast<std::uint64_t>(n);
  }
  const Farm farm3 = load("farm3.farm");
  const Farm mm1 = load("mm1.farm");
  compare("farm3", farm3, requests, 25.34453, [&](std::uint64_t seed) { limit::farm3(requests, seed); });
  compare("mm1", mm1, requests, 1000 / 0.3, [&](std::uint64_t seed) { limit::mm1(requests, seed); });
  scaling(farm3, requests);
  return 0;
}
