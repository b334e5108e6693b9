// Reads and writes: locks, caches, read instances and failover of a database, against what theory knows.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "engine/analytic/queues.h"
#include "engine/farm/database_load.h"
#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

/// Requests that do nothing but one transaction.
farm::Farm transactions(double perSecond, Law demand, int cores) {
  farm::Farm farm = singleStation(perSecond, Law{}, 1);
  farm.databases = {database(cores)};
  farm.databases[0].connectionPool = 1'000'000;
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = demand;
  return farm;
}

farm::Farm locking(double perSecond, Law demand, int holders) {
  farm::Farm farm = transactions(perSecond, demand, 100);
  farm.databases[0].locks.push_back({"stock", holders, {}, {}});
  farm.applications[0].work.lock = "stock";
  return farm;
}

/// Transactions that all read, on so many read instances.
farm::Farm reading(double perSecond, Law demand, int cores, int instances) {
  farm::Farm farm = transactions(perSecond, demand, cores);
  farm.databases[0].readInstances = instances;
  farm.applications[0].work.databaseWrites = 0;
  return farm;
}

/// Mean response of M/M/c in ms.
double responseMs(double perSecond, double demandMs, int servers) {
  const double load = perSecond * demandMs / 1e3;
  return demandMs * (1 + erlangC(servers, load) / (servers - load));
}

farm::PlannedEvent event(double at, const std::string& node,
                         farm::PlannedEvent::Kind kind = farm::PlannedEvent::Kind::Fail) {
  farm::PlannedEvent event;
  event.at = Duration::seconds(at);
  event.node = node;
  event.kind = kind;
  return event;
}

const results::Estimate& availabilityOf(const results::RunResult& result, const std::string& name) {
  for (const results::AvailabilityResult& part : result.availability) {
    if (part.name == name) return part.share;
  }
  throw std::runtime_error("nothing is known of the availability of " + name);
}

TEST(Locks, WithOneHolderAreAnMM1Queue) {
  const auto result = simulate(locking(70, exponential(10), 1), options(1000, 10));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(responseMs(70, 10, 1), 0.05));
  const results::StationResult& lock = stationOf(result, "DB/stock");
  EXPECT_EQ(lock.kind, "lock");
  EXPECT_THAT(lock.utilisation, Shows(0.7, 0.01));
  EXPECT_THAT(lock.offeredLoad, Shows(0.7, 0.01));
  EXPECT_THAT(lock.queue, Shows(0.7 * 0.7 / 0.3, 0.08));
  EXPECT_THAT(lock.throughput, Shows(70, 0.01));
}

TEST(Locks, WithSeveralHoldersAreAnMMcQueue) {
  const auto result = simulate(locking(240, exponential(10), 3), options(400, 10));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(responseMs(240, 10, 3), 0.03));
  EXPECT_THAT(stationOf(result, "DB/stock").utilisation, Shows(0.8, 0.01));
}

// A lock is held while its holder waits for the database's only core: then it guards nothing that the core does not.
TEST(Locks, AreHeldWhileTheHolderWaitsForACore) {
  farm::Farm farm = locking(40, fixed(10), 1);
  farm.databases[0].cores = 1;
  farm.applications[0].work.databaseWrites = 0.5;  // the others compete for the core only
  const auto result = simulate(farm, options(400, 10));
  EXPECT_THAT(stationOf(result, "DB").utilisation, Shows(0.4, 0.01));
  const double held = stationOf(result, "DB/stock").utilisation.mean / 20 * 1e3;  // ms, of 20 transactions a second
  EXPECT_GT(held, 11) << "10 ms of work and the wait for the core";
  EXPECT_GT(stationOf(result, "DB/stock").offeredLoad.mean, 0.2);
}

TEST(Locks, AreFirstComeFirstServedAndHoldTheConnection) {
  farm::Farm farm = locking(70, exponential(10), 1);
  farm.databases[0].connectionLimit = 1;
  const auto result = simulate(farm, options(400, 10));
  EXPECT_EQ(stationOf(result, "DB/stock").queue.mean, 0) << "who has the only connection finds the lock free";
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(responseMs(70, 10, 1), 0.05));
}

