// What holds for every rule alike.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/base/file.h"
#include "engine/lint/lint.h"
#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using tests::Violation;
using tests::violations;

TEST(Rules, AreInOrderOfIdAndEachOnce) {
  std::vector<std::string> ids;
  for (const RuleInfo& rule : rules()) ids.push_back(rule.id);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
}

TEST(Rules, SayWhatMustHoldAndWhy) {
  for (const RuleInfo& rule : rules()) {
    EXPECT_TRUE(rule.checks.ends_with('.')) << rule.id;
    EXPECT_TRUE(rule.why.ends_with('.')) << rule.id;
  }
}

TEST(Rules, EachOneHasAFarmThatBreaksIt) {
  std::set<std::string> broken;
  for (const Violation& violation : violations()) broken.insert(violation.rule);
  for (const RuleInfo& rule : rules()) EXPECT_TRUE(broken.contains(rule.id)) << rule.id;
  EXPECT_EQ(broken.size(), rules().size());
}

TEST(Rules, HaveNothingToSayAboutTheCleanFarm) {
  EXPECT_THAT(tests::rulesIn(tests::cleanFarm()), IsEmpty());
}

TEST(Rules, HaveOnlyMissingPartsToSayAboutAnEmptyFarm) {
  EXPECT_THAT(tests::rulesIn(farm::Farm{}), IsEmpty());
}

TEST(Rules, EachOneHasASectionInTheManual) {
  const auto manual = readFile(std::string(HEADROOM_SOURCE_DIR) + "/docs/rules.md");
  ASSERT_TRUE(manual.ok());
  for (const RuleInfo& rule : rules()) EXPECT_THAT(*manual, HasSubstr("\n### " + rule.id + " ")) << rule.id;
}

class EveryRule : public testing::TestWithParam<Violation> {};

TEST_P(EveryRule, FiresAtTheObjectThatBreaksItWithCauseAndFix) {
  farm::Farm farm = tests::cleanFarm();
  GetParam().change(farm);
  const std::vector<Finding> found = tests::findingsOf(farm, GetParam().rule);
  const auto about = std::find_if(found.begin(), found.end(),
                                  [](const Finding& finding) { return finding.object == GetParam().object; });
  ASSERT_NE(about, found.end()) << GetParam().rule << " says nothing about " << GetParam().object << " among "
                                << found.size();
  EXPECT_TRUE(about->cause.ends_with('.')) << about->cause;
  EXPECT_TRUE(about->fix.ends_with('.')) << about->fix;
  EXPECT_EQ(about->cause.find(".."), std::string::npos) << about->cause;
}

INSTANTIATE_TEST_SUITE_P(Violations, EveryRule, testing::ValuesIn(violations()),
                         [](const auto& violation) { return violation.param.rule; });

TEST(Check, OrdersFindingsByRuleAndObject) {
  farm::Farm farm = tests::cleanFarm();
  for (farm::Zone& zone : farm.zones) {
    zone.balancer->affinity = true;
    zone.address.clear();
  }
  const std::vector<Finding> found = check(farm);
  ASSERT_GT(found.size(), 5u);
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.rule, a.object) < std::tie(b.rule, b.object);
  }));
}

TEST(Check, PointsAtTheFieldWhereTheFileHasIt) {
  farm::Farm farm = tests::cleanFarm();
  farm::Zone& zone = tests::zoneOf(farm, "Back");
  zone.address = "back.lan:80";
  zone.origin.object = {20, 1};
  EXPECT_EQ(tests::findingsOf(farm, "AD01")[0].line, 20);
  zone.origin.fields["address"] = {22, 3};
  EXPECT_EQ(tests::findingsOf(farm, "AD01")[0].line, 22);
  EXPECT_EQ(tests::findingsOf(farm, "AD01")[0].column, 3);
}

TEST(Check, SurvivesNamesThatLeadNowhere) {
  farm::Farm farm = tests::cleanFarm();
  farm.references.push_back(tests::call("nobody", "Office"));
  farm.references.push_back(tests::call("Shop", "nobody"));
  farm.zones[0].members.push_back({"nobody", 1});
  farm.zones[0].balancer->targets = {"nobody"};
  farm.users.push_back(tests::users("lost", "nobody", 1));
  farm.applications[0].database = "nobody";
  farm.applications[1].zone = "nobody";
  farm.proxy->routes.push_back(tests::route("/x", "nobody"));
  farm.links.push_back(tests::link("nowhere", "nobody", 1));
  farm.dns.push_back({"back.lan", "nobody", {}, {}, {}});
  EXPECT_FALSE(check(farm).empty());
}

TEST(Check, SurvivesAbsurdNumbers) {
  farm::Farm farm = tests::cleanFarm();
  for (farm::Server& server : farm.servers) server.cores = 0, server.speed = 0;
  for (farm::Zone& zone : farm.zones) {
    for (farm::ZoneMember& member : zone.members) member.weight = 0;
  }
  farm.databases[0].cores = farm.databases[0].connectionPool = 0;
  farm.links.push_back(tests::link("a", "b", -5));
  for (const Finding& finding : check(farm)) EXPECT_EQ(finding.cause.find("nan"), std::string::npos) << finding.cause;
}

TEST(ToDiagnostic, IsOneLineForTheTerminal) {
  const Finding finding{"AD01", Severity::Error, "zone Back", 3, 5, "The address has a port.", "Leave it out."};
  EXPECT_EQ(format(toDiagnostic(finding, "my.farm")),
            "my.farm:3:5: error: The address has a port; leave it out [AD01]");
}

TEST(ToJson, ListsEveryFieldInOrder) {
  const std::string text = toJson({{"AD01", Severity::Warning, "zone Büro", 3, 5, "A \"cause\".", "A fix."}});
  EXPECT_EQ(text, R"([
  {
    "rule": "AD01",
    "severity": "warning",
    "object": "zone Büro",
    "line": 3,
    "column": 5,
    "cause": "A \"cause\".",
    "fix": "A fix."
  }
])");
}

TEST(ToJson, IsAnEmptyListWithoutFindingsAndSurvivesForeignBytes) {
  EXPECT_EQ(toJson({}), "[]");
  EXPECT_THAT(toJson({{"AD01", Severity::Info, "zone \xff", 0, 0, "", ""}}), HasSubstr("zone \xEF\xBF\xBD"));
}

}  // namespace
}  // namespace headroom::lint
