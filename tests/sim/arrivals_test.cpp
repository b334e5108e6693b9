// Open users as they come: by curves, in bursts, in batches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/analytic/phase_queue.h"
#include "engine/base/elementary.h"
#include "engine/sim/sources.h"
#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers

farm::CurvePoint point(double seconds, double factor) {
  farm::CurvePoint point;
  point.at = Duration::seconds(seconds);
  point.factor = factor;
  return point;
}

farm::OpenLoad onCurve(double perSecond, double periodSeconds, std::vector<farm::CurvePoint> points) {
  farm::OpenLoad load{Rate{perSecond}};
  load.curve = farm::Curve{Duration::seconds(periodSeconds), std::move(points)};
  return load;
}

/// Moments at which batches come, up to `until`.
std::vector<double> timesOf(const farm::OpenLoad& load, double until, std::uint64_t replication,
                            Instant origin = Instant()) {
  const auto spec = varyingOf(load, 1);
  const kernel::RandomStreams streams(1, replication);
  VaryingArrivals arrivals(*spec, streams, "users/U", origin);
  std::vector<double> times;
  for (Instant now = arrivals.after(Instant()); now.toSeconds() < until; now = arrivals.after(now)) {
    times.push_back(now.toSeconds());
  }
  return times;
}

/// The same steps of a Poisson process of rate 1.
std::vector<double> unitTimes(std::size_t count, std::uint64_t replication) {
  const kernel::RandomStreams streams(1, replication);
  kernel::RandomStream random = streams.open("users/U/arrivals");
  std::vector<double> times;
  for (double at = 0; times.size() < count;) times.push_back(at += -elementary::naturalLog(random.unit()));
  return times;
}

/// Index of dispersion of counts in windows of `length`, and their mean.
struct Counted {
  double mean = 0;
  double dispersion = 0;
};
Counted countedIn(const std::vector<double>& times, double length, double until) {
  std::vector<double> counts(static_cast<std::size_t>(until / length), 0.0);
  for (const double at : times) {
    const auto window = static_cast<std::size_t>(at / length);
    if (window < counts.size()) ++counts[window];
  }
  double sum = 0;
  double squares = 0;
  for (const double count : counts) {
    sum += count;
    squares += count * count;
  }
  const auto n = static_cast<double>(counts.size());
  const double mean = sum / n;
  return {mean, (squares - n * mean * mean) / (n - 1) / mean};
}

// The integrated rate at the arrivals is a Poisson process of rate 1, whatever the curve: here to the nanosecond, since
// the steps are the same numbers.
TEST(Curve, IntegratedRateAtTheArrivalsIsAPoissonProcess) {
  const auto times = timesOf(onCurve(10, 100, {point(0, 0), point(50, 2)}), 1000, 0);
  ASSERT_GT(times.size(), 9000U);
  const auto integral = [](double t) {  // 10 · (triangle of height 2 over 100 s)
    const double whole = std::floor(t / 100);
    const double x = t - 100 * whole;
    return 10 * (100 * whole + (x <= 50 ? x * x / 50 : 100 - (100 - x) * (100 - x) / 50));
  };
  const auto unit = unitTimes(times.size(), 0);
  for (std::size_t i = 0; i < times.size(); ++i) ASSERT_NEAR(integral(times[i]), unit[i], 2e-5);
}

TEST(Curve, JumpsBeginsLateAndPassesEmptyTimes) {
  // Nothing until 20 s, 5/s until 30 s, nothing until 60 s, and again every minute.
  const auto load = onCurve(5, 60, {point(0, 0), point(20, 0), point(20, 1), point(30, 1), point(30, 0)});
  const auto times = timesOf(load, 6000, 3);
  const auto unit = unitTimes(times.size(), 3);
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double inside = std::fmod(times[i], 60);
    ASSERT_GE(inside, 20 - 1e-6);
    ASSERT_LE(inside, 30 + 1e-6);
    ASSERT_NEAR(50 * std::floor(times[i] / 60) + 5 * (inside - 20), unit[i], 1e-5);
  }
}

TEST(Curve, OfRareArrivalsCrossesManyPeriods) {
  const auto times = timesOf(onCurve(1e-4, 1, {point(0, 1), point(0.5, 3)}), 1e7, 1);  // mean factor 2
  const auto unit = unitTimes(times.size(), 1);
  ASSERT_GT(times.size(), 1800U);
  for (std::size_t i = 0; i < times.size(); ++i) ASSERT_NEAR(2e-4 * times[i], unit[i], 1e-3);
}

