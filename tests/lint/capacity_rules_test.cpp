#include <gmock/gmock.h>

#include <chrono>

#include "engine/lint/context.h"
#include "engine/lint/flow.h"
#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;  // NOLINT: the farms are what this file is about

Law milliseconds(double ms) {
  return Law{Law::Kind::Exponential, Duration::seconds(ms / 1000), 0};
}

TEST(Flow, GivesTheUtilisationsOfTheIntranetFarm) {
  const farm::Farm farm = intranetZone();
  const Context context(farm);
  const Flow flow = Flow::declared(context);
  EXPECT_NEAR(flow.load(farm.servers[0]), 0.3667, 5e-5);
  EXPECT_NEAR(flow.load(farm.servers[1]), 0.6267, 5e-5);
  EXPECT_NEAR(flow.load(farm.databases[0]), 0.468, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[0], &farm.servers[1]), 0.55, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[1], &farm.servers[0]), 0.81, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[2], &farm.servers[1]), 1.07, 1e-9);
}

TEST(Flow, GivesTheUtilisationsOfTheDmzFarm) {
  const farm::Farm farm = dmzFarm();
  const Context context(farm);
  const Flow flow = Flow::declared(context);
  EXPECT_NEAR(flow.load(farm.servers[0]), 0.495, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[0], &farm.servers[1]), 0.61875, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[5]), 0.1125, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[7]), 0.465, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[7], &farm.servers[8]), 0.62, 1e-9);
}

TEST(Flow, ReadsGoToTheReadInstancesAndToACacheFirst) {
  farm::Farm farm = intranetZone();
  farm.databases[0].readInstances = 1;
  farm.applications[0].work.databaseWrites = 0.25;
  farm.applications[1].work.databaseWrites = 0.25;
  farm.references[0].work->databaseWrites = 0.25;
  const Context before(farm);
  EXPECT_NEAR(Flow::declared(before).load(farm.databases[0]), 0.468 / 4, 1e-9);
  EXPECT_NEAR(Flow::declared(before).readLoad(farm.databases[0]), 0.468 * 3 / 4, 1e-9);
  EXPECT_EQ(findingsOf(farm, "CP05").size(), 0U);
  farm.databases[0].readInstances = 0;
  farm.databases[0].cache = farm::Cache{0.5, {}};
  const Context after(farm);
  EXPECT_NEAR(Flow::declared(after).load(farm.databases[0]), 0.468 * 5 / 8, 1e-9);
}

TEST(Flow, ReadInstancesAreJudgedAsTheDatabaseIs) {
  farm::Farm farm = intranetZone();
  farm.databases[0].readInstances = 1;
  farm.databases[0].cores = 4;
  for (farm::Application& application : farm.applications) application.work.databaseWrites = 0;
  farm.references[0].work->databaseWrites = 0;
  const auto findings = findingsOf(farm, "CP05");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].cause, HasSubstr("93.6 % of the cores of the read instances of database DB"));
}

TEST(Flow, BackgroundWorkLoadsTheSchedulersOfItsZoneAlike) {
  farm::Farm farm = intranetZone();
  farm.servers[1].scheduler = false;
  farm::Background work;
  work.application = "AppX";  // in the zone of all three servers
  work.every = Duration::wholeSeconds(10);
  work.work.demand = milliseconds(8000);
  work.work.databaseTransactions = 100;
  work.work.databaseDemand = milliseconds(8);
  farm.background = {work};
  const Context context(farm);
  const Flow flow = Flow::declared(context);
  EXPECT_NEAR(flow.load(farm.servers[0]), 0.3667 + 0.4 / 4, 5e-5);
  EXPECT_NEAR(flow.load(farm.servers[1]), 0.6267, 5e-5);
  EXPECT_NEAR(flow.load(farm.servers[2]), 0.6267 + 0.4 / 4, 5e-5);
  EXPECT_NEAR(flow.load(farm.databases[0]), 0.468 + 0.08 / 8, 1e-9);
}

TEST(Flow, CountsWhatTheCoresAreWorth) {
  farm::Farm farm = intranetZone();
  farm.servers[0].contention = 0.2;  // four cores are worth 2.5
  const Context context(farm);
  EXPECT_NEAR(Flow::declared(context).load(farm.servers[0]), 0.3667 * 4 / 2.5, 1e-4);
}

