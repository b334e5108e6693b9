// Limits, timeouts, failures and repairs: nothing is ever lost without being counted.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

double valueAt(const results::RunResult& result, const std::string& object, const std::string& measure,
               double seconds) {
  for (const results::Series& series : result.series) {
    if (series.object != object || series.measure != measure) continue;
    for (std::size_t i = 0; i < series.times.size(); ++i) {
      if (series.times[i] >= seconds) return series.values[i];
    }
  }
  return -1;
}

farm::PlannedEvent event(double seconds, const std::string& node, farm::PlannedEvent::Kind kind) {
  farm::PlannedEvent event;
  event.at = Duration::seconds(seconds);
  event.node = node;
  event.kind = kind;
  return event;
}

/// Below 0: not measured.
double availabilityOf(const results::RunResult& result, const std::string& name) {
  for (const auto& part : result.availability) {
    if (part.name == name) return part.share.mean;
  }
  return -1.0;
}

constexpr auto kFail = farm::PlannedEvent::Kind::Fail;
constexpr auto kRepair = farm::PlannedEvent::Kind::Repair;

farm::Farm twoServers() {
  farm::Farm farm = singleStation(200, exponential(10), 8, farm::Discipline::ProcessorSharing);
  farm.servers.push_back(farm.servers[0]);
  farm.servers[1].name = "FE2";
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.databases = {database(8)};
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = exponential(5);
  return farm;
}

void expectBalance(const results::RunResult& result) {
  EXPECT_EQ(result.totals.arrivals, result.totals.completed + result.totals.failed.total() + result.totals.inFlight);
  for (const results::Check& check : result.checks) EXPECT_TRUE(check.ok) << check.name << " " << check.figure;
}

TEST(Failures, AFailedServerLosesItsRequestsUntilTheBalancerFindsOut) {
  farm::Farm farm = twoServers();
  farm.events = {event(20, "FE2", kFail), event(60, "FE2", kRepair)};
  const auto result = simulate(farm, options(100, 5));
  expectBalance(result);
  // Checked every 2 s and found out at the third failed check, 5 s after the failure: half of 200/s is refused.
  EXPECT_NEAR(static_cast<double>(result.totals.failed.refused) / 5, 500, 50);
  EXPECT_EQ(result.totals.failed.refused, result.totals.failed.total());
  EXPECT_NEAR(valueAt(result, "FE2", "utilisation", 40), 0.0, 1e-9);
  EXPECT_NEAR(valueAt(result, "FE1", "utilisation", 50), 0.25, 0.05);
  EXPECT_GT(valueAt(result, "FE2", "utilisation", 90), 0.05);
}

TEST(Failures, ABalancerWithoutAHealthCheckNeverFindsOut) {
  farm::Farm farm = twoServers();
  farm.zones[0].balancer->healthCheck.kind = farm::HealthCheck::Kind::None;
  farm.events = {event(50, "FE2", kFail)};
  const auto result = simulate(farm, options(100, 4));
  expectBalance(result);
  EXPECT_NEAR(static_cast<double>(result.totals.failed.refused) / 4, 50 * 100, 400);
}

TEST(Failures, AShortFailureIsOverBeforeTheChecksCount) {
  farm::Farm farm = twoServers();
  farm.events = {event(50, "FE2", kFail), event(53, "FE2", kRepair)};
  const auto result = simulate(farm, options(100, 4));
  expectBalance(result);
  EXPECT_NEAR(static_cast<double>(result.totals.failed.refused) / 4, 300, 50);
}

TEST(Failures, ServersOutFromTheStartCostNothing) {
  RunOptions o = options(50, 3);
  o.down = {"FE2"};
  const auto result = simulate(twoServers(), o);
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_EQ(result.serversDown, std::vector<std::string>{"FE2"});
}

