// How long balancers wait: for a connection, and for an answer. The server never learns of it and works on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers

/// Two servers behind a balancer of `product`; FE1 works ten times as slowly as FE2, which needs 10 ms.
farm::Farm slowAndFast(farm::Product product, double perSecond) {
  farm::Farm farm = singleStation(perSecond, fixed(10), 8, farm::Discipline::Fifo);
  farm.servers.push_back(farm.servers[0]);
  farm.servers[0].speed = 0.1;
  farm.servers[1].name = "FE2";
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.zones[0].isDefault = true;
  farm::Balancer& balancer = farm.zones[0].balancer.emplace();
  balancer.name = "LB";
  balancer.product = product;
  return farm;
}

TEST(ServerTimeOut, OfHaproxyIsAnErrorWhileTheServerWorksOn) {
  farm::Farm farm = slowAndFast(farm::Product::Haproxy, 40);
  const auto patient = simulate(farm, options(100, 5));
  farm.zones[0].balancer->serverTimeout = Duration::milliseconds(50);
  const auto hasty = simulate(farm, options(100, 5));
  EXPECT_EQ(patient.totals.failed.total(), 0U);
  EXPECT_EQ(hasty.totals.failed.timeout, hasty.totals.failed.total());
  EXPECT_NEAR(static_cast<double>(hasty.totals.failed.timeout) / static_cast<double>(hasty.totals.arrivals), 0.5, 0.01);
  EXPECT_THAT(serverOf(hasty, "FE1").utilisation, Shows(20 * 0.1 / 8, 0.03));
  EXPECT_THAT(serverOf(patient, "FE1").utilisation, Shows(20 * 0.1 / 8, 0.03));
}

TEST(ServerTimeOut, OfNginxAsksTheNextServer) {
  farm::Farm farm = slowAndFast(farm::Product::Nginx, 40);
  farm.zones[0].balancer->passiveCheck.maxFails = 0;  // FE1 stays in
  farm.zones[0].balancer->serverTimeout = Duration::milliseconds(50);
  const auto result = simulate(farm, options(100, 5));
  EXPECT_EQ(result.totals.failed.total(), 0U);
  // Half are answered by FE2 in 10 ms; the others lose 50 ms at FE1 first.
  EXPECT_THAT(applicationOf(result, "App").response.p99, Shows(60, 0.02));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(0.5 * 10 + 0.5 * 60, 0.05));
  EXPECT_THAT(serverOf(result, "FE2").throughput, Shows(40, 0.03));
}

TEST(ServerTimeOut, LongerThanTheAnswerChangesNothing) {
  farm::Farm farm = slowAndFast(farm::Product::Haproxy, 40);
  const auto without = simulate(farm, options(50, 2));
  farm.zones[0].balancer->serverTimeout = Duration::wholeSeconds(30);
  const auto with = simulate(farm, options(50, 2));
  EXPECT_EQ(with.totals.completed, without.totals.completed);
  EXPECT_EQ(applicationOf(with, "App").response.mean.mean, applicationOf(without, "App").response.mean.mean);
}

TEST(ServerTimeOut, BalancesWithTransactionsImpatientUsersAndFailures) {
  farm::Farm farm = slowAndFast(farm::Product::Nginx, 60);
  farm.databases = {database(2)};
  farm.applications[0].work.databaseTransactions = 3;
  farm.applications[0].work.databaseDemand = exponential(4);
  farm.users[0].timeout = Duration::milliseconds(90);
  farm.zones[0].balancer->passiveCheck.maxFails = 0;
  farm.zones[0].balancer->serverTimeout = Duration::milliseconds(60);
  for (int i = 0; i < 6; ++i) {
    for (const auto kind : {farm::PlannedEvent::Kind::Fail, farm::PlannedEvent::Kind::Repair}) {
      farm::PlannedEvent event;
      event.at = Duration::seconds(5 + 8 * i + (kind == farm::PlannedEvent::Kind::Repair ? 3 : 0));
      event.node = i % 3 == 0 ? "DB" : i % 3 == 1 ? "FE2" : "LB";
      event.kind = kind;
      farm.events.push_back(event);
    }
  }
  const auto result = simulate(farm, options(60, 4));
  EXPECT_GT(result.totals.failed.timeout, 100U);
  EXPECT_GT(result.totals.completed, 100U);
}

TEST(ServerTimeOut, TakesBothServersOfNginxOutAfterOneEach) {
  farm::Farm farm = slowAndFast(farm::Product::Nginx, 40);
  farm.servers[1].speed = 0.1;
  farm.zones[0].balancer->serverTimeout = Duration::milliseconds(50);
  const auto result = simulate(farm, options(100, 5));
  // One request in 10 s asks both and waits 2 × 50 ms; while both are out everybody is answered 502 at once.
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_GT(result.totals.failed.timeout, 5U * 5);
  EXPECT_GT(result.totals.failed.noServer, 50 * result.totals.failed.timeout);
  EXPECT_EQ(result.totals.failed.queueFull, 0U);
}

TEST(ServerTimeOut, IsNotCountedInTheLoadThatIsOffered) {
  farm::Farm farm = slowAndFast(farm::Product::Haproxy, 200);  // FE1: 125 % of its cores
  farm.zones[0].balancer->serverTimeout = Duration::milliseconds(150);
  const auto result = simulate(farm, options(60, 3));
  EXPECT_THAT(serverOf(result, "FE1").offeredLoad, Shows(1.25, 0.03));
  EXPECT_FALSE(result.steady);
}

TEST(ConnectTimeOut, LeadsFromAnUnreachableServerToTheNext) {
  farm::Farm farm = slowAndFast(farm::Product::Nginx, 40);
  farm.servers[0].speed = 1;
  farm.servers[0].segment = "far";
  farm.servers[1].segment = "near";
  farm.zones[0].balancer->segment = "near";
  farm.users[0].segment = "near";
  farm::Link link;
  link.from = "near";
  link.to = "far";
  link.firewall = true;
  farm.links = {link};
  farm.zones[0].balancer->passiveCheck.maxFails = 0;
  farm.zones[0].balancer->connectTimeout = Duration::milliseconds(200);
  const auto result = simulate(farm, options(100, 5));
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_THAT(applicationOf(result, "App").response.p99, Shows(210, 0.02));
  EXPECT_THAT(serverOf(result, "FE2").throughput, Shows(40, 0.03));
  EXPECT_EQ(serverOf(result, "FE1").throughput.mean, 0.0);
}

}  // namespace
}  // namespace headroom::sim
