#include "engine/results/results.h"
#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;

class Run : public Cli {
 protected:
  results::RunResult resultOf(std::vector<std::string> args) {
    args.push_back("--json");
    const Answer answer = headroom(args);
    auto result = results::fromJson(answer.out);
    EXPECT_TRUE(result.ok()) << answer.out << answer.err;
    return result.ok() ? *result : results::RunResult{};
  }
};

TEST_F(Run, ReproducesTheUtilisationLaw) {
  const auto run = resultOf({"run", file("f.farm", farmText())});
  ASSERT_EQ(run.servers.size(), 2u);
  for (const auto& server : run.servers) {
    EXPECT_LE(*server.utilisation.low, 0.25);  // 100/s × 10 ms over 4 cores
    EXPECT_GE(*server.utilisation.high, 0.25);
  }
  EXPECT_TRUE(run.steady);
}

TEST_F(Run, ALoadThatGoesUpAndDownIsNoOverload) {
  const std::string farm = file(
      "f.farm",
      farmText("open { rate: \"100/s\" }",
               "open { rate: \"100/s\" curve { point { at: \"0s\" factor: 0.5 } point { at: \"10s\" factor: 1 } } }"));
  const Answer answer = headroom({"run", farm});
  EXPECT_EQ(answer.code, 0) << answer.out;
  EXPECT_THAT(answer.out, HasSubstr("the load follows a curve"));
  EXPECT_TRUE(resultOf({"run", file("g.farm", farmText()), "--load", "9"}).overloaded);
}

TEST_F(Run, SameSeedSameBitsOnAnyNumberOfThreads) {
  const std::string farm = file("f.farm", farmText());
  const Answer one = headroom({"run", farm, "--json", "--threads", "1"});
  const Answer two = headroom({"run", farm, "--json", "--threads", "2"});
  EXPECT_EQ(one.out, two.out);
  EXPECT_NE(one.out, headroom({"run", farm, "--json", "--seed", "8"}).out);
}

TEST_F(Run, OneLongRunGetsItsIntervalsFromBatches) {
  const std::string farm = file("f.farm", farmText());
  const auto run = resultOf({"run", farm, "--batch-means", "--duration", "120s"});
  EXPECT_EQ(run.replications, 1);
  ASSERT_TRUE(run.intervals);
  EXPECT_EQ(run.intervals->method, "batch means");
  EXPECT_TRUE(run.servers[0].utilisation.low) << run.servers[0].utilisation.why;
  EXPECT_THAT(headroom({"run", farm, "--replications", "1", "--duration", "120s"}).out,
              HasSubstr("30 batches of one run"));
  EXPECT_EQ(headroom({"run", farm, "--batch-means", "--replications", "3"}).code, 2);
}

TEST_F(Run, TheSummaryNamesZonesServersAndObjectives) {
  const Answer answer = headroom({"run", file("f.farm", farmText())});
  EXPECT_EQ(answer.code, 0) << answer.out;
  for (const char* word : {"Front", "FE1", "FE2", "DB", "p95", "fast"}) EXPECT_THAT(answer.out, HasSubstr(word));
}

TEST_F(Run, AMissedObjectiveIsExitCodeOne) {
  EXPECT_EQ(headroom({"run", file("f.farm", farmText("200ms", "1ms"))}).code, 1);
}

TEST_F(Run, OverloadIsNamedAndIsExitCodeOne) {
  const Answer answer = headroom({"run", file("f.farm", farmText()), "--load", "5"});
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.out, HasSubstr("overload"));
}

TEST_F(Run, AServerDownMovesItsLoad) {
  const auto run = resultOf({"run", file("f.farm", farmText()), "--down", "FE1"});
  for (const auto& server : run.servers) {
    if (server.name == "FE2") {
      EXPECT_LE(*server.utilisation.low, 0.5);
      EXPECT_GE(*server.utilisation.high, 0.5);
    } else {
      EXPECT_EQ(server.utilisation.mean, 0);
    }
  }
}

TEST_F(Run, AnUnknownNodeDownIsWrongUsage) {
  EXPECT_EQ(headroom({"run", file("f.farm", farmText()), "--down", "FE7"}).code, 2);
}

