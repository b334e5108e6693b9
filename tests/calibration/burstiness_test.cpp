// Index of dispersion and rates against processes whose values are known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/calibration/burst_fit.h"
#include "engine/calibration/traffic.h"
#include "tests/calibration/synthetic.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT

constexpr double kHour = 3600;

const Dispersion& at(const std::vector<Dispersion>& all, double scale) {
  for (const Dispersion& each : all) {
    if (each.scaleSeconds == scale) return each;
  }
  ADD_FAILURE() << "no scale of " << scale << " s";
  return all.front();
}

std::vector<std::int64_t> arrivals(const std::vector<double>& times, int batch = 1) {
  std::vector<std::int64_t> all;
  for (const double time : times) {
    for (int i = 0; i < batch; ++i) all.push_back(request(time, 0).arrivalNs);
  }
  return all;
}

TEST(Burstiness, IsOneForPoissonArrivalsWhateverTheTrend) {
  kernel::RandomStream random(1, 1);
  const auto requests =
      arrivals(poisson(random, 24 * kHour, 10, [](double t) { return 5 + 4 * std::sin(t / 24 / kHour * 6.2832); }));
  const auto found = burstinessOf(requests, false);
  for (const double scale : {0.1, 1.0, 10.0, 60.0}) EXPECT_NEAR(at(found, scale).index.mean, 1, 0.12) << scale;
  const results::Estimate& second = at(found, 1).index;
  EXPECT_LE(*second.low, 1);
  EXPECT_GE(*second.high, 1);
}

TEST(Burstiness, IsTheBatchSizeForBatchesOfFixedSize) {
  kernel::RandomStream random(2, 1);
  const auto found = burstinessOf(arrivals(poisson(random, 4 * kHour, 3, [](double) { return 3.0; }), 4), false);
  EXPECT_NEAR(at(found, 1).index.mean, 4, 0.2);
  EXPECT_NEAR(at(found, 10).index.mean, 4, 0.5);
}

TEST(Burstiness, LeavesOutScalesTheLogCannotShow) {
  kernel::RandomStream random(3, 1);
  const auto requests = arrivals(poisson(random, 300, 10, [](double) { return 10.0; }));
  const auto found = burstinessOf(requests, true);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].scaleSeconds, 1);
}

TEST(Burstiness, SeesAllOfFastBurstsAndLittleOfSlowOnes) {
  EXPECT_NEAR(seenOfBursts(10, 0.001), 1, 0.001);
  EXPECT_LT(seenOfBursts(1, 1000), 0.001);
  EXPECT_GT(seenOfBursts(10, 10), seenOfBursts(1, 10));
}

/// A rate that switches between two values, each for an exponential time of mean `phase` seconds: correlation time
/// phase / 2, dispersion 1 + (difference / 2)² × phase / mean.
TEST(Burstiness, FindsDispersionAndTimeScaleOfASwitchedRate) {
  kernel::RandomStream random(5, 1), switches(5, 2);
  std::vector<double> changes = {0};
  while (changes.back() < 48 * kHour) changes.push_back(changes.back() - std::log(switches.unit()) * 20);
  const auto rate = [&](double t) {
    return (std::upper_bound(changes.begin(), changes.end(), t) - changes.begin()) % 2 == 0 ? 2.0 : 10.0;
  };
  const auto fit = fitBursts(burstinessOf(arrivals(poisson(random, 48 * kHour, 10, rate)), false), 1);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->dispersion, 1 + 16 * 20 / 6.0, 8);
  EXPECT_NEAR(fit->timeScaleSeconds, 10, 2);
}

TEST(Burstiness, HasIntervalsThatHoldDispersionAndTimeScale) {
  int dispersion = 0, timeScale = 0;
  constexpr int kSeeds = 40;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    kernel::RandomStream random(seed, 1), switches(seed, 2);
    std::vector<double> changes = {0};
    while (changes.back() < 2 * kHour) changes.push_back(changes.back() - std::log(switches.unit()) * 4);
    const auto rate = [&](double t) {
      return (std::upper_bound(changes.begin(), changes.end(), t) - changes.begin()) % 2 == 0 ? 20.0 : 40.0;
    };
    const auto fit = fitBursts(burstinessOf(arrivals(poisson(random, 2 * kHour, 40, rate)), false), 1);
    ASSERT_TRUE(fit);
    const auto holds = [](const results::Estimate& e, double truth) {
      return e.low && *e.low <= truth && truth <= *e.high ? 1 : 0;
    };
    dispersion += holds(fit->dispersionRange, 1 + 100 * 4 / 30.0);
    timeScale += holds(fit->timeScaleRange, 2);
  }
  EXPECT_GE(dispersion, 34);
  EXPECT_GE(timeScale, 33);
}

