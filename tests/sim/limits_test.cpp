// Rate limits, limited waiting rooms and circuit breakers in a farm.
#include <gtest/gtest.h>

#include "engine/analytic/birth_death.h"
#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

double limitedShare(const results::RunResult& result) {
  return static_cast<double>(result.totals.failed.limited) /
         static_cast<double>(result.totals.failed.total() + result.totals.completed);
}

TEST(RateLimit, LetsThroughItsRateAndNoMore) {
  farm::Farm farm = singleStation(500, fixed(1), 8);
  farm.zones[0].balancer->rateLimit = farm::RateLimit{Rate{100}, 10};
  const auto result = simulate(farm, options(100, 5));
  EXPECT_NEAR(applicationOf(result, "App").throughput.mean, 100, 0.5);
  EXPECT_EQ(result.totals.failed.limited, result.totals.failed.total());
  EXPECT_TRUE(result.steady) << "a limit in front of a server keeps it from overload";
}

// A bucket of one token refuses as a server of constant service without a queue: the share λT / (1 + λT) (Erlang).
TEST(RateLimit, OfOneTokenLosesAsErlangSays) {
  farm::Farm farm = singleStation(50, Law{}, 8);
  farm.proxy = farm::ReverseProxy{};
  farm.proxy->defaultZone = "Z";
  farm.proxy->rateLimit = farm::RateLimit{Rate{100}, 1};
  EXPECT_NEAR(limitedShare(simulate(farm, options(400, 10))), 0.5 / 1.5, 0.003);
}

TEST(ConcurrencyLimit, WithAFastRefusalIsAnMMcKQueue) {
  farm::Farm farm = singleStation(360, exponential(10), 4);
  farm.zones[0].balancer->capacity.maxConnections = 10;
  farm.zones[0].balancer->capacity.maxPending = 0;
  const auto theory = analytic::finiteQueue(360, 0.01, 4, 10);
  const auto result = simulate(farm, options(600, 10));
  EXPECT_NEAR(limitedShare(result), theory.lossProb, 0.002);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(theory.meanResponse * 1e3, 0.02));
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(theory.utilisation, 0.01));
}

// Envoy's max_connections and max_pending_requests: four connections, six requests that wait for one.
TEST(ConcurrencyLimit, WithAWaitingRoomIsTheSameQueueElsewhere) {
  farm::Farm farm = singleStation(360, exponential(10), 100);
  farm.zones[0].balancer->capacity.maxConnections = 4;
  farm.zones[0].balancer->capacity.maxPending = 6;
  const auto theory = analytic::finiteQueue(360, 0.01, 4, 10);
  const auto result = simulate(farm, options(600, 10));
  EXPECT_NEAR(limitedShare(result), theory.lossProb, 0.002);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(theory.meanResponse * 1e3, 0.02));
  EXPECT_THAT(stationOf(result, "Z LB").queue, Shows(theory.meanQueue, 0.05));
}

// Envoy's max_requests: as a waiting room that is part of the server.
TEST(RequestLimit, OfABalancerIsTheSameQueueAgain) {
  farm::Farm farm = singleStation(360, exponential(10), 4);
  farm.zones[0].balancer->product = farm::Product::Envoy;
  farm.zones[0].balancer->maxRequests = 10;
  const auto theory = analytic::finiteQueue(360, 0.01, 4, 10);
  const auto result = simulate(farm, options(600, 10));
  EXPECT_NEAR(limitedShare(result), theory.lossProb, 0.002);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(theory.meanResponse * 1e3, 0.02));
  EXPECT_THAT(result.warnings, ::testing::Contains(::testing::HasSubstr("10 were on its servers (max_requests)")));
}

// Each worker counts for itself, as in Envoy; two of them with 5 each lose more than one with 10.
TEST(RequestLimit, IsEachWorkersOwn) {
  farm::Farm farm = singleStation(360, exponential(10), 4);
  farm.zones[0].balancer->maxRequests = 10;
  const double one = limitedShare(simulate(farm, options(200, 5)));
  farm.zones[0].balancer->maxRequests = 5;
  farm.zones[0].balancer->workers = 2;
  EXPECT_GT(limitedShare(simulate(farm, options(200, 5))), 1.1 * one);
}

