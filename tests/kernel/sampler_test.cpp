#include "engine/kernel/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace headroom::kernel {
namespace {

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

struct FreeLaw {
  const char* name;
  Sampler sampler;
  double mean;
  double variation;
};

/// Laws that no farm file can name, with their moments from a table of distributions.
std::vector<FreeLaw> freeLaws() {
  const double w1 = std::tgamma(1 + 1 / 0.8);
  const double w2 = std::tgamma(1 + 2 / 0.8);
  const double mass = 1 - std::pow(0.1, 1.5);
  const double b1 = 1.5 / 0.5 * (1 - std::pow(0.1, 0.5)) / mass;
  const double b2 = 1.5 / -0.5 * (1 - std::pow(0.1, -0.5)) / mass;
  return {{"fixed", Sampler::fixed(0.25), 0.25, 0},
          {"exponential", Sampler::exponential(3), 3, 1},
          {"erlang", Sampler::erlang(20, 3), 3, 0.05},
          {"lognormal", Sampler::lognormal(1, 0.5), std::exp(1.125), std::exp(0.25) - 1},
          {"pareto", Sampler::pareto(6, 2), 2.4, 1.0 / 24},
          {"bounded pareto", Sampler::boundedPareto(1.5, 1, 10), b1, b2 / (b1 * b1) - 1},
          {"uniform", Sampler::uniform(1, 4), 2.5, 0.75 / 6.25},
          {"weibull", Sampler::weibull(0.8, 2), 2 * w1, w2 / (w1 * w1) - 1},
          {"gamma", Sampler::gamma(2.5, 0.4), 1, 0.4},
          {"gamma below one", Sampler::gamma(0.5, 2), 1, 2},
          {"mixture", Sampler::hyperexponential({0.2, 0.3, 0.5}, {5, 1, 0.2}), 1.4, 2 * 5.32 / 1.96 - 1},
          {"discrete", Sampler::discrete({0.9, 0.1}, {0.01, 0.2}), 0.029, (0.00409 - 0.000841) / 0.000841}};
}

TEST(Sampler, FreeLawsHaveTheirMeansAndVariancesInSeconds) {
  for (const FreeLaw& law : freeLaws()) {
    RandomStream random(42, 7);
    constexpr int kDraws = 400000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double value = law.sampler.draw(random).toSeconds();
      ASSERT_GE(value, 0.0) << law.name;
      sum += value;
      squares += value * value;
    }
    const double mean = sum / kDraws;
    EXPECT_NEAR(mean / law.mean, 1.0, 4 * std::sqrt(law.variation / kDraws) + 1e-8) << law.name;
    EXPECT_NEAR((squares / kDraws - mean * mean) / (mean * mean), law.variation, 0.05 * law.variation + 1e-9)
        << law.name;
    EXPECT_NEAR(law.sampler.mean() / 1e9, law.mean, 1e-9 * law.mean) << law.name;
  }
}

TEST(Sampler, GammaOfWholeShapeIsErlang) {
  const Sampler gamma = Sampler::gamma(3, 1);
  RandomStream random(5, 6);
  constexpr int kDraws = 200000;
  int beyond = 0;
  for (int i = 0; i < kDraws; ++i) beyond += gamma.draw(random).toSeconds() > 4 ? 1 : 0;
  const double p = std::exp(-4.0) * (1 + 4 + 8);
  EXPECT_NEAR(beyond, kDraws * p, 4 * std::sqrt(kDraws * p * (1 - p)));
}

TEST(Sampler, BoundsHold) {
  const Sampler bounded = Sampler::boundedPareto(1.1, 0.5, 2);
  const Sampler discrete = Sampler::discrete({0.5, 0.5}, {0.25, 1});
  RandomStream random(8, 9);
  for (int i = 0; i < 10000; ++i) {
    const double value = bounded.draw(random).toSeconds();
    ASSERT_TRUE(value >= 0.5 && value <= 2) << value;
    const double chosen = discrete.draw(random).toSeconds();
    ASSERT_TRUE(chosen == 0.25 || chosen == 1) << chosen;
  }
}

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

/// The first draw of each subject, for a purpose of its own: as a run draws for its requests.
TEST(Sampler, DrawsForManySubjectsFollowTheLawAsThoseOfOneStreamDo) {
  for (const char* text : {"exponential(11ms)", "erlang(11ms, 40)", "lognormal(80ms, 1.44)",
                           "hyperexponential(20ms, 4)", "uniform(10ms, 0.5)", "pareto(30ms, 6)"}) {
    const Law law = *parseLaw(text, Law::Kind::Fixed);
    const Sampler sampler(law);
    SplitMixStream names(RandomStreams(1, 0).named(7));
    constexpr int kSubjects = 200000;
    double sum = 0, below = 0;
    RandomStream other(3, 9);
    double otherBelow = 0;
    for (int i = 0; i < kSubjects; ++i) {
      SplitMixStream words(names.next() + SplitMixStream::placeOf(3, 0));
      const Duration value = sampler.draw(words);
      sum += static_cast<double>(value.ns());
      below += value < law.mean ? 1 : 0;
      otherBelow += sampler.draw(other) < law.mean ? 1 : 0;
    }
    const double deviation = std::sqrt(squaredVariation(law) / kSubjects);
    EXPECT_NEAR(sum / kSubjects / static_cast<double>(law.mean.ns()), 1.0, 4 * deviation) << text;
    EXPECT_NEAR(below, otherBelow, 4 * std::sqrt(kSubjects / 2.0)) << text;
  }
}

TEST(Sampler, EqualWordsAreEqualShareOfTheWayUpInEveryLaw) {
  const Sampler light(*parseLaw("exponential(10ms)", Law::Kind::Fixed));
  const Sampler twice(*parseLaw("exponential(20ms)", Law::Kind::Fixed));
  const Sampler other(*parseLaw("pareto(10ms, 3)", Law::Kind::Fixed));
  std::vector<std::pair<Duration, Duration>> both;
  for (std::uint64_t subject = 0; subject < 1000; ++subject) {
    const auto drawn = [&](const Sampler& law) {
      SplitMixStream words(RandomStreams(1, 0).named(subject));
      return law.draw(words);
    };
    EXPECT_NEAR(static_cast<double>(drawn(twice).ns()), 2 * static_cast<double>(drawn(light).ns()), 1.5);
    both.emplace_back(drawn(light), drawn(other));
  }
  std::sort(both.begin(), both.end());
  for (std::size_t i = 1; i < both.size(); ++i) EXPECT_LE(both[i - 1].second, both[i].second);
}

TEST(Sampler, AnErlangLawUsesAWordAStage) {
  const Sampler sampler(*parseLaw("erlang(10ms, 35)", Law::Kind::Fixed));
  RandomStream drawn(3, 4);
  RandomStream counted(3, 4);
  double logarithms = 0;
  for (int i = 0; i < 35; ++i) logarithms += std::log(counted.unit());
  EXPECT_NEAR(static_cast<double>(sampler.draw(drawn).ns()), -10e6 / 35 * logarithms, 1.0);
  EXPECT_EQ(drawn.next(), counted.next());
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
