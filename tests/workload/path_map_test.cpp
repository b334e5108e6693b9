#include "engine/workload/path_map.h"

#include "gtest/gtest.h"

namespace headroom::workload {
namespace {

farm::Farm farmOf(const std::vector<std::pair<std::string, std::vector<std::string>>>& applications) {
  farm::Farm farm;
  for (const auto& [name, paths] : applications) {
    farm.applications.emplace_back();
    farm.applications.back().name = name;
    for (const std::string& path : paths) {
      farm.applications.back().modules.emplace_back();
      farm.applications.back().modules.back().name = path;
      farm.applications.back().modules.back().path = path;
    }
  }
  return farm;
}

std::string nameOf(const farm::Farm& farm, const std::string& target) {
  const std::optional<std::uint32_t> index = PathMap(farm).applicationOf(target);
  return index ? farm.applications[*index].name : "none";
}

TEST(PathMap, AnApplicationWithoutModulesIsItsOwnPath) {
  const farm::Farm farm = farmOf({{"AppX", {}}, {"AppY", {}}});
  EXPECT_EQ(nameOf(farm, "/AppY/Home?id=1"), "AppY");
  EXPECT_EQ(nameOf(farm, "/AppZ"), "none");
}

TEST(PathMap, CaseIsIgnoredAsIisDoes) {
  const farm::Farm farm = farmOf({{"AppX", {"/AppX"}}});
  EXPECT_EQ(nameOf(farm, "/APPX/Home"), "AppX");
  EXPECT_EQ(nameOf(farm, "/appx"), "AppX");
}

TEST(PathMap, OnlyWholeSegmentsMatch) {
  const farm::Farm farm = farmOf({{"App", {"/App"}}, {"Rest", {"/App/rest"}}});
  EXPECT_EQ(nameOf(farm, "/AppX"), "none");
  EXPECT_EQ(nameOf(farm, "/App/restless"), "App");
  EXPECT_EQ(nameOf(farm, "/App/rest/v1"), "Rest");
  EXPECT_EQ(nameOf(farm, "/App/"), "App");
}

TEST(PathMap, TheLongestPathWinsInAnyOrder) {
  const farm::Farm farm = farmOf({{"A", {"/m"}}, {"C", {"/m/x/y"}}, {"B", {"/m/x"}}});
  EXPECT_EQ(nameOf(farm, "/m/x/y/z"), "C");
  EXPECT_EQ(nameOf(farm, "/m/x/z"), "B");
  EXPECT_EQ(nameOf(farm, "/m/q"), "A");
}

TEST(PathMap, ARootModuleTakesTheRest) {
  const farm::Farm farm = farmOf({{"Site", {"/"}}, {"AppX", {"/AppX"}}});
  EXPECT_EQ(nameOf(farm, "/"), "Site");
  EXPECT_EQ(nameOf(farm, "/favicon.ico"), "Site");
  EXPECT_EQ(nameOf(farm, "/AppX"), "AppX");
  EXPECT_EQ(nameOf(farm, "*"), "none");
}

TEST(PathMap, AbsoluteTargetsAndDoubledSlashesAreUnderstood) {
  const farm::Farm farm = farmOf({{"AppX", {"AppX/"}}});
  EXPECT_EQ(nameOf(farm, "https://www.mydomain.net/AppX?x"), "AppX");
  EXPECT_EQ(nameOf(farm, "//AppX/Home"), "AppX");
}

TEST(PathMap, TheFirstOfTwoClaimsHolds) {
  const farm::Farm farm = farmOf({{"A", {"/m"}}, {"B", {"/M"}}});
  EXPECT_EQ(nameOf(farm, "/m"), "A");
}

TEST(PathMap, EndlessTargetsAreFine) {
  const farm::Farm farm = farmOf({{"AppX", {"/AppX"}}});
  EXPECT_EQ(nameOf(farm, "/AppX/" + std::string(1'000'000, 'x')), "AppX");
  EXPECT_EQ(nameOf(farm, std::string(1'000'000, '/') + "AppX"), "AppX");
}

}  // namespace
}  // namespace headroom::workload
