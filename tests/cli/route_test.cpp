#include <set>

#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;

using Route = Cli;

TEST_F(Route, ARequestIsFollowedFromTheUserToAServer) {
  const Answer answer = headroom({"route", file("f.farm", farmText()), "/Shop/Home"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr("proxy"));
  EXPECT_THAT(answer.out, HasSubstr("Front"));
  EXPECT_THAT(answer.out, HasSubstr("Reaches FE"));
}

TEST_F(Route, APathThatOnlyStartsAlikeDoesNotMatch) {
  const Answer answer = headroom({"route", file("f.farm", farmText()), "/Shopping"});
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.out, HasSubstr("FAILS"));
}

TEST_F(Route, AZoneAddressWorksFromInside) {
  const Answer answer = headroom({"route", file("f.farm", farmText()), "http://front.lan/Shop", "--from", "FE1"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr("lb"));
}

TEST_F(Route, AnUnknownSenderIsWrongUsageWithASuggestion) {
  const Answer answer = headroom({"route", file("f.farm", farmText()), "/Shop", "--from", "FE"});
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.err, HasSubstr("FE1"));
}

/// The farm of these tests with other products in front.
std::string withProducts(std::string text) {
  const auto put = [&text](const std::string& before, const std::string& after) {
    text.replace(text.find(before), before.size(), after);
  };
  put("name: \"proxy\"", "name: \"proxy\" product: NGINX");
  put("balancer { name: \"lb\" }", "balancer { name: \"lb\" product: HAPROXY algorithm: \"leastconn\" }");
  return text;
}

TEST_F(Route, ProductsAreExplainedWithMatchingSettingsCandidatesAndRule) {
  const Answer answer = headroom({"route", file("f.farm", withProducts(farmText())), "//Sh%6fp/Home"});
  EXPECT_EQ(answer.code, 0) << answer.out;
  for (const char* said : {"matching by nginx", "the path compared is '/Shop/Home'", "HAProxy 2.6, leastconn",
                           "setting algorithm: leastconn  (farm file)", "setting retries: 3  (preset of HAProxy: ",
                           "candidate FE2: in play", "rule: ", "between equals: "}) {
    EXPECT_THAT(answer.out, HasSubstr(said));
  }
}

TEST_F(Route, ABadTargetIsAnsweredByTheProxyItself) {
  const Answer answer = headroom({"route", file("f.farm", withProducts(farmText())), "/Shop%zz"});
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.out, HasSubstr("answers 400"));
}

TEST_F(Route, SettingsThatAProductCannotFollowHaveTheirPlaceInCheckAndRun) {
  std::string text = withProducts(farmText());
  text.replace(text.find("leastconn"), 9, "fastest!!");
  const std::string farm = file("f.farm", text);
  for (const char* command : {"check", "run"}) {
    const Answer answer = headroom({command, farm});
    EXPECT_NE(answer.code, 0);
    EXPECT_THAT(answer.err, testing::ContainsRegex("f.farm:13:[0-9]+: error: .*HAProxy has no algorithm 'fastest!!'"));
  }
}

TEST_F(Route, WhatHashesClientsAndReadsCookiesCanBeAsked) {
  std::string text = withProducts(farmText());
  text.replace(text.find("\"leastconn\""), 11, "\"source\"");
  text.replace(text.find("is_default"), 0, "member { server: \"FE1\" } member { server: \"FE2\" } ");
  text.replace(text.find("includes_all_servers: true"), 26, "");
  text.replace(text.find("algorithm:"), 0, "persistence { kind: COOKIE cookie: \"SRV\" } ");
  const std::string farm = file("f.farm", text);
  std::set<std::string> reached;
  for (int i = 1; i <= 8; ++i) {
    const std::string out = headroom({"route", farm, "/Shop", "--client", "203.0.113." + std::to_string(i)}).out;
    reached.insert(out.substr(out.find("Reaches ")));
  }
  EXPECT_EQ(reached, (std::set<std::string>{"Reaches FE1.\n", "Reaches FE2.\n"}));
  for (const std::string server : {"FE1", "FE2"}) {
    const Answer answer = headroom({"route", farm, "/Shop", "--header", "Cookie: SRV=" + server});
    EXPECT_THAT(answer.out, HasSubstr("Reaches " + server));
    EXPECT_THAT(answer.out, HasSubstr("the persistence cookie names " + server));
  }
}

TEST_F(Route, AnAddressOrHeaderThatIsNoneIsWrongUsage) {
  const std::string farm = file("f.farm", farmText());
  EXPECT_EQ(headroom({"route", farm, "/Shop", "--client", "2001:db8::7"}).code, 0);
  for (const char* client : {"203.0.113.256", "localhost", "", "2001:db8::g"}) {
    const Answer answer = headroom({"route", farm, "/Shop", "--client", client});
    EXPECT_EQ(answer.code, 2) << client;
    EXPECT_THAT(answer.err, HasSubstr("is no IP address"));
  }
  EXPECT_EQ(headroom({"route", farm, "/Shop", "--header", "Cookie"}).code, 2);
}

}  // namespace
}  // namespace headroom::cli
