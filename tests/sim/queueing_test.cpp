// Stations whose answers are known in closed form.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers

TEST(Queueing, OneServerAnswersLikeMM1) {
  const auto result = simulate(singleStation(70, exponential(10), 1), options(1000, 10));
  const auto& app = applicationOf(result, "App");
  const double mean = 10 / (1 - 0.7);
  EXPECT_THAT(app.response.mean, Shows(mean, 0.03));
  EXPECT_THAT(app.response.p50, Shows(mean * std::log(2.0), 0.03));
  EXPECT_THAT(app.response.p95, Shows(mean * std::log(20.0), 0.04));
  EXPECT_THAT(app.response.p99, Shows(mean * std::log(100.0), 0.05));
  EXPECT_THAT(app.wait, Shows(mean - 10, 0.05));
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(0.7, 0.01));
  EXPECT_THAT(serverOf(result, "FE1").offeredLoad, Shows(0.7, 0.01));
  EXPECT_THAT(serverOf(result, "FE1").workersBusy, Shows(0.7 / 0.3, 0.05));
  EXPECT_TRUE(result.steady);
  EXPECT_TRUE(result.warnings.empty());
}

TEST(Queueing, ManyServersWaitLikeErlangC) {
  const double load = 12.0;  // of 16 cores
  const auto result = simulate(singleStation(1200, exponential(10), 16), options(100, 10));
  const double wait = erlangC(16, load) * 10 / (16 - load);
  EXPECT_THAT(applicationOf(result, "App").wait, Shows(wait, 0.15));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 + wait, 0.02));
}

TEST(Queueing, WorkersInsteadOfCoresWaitLikeErlangCToo) {
  farm::Farm farm = singleStation(300, exponential(10), 64);
  farm.servers[0].pools[0].workers = 4;  // plenty of cores: the workers are the servers
  const auto result = simulate(farm, options(500, 10));
  const double wait = erlangC(4, 3.0) * 10 / (4 - 3.0);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 + wait, 0.03));
  EXPECT_THAT(serverOf(result, "FE1").queue, Shows(300 * wait / 1000, 0.1));
  EXPECT_THAT(serverOf(result, "FE1").workersBusy, Shows(3.0, 0.02));
}

TEST(Queueing, WorkBeforeTheTransactionLeavesNothingForAfterIt) {
  farm::Farm farm = singleStation(50, fixed(10), 1);
  farm.databases = {database(1)};
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = fixed(4);
  const auto spread = simulate(farm, options(1000, 10));
  farm.applications[0].work.computing = farm::Work::Computing::First;
  const auto first = simulate(farm, options(1000, 10));
  // A departure of M/D/1 every 10 ms at most never waits at a database of 4 ms; in halves, everybody queues twice.
  const double wait = 0.5 / (2 * (1 - 0.5)) * 10;
  EXPECT_THAT(applicationOf(first, "App").response.mean, Shows(10 + 4 + wait, 0.03));
  EXPECT_GT(applicationOf(spread, "App").response.mean.mean, 1.02 * applicationOf(first, "App").response.mean.mean);
  EXPECT_THAT(serverOf(spread, "FE1").utilisation, Shows(0.5, 0.02));
}

TEST(Queueing, ANumberOfRequestsEndsARunWhenTheyHaveLeft) {
  RunOptions asked = options(1, 3);
  asked.warmUp.reset();
  asked.requests = 20000;
  const auto result = simulate(singleStation(70, exponential(10), 1), asked);
  EXPECT_EQ(result.totals.completed, result.totals.arrivals);
  EXPECT_EQ(result.totals.inFlight, 0u);
  EXPECT_GE(result.totals.arrivals, 3u * 19000u);  // and who was inside when the first twentieth had come
  EXPECT_LE(result.totals.arrivals, 3u * 19100u);
  EXPECT_NEAR(result.warmUpSeconds, 1000 / 70.0, 3.0);
  EXPECT_NEAR(result.measuredSeconds, 19000 / 70.0, 15.0);
}

