#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "tests/results/samples.h"

namespace headroom::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(ResultsAsCsv, EveryRowHasTheColumnsOfTheHeader) {
  for (const std::string& line : linesOf(toCsv(samples::fullRun()) + toCsv(samples::fullPlan(), false))) {
    bool quoted = false;
    int commas = 0;
    for (const char c : line) {
      quoted ^= c == '"';
      commas += c == ',' && !quoted;
    }
    EXPECT_EQ(commas, 9) << line;
  }
}

TEST(ResultsAsCsv, FiguresKeepTheirIntervalAndCount) {
  EXPECT_THAT(toCsv(samples::fullRun()), HasSubstr("zone,Global,throughput,/s,,400,396,404,1000,\r\n"));
  EXPECT_THAT(toCsv(samples::fullRun()), HasSubstr("server,FE1,queue_full,requests,,3,,,,\r\n"));
  EXPECT_THAT(toCsv(samples::fullRun()), HasSubstr("server,FE1,shed,requests,,12,,,,\r\n"));
  EXPECT_THAT(toCsv(samples::fullRun()), HasSubstr("scaling,Global,most,servers,,6,,,,\r\n"));
  EXPECT_THAT(toCsv(samples::fullRun()), HasSubstr("proxy,proxy,handshakes,/s,,130,"));
}

TEST(ResultsAsCsv, NamesThatASpreadsheetWouldRunGetAnApostrophe) {
  RunResult run;
  for (const char* name : {"=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\tx", "\rx"}) {
    run.zones.push_back({});
    run.zones.back().name = name;
  }
  for (const std::string& line : linesOf(toCsv(run))) {
    if (!line.starts_with("zone,")) continue;
    EXPECT_TRUE(line.starts_with("zone,\"'")) << line;
  }
}

TEST(ResultsAsCsv, NegativeFiguresStayFigures) {
  RunResult run;
  run.servers.resize(1);
  run.servers[0].queue = {0.1, -0.05, 0.25, 3, {}};
  EXPECT_THAT(toCsv(run), HasSubstr(",0.1,-0.05,0.25,3,"));
}

TEST(ResultsAsCsv, QuotesCommasAndLineEndsStayInTheirCell) {
  RunResult run;
  run.zones.resize(1);
  run.zones[0].name = "a \"b\", c\nd";
  EXPECT_THAT(toCsv(run), HasSubstr("zone,\"a \"\"b\"\", c\nd\",throughput"));
}

TEST(ResultsAsCsv, WindowsWithoutObservationAreEmptyCells) {
  RunResult run;
  run.series = {{"Z", "p95", "ms", {10, 20}, {NAN, 5}}};
  EXPECT_THAT(toCsv(run), HasSubstr("series,Z,p95,ms,10,,,,,\r\n"));
  EXPECT_THAT(toCsv(run), HasSubstr("series,Z,p95,ms,20,5,,,,\r\n"));
  EXPECT_THAT(toCsv(run), Not(HasSubstr("nan")));
}

TEST(ResultsAsCsv, APlanCanFollowARunWithoutAHeader) {
  EXPECT_TRUE(toCsv(samples::fullPlan()).starts_with("kind,name,"));
  EXPECT_TRUE(toCsv(samples::fullPlan(), false).starts_with("situation,all up,factor,"));
}

}  // namespace
}  // namespace headroom::results