TEST(Failures, OfServersInMaintenanceAreNoNewsToTheirBalancer) {
  farm::Farm farm = twoServers();
  farm.zones[0].members[1].disabled = true;
  RunOptions o = options(20, 3);
  o.down = {"FE2"};
  EXPECT_EQ(simulate(farm, o).totals.failed.total(), 0U);
  farm.servers[1].reliability =
      farm::Reliability{exponential(1000), exponential(20'000)};  // broken at the start, as a rule
  EXPECT_EQ(simulate(farm, options(20, 3)).totals.failed.total(), 0U);
}

TEST(Failures, ForTheWholeRunAreNotRepairedByWhatIsPlanned) {
  farm::Farm farm = twoServers();
  farm.databases[0].instances = 2;
  farm.databases[0].failover = Duration::wholeSeconds(1);
  farm.events = {event(10, "FE2", kFail), event(20, "FE2", kRepair), event(10, "DB", kFail), event(20, "DB", kRepair)};
  RunOptions o = options(50, 3);
  o.down = {"FE2", "DB"};
  const auto result = simulate(farm, o);
  EXPECT_EQ(availabilityOf(result, "FE2"), 0.0);
  EXPECT_NEAR(availabilityOf(result, "DB"), 0.8, 1e-9) << "its second machine is out for ten seconds";
  EXPECT_EQ(serverOf(result, "FE2").throughput.mean, 0.0);
}

TEST(Failures, AZoneWithoutServersAnswersAtOnceThatThereIsNone) {
  RunOptions o = options(20, 2);
  o.down = {"FE1", "FE2"};
  const auto result = simulate(twoServers(), o);
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_EQ(result.totals.failed.noServer, result.totals.failed.total());
}

TEST(Failures, ADatabaseThatFailsMakesItsCallersAnswerWithAnError) {
  farm::Farm farm = twoServers();
  farm.events = {event(50, "DB", kFail), event(75, "DB", kRepair)};
  const auto result = simulate(farm, options(100, 3));
  expectBalance(result);
  EXPECT_NEAR(static_cast<double>(result.totals.failed.dependency) / 3, 25 * 200, 500);
  EXPECT_NEAR(valueAt(result, "FE1", "utilisation", 60), 0.125, 0.06);  // the servers work on
}

TEST(Failures, ASecondInstanceTakesOver) {
  farm::Farm farm = twoServers();
  farm.databases[0].instances = 2;
  farm.events = {event(50, "DB", kFail)};
  EXPECT_EQ(simulate(farm, options(100, 2)).totals.failed.total(), 0U);
}

TEST(Failures, AFailedBalancerRefusesEverything) {
  farm::Farm farm = twoServers();
  farm.events = {event(50, "Z LB", kFail)};
  const auto result = simulate(farm, options(100, 2));
  expectBalance(result);
  EXPECT_NEAR(static_cast<double>(result.totals.failed.refused) / 2, 50 * 200, 500);
}

// FE1 stands in both zones, FE2 in one only.
TEST(Failures, OfAZoneTakeItsBalancerAndTheServersOfNoOther) {
  farm::Farm farm = twoServers();
  farm.zones.push_back(zone("Other", {"FE1"}));
  farm.applications.push_back(application("Else", "Other", exponential(10)));
  farm.users.push_back(openUsers("Else", 50));
  farm.users[1].name = "others";
  farm.events = {event(20, "Z", kFail), event(60, "Z", kRepair)};
  const auto result = simulate(farm, options(100, 5));
  expectBalance(result);
  EXPECT_NEAR(static_cast<double>(result.totals.failed.refused) / 5, 200 * 40, 300);
  EXPECT_EQ(applicationOf(result, "Else").failed.total(), 0U);
  EXPECT_NEAR(availabilityOf(result, "Z"), 0.6, 1e-9);
  EXPECT_NEAR(availabilityOf(result, farm::balancerName(farm.zones[0])), 0.6, 1e-9);
  EXPECT_NEAR(availabilityOf(result, "FE2"), 0.6, 1e-9);
  EXPECT_EQ(availabilityOf(result, "FE1"), -1.0) << "nothing is planned to happen to it";
}

TEST(Failures, OfAServerLastAsLongAsThoseOfItsZone) {
  farm::Farm farm = twoServers();
  farm.events = {event(20, "Z", kFail), event(30, "FE2", kFail), event(50, "Z", kRepair), event(60, "FE2", kRepair)};
  const auto result = simulate(farm, options(100, 2));
  EXPECT_NEAR(availabilityOf(result, "FE1"), 0.7, 1e-9);
  EXPECT_NEAR(availabilityOf(result, "FE2"), 0.6, 1e-9);
  EXPECT_EQ(result.availability.size(), 4U);
}

TEST(Failures, OfACallersMachineLeaveItsCallsWithoutAnOwner) {
  farm::Farm farm = intranetZone();
  farm.events = {event(10, "FE1", kFail), event(20, "FE3", kFail), event(25, "FE3", kRepair),
                 event(30, "FE1", kRepair)};
  farm.databases[0].connectionLimit = 6;  // transactions wait for admission too
  const auto result = simulate(farm, options(40, 4));
  expectBalance(result);
  EXPECT_GT(result.totals.failed.refused, 0U);
}

TEST(Failures, WhileTheDatabaseWorksAreToldOverABusyLink) {
  // The bad news waits for the link, and no longer works at the database.
  farm::Farm farm = singleStation(667, fixed(0.1), 8);
  farm.databases = {database(4)};
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = fixed(1.58);
  farm.applications[0].responseBytes = 30'000;
  farm.users[0].segment = "Internet";
  farm.zones[0].balancer->segment = farm.servers[0].segment = farm.databases[0].segment = "LAN";
  farm::Link line;
  line.name = "line";
  line.from = "Internet";
  line.to = "LAN";
  line.bandwidthBitsPerSecond = 5e7;
  farm.links = {line};
  farm.events = {event(1.2, "FE1", kFail)};
  RunOptions o = options(3, 4);
  o.warmUp = Duration::wholeSeconds(2);
  expectBalance(simulate(farm, o));
}

TEST(Failures, ManyAtOnceOverAndOverStillBalance) {
  farm::Farm farm = intranetZone();
  farm.servers[0].discipline = farm::Discipline::Fifo;
  farm.proxy->capacity.maxConnections = 40;
  farm.proxy->capacity.demand = exponential(0.5);
  farm.databases[0].connectionPool = 5;
  for (farm::Users& users : farm.users) users.timeout = Duration::milliseconds(60);
  const char* nodes[] = {"FE1", "FE2", "FE3", "DB", "proxy", "Global LB", "Intranet LB"};
  for (int i = 0; i < 70; ++i) {
    farm.events.push_back(event(1 + i * 0.5, nodes[i % 7], kFail));
    farm.events.push_back(event(1.3 + i * 0.5, nodes[i % 7], kRepair));
  }
  const auto result = simulate(farm, options(40, 4));
  expectBalance(result);
  EXPECT_GT(result.totals.failed.timeout, 0U);
  EXPECT_GT(result.totals.failed.refused, 0U);
}

TEST(Limits, AUserGivesUpAndTheServerWorksOn) {
  farm::Farm farm = singleStation(50, exponential(10), 64);
  farm.users[0].timeout = Duration::milliseconds(20);
  const auto result = simulate(farm, options(200, 5));
  const double late = std::exp(-2.0);
  EXPECT_NEAR(static_cast<double>(result.totals.failed.timeout) / static_cast<double>(result.totals.arrivals), late,
              0.005);
  EXPECT_LE(applicationOf(result, "App").response.max, 20.0);
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(0.5 / 64, 0.03));
}

TEST(Limits, AConnectionPoolMakesRequestsWaitWithTheirWorkers) {
  farm::Farm farm = singleStation(150, Law{}, 4);
  farm.databases = {database(64)};
  farm.databases[0].connectionPool = 2;
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = exponential(10);
  const auto result = simulate(farm, options(600, 10));
  const double wait = erlangC(2, 1.5) * 10 / (2 - 1.5);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 + wait, 0.05));
  EXPECT_THAT(serverOf(result, "FE1").workersBusy, Shows(0.15 * (10 + wait), 0.05));
}

