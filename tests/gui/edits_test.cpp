// Every intention does, undoes and redoes to equality, and does what it says.
#include <gtest/gtest.h>

#include <algorithm>

#include "gui/commands/add_edits.h"
#include "gui/commands/delete_objects.h"
#include "gui/commands/place_objects.h"
#include "gui/commands/property_edits.h"
#include "gui/commands/rename_object.h"
#include "gui/commands/zone_edits.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

class Edits : public ::testing::Test {
 protected:
  void SetUp() override { document.adopt(twoZones()); }
  farm::Farm perform(const FarmEdit& edit) { return performBothWays(document, edit); }
  QString refusal(const FarmEdit& edit) {
    const auto outcome = document.perform(edit);
    EXPECT_EQ(outcome.effect, FarmDocument::Effect::Refused);
    return outcome.reason;
  }
  bool isMember(const std::string& server, const std::string& zone) const {
    const auto& members = farm::findZone(document.farm(), zone)->members;
    return std::any_of(members.begin(), members.end(), [&](const auto& m) { return m.server == server; });
  }
  FarmDocument document;
};

TEST_F(Edits, EveryPaletteItemCanBeAddedToAnEmptyFarmExceptAnApplicationWithoutZone) {
  for (const Item item : paletteItems()) {
    FarmDocument empty;
    const AddObject edit(item, farm::Position{40, 50});
    if (item == Item::Application) {
      EXPECT_TRUE(empty.perform(edit).reason.contains("zone"));
      continue;
    }
    performBothWays(empty, edit);
    ASSERT_EQ(edit.subjects().size(), 1u);
    EXPECT_TRUE(exists(empty.farm(), edit.subjects().front()));
  }
}

TEST_F(Edits, TheFirstOfAKindGetsThePlainName) {
  FarmDocument empty;
  for (const Item item : {Item::Proxy, Item::Zone, Item::Server, Item::Database, Item::Users})
    empty.perform(AddObject(item, std::nullopt));
  EXPECT_EQ(farm::nodeNames(empty.farm()), (std::vector<std::string>{"Users", "proxy", "Global LB", "FE1", "DB"}));
}

TEST_F(Edits, ANewApplicationBringsItsRouteInTheSameStep) {
  const AddObject edit(Item::Application, std::nullopt, "Intranet");
  const farm::Farm after = perform(edit);
  EXPECT_EQ(after.proxy->routes.back().path, "/" + after.applications.back().name);
  EXPECT_EQ(after.proxy->routes.back().zone, "Intranet");
}

TEST_F(Edits, ANewApplicationGetsTheUsersWhoHaveNone) {
  FarmDocument sketch;
  sketch.perform(AddObject(Item::Users, std::nullopt));
  sketch.perform(AddObject(Item::Zone, std::nullopt));
  sketch.perform(AddObject(Item::Application, std::nullopt));
  EXPECT_EQ(sketch.farm().users.front().application, sketch.farm().applications.front().name);
}

TEST_F(Edits, ALateProxyGetsTheRoutesOfTheApplicationsThereAre) {
  perform(DeleteObjects({{ObjectType::Proxy, "proxy"}}));
  EXPECT_FALSE(document.farm().proxy.has_value());
  const farm::Farm after = perform(AddObject(Item::Proxy, std::nullopt));
  EXPECT_EQ(after.proxy->routes.size(), 2u);
}

TEST_F(Edits, AFarmHasOneProxy) {
  EXPECT_TRUE(refusal(AddObject(Item::Proxy, std::nullopt)).contains("proxy"));
}

TEST_F(Edits, AServerDroppedIntoAZoneIsItsMember) {
  const AddObject edit(Item::Server, farm::Position{0, 0}, "Intranet");
  perform(edit);
  EXPECT_TRUE(isMember(edit.subjects().front().name, "Intranet"));
  EXPECT_FALSE(isMember(edit.subjects().front().name, "Global"));
}

TEST_F(Edits, ASecondDatabaseDoesNotChangeWhereApplicationsKeepTheirData) {
  const farm::Farm after = perform(AddObject(Item::Database, std::nullopt));
  for (const auto& application : after.applications) EXPECT_EQ(farm::databaseOf(after, application)->name, "DB");
}

TEST_F(Edits, NewNamesAreFree) {
  for (int i = 0; i < 3; ++i) perform(AddObject(Item::Server, std::nullopt));
  std::set<std::string> names;
  for (const std::string& name : farm::nodeNames(document.farm())) EXPECT_TRUE(names.insert(name).second) << name;
}

TEST_F(Edits, DeletingAServerTakesItOutOfItsZones) {
  const farm::Farm after = perform(DeleteObjects({{ObjectType::Server, "FE2"}}));
  EXPECT_FALSE(isMember("FE2", "Global"));
  EXPECT_FALSE(isMember("FE2", "Intranet"));
  EXPECT_EQ(after.servers.size(), 2u);
}

