#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/results/samples.h"

namespace headroom::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ResultsAsJson, ARunComesBackEqualToItself) {
  const RunResult run = samples::fullRun();
  const auto back = fromJson(toJson(run));
  ASSERT_TRUE(back.ok()) << format(back.problems().front());
  EXPECT_EQ(*back, run);
}

TEST(ResultsAsJson, ADefaultRunComesBackEqualToItself) {
  const auto back = fromJson(toJson(RunResult{}));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, RunResult{});
}

TEST(ResultsAsJson, APlanComesBackEqualToItself) {
  const auto back = planFromJson(toJson(samples::fullPlan()));
  ASSERT_TRUE(back.ok()) << format(back.problems().front());
  EXPECT_EQ(*back, samples::fullPlan());
}

TEST(ResultsAsJson, WritingTwiceGivesTheSameBytes) {
  EXPECT_EQ(toJson(samples::fullRun()), toJson(samples::fullRun()));
}

TEST(ResultsAsJson, TheKeysAreTheDocumentedOnes) {
  const std::string json = toJson(samples::fullRun());
  for (const char* key : {"\"schema\": \"headroom.results\"", "\"version\": 1", "\"warmup_s\": 42",
                          "\"measured_s\": 600", "\"in_flight\":50", "\"p99.9\":", "\"offered_load\":",
                          "\"call_response\":", "\"verdict\":\"not_shown\"", "\"program_version\": \"0.1.0\"",
                          "\"queue_full\":10,\"timeout\":20,\"no_server\":5,\"refused\":8,\"dependency\":7",
                          "\"farm_text\":", "\"load_factor\": 1.25"}) {
    EXPECT_THAT(json, HasSubstr(key));
  }
}

TEST(ResultsAsJson, AnEstimateWithoutIntervalSaysWhy) {
  EXPECT_THAT(toJson(samples::fullRun()), HasSubstr(R"("low":null,"high":null,"count":7,"why":"one replication")"));
  RunResult silent;
  silent.zones.resize(1);
  EXPECT_THAT(toJson(silent), HasSubstr(R"("why":"no interval was computed")"));
}

TEST(ResultsAsJson, ValuesThatAreNotFiniteBecomeNullAndComeBackAsNan) {
  RunResult run;
  run.series = {{"Z", "p95", "ms", {1, 2, 3}, {NAN, INFINITY, 4}}};
  run.servers.resize(1);
  run.servers[0].queue.mean = -INFINITY;
  run.servers[0].queue.low = NAN;
  const std::string json = toJson(run);
  EXPECT_THAT(json, Not(HasSubstr("nan")));
  EXPECT_THAT(json, Not(HasSubstr("inf")));
  EXPECT_THAT(json, HasSubstr("[null,null,4]"));
  const auto back = fromJson(json);
  ASSERT_TRUE(back.ok());
  EXPECT_TRUE(std::isnan(back->series[0].values[0]));
  EXPECT_TRUE(std::isnan(back->servers[0].queue.mean));
  EXPECT_FALSE(back->servers[0].queue.low.has_value());
}

TEST(ResultsAsJson, NumbersSurviveToTheLastBit) {
  RunResult run;
  run.series = {{"Z", "p95", "ms", {0.1, 1.0 / 3, 5e-324}, {1.7976931348623157e308, -0.0, 9007199254740993.0}}};
  const auto back = fromJson(toJson(run));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->series, run.series);
  EXPECT_TRUE(std::signbit(back->series[0].values[1]));
}

TEST(ResultsAsJson, NamesWithQuotesControlsAndBrokenBytesStayJson) {
  RunResult run;
  run.farm = "\"\\\n\x01\xff</script>";
  const auto back = fromJson(toJson(run));
  ASSERT_TRUE(back.ok());
  EXPECT_THAT(back->farm, HasSubstr("\"\\\n\x01"));
}

TEST(ResultsAsJson, NamesThatSteerATerminalAreEscapedAndComeBack) {
  RunResult run;
  run.log.emplace();
  const std::string name =
      "a\u202Eb\u061Cc\u2066d\u200Fe\u2028f\x7F"
      "g\xC2\x9B"
      "h größer ☃ 😀";
  run.log->files = {name};
  const std::string json = toJson(run);
  EXPECT_THAT(json, ::testing::HasSubstr("a\\u202eb\\u061cc\\u2066d\\u200fe\\u2028f\\u007fg\\u009bh größer ☃ 😀"));
  const auto again = fromJson(json);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->log->files, run.log->files);
}