TEST(Locks, ThatAreAskedForTooMuchAreNamedAsTheBottleneck) {
  const auto result = simulate(locking(130, exponential(10), 1), options(60, 5));
  EXPECT_FALSE(result.steady);
  EXPECT_THAT(result.warnings, ::testing::Contains(::testing::HasSubstr("DB/stock is overloaded")));
  EXPECT_NEAR(stationOf(result, "DB/stock").offeredLoad.mean, 1.3, 0.05);
  EXPECT_LT(stationOf(result, "DB").utilisation.mean, 0.02);
}

// 130 writers a second hold it for 5 ms of work and a wait of 3.7 ms for one of two cores that readers keep 1.3 of
// busy.
TEST(Locks, AreOverloadedByTheWaitOfTheirHoldersAsWell) {
  farm::Farm farm = locking(390, exponential(5), 1);
  farm.databases[0].cores = 2;
  farm.applications[0].work.databaseWrites = 1.0 / 3;
  const auto result = simulate(farm, options(120, 5));
  EXPECT_FALSE(result.steady);
  EXPECT_THAT(result.warnings, ::testing::Contains(::testing::HasSubstr("DB/stock is overloaded")));
  EXPECT_GT(stationOf(result, "DB/stock").offeredLoad.mean, 1.05);
  EXPECT_LT(stationOf(result, "DB").offeredLoad.mean, 1.0);
}

TEST(Caches, ThinOutTheLoadOfTheDatabase) {
  farm::Farm farm = transactions(200, exponential(10), 4);
  farm.applications[0].work.databaseWrites = 0;
  farm.databases[0].cache = farm::Cache{0.75, exponential(2)};
  const auto result = simulate(farm, options(600, 10));
  EXPECT_THAT(stationOf(result, "DB").throughput, Shows(50, 0.01));
  EXPECT_THAT(stationOf(result, "DB").utilisation, Shows(50 * 0.010 / 4, 0.01));
  EXPECT_THAT(stationOf(result, "DB").offeredLoad, Shows(50 * 0.010 / 4, 0.01));
  const results::StationResult& cache = stationOf(result, "DB cache");
  EXPECT_EQ(cache.kind, "cache");
  ASSERT_TRUE(cache.hitRatio);
  EXPECT_THAT(*cache.hitRatio, Shows(0.75, 0.01));
  EXPECT_THAT(cache.throughput, Shows(200, 0.01));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(2 + 0.25 * responseMs(50, 10, 4), 0.02));
}

TEST(Caches, TakeNoConnectionForWhatTheyAnswer) {
  farm::Farm farm = transactions(100, fixed(10), 4);
  farm.applications[0].work.databaseWrites = 0;
  farm.databases[0].cache = farm::Cache{1, fixed(1)};
  farm.databases[0].connectionPool = 1;
  const auto result = simulate(farm, options(100, 5));
  EXPECT_EQ(stationOf(result, "DB").throughput.mean, 0);
  EXPECT_EQ(applicationOf(result, "App").response.max, 1.0) << "a thousand at once would not disturb each other";
}

TEST(Caches, AreNoBusinessOfWrites) {
  farm::Farm farm = transactions(100, fixed(1), 4);
  farm.applications[0].work.databaseWrites = 0.3;
  farm.databases[0].cache = farm::Cache{1, Law{}};
  const auto result = simulate(farm, options(200, 10));
  EXPECT_THAT(stationOf(result, "DB").throughput, Shows(30, 0.02));
  EXPECT_THAT(stationOf(result, "DB cache").throughput, Shows(70, 0.01));
}