TEST(Curve, ThatEndsAtNothingEndsTheArrivals) {
  const auto spec = varyingOf(onCurve(10, 0, {point(0, 1), point(10, 1), point(20, 0)}), 1);
  const kernel::RandomStreams streams(1, 0);
  VaryingArrivals arrivals(*spec, streams, "users/U", Instant());
  int count = 0;
  Instant now = arrivals.after(Instant());
  for (; now != Instant::never(); now = arrivals.after(now)) {
    EXPECT_LE(now.toSeconds(), 20.0);
    ++count;
  }
  EXPECT_NEAR(count, 150, 50);
  EXPECT_EQ(arrivals.after(Instant() + Duration::wholeSeconds(30)), Instant::never());
}

TEST(Curve, StandsStillBeforeItsOrigin) {
  const auto times =
      timesOf(onCurve(10, 0, {point(0, 2), point(1, 0)}), 1e4, 0, Instant() + Duration::wholeSeconds(1000));
  EXPECT_NEAR(static_cast<double>(times.size()), 20'010, 600);
  EXPECT_LE(times.back(), 1001.0);
}

TEST(Curve, MeanAndPeakOfTheFarmsValue) {
  const farm::Curve day{Duration::wholeSeconds(100), {point(0, 0), point(50, 2)}};
  EXPECT_DOUBLE_EQ(farm::meanOf(day), 1.0);
  EXPECT_DOUBLE_EQ(farm::peakOf(day), 2.0);
  EXPECT_DOUBLE_EQ(farm::meanOf(farm::Curve{Duration{}, {point(0, 0), point(50, 2)}}), 2.0);
}

// Fischer & Meier-Hellstern's expressions, from rates and switching rates.
TEST(Bursts, HaveTheMeanTheDispersionAndTheTimeScaleAskedFor) {
  for (const double dispersion : {1.5, 20.0, 5000.0}) {
    VaryingSpec spec;
    spec.rate = 40;
    setBursts(spec, dispersion, 2.5);
    const double high = spec.rate * spec.phaseFactor[0];
    const double low = spec.rate * spec.phaseFactor[1];
    const double down = 1 / spec.phaseSeconds[0];
    const double up = 1 / spec.phaseSeconds[1];
    EXPECT_GE(low, 0);
    EXPECT_NEAR((high * up + low * down) / (up + down), 40, 1e-9);
    EXPECT_NEAR(up + down, 1 / 2.5, 1e-12);
    const double found =
        1 + 2 * (high - low) * (high - low) * up * down / ((up + down) * (up + down) * (high * up + low * down));
    EXPECT_NEAR(found, dispersion, 1e-9 * dispersion);
  }
}

TEST(Bursts, CountsAreAsDispersedAsTheFormulaSaysOnEveryScale) {
  farm::OpenLoad load{Rate{20}};
  load.bursts = farm::Bursts{11, Duration::wholeSeconds(1)};
  constexpr double kUntil = 400'000;
  const auto times = timesOf(load, kUntil, 0);
  for (const double length : {0.1, 1.0, 10.0}) {
    const Counted counted = countedIn(times, length, kUntil);
    EXPECT_NEAR(counted.mean, 20 * length, 0.02 * 20 * length);
    // I(t) = 1 + (I - 1) (1 - (1 - e^(-t/τ)) / (t/τ))
    EXPECT_NEAR(counted.dispersion, 1 + 10 * (1 - (1 - std::exp(-length)) / length), 0.04 * counted.dispersion);
  }
}

double responseMs(const farm::OpenLoad& load, results::Estimate* found) {
  farm::Farm farm = singleStation(0, exponential(10), 1);
  farm.users[0].load = load;
  const auto result = run(farm, options(2000, 10));
  if (!result) ADD_FAILURE() << format(result.problems().front());
  if (!result) return 0;
  for (const results::Check& check : result->checks) EXPECT_TRUE(check.ok) << check.name;
  EXPECT_TRUE(result->steady);
  EXPECT_THAT(applicationOf(*result, "App").throughput, Shows(load.rate.perSecond, 0.02));
  *found = applicationOf(*result, "App").response.mean;
  return found->mean;
}

TEST(Bursts, WaitAsMmppM1Does) {
  farm::OpenLoad load{Rate{50}};
  load.bursts = farm::Bursts{20, Duration::milliseconds(500)};
  const auto spec = varyingOf(load, 1);
  analytic::Arrivals arrivals;
  arrivals.process = analytic::Arrivals::Process::Mmpp;
  arrivals.rates = {50 * spec->phaseFactor[0], 50 * spec->phaseFactor[1]};
  arrivals.sojourns = {spec->phaseSeconds[0], spec->phaseSeconds[1]};
  const auto exact = analytic::phaseQueue(arrivals, analytic::Distribution::exponential(0.01), {1, 1, std::nullopt});
  ASSERT_TRUE(exact);
  EXPECT_GT(exact->meanResponse(), 0.025);  // Poisson: 20 ms
  results::Estimate found;
  responseMs(load, &found);
  EXPECT_THAT(found, Shows(exact->meanResponse() * 1000, 0.05));
}

// M^[X]/M/1: L = ρ (E[X] + E[X²]) / (2 E[X] (1 - ρ)) (Gross, Shortle, Thompson & Harris, Fundamentals of Queueing
// Theory, 4th ed., section 3.1).
TEST(Batches, OfGeometricSizeWaitAsTheBatchQueueDoes) {
  farm::OpenLoad load{Rate{50}};
  load.batch = farm::Batch{3, farm::Batch::Size::Geometric};  // E[X²] = 2 · 9 - 3
  results::Estimate found;
  responseMs(load, &found);
  EXPECT_THAT(found, Shows(0.5 * (3 + 15) / (2 * 3 * 0.5) / 50 * 1000, 0.05));
}

TEST(Batches, OfFixedSizeWaitAsTheBatchQueueDoes) {
  farm::OpenLoad load{Rate{50}};
  load.batch = farm::Batch{3, farm::Batch::Size::Fixed};  // E[X²] = 9
  results::Estimate found;
  responseMs(load, &found);
  EXPECT_THAT(found, Shows(0.5 * (3 + 9) / (2 * 3 * 0.5) / 50 * 1000, 0.05));
}

TEST(Curve, OfARunIsFollowedAndNeverCalledSteady) {
  farm::Farm farm = singleStation(0, exponential(5), 1);
  farm.users[0].load = onCurve(50, 0, {point(0, 0.2), point(100, 1), point(200, 0.2)});
  RunOptions wanted = options(200, 4);
  wanted.seriesWindows = 4;
  const auto result = run(farm, wanted);
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->steady);
  EXPECT_THAT(result->warnings, ::testing::Contains(::testing::HasSubstr("follows a curve")));
  for (const results::Check& check : result->checks) EXPECT_TRUE(check.ok) << check.name;
  EXPECT_TRUE(applicationOf(*result, "App").response.mean.low);  // a mean over the measured part has its interval
  for (const results::Series& series : result->series) {
    if (series.object != "Z" || series.measure != "arrivals") continue;
    const double expected[] = {20, 40, 40, 20};
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(series.values[i], expected[i], 4 * std::sqrt(expected[i] / 200));
  }
}

