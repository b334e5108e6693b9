#include <gmock/gmock.h>

#include "engine/network/network.h"
#include "tests/network/farms.h"

namespace headroom::network {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using tests::dmzFarm;
using tests::intranetZone;
using tests::zoneOf;

std::vector<std::string> nodesOf(const Explanation& explanation) {
  std::vector<std::string> nodes;
  for (const Hop& hop : explanation.hops) nodes.push_back(hop.at);
  return nodes;
}

const Hop& hopAt(const Explanation& explanation, const std::string& node) {
  for (const Hop& hop : explanation.hops) {
    if (hop.at == node) return hop;
  }
  ADD_FAILURE() << "no hop at " << node;
  static const Hop none;
  return none;
}

TEST(Explain, FollowsAUsersRequestToTheDatabaseAndItsCalls) {
  const Explanation way = explain(intranetZone(), "/AppX/home?x=1", {});
  EXPECT_TRUE(way.reached);
  EXPECT_EQ(way.server, "FE1");
  EXPECT_THAT(nodesOf(way), ElementsAre("public", "RP", "Global balancer", "FE1", "DB", "Intranet balancer"));
  EXPECT_EQ(hopAt(way, "RP").what, "rule 1 '/AppX' sends it to zone Global");
  EXPECT_EQ(hopAt(way, "RP").latency, Duration::milliseconds(15));
  EXPECT_THAT(hopAt(way, "Intranet balancer").what, HasSubstr("AppX calls AppY (service action, 0.2 a request"));
}

TEST(Explain, TellsReadsFromWritesWhereTheyPartWays) {
  farm::Farm farm = intranetZone();
  EXPECT_EQ(hopAt(explain(farm, "/AppX", {}), "DB").details.size(), 1U);
  farm.databases[0].cache = farm::Cache{0.9, {}};
  farm.databases[0].readInstances = 2;
  farm.applications[0].work.databaseWrites = 0.05;
  farm.applications[0].work.databaseWriteDemand = Law{Law::Kind::Exponential, Duration::milliseconds(10), 0};
  farm.applications[0].work.lock = "stock";
  EXPECT_THAT(
      hopAt(explain(farm, "/AppX", {}), "DB").details,
      ElementsAre(HasSubstr("transactions a request"), "5% of them write", "a write takes 10ms",
                  "writes hold lock stock", "a cache answers 90% of the reads", "reads run on 2 further machines"));
}

TEST(Explain, ListsTheCandidatesAndTheRealPolicysFirstChoice) {
  farm::Farm farm = intranetZone();
  farm.zones[1].members[0].weight = 0;
  farm.zones[1].members[1].weight = 3;
  const Explanation way = explain(farm, "/AppY", {"staff"});
  EXPECT_EQ(way.server, "FE3");
  EXPECT_THAT(hopAt(way, "Intranet balancer").details, Contains(HasSubstr("candidate FE2: weight 0")));
  EXPECT_THAT(hopAt(way, "Intranet balancer").details, Contains(HasSubstr("candidate FE3: in play, up 1/3, weight 3")));
  EXPECT_THAT(hopAt(way, "Intranet balancer").what, HasSubstr("round_robin of zone Intranet starts with FE3"));
}

TEST(Explain, LeastConnectionsIsNamedAndChooses) {
  farm::Farm farm = intranetZone();
  farm.zones[1].algorithm = farm::Algorithm::LeastConnections;
  const Explanation way = explain(farm, "/AppY", {"staff"});
  EXPECT_TRUE(way.reached);
  EXPECT_THAT(hopAt(way, "Intranet balancer").what, HasSubstr("least_connections"));
}

TEST(Explain, SaysWhenTheDefaultZoneTakesAnUnknownPath) {
  const Explanation way = explain(intranetZone(), "/nothing", {"public"});
  EXPECT_FALSE(way.reached);
  EXPECT_THAT(hopAt(way, "RP").what, HasSubstr("default zone Global"));
  EXPECT_THAT(way.hops.back().what, HasSubstr("404"));
}

TEST(Explain, SaysWhenNoRuleMatches) {
  farm::Farm farm = intranetZone();
  farm.proxy->defaultZone.clear();
  const Explanation way = explain(farm, "/nothing", {"public"});
  EXPECT_TRUE(way.hops.back().failed);
  EXPECT_THAT(way.hops.back().what, HasSubstr("no rule matches '/nothing'"));
}

TEST(Explain, TellsA404WhereTheApplicationIsMissing) {
  farm::Farm farm = intranetZone();
  farm.proxy->routes[1].zone = "Global";
  const Explanation way = explain(farm, "/AppY", {"staff"});
  EXPECT_FALSE(way.reached);
  EXPECT_THAT(way.hops.back().what, HasSubstr("AppY is in zone Intranet, which FE1 does not belong to"));
}

TEST(Explain, AZoneAddressFromAnInsideNodeGoesToItsBalancer) {
  const Explanation way = explain(intranetZone(), "http://intranet.lan/AppY/rest", {"FE1"});
  EXPECT_TRUE(way.reached);
  EXPECT_THAT(nodesOf(way), ElementsAre("FE1", "Intranet balancer", "FE2", "DB"));
}

TEST(Explain, ALoopbackAddressStaysOnTheCaller) {
  const Explanation way = explain(intranetZone(), "http://localhost/AppY", {"FE3"});
  EXPECT_EQ(way.server, "FE3");
}

TEST(Explain, AFirewallOnTheWayIsNamed) {
  const Explanation way = explain(dmzFarm(), "http://internal.lan/BackOffice", {"FE1"});
  EXPECT_FALSE(way.reached);
  EXPECT_THAT(way.hops.back().what, HasSubstr("the firewall on dmz – lan stops port 80"));
}

TEST(Explain, AnUnresolvableNameIsToldWithItsNeighbour) {
  const Explanation way = explain(intranetZone(), "http://intranet.lam/AppY", {"FE1"});
  EXPECT_FALSE(way.reached);
  EXPECT_THAT(way.hops.back().what, HasSubstr("did you mean 'intranet.lan'?"));
}

TEST(Explain, ANameHiddenFromTheCallersSegmentIsTold) {
  farm::Farm farm = dmzFarm();
  farm.dns = {{"internal.lan", "Internal balancer", {"lan"}, {}, {}}};
  const Explanation way = explain(farm, "https://internal.lan/BackOffice", {"FE1"});
  EXPECT_THAT(way.hops.back().what, HasSubstr("visible from lan only"));
}

TEST(Explain, ACallThatCannotGetThroughWaitsItsFullTimeout) {
  farm::Farm farm = dmzFarm();
  farm.links[1].openPorts = {1433};
  const Explanation way = explain(farm, "/Shop", {"world"});
  EXPECT_TRUE(way.reached) << "the request itself arrives";
  EXPECT_TRUE(way.hops.back().failed);
  EXPECT_THAT(way.hops.back().details, Contains(HasSubstr("the caller waits its full timeout of 100s")));
}

TEST(Explain, ACallThroughTheProxyIsShownToComeBackIn) {
  farm::Farm farm = intranetZone();
  zoneOf(farm, "Intranet").address = "www.mydomain.net";
  const Explanation way = explain(farm, "/AppX", {"public"});
  EXPECT_EQ(way.hops.back().at, "RP");
  EXPECT_FALSE(way.hops.back().failed);
  EXPECT_THAT(way.hops.back().details, Contains("comes back in through zone Intranet"));
}

TEST(Explain, ACallToAZoneWithoutTheProducerIsAnswered404) {
  farm::Farm farm = intranetZone();
  farm.references[0].address = "global.lan";
  const Explanation way = explain(farm, "/AppX", {"public"});
  EXPECT_TRUE(way.hops.back().failed);
  EXPECT_THAT(way.hops.back().details, Contains(HasSubstr("AppY is not in zone Global")));
}

TEST(Explain, ACallToAServerOrADatabaseIsJudgedByWhatRunsThere) {
  farm::Farm farm = intranetZone();
  farm.references[0].address = "FE1";
  EXPECT_THAT(explain(farm, "/AppX", {"public"}).hops.back().details,
              Contains("AppY is not deployed on FE1: answered 404"));
  farm.references[0].address = "FE2";
  EXPECT_FALSE(explain(farm, "/AppX", {"public"}).hops.back().failed);
  farm.references[0].address = "DB";
  EXPECT_THAT(explain(farm, "/AppX", {"public"}).hops.back().details, Contains("a database answers no web requests"));
}

TEST(Explain, ARedirectIsFollowedFromWhereTheUserStands) {
  farm::Farm farm = intranetZone();
  farm.references[0].kind = farm::ReferenceKind::Redirect;
  farm.dns = {{"intranet.lan", "Intranet balancer", {"lan"}, {}, {}}};
  const Explanation way = explain(farm, "/AppX", {"public"});
  EXPECT_TRUE(way.hops.back().failed);
  EXPECT_THAT(way.hops.back().what, HasSubstr("redirects the browser to AppY"));
  EXPECT_THAT(way.hops.back().details, Contains(HasSubstr("the browser gets no page")));
}

TEST(Explain, ARefusedPortIsTold) {
  const Explanation way = explain(intranetZone(), "http://intranet.lan:8080/AppY", {"FE1"});
  EXPECT_THAT(way.hops.back().what, HasSubstr("does not listen on port 8080"));
}

TEST(Explain, AZoneWithoutUsableServersAnswers503) {
  farm::Farm farm = intranetZone();
  for (farm::Server& server : farm.servers) server.inBalancer = false;
  const Explanation way = explain(farm, "/AppX", {"public"});
  EXPECT_THAT(way.hops.back().what, HasSubstr("503"));
}

TEST(Explain, AnUnknownNodeIsToldWithItsNeighbour) {
  const Explanation way = explain(intranetZone(), "/AppX", {"FE9"});
  EXPECT_FALSE(way.reached);
  EXPECT_THAT(way.hops.front().what, HasSubstr("there is no node 'FE9'"));
}

TEST(Explain, WithoutUsersAClientStandsOutside) {
  farm::Farm farm = intranetZone();
  farm.users.clear();
  const Explanation way = explain(farm, "/AppX", {});
  EXPECT_TRUE(way.reached);
  EXPECT_EQ(way.hops.front().at, "client");
}

TEST(Explain, BadUrlsAreToldAndNeverFollowed) {
  for (const char* url :
       {"", "AppX", "ftp://www.mydomain.net/", "http://", "http://:80/", "http://x:99999/", "http://x:1a/"}) {
    const Explanation way = explain(intranetZone(), url, {"public"});
    EXPECT_FALSE(way.reached) << url;
    ASSERT_EQ(way.hops.size(), 1u) << url;
    EXPECT_TRUE(way.hops[0].failed) << url;
  }
}

TEST(Explain, ADatabaseAnswersNoWebRequests) {
  EXPECT_THAT(explain(intranetZone(), "http://DB/AppX", {"FE1"}).hops.back().what, HasSubstr("is a database"));
}

TEST(Explain, ASketchWithoutHostNameIsEnteredBySight) {
  farm::Farm farm = intranetZone();
  farm.environment.hostName.clear();
  EXPECT_TRUE(explain(farm, "/AppY", {"staff"}).reached);
  farm.proxy.reset();
  EXPECT_THAT(nodesOf(explain(farm, "/AppY", {"staff"})), Contains("Intranet balancer"));
}

TEST(Explain, TheProxyTurnsToThePortTheBalancerListensOn) {
  farm::Farm farm = intranetZone();
  zoneOf(farm, "Intranet").balancer->ports = {80};
  EXPECT_TRUE(explain(farm, "/AppY", {"staff"}).reached);
}

TEST(Explain, AnEmptyFarmIsExplainedWithoutHarm) {
  const Explanation way = explain(farm::Farm{}, "/AppX", {});
  EXPECT_FALSE(way.reached);
  EXPECT_THAT(way.hops, Not(IsEmpty()));
}

TEST(Explain, TheProductsMatchingNormalisedPathAndReasonAreTold) {
  farm::Farm farm = intranetZone();
  farm.proxy->product = farm::Product::Nginx;
  const Explanation way = explain(farm, "//AppX/./home", {});
  const Hop& proxy = hopAt(way, "RP");
  EXPECT_THAT(proxy.details, Contains("matching by nginx: location of the normalised path"));
  EXPECT_THAT(proxy.details, Contains("the path compared is '/AppX/home'"));
  EXPECT_THAT(proxy.details, Contains(HasSubstr("because: longest prefix /AppX/")));
  EXPECT_EQ(proxy.what, "rule 1 '/AppX' sends it to zone Global");
}

TEST(Explain, HaproxyTakesTheFirstRuleInFileOrder) {
  farm::Farm farm = intranetZone();
  farm.proxy->product = farm::Product::Haproxy;
  farm.proxy->routes.insert(farm.proxy->routes.begin(), tests::route("/App", "Global"));
  farm.proxy->routes[0].match = farm::Route::Match::PlainPrefix;
  EXPECT_EQ(hopAt(explain(farm, "/AppY/home", {}), "RP").what, "rule 1 '/App' sends it to zone Global");
}

TEST(Explain, ARefusalByTheProxyIsTold) {
  farm::Farm farm = intranetZone();
  farm.proxy->product = farm::Product::Nginx;
  const Explanation way = explain(farm, "/AppX%zz", {});
  EXPECT_FALSE(way.reached);
  EXPECT_TRUE(way.hops.back().failed);
  EXPECT_THAT(way.hops.back().what, HasSubstr("answers 400"));
}

TEST(Explain, ARedirectIsFollowed) {
  farm::Farm farm = intranetZone();
  farm.proxy->product = farm::Product::Nginx;
  farm.proxy->routes[0].path = "/AppX/";
  farm.proxy->routes[0].match = farm::Route::Match::PlainPrefix;
  const Explanation way = explain(farm, "/AppX?a=1", {});
  EXPECT_THAT(hopAt(way, "RP").what, HasSubstr("answers 301"));
  EXPECT_THAT(hopAt(way, "RP").what, HasSubstr("http://www.mydomain.net/AppX/?a=1"));
  EXPECT_THAT(nodesOf(way), ElementsAre("public", "RP", "RP", "Global balancer", "FE1", "DB", "Intranet balancer"));
  EXPECT_TRUE(way.reached);
}

TEST(Explain, RulesThatAProductCannotFollowStopTheRequest) {
  farm::Farm farm = intranetZone();
  farm.proxy->product = farm::Product::Nginx;
  farm.proxy->routes[0].path = "(";
  farm.proxy->routes[0].match = farm::Route::Match::Regex;
  EXPECT_THAT(explain(farm, "/AppY", {}).hops.back().what, HasSubstr("regular expression '(' is wrong"));
}

TEST(Explain, SettingsAreToldWithTheirOrigin) {
  farm::Farm farm = intranetZone();
  farm.zones[1].balancer->product = farm::Product::Haproxy;
  farm.zones[1].balancer->retries = 1;
  const Explanation way = explain(farm, "/AppY", {"staff"});
  const Hop& balancer = hopAt(way, "Intranet balancer");
  EXPECT_THAT(balancer.details, Contains("HAProxy 2.6, roundrobin: weighted turns, weights may change at run time"));
  EXPECT_THAT(balancer.details, Contains("setting retries: 1  (farm file)"));
  EXPECT_THAT(balancer.details, Contains("setting health_check.interval: 2s  (preset of HAProxy: HAProxy 2.6 "
                                         "configuration manual, 5.2 inter)"));
  EXPECT_THAT(balancer.details, Contains("setting panic_threshold: never  (default)"));
}

TEST(Explain, TheCheckThatNobodyAskedForIsTheOneOfRuns) {
  farm::Farm farm = intranetZone();
  farm.zones[1].balancer->healthCheck = {};
  EXPECT_THAT(hopAt(explain(farm, "/AppY", {"staff"}), "Intranet balancer").details,
              Contains("setting health_check.kind: TCP  (default)"));
}

TEST(Explain, WhatOnlyResemblesTheOriginalSaysSo) {
  farm::Farm farm = intranetZone();
  farm.zones[1].balancer->product = farm::Product::F5;
  EXPECT_THAT(hopAt(explain(farm, "/AppY", {"staff"}), "Intranet balancer").details,
              Contains(HasSubstr("approximate: equal shares by turns")));
}

TEST(Explain, CandidatesRuleAndTieBreakAreTheAlgorithmsOwn) {
  farm::Farm farm = intranetZone();
  farm::Zone& zone = farm.zones[1];
  zone.balancer->product = farm::Product::Nginx;
  zone.balancer->algorithm = "least_conn";
  zone.members[0].disabled = true;
  const Explanation way = explain(farm, "/AppY", {"staff"});
  const Hop& balancer = hopAt(way, "Intranet balancer");
  EXPECT_EQ(way.server, "FE3");
  EXPECT_THAT(balancer.details, Contains(HasSubstr("candidate FE2: maintenance")));
  EXPECT_THAT(balancer.details, Contains(HasSubstr("candidate FE3: in play")));
  EXPECT_THAT(balancer.details, Contains(HasSubstr("rule: ")));
  EXPECT_THAT(balancer.details, Contains(HasSubstr("between equals: ")));
}

TEST(Explain, AlgorithmsThatDrawHaveAnAnswerToo) {
  farm::Farm farm = intranetZone();
  farm.zones[1].balancer->algorithm = "power_of_d";
  const Explanation way = explain(farm, "/AppY", {"staff"});
  EXPECT_TRUE(way.reached);
  EXPECT_EQ(explain(farm, "/AppY", {"staff"}).server, way.server) << "and the same one every time";
}

TEST(Explain, WithEveryServerOutTheProductsStatusIsTold) {
  farm::Farm farm = intranetZone();
  farm::Zone& zone = farm.zones[1];
  for (farm::ZoneMember& member : zone.members) member.disabled = true;
  EXPECT_THAT(explain(farm, "/AppY", {"staff"}).hops.back().what, HasSubstr("answered 503"));
  zone.balancer->product = farm::Product::Nginx;
  EXPECT_THAT(explain(farm, "/AppY", {"staff"}).hops.back().what, HasSubstr("answered 502"));
}

TEST(Explain, SettingsThatAProductCannotFollowStopTheRequest) {
  farm::Farm farm = intranetZone();
  farm.zones[1].balancer->product = farm::Product::Haproxy;
  farm.zones[1].balancer->algorithm = "leastcon";
  const Explanation way = explain(farm, "/AppY", {"staff"});
  EXPECT_FALSE(way.reached);
  EXPECT_THAT(way.hops.back().what, HasSubstr("HAProxy has no algorithm 'leastcon'"));
}

}  // namespace
}  // namespace headroom::network