TEST(Caches, ThatAreLostSendEverybodyToTheDatabase) {
  farm::Farm farm = transactions(100, fixed(1), 4);
  farm.applications[0].work.databaseWrites = 0;
  farm.databases[0].cache = farm::Cache{1, fixed(2)};
  farm.events = {event(25, "DB cache"), event(75, "DB cache", farm::PlannedEvent::Kind::Repair)};
  const auto result = simulate(farm, options(100, 10));
  EXPECT_THAT(stationOf(result, "DB").throughput, Shows(50, 0.02));
  EXPECT_THAT(*stationOf(result, "DB cache").hitRatio, Shows(0.5, 0.02));
  EXPECT_NEAR(availabilityOf(result, "DB cache").mean, 0.5, 1e-9);
  EXPECT_EQ(result.totals.failed.total(), 0U);
  RunOptions without = options(50, 5);
  without.down = {"DB cache"};
  farm.events.clear();
  const auto lost = simulate(farm, without);
  EXPECT_EQ(stationOf(lost, "DB cache").hitRatio->mean, 0);
  EXPECT_EQ(stationOf(lost, "DB").throughput.mean, applicationOf(lost, "App").throughput.mean);
}

TEST(Caches, ThatComeBackEmptyFindTheirEntriesAgainMissByMiss) {
  farm::Farm farm = transactions(100, fixed(1), 4);
  farm.applications[0].work.databaseWrites = 0;
  farm.databases[0].cache = farm::Cache{1, fixed(2), 1000};
  farm.events = {event(10, "DB cache"), event(20, "DB cache", farm::PlannedEvent::Kind::Repair)};
  const RunOptions o = options(100, 20);
  const auto result = simulate(farm, o);
  // After m misses e^(-m/1000) of 100 look-ups a second miss: m(t) = 1000 ln(1 + t/10).
  EXPECT_NEAR(stationOf(result, "DB").throughput.mean * 100, 1000 + 1000 * std::log(9), 60);
  EXPECT_EQ(result.totals.failed.total(), 0U);
}

TEST(Caches, FailByChance) {
  farm::Farm farm = transactions(100, fixed(1), 4);
  farm.applications[0].work.databaseWrites = 0;
  farm.databases[0].cache = farm::Cache{1, fixed(2)};
  farm.databases[0].cache->reliability = farm::Reliability{exponential(30'000), exponential(10'000)};
  const auto result = simulate(farm, options(1000, 20));
  EXPECT_THAT(availabilityOf(result, "DB cache"), Shows(0.75, 0.05));
  EXPECT_THAT(*stationOf(result, "DB cache").hitRatio, Shows(0.75, 0.05));
}

TEST(ReadInstances, FailOneByOneAndTheEndpointServesWhenAllAreOut) {
  farm::Farm farm = reading(150, fixed(4), 1, 2);
  farm.events = {event(20, "DB reads"), event(60, "DB reads"), event(80, "DB reads", farm::PlannedEvent::Kind::Repair)};
  const RunOptions o = options(100, 20);
  const auto result = simulate(farm, o);
  EXPECT_THAT(stationOf(result, "DB").throughput, Shows(150 * 0.2, 0.03));
  EXPECT_THAT(stationOf(result, "DB reads").throughput, Shows(150 * 0.8, 0.02));
  // 0.6 of the work is on two instances, of which one is lost; 0.6 on one.
  EXPECT_NEAR(static_cast<double>(result.totals.failed.dependency) / o.replications, 0.3 + 0.6, 0.4);
  EXPECT_EQ(result.totals.failed.total(), result.totals.failed.dependency);
  EXPECT_NEAR(availabilityOf(result, "DB reads").mean, 0.8, 1e-9);
  EXPECT_EQ(result.availability.at(0).kind, "reads");
}

TEST(ReadInstances, ThatAreLeftServeAsAQueueOfTheirOwnSize) {
  const farm::Farm farm = reading(70, exponential(10), 1, 2);
  RunOptions o = options(2000, 10);
  o.down = {"DB reads"};
  const auto result = simulate(farm, o);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(responseMs(70, 10, 1), 0.05));
}

TEST(ReadInstances, ThatHinderEachOtherAreResizedAsMachines) {
  farm::Farm farm = reading(100, exponential(10), 4, 2);
  farm.databases[0].contention = 0.1;
  farm.databases[0].coherency = 0.01;
  RunOptions o = options(1000, 10);
  o.down = {"DB reads"};
  const auto one = simulate(farm, o);
  farm.databases[0].readInstances = 1;
  o.down.clear();
  const auto alone = simulate(farm, o);
  EXPECT_EQ(applicationOf(one, "App").response.mean.mean, applicationOf(alone, "App").response.mean.mean);
}

