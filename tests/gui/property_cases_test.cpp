// Good and bad text for every kind of field.
#include <gtest/gtest.h>

#include "tests/gui/everything.h"

namespace headroom::gui::test {
namespace {

struct Case {
  ObjectRef object;
  const char* key;
  const char* good;
  const char* bad;
  friend void PrintTo(const Case& c, std::ostream* out) {
    *out << typeName(c.object.type).toStdString() << ": " << c.key;
  }
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

}  // namespace
}  // namespace headroom::gui::test
