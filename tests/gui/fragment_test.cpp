#include "gui/commands/fragment.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

constexpr farm::Position kShift{30, 40};

TEST(Fragment, KeepsWhatStaysMeaningfulAmongTheChosen) {
  const farm::Farm fragment = fragmentOf(
      twoZones(), {{ObjectType::Zone, "Intranet"}, {ObjectType::Server, "FE2"}, {ObjectType::Application, "AppY"}});
  ASSERT_EQ(fragment.zones.size(), 1u);
  ASSERT_EQ(fragment.zones[0].members.size(), 1u);
  EXPECT_EQ(fragment.zones[0].members[0].server, "FE2");
  EXPECT_TRUE(fragment.references.empty());
}

TEST(Fragment, PastedIntoItsOwnFarmItGetsFreeNamesAndKeepsItsInnerLines) {
  FarmDocument document;
  document.adopt(twoZones());
  const farm::Farm fragment =
      fragmentOf(document.farm(),
                 {{ObjectType::Zone, "Intranet"}, {ObjectType::Server, "FE2"}, {ObjectType::Application, "AppY"}});
  const PasteFragment paste(fragment, kShift);
  const farm::Farm after = performBothWays(document, paste);
  std::set<std::string> names;
  for (const std::string& name : farm::nodeNames(after)) EXPECT_TRUE(names.insert(name).second) << name;
  const farm::Zone& zone = after.zones.back();
  ASSERT_EQ(zone.members.size(), 1u);
  EXPECT_EQ(zone.members[0].server, after.servers.back().name);
  EXPECT_NE(zone.members[0].server, "FE2");
  EXPECT_EQ(after.applications.back().zone, zone.name);
  EXPECT_EQ(after.zones[1].members.size(), 2u);
  for (const ObjectRef& ref : paste.subjects()) EXPECT_TRUE(exists(after, ref));
}

TEST(Fragment, ACopyDoesNotHideItsOriginal) {
  FarmDocument document;
  farm::Farm farm = twoZones();
  farm.servers[0].position = farm::Position{100, 100};
  document.adopt(farm);
  const farm::Farm after =
      performBothWays(document, PasteFragment(fragmentOf(farm, {{ObjectType::Server, "FE1"}}), kShift));
  EXPECT_EQ(after.servers.back().position, (farm::Position{130, 140}));
}

TEST(Fragment, AnApplicationOfAForeignZoneFindsAZoneHere) {
  FarmDocument document;
  document.perform(AddObject(Item::Zone, std::nullopt));
  document.perform(AddObject(Item::Proxy, std::nullopt));
  const farm::Farm after =
      performBothWays(document, PasteFragment(fragmentOf(twoZones(), {{ObjectType::Application, "AppY"}}), kShift));
  EXPECT_EQ(after.applications[0].zone, "Global");
  EXPECT_EQ(after.proxy->routes.size(), 1u);
  EXPECT_EQ(after.applications[0].work.databaseTransactions, 0);
}

TEST(Fragment, TravelsThroughTheClipboardAsValueAndAsText) {
  const farm::Farm fragment = fragmentOf(twoZones(), {{ObjectType::Server, "FE1"}});
  const auto mime = toMime(fragment);
  ASSERT_TRUE(fromMime(*mime).has_value());
  EXPECT_TRUE(*fromMime(*mime) == fragment);
  QMimeData text;
  text.setText(mime->text());
  ASSERT_TRUE(fromMime(text).has_value());
  EXPECT_EQ(fromMime(text)->servers.size(), 1u);
}

TEST(Fragment, ForeignTextIsNothingToPaste) {
  QMimeData data;
  data.setText("Dear all, please find attached");
  EXPECT_FALSE(fromMime(data).has_value());
  EXPECT_FALSE(fromMime(QMimeData()).has_value());
}

}  // namespace
}  // namespace headroom::gui::test