TEST(ReadInstances, FailByChanceEachByItself) {
  farm::Farm farm = reading(10, fixed(1), 4, 2);
  farm.databases[0].reliability = farm::Reliability{exponential(10'000), exponential(10'000)};
  const auto result = simulate(farm, options(2000, 20));
  EXPECT_THAT(availabilityOf(result, "DB reads"), Shows(0.75, 0.05));
  EXPECT_THAT(availabilityOf(result, "DB"), Shows(0.5, 0.05));
}

TEST(ReadInstances, AndTheEndpointAreQueuesOfTheirOwn) {
  farm::Farm farm = transactions(300, exponential(10), 1);
  farm.databases[0].readInstances = 3;
  farm.applications[0].work.databaseWrites = 0.2;
  const auto result = simulate(farm, options(600, 10));
  const results::StationResult& reads = stationOf(result, "DB reads");
  EXPECT_EQ(reads.kind, "reads");
  EXPECT_THAT(reads.utilisation, Shows(0.8, 0.01));
  EXPECT_THAT(stationOf(result, "DB").utilisation, Shows(0.6, 0.01));
  const double mean = 0.8 * responseMs(240, 10, 3) + 0.2 * responseMs(60, 10, 1);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(mean, 0.03));
}

TEST(ReadInstances, GoOnReadingWhileTheEndpointIsDown) {
  farm::Farm farm = transactions(100, fixed(1), 1);
  farm.databases[0].readInstances = 1;
  farm.applications[0].work.databaseWrites = 0.25;
  RunOptions o = options(200, 10);
  o.down = {"DB"};
  const auto result = simulate(farm, o);
  const auto failed = static_cast<double>(result.totals.failed.dependency);
  EXPECT_NEAR(failed / static_cast<double>(result.totals.arrivals), 0.25, 0.005);
  EXPECT_EQ(result.totals.failed.dependency, result.totals.failed.total());
}

// σ slows down the cores of each machine, not those of all together.
TEST(ReadInstances, HinderEachOtherWithinTheirMachineOnly) {
  farm::Farm farm = transactions(1, exponential(10), 2);
  farm.databases[0].readInstances = 2;
  farm.databases[0].contention = 0.25;
  farm.applications[0].work.databaseWrites = 0;
  farm.users = {openUsers("App", 160)};
  const auto result = simulate(farm, options(100, 10));
  EXPECT_THAT(stationOf(result, "DB reads").offeredLoad, Shows(160 * 0.010 / (2 * 2 / 1.25), 0.02));
}

TEST(Writes, HaveADemandOfTheirOwn) {
  farm::Farm farm = transactions(50, exponential(4), 2);
  farm.applications[0].work.databaseWrites = 0.4;
  farm.applications[0].work.databaseWriteDemand = exponential(24);
  const auto result = simulate(farm, options(400, 10));
  EXPECT_THAT(stationOf(result, "DB").utilisation, Shows(50 * (0.6 * 0.004 + 0.4 * 0.024) / 2, 0.02));
}

/// What must not depend on features that are not used.
std::string bitsOf(const farm::Farm& farm) {
  return simulate(farm, options(20, 2)).fingerprint;
}

TEST(Transactions, AreNotToldApartWhereItMakesNoDifference) {
  farm::Farm farm = transactions(100, exponential(10), 4);
  const std::string plain = bitsOf(farm);
  farm.applications[0].work.databaseWrites = 0.3;
  EXPECT_EQ(bitsOf(farm), plain) << "reads and writes cost the same and go the same way";
  farm.applications[0].work.databaseWrites = 1;
  farm.databases[0].cache = farm::Cache{0.9, fixed(1)};
  farm.databases[0].readInstances = 2;
  EXPECT_EQ(bitsOf(farm), plain) << "nobody reads";
  farm.applications[0].work.databaseWriteDemand = exponential(10);
  EXPECT_EQ(bitsOf(farm), plain) << "all write";
  farm.databases[0].failover = Duration::wholeSeconds(20);
  farm.databases[0].instances = 2;
  EXPECT_EQ(bitsOf(farm), plain) << "nothing fails";
}

