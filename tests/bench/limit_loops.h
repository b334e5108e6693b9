// What the processor can do: loops written by hand for one model each, with no generality at all. Benchmarks divide the
// engine's speed by theirs, so that the ratio is measured in one run and not remembered.
//
// Random numbers, histogram and order of events are their own; only the model is the same. Results are checked against
// theory by limit_bench.
#pragma once

#include <array>
#include <cstdint>

namespace headroom::bench::limit {

/// Times from arrival to departure, in milliseconds.
struct Latency {
  std::uint64_t count = 0;
  double mean = 0.0;
  double p50 = 0.0;
  double p95 = 0.0;
  double p99 = 0.0;
};

struct Farm3 {
  Latency global;                       ///< Zone Global, application AppX.
  Latency intranet;                     ///< Zone Intranet, application AppY.
  std::array<double, 5> utilisation{};  /// P, F1, F2, F3, DB, over the whole run.
  double seconds = 0.0;                 ///< Of simulated time.
};

/// Model farm3: Poisson arrivals of 730/s at a proxy P (4 workers, exponential 0.5 ms); at its exit 70 % go to zone
/// Global, round robin over F1, F2, F3, the rest to zone Intranet, round robin over F1, F2 (8 workers each, exponential
/// 20 ms); then to DB (16 workers, exponential 4 ms), and out. All queues FIFO and unbounded. The run ends when all
/// `requests` have left; the first twentieth of them is left out of the latencies.
Farm3 farm3(std::uint64_t requests, std::uint64_t seed);

struct Mm1 {
  Latency latency;
  double utilisation = 0.0;
};

/// Model mm1: one worker, Poisson arrivals of 0.7/s, exponential service of 1 s in the mean (the latency in
/// milliseconds, as above). The same rules.
Mm1 mm1(std::uint64_t requests, std::uint64_t seed);

}  // namespace headroom::bench::limit