TEST(Burstiness, HasNoIntervalWhereTheLogIsTooShortForItsBursts) {
  kernel::RandomStream random(3, 1), switches(3, 2);
  std::vector<double> changes = {0};
  while (changes.back() < kHour) changes.push_back(changes.back() - std::log(switches.unit()) * 200);
  const auto rate = [&](double t) {
    return (std::upper_bound(changes.begin(), changes.end(), t) - changes.begin()) % 2 == 0 ? 20.0 : 60.0;
  };
  const auto fit = fitBursts(burstinessOf(arrivals(poisson(random, kHour, 60, rate)), false), 1);
  ASSERT_TRUE(fit);
  EXPECT_FALSE(fit->dispersionRange.low);
  EXPECT_EQ(fit->dispersionRange.why, "the log is too short for its bursts");
}

TEST(Burstiness, FitsNoBurstsToPoissonArrivalsAndNoneBeyondThePages) {
  kernel::RandomStream random(6, 1);
  const auto times = poisson(random, 4 * kHour, 3, [](double) { return 3.0; });
  const auto single = burstinessOf(arrivals(times), false), pages = burstinessOf(arrivals(times, 4), false);
  const auto none = fitBursts(single, 1), beyond = fitBursts(pages, 4), within = fitBursts(pages, 1);
  EXPECT_TRUE(!none || none->dispersion < 1.3);
  EXPECT_TRUE(!beyond || beyond->dispersion < 1.3);
  ASSERT_TRUE(within);
  EXPECT_NEAR(within->dispersion, 4, 0.5);
  EXPECT_LT(within->timeScaleSeconds, 0.2);
}

TEST(RateCurves, KnowPeakHourMinuteAndShape) {
  std::vector<Observation> requests;
  for (int hour = 0; hour < 48; ++hour) {
    const int perHour = hour == 34 ? 3600 : hour % 24 >= 8 ? 1800 : 360;
    for (int i = 0; i < perHour; ++i) requests.push_back(request(hour * kHour + i * kHour / perHour, 0));
  }
  for (int i = 0; i < 120; ++i) requests.push_back(request(20 * kHour + 60 * 7 + i * 0.5, 0));
  requests.push_back(request(48 * kHour - 0.5, 0));
  sortByTime(requests);
  const RateCurve curve = rateCurveOf(requests);
  EXPECT_EQ(curve.peakHourNs, kStartNs + 34 * 3600 * kSecondNs);
  EXPECT_NEAR(curve.peakHourPerSecond, 1, 1e-9);
  EXPECT_EQ(curve.peakMinuteNs, kStartNs + (20 * 3600 + 7 * 60) * kSecondNs);
  EXPECT_NEAR(curve.peakMinutePerSecond, 150 / 60.0, 1e-9);
  EXPECT_NEAR(curve.hours[3].perSecond(), 0.1, 1e-9);
  EXPECT_NEAR(curve.hours[10].perSecond(), 0.75, 1e-9);
  EXPECT_FALSE(curve.week);
  const auto ten = hourOfDay(requests, 10);
  ASSERT_TRUE(ten.ok());
  EXPECT_EQ(ten->parts.size(), 2u);
  EXPECT_NEAR(ten->seconds(), 7200, 1e-9);
  const auto mix = mixOf(farmOf(2), requests, *ten);
  EXPECT_NEAR(mix[0].rate.mean, 0.75, 1e-9);
  EXPECT_EQ(mix[1].requests, 0u);
}

TEST(RateCurves, DoNotTakeAQuarterOfACenturyForTraffic) {
  std::vector<Observation> requests;
  for (int i = 0; i < 7200; ++i) requests.push_back(request(i, 0));
  Observation late = request(0, 0);
  late.arrivalNs += std::int64_t{9'131} * 86'400 * kSecondNs;
  requests.push_back(late);
  const RateCurve curve = rateCurveOf(requests);
  EXPECT_NEAR(curve.peakHourPerSecond, 1, 1e-9);
  EXPECT_GT(curve.meanPerSecond, 0.04);
}

TEST(RateCurves, RefuseAnHourOutsideTheLog) {
  std::vector<Observation> requests = {request(0, 0), request(100, 0)};
  EXPECT_FALSE(hourOfDay(requests, 5).ok());
  EXPECT_NEAR(peakHourOf(requests).seconds(), 101, 1e-9);
}

}  // namespace
}  // namespace headroom::calibration