TEST(Queueing, ANumberOfRequestsNeedsOpenUsers) {
  farm::Farm farm = singleStation(70, exponential(10), 1);
  farm.users = {closedUsers("App", 10, exponential(1000))};
  RunOptions asked;
  asked.requests = 1000;
  const auto result = run(farm, asked);
  ASSERT_FALSE(result.ok());
  EXPECT_NE(format(result.problems().front()).find("fixed number of people"), std::string::npos);
}

TEST(Queueing, FixedWorkWaitsHalfAsLong) {
  const auto result = simulate(singleStation(80, fixed(10), 1), options(1500, 10));
  EXPECT_THAT(applicationOf(result, "App").wait, Shows(0.8 / (2 * (1 - 0.8)) * 10, 0.05));  // M/D/1
}

TEST(Queueing, IrregularWorkWaitsLikePollaczekAndKhinchin) {
  const Law work{Law::Kind::Hyperexponential, Duration::milliseconds(10), 4};
  const auto result = simulate(singleStation(50, work, 1), options(3000, 10));
  EXPECT_THAT(applicationOf(result, "App").wait, Shows(0.5 / (1 - 0.5) * (1 + 4.0) / 2 * 10, 0.05));
}

class SharedCore : public ::testing::TestWithParam<Law> {};

TEST_P(SharedCore, AnswersAlikeWhateverTheLawOfTheWork) {
  const auto result = simulate(singleStation(70, GetParam(), 1, farm::Discipline::ProcessorSharing), options(1000, 10));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 / (1 - 0.7), 0.07));
  EXPECT_THAT(serverOf(result, "FE1").workersBusy, Shows(0.7 / 0.3, 0.07));
}

INSTANTIATE_TEST_SUITE_P(Laws, SharedCore,
                         ::testing::Values(fixed(10), exponential(10),
                                           Law{Law::Kind::Erlang, Duration::milliseconds(10), 3},
                                           Law{Law::Kind::Hyperexponential, Duration::milliseconds(10), 4}));

TEST(Queueing, SharedCoresSeveralAtOnceAnswerLikeErlangC) {
  const auto result = simulate(singleStation(300, fixed(10), 4, farm::Discipline::ProcessorSharing), options(400, 10));
  const double wait = erlangC(4, 3.0) * 10 / (4 - 3.0);  // M/G/c-PS has the mean of M/M/c
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 + wait, 0.03));
}

TEST(Queueing, AFullQueueRefusesLikeMMcK) {
  farm::Farm farm = singleStation(150, exponential(10), 2);
  farm.servers[0].pools[0].queueLimit = 6;
  const auto result = simulate(farm, options(1000, 10));
  double weight = 1, sum = 1, full = 0;
  for (int n = 1; n <= 6; ++n) {
    weight *= 1.5 / std::min(n, 2);
    sum += weight;
    full = weight;
  }
  const double lost = full / sum;
  const auto& app = applicationOf(result, "App");
  EXPECT_THAT(app.throughput, Shows(150 * (1 - lost), 0.01));
  const double share =
      static_cast<double>(app.failed.queueFull) / static_cast<double>(app.failed.queueFull + app.response.mean.count);
  EXPECT_NEAR(share, lost, 0.03 * lost + 0.001);
  EXPECT_EQ(serverOf(result, "FE1").queueFull, app.failed.queueFull);
  EXPECT_THAT(serverOf(result, "FE1").offeredLoad, Shows(0.75, 0.02));
  EXPECT_TRUE(result.steady);  // loses requests, but evenly
}

TEST(Queueing, MachinesAndRepairmenAnswerLikeTheClosedModel) {
  // 12 users think 10 s, 2 cores serve 1.5 s each (machine repairman M/M/2//12).
  farm::Farm farm = singleStation(0, exponential(1500), 2);
  farm.users = {closedUsers("App", 12, exponential(10000))};
  const auto result = simulate(farm, options(20000, 10));
  EXPECT_THAT(applicationOf(result, "App").throughput, Shows(0.9714316168829554, 0.02));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(2352.90244979317, 0.03));
}

/// Threads held over cores and a database (reference cases layered-*). The simulator does half of the core work after
/// the transaction; processor sharing is insensitive to that.
farm::Farm layered(double coreMs, double databaseMs, int workers, int queueLimit) {
  farm::Farm farm = singleStation(28, exponential(coreMs), 2, farm::Discipline::ProcessorSharing);
  farm.servers[0].pools[0].workers = workers;
  farm.servers[0].pools[0].queueLimit = queueLimit;
  farm.databases = {database(1)};
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = exponential(databaseMs);
  return farm;
}

