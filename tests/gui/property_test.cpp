#include "gui/commands/property.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "gui/commands/delete_objects.h"
#include "gui/commands/property_edits.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

/// A farm with at least one of everything that has properties.
farm::Farm everything() {
  FarmDocument document;
  document.adopt(twoZones());
  for (const Item item : {Item::Note}) document.perform(AddObject(item, std::nullopt));
  document.perform(AddRow({ObjectType::Server, "FE1"}, ObjectType::Pool));
  document.perform(AddRow({ObjectType::Application, "AppX"}, ObjectType::Module));
  for (const ObjectType type : {ObjectType::DnsRecord, ObjectType::FailureDomain, ObjectType::Event,
                                ObjectType::Background, ObjectType::Deployment})
    document.perform(AddRow({}, type));
  document.perform(AddObject(Item::Users, std::nullopt));
  document.perform(SetProperty({ObjectType::Users, "Users"}, "load", "sessions"));
  return document.farm();
}

ObjectRefs oneOfEach(const farm::Farm& farm) {
  ObjectRefs refs = {ObjectRef{}};
  for (const ObjectRef& ref : diagramObjects(farm)) refs.push_back(ref);
  for (const ObjectRef& owner : ObjectRefs(refs)) {
    for (const ObjectType type : tablesOf(owner.type)) {
      for (const ObjectRef& row : rowsOf(farm, owner, type)) refs.push_back(row);
    }
  }
  return refs;
}

TEST(Properties, EveryKindOfObjectHasSomeAndKeysAreUnique) {
  std::set<ObjectType> seen;
  for (const ObjectRef& ref : oneOfEach(everything())) seen.insert(ref.type);
  EXPECT_EQ(seen.size(), 23u);
  for (const ObjectType type : seen) {
    std::set<QString> keys;
    for (const Property& property : propertiesOf(type)) {
      EXPECT_TRUE(keys.insert(property.key).second) << property.key.toStdString();
      EXPECT_FALSE(property.label.isEmpty());
      EXPECT_EQ(findProperty(type, property.key), &property);
    }
    EXPECT_FALSE(keys.empty());
  }
}

TEST(Properties, WhatIsReadCanBeWrittenBackAndChangesNothing) {
  const farm::Farm farm = everything();
  for (const ObjectRef& ref : oneOfEach(farm)) {
    for (const Property& property : propertiesOf(ref.type)) {
      if (!property.write || (property.shown && !property.shown(farm, ref))) continue;
      farm::Farm copy = farm;
      const QString text = property.read(farm, ref);
      EXPECT_EQ(property.write(copy, ref, text), QString()) << property.key.toStdString() << " " << text.toStdString();
      EXPECT_EQ(property.read(copy, ref), text) << property.key.toStdString();
    }
  }
}

TEST(Properties, HostileTextIsRefusedOrKeptExactly) {
  const farm::Farm farm = everything();
  const QStringList hostile = {"-1",         "NaN",     "1e999",   "inf",  "99999999999999999999",
                               "12 parsecs", "\x1b[2J", "'; drop", "１２", "ms"};
  for (const ObjectRef& ref : oneOfEach(farm)) {
    for (const Property& property : propertiesOf(ref.type)) {
      if (!property.write) continue;
      for (const QString& text : hostile) {
        FarmDocument document;
        document.adopt(farm);
        const auto outcome = document.perform(SetProperty(ref, property.key, text));
        if (outcome.effect == FarmDocument::Effect::Refused) {
          EXPECT_FALSE(outcome.reason.isEmpty());
          EXPECT_TRUE(document.farm() == farm) << property.key.toStdString();
        }
      }
    }
  }
}

struct Case {
  ObjectRef object;
  const char* key;
  const char* good;
  const char* bad;
};

class PropertyCases : public ::testing::TestWithParam<Case> {};