TEST(ResultsAsJson, UnknownKeysAreIgnored) {
  const auto back =
      fromJson(R"({"schema": "headroom.results", "version": 1, "farm": "f", "from_the_future": {"a": [1]}})");
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->farm, "f");
}

TEST(ResultsAsJson, ANewerVersionIsRefusedWithAdvice) {
  const auto back = fromJson(R"({"schema": "headroom.results", "version": 2})", "r.json");
  ASSERT_FALSE(back.ok());
  EXPECT_THAT(format(back.problems()[0]), HasSubstr("newer than this program reads"));
  EXPECT_THAT(format(back.problems()[0]), HasSubstr("r.json"));
}

TEST(ResultsAsJson, AnotherKindOfDocumentIsRefused) {
  for (const char* text :
       {"{}", "[]", "3", R"({"schema": "other", "version": 1})", R"({"schema": "headroom.plan", "version": 1})",
        R"({"schema": 5})", R"({"schema": "headroom.results", "version": "1"})"}) {
    EXPECT_FALSE(fromJson(text).ok()) << text;
  }
}

TEST(ResultsAsJson, BrokenJsonIsToldWithLineAndColumn) {
  const auto back = fromJson("{\n\"schema\": \"headroom.results\",\n  oops\n}", "r.json");
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.problems()[0].place.line, 3);
  EXPECT_EQ(back.problems()[0].place.column, 3);
}

TEST(ResultsAsJson, AnEmptyFileSaysSo) {
  const auto back = fromJson(" \n", "r.json");
  ASSERT_FALSE(back.ok());
  EXPECT_THAT(back.problems()[0].what, HasSubstr("empty"));
}

TEST(ResultsAsJson, EveryProblemIsToldAtOnceWithItsPath) {
  const auto back =
      fromJson(R"({"schema": "headroom.results", "version": 1, "seed": -1, "steady": "yes", "zones": [{"name": 3}, 4],
    "servers": {"a": 1}, "slos": [{"verdict": "perhaps"}], "series": [{"times": [1], "values": []}], "replications": 1e10, "totals": {"arrivals": 1.5}})");
  ASSERT_FALSE(back.ok());
  std::string all;
  for (const Diagnostic& problem : back.problems()) all += problem.what + "\n";
  for (const char* path : {"seed ", "steady ", "zones[0].name ", "zones[1] ", "servers ", "slos[0].verdict ",
                           "series[0] ", "replications ", "totals.arrivals "}) {
    EXPECT_THAT(all, HasSubstr(path));
  }
  EXPECT_EQ(back.problems().size(), 9u);
}

TEST(ResultsAsJson, AFloodOfProblemsIsCutAtFifty) {
  std::string text = R"({"schema": "headroom.results", "version": 1, "zones": [0)";
  for (int i = 0; i < 500; ++i) text += ",0";
  const auto back = fromJson(text + "]}");
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.problems().size(), 50u);
}

TEST(ResultsAsJson, DeepNestingAndHugeNumbersAreRefusedWithoutCrashing) {
  EXPECT_FALSE(fromJson(std::string(200'000, '[')).ok());
  EXPECT_FALSE(fromJson(R"({"schema": "headroom.results", "version": 1, "load_factor": 1e999})").ok());
}

TEST(ResultsAsJson, EveryPrefixOfADocumentIsRefused) {
  const std::string json = toJson(samples::fullRun());
  for (std::size_t length = 0; length + 2 < json.size(); length += 7)
    EXPECT_FALSE(fromJson(json.substr(0, length)).ok()) << length;
}

TEST(ResultsAsJson, ResultsCanCarryAPlan) {
  std::string json = toJson(samples::fullRun());
  json.erase(json.rfind('}'));
  json += ", \"plan\": " + toJson(samples::fullPlan()) + "}";
  ASSERT_TRUE(fromJson(json).ok());
  const auto plan = planFromJson(json);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(*plan, samples::fullPlan());
  EXPECT_FALSE(planFromJson(toJson(samples::fullRun())).ok());
}

}  // namespace
}  // namespace headroom::results
