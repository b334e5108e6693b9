#include "engine/stats/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/stats/integral.h"

namespace headroom::stats {
namespace {

Duration ns(std::int64_t n) {
  return Duration::nanoseconds(n);
}

TEST(Histogram, BinsAreNeverWiderThanOneTwoThousandth) {
  for (std::int64_t v = 1; v < (std::int64_t{1} << 62); v += v / 3 + 1) {
    const double error = std::fabs(static_cast<double>(middleOf(binOf(ns(v))).ns() - v)) / static_cast<double>(v);
    ASSERT_LE(error, 0.00025) << v;
  }
}

TEST(Histogram, BinsRiseWithTheirValues) {
  Bin last = 0;
  for (std::int64_t v = 0; v < 100000; ++v) {
    const Bin bin = binOf(ns(v));
    ASSERT_GE(bin, last);
    ASSERT_LE(bin, last + 1);
    last = bin;
  }
}

TEST(Histogram, SmallValuesAreExact) {
  Histogram histogram;
  for (std::int64_t v = 1; v <= 1000; ++v) histogram.add(ns(v));
  EXPECT_EQ(histogram.percentile(50).ns(), 500);
  EXPECT_EQ(histogram.percentile(95).ns(), 950);
  EXPECT_EQ(histogram.percentile(99.9).ns(), 999);
  EXPECT_EQ(histogram.percentile(100).ns(), 1000);
  EXPECT_EQ(histogram.percentile(0.01).ns(), 1);
  EXPECT_DOUBLE_EQ(histogram.meanNs(), 500.5);
}

TEST(Histogram, AConstantIsReportedExactly) {
  Histogram histogram;
  for (int i = 0; i < 10; ++i) histogram.add(ns(12'345'678));
  EXPECT_EQ(histogram.percentile(50).ns(), 12'345'678);
  EXPECT_EQ(histogram.largest().ns(), 12'345'678);
}

TEST(Histogram, PercentilesAreWithinTheirBoundOfTheSortedSample) {
  std::vector<std::int64_t> sample;
  Histogram histogram;
  std::uint64_t x = 88172645463325252ULL;
  for (int i = 0; i < 50000; ++i) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    const auto value = static_cast<std::int64_t>(std::exp(static_cast<double>(x >> 11) * 0x1p-53 * 20));
    sample.push_back(value);
    histogram.add(ns(value));
  }
  std::sort(sample.begin(), sample.end());
  for (const double p : {1.0, 25.0, 50.0, 90.0, 95.0, 99.0, 99.9}) {
    const auto exact = static_cast<double>(sample[static_cast<std::size_t>(std::ceil(p / 100 * 50000)) - 1]);
    EXPECT_NEAR(static_cast<double>(histogram.percentile(p).ns()) / exact, 1.0, 0.0005) << p;
  }
}

TEST(Histogram, MergingInAnyOrderGivesTheSame) {
  Histogram parts[3];
  for (int i = 0; i < 3000; ++i) parts[i % 3].add(ns(static_cast<std::int64_t>(i) * i * 1000));
  Histogram forward;
  Histogram backward;
  for (int i = 0; i < 3; ++i) {
    forward.merge(parts[i]);
    backward.merge(parts[2 - i]);
  }
  for (const double p : {0.1, 50.0, 99.0}) EXPECT_EQ(forward.percentile(p), backward.percentile(p));
  EXPECT_EQ(forward.count(), 3000U);
  EXPECT_TRUE(forward.sumNs() == backward.sumNs());
  EXPECT_EQ(forward.largest(), backward.largest());
}

TEST(Histogram, AnEmptyOneAnswersZero) {
  const Histogram histogram;
  EXPECT_EQ(histogram.percentile(99).ns(), 0);
  EXPECT_EQ(histogram.meanNs(), 0.0);
  EXPECT_EQ(histogram.largest().ns(), 0);
}

TEST(Histogram, ClearForgetsEverything) {
  Histogram histogram;
  histogram.add(ns(5'000'000));
  histogram.clear();
  EXPECT_EQ(histogram.count(), 0U);
  histogram.add(ns(7));
  EXPECT_EQ(histogram.percentile(99).ns(), 7);
}

TEST(Histogram, AddingManyIsAddingOneManyTimes) {
  Histogram one;
  Histogram many;
  for (const std::int64_t v : {0LL, 3LL, 2047LL, 2048LL, 4095LL, 4096LL, 123456789LL, 9223372036854775807LL}) {
    for (int i = 0; i < 5; ++i) one.add(ns(v));
    many.addMany(ns(v), 5);
    EXPECT_EQ(one.percentile(100), many.percentile(100));
  }
  EXPECT_EQ(one.count(), many.count());
  EXPECT_TRUE(one.sumNs() == many.sumNs());
  EXPECT_EQ(one.smallest(), many.smallest());
  EXPECT_EQ(one.largest().ns(), 9223372036854775807LL);
}

TEST(Histogram, MergingAnEmptyOneChangesNothing) {
  Histogram histogram;
  histogram.add(ns(40));
  histogram.merge(Histogram());
  EXPECT_EQ(histogram.smallest().ns(), 40);
  EXPECT_EQ(histogram.largest().ns(), 40);
  Histogram empty;
  empty.merge(histogram);
  EXPECT_EQ(empty.smallest().ns(), 40);
}

TEST(Histogram, NegativeDurationsCountAsZero) {
  Histogram histogram;
  histogram.add(ns(-5));
  EXPECT_EQ(histogram.count(), 1U);
  EXPECT_EQ(histogram.largest().ns(), 0);
}

TEST(WindowedHistogram, TellsEachWindowAndEverything) {
  WindowedHistogram windowed;
  Histogram all;
  const auto add = [&](Histogram& window, int from, int until) {
    for (int i = from; i < until; ++i) {
      const Duration value = Duration::microseconds(7 * i * i % 9973);
      windowed.add(value);
      window.add(value);
      all.add(value);
    }
  };
  for (const int from : {0, 500, 2000}) {
    Histogram since;
    add(since, from, 3 * from + 500);
    EXPECT_TRUE(windowed.recentSumNs() == since.sumNs());
    const SparseHistogram window = windowed.closeWindow();
    EXPECT_EQ(window.count(), since.count());
    const std::vector<double> percents = {1.0, 50.0, 95.0, 99.9, 100.0};
    const std::vector<Duration> together = window.percentiles(percents);
    for (std::size_t i = 0; i < percents.size(); ++i) {
      EXPECT_EQ(window.percentile(percents[i]), SparseHistogram(since).percentile(percents[i])) << percents[i];
      EXPECT_EQ(together[i], window.percentile(percents[i])) << percents[i];
    }
    EXPECT_EQ(windowed.closeWindow().count(), 0U);
  }
  Histogram last;
  add(last, 7, 11);
  const Histogram taken = windowed.takeAll();
  EXPECT_EQ(taken.count(), all.count());
  EXPECT_TRUE(taken.sumNs() == all.sumNs());
  EXPECT_EQ(taken.smallest(), all.smallest());
  EXPECT_EQ(taken.largest(), all.largest());
  all.forEachBin([&](Bin bin, std::uint64_t count) { EXPECT_EQ(taken.countOf(bin), count); });
  EXPECT_EQ(windowed.takeAll().count(), 0U);
}

TEST(WindowedHistogram, ForgetsEverythingWhenCleared) {
  WindowedHistogram windowed;
  windowed.add(ns(5));
  windowed.closeWindow();
  windowed.add(ns(7));
  windowed.clear();
  windowed.add(ns(9));
  EXPECT_EQ(windowed.closeWindow().count(), 1U);
  EXPECT_EQ(windowed.takeAll().smallest().ns(), 9);
}

TEST(SparseHistogram, AgreesWithTheFullOne) {
  Histogram a;
  Histogram b;
  Histogram both;
  for (int i = 1; i < 5000; ++i) {
    (i % 2 == 0 ? a : b).add(ns(i * 1'000'003LL));
    both.add(ns(i * 1'000'003LL));
  }
  SparseHistogram merged(a);
  merged.merge(SparseHistogram(b));
  EXPECT_EQ(merged.count(), both.count());
  for (const double p : {1.0, 50.0, 95.0, 99.0}) EXPECT_EQ(merged.percentile(p), both.percentile(p));
  EXPECT_EQ(SparseHistogram().percentile(50).ns(), 0);
}

TEST(LevelIntegral, IsTheExactAreaUnderTheLevel) {
  const auto at = [](std::int64_t n) { return Instant::at(Duration::nanoseconds(n)); };
  LevelIntegral level;
  level.change(+2, at(10));
  level.change(+1, at(20));
  level.change(-3, at(25));
  EXPECT_EQ(static_cast<std::int64_t>(level.areaAt(at(100))), 2 * 10 + 3 * 5);
  EXPECT_EQ(level.level(), 0);
}

TEST(LevelIntegral, AgreesWithAddingEveryStripOverALongHistory) {
  LevelIntegral level;
  std::uint64_t x = 88172645463325252ULL;
  std::int64_t now = 0;
  WideSum strips = 0;
  std::int64_t height = 0;
  for (int i = 0; i < 100000; ++i) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    const auto step = static_cast<std::int64_t>(x >> 20);  // up to 4.9 hours: years in all
    strips += static_cast<WideSum>(height) * step;
    now += step;
    const Instant at = Instant::at(ns(now));
    ASSERT_TRUE(level.areaAt(at) == strips) << i;
    if (x % 3 == 0) {
      level.rise(at);
      ++height;
    } else if (x % 3 == 1 && height > 0) {
      level.fall(at);
      --height;
    } else {
      const auto by = static_cast<std::int64_t>(x % 1000) - std::min<std::int64_t>(height, 500);
      level.change(by, at);
      height += by;
    }
    ASSERT_EQ(level.level(), height);
  }
}

TEST(LevelIntegral, RestartKeepsTheLevel) {
  const auto at = [](std::int64_t n) { return Instant::at(Duration::nanoseconds(n)); };
  LevelIntegral level;
  level.change(+4, at(0));
  level.restart(at(50));
  EXPECT_EQ(static_cast<std::int64_t>(level.areaAt(at(60))), 40);
}

TEST(LevelIntegral, DoesNotWrapOverCenturies) {
  const Instant far = Instant::at(Duration::max());
  LevelIntegral level;
  level.change(1'000'000, Instant());
  EXPECT_TRUE(level.areaAt(far) == static_cast<WideSum>(1'000'000) * Duration::max().ns());
}

}  // namespace
}  // namespace headroom::stats