TEST_P(PropertyCases, GoodTextIsASetAndUndoneStepBadTextIsRefusedWithAReason) {
  const Case& c = GetParam();
  FarmDocument document;
  document.adopt(everything());
  performBothWays(document, SetProperty(c.object, c.key, c.good));
  const farm::Farm after = document.farm();
  const auto outcome = document.perform(SetProperty(c.object, c.key, c.bad));
  EXPECT_EQ(outcome.effect, FarmDocument::Effect::Refused) << c.key << " " << c.bad;
  EXPECT_FALSE(outcome.reason.isEmpty());
  EXPECT_TRUE(document.farm() == after);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, PropertyCases,
    ::testing::Values(
        Case{{ObjectType::Server, "FE1"}, "cores", "16", "0"},
        Case{{ObjectType::Server, "FE1"}, "memory", "24GiB", "24 bananas"},
        Case{{ObjectType::Server, "FE1"}, "speed", "1.5", "-2"},
        Case{{ObjectType::Server, "FE1"}, "in_balancer", "false", "maybe"},
        Case{{ObjectType::Server, "FE1"}, "name", "Front", "FE2"},
        Case{{ObjectType::Application, "AppX"}, "demand", "lognormal(12ms, 2)", "12"},
        Case{{ObjectType::Application, "AppX"}, "path", "/Shop", "Shop"},
        Case{{ObjectType::Application, "AppX"}, "zone", "Intranet", "Nowhere"},
        Case{{ObjectType::Application, "AppX"}, "response_size", "12kB", "12"},
        Case{{ObjectType::Users, "Visitors"}, "rate", "30000/min", "-4/s"},
        Case{{ObjectType::Users, "Visitors"}, "load", "people with think time", "a crowd"},
        Case{{ObjectType::Users, "Visitors"}, "timeout", "30s", "soon"},
        Case{{ObjectType::Zone, "Global"}, "algorithm", "least connections", "best"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling", "true", "maybe"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling_target", "65%", "120%"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling_boot", "3min", "soon"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling_min", "2", "0"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling_max", "2", "many"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling_up_policies", "4 servers in 15s, 50% in 1min", "4 in 15s"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling_down_policies", "1 servers in 5min", "1 servers in 2h"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling_down_select", "none: never", "some"},
        Case{{ObjectType::Zone, "Global"}, "autoscaling_up_stabilisation", "1min", "2h"},
        Case{{ObjectType::Server, "FE1"}, "shedding_above", "85%", "0%"},
        Case{{ObjectType::Server, "FE1"}, "shedding_window", "2s", "1us"},
        Case{{ObjectType::Balancer, "Global"}, "max_requests", "100", "0"},
        Case{{ObjectType::Balancer, "Global"}, "max_retries", "0", "-1"},
        Case{{ObjectType::Balancer, "Global"}, "ports", "443", "70000"},
        Case{{ObjectType::Balancer, "Global"}, "health_interval", "5s", "five"},
        Case{{ObjectType::Balancer, "Global"}, "product", "HAProxy", "Squid"},
        Case{{ObjectType::Balancer, "Global"}, "retries", "4", "-1"},
        Case{{ObjectType::Balancer, "Global"}, "queue_timeout", "5s", "soon"},
        Case{{ObjectType::Balancer, "Global"}, "server_timeout", "30s", "-1s"},
        Case{{ObjectType::Balancer, "Global"}, "panic_threshold", "50%", "120%"},
        Case{{ObjectType::Balancer, "Global"}, "passive_check", "outliers (Envoy)", "guesses"},
        Case{{ObjectType::Balancer, "Global"}, "persistence", "address table", "glue"},
        Case{{ObjectType::Balancer, "Global"}, "draws", "3", "none"},
        Case{{ObjectType::Balancer, "Global"}, "avalanche", "true", "maybe"},
        Case{{ObjectType::Member, "Intranet", 0}, "max_connections", "40", "-1"},
        Case{{ObjectType::Member, "Intranet", 0}, "slow_start", "30s", "gently"},
        Case{{ObjectType::Member, "Intranet", 0}, "weight", "3", "257"},
        Case{{ObjectType::Route, {}, 0}, "path", "/Other", "Other path"},
        Case{{ObjectType::Reference, {}, 0}, "calls", "35%", "many"},
        Case{{ObjectType::Link, {}, 0}, "bandwidth", "100Mbit/s", "fast"},
        Case{{ObjectType::Link, {}, 0}, "open_ports", "443, 8443", "443, x"},
        Case{{ObjectType::Slo, {}, 0}, "failures_below", "2%", "200%"}, Case{ObjectRef{}, "measured", "90s", "0"},
        Case{ObjectRef{}, "warm_up", "10s", "x"}, Case{{ObjectType::Pool, "FE1", 0}, "queue_limit", "50", "0"},
        Case{{ObjectType::Pool, "FE1", 0}, "threads", "as needed", "at leisure"},
        Case{{ObjectType::Pool, "FE1", 0}, "initial_workers", "12", "-1"},
        Case{{ObjectType::Pool, "FE1", 0}, "queue_counts", "waiting only", "nothing"},
        Case{{ObjectType::Pool, "FE1", 0}, "injection", "3/s", "three"},
        Case{{ObjectType::Pool, "FE1", 0}, "retire_after", "30s", "-1s"},
        Case{{ObjectType::Pool, "FE1", 0}, "recycling_every", "29h", "nightly"},
        Case{{ObjectType::Pool, "FE1", 0}, "recycling_requests", "50000", "-1"},
        Case{{ObjectType::Pool, "FE1", 0}, "recycling_memory_growth", "20kB", "some"},
        Case{{ObjectType::Pool, "FE1", 0}, "recycling_overlap", "false", "partly"},
        Case{{ObjectType::Pool, "FE1", 0}, "recycling_startup", "20s", "-20s"},
        Case{{ObjectType::Pool, "FE1", 0}, "cold_start_factor", "3", "0.5"},
        Case{{ObjectType::Pool, "FE1", 0}, "cold_start_requests", "100", "1.5"},
        Case{{ObjectType::Pool, "FE1", 0}, "cold_start_module_load", "800ms", "800"},
        Case{{ObjectType::Server, "FE1"}, "contention", "3%", "2"},
        Case{{ObjectType::Server, "FE1"}, "coherency", "0.0001", "-1"},
        Case{{ObjectType::Server, "FE1"}, "pauses_interval", "20s", "often"},
        Case{{ObjectType::Server, "FE1"}, "max_timers", "5", "0"},
        Case{{ObjectType::Database, "DB"}, "contention", "2%", "-2%"},
        Case{{ObjectType::Proxy, "proxy"}, "rate_limit", "500/s", "500"},
        Case{{ObjectType::Balancer, "Global"}, "rate_limit", "90/s", "-90/s"},
        Case{{ObjectType::Application, "AppX"}, "computing", "before the first one", "after"},
        Case{{ObjectType::Zone, "Intranet"}, "certificate_name", "*.lan, intranet", "a\nb"},
        Case{{ObjectType::DnsRecord, {}, 0}, "visible_from", "Internet", "Nowhere"},
        Case{ObjectRef{}, "cache_brokers", "2", "-1"},
        Case{{ObjectType::Module, "AppX", 0}, "zone_override", "Intranet", "Nowhere"},
        Case{{ObjectType::Reference, {}, 0}, "circuit_breaker_failures", "5", "0"},
        Case{{ObjectType::Reference, {}, 0}, "response_size", "30kB", "30"},
        Case{{ObjectType::Background, {}, 0}, "rate", "2/s", "-2/s"},
        Case{{ObjectType::Background, {}, 0}, "every", "1h", ""},
        Case{{ObjectType::Background, {}, 0}, "kind", "e-mail", "a wish"},
        Case{{ObjectType::Background, {}, 0}, "priority", "1", "5"},
        Case{{ObjectType::Background, {}, 0}, "demand", "30s", "30"},
        Case{{ObjectType::Background, {}, 0}, "timeout", "10min", "0s"},
        Case{{ObjectType::Deployment, {}, 0}, "zone", "Global, Intranet", "Global, Nowhere"},
        Case{{ObjectType::Deployment, {}, 0}, "half", "2min", "0s"},
        Case{{ObjectType::Deployment, {}, 0}, "cold_work", "3", "0.1"},
        Case{{ObjectType::Users, "Visitors"}, "curve", "0s 0.2\n8h 1", "8h 1\n0s 0.2"},
        Case{{ObjectType::Users, "Visitors"}, "batch", "3", "0"},
        Case{{ObjectType::Users, "Users"}, "begin_rate", "4/s", "four"},
        Case{{ObjectType::SessionPage, "Users", 0}, "name", "Home", ""},
        Case{{ObjectType::SessionPage, "Users", 0}, "next", "Start 40%", "Start 120%"},
        Case{{ObjectType::SessionPage, "Users", 0}, "think", "10s", "ten"},
        Case{{ObjectType::Users, "Users"}, "entries", "Start 100%", "Start 60%"},
        Case{{ObjectType::Server, "FE1"}, "mtbf", "30d", "now and then"},
        Case{{ObjectType::Database, "DB"}, "mtbf", "lognormal(60d, 2)", "0s"},
        Case{{ObjectType::Proxy, "proxy"}, "mtbf", "1d", "1us"},
        Case{{ObjectType::Balancer, "Global"}, "mtbf", "90d", "-4h"},
        Case{{ObjectType::Link, {}, 0}, "mtbf", "fixed(7d)", "often"},
        Case{{ObjectType::Link, {}, 0}, "name", "WAN", "FE1"},
        Case{{ObjectType::Link, {}, 0}, "detour_after", "30s", "-1s"},
        Case{{ObjectType::FailureDomain, {}, 0}, "name", "rack 7", "DB"},
        Case{{ObjectType::FailureDomain, {}, 0}, "mtbf", "1d", "sometimes"},
        Case{{ObjectType::Event, {}, 0}, "node", "DB", "FE9"},
        Case{{ObjectType::Event, {}, 0}, "kind", "is drained", "sulks"},
        Case{{ObjectType::Users, "Visitors"}, "application", "AppY", ""},
        Case{ObjectRef{}, "host_name", "shop.example", "shop\nexample"},
        Case{ObjectRef{}, "name", "Shop", "Shop\nof all"}, Case{ObjectRef{}, "description", "One\ntwo", "One\n\x1btwo"},
        Case{{ObjectType::Database, "DB"}, "port", "5432", "0"},
        Case{{ObjectType::Link, {}, 0}, "sharing", "all at once", "by luck"},
        Case{{ObjectType::Balancer, "Global"}, "handshake_demand", "1ms", "much"},
        Case{{ObjectType::Balancer, "Global"}, "round_trips", "3", "101"},
        Case{{ObjectType::Balancer, "Global"}, "keep_alive", "60s", "long"},
        Case{{ObjectType::Database, "DB"}, "failover", "20s", "soon"},
        Case{{ObjectType::Database, "DB"}, "read_instances", "2", "-1"},
        Case{{ObjectType::Database, "DB"}, "locks", "stock\nledger 2", "stock\nstock"},
        Case{{ObjectType::Database, "DB"}, "cache_hits", "90%", "110%"},
        Case{{ObjectType::Application, "AppX"}, "database_writes", "0.2", "2"},
        Case{{ObjectType::Application, "AppX"}, "database_write_demand", "9ms", "nine"}));