TEST_F(Run, ACacheCanBeDown) {
  std::string text = farmText();
  text.insert(text.find("database {") + 10, " cache { hit_ratio: \"90%\" }");
  const Answer answer = headroom({"run", file("f.farm", text), "--down", "DB cache"});
  EXPECT_NE(answer.code, 2) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("DB cache: down"));
}

TEST_F(Run, WritesJsonAndCsvFiles) {
  const std::string farm = file("f.farm", farmText());
  EXPECT_EQ(headroom({"run", farm, "--out", path("r.json")}).code, 0);
  EXPECT_EQ(headroom({"run", farm, "--out", path("r.csv")}).code, 0);
  EXPECT_THAT(contentOf("r.json"), HasSubstr("\"headroom.results\""));
  EXPECT_THAT(contentOf("r.csv"), HasSubstr("FE1"));
  EXPECT_EQ(headroom({"run", farm, "--out", path("r.xlsx")}).code, 2);
}

TEST_F(Run, ABadDurationIsWrongUsage) {
  const std::string farm = file("f.farm", farmText());
  for (const char* bad : {"10", "-5s", "0s", "nan", "soon"})
    EXPECT_EQ(headroom({"run", farm, "--duration", bad}).code, 2) << bad;
}

TEST_F(Run, ReplaysALogByItsPaths) {
  std::string log;
  for (int second = 0; second < 50; ++second) {
    const std::string stamp =
        std::string("22/Nov/2026:10:00:") + (second < 10 ? "0" : "") + std::to_string(second) + " +0000";
    for (int i = 0; i < 20; ++i)
      log += "10.0.0.1 - - [" + stamp + "] \"GET /Shop/Home?id=1 HTTP/1.1\" 200 512 \"-\" \"test\"\n";
    log += "10.0.0.1 - - [" + stamp + "] \"GET /Other HTTP/1.1\" 404 0 \"-\" \"test\"\n";
  }
  log += "this is no log line\n";
  const std::string logFile = file("access.log", log);
  const std::string farm = file("f.farm", farmText());
  const auto run = resultOf({"replay", farm, logFile});
  ASSERT_TRUE(run.log.has_value());
  EXPECT_EQ(run.log->valid, 1050u);
  EXPECT_EQ(run.log->malformed, 1u);
  EXPECT_EQ(run.log->unmapped, 50u);
  EXPECT_EQ(run.totals.arrivals, 1000u * static_cast<unsigned>(run.replications));
  EXPECT_TRUE(run.replay);
  const Answer text = headroom({"replay", farm, logFile});
  EXPECT_THAT(text.err, HasSubstr("1 of 1 051 log lines are malformed"));
  EXPECT_THAT(text.err, HasSubstr("access.log:1051"));
}

TEST_F(Run, AFarmThatAnswersNothingIsNeverFine) {
  const std::string farm = file("f.farm", farmText("includes_all_servers: true\n", ""));
  const Answer answer = headroom({"run", farm});
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.out, HasSubstr("✗ no answer"));
  EXPECT_THAT(answer.out, HasSubstr("✗ missed"));
}

TEST_F(Run, AServerTakenOutIsShownAsDown) {
  EXPECT_THAT(headroom({"run", file("f.farm", farmText()), "--down", "FE1"}).out, HasSubstr("down"));
}

TEST_F(Run, ClosedUsersSaturateAServerWithoutEndlessQueues) {
  const std::string closed = farmText("open { rate: \"100/s\" }", "closed { population: 1000 think: \"1s\" }");
  const Answer answer = headroom({"run", file("f.farm", closed)});
  EXPECT_THAT(answer.out, HasSubstr("▲ saturated"));
  EXPECT_THAT(answer.out, testing::Not(HasSubstr("grows without bound")));
}