TEST(Limits, TheDatabasesOwnLimitCountsAllServers) {
  farm::Farm farm = twoServers();
  farm.users = {openUsers("App", 150)};
  farm.applications[0].work.demand = Law{};
  farm.applications[0].work.databaseDemand = exponential(10);
  farm.databases[0].cores = 64;
  farm.databases[0].connectionLimit = 2;
  const auto result = simulate(farm, options(600, 10));
  const double wait = erlangC(2, 1.5) * 10 / (2 - 1.5);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 + wait, 0.05));
}

TEST(Limits, ADatabaseOutOfReachHoldsTheWorkerForItsCommandTimeout) {
  farm::Farm farm = singleStation(10, fixed(1), 4);
  farm.databases = {database(4)};
  farm.databases[0].connectionPool = 0;
  farm.databases[0].segment = "Vault";
  farm.servers[0].segment = "LAN";
  farm.zones[0].balancer->segment = "LAN";
  farm.users[0].segment = "LAN";
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = fixed(1);
  RunOptions o = options(200, 3);
  o.warmUp = Duration::wholeSeconds(60);
  const auto result = simulate(farm, o);
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_NEAR(serverOf(result, "FE1").workersBusy.mean, 300, 20);
}

TEST(Limits, AServerWhosePoolsAreAlwaysFullIsOverloadedWhateverItsCoresDo) {
  farm::Farm farm = singleStation(50, fixed(1), 4);
  farm.servers[0].pools[0] = farm::Pool{};
  farm.servers[0].pools[0].workers = 2;
  farm.servers[0].pools[0].queueLimit = 100;
  farm.databases = {database(8)};
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = fixed(100);  // 2 workers answer 20/s, and the cores are idle
  const auto result = simulate(farm, options(60, 4));
  EXPECT_FALSE(result.steady);
  EXPECT_LT(serverOf(result, "FE1").utilisation.mean, 0.05);
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_THAT(result.warnings.front(), ::testing::HasSubstr("FE1 is overloaded: its pools are full"));
  EXPECT_FALSE(applicationOf(result, "App").response.mean.low);
}