TEST(Properties, AnApplicationsRouteFollowsItsPath) {
  FarmDocument document;
  document.adopt(twoZones());
  performBothWays(document, SetProperty({ObjectType::Application, "AppX"}, "path", "/Shop"));
  EXPECT_EQ(document.farm().proxy->routes[0].path, "/Shop");
  EXPECT_EQ(farm::modulesOf(document.farm().applications[0]).front().path, "/Shop");
}

TEST(Properties, AZoneThatBeginsToScaleShowsHow) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef zone{ObjectType::Zone, "Global"};
  const Property* min = findProperty(ObjectType::Zone, "autoscaling_min");
  EXPECT_FALSE(min->shown(document.farm(), zone));
  document.perform(SetProperty(zone, "autoscaling", "true"));
  EXPECT_TRUE(min->shown(document.farm(), zone));
  document.perform(SetProperty(zone, "autoscaling_up_policies", "4 servers in 15s, 50% in 1min"));
  const farm::Autoscaling& scaling = document.farm().zones[0].autoscaling.value();
  ASSERT_EQ(scaling.up.policies.size(), 2u);
  EXPECT_EQ(scaling.up.policies[0],
            (farm::ScalingPolicy{farm::ScalingPolicy::Kind::Servers, 4, Duration::wholeSeconds(15)}));
  EXPECT_EQ(scaling.up.policies[1],
            (farm::ScalingPolicy{farm::ScalingPolicy::Kind::Percent, 50, Duration::wholeSeconds(60)}));
  document.perform(SetProperty(zone, "autoscaling_min", "2"));
  EXPECT_EQ(document.perform(SetProperty(zone, "autoscaling_max", "1")).effect, FarmDocument::Effect::Refused);
}

