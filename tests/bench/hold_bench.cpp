// The hold model: with n events pending, take the first and schedule one after it, again and again. The kernel's event
// set beside the best structures of the literature, in one run; all must pop the same events in the same order.
//
//   hold_bench [n ...]        sizes; 20, 1000, 100000 and 1000000 without any
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/elementary.h"
#include "engine/kernel/event_set.h"
#include "engine/kernel/random_streams.h"
#include "tests/bench/pending_sets.h"

namespace {

using namespace headroom;

/// The kernel's set in the clothes of the others. It carries a payload and gives tickets besides.
class KernelSet {
 public:
  void push(bench::Key key) {
    set_.schedule(Instant::at(Duration::nanoseconds(key.due)), kernel::Rank::Completion, 0,
                  static_cast<std::uint32_t>(key.sequence));
  }
  bench::Key pop() {
    const kernel::Event event = set_.pop();
    return {event.due.ns(), event.subject};
  }

 private:
  kernel::EventSet set_;
};

/// Takes no time for the set: what the loop and its random numbers cost alone.
class NoSet {
 public:
  void push(bench::Key key) { key_ = key; }
  bench::Key pop() { return key_; }

 private:
  bench::Key key_{};
};

/// Distances to the next event, one second in the mean: exponential, or nine tenths of them ninety times shorter than
/// the rest.
class Distances {
 public:
  explicit Distances(bool bimodal) : bimodal_(bimodal) {}
  std::int64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    const double mean = !bimodal_ ? 1e9 : state_ % 10 == 0 ? 9.1e9 : 0.1e9;
    return static_cast<std::int64_t>(-mean * elementary::naturalLog(kernel::unitOf(state_)));
  }

 private:
  bool bimodal_;
  std::uint64_t state_ = 88172645463325252;
};

double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Timing {
  double nanoseconds = 0.0;
  std::uint64_t order = 0;  ///< A hash of what was popped, in order.
};

template <class Set>
Timing hold(std::size_t pending, bool bimodal, std::size_t holds) {
  Set set;
  Distances distances(bimodal);
  std::uint64_t sequence = 0;
  for (std::size_t i = 0; i < pending; ++i) set.push({distances.next(), sequence++});
  std::uint64_t order = 0;
  const auto turn = [&](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      const bench::Key first = set.pop();
      order = (order ^ static_cast<std::uint64_t>(first.due)) * 0x9e3779b97f4a7c15 + first.sequence;
      set.push({first.due + distances.next(), sequence++});
    }
  };
  turn(std::max<std::size_t>(pending, 10000));
  const double begun = cpuSeconds();
  turn(holds);
  return {(cpuSeconds() - begun) / static_cast<double>(holds) * 1e9, order};
}

struct Contestant {
  const char* name;
  Timing (*run)(std::size_t pending, bool bimodal, std::size_t holds);
  std::size_t most = std::numeric_limits<std::size_t>::max();
};

constexpr Contestant kContestants[] = {
    {"EventSet", hold<KernelSet>},
    {"winner tree", hold<bench::WinnerTree>, bench::WinnerTree::kMost},
    {"calendar queue", hold<bench::CalendarQueue>},
    {"radix heap", hold<bench::RadixHeap>},
    {"4-ary heap", hold<bench::QuaternaryHeap>},
    {"std::priority_queue", hold<bench::BinaryHeap>},
};

bool compare(std::size_t pending, bool bimodal) {
  constexpr int kRounds = 5;
  constexpr double kUnknown = 1e9;
  const std::size_t holds = std::max<std::size_t>(1'000'000, pending);
  double best[std::size(kContestants)];
  std::fill(std::begin(best), std::end(best), kUnknown);
  std::uint64_t order = 0;
  bool agree = true;
  double loop = kUnknown;
  for (int round = 0; round < kRounds; ++round) {  // in turns, so that a busy machine slows everybody down
    const Timing empty = hold<NoSet>(pending, bimodal, holds);
    loop = std::min(loop, empty.nanoseconds + (empty.order == 0 ? kUnknown : 0.0));
    for (std::size_t i = 0; i < std::size(kContestants); ++i) {
      if (pending > kContestants[i].most) continue;
      const Timing timing = kContestants[i].run(pending, bimodal, holds);
      best[i] = std::min(best[i], timing.nanoseconds);
      if (round == 0 && i == 0) order = timing.order;
      agree = agree && timing.order == order;
    }
  }
  const double other = *std::min_element(std::begin(best) + 1, std::end(best));
  std::printf("%9zu  %-11s", pending, bimodal ? "bimodal" : "exponential");
  for (const double ns : best) ns < kUnknown ? std::printf(" %9.1f", ns) : std::printf("         -");
  std::printf(" %9.1f %9.2f%s\n", loop, other / best[0], agree ? "" : "   THE ORDERS DIFFER");
  std::fflush(stdout);
  return agree;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::size_t> sizes;
  for (int i = 1; i < argc; ++i) {
    if (const long n = std::atol(argv[i]); n > 0) sizes.push_back(static_cast<std::size_t>(n));
  }
  if (sizes.empty()) sizes = {20, 1000, 100000, 1000000};
  std::printf("CPU nanoseconds a hold (pop, schedule, one random number); best of 5 interleaved rounds\n");
  std::printf("  pending  distances  ");
  for (const Contestant& contestant : kContestants) std::printf(" %9.9s", contestant.name);
  std::printf(" loop only  speed-up over the best other\n");
  bool agree = true;
  for (const std::size_t pending : sizes) {
    for (const bool bimodal : {false, true}) agree = compare(pending, bimodal) && agree;
  }
  return agree ? 0 : 1;
}
