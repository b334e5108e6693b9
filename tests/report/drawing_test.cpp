#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/report/axis.h"
#include "engine/report/bars.h"
#include "engine/report/chart.h"
#include "engine/report/diagram.h"
#include "engine/report/palette.h"
#include "engine/report/words.h"
#include "tests/report/studies.h"

namespace headroom::report {
namespace {

/// Fails for marks outside the drawing or at places that are no numbers.
void expectInside(const Drawing& drawing) {
  const auto inside = [&](double x, double y) {
    return x >= -6 && x <= drawing.width + 6 && y >= -6 && y <= drawing.height + 6;
  };
  for (const Mark& mark : drawing.marks) {
    if (const auto* path = std::get_if<Path>(&mark)) {
      for (const Point& p : path->points) EXPECT_TRUE(inside(p.x, p.y)) << p.x << " " << p.y;
    } else if (const auto* box = std::get_if<Box>(&mark)) {
      EXPECT_TRUE(inside(box->x, box->y) && inside(box->x + box->width, box->y + box->height))
          << box->x << " " << box->y;
      EXPECT_GE(box->width, 0);
    } else {
      const auto& label = std::get<Label>(mark);
      const double width = label.upwards ? 0 : widthOf(label.text, label.size, label.bold);
      const double left = label.at.x - (label.anchor == Anchor::Middle ? width / 2
                                        : label.anchor == Anchor::End  ? width
                                                                       : 0);
      EXPECT_TRUE(inside(left, label.at.y) && inside(left + width, label.at.y)) << label.text;
    }
  }
}

bool overlap(const Place& a, const Place& b) {
  return a.x < b.x + b.width - 0.01 && b.x < a.x + a.width - 0.01 && a.y < b.bottom() - 0.01 && b.y < a.bottom() - 0.01;
}

TEST(Axis, TicksAreRoundNumbersThatCoverTheRange) {
  const Axis axis = numberAxis(0, 437, "req/s");
  EXPECT_EQ(axis.low, 0);
  EXPECT_EQ(axis.high, 500);
  ASSERT_EQ(axis.ticks.size(), 6u);
  EXPECT_EQ(axis.ticks[1].label, "100");
}

TEST(Axis, OddRangesStillGiveAnAxis) {
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {0, 0}, {5, 5}, {3, 1}, {0, NAN}, {0, INFINITY}, {0, 1e-12}, {0, 1e300}}) {
    const Axis axis = numberAxis(low, high, "");
    EXPECT_GT(axis.high, axis.low);
    EXPECT_GE(axis.ticks.size(), 2u);
    EXPECT_LE(axis.ticks.size(), 12u);
  }
}

TEST(Axis, TimesOfALogAreClockTimes) {
  const Axis axis = timeAxis(0, 7200, "2026-07-14T07:10:00Z", "the start");
  EXPECT_EQ(axis.ticks.front().label, "07:15");
  EXPECT_EQ(axis.ticks.front().at, 300);
  EXPECT_EQ(axis.title, "time of day, UTC, from 2026-07-14");
}

TEST(Axis, MidnightIsADate) {
  const Axis axis = timeAxis(0, 2 * 86400, "2026-02-28T12:00:00Z", "");
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks) labels.push_back(tick.label);
  EXPECT_THAT(labels, ::testing::Contains("1\u00A0Mar"));
}