TEST(Properties, OfADatabasesCacheAndLocks) {
  FarmDocument document;
  document.adopt(twoZones());
  const ObjectRef database{ObjectType::Database, "DB"};
  const auto textOf = [&](const ObjectRef& ref, const char* key) {
    return findProperty(ref.type, key)->read(document.farm(), ref);
  };
  EXPECT_EQ(document.perform(SetProperty(database, "cache_access", "1ms")).effect, FarmDocument::Effect::Refused);
  performBothWays(document, SetProperty(database, "cache_hits", "90%"));
  performBothWays(document, SetProperty(database, "cache_access", "1ms"));
  ASSERT_TRUE(document.farm().databases[0].cache);
  EXPECT_EQ(document.farm().databases[0].cache->hitRatio, 0.9);
  performBothWays(document, SetProperty(database, "cache_hits", ""));
  EXPECT_FALSE(document.farm().databases[0].cache);
  performBothWays(document, SetProperty(database, "locks", "stock\n\n order lines  3\n"));
  EXPECT_EQ(textOf(database, "locks"), "stock\norder lines 3");
  EXPECT_EQ(document.farm().databases[0].locks[1].holders, 3);
  const ObjectRef application{ObjectType::Application, "AppX"};
  EXPECT_EQ(findProperty(ObjectType::Application, "lock")->choicesOf(document.farm(), application),
            (QStringList{"", "stock", "order lines"}));
  performBothWays(document, SetProperty(application, "lock", "order lines"));
  EXPECT_EQ(document.farm().applications[0].work.lock, "order lines");
  EXPECT_EQ(document.perform(SetProperty(application, "lock", "ledger")).effect, FarmDocument::Effect::Refused);
  performBothWays(document, SetProperty(database, "locks", "stock"));
  EXPECT_EQ(document.farm().applications[0].work.lock, "") << "or the file could not be read back";
}