TEST_F(Run, NeverWritesOverWhatItReads) {
  const std::string farm = file("f.farm", farmText());
  std::filesystem::copy_file(farm, path("f.csv"));
  const Answer answer = headroom({"run", path("f.csv"), "--out", path("f.csv")});
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.err, HasSubstr("input of the run"));
  EXPECT_EQ(contentOf("f.csv"), contentOf("f.farm"));
  std::filesystem::copy_file(farm, path("f.html"));
  EXPECT_EQ(headroom({"report", path("f.html"), "--no-plan", "-o", path("f.html")}).code, 2);
  EXPECT_EQ(contentOf("f.html"), contentOf("f.farm"));
}

TEST_F(Run, ASeedIsAWholeNumber) {
  const std::string farm = file("f.farm", farmText());
  for (const char* bad : {"-1", "99999999999999999999999", "1.5", "x"}) {
    EXPECT_EQ(headroom({"run", farm, "--seed", bad}).code, 2) << bad;
  }
}

TEST_F(Run, ALoadThatIsNoNumberIsWrongUsage) {
  for (const char* bad : {"nan", "-1", "0", "inf"}) {
    EXPECT_EQ(headroom({"run", file("f.farm", farmText()), "--load", bad}).code, 2) << bad;
  }
}

TEST_F(Run, ShowsTheSlowestRequestsStepByStep) {
  const std::string farm = file("f.farm", farmText());
  const Answer answer = headroom({"run", farm, "--traces", "2"});
  EXPECT_EQ(answer.code, 0) << answer.err;
  for (const char* word : {"slowest:", "sample:", "cores FE", "░ waiting"}) EXPECT_THAT(answer.out, HasSubstr(word));
  const auto run = resultOf({"run", farm, "--traces", "2"});
  ASSERT_EQ(run.traces.size(), 4u);
  std::uint64_t sum = 0;
  for (const auto& step : run.traces[0].steps) sum += step.depth == 0 ? step.lengthNs() : 0;
  EXPECT_EQ(sum, run.traces[0].responseNs);
}

TEST_F(Run, GoesOnUntilItIsPreciseOrItsBudgetIsSpent) {
  const std::string farm = file("f.farm", farmText());
  const auto run = resultOf({"run", farm, "--precision", "10%", "--duration", "20s"});
  ASSERT_TRUE(run.precision);
  EXPECT_TRUE(run.precision->reached);
  const Answer poor = headroom({"run", farm, "--precision", "0.01%", "--budget", "1k", "--duration", "5s"});
  EXPECT_EQ(poor.code, 1);
  EXPECT_THAT(poor.out, HasSubstr("not reached"));
}

TEST_F(Run, EndsWhenItsBudgetIsSpent) {
  const std::string farm = file("f.farm", farmText());
  const Answer spent = headroom({"run", farm, "--budget", "100k", "--replications", "2", "--duration", "200000s"});
  EXPECT_EQ(spent.code, 3);
  EXPECT_THAT(spent.err, HasSubstr("--budget"));
  const Answer longest = headroom({"run", farm, "--replications", "1", "--duration", "2500000h"});
  EXPECT_EQ(longest.code, 3);
  EXPECT_THAT(longest.err, HasSubstr("the clock has room for 146"));
  const Answer most = headroom({"run", farm, "--requests", "9007199254740992", "--load", "0.000001"});
  EXPECT_EQ(most.code, 3);
  EXPECT_THAT(most.err, HasSubstr("fewer --requests"));
  const Answer hopeless = headroom({"run", farm, "--replications", "1", "--duration", "1000000h"});
  EXPECT_EQ(hopeless.code, 3);
  EXPECT_THAT(hopeless.err, HasSubstr("billion events, more than its budget of 10 billion"));
}

TEST_F(Run, RefusesAPrecisionThatIsNone) {
  const std::string farm = file("f.farm", farmText());
  for (const char* wrong : {"x", "0", "-1%", "200%", "nan", "2s"}) {
    EXPECT_EQ(headroom({"run", farm, "--precision", wrong}).code, 2) << wrong;
  }
  EXPECT_EQ(headroom({"run", farm, "--precision", "2%", "--budget", "-3"}).code, 2);
  EXPECT_EQ(headroom({"run", farm, "--precision", "2%", "--precision-of", "speed"}).code, 2);
  EXPECT_EQ(headroom({"run", farm, "--budget", "1h"}).code, 2);
}

}  // namespace
}  // namespace headroom::cli
