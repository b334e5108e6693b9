#include "engine/base/elementary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/kernel/random_streams.h"

namespace headroom::elementary {
namespace {

using kernel::mix;
using kernel::RandomStream;
using kernel::unitOf;

static_assert(std::numeric_limits<long double>::digits >= 64, "the judge needs more digits than the judged");

/// The distance of `value` from `exact` in units of the last place of a double of that size.
double ulps(double value, long double exact) {
  const double size = std::fabs(static_cast<double>(exact));
  const double ulp = std::nextafter(size, INFINITY) - size;
  return static_cast<double>(std::fabs(static_cast<long double>(value) - exact) / static_cast<long double>(ulp));
}

/// The largest error of the logarithm met so far.
struct LogarithmError {
  double worst = 0.0;
  double where = 0.0;
  void at(double x) {
    const long double exact = std::log(static_cast<long double>(x));
    if (exact == 0.0L) return;
    const double error = ulps(naturalLog(x), exact);
    if (error > worst) {
      worst = error;
      where = x;
    }
  }
};

TEST(Logarithm, EveryTableEntryIsWhatItSays) {
  for (int i = 0; i < 128; ++i) {
    const detail::LogarithmEntry& entry = detail::kLogarithms[i];
    EXPECT_EQ(std::floor(entry.logarithm * 0x1p42), entry.logarithm * 0x1p42) << i;
    const long double exact = std::log(static_cast<long double>(entry.point));
    EXPECT_LT(std::fabs(exact - static_cast<long double>(entry.logarithm)), 0x1p-62L) << i;
    EXPECT_LT(std::fabs(static_cast<long double>(entry.point) * static_cast<long double>(entry.reciprocal) - 1.0L),
              0x1p-56L)
        << i;
  }
}

// The table cuts [0.69, 1.38): the ends of its intervals, where r is largest, and points between, for several
// exponents.
TEST(Logarithm, IsWithinTwoUlpsInEveryInterval) {
  LogarithmError error;
  RandomStream random(1, 1);
  for (std::uint64_t interval = 0; interval < 128; ++interval) {
    const std::uint64_t first = 0x3fe6100000000000 + (interval << 45);
    for (const int exponent : {0, -1, 1, -2, 2, -3, -52, 100, -1020, 1020}) {
      for (std::uint64_t step = 0; step < 20; ++step) {
        error.at(std::ldexp(std::bit_cast<double>(first + step), exponent));
        error.at(std::ldexp(std::bit_cast<double>(first + (1ULL << 45) - 1 - step), exponent));
        error.at(std::ldexp(std::bit_cast<double>(first + (random.next() >> 19)), exponent));
      }
    }
    for (int i = 0; i < 5000; ++i) error.at(std::bit_cast<double>(first + (random.next() >> 19)));
  }
  EXPECT_LT(error.worst, 1.4) << error.where;
}

TEST(Logarithm, IsWithinTwoUlpsAroundOne) {
  LogarithmError error;
  double below = 1.0;
  double above = 1.0;
  for (int i = 0; i < 100000; ++i) {
    error.at(below = std::nextafter(below, 0.0));
    error.at(above = std::nextafter(above, 2.0));
  }
  for (double gap = 0x1p-53; gap < 0.3; gap *= 1.0009) {
    error.at(1.0 - gap);
    error.at(1.0 + gap);
  }
  EXPECT_LT(error.worst, 1.4) << error.where;
  EXPECT_EQ(naturalLog(1.0), 0.0);
}

TEST(Logarithm, IsWithinTwoUlpsOfEveryKindOfUniformNumber) {
  LogarithmError error;
  RandomStream random(1, 2);
  for (int i = 0; i < 1000000; ++i) error.at(random.unit());
  for (std::uint64_t word = 0; word < 100000; ++word) {
    error.at(unitOf(word << 12));
    error.at(unitOf(~(word << 12)));
  }
  EXPECT_LT(error.worst, 1.4) << error.where;
}

TEST(Logarithm, ForDrawsIsAsGoodAsATimeInNanosecondsShows) {
  RandomStream random(1, 6);
  double worst = 0, worstShare = 0;
  const auto at = [&](double u) {
    const double exact = naturalLog(u);
    const double error = std::fabs(logarithmForDraws(u) - exact);
    worst = std::max(worst, error);
    worstShare = std::max(worstShare, error / -exact);
    ASSERT_LT(logarithmForDraws(u), 0.0) << u;
  };
  for (int i = 0; i < 1000000; ++i) at(random.unit());
  for (int exponent = -53; exponent < 0; ++exponent) {
    for (int i = 0; i < 1000; ++i) at(std::ldexp(1 + random.unit(), exponent));
    at(std::ldexp(1.0, exponent));
  }
  for (double gap = 0x1p-53; gap < 0.3; gap *= 1.0009) at(1.0 - gap);
  EXPECT_LT(worst, 0x1p-36);
  EXPECT_LT(worstShare, 5e-9);
}

TEST(Logarithm, NeverFallsWhenItsArgumentRises) {
  RandomStream random(1, 3);
  for (int i = 0; i < 200000; ++i) {
    const double x = random.unit();
    ASSERT_LE(naturalLog(x), naturalLog(x + 0x1p-50 * x)) << x;
  }
  for (std::uint64_t interval = 0; interval < 128; ++interval) {
    const std::uint64_t edge = 0x3fe6100000000000 + (interval << 45);
    for (std::uint64_t i = edge - 8; i < edge + 8; ++i) {
      ASSERT_LE(naturalLog(std::bit_cast<double>(i)), naturalLog(std::bit_cast<double>(i + 2))) << interval;
    }
  }
}

TEST(Exponential, IsWithinTwoUlps) {
  double worst = 0.0;
  double where = 0.0;
  const auto at = [&](double x) {
    const double error = ulps(exponential(x), std::exp(static_cast<long double>(x)));
    if (error > worst) {
      worst = error;
      where = x;
    }
  };
  RandomStream random(1, 4);
  for (int i = 0; i < 400000; ++i) {
    at((random.unit() - 0.5) * 2);
    at((random.unit() - 0.5) * 80);
    at((random.unit() - 0.5) * 1400);
  }
  for (int half = -128; half < 128; ++half) {  // where the rounding to a step turns over
    const double x = (half + 0.5) * 0x1.62e42fefa39efp-8;
    at(x);
    at(std::nextafter(x, 10.0));
    at(std::nextafter(x, -10.0));
  }
  for (double small = 0x1p-60; small < 1; small *= 1.01) {
    at(small);
    at(-small);
  }
  EXPECT_LT(worst, 1.1) << where;
}

TEST(Exponential, HasItsEnds) {
  EXPECT_EQ(exponential(0.0), 1.0);
  EXPECT_EQ(exponential(-1000.0), 0.0);
  EXPECT_TRUE(std::isinf(exponential(1000.0)));
  EXPECT_GT(exponential(-708.0), 0.0);
  EXPECT_TRUE(std::isfinite(exponential(709.0)));
}

// These bits must come out of every compiler, build type and processor.
TEST(Elementary, GivesTheSameBitsEverywhere) {
  std::uint64_t hash = 0;
  RandomStream random(1, 5);
  for (int i = 0; i < 100000; ++i) {
    const double u = random.unit();
    hash = mix(hash, std::bit_cast<std::uint64_t>(naturalLog(u)));
    hash = mix(hash, std::bit_cast<std::uint64_t>(logarithmForDraws(u)));
    hash = mix(hash, std::bit_cast<std::uint64_t>(exponential(20 * u - 10)));
    hash = mix(hash, std::bit_cast<std::uint64_t>(inverseNormal(u)));
  }
  EXPECT_EQ(hash, 1987713835584618525ULL);
}

TEST(Sine, IsThatOfTheLibraryOverManyTurns) {
  for (int i = -4000; i <= 4000; ++i) {
    const double turns = i * 0.001953125;  // exact, so that both see the same angle
    EXPECT_NEAR(sineOfTurns(turns), std::sin(2 * M_PI * (turns - std::floor(turns))), 2e-15) << turns;
  }
  EXPECT_EQ(sineOfTurns(1e9), 0);
  EXPECT_NEAR(sineOfTurns(0.25), 1, 1e-15);
}

TEST(InverseNormal, GivesTheTabulatedPoints) {
  EXPECT_DOUBLE_EQ(inverseNormal(0.5), 0.0);
  EXPECT_NEAR(inverseNormal(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(inverseNormal(0.025), -1.959963984540054, 1e-14);
  EXPECT_NEAR(inverseNormal(0.999), 3.090232306167813, 1e-14);
  EXPECT_NEAR(inverseNormal(1e-10), -6.361340902404056, 1e-13);
  EXPECT_NEAR(inverseNormal(1e-20), -9.262340089798408, 1e-13);
}

TEST(InverseNormal, InvertsTheDistribution) {
  for (double p = 0.001; p < 1.0; p += 0.001) {
    EXPECT_NEAR(0.5 * std::erfc(-inverseNormal(p) / std::sqrt(2.0)), p, 1e-14);
  }
}

TEST(Power, OfWholeExponentsIsExactWhereItCanBe) {
  EXPECT_EQ(power(3, 0), 1.0);
  EXPECT_EQ(power(3, 4), 81.0);
  EXPECT_EQ(power(7, 2), 49.0);
  for (const double exponent : {0.25, 0.5, 1.5, 2.75}) {
    for (const double base : {1.0, 2.0, 17.0, 900.0})
      EXPECT_NEAR(power(base, exponent) / std::pow(base, exponent), 1.0, 1e-14) << base << "^" << exponent;
  }
}

}  // namespace
}  // namespace headroom::elementary
