// Max–min fair shares of links, against arithmetic done by hand and against their definition.
#include "engine/sim/fair_paths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "engine/base/elementary.h"
#include "engine/kernel/random_streams.h"

namespace headroom::sim {
namespace {

Instant at(std::int64_t ns) {
  return Instant::at(Duration::nanoseconds(ns));
}

std::vector<Index> collected(FairPaths& paths, Index path, Instant now) {
  std::vector<Index> done;
  paths.collect(path, now, done);
  return done;
}

TEST(FairPaths, TwoMessagesOnOneLinkHaveHalfOfItEach) {
  FairPaths paths({1.0}, {{0}}, true);
  paths.add(0, 7, 1000, at(0));
  EXPECT_EQ(paths.nextDone(0), at(1000));
  paths.add(0, 8, 1000, at(500));
  EXPECT_DOUBLE_EQ(paths.rate(0), 0.5);
  EXPECT_EQ(paths.nextDone(0), at(1500));  // 500 bytes at half the rate
  EXPECT_EQ(collected(paths, 0, at(1500)), std::vector<Index>{7});
  EXPECT_EQ(paths.nextDone(0), at(2000));
  EXPECT_EQ(collected(paths, 0, at(2000)), std::vector<Index>{8});
  EXPECT_EQ(paths.nextDone(0), Instant::never());
  EXPECT_DOUBLE_EQ(paths.carried(0, at(3000)), 2000.0);
  EXPECT_DOUBLE_EQ(paths.received(0, at(3000)), 2000.0);
}

TEST(FairPaths, EqualMessagesEndTogetherInOrder) {
  FairPaths paths({0.125}, {{0}}, true);
  for (Index message = 0; message < 5; ++message) paths.add(0, message, 100, at(0));
  EXPECT_EQ(paths.nextDone(0), at(4000));
  EXPECT_EQ(collected(paths, 0, at(4000)), (std::vector<Index>{0, 1, 2, 3, 4}));
}

// Three links in a row: a message over all of them, and one, two and three on one link each.
TEST(FairPaths, InAParkingLotTheLongWayGetsWhatItsFullestLinkLeaves) {
  FairPaths paths({1.0, 1.0, 1.0}, {{0, 1, 2}, {0}, {1}, {2}}, true);
  Index message = 0;
  paths.add(0, message++, 1 << 20, at(0));
  EXPECT_DOUBLE_EQ(paths.rate(0), 1.0);
  for (Index link = 0; link < 3; ++link) {
    for (Index i = 0; i <= link; ++i) paths.add(1 + link, message++, 1 << 20, at(0));
  }
  EXPECT_DOUBLE_EQ(paths.rate(0), 1.0 / 4);
  EXPECT_DOUBLE_EQ(paths.rate(1), 3.0 / 4);
  EXPECT_DOUBLE_EQ(paths.rate(2), 3.0 / 8);
  EXPECT_DOUBLE_EQ(paths.rate(3), 1.0 / 4);
  EXPECT_EQ(paths.use(0), kLanes);
  // With the third link empty again the second is the fullest, and the first gives what that leaves.
  for (Index i = 4; i < 7; ++i) paths.remove(3, i, at(100));
  EXPECT_DOUBLE_EQ(paths.rate(0), 1.0 / 3);
  EXPECT_DOUBLE_EQ(paths.rate(1), 2.0 / 3);
  EXPECT_DOUBLE_EQ(paths.rate(2), 1.0 / 3);
  EXPECT_EQ(paths.use(2), kLanes / 3);
}

// Bertsekas and Gallager, Data Networks, figure 6.12: links of 1, 1, 1/2 … with a slow link that holds one message
// back.
TEST(FairPaths, WhatASlowLinkHoldsBackIsLeftToTheOthers) {
  FairPaths paths({1.0, 0.25}, {{0, 1}, {0}}, true);
  paths.add(0, 0, 1000, at(0));
  paths.add(1, 1, 1000, at(0));
  EXPECT_DOUBLE_EQ(paths.rate(0), 0.25);
  EXPECT_DOUBLE_EQ(paths.rate(1), 0.75);
  EXPECT_EQ(paths.nextDone(1), at(1333));
  EXPECT_EQ(paths.nextDone(0), at(4000));
}

TEST(FairPaths, UnsharedMessagesHaveTheirPathForThemselves) {
  FairPaths paths({1.0, 0.5}, {{0, 1}}, false);
  for (Index message = 0; message < 3; ++message) paths.add(0, message, 100, at(0));
  EXPECT_DOUBLE_EQ(paths.rate(0), 0.5);
  EXPECT_EQ(paths.use(0), 3 * static_cast<std::int64_t>(kLanes) / 2);
}

TEST(FairPaths, AChangeLeavesPathsAloneThatShareNothingWithIt) {
  FairPaths paths({1.0, 1.0, 1.0, 1.0}, {{0, 1}, {1, 2}, {3}, {2}}, true);
  for (Index path = 0; path < 4; ++path) paths.add(path, path, 1000, at(0));
  paths.add(0, 9, 1000, at(10));
  std::vector<Index> touched = paths.touchedPaths();
  std::sort(touched.begin(), touched.end());
  EXPECT_EQ(touched, (std::vector<Index>{0, 1, 3}));
}

/// Max–min fair means: nobody exceeds a link, and everybody crosses a full link on which nobody goes faster.
void expectFair(const FairPaths& paths, const std::vector<double>& bandwidths,
                const std::vector<std::vector<Index>>& ways) {
  std::vector<double> used(bandwidths.size()), fastest(bandwidths.size());
  for (Index path = 0; path < ways.size(); ++path) {
    for (const Index link : ways[path]) {
      used[link] += paths.rate(path) * static_cast<double>(paths.messages(path));
      fastest[link] = std::max(fastest[link], paths.rate(path));
    }
  }
  constexpr double kClose = 1e-9;
  for (std::size_t link = 0; link < used.size(); ++link) EXPECT_LE(used[link], bandwidths[link] * (1 + kClose));
  for (Index path = 0; path < ways.size(); ++path) {
    if (paths.messages(path) == 0) continue;
    EXPECT_TRUE(std::any_of(ways[path].begin(), ways[path].end(),
                            [&](Index link) {
                              return used[link] > bandwidths[link] * (1 - kClose) &&
                                     paths.rate(path) > fastest[link] * (1 - kClose);
                            }))
        << "path " << path << " has no bottleneck";
  }
}

TEST(FairPaths, AreFairAfterEveryChangeOfRandomNetworks) {
  kernel::RandomStream random(1, 2);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random.unit() * static_cast<double>(n)); };
  for (int network = 0; network < 60; ++network) {
    std::vector<double> bandwidths;
    for (std::size_t i = 0; i < 2 + below(8); ++i)
      bandwidths.push_back(0.001 + random.unit() * (below(2) == 0 ? 1 : 50));
    std::vector<std::vector<Index>> ways;
    for (std::size_t i = 0; i < 2 + below(10); ++i) {
      std::vector<Index> links(bandwidths.size());
      std::iota(links.begin(), links.end(), Index{0});
      for (std::size_t k = 0; k < links.size(); ++k) std::swap(links[k], links[k + below(links.size() - k)]);
      links.resize(1 + below(links.size()));
      ways.push_back(links);
    }
    FairPaths paths(bandwidths, ways, true);
    std::int64_t now = 0;
    double sent = 0;
    for (Index message = 0; message < 100; ++message) {
      const auto path = static_cast<Index>(below(ways.size()));
      const auto bytes = static_cast<std::int64_t>(1 + below(5000));
      now += static_cast<std::int64_t>(below(500));
      for (Index each = 0; each < ways.size(); ++each) collected(paths, each, at(now));
      paths.add(path, message, bytes, at(now));
      sent += static_cast<double>(bytes);
      expectFair(paths, bandwidths, ways);
    }
    double received = 0;
    for (Index each = 0; each < ways.size(); ++each) {
      while (paths.messages(each) > 0) {
        Index next = 0;
        for (Index p = 0; p < ways.size(); ++p) {
          if (paths.nextDone(p) < paths.nextDone(next)) next = p;
        }
        now = std::max(now, paths.nextDone(next).ns());
        EXPECT_FALSE(collected(paths, next, at(now)).empty());
        expectFair(paths, bandwidths, ways);
      }
    }
    for (Index link = 0; link < bandwidths.size(); ++link) {
      EXPECT_NEAR(paths.carried(link, at(now)), paths.received(link, at(now)), 1e-6 * sent);
      received += paths.received(link, at(now));
    }
    EXPECT_GT(received, sent * 0.99);
  }
}

