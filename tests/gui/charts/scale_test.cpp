#include "gui/charts/scale.h"

#include <gtest/gtest.h>

#include <QStringList>
#include <cmath>
#include <limits>
#include <set>

#include "gui/charts/style.h"

namespace headroom::gui {
namespace {

QStringList labels(const TimeScale& scale) {
  QStringList all;
  for (const TimeTick& tick : scale.ticks) all += tick.label;
  return all;
}

TEST(ValueScale, EndsAtARoundNumberJustAboveTheLargestValue) {
  EXPECT_EQ(valueScale(287).top, 300);
  EXPECT_EQ(valueScale(287).step, 100);
  EXPECT_EQ(valueScale(0.83).top, 1);
  EXPECT_EQ(valueScale(0.83).decimals, 1);
  EXPECT_EQ(valueScale(1200).top, 1250);
  EXPECT_EQ(valueScale(100).top, 100);
}

TEST(ValueScale, HoldsTheLargestValueInFewTicksAtAnySize) {
  for (double value = 1e-6; value < 1e12; value *= 1.37) {
    const ValueScale scale = valueScale(value);
    EXPECT_GE(scale.top, value * (1 - 1e-9));
    EXPECT_LE(scale.top / scale.step, 6.001);
    EXPECT_GT(scale.top, 0);
  }
}

TEST(ValueScale, IsUsableWithoutAnyValue) {
  for (const double value :
       {0.0, -3.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(valueScale(value).top, 1);
  }
}

TEST(ValueScale, GroupsThousandsAsAllFiguresDo) {
  const std::vector<QString> ticks = valueTicks(valueScale(86000));
  ASSERT_EQ(ticks.size(), 6u);
  EXPECT_EQ(ticks.front(), "0");
  EXPECT_EQ(ticks.back(), QString::fromUtf8("100\u00a0000"));
  EXPECT_EQ(valueTicks(valueScale(0.9)).back(), "1.0");
}

TEST(ValueScale, CountsInWholeNumbers) {
  for (double value = 0.3; value < 1e5; value *= 1.23) {
    const ValueScale scale = wholeScale(valueScale(value));
    EXPECT_EQ(scale.step, std::floor(scale.step));
    EXPECT_EQ(scale.decimals, 0);
    EXPECT_GE(scale.top, value * (1 - 1e-9));
    EXPECT_NEAR(std::remainder(scale.top, scale.step), 0, 1e-6);
  }
}

TEST(TimeScale, SpeaksTheUnitThatFitsTheSpan) {
  EXPECT_EQ(timeScale(0, 60, 6).unit, "s");
  EXPECT_EQ(labels(timeScale(0, 60, 6)), QStringList({"0", "10", "20", "30", "40", "50", "60"}));
  EXPECT_EQ(timeScale(0, 600, 10).unit, "min");
  EXPECT_EQ(labels(timeScale(0, 600, 5)), QStringList({"0", "2", "4", "6", "8", "10"}));
  EXPECT_EQ(timeScale(0, 86'400, 8).unit, "h");
  EXPECT_EQ(labels(timeScale(0, 86'400, 4)), QStringList({"0", "6", "12", "18", "24"}));
}

TEST(TimeScale, NamesSecondsWhenZoomedIntoALongRun) {
  EXPECT_EQ(timeScale(300, 330, 3).unit, "min:s");
  EXPECT_EQ(labels(timeScale(300, 330, 3)), QStringList({"5:00", "5:10", "5:20", "5:30"}));
  EXPECT_EQ(labels(timeScale(36'000, 36'060, 2)), QStringList({"10:00:00", "10:00:30", "10:01:00"}));
}

TEST(TimeScale, NeverHasMoreTicksThanAskedAndNoTwoAlike) {
  for (double width = 0.01; width < 4e6; width *= 1.7) {
    const TimeScale scale = timeScale(width / 3, width / 3 + width, 8);
    EXPECT_LE(scale.ticks.size(), 9U);
    const QStringList all = labels(scale);
    EXPECT_EQ(static_cast<qsizetype>(std::set<QString>(all.begin(), all.end()).size()), all.size()) << width;
  }
}

TEST(TimeScale, ReadsOutTimes) {
  EXPECT_EQ(timeText(42.53), "42.5 s");
  EXPECT_EQ(timeText(185), "3:05 min");
  EXPECT_EQ(timeText(7385), "2:03:05 h");
}

TEST(TimeScale, GrowsInRoundSteps) {
  EXPECT_EQ(growingEnd(0, 640), 10);
  EXPECT_EQ(growingEnd(11, 640), 30);
  EXPECT_EQ(growingEnd(601, 640), 640);
  EXPECT_EQ(growingEnd(200'000, 0), 345'600);
}

double luminance(const QColor& colour) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double x = luminance(a);
  const double y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

TEST(ChartTheme, ColoursStandOutFromTheBackground) {
  for (const ChartTheme& theme : {ChartTheme::light(), ChartTheme::darkOnes()}) {
    for (int i = 0; i < 5; ++i) EXPECT_GE(contrast(theme.curve(i), theme.background), 3.0) << theme.dark << i;
    EXPECT_GE(contrast(theme.text, theme.background), 7.0);
    EXPECT_GE(contrast(theme.faintText, theme.background), 4.5);
    EXPECT_GE(contrast(theme.reference, theme.background), 4.5);
  }
}

TEST(CurveStyle, NoTwoOfTwentyServersLookAlike) {
  std::set<std::tuple<int, int, int>> looks;
  for (int i = 0; i < 20; ++i) {
    const CurveStyle style = styleOf(i);
    looks.insert({style.colour % 5, static_cast<int>(style.dash), static_cast<int>(style.marker)});
  }
  EXPECT_EQ(looks.size(), 20U);
}

}  // namespace
}  // namespace headroom::gui