TEST(Transactions, WithAnUnknownLockAreRefused) {
  farm::Farm farm = transactions(100, exponential(10), 4);
  farm.applications[0].work.lock = "ledger";
  const auto result = run(farm, options(1, 1));
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(format(result.problems().front()), ::testing::HasSubstr("lock 'ledger'"));
}

// The endpoint serves when none of its instances, whichever served at the time, failed within the last f: with
// exponential times between failures (mean m) for exp(-f/m) of the time. A change lasts until the first gap of f
// without a failure; E[T] and E[T²] follow from its first step.
TEST(Failover, TakesTheShareOfTimeThatRenewalTheorySays) {
  constexpr double kMean = 20, kPause = 4;
  farm::Farm farm = transactions(50, fixed(1), 1000);
  farm.databases[0].instances = 4;
  farm.databases[0].failover = Duration::seconds(kPause);
  farm.databases[0].reliability = {exponential(kMean * 1e3), fixed(5)};
  const auto result = simulate(farm, options(4000, 20));
  EXPECT_THAT(availabilityOf(result, "DB"), Shows(std::exp(-kPause / kMean), 0.01));
  const double a = kPause / kMean;
  const double first = kMean * (std::exp(a) - 1);
  const double a1 = kMean * (1 - std::exp(-a) * (1 + a));
  const double a2 = kMean * kMean * (2 - std::exp(-a) * (2 + 2 * a + a * a));
  const double second = std::exp(a) * (kPause * kPause * std::exp(-a) + a2 + 2 * first * a1);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(1 + second / (2 * (kMean + first)) * 1e3, 0.05));
}

// A planned failure at 20 s: who comes in the next 5 s waits for the rest of them, and the 1000 requests that have come
// by then are through in no time with so many cores.
TEST(Failover, StallsTransactionsAndLetsThemGoOn) {
  farm::Farm farm = transactions(200, fixed(1), 10'000);
  farm.databases[0].instances = 2;
  farm.databases[0].failover = Duration::wholeSeconds(5);
  farm.events = {event(20, "DB")};
  RunOptions o = options(50, 20);
  o.seriesWindows = 50;
  const auto result = simulate(farm, o);
  EXPECT_NEAR(availabilityOf(result, "DB").mean, 0.9, 1e-9);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(1 + 0.1 * 2500, 0.03));
  EXPECT_NEAR(applicationOf(result, "App").response.max, 5001, 40);
  EXPECT_LE(result.totals.failed.total(), 20U * 3) << "only what was inside at that moment: 0.2 requests in the mean";
  for (const results::Series& series : result.series) {
    if (series.object != "Z" || series.measure != "p99") continue;
    EXPECT_NEAR(series.values[19], 1, 0.01);
    EXPECT_NEAR(series.values[25], 4940, 40) << "1000 that have waited are answered when the next instance serves";
    EXPECT_NEAR(series.values[27], 1, 0.01) << "nothing is left of it";
    EXPECT_TRUE(std::isnan(series.values[22])) << "nobody is answered meanwhile";
  }
}

TEST(Failover, OfThePlanHitsWhoeverServes) {
  farm::Farm farm = transactions(100, fixed(1), 1000);
  farm.databases[0].instances = 3;
  farm.databases[0].failover = Duration::wholeSeconds(2);
  farm.events = {event(10, "DB"), event(20, "DB"), event(30, "DB", farm::PlannedEvent::Kind::Repair)};
  EXPECT_NEAR(availabilityOf(simulate(farm, options(50, 3)), "DB").mean, 1 - 4.0 / 50, 1e-9)
      << "a repaired instance does not take anything back";
  farm.events = {event(10, "DB"), event(11, "DB"), event(15, "DB"), event(20, "DB", farm::PlannedEvent::Kind::Repair)};
  EXPECT_NEAR(availabilityOf(simulate(farm, options(50, 3)), "DB").mean, 1 - (3.0 + 5) / 50, 1e-9)
      << "3 s of two changes, one of them broken off; down until the first is repaired, which serves at once";
}

