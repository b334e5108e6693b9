#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "engine/results/figures.h"
#include "engine/results/terminal.h"
#include "tests/results/samples.h"

namespace headroom::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

int widestLine(const std::string& text) {
  int widest = 0;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) widest = std::max(widest, displayWidth(line));
  return widest;
}

TEST(ResultsAsText, NoLineIsWiderThanAsked) {
  for (const int width : {40, 60, 80, 120}) {
    EXPECT_LE(widestLine(toText(samples::fullRun(), width)), width);
    EXPECT_LE(widestLine(toText(samples::fullPlan(), width)), width);
  }
}

TEST(ResultsAsText, VerdictsAreWordsBesideTheirMarks) {
  const std::string text = toText(samples::fullRun());
  EXPECT_THAT(text, HasSubstr("✓ met        fast: p95 of AppX below 500 ms: 37.5 ms"));
  EXPECT_THAT(text, HasSubstr("✗ missed     sound: failures of AppX below 1 %: 5.00 %"));
  EXPECT_THAT(text, HasSubstr("○ not shown  calm"));
}

TEST(ResultsAsText, OverloadIsSaidFirst) {
  const std::string text = toText(samples::fullRun());
  EXPECT_THAT(text, HasSubstr("✗ overload   FE3 is asked for 107 %"));
  EXPECT_LT(text.find("overload"), text.find("met "));
}

TEST(ResultsAsText, ServersCarryAWordForTheirLoad) {
  std::istringstream in(toText(samples::fullRun()));
  std::string fe1, fe3, db;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("FE1 ")) fe1 = line;
    if (line.starts_with("FE3 ")) fe3 = line;
    if (line.starts_with("database DB")) db = line;
  }
  EXPECT_TRUE(fe1.ends_with("OK")) << fe1;
  EXPECT_TRUE(fe3.ends_with("OVER")) << fe3;
  EXPECT_TRUE(db.ends_with("near")) << db;
}

TEST(ResultsAsText, AServerThatNobodySendsAnythingToIsIdle) {
  RunResult run = samples::fullRun();
  run.servers[0].utilisation = run.servers[0].offeredLoad = {0.0, 0.0, 0.0, 10, {}};
  EXPECT_THAT(toText(run), Not(HasSubstr("idle"))) << "it passes requests that cost nothing";
  run.servers[0].throughput = {0.0, 0.0, 0.0, 10, {}};
  EXPECT_THAT(toText(run), HasSubstr("idle"));
}

TEST(Figures, ALastWindowOfNextToNoTimeIsNotDrawn) {
  Series series{"Z", "throughput", "/s", {4, 8, 12, 12.1}, {10, 11, 10, 160}};
  EXPECT_EQ(pointsShown(series), 3U);
  series.times.back() = 14.5;
  EXPECT_EQ(pointsShown(series), 4U);
  EXPECT_EQ(pointsShown({"Z", "throughput", "/s", {4, 4.1}, {1, 2}}), 2U);
}

TEST(ResultsAsText, BrokenChecksAndWarningsAreSaid) {
  const std::string text = toText(samples::fullRun());
  EXPECT_THAT(text, HasSubstr("self-check broken: Little's law"));
  EXPECT_THAT(text, HasSubstr("! FE3 is overloaded: no steady state"));
  EXPECT_THAT(text, HasSubstr("! out for the whole run: FE9"));
  EXPECT_THAT(text, HasSubstr("! 1 malformed lines left out, first at a.log:3; look at them"));
}

TEST(ResultsAsText, ScaledZonesHaveATableOfTheirOwn) {
  std::istringstream in(toText(samples::fullRun()));
  std::string row;
  for (std::string line; std::getline(in, line) && row.empty();) {
    if (!line.starts_with("Scaled zone")) continue;
    while (std::getline(in, row) && !row.starts_with("Global")) {
    }
  }
  EXPECT_THAT(row, HasSubstr("3.5"));
  EXPECT_THAT(row, HasSubstr("2…6"));
  EXPECT_TRUE(row.ends_with("38")) << row;
  RunResult run = samples::fullRun();
  run.scaling.clear();
  EXPECT_THAT(toText(run), Not(HasSubstr("Scaled zone")));
}

