// Failures by chance: how long things are there, and what that costs those who need them.
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

Law lawOf(Law::Kind kind, double seconds, double shape = 0) {
  return Law{kind, Duration::seconds(seconds), shape};
}

farm::Reliability reliability(double mtbf, double mttr) {
  return {lawOf(Law::Kind::Exponential, mtbf), lawOf(Law::Kind::Exponential, mttr)};
}

const results::Estimate& availabilityOf(const results::RunResult& result, const std::string& name) {
  for (const results::AvailabilityResult& part : result.availability) {
    if (part.name == name) return part.share;
  }
  throw std::runtime_error("nothing is known of the availability of " + name);
}

double failedShare(const results::RunResult& result) {
  const double failed = static_cast<double>(result.totals.failed.total());
  return failed / (failed + static_cast<double>(result.totals.completed));
}

/// Two servers of many cores behind a balancer that looks at nothing.
farm::Farm blindPair(double perSecond, Law demand) {
  farm::Farm farm = singleStation(perSecond, demand, 1000);
  farm.servers.push_back(farm.servers[0]);
  farm.servers[1].name = "FE2";
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.zones[0].balancer->healthCheck.kind = farm::HealthCheck::Kind::None;
  return farm;
}

TEST(Chance, AvailabilityIsTheShareOfTimeBetweenFailures) {
  farm::Farm farm = blindPair(1, fixed(1));
  farm.servers[0].reliability = reliability(20, 5);
  farm.zones[0].balancer->reliability = reliability(30, 10);
  farm.databases = {database(4)};
  farm.databases[0].instances = 2;
  farm.databases[0].reliability = reliability(4, 1);
  const auto result = simulate(farm, options(400, 40));
  EXPECT_THAT(availabilityOf(result, "FE1"), Shows(0.8, 0.03));
  EXPECT_THAT(availabilityOf(result, "Z LB"), Shows(0.75, 0.05));
  EXPECT_THAT(availabilityOf(result, "DB"), Shows(1 - 0.2 * 0.2, 0.01)) << "out only while both instances are";
  EXPECT_EQ(result.availability.size(), 3U) << "nothing is said about what cannot fail";
}

TEST(Chance, TheLawsDoNotMatterForTheShare) {
  farm::Farm farm = blindPair(1, fixed(1));
  farm.servers[0].reliability = {lawOf(Law::Kind::Fixed, 9), lawOf(Law::Kind::Fixed, 1)};
  farm.servers[1].reliability = {lawOf(Law::Kind::Uniform, 9, 1), lawOf(Law::Kind::Hyperexponential, 1, 4)};
  const auto result = simulate(farm, options(500, 20));
  EXPECT_THAT(availabilityOf(result, "FE1"), Shows(0.9, 0.01));
  EXPECT_THAT(availabilityOf(result, "FE2"), Shows(0.9, 0.02));
}

TEST(Chance, AShortRunSeesWhatALongOneWould) {
  farm::Farm farm = blindPair(1, fixed(1));
  farm.servers[0].reliability = reliability(5 * 365 * 86400.0, 365 * 86400.0);
  const auto result = simulate(farm, options(1, 1000));
  EXPECT_THAT(availabilityOf(result, "FE1"), Shows(5.0 / 6, 0.05));
}

// A request is answered when its server is up and stays up for its work: with A = MTBF / (MTBF + MTTR) the share is
// A · E exp(-S / MTBF), and the work of those who are answered is exponential with rate 1/m + 1/MTBF.
TEST(Chance, ARequestNeedsItsServerUntilItsEnd) {
  farm::Farm farm = blindPair(40, exponential(1000));
  farm.servers[0].reliability = farm.servers[1].reliability = reliability(10, 2.5);
  RunOptions o = options(300, 20);
  o.warmUp = Duration::wholeSeconds(20);
  const auto result = simulate(farm, o);
  EXPECT_NEAR(failedShare(result), 1 - 0.8 / 1.1, 0.02);
  EXPECT_EQ(result.totals.failed.refused, result.totals.failed.total());
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(1000 / 1.1, 0.03));
}