TEST_F(Edits, DeletingAZoneMovesItsApplicationsAndRoutesToTheDefaultZone) {
  const farm::Farm after = perform(DeleteObjects({{ObjectType::Zone, "Intranet"}}));
  EXPECT_EQ(farm::findApplication(after, "AppY")->zone, "Global");
  for (const auto& route : after.proxy->routes) EXPECT_EQ(route.zone, "Global");
}

TEST_F(Edits, DeletingTheLastZoneTakesItsApplicationsAlong) {
  const farm::Farm after = perform(DeleteObjects({{ObjectType::Zone, "Intranet"}, {ObjectType::Zone, "Global"}}));
  EXPECT_TRUE(after.applications.empty());
  EXPECT_TRUE(after.references.empty());
  EXPECT_TRUE(after.proxy->routes.empty());
}

TEST_F(Edits, DeletingAnApplicationTakesItsRoutesCallsAndObjectives) {
  const farm::Farm after = perform(DeleteObjects({{ObjectType::Application, "AppY"}}));
  EXPECT_EQ(after.proxy->routes.size(), 1u);
  EXPECT_TRUE(after.references.empty());
  for (const auto& slo : after.slos) EXPECT_NE(slo.application, "AppY");
}

TEST_F(Edits, SessionsThatVisitedADeletedApplicationVisitTheirUsersOwn) {
  farm::Farm farm = document.farm();
  farm::SessionPage start, orders;
  start.name = "Start";
  start.next = {{"Orders", 0.5, {}, {}}};
  orders.name = "Orders";
  orders.application = "AppY";
  farm.users.front().load = farm::SessionLoad{farm::OpenLoad{Rate{1}}, {start, orders}};
  document.adopt(farm);
  const farm::Farm after = perform(DeleteObjects({{ObjectType::Application, "AppY"}}));
  EXPECT_EQ(std::get<farm::SessionLoad>(after.users.front().load).pages[1].application, "");
  for (const Diagnostic& problem : farm_file::validate(after)) {
    EXPECT_NE(problem.severity, Severity::Error) << problem.what;
  }
}

TEST_F(Edits, WhatWasPlannedForSomethingGoesWithIt) {
  farm::Farm farm = document.farm();
  farm::Link link;
  link.from = "FE1";
  link.to = "DB";
  link.name = "Line";
  farm.links.push_back(link);
  farm.databases[0].cache = farm::Cache{0.5, {}};
  farm.failureDomains.emplace_back().name = "rack 1";
  for (const char* node : {"Line", "DB cache", "rack 1", "Intranet", "FE2"}) farm.events.push_back({Duration(), node});
  document.adopt(farm);
  perform(DeleteObjects({{ObjectType::Link, {}, static_cast<int>(farm.links.size()) - 1}}));
  perform(DeleteObjects({{ObjectType::FailureDomain, {}, 0}}));
  perform(DeleteObjects({{ObjectType::Database, "DB"}}));
  const farm::Farm after = perform(DeleteObjects({{ObjectType::Zone, "Intranet"}}));
  ASSERT_EQ(after.events.size(), 1u);
  EXPECT_EQ(after.events[0].node, "FE2");
}

TEST_F(Edits, AZoneWithoutItsBalancerIsNotAskedForItsNode) {
  farm::Farm farm = document.farm();
  farm.zones[0].balancer.emplace().name = "LB";
  farm.events.push_back({Duration(), "LB"});
  document.adopt(farm);
  const farm::Farm after = perform(SetProperty({ObjectType::Zone, farm.zones[0].name}, "has_balancer", "false"));
  EXPECT_TRUE(after.events.empty());
}

TEST_F(Edits, DeletingTheOnlyDatabaseLeavesAFarmThatFilesAccept) {
  const farm::Farm after = perform(DeleteObjects({{ObjectType::Database, "DB"}}));
  for (const Diagnostic& problem : farm_file::validate(after)) {
    EXPECT_EQ(problem.what.find("transaction"), std::string::npos) << problem.what;
  }
}

TEST_F(Edits, DeletingEverythingIsOneStep) {
  const farm::Farm after = perform(DeleteObjects(diagramObjects(document.farm())));
  EXPECT_TRUE(farm::nodeNames(after).empty());
  EXPECT_TRUE(after.zones.empty());
  EXPECT_EQ(document.history().count(), 1);
}