TEST(Properties, OfWhatFailsByChance) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef server{ObjectType::Server, "FE1"};
  const Property* repair = findProperty(ObjectType::Server, "mttr");
  EXPECT_FALSE(repair->shown(document.farm(), server)) << "what never fails is never repaired";
  performBothWays(document, SetProperty(server, "mtbf", "30d"));
  EXPECT_TRUE(repair->shown(document.farm(), server));
  EXPECT_EQ(repair->read(document.farm(), server), "4h");
  performBothWays(document, SetProperty(server, "mttr", "lognormal(2h, 2)"));
  EXPECT_EQ(document.farm().servers[0].reliability->mttr.mean, Duration::wholeSeconds(7200));
  EXPECT_EQ(document.perform(SetProperty(server, "mttr", "")).effect, FarmDocument::Effect::Refused);
  performBothWays(document, SetProperty(server, "mtbf", ""));
  EXPECT_FALSE(document.farm().servers[0].reliability);
}

TEST(Properties, OfACacheThatIsLost) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef database{ObjectType::Database, "DB"};
  EXPECT_EQ(document.perform(SetProperty(database, "cache_working_set", "5000")).effect, FarmDocument::Effect::Refused);
  performBothWays(document, SetProperty(database, "cache_hits", "90%"));
  performBothWays(document, SetProperty(database, "cache_working_set", "5000"));
  EXPECT_EQ(document.perform(SetProperty(database, "cache_working_set", "many")).effect, FarmDocument::Effect::Refused);
  performBothWays(document, SetProperty(database, "cache_mtbf", "30d"));
  performBothWays(document, SetProperty(database, "cache_mttr", "10min"));
  EXPECT_EQ(document.farm().databases[0].cache->workingSet, 5000);
  EXPECT_EQ(document.farm().databases[0].cache->reliability->mttr.mean, Duration::wholeSeconds(600));
}

TEST(Properties, PausesHaveAnIntervalAndADurationOrNeither) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef server{ObjectType::Server, "FE1"};
  performBothWays(document, SetProperty(server, "pauses_interval", "20s"));
  EXPECT_EQ(document.farm().servers[0].pauses.duration.mean, Duration::milliseconds(100));
  performBothWays(document, SetProperty(server, "pauses_duration", "lognormal(80ms, 1.5)"));
  performBothWays(document, SetProperty(server, "pauses_interval", ""));
  EXPECT_EQ(document.farm().servers[0].pauses, farm::Pauses{});
}

TEST(Properties, OnlyWhoHasALimitOfPlacesHasOneOfThoseWhoWaitForThem) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef balancer{ObjectType::Balancer, "Global"};
  EXPECT_EQ(document.perform(SetProperty(balancer, "max_pending", "20")).effect, FarmDocument::Effect::Refused);
  performBothWays(document, SetProperty(balancer, "max_connections", "100"));
  performBothWays(document, SetProperty(balancer, "max_pending", "20"));
  EXPECT_EQ(document.farm().zones[0].balancer->capacity.maxPending, 20);
}

TEST(Properties, BackgroundWorkFallsDueAtIntervalsOrAtRandom) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef job{ObjectType::Background, {}, 0};
  performBothWays(document, SetProperty(job, "rate", "2/s"));
  EXPECT_EQ(document.farm().background[0].every, Duration());
  performBothWays(document, SetProperty(job, "every", "10min"));
  EXPECT_EQ(document.farm().background[0].rate.perSecond, 0);
}

