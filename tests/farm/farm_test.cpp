#include "engine/farm/farm.h"

#include <gmock/gmock.h>

#include <functional>
#include <vector>

#include "engine/farm/rename.h"

namespace headroom::farm {
namespace {

using testing::ElementsAre;

Server server(const std::string& name) {
  Server server;
  server.name = name;
  return server;
}

/// Users, proxy, two zones on three servers, a database, two applications that call each other.
Farm sample() {
  Farm farm;
  farm.servers = {server("FE1"), server("FE2"), server("FE3")};
  farm.databases.emplace_back().name = "DB";
  Zone global;
  global.name = "Global";
  global.includesAllServers = true;
  Zone intranet;
  intranet.name = "Intranet";
  intranet.members = {{"FE2", 2}, {"FE3", 1}};
  intranet.balancer.emplace().name = "LB";
  farm.zones = {global, intranet};
  Application x;
  x.name = "AppX";
  x.zone = "Global";
  x.work.databaseTransactions = 3;
  Application y;
  y.name = "AppY";
  y.zone = "Intranet";
  farm.applications = {x, y};
  farm.references.emplace_back().consumer = "AppX";
  farm.references[0].producer = "AppY";
  farm.users.emplace_back().name = "Visitors";
  farm.users[0].application = "AppX";
  farm.proxy.emplace();
  farm.proxy->routes.emplace_back().zone = "Intranet";
  farm.events.emplace_back().node = "FE2";
  return farm;
}

std::vector<std::string> namesOf(const std::vector<ZoneMember>& members) {
  std::vector<std::string> names;
  for (const ZoneMember& member : members) names.push_back(member.server);
  return names;
}

TEST(Farm, IsEqualWhateverFileItStandsIn) {
  const Farm farm = sample();
  Farm other = farm;
  other.file = "elsewhere.farm";
  other.zones[0].origin.object = {7, 3};
  EXPECT_EQ(other, farm);
  other.zones[0].comments[""] = {" a comment"};
  EXPECT_NE(other, farm);
}

TEST(LookUps, FindByNameOrNothing) {
  const Farm farm = sample();
  EXPECT_EQ(findZone(farm, "Intranet"), &farm.zones[1]);
  EXPECT_EQ(findServer(farm, "FE9"), nullptr);
  EXPECT_EQ(findApplication(farm, "AppY"), &farm.applications[1]);
  EXPECT_EQ(findDatabase(farm, "DB"), &farm.databases[0]);
}

TEST(MembersOf, AZoneOfAllServersLeavesOutThoseOutsideTheBalancer) {
  Farm farm = sample();
  farm.servers[1].inBalancer = false;
  EXPECT_THAT(namesOf(membersOf(farm, farm.zones[0])), ElementsAre("FE1", "FE3"));
}

TEST(MembersOf, AListedWeightCountsInAZoneOfAllServersToo) {
  Farm farm = sample();
  farm.zones[0].members = {{"FE2", 7}};
  EXPECT_EQ(membersOf(farm, farm.zones[0]).at(1).weight, 7);
  EXPECT_EQ(membersOf(farm, farm.zones[0]).size(), 3u);
}

TEST(MembersOf, AServerListedTwiceIsThereOnce) {
  Farm farm = sample();
  farm.zones[1].members.push_back({"FE2", 5});
  EXPECT_THAT(namesOf(membersOf(farm, farm.zones[1])), ElementsAre("FE2", "FE3"));
  EXPECT_EQ(membersOf(farm, farm.zones[1]).at(0).weight, 2);
}

TEST(Defaults, AreFilledInWhereTheFarmIsSilent) {
  const Farm farm = sample();
  EXPECT_EQ(balancerName(farm.zones[0]), "Global balancer");
  EXPECT_EQ(balancerName(farm.zones[1]), "LB");
  EXPECT_EQ(modulesOf(farm.applications[0]).at(0).path, "/AppX");
  EXPECT_EQ(poolsOf(farm.servers[0]).at(0).name, "OutSystemsApplications");
  EXPECT_EQ(workersOf(farm.servers[0], Pool{}), 400);
  EXPECT_EQ(databaseOf(farm, farm.applications[0])->name, "DB");
}

TEST(DatabaseOf, IsTheNamedOne) {
  Farm farm = sample();
  farm.databases.emplace_back().name = "Archive";
  farm.applications[0].database = "Archive";
  EXPECT_EQ(databaseOf(farm, farm.applications[0])->name, "Archive");
  farm.databases.clear();
  EXPECT_EQ(databaseOf(farm, farm.applications[1]), nullptr);
}

TEST(WorkOf, ACallCostsWhatTheReferenceSaysElseWhatTheProducerSays) {
  Farm farm = sample();
  EXPECT_EQ(workOf(farm, farm.references[0]), farm.applications[1].work);
  farm.references[0].work.emplace().databaseTransactions = 9;
  EXPECT_EQ(workOf(farm, farm.references[0]).databaseTransactions, 9);
}

TEST(NodeNames, ComeInCanonicalOrder) {
  EXPECT_THAT(nodeNames(sample()),
              ElementsAre("Visitors", "proxy", "Global balancer", "LB", "FE1", "FE2", "FE3", "DB"));
}

TEST(Renaming, AServerTakesItsMembershipsTargetsAndEventsAlong) {
  Farm farm = sample();
  farm.zones[1].balancer->targets = {"FE2"};
  renameNode(farm, "FE2", "Web");
  EXPECT_EQ(farm.servers[1].name, "Web");
  EXPECT_EQ(farm.zones[1].members[0].server, "Web");
  EXPECT_THAT(farm.zones[1].balancer->targets, ElementsAre("Web"));
  EXPECT_EQ(farm.events[0].node, "Web");
}

TEST(Renaming, AZoneTakesRoutesApplicationsAndItsImpliedBalancerAlong) {
  Farm farm = sample();
  farm.events[0].node = "Global balancer";
  renameZone(farm, "Global", "All");
  EXPECT_EQ(farm.applications[0].zone, "All");
  EXPECT_EQ(farm.events[0].node, "All balancer");
  EXPECT_EQ(balancerName(farm.zones[0]), "All balancer");
  renameZone(farm, "Intranet", "Inside");
  EXPECT_EQ(farm.proxy->routes[0].zone, "Inside");
}

TEST(Renaming, AnApplicationKeepsItsPath) {
  Farm farm = sample();
  farm.background.resize(1);
  farm.background[0].application = "AppX";
  renameApplication(farm, "AppX", "Shop");
  EXPECT_EQ(farm.background[0].application, "Shop");
  EXPECT_EQ(modulesOf(farm.applications[0]).at(0).path, "/AppX");
  EXPECT_EQ(farm.references[0].consumer, "Shop");
  EXPECT_EQ(farm.users[0].application, "Shop");
}

TEST(Process, IsRecycledAfterTheRequestsThatFillItsMemory) {
  Server server;
  Pool pool;
  EXPECT_EQ(requestsUntilRecycled(server, pool), 0);
  pool.recycling.requests = 500;
  EXPECT_EQ(requestsUntilRecycled(server, pool), 500);
  pool.recycling.memoryGrowth = 30;
  EXPECT_EQ(requestsUntilRecycled(server, pool), 500);  // no limit is known
  server.memoryBytes = 10'000;
  EXPECT_EQ(requestsUntilRecycled(server, pool), 200);
  pool.recycling.memoryAtStart = 5'990;
  EXPECT_EQ(requestsUntilRecycled(server, pool), 1);
  pool.recycling.memoryLimit = 6'010;
  EXPECT_EQ(requestsUntilRecycled(server, pool), 1);
  pool.recycling.memoryLimit = 6'100;
  EXPECT_EQ(requestsUntilRecycled(server, pool), 4);
}

TEST(Capacity, IsWhatTheCoresAreWorthOutsideTheirPauses) {
  Server server;
  server.cores = 4;
  server.speed = 2;
  EXPECT_DOUBLE_EQ(capacityOf(server), 8);
  server.contention = 0.2;
  EXPECT_DOUBLE_EQ(capacityOf(server), 5);
  server.pauses = {Law{Law::Kind::Fixed, Duration::milliseconds(900), 0},
                   Law{Law::Kind::Fixed, Duration::milliseconds(100), 0}};
  EXPECT_DOUBLE_EQ(capacityOf(server), 4.5);
}

TEST(Renaming, OfAnUnknownNameChangesNothing) {
  Farm farm = sample();
  renameNode(farm, "FE9", "X");
  renameApplication(farm, "AppQ", "X");
  EXPECT_EQ(farm, sample());
}

TEST(Deployment, SplitsEachZoneAndKeepsAServerInOneHalfForAllOfThem) {
  const Farm farm = sample();
  const auto halves = halvesOf(farm, Deployment{});
  EXPECT_THAT(halves[0], ElementsAre("FE1", "FE3"));
  EXPECT_THAT(halves[1], ElementsAre("FE2")) << "Global is split 2 : 1 and Intranet 1 : 1";
}

TEST(Deployment, LeavesOutOtherZonesAndServersThatAreNotDeployedTo) {
  Farm farm = sample();
  Deployment deployment;
  deployment.zones = {"Intranet"};
  EXPECT_THAT(halvesOf(farm, deployment)[0], ElementsAre("FE2"));
  EXPECT_THAT(halvesOf(farm, deployment)[1], ElementsAre("FE3"));
  farm.servers[1].deployEnabled = false;
  EXPECT_THAT(halvesOf(farm, deployment)[0], ElementsAre("FE3"));
  EXPECT_THAT(halvesOf(farm, deployment)[1], ElementsAre());
}

TEST(Rename, OfAZoneReachesWhatOperatorsDoToIt) {
  Farm farm = sample();
  farm.events[0].zone = "Intranet";
  farm.deployments.emplace_back().zones = {"Global", "Intranet"};
  renameZone(farm, "Intranet", "Inside");
  EXPECT_EQ(farm.events[0].zone, "Inside");
  EXPECT_THAT(farm.deployments[0].zones, ElementsAre("Global", "Inside"));
}

TEST(Equality, SeesEveryPartOfAFarm) {
  const std::vector<std::function<void(Farm&)>> changes = {
      [](Farm& farm) { farm.name = "other"; },
      [](Farm& farm) { farm.description = "other"; },
      [](Farm& farm) { farm.environment.hostName = "other"; },
      [](Farm& farm) { farm.proxy.emplace(); },
      [](Farm& farm) { farm.zones.emplace_back(); },
      [](Farm& farm) { farm.servers.emplace_back(); },
      [](Farm& farm) { farm.databases.emplace_back(); },
      [](Farm& farm) { farm.applications.emplace_back(); },
      [](Farm& farm) { farm.references.emplace_back(); },
      [](Farm& farm) { farm.users.emplace_back(); },
      [](Farm& farm) { farm.links.emplace_back(); },
      [](Farm& farm) { farm.failureDomains.emplace_back(); },
      [](Farm& farm) { farm.dns.emplace_back(); },
      [](Farm& farm) { farm.slos.emplace_back(); },
      [](Farm& farm) { farm.events.emplace_back(); },
      [](Farm& farm) { farm.background.emplace_back(); },
      [](Farm& farm) { farm.deployments.emplace_back(); },
      [](Farm& farm) { farm.assumptions.emplace_back(); },
      [](Farm& farm) { farm.notes.emplace_back(); },
      [](Farm& farm) { farm.run.replications = 7; },
      [](Farm& farm) { farm.comments[""] = {"a comment"}; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Farm changed;
    changes[i](changed);
    EXPECT_FALSE(changed == Farm()) << "change " << i;
    EXPECT_TRUE(changed == Farm(changed)) << "change " << i;
  }
}

}  // namespace
}  // namespace headroom::farm
