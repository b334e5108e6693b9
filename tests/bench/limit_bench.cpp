// Speed of the hand-written loops, and their results against theory: a limit that computes something else is none.
//
//   limit_bench [requests]     of farm3; mm1 runs four times as many. 10 million without it.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "tests/bench/limit_loops.h"

namespace {

namespace limit = headroom::bench::limit;

double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

bool wrong = false;

/// `tolerance` is relative, and meant for 10 million requests or more.
void check(const char* what, double found, double exact, double tolerance) {
  const bool holds = std::fabs(found / exact - 1.0) <= tolerance;
  std::printf("  %-28s %10.4f  theory %10.4f%s\n", what, found, exact, holds ? "" : "   DIFFERS");
  wrong = wrong || !holds;
}

void farm3(std::uint64_t requests) {
  double best = 1e9;
  limit::Farm3 result;
  for (std::uint64_t round = 0; round < 3; ++round) {
    const double begun = cpuSeconds();
    result = limit::farm3(requests, 7 + round);
    best = std::min(best, cpuSeconds() - begun);
  }
  const auto n = static_cast<double>(requests);
  std::printf("farm3  %.4g requests/s of CPU, %.1f ns an event (4 a request), best of 3\n", n / best,
              best / n / 4 * 1e9);
  const double x = static_cast<double>(result.global.count);
  const double y = static_cast<double>(result.intranet.count);
  // Round robin makes the front ends' arrivals a Markovian process; solved as MAP/M/8 without approximation.
  check("mean latency, ms", (x * result.global.mean + y * result.intranet.mean) / (x + y), 25.34453, 0.003);
  check("share of Global", x / (x + y), 0.7, 0.002);
  const double exact[] = {0.09125, 0.699583, 0.699583, 0.425833, 0.1825};
  const char* names[] = {"utilisation P", "utilisation F1", "utilisation F2", "utilisation F3", "utilisation DB"};
  for (std::size_t i = 0; i < 5; ++i) check(names[i], result.utilisation[i], exact[i], 0.004);
}

void mm1(std::uint64_t requests) {
  double best = 1e9;
  limit::Mm1 result;
  for (std::uint64_t round = 0; round < 3; ++round) {
    const double begun = cpuSeconds();
    result = limit::mm1(requests, 7 + round);
    best = std::min(best, cpuSeconds() - begun);
  }
  const auto n = static_cast<double>(requests);
  std::printf("mm1    %.4g requests/s of CPU, %.1f ns an event (2 a request), best of 3\n", n / best,
              best / n / 2 * 1e9);
  check("mean latency, s", result.latency.mean / 1e3, 1 / 0.3, 0.006);
  check("p50, s", result.latency.p50 / 1e3, std::log(2.0) / 0.3, 0.006);
  check("p95, s", result.latency.p95 / 1e3, std::log(20.0) / 0.3, 0.01);
  check("p99, s", result.latency.p99 / 1e3, std::log(100.0) / 0.3, 0.015);
  check("utilisation", result.utilisation, 0.7, 0.002);
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t requests = 10'000'000;
  for (int i = 1; i < argc; ++i) {
    if (const long n = std::atol(argv[i]); n > 0) requests = static_cast<std::uint64_t>(n);
  }
  farm3(requests);
  mm1(4 * requests);
  return wrong ? 1 : 0;
}
