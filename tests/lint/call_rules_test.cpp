#include <gmock/gmock.h>

#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;  // NOLINT: the farms are what this file is about

TEST(Cycles, ArePrintedAsTheyGo) {
  farm::Farm farm = cleanFarm();
  farm.references.push_back(call("Office", "Shop"));
  const auto found = findingsOf(farm, "CL02");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::Error);
  EXPECT_THAT(found[0].cause, HasSubstr("Shop → Office → Shop"));
}

TEST(Cycles, IncludeCallsToOneself) {
  farm::Farm farm = cleanFarm();
  farm.references = {call("Shop", "Shop")};
  EXPECT_THAT(findingsOf(farm, "CL02")[0].cause, HasSubstr("Shop → Shop"));
}

TEST(Cycles, AreBrokenByAnAsynchronousCallOrARedirect) {
  farm::Farm farm = cleanFarm();
  farm.references.push_back(call("Office", "Shop"));
  farm.references[1].synchronous = false;
  EXPECT_THAT(objectsOf(farm, "CL02"), IsEmpty());
  farm.references[1].synchronous = true;
  farm.references[1].kind = farm::ReferenceKind::Redirect;
  EXPECT_THAT(objectsOf(farm, "CL02"), IsEmpty());
}

TEST(Nesting, IsToldForSharedServersAndThePoolTheyShare) {
  farm::Farm farm = intranetZone();
  EXPECT_THAT(objectsOf(farm, "CL02"), ElementsAre("W reference AppX → AppY"));
  EXPECT_THAT(findingsOf(farm, "CL02")[0].cause, HasSubstr("pool OutSystemsApplications on servers FE2 and FE3"));
}

TEST(Nesting, EndsWithAPoolOfItsOwn) {
  farm::Farm farm = intranetZone();
  for (farm::Server& server : farm.servers) {
    server.pools.resize(2);
    server.pools[1].name = "Services";
  }
  applicationOf(farm, "AppY").pool = "Services";
  EXPECT_THAT(objectsOf(farm, "CL02"), IsEmpty());
  serverOf(farm, "FE3").pools.pop_back();
  EXPECT_THAT(findingsOf(farm, "CL02")[0].cause, HasSubstr("on server FE3")) << "the pool must exist on every server";
}

TEST(CallBudget, AddsUpAllCallsButResources) {
  farm::Farm farm = cleanFarm();
  farm.references[0].calls = 10;
  EXPECT_THAT(objectsOf(farm, "CL03"), IsEmpty());
  farm.references.push_back(call("Shop", "Office", 5));
  farm.references[1].kind = farm::ReferenceKind::Resource;
  EXPECT_THAT(objectsOf(farm, "CL03"), IsEmpty());
  farm.references[1].kind = farm::ReferenceKind::Rest;
  EXPECT_THAT(findingsOf(farm, "CL03")[0].cause, HasSubstr("makes 15 calls"));
}

TEST(CallDepth, CountsOnlyCallsThatCrossZones) {
  farm::Farm farm = cleanFarm();
  farm.references.clear();
  for (const char* name : {"A", "B", "C", "D", "E"}) {
    farm.applications.push_back(application(name, farm.applications.size() % 2 == 0 ? "Front" : "Back", 1, 0));
    farm.applications.back().clientTraffic = false;
  }
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"A", "B"}, {"B", "C"}, {"C", "D"}}) {
    farm.references.push_back(call(from, to, 0.1));
  }
  EXPECT_THAT(objectsOf(farm, "CL03"), IsEmpty());
  farm.references.push_back(call("D", "E", 0.1));
  EXPECT_THAT(findingsOf(farm, "CL03")[0].cause, HasSubstr("4 times in a row: A → B → C → D → E"));
  applicationOf(farm, "E").zone = applicationOf(farm, "D").zone;
  EXPECT_THAT(objectsOf(farm, "CL03"), IsEmpty());
}

TEST(ClientTimeout, MustLeaveTimeForTheWorkAndTheCallsWaitedFor) {
  farm::Farm farm = cleanFarm();  // 11 ms, a transaction of 6 ms, half a call of 8 + 6 ms: 24 ms
  farm.users[0].timeout = Duration::milliseconds(25);
  EXPECT_THAT(objectsOf(farm, "CL05"), IsEmpty());
  farm.users[0].timeout = Duration::milliseconds(24);
  EXPECT_THAT(findingsOf(farm, "CL05")[0].cause, HasSubstr("works 24ms on average"));
  farm.references[0].synchronous = false;
  EXPECT_THAT(objectsOf(farm, "CL05"), IsEmpty());
}

TEST(HealthChecks, OfThePortAloneAreAWarning) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").balancer->healthCheck.kind = farm::HealthCheck::Kind::Tcp;
  EXPECT_THAT(objectsOf(farm, "LB02"), ElementsAre("W balancer Back balancer"));
  zoneOf(farm, "Back").balancer->healthCheck.kind = farm::HealthCheck::Kind::None;
  EXPECT_THAT(objectsOf(farm, "LB02"), ElementsAre("E balancer Back balancer"));
}

TEST(HealthChecks, ThatTheFarmDoesNotStateAreAssumedToSeeTheMachine) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").balancer->healthCheck.kind.reset();
  EXPECT_THAT(objectsOf(farm, "LB02"), ElementsAre("I balancer Back balancer"));
  EXPECT_THAT(findingsOf(farm, "LB02")[0].cause, HasSubstr("assumed is a check of the machine alone"));
}

TEST(HealthChecks, MayTakeFifteenSecondsToNotice) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").balancer->healthCheck.interval = Duration::wholeSeconds(5);
  EXPECT_THAT(objectsOf(farm, "LB03"), IsEmpty());
  zoneOf(farm, "Back").balancer->healthCheck.fall = 4;
  EXPECT_THAT(findingsOf(farm, "LB03")[0].cause, HasSubstr("4 × 5s = 20s"));
}

TEST(Weights, ThatDifferForUnequalServersAreTaken) {
  farm::Farm farm = cleanFarm();
  serverOf(farm, "FE4").cores = 8;
  EXPECT_THAT(objectsOf(farm, "LB05"), ElementsAre("W zone Back"));
  zoneOf(farm, "Back").members[1].weight = 2;
  EXPECT_THAT(objectsOf(farm, "LB05"), IsEmpty());
}

}  // namespace
}  // namespace headroom::lint
