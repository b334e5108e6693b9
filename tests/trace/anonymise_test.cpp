// What is left of people in an exported file.
#include "engine/trace/anonymise.h"

#include <set>

#include "engine/trace/export.h"
#include "engine/trace/summary.h"
#include "engine/trace/traffic_class.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr char kName[] = "[bcdfghjkmnpqrstv]+";

TEST(KeyedHash, IsTheOneOfItsAuthors) {
  // the test vector of the paper's appendix A: key 00 01 … 0f, text 00 01 … 0e
  std::string text;
  for (char c = 0; c < 15; ++c) text += c;
  EXPECT_EQ(keyedHash({0x0706050403020100, 0x0F0E0D0C0B0A0908}, text), 0xA129CA6149BE45E5U);
}

std::string targetOf(std::string_view target) {
  Anonymiser anonymiser({1, 2});
  Record record;
  record.target = target;
  return std::string(anonymiser.apply(record).target);
}

TEST(Pseudonyms, LeavePathsAndHideTheRestOfTargets) {
  EXPECT_EQ(targetOf("/AppX/Home.aspx"), "/AppX/Home.aspx");
  EXPECT_EQ(targetOf("/"), "/");
  EXPECT_EQ(targetOf("*"), "*");
  EXPECT_EQ(targetOf(""), "");
  EXPECT_THAT(targetOf("/AppX/Home?user=bob&id=1"), MatchesRegex(std::string("/AppX/Home\\?q") + kName));
  EXPECT_THAT(targetOf("/a#mail"), MatchesRegex(std::string("/a#q") + kName));
  EXPECT_THAT(targetOf("/a/b;jsessionid=AF31/c"), MatchesRegex(std::string("/a/b;jsessionid=k") + kName + "/c"));
  EXPECT_THAT(targetOf("/(S(lit3py55t21z))/App"), MatchesRegex(std::string("/\\(S\\(k") + kName + "\\)\\)/App"));
  EXPECT_EQ(targetOf("https://bob:secret@host/App"), "https://host/App");
  EXPECT_EQ(targetOf("/x?"), "/x?");
}

Record visitor(std::string_view client, std::string_view agent) {
  Record record;
  record.client = client;
  record.agent = agent;
  return record;
}

TEST(Pseudonyms, KeepPeopleApartAndKnowThemAgain) {
  Anonymiser anonymiser({1, 2}), other({1, 3});
  std::set<std::string> names;
  for (int i = 0; i < 10'000; ++i)
    names.insert(std::string(
        anonymiser.apply(visitor("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), "")).client));
  EXPECT_EQ(names.size(), 10'000u);
  const std::string one(anonymiser.apply(visitor("10.0.0.1", "Mozilla/5.0 (X11)")).client);
  EXPECT_EQ(anonymiser.apply(visitor("10.0.0.1", "curl/8")).client, one);
  EXPECT_NE(other.apply(visitor("10.0.0.1", "curl/8")).client, one);
  EXPECT_EQ(keyFromSecret("a").low, keyFromSecret("a").low);
  EXPECT_NE(keyFromSecret("a").low, keyFromSecret("b").low);
}

TEST(Pseudonyms, ReduceAgentsToTheirKind) {
  Anonymiser anonymiser({1, 2});
  const std::string browser(anonymiser.apply(visitor("10.0.0.1", "Mozilla/5.0 (X11)")).agent);
  const std::string robot(anonymiser.apply(visitor("10.0.0.1", "Googlebot/2.1")).agent);
  EXPECT_THAT(browser, MatchesRegex(std::string("browser v") + kName));
  EXPECT_THAT(robot, MatchesRegex(std::string("robot v") + kName));
  EXPECT_FALSE(isRobot(browser));
  EXPECT_TRUE(isRobot(robot));
  EXPECT_NE(anonymiser.apply(visitor("10.0.0.1", "Mozilla/5.0 (Mac)")).agent, browser);
  EXPECT_NE(anonymiser.apply(visitor("10.0.0.2", "Mozilla/5.0 (X11)")).agent, browser);
  EXPECT_EQ(anonymiser.apply(visitor("10.0.0.1", "-")).agent, "-");
}

TEST(Pseudonyms, CoverListsUsersCookiesAndCaptures) {
  Anonymiser anonymiser({1, 2});
  Record record;
  record.client = "10.0.0.1";
  record.forwardedFor = "10.0.0.1, 192.168.1.7";
  record.user = "bob";
  record.cookie = "theme=dark; ASP.NET_SessionId=abc;empty=";
  record.capture = "10.0.0.1|Mozilla/5.0";
  const Record hidden = anonymiser.apply(record);
  EXPECT_TRUE(hidden.forwardedFor.starts_with(std::string(hidden.client) + ", c"));
  EXPECT_THAT(std::string(hidden.cookie),
              MatchesRegex(std::string("theme=k") + kName + "; ASP.NET_SessionId=k" + kName + ";empty="));
  EXPECT_THAT(std::string(hidden.user), MatchesRegex(std::string("u") + kName));
  EXPECT_THAT(std::string(hidden.capture), MatchesRegex(std::string("h") + kName));
  EXPECT_EQ(anonymiser.replaced().cookies, 1u);
  EXPECT_EQ(anonymiser.replaced().agents, 0u);
}

class AnonymousExport : public LogFiles {};

TEST_F(AnonymousExport, HoldsNobodyAndCountsTheSame) {
  const std::string log = dataFile("iis-full-xff.log.gz");
  ExportOptions options;
  options.pseudonyms = HashKey{1, 2};
  const auto facts = exportRequests({log}, path("out.csv"), options);
  ASSERT_TRUE(facts.ok());
  std::set<std::string> clients;
  ASSERT_TRUE(read(log, 0, {}, [&](const Record& r) {
                clients.emplace(r.client);
                clients.emplace(r.forwardedFor);
                return true;
              }).ok());
  clients.erase("");
  clients.erase("-");
  ASSERT_GT(clients.size(), 10u);
  const std::string text = fileContent(path("out.csv"));
  for (const std::string& client : clients) EXPECT_THAT(text, Not(HasSubstr("," + client + ","))) << client;
  ASSERT_TRUE(exportRequests({log}, path("out.hrt"), options).ok());
  const auto before = summarise({log}, {}), after = summarise({path("out.hrt")}, {});
  EXPECT_EQ(after->clients.count, before->clients.count);
  EXPECT_EQ(after->forwardedClients.count, before->forwardedClients.count);
  EXPECT_EQ(after->robots, before->robots);
  EXPECT_EQ(after->classes, before->classes);
  EXPECT_EQ(after->segmentsTop, before->segmentsTop);
  EXPECT_THAT(toText(*facts), HasSubstr("X-Forwarded-For"));
}

}  // namespace
}  // namespace headroom::trace
