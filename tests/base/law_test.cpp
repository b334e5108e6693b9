#include "engine/base/law.h"

#include <gmock/gmock.h>

#include <cmath>

namespace headroom {
namespace {

const Duration kMean = Duration::milliseconds(11);

TEST(ParseLaw, TakesABareDurationForTheKindTheFieldMeans) {
  EXPECT_EQ(parseLaw("11ms", Law::Kind::Exponential).value(), (Law{Law::Kind::Exponential, kMean, 0}));
  EXPECT_EQ(parseLaw(" 11ms ", Law::Kind::Fixed).value(), (Law{Law::Kind::Fixed, kMean, 0}));
}

TEST(ParseLaw, KnowsEveryKindByName) {
  const auto law = [](const char* text) { return parseLaw(text, Law::Kind::Fixed).value(); };
  EXPECT_EQ(law("exponential(11ms)"), (Law{Law::Kind::Exponential, kMean, 0}));
  EXPECT_EQ(law("Erlang( 11ms , 4 )"), (Law{Law::Kind::Erlang, kMean, 4}));
  EXPECT_EQ(law("lognormal(11ms, 1.44)"), (Law{Law::Kind::Lognormal, kMean, 1.44}));
  EXPECT_EQ(law("hyperexponential(11ms, 4)"), (Law{Law::Kind::Hyperexponential, kMean, 4}));
  EXPECT_EQ(law("uniform(11ms, 0.5)"), (Law{Law::Kind::Uniform, kMean, 0.5}));
  EXPECT_EQ(law("pareto(11ms, 2.5)"), (Law{Law::Kind::Pareto, kMean, 2.5}));
}

class BadLaw : public testing::TestWithParam<const char*> {};

TEST_P(BadLaw, IsRefused) {
  EXPECT_FALSE(parseLaw(GetParam(), Law::Kind::Fixed).ok()) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Texts, BadLaw,
                         testing::Values("", "fixed", "fixed()", "fixed(11ms", "fixed(11ms, 2)", "erlang(11ms)",
                                         "erlang(11ms, 0)", "erlang(11ms, 2.5)", "erlang(11ms, nan)",
                                         "lognormal(11ms, 0)", "lognormal(11ms, inf)", "hyperexponential(11ms, 0.9)",
                                         "uniform(11ms, 1.1)", "uniform(11ms, -0.1)", "pareto(11ms, 1)",
                                         "normal(11ms, 1)", "exponential(-1ms)", "exponential(11)",
                                         "erlang(11ms, 4) x"));

TEST(FormatLaw, IsReadBackAsTheSameLaw) {
  for (const char* text :
       {"11ms", "exponential(11ms)", "erlang(11ms, 4)", "lognormal(80ms, 1.44)", "pareto(30ms, 2.5)"}) {
    const Law law = parseLaw(text, Law::Kind::Fixed).value();
    EXPECT_EQ(formatLaw(law, Law::Kind::Fixed), text);
  }
}

TEST(SquaredVariation, FollowsTheTextbook) {
  const auto of = [](const char* text) { return squaredVariation(parseLaw(text, Law::Kind::Fixed).value()); };
  EXPECT_EQ(of("11ms"), 0);
  EXPECT_EQ(of("exponential(11ms)"), 1);
  EXPECT_EQ(of("erlang(11ms, 4)"), 0.25);
  EXPECT_EQ(of("lognormal(11ms, 1.44)"), 1.44);
  EXPECT_DOUBLE_EQ(of("uniform(11ms, 1)"), 1.0 / 3);
  EXPECT_DOUBLE_EQ(of("pareto(11ms, 2.5)"), 0.8);
  EXPECT_TRUE(std::isinf(of("pareto(11ms, 2)")));
}

}  // namespace
}  // namespace headroom