TEST(Queueing, HeldWorkersLimitAClosedPopulationExactly) {
  farm::Farm farm = layered(100, 80, 4, 1000);
  farm.users = {closedUsers("App", 20, exponential(2000))};
  const auto result = simulate(farm, options(4000, 10));
  EXPECT_THAT(applicationOf(result, "App").throughput, Shows(8.567726746639272, 0.01));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(334.34148770501854, 0.02));
  EXPECT_THAT(serverOf(result, "FE1").queue, Shows(0.43877752167913936, 0.08));
  EXPECT_THAT(serverOf(result, "FE1").workersBusy, Shows(2.4257689850423145, 0.02));
}

TEST(Queueing, HeldWorkersAndAShortQueueRefuseExactly) {
  const auto result = simulate(layered(50, 30, 6, 16), options(3000, 10));
  EXPECT_THAT(applicationOf(result, "App").throughput, Shows(27.222836158469377, 0.01));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(257.80424174740146, 0.03));
  EXPECT_THAT(stationOf(result, "DB").utilisation, Shows(0.8166850847540813, 0.02));
}

TEST(Queueing, TwoPoolsShareTheCoresOfTheirMachine) {
  farm::Farm farm = singleStation(0, exponential(100), 2, farm::Discipline::ProcessorSharing);
  farm::Pool shop, admin;
  shop.name = "shop";
  shop.workers = 4;
  admin.name = "admin";
  admin.workers = 1;
  farm.servers[0].pools = {shop, admin};
  farm.applications[0].pool = "shop";
  farm.applications.push_back(application("Admin", "Z", exponential(400)));
  farm.applications[1].pool = "admin";
  farm.users = {closedUsers("App", 15, exponential(1000)), closedUsers("Admin", 8, exponential(1000))};
  const auto result = simulate(farm, options(3000, 10));
  EXPECT_THAT(applicationOf(result, "App").throughput, Shows(12.208725013351692, 0.01));
  EXPECT_THAT(applicationOf(result, "Admin").throughput, Shows(1.6371007551617813, 0.02));
  EXPECT_THAT(applicationOf(result, "Admin").response.mean, Shows(3886.6876243114463, 0.03));
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(0.9378564016999418, 0.01));
}

TEST(Queueing, AClosedWebFarmAnswersLikeMva) {
  farm::Farm farm = singleStation(0, exponential(80), 4, farm::Discipline::ProcessorSharing);
  farm.environment.hostName = "www.example.net";
  farm.proxy = farm::ReverseProxy{};
  farm.proxy->capacity.cores = 1;
  farm.proxy->capacity.demand = exponential(5);
  farm.proxy->defaultZone = "Z";
  farm.databases = {database(1)};
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = exponential(30);
  farm.users = {closedUsers("App", 60, exponential(2000))};
  const auto result = simulate(farm, options(1500, 10));
  EXPECT_THAT(applicationOf(result, "App").throughput, Shows(27.00762078342499, 0.01));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(221.59517423404296, 0.03));
  EXPECT_THAT(stationOf(result, "proxy").utilisation, Shows(0.13503810391712495, 0.02));
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(0.5401524156684998, 0.02));
}

TEST(Queueing, ServerThenDatabaseIsAnOpenNetwork) {
  farm::Farm farm = singleStation(200, exponential(10), 4, farm::Discipline::ProcessorSharing);
  farm.databases = {database(1)};
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = exponential(3);
  farm.databases[0].connectionPool = 0;
  const auto result = simulate(farm, options(400, 10));
  const double server = 10 + erlangC(4, 2.0) * 10 / (4 - 2.0);
  const double database = 3 / (1 - 0.6);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(server + database, 0.02));
  EXPECT_THAT(stationOf(result, "DB").utilisation, Shows(0.6, 0.01));
  EXPECT_THAT(stationOf(result, "DB").throughput, Shows(200.0, 0.01));
}

