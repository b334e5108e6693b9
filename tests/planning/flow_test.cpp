#include "engine/planning/flow.h"

#include <gtest/gtest.h>

namespace headroom::planning {
namespace {

using farm::Application;
using farm::Farm;

Law work(int milliseconds) {
  return {Law::Kind::Exponential, Duration::milliseconds(milliseconds), 0};
}

Application application(const std::string& name, const std::string& zone, int demandMs, double transactions) {
  Application made;
  made.name = name;
  made.zone = zone;
  made.work = {work(demandMs), transactions, work(6)};
  return made;
}

farm::Users users(const std::string& application, double rate) {
  farm::Users made;
  made.name = application + " users";
  made.application = application;
  made.load = farm::OpenLoad{{rate}};
  return made;
}

/// Three servers; zone Global on all of them, zone Intranet on FE2 and FE3; a fifth of AppX's requests call AppY.
Farm intranetZone() {
  Farm farm;
  farm.name = "intranet-zone";
  farm.environment.hostName = "www.mydomain.net";
  farm.proxy.emplace();
  farm.proxy->routes = {{"", "/AppX", {}, "Global", {}, {}}, {"", "/AppY", {}, "Intranet", {}, {}}};
  for (const std::string name : {"FE1", "FE2", "FE3"}) {
    farm::Server server;
    server.name = name;
    farm.servers.push_back(server);
  }
  farm::Zone global;
  global.name = "Global";
  global.address = "global.lan";
  global.includesAllServers = true;
  global.balancer.emplace();
  farm::Zone intranet;
  intranet.name = "Intranet";
  intranet.address = "intranet.lan";
  intranet.balancer.emplace();
  intranet.members = {{"FE2", 1}, {"FE3", 1}};
  farm.zones = {global, intranet};
  farm::Database database;
  database.name = "DB";
  database.cores = 8;
  farm.databases.push_back(database);
  farm.applications = {application("AppX", "Global", 11, 1), application("AppY", "Intranet", 40, 4)};
  farm::Reference call;
  call.consumer = "AppX";
  call.producer = "AppY";
  call.calls = 0.2;
  call.work = farm::Work{work(8), 1, work(6)};
  farm.references.push_back(call);
  farm.users = {users("AppX", 400), users("AppY", 36)};
  return farm;
}

TEST(Flow, TheOracleTableOfTheThreeServerFarm) {
  const auto loads = offeredLoads(intranetZone(), 1, {});
  ASSERT_TRUE(loads);
  EXPECT_NEAR(loads->at("FE1"), 0.367, 5e-4);
  EXPECT_NEAR(loads->at("FE2"), 0.627, 5e-4);
  EXPECT_NEAR(loads->at("FE3"), 0.627, 5e-4);
  EXPECT_NEAR(loads->at("DB"), 0.468, 5e-4);
}

TEST(Flow, LosingTheOnlyUnsharedServerLoadsTheOthersAlike) {
  const auto loads = offeredLoads(intranetZone(), 1, {"FE1"});
  ASSERT_TRUE(loads);
  EXPECT_FALSE(loads->contains("FE1"));
  EXPECT_NEAR(loads->at("FE2"), 0.81, 5e-4);
}

TEST(Flow, LosingASharedServerOverloadsItsTwin) {
  const auto loads = offeredLoads(intranetZone(), 1, {"FE2"});
  ASSERT_TRUE(loads);
  EXPECT_NEAR(loads->at("FE1"), 0.55, 5e-4);
  EXPECT_NEAR(loads->at("FE3"), 1.07, 5e-4);
}

TEST(Flow, WeightsShiftTheSharesAsTheFarmSays) {
  Farm farm = intranetZone();
  farm.zones[0].members = {{"FE1", 2}, {"FE2", 1}, {"FE3", 1}};
  const auto loads = offeredLoads(farm, 1, {});
  ASSERT_TRUE(loads);
  EXPECT_NEAR(loads->at("FE1"), 0.55, 5e-4);
  EXPECT_NEAR(loads->at("FE2"), 0.535, 5e-4);
}

TEST(Flow, LoadFactorMultipliesOpenLoad) {
  EXPECT_NEAR(offeredLoads(intranetZone(), 2, {})->at("FE1"), 2 * 0.36667, 1e-3);
}

TEST(Flow, ACallToThePublicNamePassesTheProxyAgain) {
  Farm farm = intranetZone();
  farm.proxy->capacity.demand = work(1);
  const double direct = offeredLoads(farm, 1, {})->at("proxy");
  EXPECT_NEAR(direct, 436 * 0.001 / 4, 1e-9);
  farm.zones[1].address = "www.mydomain.net";
  EXPECT_NEAR(offeredLoads(farm, 1, {})->at("proxy"), (436 + 80) * 0.001 / 4, 1e-9);
}

TEST(Flow, HandshakesCountWhereItIsCertainHowManyThereAre) {
  Farm farm = intranetZone();
  farm.proxy->capacity.demand = work(1);
  farm.proxy->capacity.connections = farm::Connections{work(3), 2, Duration::wholeSeconds(60)};
  farm.users[0].requestsPerPage = 8;  // of them six connections
  farm.users[0].load = farm::OpenLoad{{50}};
  EXPECT_NEAR(offeredLoads(farm, 1, {})->at("proxy"), (436 * 0.001 + (300 + 36) * 0.003) / 4, 1e-9);
  farm.zones[1].balancer->capacity.connections = farm.proxy->capacity.connections;
  EXPECT_FALSE(offeredLoads(farm, 1, {})->contains("Intranet balancer"));  // who calls may find one open
  farm.zones[1].balancer->capacity.connections->keepAlive = Duration();
  EXPECT_NEAR(offeredLoads(farm, 1, {})->at("Intranet balancer"), (36 + 80) * 0.003 / 4, 1e-9);
}

TEST(Flow, AnAddressOfOneServerPutsAllCallsOnIt) {
  Farm farm = intranetZone();
  farm.zones[1].address = "FE2";
  const auto loads = offeredLoads(farm, 1, {});
  ASSERT_TRUE(loads);
  EXPECT_GT(loads->at("FE2"), loads->at("FE3") + 0.15);
}

TEST(Flow, LeastConnectionsHasNoFormula) {
  Farm farm = intranetZone();
  farm.zones[1].algorithm = farm::Algorithm::LeastConnections;
  const auto loads = offeredLoads(farm, 1, {});
  ASSERT_TRUE(loads);
  EXPECT_FALSE(loads->contains("FE2"));
  EXPECT_TRUE(loads->contains("FE1"));
  EXPECT_TRUE(loads->contains("DB"));
}

TEST(Flow, ReadsWritesAndLocksOfADatabaseAreToldApart) {
  Farm farm;
  farm.servers.emplace_back().name = "FE1";
  farm::Zone& zone = farm.zones.emplace_back();
  zone.name = "Global";
  zone.members = {{"FE1", 1}};
  farm::Database& database = farm.databases.emplace_back();
  database.name = "DB";
  database.cores = 2;
  database.speed = 2;
  database.cache = farm::Cache{0.75, {}};
  database.readInstances = 2;
  database.locks = {{"stock", 3, {}, {}}};
  farm.applications = {application("AppX", "Global", 1, 5)};
  farm::Work& task = farm.applications[0].work;
  task.databaseWrites = 0.4;
  task.databaseWriteDemand = work(12);
  task.lock = "stock";
  farm.users = {users("AppX", 100)};
  const auto loads = offeredLoads(farm, 1, {});
  ASSERT_TRUE(loads);
  EXPECT_NEAR(loads->at("DB"), 100 * 5 * 0.4 * 0.012 / (2 * 2), 1e-12);
  EXPECT_NEAR(loads->at("DB reads"), 100 * 5 * 0.6 * 0.25 * 0.006 / (2 * 2 * 2), 1e-12);
  EXPECT_NEAR(loads->at("DB/stock"), 100 * 5 * 0.4 * 0.012 / (3 * 2), 1e-12);
  EXPECT_NEAR(offeredLoads(farm, 1, {"DB cache"})->at("DB reads"), 4 * loads->at("DB reads"), 1e-12);
}

TEST(Flow, ABackupCarriesNothingUntilTheOthersAreLost) {
  Farm farm = intranetZone();
  farm.zones[1].members[1].backup = true;
  const auto alone = offeredLoads(farm, 1, {});
  const auto lost = offeredLoads(farm, 1, {"FE2"});
  ASSERT_TRUE(alone && lost);
  EXPECT_LT(alone->at("FE3"), lost->at("FE3"));
  EXPECT_GT(alone->at("FE2"), alone->at("FE3")) << "all of zone Intranet";
}

TEST(Flow, AProductsAlgorithmByLoadHasNoFormulaEither) {
  Farm farm = intranetZone();
  farm.zones[1].balancer.emplace().product = farm::Product::IisArr;
  EXPECT_FALSE(offeredLoads(farm, 1, {})->contains("FE2")) << "least current request is its default";
  farm.zones[1].balancer->algorithm = "weighted_round_robin";
  EXPECT_TRUE(offeredLoads(farm, 1, {})->contains("FE2"));
}

TEST(Flow, ClosedUsersAndEndlessCallsHaveNoFormula) {
  Farm closed = intranetZone();
  closed.users[0].load = farm::ClosedLoad{100, work(20000)};
  EXPECT_EQ(offeredLoads(closed, 1, {}), std::nullopt);
  Farm endless = intranetZone();
  endless.references[0].calls = 1;
  farm::Reference back = endless.references[0];
  std::swap(back.consumer, back.producer);
  endless.references.push_back(back);
  EXPECT_EQ(offeredLoads(endless, 1, {}), std::nullopt);
}

}  // namespace
}  // namespace headroom::planning
