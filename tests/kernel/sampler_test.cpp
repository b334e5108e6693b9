#include "engine/kernel/sampler.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/kernel/elementary.h"

namespace headroom::kernel {
namespace {

TEST(Elementary, LogarithmAgreesWithTheLibraryToTheLastBits) {
  RandomStream random(1, 1);
  for (int i = 0; i < 200000; ++i) {
    const double x = i % 2 == 0 ? random.unit() : random.unit() * 1e12;
    ASSERT_NEAR(naturalLog(x), std::log(x), 4e-16 * std::max(1.0, std::fabs(std::log(x)))) << x;
  }
  EXPECT_EQ(naturalLog(1.0), 0.0);
}

TEST(Elementary, ExponentialAgreesWithTheLibraryToTheLastBits) {
  RandomStream random(1, 2);
  for (int i = 0; i < 200000; ++i) {
    const double x = (random.unit() - 0.5) * 200;
    ASSERT_NEAR(exponential(x) / std::exp(x), 1.0, 5e-16) << x;
  }
  EXPECT_EQ(exponential(0.0), 1.0);
  EXPECT_EQ(exponential(-1000.0), 0.0);
  EXPECT_TRUE(std::isinf(exponential(1000.0)));
}

TEST(Elementary, InverseNormalGivesTheTabulatedPoints) {
  EXPECT_DOUBLE_EQ(inverseNormal(0.5), 0.0);
  EXPECT_NEAR(inverseNormal(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(inverseNormal(0.025), -1.959963984540054, 1e-14);
  EXPECT_NEAR(inverseNormal(0.999), 3.090232306167813, 1e-14);
  EXPECT_NEAR(inverseNormal(1e-10), -6.361340902404056, 1e-13);
  EXPECT_NEAR(inverseNormal(1e-20), -9.262340089798408, 1e-13);
}

TEST(Elementary, InverseNormalInvertsTheDistribution) {
  for (double p = 0.001; p < 1.0; p += 0.001) {
    EXPECT_NEAR(0.5 * std::erfc(-inverseNormal(p) / std::sqrt(2.0)), p, 1e-14);
  }
}

struct LawCase {
  const char* text;
  double variation;  ///< Squared coefficient of variation.
};

class EveryLaw : public testing::TestWithParam<LawCase> {};

TEST_P(EveryLaw, HasItsMeanAndItsVariation) {
  const auto law = parseLaw(GetParam().text, Law::Kind::Fixed);
  ASSERT_TRUE(law.ok());
  const Sampler sampler(*law);
  RandomStream random(42, 7);
  constexpr int kDraws = 400000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = static_cast<double>(sampler.draw(random).ns());
    ASSERT_GE(value, 0.0);
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kDraws;
  const double expected = static_cast<double>(law->mean.ns());
  const double variation = GetParam().variation;
  EXPECT_NEAR(mean / expected, 1.0, 4 * std::sqrt(std::max(variation, 1e-12) / kDraws) + 1e-9);
  EXPECT_NEAR((squares / kDraws - mean * mean) / (mean * mean), variation, 0.08 * variation + 1e-9);
  EXPECT_DOUBLE_EQ(squaredVariation(*law), variation);
}

INSTANTIATE_TEST_SUITE_P(Laws, EveryLaw,
                         testing::Values(LawCase{"11ms", 0.0}, LawCase{"exponential(11ms)", 1.0},
                                         LawCase{"erlang(11ms, 4)", 0.25}, LawCase{"lognormal(80ms, 1.44)", 1.44},
                                         LawCase{"hyperexponential(20ms, 4)", 4.0},
                                         LawCase{"uniform(10ms, 0.5)", 0.25 / 3},
                                         LawCase{"pareto(30ms, 6)", 1.0 / 24}));

TEST(Sampler, AFasterCoreShortensEveryDraw) {
  const Law law{Law::Kind::Exponential, Duration::milliseconds(10), 0};
  RandomStream a(1, 1);
  RandomStream b(1, 1);
  const Sampler plain(law);
  const Sampler fast(law, 2.0);
  for (int i = 0; i < 100; ++i) {
    EXPECT_NEAR(static_cast<double>(plain.draw(a).ns()) / 2, static_cast<double>(fast.draw(b).ns()), 1.0);
  }
}

TEST(Sampler, AZeroLawDrawsNothing) {
  RandomStream used(1, 1);
  RandomStream untouched(1, 1);
  EXPECT_EQ(Sampler(Law{}).draw(used).ns(), 0);
  EXPECT_EQ(used.next(), untouched.next());
}

TEST(Sampler, AHeavyTailNeverEndsTheClock) {
  const Sampler sampler(Law{Law::Kind::Pareto, Duration::wholeSeconds(1000000), 1.0001});
  RandomStream random(1, 1);
  for (int i = 0; i < 10000; ++i) EXPECT_LT(sampler.draw(random), Duration::wholeSeconds(400LL * 86400));
}

TEST(Sampler, ParetoHasItsSmallestValueAndItsTail) {
  const Sampler sampler(Law{Law::Kind::Pareto, Duration::milliseconds(30), 2.5});
  RandomStream random(8, 8);
  const double smallest = 30e6 * 1.5 / 2.5;
  int beyond = 0;
  constexpr int kDraws = 100000;
  for (int i = 0; i < kDraws; ++i) {
    const double value = static_cast<double>(sampler.draw(random).ns());
    ASSERT_GE(value, smallest - 1);
    beyond += value > 2 * smallest ? 1 : 0;
  }
  const double p = std::pow(2.0, -2.5);
  EXPECT_NEAR(beyond, kDraws * p, 4 * std::sqrt(kDraws * p * (1 - p)));
}

}  // namespace
}  // namespace headroom::kernel
