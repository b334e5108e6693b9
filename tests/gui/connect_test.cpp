#include <gtest/gtest.h>

#include "gui/commands/connect_edits.h"
#include "gui/commands/delete_objects.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

const ObjectRef kProxy{ObjectType::Proxy, "proxy"}, kGlobal{ObjectType::Zone, "Global"},
    kIntranet{ObjectType::Zone, "Intranet"}, kFe1{ObjectType::Server, "FE1"}, kDb{ObjectType::Database, "DB"},
    kAppX{ObjectType::Application, "AppX"}, kAppY{ObjectType::Application, "AppY"},
    kVisitors{ObjectType::Users, "Visitors"};

class Connecting : public ::testing::Test {
 protected:
  void SetUp() override { document.adopt(twoZones()); }
  farm::Farm connect(const ObjectRef& from, const ObjectRef& to) {
    const Connection connection = connectionBetween(document.farm(), from, to);
    EXPECT_TRUE(connection.edit) << connection.reason.toStdString();
    return connection.edit ? performBothWays(document, *connection.edit) : document.farm();
  }
  QString reason(const ObjectRef& from, const ObjectRef& to) {
    const Connection connection = connectionBetween(document.farm(), from, to);
    EXPECT_FALSE(connection.edit);
    return connection.reason;
  }
  FarmDocument document;
};

TEST_F(Connecting, ABalancerAndAServerMakeAMember) {
  const farm::Farm after = connect(kIntranet, kFe1);
  EXPECT_EQ(after.zones[1].members.back().server, "FE1");
}

TEST_F(Connecting, TheDirectionOfTheLineDoesNotMatterWhereOnlyOneMakesSense) {
  const farm::Farm after = connect(kFe1, kIntranet);
  EXPECT_EQ(after.zones[1].members.back().server, "FE1");
}

TEST_F(Connecting, UsersOpenAnotherApplication) {
  EXPECT_EQ(connect(kVisitors, kAppY).users[0].application, "AppY");
}

TEST_F(Connecting, TheProxyGetsTheRoutesThatAZoneLacks) {
  document.perform(DeleteObjects({{ObjectType::Route, {}, 1}}));
  const farm::Farm after = connect(kProxy, kIntranet);
  EXPECT_EQ(after.proxy->routes.back().path, "/AppY");
}

TEST_F(Connecting, AProxyLineToAFullyRoutedZoneMakesItTheDefault) {
  EXPECT_EQ(connect(kProxy, kIntranet).proxy->defaultZone, "Intranet");
}

TEST_F(Connecting, AnApplicationWithoutRouteGetsOne) {
  document.perform(DeleteObjects({{ObjectType::Route, {}, 0}}));
  EXPECT_EQ(connect(kProxy, kAppX).proxy->routes.size(), 2u);
}

TEST_F(Connecting, ApplicationsCallEachOther) {
  document.perform(DeleteObjects({{ObjectType::Reference, {}, 0}}));
  const farm::Farm after = connect(kAppY, kAppX);
  EXPECT_EQ(after.references[0].consumer, "AppY");
  EXPECT_EQ(after.references[0].producer, "AppX");
}

TEST_F(Connecting, ACircleOfWaitingCallsIsRefusedWithTheReason) {
  EXPECT_TRUE(reason(kAppY, kAppX).contains("circle"));
}

TEST_F(Connecting, ASecondLineBetweenTheSameTwoIsRefused) {
  EXPECT_TRUE(reason(kAppX, kAppY).contains("already"));
  EXPECT_TRUE(reason(kGlobal, kFe1).contains("already"));
}

TEST_F(Connecting, AnApplicationUsesADatabase) {
  document.perform(AddObject(Item::Database, std::nullopt));
  const std::string name = document.farm().databases.back().name;
  EXPECT_EQ(connect(kAppX, {ObjectType::Database, name}).applications[0].database, name);
}

TEST_F(Connecting, AnInternalApplicationCannotBePublished) {
  farm::Farm farm = twoZones();
  farm.applications[1].clientTraffic = false;
  document.adopt(farm);
  EXPECT_TRUE(reason(kVisitors, kAppY).contains("client traffic"));
}

TEST_F(Connecting, EveryOtherPairSaysWhatWouldBePossible) {
  EXPECT_TRUE(reason(kVisitors, kDb).contains("application"));
  EXPECT_TRUE(reason(kFe1, kDb).contains("zone"));
  EXPECT_TRUE(reason(kGlobal, kIntranet).contains("servers"));
  EXPECT_TRUE(reason(kDb, kProxy).contains("application"));
  EXPECT_FALSE(reason(kFe1, kFe1).isEmpty());
}

TEST_F(Connecting, ANetworkLinkJoinsTwoMachinesOnce) {
  const Connection link = linkBetween(document.farm(), kFe1, kDb);
  ASSERT_TRUE(link.edit);
  const farm::Farm after = performBothWays(document, *link.edit);
  EXPECT_EQ(after.links.back().from, "FE1");
  EXPECT_FALSE(linkBetween(after, kDb, kFe1).edit);
  EXPECT_FALSE(linkBetween(after, kDb, kAppX).edit);
  EXPECT_FALSE(linkBetween(after, kDb, kDb).edit);
}

}  // namespace
}  // namespace headroom::gui::test