TEST(Failover, LosesWhatWasInsideWithItsLocks) {
  farm::Farm farm = locking(20, fixed(40), 1);
  farm.databases[0].instances = 2;
  farm.databases[0].failover = Duration::milliseconds(100);
  for (int i = 1; i < 100; ++i)
    farm.events.push_back(event(i, "DB", i % 2 ? farm::PlannedEvent::Kind::Fail : farm::PlannedEvent::Kind::Repair));
  const auto result = simulate(farm, options(100, 5));
  EXPECT_GT(result.totals.failed.dependency, 5U * 20);
  EXPECT_EQ(result.totals.failed.dependency, result.totals.failed.total());
  EXPECT_TRUE(result.totals.completed > 5U * 1500);
}

TEST(Failover, WaitsWithCoresThatHinderEachOtherToo) {
  farm::Farm farm = transactions(100, fixed(1), 4);
  farm.databases[0].contention = 0.1;
  farm.databases[0].instances = 2;
  farm.databases[0].failover = Duration::wholeSeconds(1);
  farm.events = {event(10, "DB")};
  const auto result = simulate(farm, options(20, 5));
  EXPECT_NEAR(availabilityOf(result, "DB").mean, 0.95, 1e-9);
  EXPECT_GT(applicationOf(result, "App").response.max, 990);
  EXPECT_LE(result.totals.failed.total(), 5U * 2);
}

TEST(Failover, NeedsAnotherInstance) {
  farm::Farm farm = transactions(100, fixed(1), 4);
  farm.events = {event(10, "DB"), event(15, "DB", farm::PlannedEvent::Kind::Repair)};
  const std::string plain = bitsOf(farm);
  farm.databases[0].failover = Duration::wholeSeconds(1);
  EXPECT_EQ(bitsOf(farm), plain) << "one machine is down until it is repaired, as ever";
}

// Servers fail while their transactions hold locks or wait for them: the database works on for them.
TEST(Ghosts, FinishWithTheirLocks) {
  farm::Farm farm = locking(60, exponential(10), 1);
  farm.databases[0].readInstances = 1;
  farm.databases[0].cache = farm::Cache{0.5, exponential(5)};
  farm.applications[0].work.databaseWrites = 0.8;
  farm.applications[0].work.databaseTransactions = 1.5;
  farm.servers[0].reliability = {exponential(3000), exponential(500)};
  const auto result = simulate(farm, options(300, 5));
  EXPECT_GT(result.totals.failed.refused, 1000U);
  EXPECT_GT(result.totals.completed, 10'000U);
}

TEST(Traces, NameTheLockAndTheCache) {
  farm::Farm farm = locking(80, exponential(10), 1);
  farm.databases[0].cache = farm::Cache{0.5, exponential(5)};
  farm.databases[0].readInstances = 1;
  farm.applications[0].work.databaseWrites = 0.9;
  farm.applications[0].work.databaseTransactions = 1.2;
  RunOptions o = options(20, 2);
  o.traces = 400;
  const auto result = simulate(farm, o);
  std::uint64_t lockWait = 0, cacheWork = 0, reads = 0;
  for (const results::Trace& trace : result.traces) {
    std::uint64_t sum = 0;
    for (const results::TraceStep& step : trace.steps) {
      sum += step.lengthNs();
      if (step.kind == "lock") {
        EXPECT_EQ(step.place, "DB/stock");
        EXPECT_EQ(step.workNs, 0U);
        lockWait += step.waitNs;
      }
      if (step.kind == "cache") {
        EXPECT_EQ(step.place, "DB cache");
        EXPECT_EQ(step.waitNs, 0U);
        cacheWork += step.workNs;
      }
      reads += step.kind == "database" && step.place == "DB reads" ? 1 : 0;
    }
    EXPECT_EQ(sum, trace.responseNs);
  }
  EXPECT_GT(lockWait, 0U);
  EXPECT_GT(cacheWork, 0U);
  EXPECT_GT(reads, 0U);
}

}  // namespace
}  // namespace headroom::sim
