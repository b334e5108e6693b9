// What balancers find out about their servers, when, and what it is worth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/sim/model.h"
#include "tests/sim/balanced_runs.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using Kind = routing::CheckSpec::Kind;

farm::PlannedEvent event(double seconds, const std::string& node, farm::PlannedEvent::Kind kind) {
  farm::PlannedEvent event;
  event.at = Duration::seconds(seconds);
  event.node = node;
  event.kind = kind;
  return event;
}

constexpr auto kFail = farm::PlannedEvent::Kind::Fail;
constexpr auto kRepair = farm::PlannedEvent::Kind::Repair;

farm::Farm twoServers(double perSecond = 200) {
  farm::Farm farm = singleStation(perSecond, exponential(1), 8, farm::Discipline::ProcessorSharing);
  farm.servers.push_back(farm.servers[0]);
  farm.servers[1].name = "FE2";
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.zones[0].isDefault = true;
  return farm;
}

BalancedRun simulate(const farm::Farm& farm, const std::function<void(routing::PoolSpec&)>& edit,
                     const RunOptions& options) {
  return runBalanced(farm, options, [&](Model& model) { edit(model.zones[0].balancing); });
}

/// 100 requests a second meet FE2 from its failure until the balancer takes it out: seconds until then.
double detection(double failsAt, const std::function<void(routing::PoolSpec&)>& edit) {
  farm::Farm farm = twoServers();
  farm.events = {event(failsAt, "FE2", kFail)};
  RunOptions o = options(30, 5);
  o.warmUp = Duration::wholeSeconds(10);
  return static_cast<double>(simulate(farm, edit, o).refused) / 5 / 100;
}

// Two servers, checked every 2 s: FE2 at odd seconds of the run.
TEST(HealthChecks, TakeAServerOutAtTheThirdFailedOne) {
  const auto plain = [](routing::PoolSpec&) {};
  EXPECT_NEAR(detection(5.1, plain), 4.0 + 1.9, 0.4) << "fails at 15.1; checks at 17, 19 and 21";
  EXPECT_NEAR(detection(6.9, plain), 4.0 + 0.1, 0.4) << "fails at 16.9; the same checks";
}

TEST(HealthChecks, TheFastIntervalShortensTheSuspicion) {
  EXPECT_NEAR(detection(5.1, [](routing::PoolSpec& s) { s.check->fastInterval = Duration::milliseconds(100); }), 2.1,
              0.3);
  EXPECT_NEAR(detection(5.1, [](routing::PoolSpec& s) { s.fall = 1; }), 1.9, 0.3);
}

TEST(HealthChecks, BringAServerBackAfterTheSecondPassedOne) {
  farm::Farm farm = twoServers(200);
  farm.events = {event(2, "FE2", kFail), event(20.5, "FE2", kRepair)};
  RunOptions o = options(40, 4);
  o.warmUp = Duration::wholeSeconds(10);
  const auto share = [&](const std::function<void(routing::PoolSpec&)>& edit) {
    return static_cast<double>(simulate(farm, edit, o).served[1]) / 4 / 100;
  };
  // Served for 2 s before, and from the second passed check until second 40: checks at 21 and 23 of the measured part.
  EXPECT_NEAR(share([](routing::PoolSpec&) {}), 2 + 17, 0.5);
  EXPECT_NEAR(share([](routing::PoolSpec& s) { s.check->downInterval = Duration::wholeSeconds(10); }), 2 + 11, 3.5);
}

TEST(HealthChecks, CostNoEventWhileAllIsWell) {
  const auto without = simulate(
      twoServers(), [](routing::PoolSpec& s) { s.check.reset(); }, options(60, 1));
  const auto tcp = simulate(
      twoServers(), [](routing::PoolSpec&) {}, options(60, 1));
  const auto http = simulate(
      twoServers(), [](routing::PoolSpec& s) { s.check->kind = Kind::Http; }, options(60, 1));
  EXPECT_EQ(tcp.events, without.events);
  EXPECT_EQ(http.events, without.events);
  EXPECT_EQ(tcp.replications[0].fingerprint, without.replications[0].fingerprint);
}

TEST(HealthChecks, ProbesThatAreSleptThroughKeepTheirTimes) {
  // A failure between two checks wakes them; the later failure must be found at the same beat.
  farm::Farm farm = twoServers();
  farm.events = {event(5.1, "FE2", kFail), event(5.5, "FE2", kRepair), event(105.1, "FE2", kFail)};
  RunOptions o = options(130, 5);
  o.warmUp = Duration::wholeSeconds(10);
  const auto run = simulate(
      farm, [](routing::PoolSpec&) {}, o);
  EXPECT_NEAR(static_cast<double>(run.refused) / 5 / 100, 0.4 + 5.9, 0.4);
}

/// FE2's application pool is stuck: one request for ever, and everybody else gets a 503 within no time.
farm::Farm blackHole() {
  farm::Farm farm = twoServers(400);
  farm.applications[0].work.demand = exponential(15);
  farm.servers[1].speed = 1e-6;
  farm.servers[1].pools[0].workers = 1;
  farm.servers[1].pools[0].queueLimit = 1;
  return farm;
}

