#include "engine/balancing/settings.h"

#include "tests/balancing/farms.h"

namespace headroom::balancing {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using tests::zoneWith;

Settings settingsWith(const std::string& balancer) {
  const farm::Farm farm = zoneWith(balancer);
  return settingsOf(farm, farm.zones[0]);
}

std::string lineOf(const Settings& settings, const std::string& setting) {
  for (const SettingLine& line : settings.lines) {
    if (line.setting == setting) return line.value + " (" + originText(line, settings.product) + ")";
  }
  return "no line";
}

TEST(Settings, WithoutAProductAreHeadroomsOwn) {
  const Settings settings = settingsWith("");
  EXPECT_EQ(settings.algorithm.value, "round_robin");
  EXPECT_EQ(settings.checkKind.value, farm::HealthCheck::Kind::Tcp);
  EXPECT_EQ(settings.checkInterval.value, Duration::wholeSeconds(2));
  EXPECT_EQ(settings.fall.value, 3);
  EXPECT_EQ(settings.rise.value, 2);
  EXPECT_EQ(settings.retries.value, 0);
  EXPECT_EQ(settings.checkKind.from, From::BuiltIn);
  EXPECT_EQ(lineOf(settings, "health_check.kind"), "TCP (default)");
  EXPECT_EQ(lineOf(settings, "health_check.fall"), "3 (default)");
}

TEST(Settings, EnvoyHasCircuitBreakersAndNobodyElse) {
  const Settings envoy = settingsWith("product: ENVOY capacity { max_connections: 100 }");
  EXPECT_EQ(envoy.maxRequests.value, 1024);
  EXPECT_EQ(envoy.maxRetries.value, 3);
  EXPECT_EQ(envoy.maxPending.value, 1024);
  EXPECT_EQ(lineOf(envoy, "max_requests"),
            "1024 (preset of Envoy: Envoy v3 API, config.cluster.v3.CircuitBreakers.Thresholds max_requests)");
  EXPECT_EQ(lineOf(settingsWith("product: ENVOY"), "capacity.max_pending"), "no line") << "nothing waits there";
  const Settings own = settingsWith("product: ENVOY max_requests: 20 capacity { max_connections: 9 max_pending: 0 }");
  EXPECT_EQ(own.maxRequests.value, 20);
  EXPECT_EQ(own.maxPending.value, 0);
  EXPECT_EQ(lineOf(own, "max_requests"), "20 (farm file)");
  for (const char* product : {"", "product: HAPROXY", "product: AWS_ALB"}) {
    EXPECT_EQ(settingsWith(product).maxRequests.value, std::nullopt);
    EXPECT_EQ(lineOf(settingsWith(product), "max_requests"), "no line");
  }
  EXPECT_EQ(lineOf(settingsWith("max_retries: 4"), "max_retries"), "4 (farm file)");
}

TEST(Settings, AProductGivesItsDefaultsWithTheirSource) {
  const Settings settings = settingsWith("product: HAPROXY");
  EXPECT_EQ(settings.algorithm.value, "roundrobin");
  EXPECT_EQ(settings.retries.value, 3);
  EXPECT_EQ(settings.retries.from, From::Preset);
  EXPECT_EQ(lineOf(settings, "retries"), "3 (preset of HAProxy: HAProxy 2.6 configuration manual, 4.2 retries)");
}

TEST(Settings, TheFarmFileGoesBeforeThePreset) {
  const Settings settings =
      settingsWith("product: HAPROXY algorithm: \"leastconn\" retries: 1 health_check { interval: \"500ms\" }");
  EXPECT_EQ(settings.retries.value, 1);
  EXPECT_EQ(settings.retries.from, From::FarmFile);
  EXPECT_EQ(settings.checkInterval.value, Duration::milliseconds(500));
  EXPECT_EQ(settings.fall.from, From::Preset) << "its neighbours stay the product's";
  EXPECT_EQ(lineOf(settings, "algorithm"), "leastconn (farm file)");
}

TEST(Settings, AZonesGeneralWordIsTakenForTheProductsOwnName) {
  farm::Farm farm = zoneWith("product: F5");
  farm.zones[0].algorithm = farm::Algorithm::LeastConnections;
  EXPECT_EQ(settingsOf(farm, farm.zones[0]).algorithm.value, "least-connections-member");
  farm.zones[0].balancer->algorithm = "ratio-member";
  EXPECT_EQ(settingsOf(farm, farm.zones[0]).algorithm.value, "ratio-member") << "the balancer's own name goes first";
}

TEST(Settings, AZoneWithoutABalancerHasAnIdealOne) {
  farm::Farm farm = zoneWith("");
  farm.zones[0].balancer.reset();
  EXPECT_EQ(settingsOf(farm, farm.zones[0]).algorithm.value, "round_robin");
}

TEST(Settings, AffinityIsByCookieWhereTheDeviceSeesCookies) {
  const Settings http = settingsWith("product: IIS_ARR affinity: true");
  EXPECT_EQ(http.persistence.value, farm::Persistence::Kind::Cookie);
  EXPECT_EQ(http.cookie.value, "ARRAffinity");
  EXPECT_EQ(settingsWith("layer: L4 affinity: true").persistence.value, farm::Persistence::Kind::Source);
  EXPECT_EQ(settingsWith("product: IIS_ARR").persistence.value, farm::Persistence::Kind::None);
}

TEST(Settings, OnlyWhatHasAMeaningHasALine) {
  const Settings nginx = settingsWith("product: NGINX");
  EXPECT_EQ(lineOf(nginx, "health_check.kind").substr(0, 4), "NONE");
  EXPECT_EQ(lineOf(nginx, "health_check.interval"), "no line") << "there are no checks";
  EXPECT_EQ(lineOf(nginx, "passive_check.max_fails").substr(0, 2), "1 ");
  EXPECT_EQ(lineOf(nginx, "redispatch"), "no line") << "nginx always goes on to the next server";
  EXPECT_EQ(lineOf(settingsWith("product: HAPROXY"), "passive_check.max_fails"), "no line");
  EXPECT_EQ(lineOf(settingsWith("options { depth: 2 }"), "options.depth"), "2 (farm file)");
}

TEST(Settings, AbsenceHasItsWords) {
  EXPECT_EQ(lineOf(settingsWith("product: HAPROXY"), "redispatch").substr(0, 3), "off");
  EXPECT_EQ(lineOf(settingsWith("product: NGINX"), "retries").substr(0, 18), "every server once ");
  EXPECT_EQ(lineOf(settingsWith("product: AWS_ALB"), "panic_threshold").substr(0, 3), "0% ");
  EXPECT_EQ(lineOf(settingsWith("product: HAPROXY"), "panic_threshold"), "never (default)");
  EXPECT_EQ(lineOf(settingsWith("product: HAPROXY queue_timeout: \"0\""), "queue_timeout"), "none (farm file)");
}

TEST(Settings, WhatIsNotCertainSaysSo) {
  EXPECT_THAT(lineOf(settingsWith("product: IIS_ARR"), "health_check.fall"), HasSubstr("approximate"));
  EXPECT_THAT(lineOf(settingsWith("product: IIS_ARR"), "algorithm"), HasSubstr("unverified"));
  EXPECT_THAT(lineOf(settingsWith("product: HAPROXY"), "health_check.fall"), Not(HasSubstr("unverified")));
}

}  // namespace
}  // namespace headroom::balancing
