#include <gtest/gtest.h>

#include "engine/planning/planning.h"

namespace headroom::planning {
namespace {

TEST(Objective, ReadsAPercentileOfAllApplications) {
  const auto slo = parseObjective("p95<500ms");
  ASSERT_TRUE(slo.ok());
  EXPECT_EQ(slo->percentile, 95);
  EXPECT_EQ(slo->responseBelow, Duration::milliseconds(500));
  EXPECT_TRUE(slo->application.empty());
}

TEST(Objective, ReadsOneApplicationAndBlanks) {
  const auto slo = parseObjective(" AppX : p99.9 < 2s ");
  ASSERT_TRUE(slo.ok());
  EXPECT_EQ(slo->application, "AppX");
  EXPECT_EQ(slo->percentile, 99.9);
  EXPECT_EQ(slo->responseBelow, Duration::wholeSeconds(2));
}

TEST(Objective, ReadsSharesAsPercentOrNumber) {
  EXPECT_EQ(parseObjective("utilisation<70%")->utilisationBelow, 0.7);
  EXPECT_EQ(parseObjective("utilization<0.6")->utilisationBelow, 0.6);
  EXPECT_EQ(parseObjective("failures<0.1%")->failuresBelow, 0.001);
}

class BadObjective : public testing::TestWithParam<const char*> {};
TEST_P(BadObjective, IsRefusedWithAnExample) {
  const auto slo = parseObjective(GetParam());
  ASSERT_FALSE(slo.ok());
  EXPECT_FALSE(slo.problems().front().remedy.empty());
}
INSTANTIATE_TEST_SUITE_P(Texts, BadObjective,
                         testing::Values("", "p95", "p95>500ms", "p95<500", "p95<-1s", "p97<1s", "mean<1s",
                                         "utilisation<0%", "utilisation<101%", "failures<nan", "p95<0s", "<500ms"));

}  // namespace
}  // namespace headroom::planning
