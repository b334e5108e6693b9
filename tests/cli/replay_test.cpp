// Logs replayed with their own service times, compared, scaled by visitors.
#include "engine/results/results.h"
#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;

class ReplayOptionsOfThe : public Cli {
 protected:
  /// 600 requests, ten a second, each alone: nobody waits and the answer takes 30 ms.
  std::string haproxyLog(const std::string& timers = "0/0/1/28/30") {
    std::string log;
    for (int i = 0; i < 600; ++i) {
      const int second = i / 10;
      log += "10.0.0." + std::to_string(i % 20) + ":4711 [23/Nov/2026:10:00:" + (second < 10 ? "0" : "") +
             std::to_string(second) + "." + std::to_string(i % 10) + "00] www Global/FE1 " + timers +
             " 200 100 - - ---- 1/1/0/0/0 0/0 \"GET /Shop/Home HTTP/1.1\"\n";
    }
    return file("haproxy.log", log);
  }
};

TEST_F(ReplayOptionsOfThe, CommandLineComparesWithTheLog) {
  const std::string farm = file("f.farm", farmText()), log = haproxyLog();
  const Answer answer = headroom({"replay", farm, log, "--service", "log", "--validate", "--tolerance", "5%"});
  EXPECT_EQ(answer.code, 0) << answer.out << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("Against the log"));
  EXPECT_THAT(answer.out, HasSubstr("validated"));
  const Answer json = headroom({"replay", farm, log, "--service", "log", "--validate", "--json"});
  const auto run = results::fromJson(json.out);
  ASSERT_TRUE(run.ok());
  ASSERT_TRUE(run->validation);
  EXPECT_EQ(run->replications, 1);
  EXPECT_FALSE(run->validation->tolerance);
  EXPECT_EQ(run->validation->rows.at(0).logged.count, 600u);
}

TEST_F(ReplayOptionsOfThe, CommandLineLeavesKindsOfRequestsOut) {
  const std::string farm = file("f.farm", farmText());
  std::string text;
  for (int i = 0; i < 40; ++i) {
    const std::string second = std::to_string(10 + i);
    text += "10.0.0.1 - - [23/Nov/2026:10:00:" + second + " +0000] \"GET /Shop/" + (i % 4 == 0 ? "a.css" : "Home") +
            " HTTP/1.1\" 200 1 \"-\" \"" + (i % 4 == 1 ? "Googlebot/2.1" : "Mozilla/5.0") + "\"\n";
  }
  const std::string log = file("access.log", text);
  const Answer answer = headroom({"replay", farm, log, "--without", "robots,static", "--json"});
  EXPECT_EQ(answer.code, 0) << answer.err;
  const auto run = results::fromJson(answer.out);
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->totals.arrivals, 20u * static_cast<unsigned>(run->replications));
  EXPECT_THAT(answer.out, HasSubstr("20 requests are left out"));
  EXPECT_THAT(headroom({"trace", log, "--without", "robots", "--json"}).out, HasSubstr("\"selected\": 30"));
  EXPECT_EQ(headroom({"trace", log, "--without", "people"}).code, 2);
}

TEST_F(ReplayOptionsOfThe, CommandLineSaysNoWhereTheModelIsWrong) {
  const std::string farm = file("f.farm", farmText()), log = haproxyLog("0/0/1/298/300");
  const Answer answer = headroom({"replay", farm, log, "--validate", "--tolerance", "20"});  // the farm computes 10 ms
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.out, HasSubstr("✗ not validated"));
  EXPECT_EQ(headroom({"replay", farm, log, "--validate"}).code, 0);
}

TEST_F(ReplayOptionsOfThe, CommandLineScalesVisitors) {
  const std::string farm = file("f.farm", farmText()), log = haproxyLog();
  const Answer answer = headroom({"replay", farm, log, "--scale-users", "2", "--session-gap", "10s", "--session-by",
                                  "client", "--replications", "2", "--json"});
  const auto run = results::fromJson(answer.out);
  ASSERT_TRUE(run.ok()) << answer.err;
  EXPECT_EQ(run->totals.arrivals, 2u * 1200u);
  EXPECT_THAT(run->log->notes.at(0), HasSubstr("20 sessions"));
  EXPECT_THAT(headroom({"replay", farm, log, "--speed", "2"}).out, HasSubstr("burstiness"));
}

TEST_F(ReplayOptionsOfThe, CommandLineRefusesWhatMakesNoSense) {
  const std::string farm = file("f.farm", farmText()), log = haproxyLog();
  const std::vector<std::vector<std::string>> wrong = {{"--tolerance", "5%"},
                                                       {"--validate", "--tolerance", "-1"},
                                                       {"--validate", "--tolerance", "nan"},
                                                       {"--service", "guess"},
                                                       {"--scale-users", "0"},
                                                       {"--scale-users", "2", "--rate-scale", "2"},
                                                       {"--session-gap", "10min"},
                                                       {"--scale-users", "2", "--session-gap", "soon"},
                                                       {"--scale-users", "2", "--session-by", "face"}};
  for (const auto& options : wrong) {
    std::vector<std::string> arguments = {"replay", farm, log};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(headroom(arguments).code, 2) << options.back();
  }
  EXPECT_EQ(headroom({"replay", farm, log, "--tier", "nowhere"}).code, 3);
  EXPECT_EQ(headroom({"replay", farm, log, "--validate", "--scale-users", "2"}).code, 3);
}

}  // namespace
}  // namespace headroom::cli
