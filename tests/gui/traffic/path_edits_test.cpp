// Giving paths of a log to applications.
#include <gmock/gmock.h>

#include "engine/workload/path_map.h"
#include "gui/commands/traffic_edits.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

class Paths : public ::testing::Test {
 protected:
  Paths() { document.adopt(load("intranet-zone")); }
  std::string ownerOf(const std::string& path) {
    const auto owner = workload::PathMap(document.farm()).applicationOf(path);
    return owner ? document.farm().applications[*owner].name : "nobody";
  }
  std::string zoneOf(const std::string& path) {
    for (const farm::Route& route : document.farm().proxy->routes) {
      if (route.path == path) return route.zone;
    }
    return "no rule";
  }
  QString refusal(const FarmEdit& edit) {
    const auto outcome = document.perform(edit);
    EXPECT_EQ(outcome.effect, FarmDocument::Effect::Refused);
    return outcome.reason;
  }

  FarmDocument document;
};

TEST_F(Paths, AnApplicationGetsAPathWithItsRuleAndLosesItByUndo) {
  performBothWays(document, AssignPath("RichWidgets", "AppX"));
  EXPECT_EQ(ownerOf("/richwidgets/a.js"), "AppX");
  EXPECT_EQ(ownerOf("/AppX/Home"), "AppX") << "its own path stays";
  EXPECT_EQ(zoneOf("/RichWidgets"), "Global");
  EXPECT_TRUE(farm_file::validate(document.farm()).empty());
}

TEST_F(Paths, APathMovesToAnotherApplicationAndItsRuleFollows) {
  document.perform(AssignPath("Shared", "AppX"));
  performBothWays(document, AssignPath("Shared", "AppY"));
  EXPECT_EQ(ownerOf("/Shared"), "AppY");
  EXPECT_EQ(zoneOf("/Shared"), "Intranet");
  EXPECT_TRUE(farm_file::validate(document.farm()).empty());
}

TEST_F(Paths, TheOnlyPathOfAnApplicationIsNotTaken) {
  EXPECT_TRUE(refusal(AssignPath("AppY", "AppX")).contains("only path of AppY"));
}

TEST_F(Paths, ANewApplicationIsNamedAfterItsPath) {
  const farm::Farm after = performBothWays(document, AddApplicationForPath("Portal"));
  EXPECT_EQ(after.applications.back().name, "Portal");
  EXPECT_EQ(after.applications.back().zone, "Global");
  EXPECT_EQ(ownerOf("/Portal/x"), "Portal");
  EXPECT_EQ(zoneOf("/Portal"), "Global");
  EXPECT_EQ(after.proxy->routes.size(), 3u);
  EXPECT_TRUE(farm_file::validate(after).empty());
}

TEST_F(Paths, ANewApplicationWhosePathIsANodesNameGetsAnother) {
  const farm::Farm after = performBothWays(document, AddApplicationForPath("FE1"));
  EXPECT_EQ(after.applications.back().name, "FE12");
  EXPECT_EQ(ownerOf("/fe1/x"), "FE12");
  EXPECT_EQ(after.proxy->routes.size(), 3u) << "one rule, for the path";
  EXPECT_TRUE(farm_file::validate(after).empty());
}

TEST_F(Paths, HostilePathsBecomeNoApplications) {
  for (const std::string& segment :
       {std::string("\x1b[31m"), std::string("(root)"), std::string("(none)"), std::string("<b>x</b>"),
        std::string(300, 'a'), std::string("a b"), std::string("\xff\xfe")}) {
    EXPECT_FALSE(refusal(AddApplicationForPath(segment)).isEmpty());
    EXPECT_FALSE(refusal(AssignPath(segment, "AppX")).isEmpty());
  }
  EXPECT_EQ(document.history().count(), 0);
}

}  // namespace
}  // namespace headroom::gui::test