TEST_F(Edits, RowsOfEveryTableCanBeAddedAndDeleted) {
  const std::vector<std::pair<ObjectRef, ObjectType>> tables = {{{ObjectType::Proxy, "proxy"}, ObjectType::Route},
                                                                {{ObjectType::Server, "FE1"}, ObjectType::Pool},
                                                                {{ObjectType::Application, "AppX"}, ObjectType::Module},
                                                                {ObjectRef{}, ObjectType::Reference},
                                                                {ObjectRef{}, ObjectType::Link},
                                                                {ObjectRef{}, ObjectType::DnsRecord},
                                                                {ObjectRef{}, ObjectType::Slo},
                                                                {ObjectRef{}, ObjectType::FailureDomain},
                                                                {ObjectRef{}, ObjectType::Event},
                                                                {ObjectRef{}, ObjectType::Background},
                                                                {ObjectRef{}, ObjectType::Deployment},
                                                                {ObjectRef{}, ObjectType::Assumption}};
  for (const auto& [owner, type] : tables) {
    perform(AddRow(owner, type));
    const std::string name =
        owner.type == ObjectType::Server || owner.type == ObjectType::Application ? owner.name : "";
    int last = 0;
    while (exists(document.farm(), {type, name, last + 1})) ++last;
    perform(DeleteObjects({{type, name, last}}));
  }
}

TEST_F(Edits, AMemberRowIsAServerThatIsNoMemberYet) {
  perform(AddRow({ObjectType::Zone, "Intranet"}, ObjectType::Member));
  EXPECT_TRUE(isMember("FE1", "Intranet"));
  EXPECT_TRUE(refusal(AddRow({ObjectType::Zone, "Intranet"}, ObjectType::Member)).contains("member"));
}

TEST_F(Edits, RenamingFollowsEveryMention) {
  const farm::Farm zones = perform(RenameObject({ObjectType::Zone, "Intranet"}, "Back office zone"));
  EXPECT_EQ(farm::findApplication(zones, "AppY")->zone, "Back office zone");
  const farm::Farm servers = perform(RenameObject({ObjectType::Server, "FE2"}, "Front2"));
  EXPECT_EQ(servers.zones[1].members[0].server, "Front2");
  const farm::Farm apps = perform(RenameObject({ObjectType::Application, "AppY"}, "Orders"));
  EXPECT_EQ(apps.references[0].producer, "Orders");
  EXPECT_EQ(farm::modulesOf(*farm::findApplication(apps, "Orders")).front().path, "/AppY");
}

TEST_F(Edits, BadNamesAreRefusedWithTheReason) {
  const ObjectRef server{ObjectType::Server, "FE1"};
  for (const char* name : {"", "   ", " FE9", "FE2", "DB", "proxy", "a\tb", "\x1b[31mred"}) {
    EXPECT_FALSE(refusal(RenameObject(server, name)).isEmpty()) << name;
  }
  EXPECT_FALSE(refusal(RenameObject(server, std::string(500, 'x'))).isEmpty());
}

TEST_F(Edits, MovesOfOneDragAreOneStepAndComeBack) {
  const ObjectRef server{ObjectType::Server, "FE1"};
  const auto before = document.farm();
  for (int x = 1; x <= 20; ++x) {
    document.perform(MoveObjects({{server, farm::Position{static_cast<double>(x), 0}}}, "drag1"));
  }
  EXPECT_EQ(document.history().count(), 1);
  document.history().undo();
  EXPECT_TRUE(document.farm() == before);
}

TEST_F(Edits, ArrangingIsOneStep) {
  Placement placement;
  double x = 0;
  for (const ObjectRef& ref : diagramObjects(document.farm())) placement[ref] = farm::Position{x += 10, 0};
  perform(ArrangeDiagram(placement));
  EXPECT_EQ(document.history().count(), 1);
}

TEST_F(Edits, JoiningAndLeavingAZone) {
  perform(JoinZone("FE1", "Intranet"));
  EXPECT_TRUE(isMember("FE1", "Intranet"));
  EXPECT_EQ(document.perform(JoinZone("FE1", "Intranet")).effect, FarmDocument::Effect::Nothing);
  perform(LeaveZone("FE1", "Intranet"));
  EXPECT_FALSE(isMember("FE1", "Intranet"));
}

TEST_F(Edits, AZoneThatIncludesAllServersSaysWhyMembersCannotBeChosen) {
  document.perform(SetProperty({ObjectType::Zone, "Global"}, "includes_all_servers", "true"));
  EXPECT_TRUE(refusal(JoinZone("FE1", "Global")).contains("includes all"));
  EXPECT_TRUE(refusal(LeaveZone("FE1", "Global")).contains("includes all"));
}

TEST_F(Edits, DroppingAServerIntoAZoneMovesAndJoinsInOneStep) {
  const farm::Farm after = perform(DropServer("FE1", {500, 60}, {"Intranet"}, {"Global"}));
  EXPECT_TRUE(isMember("FE1", "Intranet"));
  EXPECT_FALSE(isMember("FE1", "Global"));
  EXPECT_EQ(after.servers[0].position, (farm::Position{500, 60}));
  EXPECT_EQ(document.history().count(), 1);
}

TEST_F(Edits, AnApplicationMovesWithItsRoute) {
  const farm::Farm after = perform(MoveApplication("AppX", "Intranet"));
  EXPECT_EQ(after.proxy->routes[0].zone, "Intranet");
  EXPECT_EQ(farm::findApplication(after, "AppX")->zone, "Intranet");
}

}  // namespace
}  // namespace headroom::gui::test
