// How far a prediction is from its log.
#include "engine/results/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/results/samples.h"

namespace headroom::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Validation of(TimeFigures logged, TimeFigures predicted) {
  Validation validation;
  validation.rows.push_back({"zone", "Z", "wait", logged, predicted, {}});
  return validation;
}

TEST(Errors, AreSharesOfWhatWasLogged) {
  Validation validation = of({2000, 100, 50, 200, 400}, {2000, 104, 48, 190, 400});
  judge(validation, 0.051);
  EXPECT_NEAR(validation.rows[0].error.mean, 0.04, 1e-12);
  EXPECT_NEAR(validation.rows[0].error.p50, -0.04, 1e-12);
  EXPECT_NEAR(validation.rows[0].error.p95, -0.05, 1e-12);
  EXPECT_EQ(validation.rows[0].error.p99, 0);
  EXPECT_TRUE(validation.within);
  judge(validation, 0.039);
  EXPECT_FALSE(validation.within);
  judge(validation, std::nullopt);
  EXPECT_TRUE(validation.within);
}

TEST(Errors, BelowTheLogsResolutionAreNone) {
  Validation validation = of({2000, 1, 0, 5, 9}, {2000, 1.09, 1, 6, 8});
  judge(validation, 0.01);
  EXPECT_EQ(validation.rows[0].error.mean, 0);
  EXPECT_TRUE(validation.within);
  validation.rows[0].predicted.mean = 1.6;
  judge(validation, 0.01);
  EXPECT_NEAR(validation.rows[0].error.mean, 0.6, 1e-12);
}

TEST(Errors, OfRarePercentilesAreNotJudged) {
  Validation validation = of({999, 100, 50, 200, 400}, {999, 100, 50, 200, 900});
  judge(validation, 0.01);
  EXPECT_TRUE(std::isnan(validation.rows[0].error.p99));
  EXPECT_TRUE(validation.within);
  validation.rows[0].logged.count = 1000;
  judge(validation, 0.01);
  EXPECT_FALSE(validation.within);
}

TEST(Errors, OfServersAreToldAndNotJudged) {
  Validation validation = of({2000, 100, 50, 200, 400}, {2000, 200, 90, 400, 900});
  validation.rows[0].scope = "server";
  judge(validation, 0.1);
  EXPECT_NEAR(validation.rows[0].error.mean, 1, 1e-12);
  EXPECT_TRUE(validation.within);
}

TEST(Errors, WhereNothingIsLoggedOrPredicted) {
  Validation validation = of({2000, 0, 0, 0, 0}, {2000, 50, 0, 0, 0});
  judge(validation, 0.01);
  EXPECT_TRUE(std::isnan(validation.rows[0].error.mean));
  validation = of({2000, 100, 50, 200, 400}, {});
  judge(validation, 0.5);
  EXPECT_FALSE(validation.within);
}

TEST(ErrorTable, ShowsBothSidesAndTheVerdict) {
  const std::string text = toText(samples::fullRun());
  EXPECT_THAT(text, HasSubstr("Against the log"));
  EXPECT_THAT(text, HasSubstr("92.5"));
  EXPECT_THAT(text, HasSubstr("−1.7"));
  EXPECT_THAT(text, HasSubstr("in the server"));
  EXPECT_THAT(text, HasSubstr("✗ not validated"));
  RunResult plain = samples::fullRun();
  plain.validation.reset();
  EXPECT_THAT(toText(plain), Not(HasSubstr("Against the log")));
}

}  // namespace
}  // namespace headroom::results
