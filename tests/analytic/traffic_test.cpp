#include "engine/analytic/traffic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headroom::analytic {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Optional;

TEST(Traffic, WithoutCallsIsWhatComesFromOutside) {
  EXPECT_THAT(solveTraffic({3, 4}, {}), Optional(ElementsAre(3.0, 4.0)));
}

TEST(Traffic, AFifthOfTheCallersCallsOn) {
  EXPECT_THAT(solveTraffic({400, 36}, {{0, 1, 0.2}}),
              Optional(ElementsAre(DoubleNear(400, 1e-9), DoubleNear(116, 1e-9))));
}

TEST(Traffic, ChainsMultiply) {
  EXPECT_THAT(solveTraffic({1, 0, 0}, {{0, 1, 2}, {1, 2, 3}}),
              Optional(ElementsAre(DoubleNear(1, 1e-12), DoubleNear(2, 1e-12), DoubleNear(6, 1e-12))));
}

TEST(Traffic, ALoopThatDiesOutConverges) {
  EXPECT_THAT(solveTraffic({1}, {{0, 0, 0.5}}), Optional(ElementsAre(DoubleNear(2, 1e-12))));
}

TEST(Traffic, ALoopThatFeedsItselfHasNoSolution) {
  EXPECT_EQ(solveTraffic({1}, {{0, 0, 1.0}}), std::nullopt);
  EXPECT_EQ(solveTraffic({1, 0}, {{0, 1, 2}, {1, 0, 1}}), std::nullopt);
}

TEST(Traffic, AnExplosionThatNobodyFeedsIsStillNamed) {
  EXPECT_EQ(solveTraffic({0, 0}, {{0, 1, 2}, {1, 0, 2}}), std::nullopt);
}

TEST(Traffic, NoNodesNoRates) {
  EXPECT_THAT(solveTraffic({}, {}), Optional(testing::IsEmpty()));
}

}  // namespace
}  // namespace headroom::analytic