TEST(ResultsAsText, AServerThatShedsIsNotDrowning) {
  RunResult run = samples::fullRun();
  run.servers[1].shed = 500;
  EXPECT_THAT(toText(run), HasSubstr("▲ sheds load FE3 is asked for 107 %"));
  EXPECT_THAT(toText(run), Not(HasSubstr("✗ overload")));
}

TEST(ResultsAsText, ColourOnlyAddsToTheWords) {
  std::string coloured = toText(samples::fullRun(), 80, true);
  EXPECT_THAT(coloured, HasSubstr("\x1b[31m"));
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
    coloured.erase(at, coloured.find('m', at) - at + 1);
  EXPECT_EQ(coloured, toText(samples::fullRun(), 80, false));
}

TEST(ResultsAsText, WithoutColourThereIsNoEscape) {
  EXPECT_THAT(toText(samples::fullRun()), Not(HasSubstr("\x1b")));
}

TEST(ResultsAsText, NamesCannotDriveTheTerminal) {
  RunResult run;
  run.farm = "\x1b]0;title\x07";
  run.zones.resize(1);
  run.zones[0].name = "\x1b[2J\u202E";
  run.warnings = {"\x1b[31mred"};
  const std::string text = toText(run);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\u202E")));
}

TEST(ResultsAsText, AnEmptyRunStillSaysSomething) {
  const std::string text = toText(RunResult{});
  EXPECT_THAT(text, HasSubstr("0 arrived"));
  EXPECT_THAT(text, HasSubstr("no objective"));
}

TEST(ResultsAsText, NothingObservedIsADashNotAZero) {
  RunResult run;
  run.zones.resize(1);
  run.zones[0].name = "Idle";
  const std::string text = toText(run);
  EXPECT_THAT(text, HasSubstr("–"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST(PlanAsText, SituationsSayWhetherTheyHold) {
  const std::string text = toText(samples::fullPlan());
  EXPECT_THAT(text, HasSubstr("1.42 × (1.41–1.43)"));
  EXPECT_THAT(text, HasSubstr("under 1 ×"));
  EXPECT_THAT(text, HasSubstr("64.0 × or more"));
  EXPECT_THAT(text, HasSubstr("OVERLOAD"));
}

TEST(PlanAsText, EachLimitIsNamedOnceWithItsSituations) {
  const std::string text = toText(samples::fullPlan());
  EXPECT_THAT(text, HasSubstr("utilisation of FE3 at 70 %: all up and FE2 lost"));
  EXPECT_THAT(text, HasSubstr("none found: FE4 lost"));
}

TEST(Terminal, WideLettersTakeTwoColumnsAndMarksNone) {
  EXPECT_EQ(displayWidth("abc"), 3);
  EXPECT_EQ(displayWidth("日本"), 4);
  EXPECT_EQ(displayWidth("e\u0301"), 1);
  EXPECT_EQ(cutTo("日本語の", 5), "日本…");
}

TEST(Terminal, LongWordsAreBrokenRatherThanOverflowing) {
  Terminal out(40, false);
  out.paragraph("! ", std::string(200, 'x'));
  const std::string text = out.take();
  EXPECT_LE(widestLine(text), 40);
  EXPECT_EQ(std::count(text.begin(), text.end(), 'x'), 200);
}

TEST(ResultsAsText, ATraceIsAnIndentedWaterfall) {
  const std::string text = toText(samples::fullRun(), 160);
  EXPECT_THAT(text, HasSubstr("slowest: AppX"));
  EXPECT_THAT(text, HasSubstr("failed: timeout"));
  EXPECT_THAT(text, HasSubstr("pool queue FE1"));
  EXPECT_THAT(text, HasSubstr("  cores FE2"));
  EXPECT_THAT(text, HasSubstr("░"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(ResultsAsText, PrecisionNotReachedIsSaidWithWhatWas) {
  const std::string text = toText(samples::fullRun(), 200);
  EXPECT_THAT(text, HasSubstr("not reached: the budget is spent; p95 of Global is known to ±4.1"));
}

}  // namespace
}  // namespace headroom::results
