// Worker processes of application pools: recycled, ended for want of work, cold at first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers

/// One person who comes again at once; each request computes 100 ms.
farm::Farm onePerson() {
  farm::Farm farm = singleStation(0, fixed(100), 4);
  farm.users = {closedUsers("App", 1, fixed(0))};
  return farm;
}

farm::Pool& poolOf(farm::Farm& farm) {
  return farm.servers[0].pools[0];
}

TEST(Recycling, HappensAfterSoManyRequestsOrSoMuchMemory) {
  farm::Farm farm = onePerson();
  poolOf(farm).recycling.requests = 50;
  EXPECT_NEAR(static_cast<double>(serverOf(simulate(farm, options(500, 1)), "FE1").recycled), 100, 1);
  poolOf(farm).recycling.requests = 0;
  poolOf(farm).recycling.memoryAtStart = 1'000'000;
  poolOf(farm).recycling.memoryLimit = 2'000'000;
  poolOf(farm).recycling.memoryGrowth = 10'000;  // 100 requests
  EXPECT_NEAR(static_cast<double>(serverOf(simulate(farm, options(500, 1)), "FE1").recycled), 50, 1);
  // Without a limit of its own a process may have 60 % of the server's memory.
  poolOf(farm).recycling.memoryLimit = 0;
  farm.servers[0].memoryBytes = 5'000'000;  // 3 MB: 200 requests
  EXPECT_NEAR(static_cast<double>(serverOf(simulate(farm, options(500, 1)), "FE1").recycled), 25, 1);
}

TEST(Recycling, HappensAfterSoMuchTime) {
  farm::Farm farm = onePerson();
  poolOf(farm).recycling.every = Duration::wholeSeconds(20);
  EXPECT_NEAR(static_cast<double>(serverOf(simulate(farm, options(500, 1)), "FE1").recycled), 25, 1);
}

TEST(Recycling, WithOverlapKeepsNobodyWaiting) {
  farm::Farm farm = onePerson();
  poolOf(farm).recycling.every = Duration::wholeSeconds(20);
  poolOf(farm).recycling.startup = Duration::wholeSeconds(5);
  const auto result = simulate(farm, options(500, 2));
  EXPECT_NEAR(applicationOf(result, "App").response.max, 100, 1e-6);
  EXPECT_NEAR(applicationOf(result, "App").throughput.mean, 10, 0.01);
}

TEST(Recycling, WithoutOverlapKeepsThemWaitingForTheNewProcess) {
  farm::Farm farm = onePerson();
  poolOf(farm).recycling.every = Duration::wholeSeconds(20);
  poolOf(farm).recycling.startup = Duration::wholeSeconds(5);
  poolOf(farm).recycling.overlap = false;
  const auto result = simulate(farm, options(1000, 2));
  // Of each 25 s and the rest of the last request, 5 s are spent waiting.
  EXPECT_NEAR(applicationOf(result, "App").throughput.mean, 10 * 20.0 / 25.0, 0.06);
  EXPECT_NEAR(applicationOf(result, "App").response.max, 5100, 1);
  EXPECT_EQ(result.totals.failed.total(), 0U);
}

TEST(Recycling, OldProcessesDrainBesideTheNewOne) {
  // Two workers, each request 10 s: while the old process drains the new one has two workers of its own.
  farm::Farm farm = singleStation(0, fixed(10000), 64);
  farm.users = {closedUsers("App", 8, fixed(0))};
  poolOf(farm).workers = 2;
  const auto plain = simulate(farm, options(1000, 1));
  poolOf(farm).recycling.every = Duration::wholeSeconds(5);
  const auto recycled = simulate(farm, options(1000, 1));
  EXPECT_NEAR(serverOf(plain, "FE1").workersBusy.mean, 2, 0.01);
  EXPECT_NEAR(serverOf(recycled, "FE1").workersBusy.mean, 4, 0.1);
}

TEST(ColdStart, MakesTheFirstRequestsOfAProcessDearer) {
  farm::Farm farm = onePerson();
  poolOf(farm).recycling.requests = 50;
  poolOf(farm).coldStart.factor = 3;
  poolOf(farm).coldStart.requests = 10;
  const auto result = simulate(farm, options(2000, 1));
  EXPECT_NEAR(applicationOf(result, "App").response.mean.mean, (10 * 300 + 40 * 100) / 50.0, 1);
  EXPECT_NEAR(applicationOf(result, "App").wait.mean, 0, 1e-9);  // it is work, not waiting
  EXPECT_NEAR(serverOf(result, "FE1").utilisation.mean, 0.25, 1e-6);
}

TEST(ColdStart, LastsForItsTime) {
  farm::Farm farm = onePerson();
  poolOf(farm).recycling.every = Duration::wholeSeconds(20);
  poolOf(farm).coldStart.factor = 2;
  poolOf(farm).coldStart.duration = Duration::wholeSeconds(4);
  // 4 s of 20 at half the rate.
  EXPECT_NEAR(applicationOf(simulate(farm, options(2000, 1)), "App").throughput.mean, (4 * 5 + 16 * 10) / 20.0, 0.05);
}