TEST(Axis, WithoutAStartTimesCount) {
  EXPECT_EQ(timeAxis(0, 60, "", "the start").title, "seconds since the start");
  EXPECT_EQ(timeAxis(0, 600, "<script>", "the start").title, "minutes since the start");
  EXPECT_EQ(timeAxis(0, 90'000, "", "the start").title, "hours since the start");
}

TEST(Axis, AbsurdTimesEndQuickly) {
  EXPECT_LE(timeAxis(1e17, 1e17 + 1, "2026-07-14T07:10:00Z", "").ticks.size(), 14u);
  EXPECT_LE(timeAxis(0, 1e300, "2026-07-14T07:10:00Z", "").ticks.size(), 14u);
}

TEST(Axis, DatesGoThereAndBack) {
  for (const char* utc : {"1970-01-01 00:00:00", "2000-02-29 23:59:59", "2026-07-14 07:10:05", "2100-03-01 00:00:00"})
    EXPECT_EQ(utcOf(secondsOf(utc)), utc);
  EXPECT_LT(secondsOf("yesterday"), 0);
  EXPECT_LT(secondsOf("2026-13-01"), 0);
}

TEST(Chart, StaysInsideItsFrame) {
  ChartSpec spec;
  spec.curves = {{"a", {0, 1, 2, 3}, {1, NAN, 1e6, 2}, {}, {}},
                 {"b with a long name that goes on and on and on", {0, 3}, {5, 6}, {4, 5}, {6, 7}}};
  spec.x = numberAxis(0, 3, "x");
  spec.yTitle = "y, ms";
  spec.yCap = 10;
  spec.acrossAt = {{9.9, "limit p95 of an application with a very long name indeed, and then some", Ink::OverText}};
  spec.upAt = {{0, "today", Ink::Text}, {3, "first limit", Ink::OverText}};
  spec.spots = {{3, 6, "peak"}};
  expectInside(draw(spec));
}

TEST(Chart, CurvesDifferInMoreThanColour) {
  ChartSpec spec;
  for (int i = 0; i < 5; ++i) spec.curves.push_back({std::to_string(i), {0, 1}, {1.0 * i, 2.0 * i}, {}, {}});
  spec.x = numberAxis(0, 1, "x");
  std::set<int> dashes;
  for (const Mark& mark : draw(spec).marks) {
    const auto* path = std::get_if<Path>(&mark);
    if (path && path->points.size() == 2 && path->stroke.width == 1.8)
      dashes.insert(static_cast<int>(path->stroke.dash));
  }
  EXPECT_EQ(dashes.size(), 5u);
}

TEST(Chart, GapsBreakTheLine) {
  ChartSpec spec;
  spec.curves = {{"a", {0, 1, 2, 3, 4}, {1, 1, NAN, 1, 1}, {}, {}}};
  spec.x = numberAxis(0, 4, "x");
  int lines = 0;
  for (const Mark& mark : draw(spec).marks) {
    const auto* path = std::get_if<Path>(&mark);
    lines += path && path->stroke.width == 1.8;
  }
  EXPECT_EQ(lines, 2);
}

TEST(Chart, NothingToDrawIsNoticed) {
  EXPECT_FALSE(drawable({}));
  EXPECT_FALSE(drawable({{"a", {1, 2}, {NAN, INFINITY}, {}, {}}}));
  EXPECT_TRUE(drawable({{"a", {1, 2}, {NAN, 0}, {}, {}}}));
}

TEST(Chart, ThinningKeepsPeaksAndValleys) {
  Curve curve{"a", {}, {}, {}, {}};
  for (int i = 0; i < 10'000; ++i) {
    curve.x.push_back(i);
    curve.y.push_back(i == 7777 ? 99 : i == 3333 ? -99 : 1);
  }
  const Curve thin = thinned(curve, 300);
  EXPECT_LE(thin.x.size(), 300u);
  EXPECT_EQ(*std::max_element(thin.y.begin(), thin.y.end()), 99);
  EXPECT_EQ(*std::min_element(thin.y.begin(), thin.y.end()), -99);
  EXPECT_TRUE(std::is_sorted(thin.x.begin(), thin.x.end()));
}

TEST(Bars, StayInsideForAnyFactor) {
  std::vector<Reach> rows = {{"all up", 1.42, 1.38, 1.45, "1.42 ×"},
                             {"broken", 0.6, 0.5, 0.7, "0.6 ×"},
                             {"unknown", NAN, {}, {}, "–"},
                             {"none", 0, {}, {}, "under 1 ×"},
                             {"endless", 64, NAN, INFINITY, "64 × or more and a very long text that cannot fit"}};
  expectInside(gauges(rows));
  expectInside(dotPlot(rows));
  expectInside(gauges({}));
  expectInside(shareBars({{"a", 0.5, "50 %"}, {"b", NAN, ""}, {std::string(100, 'n'), 1, "x"}}, "share"));
}

TEST(Bars, TheMatrixHoldsFourteenColumnsAndAnyLoad) {
  LoadMatrix matrix;
  for (int i = 0; i < 14; ++i) matrix.columns.push_back("a rather long resource name " + std::to_string(i));
  matrix.rows = {"one", std::string(90, 'r')};
  matrix.loads.assign(2, std::vector<double>(14, 0.5));
  matrix.loads[0][3] = NAN;
  matrix.loads[1][4] = 12.5;
  matrix.loads[1][5] = INFINITY;
  matrix.verdicts = {"holds today", "OVERLOAD of a name that is too long for its place"};
  matrix.bad = {false, true};
  expectInside(draw(matrix));
}

TEST(Bars, TheHeatMapMergesEqualNeighbours) {
  Curve steady{"a", {}, {}, {}, {}}, busy{"b", {}, {}, {}, {}};
  for (int i = 1; i <= 300; ++i) {
    steady.x.push_back(i);
    steady.y.push_back(0.5);
    busy.x.push_back(i);
    busy.y.push_back(i % 2 ? 0.1 : 0.9);
  }
  const Axis axis = numberAxis(0, 300, "t");
  expectInside(heatMap({steady, busy}, axis));
  EXPECT_LT(heatMap({steady}, axis).marks.size(), 60u);
  EXPECT_GT(heatMap({busy}, axis).marks.size(), 300u);
}

TEST(Diagram, NothingOverlaps) {
  for (const Study& study : {samples::intranet(), samples::dmz(), samples::fifty(), samples::hostile()}) {
    const DiagramLayout layout = layOut(study.farm, study.run);
    std::vector<Place> places;
    for (const auto* nodes : {&layout.users, &layout.proxy, &layout.databases}) {
      for (const NodeCard& node : *nodes) places.push_back(node.place);
    }
    for (const ZoneCard& zone : layout.zones) {
      places.push_back(zone.place);
      for (std::size_t i = 0; i < zone.servers.size(); ++i) {
        const Place& p = zone.servers[i].place;
        EXPECT_TRUE(p.x > zone.place.x && p.x + p.width < zone.place.x + zone.place.width && p.y > zone.balancerY &&
                    p.bottom() < zone.place.bottom());
        for (std::size_t j = i + 1; j < zone.servers.size(); ++j) EXPECT_FALSE(overlap(p, zone.servers[j].place));
      }
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::size_t j = i + 1; j < places.size(); ++j)
        EXPECT_FALSE(overlap(places[i], places[j])) << study.farm.name;
    }
    expectInside(draw(layout, study.farm, study.run));
  }
}

TEST(Diagram, AServerOfTwoZonesStandsInBothAndIsMarked) {
  const Study study = samples::intranet();
  const DiagramLayout layout = layOut(study.farm, study.run);
  ASSERT_EQ(layout.zones.size(), 2u);
  EXPECT_EQ(layout.zones[0].servers.size(), 3u);
  EXPECT_EQ(layout.zones[1].servers.size(), 2u);
  EXPECT_FALSE(layout.zones[0].servers[0].shared);
  EXPECT_TRUE(layout.zones[0].servers[1].shared);
  EXPECT_TRUE(layout.zones[1].servers[0].shared);
}

TEST(Diagram, ServersWithoutAZoneAndMembersWithoutAServerAreShown) {
  Study study = samples::intranet();
  study.farm.zones[1].members.push_back({"ghost", 1});
  study.farm.servers.push_back(study.farm.servers[0]);
  study.farm.servers.back().name = "lonely";
  const DiagramLayout layout = layOut(study.farm, study.run);
  ASSERT_EQ(layout.zones.size(), 3u);
  EXPECT_EQ(layout.zones[2].title, "In no zone");
  EXPECT_FALSE(layout.zones[1].servers[2].known);
}

TEST(Palette, TextIsReadableOnBothPapers) {
  const auto luminance = [](unsigned colour) {
    double sum = 0;
    const double weights[] = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; ++i) {
      const double c = ((colour >> (16 - 8 * i)) & 255) / 255.0;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  };
  const auto contrast = [&](unsigned a, unsigned b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
  };
  const auto fillOf = [](Ink text) {
    return text == Ink::OkText     ? Ink::OkFill
           : text == Ink::NearText ? Ink::NearFill
           : text == Ink::OverText ? Ink::OverFill
                                   : Ink::Panel;
  };
  for (const Ink ink : {Ink::Text, Ink::Muted, Ink::OkText, Ink::NearText, Ink::OverText, Ink::Accent}) {
    for (const Ink paper : {Ink::Paper, fillOf(ink)}) {
      EXPECT_GE(contrast(shadeOf(ink).light, shadeOf(paper).light), 4.5) << shadeOf(ink).name;
      EXPECT_GE(contrast(shadeOf(ink).dark, shadeOf(paper).dark), 4.5) << shadeOf(ink).name;
    }
  }
  for (std::size_t i = 0; i < kLineInks; ++i) {
    EXPECT_GE(contrast(shadeOf(lineInk(i)).light, 0xFFFFFF), 3.0) << shadeOf(lineInk(i)).name;
    EXPECT_GE(contrast(shadeOf(lineInk(i)).dark, 0x1E1E1E), 3.0) << shadeOf(lineInk(i)).name;
  }
}

}  // namespace
}  // namespace headroom::report
