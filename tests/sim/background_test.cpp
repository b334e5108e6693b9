// Timers, processes and e-mail: work that no user waits for, in the same workers, cores and connections.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers
using ::testing::HasSubstr;
using Kind = farm::Background::Kind;

results::RunResult simulateBackground(const farm::Farm& farm, const RunOptions& options) {
  const auto result = simulate(farm, options);
  for (const results::BackgroundResult& work : result.background) {
    EXPECT_EQ(work.due, work.span.mean.count + work.failed + work.unfinished) << work.name;
  }
  return result;
}

farm::Background timer(const std::string& name, double everySeconds, Law demand) {
  farm::Background work;
  work.name = name;
  work.application = "App";
  work.every = Duration::seconds(everySeconds);
  work.work.demand = demand;
  return work;
}

farm::Background atRandom(Kind kind, double perSecond, Law demand) {
  farm::Background work = timer("Work", 0, demand);
  work.kind = kind;
  work.rate = Rate{perSecond};
  return work;
}

/// Two servers of eight cores, hardly any users.
farm::Farm quietFarm() {
  farm::Farm farm = singleStation(1, fixed(1), 8);
  farm.servers.push_back(farm.servers[0]);
  farm.servers[1].name = "FE2";
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.zones[0].isDefault = true;
  return farm;
}

const results::BackgroundResult& workOf(const results::RunResult& result, std::size_t index = 0) {
  return result.background.at(index);
}

TEST(Timers, RunOnScheduleAndLoadTheirServers) {
  farm::Farm farm = quietFarm();
  farm.background = {timer("Sync", 10, fixed(4000))};
  const auto result = simulateBackground(farm, options(1000, 2));
  EXPECT_NEAR(workOf(result).throughput.mean, 0.1, 0.002);
  EXPECT_NEAR(workOf(result).span.mean.mean, 4000, 1);
  EXPECT_NEAR(workOf(result).running.mean, 0.4, 0.01);
  const double busy = serverOf(result, "FE1").utilisation.mean + serverOf(result, "FE2").utilisation.mean;
  EXPECT_NEAR(busy, (0.4 + 0.001) / 8, 0.001);
  EXPECT_EQ(workOf(result).skipped, 0U);
}

TEST(Timers, NeverRunTwiceAtOnceInTheWholeEnvironment) {
  farm::Farm farm = quietFarm();
  farm.background = {timer("Long", 10, fixed(25000))};  // every third occasion
  const auto result = simulateBackground(farm, options(3000, 1));
  EXPECT_NEAR(workOf(result).throughput.mean, 1 / 30.0, 0.001);
  EXPECT_NEAR(static_cast<double>(workOf(result).skipped), 200, 2);
  EXPECT_NEAR(workOf(result).running.mean, 25 / 30.0, 0.01);
}

TEST(Timers, RunOnlyWhereTheSchedulerIsAndInTheirZone) {
  farm::Farm farm = quietFarm();
  farm.servers.push_back(farm.servers[0]);
  farm.servers[2].name = "FE3";  // in no zone
  farm.servers[0].scheduler = false;
  farm.users.clear();
  farm.users = {openUsers("App", 0.001)};
  farm.background = {atRandom(Kind::Process, 2, exponential(500))};
  const auto result = simulateBackground(farm, options(1000, 2));
  EXPECT_LT(serverOf(result, "FE1").utilisation.mean, 1e-4);
  EXPECT_NEAR(serverOf(result, "FE2").utilisation.mean, 1.0 / 8, 0.01);
  EXPECT_EQ(serverOf(result, "FE3").utilisation.mean, 0);
}

TEST(Background, WithoutASchedulerIsNeverDoneAndSaysSo) {
  farm::Farm farm = quietFarm();
  for (farm::Server& server : farm.servers) server.scheduler = false;
  farm.background = {timer("Sync", 10, fixed(4000))};
  const auto result = simulateBackground(farm, options(100, 1));
  EXPECT_THAT(result.warnings, ::testing::Contains(HasSubstr("background work Sync is never done")));
}

TEST(Background, HasSoManyPlacesAServerAndIsTheirQueue) {
  // E-mails on one server with 2 places and cores to spare: M/M/2 with an offered load of 1.6.
  farm::Farm farm = quietFarm();
  farm.servers[1].scheduler = false;
  farm.background = {atRandom(Kind::Email, 1.6, exponential(1000))};
  const auto result = simulateBackground(farm, options(4000, 8));
  const double waits = erlangC(2, 1.6) / (2 - 1.6);  // seconds
  EXPECT_THAT(workOf(result).wait, Shows(1000 * waits, 0.2));
  EXPECT_THAT(workOf(result).running, Shows(1.6, 0.05));
}