TEST(ColdStart, LoadsEachModuleOnItsFirstRequest) {
  farm::Farm farm = onePerson();
  farm.applications.push_back(application("Other", "Z", fixed(100)));
  farm.users.push_back(closedUsers("Other", 1, fixed(0)));
  poolOf(farm).recycling.every = Duration::wholeSeconds(20);
  poolOf(farm).coldStart.moduleLoad = fixed(2000);
  const auto result = simulate(farm, options(2000, 1));
  for (const char* name : {"App", "Other"}) {
    EXPECT_NEAR(applicationOf(result, name).throughput.mean, 10 * 18.0 / 20.0, 0.05) << name;
    EXPECT_NEAR(applicationOf(result, name).response.max, 2100, 1e-6) << name;
  }
}

TEST(ColdStart, IsOfferedWork) {
  farm::Farm farm = singleStation(30, fixed(100), 4);  // 75 %
  poolOf(farm).recycling.requests = 100;
  poolOf(farm).coldStart.factor = 3;
  poolOf(farm).coldStart.requests = 50;  // on average twice the work: 150 %
  const auto result = simulate(farm, options(200, 3));
  EXPECT_THAT(serverOf(result, "FE1").offeredLoad, Shows(1.5, 0.05));
  EXPECT_FALSE(result.steady);
}

TEST(IdleTimeout, EndsTheProcessAndTheNextRequestWaitsForANewOne) {
  farm::Farm farm = onePerson();
  farm.users = {closedUsers("App", 1, fixed(60000))};
  poolOf(farm).recycling.idleTimeout = Duration::wholeSeconds(30);
  poolOf(farm).recycling.startup = Duration::wholeSeconds(3);
  const auto asleep = simulate(farm, options(5000, 1));
  EXPECT_NEAR(applicationOf(asleep, "App").response.mean.mean, 3100, 50);
  poolOf(farm).recycling.idleTimeout = Duration::wholeSeconds(90);
  const auto awake = simulate(farm, options(5000, 1));
  EXPECT_NEAR(applicationOf(awake, "App").response.mean.mean, 100, 1e-6);
}

TEST(Recycling, BalancesWithEverythingAtOnce) {
  farm::Farm farm = singleStation(120, exponential(20), 4, farm::Discipline::ProcessorSharing);
  farm.databases = {database(4)};
  farm.applications[0].work.databaseTransactions = 1.5;
  farm.applications[0].work.databaseDemand = exponential(5);
  farm.users[0].timeout = Duration::wholeSeconds(2);
  farm.servers[0].contention = 0.05;
  farm.servers[0].pauses = {exponential(3000), exponential(100)};
  farm::Pool& pool = poolOf(farm);
  pool.threads = farm::Pool::Threads::TuningPage;
  pool.initialWorkers = 6;
  pool.workers = 80;
  pool.queueLimit = 50;
  pool.recycling.every = Duration::wholeSeconds(11);
  pool.recycling.requests = 700;
  pool.recycling.startup = Duration::milliseconds(400);
  pool.recycling.idleTimeout = Duration::milliseconds(50);
  pool.coldStart = {3, 40, Duration::seconds(0.5), exponential(200)};
  for (const bool overlap : {true, false}) {
    for (const auto counts : {farm::Pool::QueueCounts::Queued, farm::Pool::QueueCounts::ExecutingAndQueued}) {
      pool.recycling.overlap = overlap;
      pool.queueCounts = counts;
      farm.events.clear();
      for (int i = 0; i < 8; ++i) {
        farm::PlannedEvent event;
        event.at = Duration::seconds(10 + 5 * i);
        event.node = "FE1";
        event.kind = i % 2 == 0 ? farm::PlannedEvent::Kind::Fail : farm::PlannedEvent::Kind::Repair;
        farm.events.push_back(event);
      }
      const auto result = simulate(farm, options(70, 3));
      EXPECT_GT(result.totals.completed, 5000U);
      EXPECT_GT(serverOf(result, "FE1").recycled, 10U);
    }
  }
}

TEST(Recycling, IsTheSameOnAnyNumberOfThreads) {
  farm::Farm farm = singleStation(120, exponential(20), 4);
  poolOf(farm).recycling.requests = 500;
  poolOf(farm).coldStart = {2, 40, {}, exponential(50)};
  farm.servers[0].pauses = {exponential(3000), exponential(100)};
  RunOptions one = options(50, 4), two = one;
  one.threads = 1;
  two.threads = 3;
  EXPECT_EQ(simulate(farm, one).fingerprint, simulate(farm, two).fingerprint);
}

}  // namespace
}  // namespace headroom::sim