TEST(Limits, ABudgetThatIsSpentWhileTheOfferedLoadIsLookedForIsSaid) {
  farm::Farm farm = singleStation(1000, exponential(20), 1);
  farm.servers[0].pools[0].workers = farm.servers[0].pools[0].queueLimit = 1;  // most are turned away, which is cheap
  farm.databases = {database(4)};
  farm.applications[0].work.databaseTransactions = 8;
  farm.applications[0].work.databaseDemand = exponential(1);
  RunOptions o = options(5, 2);
  o.warmUp = Duration::wholeSeconds(5);
  int told = 0, finished = 0;
  for (o.mostEvents = 10'000; o.mostEvents <= 640'000; o.mostEvents *= 2) {
    const auto result = run(farm, o);
    if (result) {
      ++finished;
    } else {
      ++told;
      EXPECT_THAT(result.problems().front().what, ::testing::HasSubstr("budget"));
    }
  }
  EXPECT_GE(told, 3);
  EXPECT_GE(finished, 1);
}

TEST(Limits, AHeavyTailIsSaidToSpoilTheIntervals) {
  farm::Farm farm = singleStation(10, Law{Law::Kind::Pareto, Duration::milliseconds(10), 2.5}, 1);
  const auto result = simulate(farm, options(20, 3));
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_THAT(result.warnings.front(), ::testing::HasSubstr("demand of App has so heavy a tail"));
}

TEST(Limits, ThousandsOfRequestsWithoutWorkDoNotNest) {
  farm::Farm farm = singleStation(0, Law{}, 1);
  farm.servers[0].pools[0].workers = 1;
  farm.applications[0].work.databaseTransactions = 1;
  farm.databases = {database(1)};
  farm.applications[0].work.databaseDemand = fixed(100);
  farm.users = {closedUsers("App", 20000, fixed(1000))};
  const auto result = simulate(farm, options(20, 1));
  expectBalance(result);
}

}  // namespace
}  // namespace headroom::sim
