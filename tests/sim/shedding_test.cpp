// Servers that shed load.
#include "engine/sim/shedding.h"

#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

farm::Shedding above(double share, double windowSeconds = 1) {
  return {share, Duration::seconds(windowSeconds)};
}

TEST(Shedder, SeesTheLastTenTenthsOfItsWindow) {
  Shedder shedder(above(0.5), 2, Instant());
  const auto ms = [](std::int64_t n) { return Instant::at(Duration::milliseconds(n)); };
  const auto core = [](std::int64_t n) { return static_cast<stats::WideSum>(n) * 1'000'000; };
  EXPECT_FALSE(shedder.tooBusy(core(2 * 400), ms(400))) << "0.8 of 2.8 core seconds: before the run it was idle";
  // Both cores busy from the beginning on; half of a window of one second is reached at 0.5 s.
  for (int tenth = 1; tenth <= 5; ++tenth) shedder.move(core(200 * tenth), ms(100 * tenth));
  EXPECT_FALSE(shedder.tooBusy(core(2 * 500), ms(500))) << "1 of the 2 core seconds since −0.5 s";
  EXPECT_TRUE(shedder.tooBusy(core(2 * 501), ms(501)));
  // Idle from 0.5 s on: 0.1 s less of the busy time is seen with each tenth.
  shedder.move(core(1000), ms(600));
  EXPECT_FALSE(shedder.tooBusy(core(1000), ms(601)));
}

// Offered twice what it can do: without shedding the queue grows for as long as the run is. With it the cores are used
// a little more than they may be: with a fifth of the window idle everybody is let in, until that fifth has left the
// window 0.8 s later; what has piled up by then takes another 0.8 s, 1.6 of 1.8 s in all. Nobody waits longer than the
// window.
TEST(Shedding, KeepsUtilisationAtItsLimitAndTheWaitBounded) {
  farm::Farm farm = singleStation(800, exponential(10), 4);
  const auto drowned = simulate(farm, options(60, 4));
  EXPECT_FALSE(drowned.steady);
  EXPECT_GT(applicationOf(drowned, "App").response.p95.mean, 10'000);
  farm.servers[0].shedding = above(0.8);
  const auto result = simulate(farm, options(60, 4));
  EXPECT_TRUE(result.steady);
  EXPECT_NEAR(serverOf(result, "FE1").utilisation.mean, 1.6 / 1.8, 0.03);
  EXPECT_NEAR(serverOf(result, "FE1").offeredLoad.mean, 2, 0.03);
  EXPECT_LT(applicationOf(result, "App").response.p95.mean, 1000);
  EXPECT_EQ(result.totals.failed.limited, result.totals.failed.total());
  EXPECT_EQ(result.totals.failed.limited, serverOf(result, "FE1").shed);
  EXPECT_NEAR(applicationOf(result, "App").throughput.mean, 400 * 1.6 / 1.8, 12);
  EXPECT_THAT(result.warnings, ::testing::Contains(::testing::HasSubstr("cores were busier than 80% over 1s")));
  farm.servers[0].shedding = above(0.8, 0.1);
  EXPECT_LT(applicationOf(simulate(farm, options(60, 4)), "App").response.p95.mean, 150) << "a shorter window";
}

TEST(Shedding, OfAServerWithRoomDoesNothing) {
  farm::Farm farm = singleStation(100, exponential(10), 4);
  const auto without = simulate(farm, options(60, 2));
  farm.servers[0].shedding = above(0.9);
  const auto with = simulate(farm, options(60, 2));
  EXPECT_EQ(serverOf(with, "FE1").shed, 0U);
  EXPECT_EQ(applicationOf(with, "App").response, applicationOf(without, "App").response);
  EXPECT_EQ(serverOf(with, "FE1").throughput, serverOf(without, "FE1").throughput);
}

// One of two servers has a quarter of the cores and sheds. To least connections its fast 503s look like a server with
// nothing to do, so that it draws most of the traffic: a black hole.
TEST(Shedding, LooksLikeAFastServerToTheBalancer) {
  farm::Farm farm = singleStation(600, exponential(10), 8, farm::Discipline::ProcessorSharing);
  farm.servers.push_back(server("FE2", 2, farm::Discipline::ProcessorSharing));
  farm.servers[1].shedding = above(0.7);
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.zones[0].algorithm = farm::Algorithm::LeastConnections;
  const auto hole = simulate(farm, options(60, 4));
  farm.zones[0].algorithm = farm::Algorithm::RoundRobin;
  const auto turns = simulate(farm, options(60, 4));
  // By turns it gets 300/s, of which 140/s fit.
  EXPECT_NEAR(static_cast<double>(turns.totals.failed.limited) / 4 / 60, 300 - 140, 20);
  EXPECT_GT(hole.totals.failed.limited, turns.totals.failed.limited * 12 / 10);
  EXPECT_LT(serverOf(hole, "FE1").utilisation.mean, serverOf(turns, "FE1").utilisation.mean)
      << "while the server with room gets less";
}

// Envoy's outlier detection takes five 503s in a row for an error of the server.
TEST(Shedding, GetsAServerEjectedByOutlierDetection) {
  farm::Farm farm = singleStation(600, exponential(10), 8, farm::Discipline::ProcessorSharing);
  farm.servers.push_back(server("FE2", 2, farm::Discipline::ProcessorSharing));
  farm.servers[1].shedding = above(0.7);
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  const auto watched = [&](farm::PassiveCheck::Kind kind) {
    farm.zones[0].balancer->passiveCheck.kind = kind;
    farm.zones[0].balancer->passiveCheck.maxEjected = 0.5;
    return simulate(farm, options(60, 4));
  };
  EXPECT_LT(watched(farm::PassiveCheck::Kind::Outlier).totals.failed.limited,
            watched(farm::PassiveCheck::Kind::None).totals.failed.limited / 2);
}

}  // namespace
}  // namespace headroom::sim
