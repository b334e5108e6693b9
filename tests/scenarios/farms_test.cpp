#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "engine/base/file.h"
#include "engine/farm_file/farm_file.h"
#include "engine/lint/lint.h"
#include "tests/scenarios/scenario.h"

namespace headroom::scenarios {
namespace {

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, LoadsWithoutAWarningAndIsCanonical) {
  const std::string path = folderOf(GetParam()) + "/" + GetParam() + ".farm";
  const auto loaded = farm_file::load(path);
  ASSERT_TRUE(loaded.ok()) << format(loaded.problems().front());
  EXPECT_TRUE(loaded->warnings.empty());
  EXPECT_EQ(loaded->farm.name, GetParam());
  EXPECT_EQ(farm_file::write(loaded->farm, farm_file::Format::Text), readFile(path).value());
}

TEST_P(Scenario, SaysWhatItShowsAndHowToRunIt) {
  const auto readme = readFile(folderOf(GetParam()) + "/README.md");
  ASSERT_TRUE(readme.ok());
  EXPECT_THAT(*readme, testing::HasSubstr("headroom"));
  EXPECT_THAT(*readme, testing::HasSubstr(GetParam() + ".farm"));
  const nlohmann::json expected = expectedOf(GetParam());
  ASSERT_TRUE(expected.is_object());
  EXPECT_TRUE(expected.contains("findings"));
  EXPECT_TRUE(expected.contains("situations"));
}

/// Findings of the error level are listed in full; warnings only where the scenario is about them.
TEST_P(Scenario, HasTheFindingsItPromises) {
  std::set<std::string> errors;
  std::set<std::string> all;
  for (const lint::Finding& finding : lint::check(farmOf(GetParam()))) {
    all.insert(finding.rule);
    if (finding.severity == Severity::Error) errors.insert(finding.rule);
  }
  const nlohmann::json findings = expectedOf(GetParam()).at("findings");
  EXPECT_EQ(errors, findings.at("errors").get<std::set<std::string>>());
  for (const auto& rule : findings.at("among_all")) EXPECT_TRUE(all.count(rule.get<std::string>()) == 1) << rule;
  if (findings.value("complete", false)) {
    EXPECT_EQ(all, findings.at("among_all").get<std::set<std::string>>());
  }
}

TEST_P(Scenario, NamesLogsThatExist) {
  for (const farm::Users& users : farmOf(GetParam()).users) {
    const auto* replay = std::get_if<farm::ReplayLoad>(&users.load);
    if (!replay) continue;
    for (const std::string& log : replay->logs)
      EXPECT_TRUE(std::filesystem::exists(folderOf(GetParam()) + "/" + log)) << log;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, testing::ValuesIn(names()), [](const auto& test) {
  std::string name = test.param;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

TEST(Scenarios, HoldTheThreeReferenceFarmsAndSomeLessons) {
  EXPECT_THAT(names(), testing::IsSupersetOf({"single-server", "intranet-zone", "dmz-farm"}));
  EXPECT_GE(names().size(), 7u);
}

}  // namespace
}  // namespace headroom::scenarios
