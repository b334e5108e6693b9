#include "engine/balancing/pool_spec.h"

#include "tests/balancing/farms.h"

namespace headroom::balancing {
namespace {

using tests::farmOf;
using tests::zoneText;
using tests::zoneWith;

routing::PoolSpec specWith(const std::string& text) {
  const farm::Farm farm = farmOf(text);
  const auto spec = poolSpecOf(farm, farm.zones[0]);
  for (const Diagnostic& problem : spec.problems()) ADD_FAILURE() << format(problem);
  return spec.ok() ? *spec : routing::PoolSpec{};
}

TEST(PoolSpecOf, ServersAreTheBalancersTargetsWithTheirLimits) {
  const routing::PoolSpec spec = specWith(zoneText("product: HAPROXY", R"(
member { server: "A" weight: 3 id: 7 max_connections: 40 max_queue: 5 slow_start: "30s" }
member { server: "B" backup: true }
member { server: "C" disabled: true })"));
  ASSERT_EQ(spec.policy.servers.size(), 3u);
  const routing::ServerSpec& a = spec.policy.servers[0];
  EXPECT_EQ(a.name, "A");
  EXPECT_EQ(a.weight, 3);
  EXPECT_EQ(a.id, 7);
  EXPECT_EQ(a.maxConnections, 40);
  EXPECT_EQ(a.maxQueue, 5);
  EXPECT_EQ(a.slowStart, Duration::wholeSeconds(30));
  EXPECT_EQ(a.address, "10.0.0.1:80");
  EXPECT_EQ(a.cookie, "A");
  EXPECT_TRUE(spec.policy.servers[1].backup);
  EXPECT_TRUE(spec.policy.servers[2].disabled);
}

TEST(PoolSpecOf, ChecksAreTheSettingsInForce) {
  const routing::PoolSpec spec = specWith(
      zoneText("product: HAPROXY health_check { kind: HTTP timeout: \"1s\" fast_interval: \"250ms\" fall: 5 }"));
  ASSERT_TRUE(spec.check);
  EXPECT_EQ(spec.check->kind, routing::CheckSpec::Kind::Http);
  EXPECT_EQ(spec.check->interval, Duration::wholeSeconds(2)) << "the preset's";
  EXPECT_EQ(spec.check->timeout, Duration::wholeSeconds(1));
  EXPECT_EQ(spec.check->fastInterval, Duration::milliseconds(250));
  EXPECT_EQ(spec.check->downInterval, Duration::wholeSeconds(2));
  EXPECT_EQ(spec.fall, 5);
  EXPECT_EQ(spec.rise, 2);
  EXPECT_FALSE(specWith(zoneText("product: NGINX")).check);
  EXPECT_EQ(specWith(zoneText("product: HAPROXY")).check->kind, routing::CheckSpec::Kind::Tcp);
  EXPECT_EQ(specWith(zoneText("health_check { interval: \"5s\" }")).check->kind, routing::CheckSpec::Kind::Tcp)
      << "a check that nobody asked for sees the machine only";
  EXPECT_EQ(specWith(zoneText("health_check { kind: HTTP }")).check->kind, routing::CheckSpec::Kind::Http);
}

TEST(PoolSpecOf, NginxCountsFailures) {
  const routing::PoolSpec spec =
      specWith(zoneText("product: NGINX passive_check { fail_timeout: \"30s\" }",
                        "member { server: \"A\" } member { server: \"B\" max_fails: 0 fail_timeout: \"5s\" }"));
  EXPECT_EQ(spec.policy.servers[0].maxFails, 1);
  EXPECT_EQ(spec.policy.servers[0].failTimeout, Duration::wholeSeconds(30));
  EXPECT_EQ(spec.policy.servers[1].maxFails, 0);
  EXPECT_EQ(spec.policy.servers[1].failTimeout, Duration::wholeSeconds(5));
  EXPECT_EQ(specWith(zoneText("product: NGINX passive_check { kind: NONE }")).policy.servers[0].maxFails, 0);
}

TEST(PoolSpecOf, ObservesAsHaproxyDoes) {
  const routing::PoolSpec spec = specWith(
      zoneText("product: HAPROXY passive_check { kind: OBSERVE observe: L7 error_limit: 4 on_error: MARK_DOWN }"));
  ASSERT_TRUE(spec.observe);
  EXPECT_EQ(spec.observe->layer, routing::ObserveSpec::Layer::Answer);
  EXPECT_EQ(spec.observe->errorLimit, 4);
  EXPECT_EQ(spec.observe->onError, routing::ObserveSpec::OnError::MarkDown);
  EXPECT_FALSE(specWith(zoneText("product: HAPROXY")).observe);
}

TEST(PoolSpecOf, EjectsOutliersAndPanicsAsEnvoyDoes) {
  const routing::PoolSpec spec =
      specWith(zoneText("product: ENVOY passive_check { base_ejection: \"7s\" always_eject_one: true }"));
  ASSERT_TRUE(spec.outliers);
  EXPECT_EQ(spec.outliers->consecutiveErrors, 5);
  EXPECT_EQ(spec.outliers->baseEjection, Duration::wholeSeconds(7));
  EXPECT_EQ(spec.outliers->maxEjection, Duration::wholeSeconds(300));
  EXPECT_EQ(spec.outliers->maxEjectedPercent, 10);
  EXPECT_TRUE(spec.outliers->alwaysEjectOne);
  EXPECT_EQ(spec.panicPercent, 50);
  EXPECT_EQ(specWith(zoneText("product: AWS_ALB")).panicPercent, 0) << "fails open when no target is healthy";
  EXPECT_FALSE(specWith(zoneText("product: HAPROXY")).panicPercent);
}

TEST(PoolSpecOf, RetriesAndTheirPauseAreTheProducts) {
  const routing::PoolSpec haproxy = specWith(zoneText("product: HAPROXY connect_timeout: \"300ms\" redispatch: 0"));
  EXPECT_EQ(haproxy.retries, 3);
  EXPECT_EQ(haproxy.redispatch, 0);
  EXPECT_EQ(haproxy.retryPause, Duration::milliseconds(300)) << "not longer than a connection may take";
  EXPECT_EQ(specWith(zoneText("product: HAPROXY")).retryPause, Duration::wholeSeconds(1));
  EXPECT_FALSE(specWith(zoneText("product: HAPROXY")).redispatch);
  EXPECT_EQ(specWith(zoneText("product: NGINX")).retries, 2) << "each of the others once";
  EXPECT_FALSE(specWith(zoneText("product: NGINX")).nextTries);
  EXPECT_EQ(specWith(zoneText("product: NGINX retries: 1")).nextTries, 2);
  EXPECT_EQ(specWith(zoneText("product: ENVOY retries: 2")).redispatch, 1) << "a retry goes to another host";
  EXPECT_EQ(specWith(zoneText("")).retries, 0);
}

TEST(PoolSpecOf, PersistenceIsByCookieOrByTable) {
  const routing::PoolSpec cookie = specWith(zoneText("product: HAPROXY persistence { kind: COOKIE cookie: \"S\" }"));
  ASSERT_TRUE(cookie.cookie);
  EXPECT_EQ(cookie.cookie->name, "S");
  EXPECT_FALSE(cookie.stick);
  const routing::PoolSpec source =
      specWith(zoneText("product: HAPROXY persistence { kind: SOURCE table_size: 9 expiry: \"30s\" }"));
  ASSERT_TRUE(source.stick);
  EXPECT_EQ(source.stick->size, 9);
  EXPECT_EQ(source.stick->expiry, Duration::wholeSeconds(30));
}

TEST(PoolSpecOf, OptionsReachTheAlgorithm) {
  const routing::PoolSpec spec = specWith(zoneText(
      "product: HAPROXY algorithm: \"uri\" options { hash_type: \"consistent\" hash_function: \"djb2\" depth: 2 }"));
  EXPECT_EQ(spec.policy.algorithm, "uri");
  EXPECT_EQ(spec.policy.options.hashType, "consistent");
  EXPECT_EQ(spec.policy.options.hashFunction, "djb2");
  EXPECT_EQ(spec.policy.options.depth, 2);
}

TEST(PoolSpecOf, WeightsThatDoNotCountAreEqual) {
  const std::string members = "member { server: \"A\" weight: 5 } member { server: \"B\" weight: 0 }";
  const routing::PoolSpec spec = specWith(zoneText("product: F5", members));
  EXPECT_EQ(spec.policy.servers[0].weight, 1);
  EXPECT_EQ(spec.policy.servers[1].weight, 0) << "but nobody gets requests against the farm's word";
  EXPECT_EQ(specWith(zoneText("product: F5 algorithm: \"ratio-member\"", members)).policy.servers[0].weight, 5);
}

TEST(MakePool, DrainingMembersGetNothingNew) {
  const farm::Farm farm = farmOf(zoneText("", "member { server: \"A\" drain: true } member { server: \"B\" }"));
  const auto pool = makePool(farm, farm.zones[0]);
  ASSERT_TRUE(pool.ok());
  EXPECT_THAT((*pool)->stateText(0), testing::StartsWith("DRAIN"));
  EXPECT_THAT((*pool)->stateText(1), testing::StartsWith("UP"));
}

TEST(ProblemsOf, AreNoneForASketchWithEmptyZones) {
  EXPECT_TRUE(problemsOf(farmOf("version: 1 zone { name: \"Z\" }")).empty());
}

}  // namespace
}  // namespace headroom::balancing
