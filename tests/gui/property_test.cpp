#include "gui/commands/property.h"

#include <gtest/gtest.h>

#include <set>

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
  for (const ObjectType type : {ObjectType::DnsRecord, ObjectType::Event}) document.perform(AddRow({}, type));
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
  EXPECT_EQ(seen.size(), 19u);
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