TEST(Properties, WaysToASessionPageFollowItsNameAndEndWithIt) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef users{ObjectType::Users, "Users"}, start{ObjectType::SessionPage, "Users", 0},
      second{ObjectType::SessionPage, "Users", 1};
  performBothWays(document, AddRow(users, ObjectType::SessionPage));
  performBothWays(document, SetProperty(start, "next", "Page 1 40%, Start 10%"));
  performBothWays(document, SetProperty(second, "name", "The cart"));
  const Property* next = findProperty(ObjectType::SessionPage, "next");
  EXPECT_EQ(next->read(document.farm(), start), "The cart 40%, Start 10%");
  performBothWays(document, DeleteObjects({second}));
  EXPECT_EQ(next->read(document.farm(), start), "Start 10%");
}

TEST(Properties, ACurveKeepsWhatIsSaidOfPointsThatStay) {
  FarmDocument document;
  farm::Farm farm = everything();
  farm::CurvePoint morning{Duration::wholeSeconds(8 * 3600), 1, {}, {}};
  morning.comments["factor#"] = {"the shift begins"};
  std::get<farm::OpenLoad>(farm.users[0].load).curve = farm::Curve{{}, {morning}};
  document.adopt(farm);
  const ObjectRef users{ObjectType::Users, farm.users[0].name};
  performBothWays(document, SetProperty(users, "curve", "8h 1.5\n12h 0.7"));
  const auto& curve = std::get<farm::OpenLoad>(document.farm().users[0].load).curve;
  ASSERT_TRUE(curve);
  EXPECT_EQ(curve->points[0].factor, 1.5);
  EXPECT_EQ(curve->points[0].comments, morning.comments);
  performBothWays(document, SetProperty(users, "curve_period", "24h"));
  EXPECT_EQ(document.perform(SetProperty(users, "curve_period", "10h")).effect, FarmDocument::Effect::Refused);
  performBothWays(document, SetProperty(users, "curve", ""));
  EXPECT_FALSE(std::get<farm::OpenLoad>(document.farm().users[0].load).curve);
}

TEST(Properties, AnEventNamesWhatCanBreakAndFollowsIt) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef event{ObjectType::Event, {}, 0}, link{ObjectType::Link, {}, 0};
  performBothWays(document, SetProperty(link, "name", "WAN"));
  performBothWays(document, SetProperty({ObjectType::Database, "DB"}, "cache_hits", "90%"));
  const QStringList names = findProperty(ObjectType::Event, "node")->choices(document.farm());
  const std::string domain = document.farm().failureDomains[0].name;
  for (const char* name : {"FE1", "DB", "WAN", domain.c_str(), "DB cache", "Global"})
    EXPECT_TRUE(names.contains(name)) << name;
  performBothWays(document, SetProperty(event, "node", "WAN"));
  performBothWays(document, SetProperty(link, "name", "Line"));
  EXPECT_EQ(document.farm().events[0].node, "Line");
  performBothWays(document, SetProperty(event, "node", QString::fromStdString(domain)));
  performBothWays(document, SetProperty({ObjectType::FailureDomain, {}, 0}, "name", "Rack A"));
  EXPECT_EQ(document.farm().events[0].node, "Rack A");
  performBothWays(document, SetProperty(event, "node", "DB cache"));
  performBothWays(document, SetProperty({ObjectType::Database, "DB"}, "cache_hits", ""));
  EXPECT_TRUE(document.farm().events.empty()) << "there is no cache any more";
}

TEST(Properties, WhatAnOperatorTellsBalancersIsOfAServer) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef event{ObjectType::Event, {}, 0};
  performBothWays(document, SetProperty(event, "kind", "gets a weight"));
  performBothWays(document, SetProperty(event, "weight", "30"));
  performBothWays(document, SetProperty(event, "zone", "Intranet"));
  EXPECT_EQ(document.perform(SetProperty(event, "node", "DB")).effect, FarmDocument::Effect::Refused);
  performBothWays(document, SetProperty(event, "kind", "fails"));
  EXPECT_EQ(document.farm().events[0].zone, "");
  EXPECT_FALSE(document.farm().events[0].weight);
  performBothWays(document, SetProperty(event, "node", "DB"));
  EXPECT_EQ(document.perform(SetProperty(event, "kind", "is drained")).effect, FarmDocument::Effect::Refused);
}

