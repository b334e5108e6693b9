// Balancers in both directions; a part of the mapping.
#pragma once

#include <limits>

#include "engine/farm_file/exchange.h"

namespace headroom::farm_file {

static_assert(same(farm::Algorithm::RoundRobin, v1::Zone::ROUND_ROBIN));
static_assert(same(farm::Algorithm::LeastConnections, v1::Zone::LEAST_CONNECTIONS));
static_assert(same(farm::Product::Unspecified, v1::UNSPECIFIED) && same(farm::Product::Haproxy, v1::HAPROXY) &&
              same(farm::Product::Nginx, v1::NGINX) && same(farm::Product::IisArr, v1::IIS_ARR) &&
              same(farm::Product::Envoy, v1::ENVOY) && same(farm::Product::F5, v1::F5) &&
              same(farm::Product::AwsAlb, v1::AWS_ALB) && same(farm::Product::IngressNginx, v1::INGRESS_NGINX));
static_assert(same(farm::PassiveCheck::Kind::None, v1::PassiveCheck::NONE) &&
              same(farm::PassiveCheck::Kind::Failures, v1::PassiveCheck::FAILURES) &&
              same(farm::PassiveCheck::Kind::Observe, v1::PassiveCheck::OBSERVE) &&
              same(farm::PassiveCheck::Kind::Outlier, v1::PassiveCheck::OUTLIER));
static_assert(same(farm::PassiveCheck::OnError::FastInter, v1::PassiveCheck::FASTINTER) &&
              same(farm::PassiveCheck::OnError::FailCheck, v1::PassiveCheck::FAIL_CHECK) &&
              same(farm::PassiveCheck::OnError::SuddenDeath, v1::PassiveCheck::SUDDEN_DEATH) &&
              same(farm::PassiveCheck::OnError::MarkDown, v1::PassiveCheck::MARK_DOWN));
static_assert(same(farm::Persistence::Kind::None, v1::Persistence::NONE) &&
              same(farm::Persistence::Kind::Cookie, v1::Persistence::COOKIE) &&
              same(farm::Persistence::Kind::Source, v1::Persistence::SOURCE));
static_assert(same(farm::HealthCheck::Kind::None, v1::HealthCheck::NONE));
static_assert(same(farm::HealthCheck::Kind::Tcp, v1::HealthCheck::TCP) &&
              same(farm::HealthCheck::Kind::Http, v1::HealthCheck::HTTP));

inline void dropDefaults(farm::Balancer& v) {
  if (v.product != farm::Product::Unspecified) return;
  farm::HealthCheck& check = v.healthCheck;
  dropDefault(check.interval, Duration::wholeSeconds(2), v.comments, "health_check.interval");
  dropDefault(check.fall, 3, v.comments, "health_check.fall");
  dropDefault(check.rise, 2, v.comments, "health_check.rise");
}

template <class X>
void exchange(X& x, farm::AlgorithmOptions& v, const farm::AlgorithmOptions&) {
  x.flag("all_backups", v.allBackups);
  x.text("hash_type", v.hashType);
  x.text("hash_function", v.hashFunction);
  x.flag("avalanche", v.avalanche);
  x.whole("balance_factor", v.balanceFactor);
  x.whole("length", v.length);
  x.whole("depth", v.depth);
  x.flag("whole", v.whole);
  x.flag("path_only", v.pathOnly);
  x.text("parameter", v.parameter);
  x.text("header", v.header);
  x.flag("domain_only", v.domainOnly);
  x.whole("draws", v.draws);
  x.text("key", v.key);
  x.whole("table_size", v.tableSize);
  x.number("bias", v.bias);
  x.duration("decay", v.decay);
}

template <class X>
void exchange(X& x, farm::HealthCheck& v, const farm::HealthCheck&) {
  x.choice("kind", v.kind);
  x.text("path", v.path);
  x.duration("interval", v.interval);
  x.duration("timeout", v.timeout);
  x.duration("fast_interval", v.fastInterval);
  x.duration("down_interval", v.downInterval);
  x.whole("fall", v.fall);
  x.whole("rise", v.rise);
}

template <class X>
void exchange(X& x, farm::PassiveCheck& v, const farm::PassiveCheck&) {
  x.choice("kind", v.kind);
  x.whole("max_fails", v.maxFails);
  x.duration("fail_timeout", v.failTimeout);
  x.choice("observe", v.observe);
  x.whole("error_limit", v.errorLimit);
  x.choice("on_error", v.onError);
  x.whole("consecutive_errors", v.consecutiveErrors);
  x.duration("interval", v.interval);
  x.duration("base_ejection", v.baseEjection);
  x.duration("max_ejection", v.maxEjection);
  x.fraction("max_ejected", v.maxEjected);
  x.flag("always_eject_one", v.alwaysEjectOne);
}

template <class X>
void exchange(X& x, farm::Persistence& v, const farm::Persistence&) {
  x.choice("kind", v.kind);
  x.text("cookie", v.cookie);
  x.whole("table_size", v.tableSize);
  x.duration("expiry", v.expiry);
}

template <class X>
void exchange(X& x, farm::ZoneMember& v, const farm::ZoneMember& d) {
  x.place(v.origin, v.comments);
  x.text("server", v.server);
  x.whole("weight", v.weight, d.weight);
  x.whole("id", v.id, d.id);
  x.flag("backup", v.backup, d.backup);
  x.flag("disabled", v.disabled, d.disabled);
  x.flag("drain", v.drain, d.drain);
  x.whole("max_connections", v.maxConnections, d.maxConnections);
  x.whole("max_queue", v.maxQueue, d.maxQueue);
  x.duration("slow_start", v.slowStart);
  x.whole("max_fails", v.maxFails);
  x.duration("fail_timeout", v.failTimeout);
}

template <class X>
void exchange(X& x, farm::Balancer& v, const farm::Balancer& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.choice("product", v.product, d.product);
  x.text("segment", v.segment);
  x.choice("layer", v.layer, d.layer);
  x.object("capacity", v.capacity, d.capacity);
  x.text("algorithm", v.algorithm);
  x.object("options", v.options, d.options);
  dropDefaults(v);
  x.object("health_check", v.healthCheck, d.healthCheck);
  dropDefaults(v);
  x.object("passive_check", v.passiveCheck, d.passiveCheck);
  x.fraction("panic_threshold", v.panicThreshold);
  x.whole("retries", v.retries);
  x.whole("redispatch", v.redispatch);
  x.duration("queue_timeout", v.queueTimeout);
  x.duration("connect_timeout", v.connectTimeout);
  x.duration("server_timeout", v.serverTimeout);
  x.duration("slow_start", v.slowStart);
  x.flag("affinity", v.affinity, d.affinity);
  x.object("persistence", v.persistence, d.persistence);
  x.whole("max_requests", v.maxRequests);
  x.whole("max_retries", v.maxRetries);
  x.whole("workers", v.workers);
  x.wholes("port", v.ports, d.ports);
  x.texts("target", v.targets);
  x.optional("rate_limit", v.rateLimit);
  x.optional("reliability", v.reliability);
  x.optional("position", v.position);
}

}  // namespace headroom::farm_file