TEST(Curve, WarmUpIsFoundAtTheRateTheMeasuredPartBeginsWith) {
  farm::Farm farm = singleStation(0, exponential(5), 1);
  farm.users[0].load = onCurve(100, 0, {point(0, 1), point(1, 0.1)});
  RunOptions wanted = options(300, 2);
  wanted.warmUp.reset();
  const auto result = run(farm, wanted);
  ASSERT_TRUE(result);
  EXPECT_LT(result->warmUpSeconds, 150);
  EXPECT_NEAR(applicationOf(*result, "App").throughput.mean, 10, 1);
}

// A run of so many requests lasts until the last answer, however late that comes: here two hundred times as long as the
// requests do.
TEST(Series, HasLongerWindowsWhileTheLastAnswersAreWaitedFor) {
  RunOptions o = options(10, 2);
  o.requests = 50;
  const auto result = simulate(singleStation(100, fixed(100'000), 64), o);
  EXPECT_GT(result.measuredSeconds, 99);
  EXPECT_THAT(result.warnings, ::testing::Contains(::testing::HasSubstr("the last answer came 101 s after")));
  bool found = false;
  for (const results::Series& series : result.series) {
    if (series.measure != "arrivals") continue;
    found = true;
    ASSERT_GT(series.times.size(), 240U);
    EXPECT_LT(series.times.size(), 1200U);
    double arrivals = 0;
    for (std::size_t w = 0; w < series.times.size(); ++w)
      arrivals += series.values[w] * (series.times[w] - (w == 0 ? 0.0 : series.times[w - 1]));
    EXPECT_NEAR(arrivals, 48, 1e-6) << "all but the first twentieth";
    EXPECT_NEAR(series.times[240] - series.times[239], 2 * series.times[0], 1e-6);
  }
  EXPECT_TRUE(found);
}

TEST(Intervals, ReachNoFurtherThanWhatIsPossible) {
  const auto result =
      simulate(singleStation(30, Law{Law::Kind::Hyperexponential, Duration::milliseconds(20), 9}, 1), options(1, 2));
  const results::ZoneResult& zone = zoneOf(result, "Z");
  const results::Estimate& used = serverOf(result, "FE1").utilisation;
  for (const results::Estimate* estimate : {&zone.response.mean, &zone.wait, &zone.throughput, &used}) {
    ASSERT_TRUE(estimate->low && estimate->high);
    EXPECT_GE(*estimate->low, 0);
    EXPECT_LE(*estimate->low, estimate->mean);
    EXPECT_GE(*estimate->high, estimate->mean);
  }
  EXPECT_EQ(*zone.wait.low, 0);
  EXPECT_EQ(*used.high, 1);
}

}  // namespace
}  // namespace headroom::sim
