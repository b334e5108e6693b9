// headroom calibrate, from logs and counters to a farm that runs.
#include <cstdio>

#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class Calibrate : public Cli {
 protected:
  /// Ten minutes of one request every quarter of a second, each answered after 15 ms; ends are logged.
  std::string log() const {
    std::string text;
    for (int i = 0; i < 2400; ++i) {
      const int ms = i * 250 + 15;
      char line[200];
      std::snprintf(
          line, sizeof line,
          "10.0.0.%d - - [23/Nov/2026:10:%02d:%02d.%03d +0000] \"GET /Shop/Home HTTP/1.1\" 200 5000 \"-\" \"curl\" "
          "rt=0.015\n",
          i % 20, ms / 60'000, ms / 1000 % 60, ms % 1000);
      text += line;
    }
    return file("access.log", text);
  }
  std::string farm() const { return file("shop.farm", farmText()); }
};

TEST_F(Calibrate, FindsTheSameOnOneThreadAndOnTwo) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) {
    const int ms = i * 90 - (i % 101 == 0 ? 7'000 : 0) + 8'000;
    char line[200];
    std::snprintf(line, sizeof line,
                  "10.0.%d.%d - - [23/Nov/2026:%02d:%02d:%02d.%03d +0000] \"GET /%s/Home HTTP/1.1\" %d %d \"-\" "
                  "\"Mozilla/%d\" rt=0.%03d\n",
                  i % 3, i * 7 % 250, ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000,
                  i % 17 == 0 ? "Old" : "Shop", i % 300 == 0 ? 500 : 200, i * 31 % 9'000, i % 40, 4 + i * 13 % 50);
    text += line;
    if (i % 3'001 == 0) text += "junk\n";
  }
  const std::string shop = farm(), first = file("a.log", text), second = file("b.log", text.substr(text.size() / 4));
  ASSERT_GT(text.size(), 3'000'000u);
  const std::vector<std::string> ask = {"calibrate", shop, first, second, "--back-test", "--json", "-o"};
  const auto with = [&](const std::string& threads) {
    std::vector<std::string> args = ask;
    args.insert(args.end(), {path("fitted" + threads + ".farm"), "--threads", threads});
    return headroom(args);
  };
  const Answer one = with("1"), two = with("2");
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(two.code, one.code);
  EXPECT_EQ(two.out, one.out);
  EXPECT_EQ(two.err, one.err);
  EXPECT_EQ(contentOf("fitted2.farm"), contentOf("fitted1.farm"));
}

TEST_F(Calibrate, WritesAFarmThatIsSoundAndSaysWhereItsFiguresComeFrom) {
  const Answer answer = headroom({"calibrate", farm(), log(), "-o", path("fitted.farm")});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("demand per request"));
  const std::string fitted = contentOf("fitted.farm");
  EXPECT_THAT(fitted, HasSubstr("rate: \"4/s\""));
  EXPECT_THAT(fitted, HasSubstr("demand: \"13ms\""));  // 15 ms less 2 ms in the database
  EXPECT_THAT(fitted, HasSubstr("subject: \"Shop demand\""));
  EXPECT_THAT(fitted, HasSubstr("standing: FITTED"));
  EXPECT_EQ(headroom({"run", path("fitted.farm"), "--duration", "5s", "--replications", "1"}).code, 0);
}

TEST_F(Calibrate, SaysHowManyLinesWereMalformedAndWhatToDo) {
  const std::string sound = log();
  EXPECT_THAT(headroom({"calibrate", farm(), sound}).out, Not(HasSubstr("malformed")));
  std::string text = contentOf("access.log");
  for (int i = 0; i < 1'200; ++i) text += "junk\n";
  const Answer answer = headroom({"calibrate", farm(), file("junk.log", text)});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("! 1 200 malformed lines left out, first at"));
  EXPECT_THAT(answer.err, HasSubstr("1 200 of 3 600 log lines are malformed and were left out"));
  EXPECT_THAT(answer.err, HasSubstr("look at them; a wrong format or a damaged file shows here"));
}

TEST_F(Calibrate, PrintsTheFarmInsteadOfTheReportForADash) {
  const Answer answer = headroom({"calibrate", farm(), log(), "-o", "-"});
  EXPECT_EQ(answer.out.rfind("version: 1", 0), 0u);
  EXPECT_THAT(answer.out, Not(HasSubstr("demand per request")));
}

TEST_F(Calibrate, TestsTheFitOnAPartOfTheLogThroughTheSimulator) {
  const Answer answer =
      headroom({"calibrate", farm(), log(), "--back-test", "--hold-out", "20%", "--replications", "2", "--json"});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("\"requests_tested\": 484"));
  EXPECT_THAT(answer.out, HasSubstr("\"requests_fitted_on\": 1916"));
  EXPECT_THAT(answer.out, HasSubstr("\"observed\": 15.0"));
  const Answer text = headroom({"calibrate", farm(), log(), "--back-test", "--hold-out", "10:04-10:05"});
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("whose 240 were replayed"));
  EXPECT_THAT(text.out, HasSubstr("p95"));
}

TEST_F(Calibrate, NamesEveryProblemWithItsPlace) {
  const std::string bad = file("cpu.csv", "when,FE1\n1,2\n");
  const Answer answer = headroom({"calibrate", farm(), path("none.log"), "--cpu", bad});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("none.log"));
  EXPECT_THAT(answer.err, HasSubstr("cpu.csv:1: error: the header names no column of times"));
  EXPECT_TRUE(answer.out.empty());
}

TEST_F(Calibrate, RefusesWrongUsage) {
  EXPECT_EQ(headroom({"calibrate", farm(), log(), "-o", path("access.log")}).code, 2);
  EXPECT_EQ(headroom({"calibrate", farm(), log(), "--cpu-zone", "CET"}).code, 2);
  EXPECT_EQ(headroom({"calibrate", farm(), log(), "--session-gap", "0"}).code, 2);
  EXPECT_EQ(headroom({"calibrate", farm(), log(), "--hold-out", "20%"}).code, 2);
  for (const char* part : {"100%", "nan", "x", "10:00", "10:00-11:00-12:00", "-1"})
    EXPECT_EQ(headroom({"calibrate", farm(), log(), "--back-test", std::string("--hold-out=") + part}).code, 2) << part;
  EXPECT_EQ(headroom({"calibrate", farm(), log(), "--hour", "3"}).code, 3);
}

}  // namespace
}  // namespace headroom::cli