TEST(Chance, ServersOfOneDomainFailTogether) {
  farm::Farm farm = blindPair(200, Law{});
  farm.zones[0].balancer->product = farm::Product::Nginx;  // asks the other server when one refuses,
  for (farm::ZoneMember& member : farm.zones[0].members) member.maxFails = 0;  // and remembers nothing
  farm.servers[0].reliability = farm.servers[1].reliability = reliability(4, 1);
  const auto apart = simulate(farm, options(300, 20));
  EXPECT_NEAR(failedShare(apart), 0.2 * 0.2, 0.008);
  for (farm::Server& server : farm.servers) {
    server.reliability.reset();
    server.failureDomain = "rack";
  }
  farm.failureDomains.push_back({"rack", reliability(4, 1), {}, {}});
  const auto together = simulate(farm, options(300, 20));
  EXPECT_NEAR(failedShare(together), 0.2, 0.02);
  EXPECT_THAT(availabilityOf(together, "rack"), Shows(0.8, 0.03));
  EXPECT_EQ(availabilityOf(together, "rack").mean, availabilityOf(together, "FE1").mean);
}

TEST(Chance, AServerOutForTwoReasonsIsBackWhenBothAreGone) {
  farm::Farm farm = blindPair(10, fixed(1));
  farm.servers[0].failureDomain = "rack";
  farm.failureDomains.push_back({"rack", {}, {}, {}});
  const auto event = [&](double at, const std::string& node, farm::PlannedEvent::Kind kind) {
    farm::PlannedEvent planned;
    planned.at = Duration::seconds(at);
    planned.node = node;
    planned.kind = kind;
    farm.events.push_back(planned);
  };
  using Kind = farm::PlannedEvent::Kind;
  event(10, "FE1", Kind::Fail);
  event(20, "rack", Kind::Fail);
  event(30, "FE1", Kind::Repair);
  event(50, "rack", Kind::Repair);
  EXPECT_NEAR(availabilityOf(simulate(farm, options(100, 2)), "FE1").mean, 0.6, 1e-9);
}

TEST(Chance, FailuresStayWhatTheyWereWhenAnotherServerIsAdded) {
  farm::Farm farm = blindPair(10, fixed(1));
  farm.servers[0].reliability = reliability(20, 5);
  const double before = availabilityOf(simulate(farm, options(100, 3)), "FE1").mean;
  farm.servers.push_back(farm.servers[0]);
  farm.servers[2].name = "FE3";
  farm.zones[0].members.push_back({"FE3"});
  EXPECT_EQ(availabilityOf(simulate(farm, options(100, 3)), "FE1").mean, before);
}

TEST(Chance, EverythingFailingAllTheTimeStillBalances) {
  farm::Farm farm = intranetZone();
  farm.proxy->capacity.maxConnections = 40;
  farm.proxy->capacity.demand = exponential(0.5);
  farm.proxy->reliability = reliability(3, 0.2);
  farm.databases[0].connectionPool = 5;
  farm.databases[0].connectionLimit = 12;
  farm.databases[0].reliability = reliability(3, 0.3);
  for (farm::Server& server : farm.servers) {
    server.reliability = reliability(2, 0.5);
    server.failureDomain = "rack";
    server.segment = "LAN";
  }
  farm.failureDomains.push_back({"rack", reliability(7, 0.4), {}, {}});
  for (farm::Users& users : farm.users) {
    users.timeout = Duration::milliseconds(400);
    users.segment = "Internet";
  }
  farm.proxy->segment = "DMZ";
  farm.databases[0].segment = "Data";
  const char* ends[][2] = {{"Internet", "DMZ"}, {"DMZ", "LAN"}, {"LAN", "Data"}};
  for (const auto& [from, to] : ends) {
    farm::Link link;
    link.from = from;
    link.to = to;
    link.latency = Duration::milliseconds(3);
    link.bandwidthBitsPerSecond = link.from == "LAN" ? 0 : 1e9;
    link.reliability = reliability(4, 0.3);
    farm.links.push_back(link);
  }
  for (farm::Application& application : farm.applications) application.responseBytes = 30000;
  for (farm::Zone& zone : farm.zones) {
    zone.balancer->segment = "LAN";
    zone.balancer->reliability = reliability(5, 0.2);
    zone.balancer->product = farm::Product::Haproxy;
    zone.balancer->serverTimeout = Duration::milliseconds(150);
    zone.balancer->redispatch = 1;
    zone.balancer->workers = 2;
  }
  const auto result = simulate(farm, options(120, 6));
  EXPECT_GT(result.totals.completed, 10'000U);
  EXPECT_GT(result.totals.failed.timeout, 0U);
  EXPECT_GT(result.totals.failed.refused, 0U);
  EXPECT_GT(result.totals.failed.dependency, 0U);
}

}  // namespace
}  // namespace headroom::sim
