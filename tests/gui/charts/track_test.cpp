#include "gui/charts/track.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "gui/charts/dashes.h"

namespace headroom::gui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(Track, GivesBackEveryValueWhileTheyAreFew) {
  Track track;
  for (int i = 0; i < static_cast<int>(Track::kCells); ++i) track.add(i, i * i);
  const auto points = track.points();
  ASSERT_EQ(points.size(), static_cast<qsizetype>(Track::kCells));
  EXPECT_EQ(points[7], QPointF(7, 49));
  EXPECT_EQ(points.back(), QPointF(199, 199 * 199));
}

TEST(Track, StaysBoundedHoweverLongTheRun) {
  Track track;
  for (int i = 0; i < 300'000; ++i) track.add(i / 30.0, std::sin(i));
  EXPECT_LE(track.points().size(), static_cast<qsizetype>(2 * Track::kCells));
  EXPECT_GE(track.points().size(), static_cast<qsizetype>(Track::kCells / 2));
}

TEST(Track, KeepsPeaksAndTroughsWhereTheyWereSeen) {
  Track track;
  for (int i = 0; i < 50'000; ++i) track.add(i, i == 31'234 ? 900 : i == 40'001 ? -5 : 100 + i % 3);
  const auto points = track.points();
  EXPECT_TRUE(points.contains(QPointF(31'234, 900)));
  EXPECT_TRUE(points.contains(QPointF(40'001, -5)));
}

TEST(Track, InventsNoValue) {
  Track track;
  std::set<double> seen;
  for (int i = 0; i < 20'000; ++i) {
    const double value = std::sin(i * 0.77) * i;
    seen.insert(value);
    track.add(i, value);
  }
  for (const QPointF& point : track.points()) EXPECT_TRUE(seen.contains(point.y()));
}

TEST(Track, TimeNeverGoesBack) {
  Track track;
  for (int i = 0; i < 5000; ++i) track.add(i * 0.1, (i * 7919) % 101);
  const auto points = track.points();
  EXPECT_TRUE(std::is_sorted(points.begin(), points.end(), [](QPointF a, QPointF b) { return a.x() < b.x(); }));
}

TEST(Track, KeepsGaps) {
  Track track;
  track.add(1, 5);
  track.add(2, kNaN);
  track.add(3, std::numeric_limits<double>::infinity());
  track.add(4, 6);
  const auto points = track.points();
  ASSERT_EQ(points.size(), 4);
  EXPECT_TRUE(std::isnan(points[1].y()));
  EXPECT_TRUE(std::isnan(points[2].y()));
}

TEST(Track, SurvivesManyValuesAtOneInstant) {
  Track track;
  for (int i = 0; i < 1000; ++i) track.add(5, i);
  EXPECT_LE(track.points().size(), static_cast<qsizetype>(2 * Track::kCells));
}

QVector<QPointF> dashed(const QVector<QPointF>& curve, CurveStyle::Dash dash) {
  CurveStyle style;
  style.dash = dash;
  style.width = 2;
  const auto same = [](QPointF point) { return point; };
  return dashPieces(curve, style, same, same);
}

TEST(Dashes, LeaveASolidCurveAlone) {
  const QVector<QPointF> curve = {{0, 0}, {50, 10}};
  EXPECT_EQ(dashed(curve, CurveStyle::Dash::Solid), curve);
}

TEST(Dashes, CoverTheirShareOfTheWay) {
  const auto pieces = dashed({{0, 0}, {700, 0}, {700, 800}}, CurveStyle::Dash::Dashes);
  double drawn = 0;
  for (qsizetype i = 1; i < pieces.size(); ++i) {
    if (std::isnan(pieces[i].y()) || std::isnan(pieces[i - 1].y())) continue;
    drawn += std::hypot(pieces[i].x() - pieces[i - 1].x(), pieces[i].y() - pieces[i - 1].y());
  }
  EXPECT_NEAR(drawn, 1500 * 5 / 7.5, 10);  // the pattern is five on, two and a half off
}

TEST(Dashes, DrawNothingInsideAGap) {
  const auto pieces = dashed({{0, 0}, {100, 0}, {110, kNaN}, {300, 0}, {400, 0}}, CurveStyle::Dash::Dots);
  for (const QPointF& point : pieces) {
    EXPECT_TRUE(std::isnan(point.y()) || point.x() <= 100 || point.x() >= 300) << point.x();
  }
  EXPECT_EQ(std::count_if(pieces.begin(), pieces.end(), [](QPointF p) { return p == QPointF(300, 0); }), 1);
}

}  // namespace
}  // namespace headroom::gui