TEST(Flow, OfAClosedPopulationIsWhatItSendsWithoutQueueing) {
  const farm::Farm farm = singleServer();  // 400 people, 20 s think time, four requests of 11 + 1.5 · 6 ms a page
  const Context context(farm);
  EXPECT_NEAR(Flow::declared(context).load(farm.servers[0]), 400.0 * 4 / 20.020 * 0.011 / 4, 1e-9);
}

TEST(Flow, OfAClosedPopulationNeverExceedsItsBottleneck) {
  farm::Farm farm = singleServer();
  farm.users[0].load = farm::ClosedLoad{100000, {}};
  const Context context(farm);
  const Flow flow = Flow::declared(context);
  EXPECT_NEAR(flow.load(farm.databases[0]), 1.0, 1e-9) << "two cores and 9 ms a request";
  EXPECT_NEAR(flow.load(farm.servers[0]), 222.2222 * 0.011 / 4, 1e-4);
}

TEST(Flow, FollowsWeightsAndSpeeds) {
  farm::Farm farm = cleanFarm();
  farm.references.clear();
  zoneOf(farm, "Front").members[0].weight = 3;
  serverOf(farm, "FE2").speed = 2;
  const Context context(farm);
  const Flow flow = Flow::declared(context);
  EXPECT_NEAR(flow.load(farm.servers[0]), 100 * 0.011 * 0.75 / 4, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[1]), 100 * 0.011 * 0.25 / 8, 1e-9);
}

TEST(Flow, CallsToAServersOwnAddressLoadThatServerAlone) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").address = "FE3";
  const Context context(farm);
  const Flow flow = Flow::declared(context);
  EXPECT_NEAR(flow.load(farm.servers[2]), (20 * 0.011 / 2 + 50 * 0.008) / 4, 1e-9);
  EXPECT_NEAR(flow.load(farm.servers[3]), 20 * 0.011 / 2 / 4, 1e-9);
}

TEST(Flow, CallsThroughTheProxyCountThereAsWell) {
  farm::Farm farm = cleanFarm();
  farm.proxy->capacity.demand = milliseconds(4);
  const Context direct(farm);
  EXPECT_NEAR(Flow::declared(direct).proxyLoad(), 120 * 0.004 / 4, 1e-9);
  farm.zones[1].address = "www.mydomain.net";
  const Context looped(farm);
  EXPECT_NEAR(Flow::declared(looped).proxyLoad(), 170 * 0.004 / 4, 1e-9);
}

TEST(Flow, NewcomersOpenConnectionsAtTheProxy) {
  farm::Farm farm = cleanFarm();
  farm.proxy->capacity.demand = milliseconds(4);
  farm.proxy->capacity.connections = farm::Connections{milliseconds(10), 2, Duration::wholeSeconds(60)};
  EXPECT_NEAR(Flow::declared(Context(farm)).proxyLoad(), 120 * 0.014 / 4, 1e-9);
  farm.zones[1].address = "www.mydomain.net";  // servers come again and find theirs open
  EXPECT_NEAR(Flow::declared(Context(farm)).proxyLoad(), (170 * 0.004 + 120 * 0.010) / 4, 1e-9);
  farm.proxy->capacity.connections->keepAlive = Duration();
  EXPECT_NEAR(Flow::declared(Context(farm)).proxyLoad(), 170 * 0.014 / 4, 1e-9);
}

TEST(Flow, CallsOfCallsAddUp) {
  farm::Farm farm = cleanFarm();
  farm.applications.push_back(application("Core", "Back", 1, 0));
  farm.references.push_back(call("Office", "Core", 2, 10));
  farm.references[1].work->databaseTransactions = 0;
  const Context context(farm);
  const double core = (20 + 50) * 2 * 0.010;
  EXPECT_NEAR(Flow::declared(context).load(farm.servers[2]), (20 * 0.011 + 50 * 0.008 + core) / 8, 1e-9);
}

