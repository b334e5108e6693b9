#include "engine/sim/processor_sharing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "engine/kernel/random_streams.h"

namespace headroom::sim {
namespace {

Instant at(std::int64_t ns) {
  return Instant::at(Duration::nanoseconds(ns));
}
Duration ns(std::int64_t n) {
  return Duration::nanoseconds(n);
}

/// Runs until idle; completion instants by request.
std::map<Index, std::int64_t> drain(ProcessorSharing& cores) {
  std::map<Index, std::int64_t> done;
  std::vector<Index> finished;
  while (cores.running() > 0) {
    const Instant due = cores.nextDone();
    finished.clear();
    cores.collect(due, finished);
    for (const Index id : finished) done[id] = due.ns();
  }
  return done;
}

TEST(ProcessorSharing, OneAloneTakesItsWork) {
  ProcessorSharing cores(4);
  cores.add(1, ns(1000), at(50));
  EXPECT_EQ(cores.nextDone(), at(1050));
  EXPECT_EQ(cores.busy(), 1);
}

TEST(ProcessorSharing, TwoOnOneCoreTakeTwiceAsLong) {
  ProcessorSharing cores(1);
  cores.add(1, ns(1000), at(0));
  cores.add(2, ns(1000), at(0));
  EXPECT_EQ(drain(cores), (std::map<Index, std::int64_t>{{1, 2000}, {2, 2000}}));
}

TEST(ProcessorSharing, FollowsTheWorkedExample) {
  // Requests at 0, 1, 2 and 3 s with 3, 1, 2 and 0.5 s of work on one core (reference case trace-ps-1 has the same
  // shape).
  ProcessorSharing cores(1);
  std::vector<Index> finished;
  cores.add(1, ns(3'000'000'000), at(0));
  cores.add(2, ns(1'000'000'000), at(1'000'000'000));
  cores.add(3, ns(2'000'000'000), at(2'000'000'000));
  // Shares: [1,2) halves, [2,…) thirds: request 2 has 0.5 s left at 2 s, done after 1.5 s more.
  EXPECT_EQ(cores.nextDone().ns(), 3'500'000'000);
  cores.collect(at(3'500'000'000), finished);
  EXPECT_EQ(finished, (std::vector<Index>{2}));
  const auto rest = drain(cores);
  EXPECT_EQ(rest.at(1), 5'500'000'000);  // 1 s of 3 s was left at 3.5 s, at half speed
  EXPECT_EQ(rest.at(3), 6'000'000'000);
}

TEST(ProcessorSharing, NobodyGetsMoreThanOneCore) {
  ProcessorSharing cores(8);
  for (Index id = 0; id < 8; ++id) cores.add(id, ns(500), at(0));
  EXPECT_EQ(cores.nextDone(), at(500));
  cores.add(8, ns(500), at(0));
  EXPECT_EQ(cores.nextDone().ns(), 563);  // 500 × 9 / 8, rounded up to a whole nanosecond
}

TEST(ProcessorSharing, UnlimitedCoresKeepNobodyWaiting) {
  ProcessorSharing cores(0);
  for (Index id = 0; id < 1000; ++id) cores.add(id, ns(100 + id), at(0));
  const auto done = drain(cores);
  for (Index id = 0; id < 1000; ++id) EXPECT_EQ(done.at(id), 100 + id);
}

TEST(ProcessorSharing, EqualFinishesComeInOrderOfArrival) {
  ProcessorSharing cores(2);
  std::vector<Index> finished;
  for (const Index id : {5, 3, 9}) cores.add(static_cast<Index>(id), ns(100), at(0));
  cores.collect(cores.nextDone(), finished);
  EXPECT_EQ(finished, (std::vector<Index>{5, 3, 9}));
}

TEST(ProcessorSharing, HandsOutExactlyWhatIsReceived) {
  ProcessorSharing cores(3);
  kernel::RandomStream random(1, 1);
  std::vector<Index> finished;
  std::int64_t now = 0;
  for (Index id = 0; id < 20000; ++id) {
    now += static_cast<std::int64_t>(random.next() % 400);
    while (cores.nextDone().ns() <= now) cores.collect(cores.nextDone(), finished);
    cores.add(id, ns(static_cast<std::int64_t>(random.next() % 1000)), at(now));
    if (id == 5000) cores.restart(at(now));
  }
  EXPECT_DOUBLE_EQ(cores.received(at(now)), cores.handedOut(at(now)));
  EXPECT_GT(finished.size(), 15000U);
}

TEST(ProcessorSharing, SaysHowMuchACrowdLosesToRounding) {
  ProcessorSharing cores(3);
  constexpr int kCrowd = 30'000;
  for (int i = 0; i < kCrowd; ++i) cores.add(static_cast<Index>(i), Duration::wholeSeconds(1'000), at(i * 101));
  const std::int64_t end = kCrowd * 101;
  const double busy = 3.0 * static_cast<double>(end) - 3 * 101;  // one core, then two, then three
  const double lost = busy - cores.received(at(end));
  EXPECT_GT(lost, 1e-9 * busy);
  EXPECT_LE(lost, cores.roundedOff());
  EXPECT_LE(cores.roundedOff(), 1e-3 * busy);
  cores.restart(at(end));
  EXPECT_EQ(cores.roundedOff(), 0);
}

TEST(ProcessorSharing, KeepsCountingOverDaysWithoutAnIdleMoment) {
  ProcessorSharing cores(1);
  cores.add(1, Duration::wholeSeconds(30LL * 86400), at(0));
  cores.add(2, Duration::wholeSeconds(30LL * 86400), at(0));
  EXPECT_EQ(cores.nextDone(), Instant::at(Duration::wholeSeconds(60LL * 86400)));
}

TEST(ProcessorSharing, ClearingForgetsTheRequestsButNotTheWork) {
  ProcessorSharing cores(1);
  cores.add(1, ns(1000), at(0));
  cores.clear(at(400));
  EXPECT_EQ(cores.running(), 0);
  EXPECT_EQ(cores.nextDone(), Instant::never());
  EXPECT_DOUBLE_EQ(cores.received(at(500)), 400.0);
}

}  // namespace
}  // namespace headroom::sim
