#include "engine/analytic/queues.h"

#include <gtest/gtest.h>

#include <cmath>

namespace headroom::analytic {
namespace {

TEST(ErlangB, OneServerLosesLoadOverOnePlusLoad) {
  EXPECT_DOUBLE_EQ(erlangB(1, 0.5), 0.5 / 1.5);
}

TEST(ErlangB, TenTrunksAtSevenErlangs) {
  EXPECT_NEAR(erlangB(10, 7.0), 0.0787, 5e-5);
}

TEST(ErlangB, WithoutServersEverythingIsLost) {
  EXPECT_EQ(erlangB(0, 3.0), 1.0);
}

TEST(ErlangB, StaysFiniteForThousandsOfServers) {
  const double lost = erlangB(10000, 9900);
  EXPECT_GT(lost, 0);
  EXPECT_LT(lost, 0.02);
}

TEST(ErlangC, OneServerWaitsAsOftenAsItIsBusy) {
  EXPECT_NEAR(erlangC(1, 0.7), 0.7, 1e-12);
}

TEST(ErlangC, IsOneAtAndBeyondSaturation) {
  EXPECT_EQ(erlangC(3, 3.0), 1.0);
  EXPECT_EQ(erlangC(3, 5.0), 1.0);
}

TEST(Mmc, SingleServerMatchesTheTextbook) {
  const MmcAnswer answer = mmc(0.7, 1.0, 1);
  EXPECT_NEAR(answer.meanResponse, 1 / 0.3, 1e-12);
  EXPECT_NEAR(answer.meanNumber, 0.7 / 0.3, 1e-12);
}

TEST(Mmc, ProxyOfFourWorkersAt730PerSecond) {
  EXPECT_NEAR(mmc(730, 0.0005, 4).meanResponse, 0.000500078, 1e-9);
}

TEST(Mmc, UnstableQueueHasNoFiniteWait) {
  EXPECT_TRUE(std::isinf(mmc(10, 1, 4).meanWait));
}

TEST(MmcQuantile, SingleServerIsExponential) {
  for (const double p : {0.5, 0.95, 0.99}) EXPECT_NEAR(mmcResponseQuantile(0.7, 1, 1, p), -std::log(1 - p) / 0.3, 1e-9);
}

TEST(MmcQuantile, LightLoadIsTheServiceTimeAlone) {
  EXPECT_NEAR(mmcResponseQuantile(1e-9, 2.0, 8, 0.95), -2.0 * std::log(0.05), 1e-6);
}

TEST(MmcQuantile, HandlesTheRateWhereBothExponentialsMeet) {
  // c·μ − λ = μ: the general formula divides by zero there.
  const double meeting = mmcResponseQuantile(1.0, 1.0, 2, 0.9);
  EXPECT_NEAR(meeting, mmcResponseQuantile(1.0 + 1e-7, 1.0, 2, 0.9), 1e-5);
}

TEST(Mg1, DeterministicServiceWaitsHalfAsLong) {
  EXPECT_NEAR(mg1MeanWait(0.7, 1, 0), mg1MeanWait(0.7, 1, 1) / 2, 1e-12);
  EXPECT_NEAR(mg1MeanWait(0.7, 1, 1), 0.7 / 0.3, 1e-12);
}

TEST(Repairman, OnePersonNeverWaits) {
  EXPECT_NEAR(repairmanThroughput(1, 9, 1, 1), 0.1, 1e-12);
}

TEST(Repairman, LargePopulationIsLimitedByTheStation) {
  EXPECT_NEAR(repairmanThroughput(5000, 10, 0.1, 4), 40, 1e-6);
}

}  // namespace
}  // namespace headroom::analytic
