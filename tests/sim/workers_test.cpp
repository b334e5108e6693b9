// Worker slots: those that are injected while requests wait, those that retire, and what a full queue counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers
using ::testing::HasSubstr;

RunOptions onceFor(double seconds) {
  RunOptions o = options(seconds, 1);
  o.warmUp = Duration();
  return o;
}

/// `people` come at once, work `seconds` each on cores of their own, and come again.
farm::Farm crowd(int people, double seconds, int initialWorkers, int workers) {
  farm::Farm farm = singleStation(0, fixed(1000 * seconds), 64);
  farm.users = {closedUsers("App", people, fixed(0))};
  farm::Pool& pool = farm.servers[0].pools[0];
  pool.threads = farm::Pool::Threads::TuningPage;
  pool.initialWorkers = initialWorkers;
  pool.workers = workers;
  return farm;
}

TEST(InjectedWorkers, AppearOneEveryHalfSecondWhileRequestsWait) {
  // 10 long requests, 2 workers: the others get theirs after 0.5, 1, … 4 s.
  const auto result = simulate(crowd(10, 60, 2, 100), onceFor(64.5));
  const results::ApplicationResult& app = applicationOf(result, "App");
  EXPECT_EQ(app.response.mean.count, 10U);
  EXPECT_NEAR(app.wait.mean, 500.0 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8) / 10, 0.001);
  EXPECT_NEAR(app.response.max, 64000, 0.001);
}

TEST(InjectedWorkers, ComeAtTheRateThatIsAskedFor) {
  farm::Farm farm = crowd(10, 60, 2, 100);
  farm.servers[0].pools[0].injection = Rate{10};
  const auto result = simulate(farm, onceFor(60.9));
  EXPECT_NEAR(applicationOf(result, "App").wait.mean, 100.0 * 36 / 10, 0.001);
}

TEST(InjectedWorkers, StopAtTheMostThereMayBe) {
  // 5 workers at most: five of the ten begin when the first five have ended, at 60, 60, 60.5, 61 and 61.5 s.
  const auto result = simulate(crowd(10, 60, 2, 5), onceFor(121.6));
  EXPECT_EQ(applicationOf(result, "App").response.mean.count, 10U);
  EXPECT_NEAR(applicationOf(result, "App").wait.mean, (500.0 * (1 + 2 + 3) + 60000 * 5 + 500 * (1 + 2 + 3)) / 10, 0.01);
  EXPECT_NEAR(serverOf(result, "FE1").workersBusy.mean, 5, 0.05);
}

TEST(InjectedWorkers, AreTwelveACoreToBeginWithAndAHundredAtMost) {
  farm::Farm farm = crowd(30, 60, 0, 0);
  farm.servers[0].cores = 2;
  const auto result = simulate(farm, onceFor(1.1));
  // 24 at once, the 25th at 0.5 s, the 26th at 1 s.
  EXPECT_NEAR(serverOf(result, "FE1").workersBusy.mean, (24 * 0.5 + 25 * 0.5 + 26 * 0.1) / 1.1, 1e-6);
  EXPECT_EQ(farm::workersOf(farm.servers[0], farm.servers[0].pools[0]), 200);
  EXPECT_EQ(farm::initialWorkersOf(farm.servers[0], farm.servers[0].pools[0]), 24);
}

/// Mean response of the second crowd of six, which comes `pause` seconds after the first has left.
double responseOfSecondCrowd(double pause, double retireAfter) {
  farm::Farm farm = crowd(6, 10, 2, 100);
  farm.servers[0].pools[0].retireAfter = Duration::seconds(retireAfter);
  farm.users = {closedUsers("App", 6, fixed(1000 * pause))};
  // Everybody begins somewhere in a think time; one core a request, so only workers are scarce.
  RunOptions o = onceFor(2000);
  return applicationOf(simulate(farm, o), "App").response.mean.mean;
}

TEST(InjectedWorkers, RetireAfterIdlingAndHaveToComeAgain) {
  const double kept = responseOfSecondCrowd(30, 0);
  const double retired = responseOfSecondCrowd(30, 1);
  EXPECT_NEAR(kept, 10000, 100);  // after the first round nobody ever waits again
  EXPECT_GT(retired, kept + 20);
}

TEST(InjectedWorkers, BalanceUnderLoadFailuresAndImpatience) {
  farm::Farm farm = singleStation(60, exponential(300), 32);
  farm::Pool& pool = farm.servers[0].pools[0];
  pool.threads = farm::Pool::Threads::TuningPage;
  pool.initialWorkers = 3;
  pool.workers = 40;
  pool.queueLimit = 60;
  pool.injection = Rate{5};
  pool.retireAfter = Duration::milliseconds(200);
  farm.users[0].timeout = Duration::milliseconds(1500);
  for (const int at : {20, 30, 50, 51}) {
    farm::PlannedEvent event;
    event.at = Duration::wholeSeconds(at);
    event.node = "FE1";
    event.kind = at % 20 == 10 && at != 50 ? farm::PlannedEvent::Kind::Repair : farm::PlannedEvent::Kind::Fail;
    if (at == 51) event.kind = farm::PlannedEvent::Kind::Repair;
    farm.events.push_back(event);
  }
  const auto result = simulate(farm, options(80, 3));
  EXPECT_GT(result.totals.completed, 3000U);
  EXPECT_GT(result.totals.failed.refused, 100U);
  EXPECT_LT(serverOf(result, "FE1").workersBusy.mean, 40);
}