TEST(Queueing, AFractionOfATransactionIsAProbability) {
  farm::Farm farm = singleStation(100, exponential(1), 4);
  farm.databases = {database(4)};
  farm.applications[0].work.databaseTransactions = 2.25;
  farm.applications[0].work.databaseDemand = exponential(1);
  EXPECT_THAT(stationOf(simulate(farm, options(300, 10)), "DB").throughput, Shows(225.0, 0.01));
}

TEST(Queueing, AFasterCoreDoesTheSameWorkSooner) {
  farm::Farm farm = singleStation(70, exponential(20), 1);
  farm.servers[0].speed = 2.0;
  const auto result = simulate(farm, options(800, 10));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 / 0.3, 0.04));
}

TEST(Queueing, RoundRobinBehindAProxyMatchesTheExactChain) {
  // The model farm3 without its database: P is M/M/4, the front ends MAP/M/8 solved exactly; the database adds 4 ms.
  farm::Farm farm;
  farm.environment.hostName = "www.example.net";
  farm.proxy = farm::ReverseProxy{};
  farm.proxy->capacity.cores = 4;
  farm.proxy->capacity.demand = exponential(0.5);
  farm.proxy->routes = {farm::Route{{}, "/X", farm::Route::Match::WholeSegmentPrefix, "Global", {}, {}},
                        farm::Route{{}, "/Y", farm::Route::Match::WholeSegmentPrefix, "Intranet", {}, {}}};
  farm.zones = {zone("Global", {"F1", "F2", "F3"}), zone("Intranet", {"F1", "F2"})};
  farm.servers = {server("F1", 8), server("F2", 8), server("F3", 8)};
  farm.applications = {application("X", "Global", exponential(20)), application("Y", "Intranet", exponential(20))};
  farm.users = {openUsers("X", 0.7 * 730), openUsers("Y", 0.3 * 730)};
  const auto result = simulate(farm, options(100, 10));
  const double x = applicationOf(result, "X").response.mean.mean;
  const double y = applicationOf(result, "Y").response.mean.mean;
  EXPECT_NEAR(0.7 * x + 0.3 * y + 4.0, 25.34453, 0.08);
  EXPECT_THAT(serverOf(result, "F1").utilisation, Shows(0.6996, 0.01));
  EXPECT_THAT(serverOf(result, "F3").utilisation, Shows(0.4258, 0.01));
  EXPECT_THAT(stationOf(result, "proxy").utilisation, Shows(0.0913, 0.01));
}

TEST(Queueing, APageOfSeveralRequestsArrivesAtOnce) {
  // Batches of 4 into many cores: nobody waits; 4 requests a page.
  farm::Farm farm = singleStation(50, fixed(10), 64);
  farm.users[0].requestsPerPage = 4;
  const auto result = simulate(farm, options(200, 5));
  EXPECT_THAT(applicationOf(result, "App").throughput, Shows(200.0, 0.02));
  EXPECT_NEAR(applicationOf(result, "App").response.p99.mean, 10.0, 0.01);
}

TEST(Queueing, AClosedUserThinksWhenTheWholePageIsThere) {
  farm::Farm farm = singleStation(0, fixed(10), 64);
  farm.users = {closedUsers("App", 10, fixed(90))};
  farm.users[0].requestsPerPage = 3;
  const auto result = simulate(farm, options(100, 2));
  EXPECT_NEAR(applicationOf(result, "App").throughput.mean, 10 * 3 / 0.1, 0.5);
}

/// People who have been there for long come at the same rate from the first second on, whatever their think times are.
TEST(ClosedUsers, AreInsideTheirThinkTimesFromTheStart) {
  Law steps = exponential(100'000);
  steps.kind = Law::Kind::Lognormal;
  steps.shape = 2;
  for (const Law& think : {exponential(100'000), fixed(100'000), steps}) {
    farm::Farm farm = singleStation(0, exponential(1), 4);
    farm.users = {closedUsers("App", 5'000, think)};
    RunOptions o = options(10, 10);
    o.warmUp = Duration{};
    EXPECT_THAT(applicationOf(simulate(farm, o), "App").throughput, Shows(50.0, 0.05));
  }
}

}  // namespace
}  // namespace headroom::sim