double failedShare(const std::function<void(routing::PoolSpec&)>& edit) {
  RunOptions o = options(60, 3);
  o.warmUp = Duration::wholeSeconds(20);
  const auto run = simulate(
      blackHole(),
      [&](routing::PoolSpec& spec) {
        spec.policy.algorithm = "leastconn";
        edit(spec);
      },
      o);
  return static_cast<double>(run.failed()) / static_cast<double>(run.failed() + run.answered);
}

TEST(BlackHole, APoolThatFailsFastAttractsTheTrafficOfLeastConnections) {
  EXPECT_GT(failedShare([](routing::PoolSpec&) {}), 0.7) << "the TCP check sees a healthy machine";
  EXPECT_LT(failedShare([](routing::PoolSpec& spec) { spec.policy.algorithm = "roundrobin"; }), 0.55);
}

TEST(BlackHole, AnHttpCheckSeesIt) {
  EXPECT_EQ(failedShare([](routing::PoolSpec& spec) { spec.check->kind = Kind::Http; }), 0.0);
}

TEST(BlackHole, TheFarmFileSaysWhatIsChecked) {
  farm::Farm farm = blackHole();
  farm.zones[0].algorithm = farm::Algorithm::LeastConnections;
  RunOptions o = options(60, 2);
  o.warmUp = Duration::wholeSeconds(20);
  const auto failed = [&] { return runBalanced(farm, o, [](Model&) {}).failed(); };
  EXPECT_GT(failed(), 10'000U) << "the check that nobody asked for sees the machine only";
  farm.zones[0].balancer->healthCheck.kind = farm::HealthCheck::Kind::Http;
  EXPECT_EQ(failed(), 0U);
  farm.zones[0].balancer->healthCheck.kind = farm::HealthCheck::Kind::Tcp;
  EXPECT_GT(failed(), 10'000U);
}

TEST(BlackHole, WatchingTheTrafficLimitsTheDamage) {
  const double observed = failedShare([](routing::PoolSpec& spec) {
    using O = routing::ObserveSpec;
    spec.observe = O{O::Layer::Answer, 10, O::OnError::MarkDown};
  });
  EXPECT_GT(observed, 0.0) << "the TCP check brings it back again and again";
  EXPECT_LT(observed, 0.05);
  const double ejected = failedShare([](routing::PoolSpec& spec) {
    spec.policy.product = "envoy";
    spec.policy.algorithm = "least_request";
    spec.outliers = routing::OutlierSpec{};
    spec.outliers->alwaysEjectOne = true;
  });
  EXPECT_GT(ejected, 0.0);
  EXPECT_LT(ejected, 0.02);
}

TEST(Overload, AnHttpCheckThatWaitsTooLongTakesABusyServerOut) {
  farm::Farm farm = twoServers(300);
  farm.applications[0].work.demand = fixed(10);
  for (farm::Server& server : farm.servers) {
    server.cores = 1;  // 100/s each
    server.pools[0].workers = 1;
    server.pools[0].queueLimit = 1000;
  }
  const auto tcp = simulate(
      farm, [](routing::PoolSpec&) {}, options(60, 2));
  EXPECT_EQ(tcp.noServer, 0U);
  EXPECT_GT(tcp.queueFull, 0U);
  const auto http = simulate(
      farm,
      [](routing::PoolSpec& spec) {
        spec.check->kind = Kind::Http;
        spec.check->timeout = Duration::wholeSeconds(1);
      },
      options(60, 2));
  EXPECT_GT(http.noServer, 1000U) << "both were out at once: the check makes an overload an outage";
}

TEST(Panic, KeepsAnOverloadFromBecomingAnOutage) {
  farm::Farm farm = twoServers(300);
  farm.applications[0].work.demand = fixed(10);
  for (farm::Server& server : farm.servers) {
    server.cores = 1;
    server.pools[0].workers = 1;
    server.pools[0].queueLimit = 1000;
  }
  const auto run = simulate(
      farm,
      [](routing::PoolSpec& spec) {
        spec.check->kind = Kind::Http;
        spec.check->timeout = Duration::wholeSeconds(1);
        spec.panicPercent = 50;
      },
      options(60, 2));
  EXPECT_EQ(run.noServer, 0U);
}

TEST(SlowStart, AServerThatComesBackIsLoadedByAndBy) {
  farm::Farm farm = twoServers(200);
  farm.events = {event(2, "FE2", kFail), event(10, "FE2", kRepair)};
  const auto share = [&](Duration slowStart) {
    return simulate(
               farm,
               [&](routing::PoolSpec& spec) {
                 for (routing::ServerSpec& server : spec.policy.servers) server.slowStart = slowStart;
               },
               options(110, 2))
        .shareOf(1);
  };
  const double fast = share(Duration()), slow = share(Duration::wholeSeconds(90));
  EXPECT_GT(fast, 0.43);
  EXPECT_LT(slow, 0.36);
  EXPECT_GT(slow, 0.2);
}

}  // namespace
}  // namespace headroom::sim