TEST(QueueLimit, CountsExecutingRequestsUnlessItIsSaidNotTo) {
  farm::Farm farm = singleStation(0, fixed(60000), 64);
  farm.users = {closedUsers("App", 20, fixed(0))};
  farm.users[0].timeout = Duration::wholeSeconds(100);
  farm.servers[0].pools[0].workers = 4;
  farm.servers[0].pools[0].queueLimit = 10;
  // Those who are turned away come again at once, so they need a pause to be counted.
  farm.users = {closedUsers("App", 20, fixed(50000))};
  farm.servers[0].pools[0].queueCounts = farm::Pool::QueueCounts::Queued;
  const auto queued = simulate(farm, onceFor(50));
  farm.servers[0].pools[0].queueCounts = farm::Pool::QueueCounts::ExecutingAndQueued;
  const auto all = simulate(farm, onceFor(50));
  // 20 people come within the 50 s, nobody is done: 4 + 10 find room, or 10 in all.
  EXPECT_EQ(queued.totals.inFlight, 14U);
  EXPECT_EQ(all.totals.inFlight, 10U);
}

farm::Reference callOf(const std::string& from, const std::string& to) {
  farm::Reference reference;
  reference.consumer = from;
  reference.producer = to;
  return reference;
}

/// Shop calls Stock in the same pool of the only server; everything is quick.
farm::Farm nested(int workers, double perSecond) {
  farm::Farm farm;
  farm.zones = {zone("Z", {"FE1"})};
  farm.zones[0].isDefault = true;
  farm.servers = {server("FE1", 64)};
  farm.servers[0].pools[0].workers = workers;
  farm.applications = {application("Shop", "Z", fixed(10)), application("Stock", "Z", fixed(5))};
  farm.references = {callOf("Shop", "Stock")};
  farm.users = {openUsers("Shop", perSecond)};
  return farm;
}

TEST(Deadlock, OfNestedCallsInOnePoolIsNamedAndLastsUntilTheTimeOut) {
  // A page of eight requests takes all four workers; each waits for Stock, which waits for one of them.
  farm::Farm farm = nested(4, 0.01);
  farm.users = {closedUsers("Shop", 1, fixed(1000))};
  farm.users[0].requestsPerPage = 8;
  const auto result = simulate(farm, onceFor(300));
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_THAT(result.warnings, ::testing::Contains(HasSubstr("deadlock in a circle of waits: all workers of pool "
                                                             "OutSystemsApplications on FE1 are held by Shop, which "
                                                             "waits for Stock, which waits for a worker of the same "
                                                             "pool")));
  EXPECT_GT(result.totals.failed.dependency, 0U);
  EXPECT_LT(serverOf(result, "FE1").utilisation.mean, 0.001);  // nobody computes,
  EXPECT_GT(serverOf(result, "FE1").workersBusy.mean, 3);      // and all workers are taken
}

TEST(Deadlock, DoesNotHappenWithAPoolOfItsOwnForTheCalledApplication) {
  farm::Farm farm = nested(4, 0.01);
  farm.users = {closedUsers("Shop", 1, fixed(1000))};
  farm.users[0].requestsPerPage = 8;
  farm::Pool services = farm.servers[0].pools[0];
  services.name = "Services";
  farm.servers[0].pools.push_back(services);
  farm.applications[1].pool = "Services";
  const auto result = simulate(farm, onceFor(300));
  EXPECT_EQ(result.totals.failed.total(), 0U);
  for (const std::string& warning : result.warnings) EXPECT_THAT(warning, ::testing::Not(HasSubstr("deadlock")));
}

TEST(Deadlock, GoesThroughOtherServers) {
  // Shop on FE1 waits for Stock on FE2, which waits for Price on FE1.
  farm::Farm farm = nested(2, 0.01);
  farm.zones = {zone("Z", {"FE1"}), zone("Y", {"FE2"})};
  farm.zones[0].isDefault = true;
  farm.servers.push_back(farm.servers[0]);
  farm.servers[1].name = "FE2";
  farm.applications[1].zone = "Y";
  farm.applications.push_back(application("Price", "Z", fixed(5)));
  farm.references.push_back(callOf("Stock", "Price"));
  farm.users = {closedUsers("Shop", 1, fixed(1000))};
  farm.users[0].requestsPerPage = 8;
  const auto result = simulate(farm, onceFor(300));
  EXPECT_THAT(result.warnings,
              ::testing::Contains(HasSubstr("on FE1 are held by Shop, which waits for Stock, which "
                                            "waits for Price, which waits for a worker of the same pool")));
}

TEST(Deadlock, IsNotWhatALongQueueIs) {
  // The pool is full and calls time out, but one worker always computes: no circle.
  farm::Farm farm = nested(4, 0.01);
  farm.applications[0].work.demand = exponential(4000);
  farm.references[0].timeout = Duration::milliseconds(100);
  farm.users = {closedUsers("Shop", 9, exponential(1))};
  const auto result = simulate(farm, onceFor(300));
  EXPECT_GT(zoneOf(result, "Z").callResponse.mean.count + result.totals.failed.dependency, 0U);
  for (const std::string& warning : result.warnings) EXPECT_THAT(warning, ::testing::Not(HasSubstr("deadlock")));
}

}  // namespace
}  // namespace headroom::sim