TEST(Properties, ASegmentThatGetsAnotherNameTakesItsLinksAlong) {
  FarmDocument document;
  document.adopt(load("dmz-farm"));
  const farm::Farm& farm = document.farm();
  const std::string old = farm.users[0].segment;
  ASSERT_FALSE(old.empty());
  const auto linksAt = [&](const std::string& place) {
    return std::count_if(farm.links.begin(), farm.links.end(),
                         [&](const farm::Link& link) { return link.from == place || link.to == place; });
  };
  const auto before = linksAt(old);
  ASSERT_GT(before, 0);
  ObjectRefs users;
  for (const farm::Users& each : farm.users) {
    if (each.segment == old) users.push_back({ObjectType::Users, each.name});
  }
  EXPECT_TRUE(document.perform(SetProperty(users, "segment", "")).reason.contains("a link leads there"));
  performBothWays(document, SetProperty(users, "segment", "World"));
  EXPECT_EQ(linksAt("World"), before);
  EXPECT_EQ(linksAt(old), 0);
}

TEST(Properties, ARoutesPathIsWhatAFileMayHave) {
  FarmDocument document;
  document.adopt(twoZones());
  const ObjectRef route{ObjectType::Route, {}, 0};
  const auto taken = [&](const char* key, const char* text) {
    const bool changed = document.perform(SetProperty(route, key, text)).effect == FarmDocument::Effect::Changed;
    return changed && farm_file::validate(document.farm()).empty();
  };
  EXPECT_FALSE(taken("path", "^/app")) << "no path of whole segments";
  EXPECT_FALSE(taken("path", ""));
  EXPECT_TRUE(taken("path", "/my app")) << "some proxies have such";
  ASSERT_TRUE(taken("match", "expression"));
  for (const char* expression : {"^/app(/|$)", "\\.aspx$", "(?i)x y", "/App"})
    EXPECT_TRUE(taken("path", expression)) << expression;
  EXPECT_FALSE(taken("path", ""));
  ASSERT_TRUE(taken("path", "app$"));
  EXPECT_FALSE(taken("match", "exactly")) << "app$ is no path";
  EXPECT_EQ(document.farm().proxy->routes[0].path, "app$");
}

TEST(Properties, ADraftKeepsItsErrorsButGetsNoFurtherOnes) {
  FarmDocument sketch;
  sketch.perform(AddObject(Item::Users, std::nullopt));  // who have nothing to open yet
  performBothWays(sketch, SetProperty({ObjectType::Users, "Users"}, "name", "People"));
  EXPECT_EQ(sketch.perform(SetProperty({ObjectType::Users, "People"}, "requests_per_page", "0")).effect,
            FarmDocument::Effect::Refused);
}

TEST(Properties, RecordedLogsBeginWithTheNameOfOne) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef users{ObjectType::Users, "Visitors"};
  performBothWays(document, SetProperty(users, "load", "recorded logs"));
  performBothWays(document, SetProperty(users, "logs", "monday.log\n\ntuesday.log.gz"));
  EXPECT_EQ(std::get<farm::ReplayLoad>(document.farm().users[0].load).logs.size(), 2u);
  EXPECT_EQ(document.perform(SetProperty(users, "logs", " ")).effect, FarmDocument::Effect::Refused);
}

TEST(Properties, OnlyOneZoneIsTheDefault) {
  FarmDocument document;
  document.adopt(twoZones());
  performBothWays(document, SetProperty({ObjectType::Zone, "Intranet"}, "is_default", "true"));
  EXPECT_FALSE(document.farm().zones[0].isDefault);
  EXPECT_TRUE(document.farm().zones[1].isDefault);
}

TEST(Properties, SeveralObjectsAreSetInOneStep) {
  FarmDocument document;
  document.adopt(twoZones());
  performBothWays(document,
                  SetProperty(ObjectRefs{{ObjectType::Server, "FE1"}, {ObjectType::Server, "FE2"}}, "cores", "12"));
  EXPECT_EQ(document.farm().servers[0].cores, 12);
  EXPECT_EQ(document.farm().servers[1].cores, 12);
  EXPECT_EQ(document.farm().servers[2].cores, 4);
}

Inherited whatHolds(const farm::Farm& farm, const char* key) {
  return findProperty(ObjectType::Balancer, key)->inherited(farm, {ObjectType::Balancer, "Global"});
}

TEST(Presets, AnEmptySettingSaysWhatHoldsAndWhoSaysSo) {
  farm::Farm farm = everything();
  farm::Balancer& balancer = *farm.zones[0].balancer;
  balancer = {};
  EXPECT_EQ(whatHolds(farm, "retries").value, "0");
  EXPECT_EQ(whatHolds(farm, "retries").source, "default");
  balancer.product = farm::Product::Haproxy;
  EXPECT_EQ(whatHolds(farm, "retries").value, "3");
  EXPECT_TRUE(whatHolds(farm, "retries").source.contains("HAProxy 2.6 configuration manual"));
  EXPECT_EQ(whatHolds(farm, "health_check").value, "TCP");
  EXPECT_EQ(whatHolds(farm, "balancer_algorithm").value, "roundrobin");
  EXPECT_EQ(whatHolds(farm, "passive_check").value, "nothing") << "in the words of the form";
}