// 1024 requests that take 10 s: offered 1500, of which as many find no place as Erlang's formula for a loss system says
// (about 1 − 1024/1500 as it is so large).
TEST(RequestLimit, OfEnvoyIs1024WhenNobodySaysOtherwise) {
  farm::Farm farm = singleStation(150, fixed(10'000), 4096);
  farm.zones[0].balancer->product = farm::Product::Envoy;
  RunOptions o = options(100, 3);
  o.warmUp = Duration::wholeSeconds(50);
  EXPECT_NEAR(limitedShare(simulate(farm, o)), 1 - 1024.0 / 1500, 0.02);
  farm.zones[0].balancer->product = farm::Product::Unspecified;
  EXPECT_EQ(limitedShare(simulate(farm, o)), 0);
}

/// AppX in zone Z of FE1 calls AppY in zone Y of FE2 once a request.
farm::Farm caller(double perSecond) {
  farm::Farm farm = singleStation(perSecond, fixed(1), 8);
  farm.servers.push_back(server("FE2", 8));
  farm.zones.push_back(zone("Y", {"FE2"}));
  farm.applications.push_back(application("Producer", "Y", fixed(1)));
  farm::Reference reference;
  reference.consumer = "App";
  reference.producer = "Producer";
  farm.references = {reference};
  farm.zones[1].balancer->healthCheck.kind = farm::HealthCheck::Kind::None;
  return farm;
}

void failFor(farm::Farm& farm, const std::string& node, double from, double until) {
  farm::PlannedEvent event;
  event.node = node;
  event.at = Duration::seconds(from);
  farm.events.push_back(event);
  event.kind = farm::PlannedEvent::Kind::Repair;
  event.at = Duration::seconds(until);
  farm.events.push_back(event);
}

double callsTo(const results::RunResult& result, const std::string& server) {
  return serverOf(result, server).throughput.mean * result.measuredSeconds;
}

TEST(CircuitBreaker, TriesNowAndThenWhileTheProducerIsDown) {
  farm::Farm farm = caller(100);
  farm.references[0].circuitBreaker = farm::CircuitBreaker{5, Duration::wholeSeconds(7)};
  failFor(farm, "FE2", 20, 60.5);
  const auto result = simulate(farm, options(100, 4));
  // Five failures from 20 s on, a trial each 7 s and a bit (the next call is 10 ms away), and at 62 s one that works.
  EXPECT_NEAR(static_cast<double>(result.totals.failed.dependency) / 4, 100 * 42.3, 200);
  EXPECT_NEAR(callsTo(result, "FE2"), 100 * (100 - 42.3), 200);
  EXPECT_THAT(result.warnings, ::testing::Contains(::testing::HasSubstr("40 were refused")))
      << "five and five trials in each of four runs";
}

TEST(CircuitBreaker, KeepsAFirewalledProducerFromFillingTheCallersWorkers) {
  farm::Farm farm = caller(20);
  farm.users[0].segment = farm.zones[0].balancer->segment = farm.servers[0].segment = "DMZ";
  farm.zones[1].balancer->segment = farm.servers[1].segment = "LAN";
  farm::Link wall;
  wall.from = "DMZ";
  wall.to = "LAN";
  wall.firewall = true;
  farm.links = {wall};
  RunOptions o = options(600, 3);
  o.warmUp = Duration::wholeSeconds(200);
  const auto held = simulate(farm, o);
  EXPECT_NEAR(serverOf(held, "FE1").workersBusy.mean, 20 * 100, 100) << "each worker waits for 100 s";
  farm.references[0].circuitBreaker = farm::CircuitBreaker{5, Duration::wholeSeconds(60)};
  const auto saved = simulate(farm, o);
  EXPECT_LT(serverOf(saved, "FE1").workersBusy.mean, 3);
  EXPECT_EQ(saved.totals.failed.dependency, saved.totals.failed.total()) << "its answers still lack the call";
}

TEST(CircuitBreaker, OfAProducerThatIsWellChangesNothing) {
  const auto plain = simulate(caller(100), options(50, 2));
  farm::Farm farm = caller(100);
  farm.references[0].circuitBreaker = farm::CircuitBreaker{5, Duration::wholeSeconds(7)};
  EXPECT_EQ(simulate(farm, options(50, 2)).fingerprint, plain.fingerprint);
}

}  // namespace
}  // namespace headroom::sim