/// Mean time on a link of a byte a nanosecond under Poisson messages of 1000 bytes in the mean.
double meanTime(double load, const std::function<double(kernel::RandomStream&)>& size) {
  FairPaths paths({1.0}, {{0}}, true);
  kernel::RandomStream gaps(3, 4), sizes(5, 6);
  std::vector<std::int64_t> sentAt;
  std::vector<Index> done;
  double sum = 0;
  std::int64_t arrival = 0;
  constexpr Index kMessages = 400'000;
  for (Index message = 0; message < kMessages; ++message) {
    arrival += std::llround(-elementary::naturalLog(gaps.unit()) * 1000 / load);
    while (paths.nextDone(0) <= at(arrival)) {
      const Instant now = paths.nextDone(0);
      done.clear();
      paths.collect(0, now, done);
      for (const Index each : done) sum += static_cast<double>(now.ns() - sentAt[each]);
    }
    sentAt.push_back(arrival);
    paths.add(0, message, std::max<std::int64_t>(1, std::llround(size(sizes))), at(arrival));
  }
  return sum / kMessages;
}

// Processor sharing is insensitive to the law of sizes: E[T] = E[S] / (1 − ρ) for all (Kleinrock, vol. 2, 4.4). In
// order, fixed sizes would wait half as long as exponential ones.
TEST(FairPaths, OnOneLinkTheMeanTimeDependsOnTheMeanSizeOnly) {
  const auto alike = [](kernel::RandomStream&) { return 1000.0; };
  const auto exponentially = [](kernel::RandomStream& r) { return -1000.0 * elementary::naturalLog(r.unit()); };
  const auto uneven = [](kernel::RandomStream& r) { return r.chance(0.1) ? 5500.0 : 500.0; };
  EXPECT_NEAR(meanTime(0.7, alike), 1000 / 0.3, 60);
  EXPECT_NEAR(meanTime(0.7, exponentially), 1000 / 0.3, 60);
  EXPECT_NEAR(meanTime(0.7, uneven), 1000 / 0.3, 60);
}

TEST(FairPaths, TakeTheSlowestAndTheFastestLinksAndTheLargestMessages) {
  FairPaths paths({1e-10, 1.25e5}, {{0}, {1}, {0, 1}}, true);
  const auto huge = std::int64_t{9'200'000'000'000'000'000};
  paths.add(0, 0, huge, at(0));
  paths.add(1, 1, huge, at(0));
  paths.add(2, 2, 1, at(0));
  EXPECT_EQ(paths.nextDone(0), Instant::never());
  EXPECT_NEAR(static_cast<double>(paths.nextDone(1).ns()), static_cast<double>(huge) / 1.25e5, 1e6);
  EXPECT_NEAR(static_cast<double>(paths.nextDone(2).ns()), 2e10, 1e9);
}

}  // namespace
}  // namespace headroom::sim
