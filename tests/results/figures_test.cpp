#include "engine/results/figures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace headroom::results {
namespace {

TEST(Figures, HaveThreeSignificantDigitsAndNoExponent) {
  EXPECT_EQ(rounded(62.71), "62.7");
  EXPECT_EQ(rounded(0.0031), "0.00310");
  EXPECT_EQ(rounded(1204.4), "1\u00A0204");
  EXPECT_EQ(rounded(0), "0");
  EXPECT_EQ(rounded(-3.14159), "−3.14");
}

TEST(Figures, ThatAreNotNumbersAreADash) {
  EXPECT_EQ(rounded(NAN), "–");
  EXPECT_EQ(figure(INFINITY, Unit::Milliseconds), "–");
  EXPECT_EQ(fixed(1e300, 2), "1.00e+300");
}

TEST(Figures, CarryTheirUnit) {
  EXPECT_EQ(figure(128.4, Unit::Milliseconds), "128\u00A0ms");
  EXPECT_EQ(figure(41'300, Unit::Milliseconds), "41.3\u00A0s");
  EXPECT_EQ(figure(0.6271, Unit::Share), "62.7\u00A0%");
  EXPECT_EQ(figure(1.07, Unit::Share), "107\u00A0%");
  EXPECT_EQ(figure(0.0044, Unit::Share), "0.44\u00A0%");
  EXPECT_EQ(figure(1204, Unit::PerSecond), "1\u00A0204\u00A0req/s");
}

TEST(Figures, ShowTheDigitsTheirIntervalSupports) {
  EXPECT_EQ(withInterval({0.627, 0.626, 0.628, 10, {}}, Unit::Share), "62.7\u00A0% (62.6–62.8)");
  EXPECT_EQ(withInterval({74.2, 72.1, 76.3, 10, {}}, Unit::Milliseconds), "74\u00A0ms (72–76)");
  EXPECT_EQ(withInterval({1.42, 1.38, 1.45, 10, {}}, Unit::Factor), "1.42\u00A0× (1.38–1.45)");
  EXPECT_EQ(halfWidth({74.2, 72.1, 76.3, 10, {}}, Unit::Milliseconds), "2");
  EXPECT_EQ(halfWidth({20, 0, 80, 10, {}}, Unit::Milliseconds), "60");  // cut off at zero, and up to 80
}

TEST(Figures, WithoutIntervalShowNone) {
  EXPECT_EQ(withInterval({44.02, std::nullopt, std::nullopt, 10, "one run"}, Unit::Milliseconds), "44.0\u00A0ms");
  EXPECT_EQ(interval({44.02, 40.0, std::nullopt, 10, {}}, Unit::Milliseconds), "");
  EXPECT_EQ(halfWidth({NAN, 1, 2, 10, {}}, Unit::Milliseconds), "");
}

TEST(Figures, GivenByPeopleLoseTheirZeros) {
  EXPECT_EQ(given(95), "95");
  EXPECT_EQ(given(99.9), "99.9");
  EXPECT_EQ(given(400), "400");
  EXPECT_EQ(given(0.2), "0.2");
}

TEST(Figures, SpansAreReadable) {
  EXPECT_EQ(span(42), "42\u00A0s");
  EXPECT_EQ(span(600), "10\u00A0min");
  EXPECT_EQ(span(9000), "2\u00A0h 30\u00A0min");
  EXPECT_EQ(span(298'859), "3\u00A0d 11\u00A0h");
  EXPECT_EQ(span(NAN), "–");
}

TEST(Figures, LoadsHaveOneScaleOfStates) {
  EXPECT_EQ(stateOf(0.699), State::Ok);
  EXPECT_EQ(stateOf(0.7), State::Near);
  EXPECT_EQ(stateOf(1.0), State::Over);
  EXPECT_EQ(stateOf(NAN), State::Unknown);
  EXPECT_STREQ(wordOf(State::Over), "OVER");
}

TEST(Figures, AResourceIsAsLoadedAsTheLargerOfUseAndOffer) {
  ServerResult server;
  server.utilisation.mean = 0.99;
  server.offeredLoad.mean = 1.07;
  EXPECT_EQ(loadOf(server), 1.07);
  server.offeredLoad.mean = NAN;
  EXPECT_EQ(loadOf(server), 0.99);
}

TEST(Figures, CausesNameOnlyWhatHappened) {
  EXPECT_EQ(causes({}), "none");
  EXPECT_EQ(causes({12, 0, 3, 0, 0}), "12 queue full, 3 no server or route");
}

TEST(Figures, PromisesAreInMillisecondsOrShares) {
  SloVerdict slo;
  slo.objective = "p95 of failures.example below 500 ms";
  EXPECT_EQ(unitOf(slo), Unit::Milliseconds);
  slo.objective = "failures of AppX below 0.1 %";
  EXPECT_EQ(unitOf(slo), Unit::Share);
}

TEST(Figures, StationsAreNotCalledTwice) {
  StationResult station;
  station.kind = "balancer";
  station.name = "Global balancer";
  EXPECT_EQ(titleOf(station), "Global balancer");
  station.name = "F5";
  EXPECT_EQ(titleOf(station), "balancer F5");
}

}  // namespace
}  // namespace headroom::results