TEST(Flow, WritersHoldTheirLocks) {
  farm::Farm farm = intranetZone();
  farm::Database& database = farm.databases[0];
  database.locks.push_back({"stock", 2, {}, {}});
  farm::Application& office = applicationOf(farm, "AppX");
  office.work.lock = "stock";
  office.work.databaseWrites = 0.5;
  office.work.databaseWriteDemand = milliseconds(9);
  const double held = 400 * office.work.databaseTransactions * 0.5 * 0.009;
  EXPECT_NEAR(Flow::declared(Context(farm)).lockLoad(database, database.locks[0]), held / 2, 1e-9);
  EXPECT_THAT(objectsOf(farm, "CP10"), ElementsAre("W lock DB/stock"));
  database.locks[0].holders = 1;
  EXPECT_THAT(objectsOf(farm, "CP10"), ElementsAre("E lock DB/stock"));
  database.locks[0].holders = 100;
  EXPECT_THAT(objectsOf(farm, "CP10"), IsEmpty());
}

TEST(Flow, CarriesBytesOverLinksInTheirOwnDirection) {
  farm::Farm farm = intranetZone();
  applicationOf(farm, "AppX").requestBytes = 1000;
  applicationOf(farm, "AppX").responseBytes = 30000;
  farm.links[0].bandwidthBitsPerSecond = 100e6;
  const Context context(farm);
  EXPECT_NEAR(Flow::declared(context).linkLoad(0), 400 * 30000 * 8 / 100e6, 1e-9);
  EXPECT_THAT(objectsOf(farm, "CP07"), ElementsAre("W link internet – lan"));
}

TEST(Targets, AServerOfOneZoneIsToldByCp01AndOfSeveralByZn11) {
  farm::Farm farm = cleanFarm();
  std::get<farm::OpenLoad>(farm.users[0].load).rate.perSecond = 480;  // 66 % of FE1 and FE2
  farm.references.clear();
  farm.databases[0].cores = 20;
  EXPECT_THAT(objectsOf(farm, "CP01"), ElementsAre("W server FE1", "W server FE2"));
  EXPECT_THAT(objectsOf(farm, "ZN11"), IsEmpty());
}

TEST(Targets, TheRedLineIsAnErrorEverywhere) {
  farm::Farm farm = intranetZone();
  std::get<farm::OpenLoad>(farm.users[1].load).rate.perSecond = 90;
  EXPECT_THAT(objectsOf(farm, "CP01"), ElementsAre("W database DB", "E server FE2", "E server FE3"));
}

TEST(Targets, AStricterObjectiveOfTheFarmCounts) {
  farm::Farm farm = cleanFarm();
  farm.slos.resize(1);
  farm.slos[0].utilisationBelow = 0.10;
  EXPECT_THAT(findingsOf(farm, "CP01")[0].cause, HasSubstr("target is 10 %"));
  farm.slos[0].utilisationBelow = 0.95;
  EXPECT_THAT(objectsOf(farm, "CP01"), IsEmpty());
}

TEST(Targets, ExactlyOnTheTargetIsWithinIt) {
  farm::Farm farm = cleanFarm();
  farm.references.clear();
  farm.databases[0].cores = 64;
  applicationOf(farm, "Shop").work.demand = milliseconds(10);
  std::get<farm::OpenLoad>(farm.users[0].load).rate.perSecond = 480;  // 4.8 core seconds a second on 8 cores
  EXPECT_THAT(objectsOf(farm, "CP01"), IsEmpty());
}

TEST(LostServers, WithinTheRedLineAreFine) {
  EXPECT_THAT(objectsOf(dmzFarm(), "HA03"), IsEmpty()) << "62 % with one lost";
}

TEST(ConnectionLimit, IsModulesTimesServersTimesThree) {
  farm::Farm farm = cleanFarm();  // two applications of one module on two servers each: 12
  farm.databases[0].connectionLimit = 12;
  EXPECT_THAT(objectsOf(farm, "CP04"), IsEmpty());
  farm.databases[0].connectionLimit = 11;
  EXPECT_THAT(findingsOf(farm, "CP04")[0].cause, HasSubstr("keep 12 connections"));
}

TEST(Check, TenThousandServersAreQuick) {
  farm::Farm farm = cleanFarm();
  farm.servers.clear();
  for (farm::Zone& zone : farm.zones) zone.members.clear();
  for (int i = 0; i < 10000; ++i) {
    farm.servers.push_back(server("S" + std::to_string(i)));
    if (i % 100 == 0) zoneOf(farm, i % 200 == 0 ? "Front" : "Back").members.push_back({farm.servers.back().name, 1});
  }
  const auto start = std::chrono::steady_clock::now();
  lint::check(farm);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took.count(), 10.0) << "quadratic work would take far longer";
}

}  // namespace
}  // namespace headroom::lint
