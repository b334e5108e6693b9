#include "gui/commands/property.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "gui/commands/delete_objects.h"
#include "gui/commands/property_edits.h"
#include "tests/gui/everything.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

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
  performBothWays(document, SetProperty(users, "entries", "Start 25%, The cart 75%"));
  performBothWays(document, DeleteObjects({second}));
  EXPECT_EQ(next->read(document.farm(), start), "Start 10%");
  EXPECT_EQ(findProperty(ObjectType::Users, "entries")->read(document.farm(), users), "Start 100%");
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