TEST(Background, SpreadsOverThePlacesOfAllSchedulers) {
  // 3 + 3 timers' places; nine timers fall due together again and again: six at once, in the order of their priority.
  farm::Farm farm = quietFarm();
  for (int i = 0; i < 9; ++i) farm.background.push_back(timer("T" + std::to_string(i), 20, fixed(12000)));
  for (int i = 0; i < 3; ++i) farm.background[static_cast<std::size_t>(i)].priority = 1;
  for (int i = 3; i < 9; ++i) farm.background[static_cast<std::size_t>(i)].priority = 4;
  const auto result = simulateBackground(farm, options(4000, 1));
  double running = 0, urgent = 0, others = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    running += workOf(result, i).running.mean;
    (i < 3 ? urgent : others) += workOf(result, i).wait.mean / (i < 3 ? 3 : 6);
  }
  EXPECT_GT(running, 5);
  EXPECT_LE(running, 6 + 1e-9);
  EXPECT_LT(urgent, others);
}

TEST(Background, IsNotAmongTheUsersFigures) {
  farm::Farm farm = singleStation(20, exponential(5), 8);
  const auto without = simulateBackground(farm, options(200, 4));
  farm.background = {atRandom(Kind::Process, 3, exponential(400))};
  const auto with = simulateBackground(farm, options(200, 4));
  EXPECT_EQ(with.totals.arrivals, without.totals.arrivals);  // the same users,
  EXPECT_NEAR(applicationOf(with, "App").throughput.mean, applicationOf(without, "App").throughput.mean, 0.05);
  EXPECT_NEAR(serverOf(with, "FE1").utilisation.mean - serverOf(without, "FE1").utilisation.mean, 1.2 / 8, 0.02);
  EXPECT_NEAR(serverOf(with, "FE1").workersBusy.mean - serverOf(without, "FE1").workersBusy.mean, 1.2, 0.15);
}

TEST(Background, TakesTheUsersWorkersAndConnections) {
  farm::Farm farm = singleStation(20, exponential(5), 8);
  farm.servers[0].pools[0].workers = 3;
  const auto without = simulateBackground(farm, options(300, 3));
  farm.background = {timer("A", 10, fixed(9000)), timer("B", 10, fixed(9000))};
  const auto with = simulateBackground(farm, options(300, 3));
  EXPECT_LT(*applicationOf(without, "App").wait.high, 0.1);
  EXPECT_GT(*applicationOf(with, "App").wait.low, 0.2);  // one worker of three is left
}

TEST(Background, IsRetriedAfterItsTimeOutWhileTheServerWorksOn) {
  farm::Farm farm = quietFarm();
  farm.background = {timer("Stuck", 1000, fixed(90000))};
  farm.background[0].timeout = Duration::wholeSeconds(30);
  farm.background[0].retries = 2;
  const auto result = simulateBackground(farm, options(10000, 1));
  EXPECT_NEAR(static_cast<double>(workOf(result).failed), 10, 1);
  EXPECT_NEAR(static_cast<double>(workOf(result).retried), 20, 2);
  EXPECT_EQ(workOf(result).span.mean.count, 0U);
  // Three attempts of 90 s of work each, in places for 30 s each.
  EXPECT_NEAR(workOf(result).running.mean, 0.09, 0.01);
  EXPECT_NEAR(serverOf(result, "FE1").workersBusy.mean + serverOf(result, "FE2").workersBusy.mean, 0.271, 0.03);
  EXPECT_EQ(farm::timeoutOf(timer("T", 1, fixed(1))), Duration::wholeSeconds(1200));
}

TEST(Background, SurvivesFailuresOfServersAndDatabases) {
  farm::Farm farm = quietFarm();
  farm.databases = {database(2)};
  farm::Background work = atRandom(Kind::LightProcess, 10, exponential(300));
  work.work.databaseTransactions = 2;
  work.work.databaseDemand = exponential(20);
  work.timeout = Duration::wholeSeconds(2);
  farm.background = {work, timer("Sync", 5, exponential(2000))};
  farm.users = {openUsers("App", 100)};
  farm.references.clear();
  for (int i = 0; i < 8; ++i) {
    farm::PlannedEvent event;
    event.at = Duration::seconds(5 + 6 * i);
    event.node = i % 4 < 2 ? "FE1" : "DB";
    event.kind = i % 2 == 0 ? farm::PlannedEvent::Kind::Fail : farm::PlannedEvent::Kind::Repair;
    farm.events.push_back(event);
  }
  const auto result = simulateBackground(farm, options(60, 4));
  EXPECT_GT(workOf(result).retried, 10U);
  EXPECT_GT(workOf(result).span.mean.count, 1000U);
}

TEST(Background, IsTheSameOnAnyNumberOfThreads) {
  farm::Farm farm = quietFarm();
  farm.background = {atRandom(Kind::Process, 3, exponential(400)), timer("Sync", 5, exponential(2000))};
  RunOptions one = options(50, 4), two = one;
  one.threads = 1;
  two.threads = 3;
  EXPECT_EQ(simulateBackground(farm, one).fingerprint, simulateBackground(farm, two).fingerprint);
}

}  // namespace
}  // namespace headroom::sim