TEST(Presets, AnOverrideDoesNotHideWhatItOverrides) {
  farm::Farm farm = everything();
  farm::Balancer& balancer = *farm.zones[0].balancer;
  balancer = {};
  balancer.product = farm::Product::Haproxy;
  balancer.retries = 9;
  balancer.algorithm = "leastconn";
  EXPECT_EQ(whatHolds(farm, "retries").value, "3") << "once it is emptied again";
  farm.zones[0].algorithm.reset();
  EXPECT_EQ(whatHolds(farm, "balancer_algorithm").value, "roundrobin");
}

TEST(Presets, AlgorithmsAreTheProducts) {
  farm::Farm farm = everything();
  farm.zones[0].balancer->product = farm::Product::F5;
  const auto names =
      findProperty(ObjectType::Balancer, "balancer_algorithm")->choicesOf(farm, {ObjectType::Balancer, "Global"});
  EXPECT_TRUE(names.contains("least-connections-member"));
  EXPECT_FALSE(names.contains("leastconn"));
}

TEST(Presets, OnlyWhatTheAlgorithmReadsIsShown) {
  farm::Farm farm = everything();
  farm::Balancer& balancer = *farm.zones[0].balancer;
  balancer = {};
  balancer.product = farm::Product::Haproxy;
  const ObjectRef ref{ObjectType::Balancer, "Global"};
  const auto shown = [&](const char* key) { return findProperty(ObjectType::Balancer, key)->shown(farm, ref); };
  EXPECT_FALSE(shown("hash_function"));
  EXPECT_FALSE(shown("max_fails"));
  balancer.algorithm = "uri";
  EXPECT_TRUE(shown("hash_function"));
  balancer.algorithm = "leastconn";
  balancer.options.draws = 2;
  EXPECT_TRUE(shown("draws")) << "what stands in the way must be seen";
  balancer.product = farm::Product::Nginx;
  EXPECT_TRUE(shown("max_fails"));
  EXPECT_FALSE(shown("health_interval")) << "nginx does not check";
}

TEST(Presets, AnOverrideIsTakenBackByEmptyingItsField) {
  FarmDocument document;
  document.adopt(everything());
  const ObjectRef ref{ObjectType::Balancer, "Global"};
  performBothWays(document, SetProperty(ref, "retries", "7"));
  EXPECT_EQ(document.farm().zones[0].balancer->retries, 7);
  performBothWays(document, SetProperty(ref, "retries", ""));
  EXPECT_FALSE(document.farm().zones[0].balancer->retries);
}

TEST(Properties, BurstsOfACalibrationAreSeenAndTakenBack) {
  FarmDocument document;
  document.adopt(load("intranet-zone"));
  const ObjectRef users{ObjectType::Users, "Visitors"};
  const Property* time = findProperty(ObjectType::Users, "burst_time");
  EXPECT_FALSE(time->shown(document.farm(), users)) << "nothing to say without bursts";
  document.perform(SetProperty(users, "bursts", "16"));
  document.perform(SetProperty(users, "burst_time", "20s"));
  const auto bursts = std::get<farm::OpenLoad>(document.farm().users[0].load).bursts;
  ASSERT_TRUE(bursts);
  EXPECT_EQ(*bursts, (farm::Bursts{16, Duration::wholeSeconds(20)}));
  EXPECT_EQ(document.perform(SetProperty(users, "bursts", "0.5")).effect, FarmDocument::Effect::Refused);
  EXPECT_EQ(document.perform(SetProperty(users, "bursts", "nan")).effect, FarmDocument::Effect::Refused);
  document.perform(SetProperty(users, "bursts", "1"));
  EXPECT_FALSE(std::get<farm::OpenLoad>(document.farm().users[0].load).bursts);
}

TEST(Properties, FieldsOfALoadShowOnlyForThatLoad) {
  const farm::Farm farm = twoZones();
  const ObjectRef users{ObjectType::Users, "Visitors"};
  EXPECT_TRUE(findProperty(ObjectType::Users, "rate")->shown(farm, users));
  EXPECT_FALSE(findProperty(ObjectType::Users, "population")->shown(farm, users));
}

}  // namespace
}  // namespace headroom::gui::test
