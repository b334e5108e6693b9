#include "engine/farm_file/mapping.h"

#include <limits>

#include "engine/farm_file/exchange_data.h"
#include "engine/farm_file/mapping_autoscaling.h"
#include "engine/farm_file/message_reader.h"
#include "engine/farm_file/message_writer.h"
#include "engine/farm_file/version.h"

namespace headroom::farm_file {
namespace {

namespace v1 = headroom::v1;

/// Enumerations travel by number, so both lists must agree.
template <class Value>
constexpr bool same(Value value, int number) {
  return static_cast<int>(value) == number;
}
static_assert(same(farm::Algorithm::RoundRobin, v1::Zone::ROUND_ROBIN));
static_assert(same(farm::Algorithm::LeastConnections, v1::Zone::LEAST_CONNECTIONS));
static_assert(same(farm::Layer::L4, v1::L4) && same(farm::Layer::L7, v1::L7));
static_assert(same(farm::Route::Match::WholeSegmentPrefix, v1::Route::WHOLE_SEGMENTS));
static_assert(same(farm::Route::Match::PlainPrefix, v1::Route::PREFIX) &&
              same(farm::Route::Match::Exact, v1::Route::EXACT));
static_assert(same(farm::Route::Match::Regex, v1::Route::REGEX) &&
              same(farm::Route::Match::RegexIgnoreCase, v1::Route::REGEX_IGNORE_CASE) &&
              same(farm::Route::Match::FinalPrefix, v1::Route::PREFIX_FINAL));
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
static_assert(same(farm::Discipline::ProcessorSharing, v1::Server::PROCESSOR_SHARING) &&
              same(farm::Discipline::Fifo, v1::Server::FIFO));
static_assert(same(farm::Pool::Threads::Fixed, v1::Pool::FIXED) &&
              same(farm::Pool::Threads::TuningPage, v1::Pool::TUNING_PAGE));
static_assert(same(farm::Background::Kind::Timer, v1::Background::TIMER) &&
              same(farm::Background::Kind::Process, v1::Background::PROCESS) &&
              same(farm::Background::Kind::LightProcess, v1::Background::LIGHT_PROCESS) &&
              same(farm::Background::Kind::Email, v1::Background::EMAIL));
static_assert(same(farm::Pool::QueueCounts::ExecutingAndQueued, v1::Pool::EXECUTING_AND_QUEUED) &&
              same(farm::Pool::QueueCounts::Queued, v1::Pool::QUEUED));
static_assert(same(farm::Work::Computing::Spread, v1::Work::SPREAD) &&
              same(farm::Work::Computing::First, v1::Work::FIRST));
static_assert(same(farm::Link::Sharing::InOrder, v1::Link::IN_ORDER) &&
              same(farm::Link::Sharing::Fair, v1::Link::FAIR));
static_assert(same(farm::Batch::Size::Geometric, v1::Batch::GEOMETRIC) &&
              same(farm::Batch::Size::Fixed, v1::Batch::FIXED));
static_assert(same(farm::ApplicationKind::Reactive, v1::Application::REACTIVE));
static_assert(same(farm::ApplicationKind::Traditional, v1::Application::TRADITIONAL));
static_assert(same(farm::ApplicationKind::Service, v1::Application::SERVICE));
static_assert(same(farm::ReferenceKind::ServiceAction, v1::Reference::SERVICE_ACTION) &&
              same(farm::ReferenceKind::Rest, v1::Reference::REST));
static_assert(same(farm::ReferenceKind::Soap, v1::Reference::SOAP) &&
              same(farm::ReferenceKind::Redirect, v1::Reference::REDIRECT));
static_assert(same(farm::ReferenceKind::Resource, v1::Reference::RESOURCE));
static_assert(same(farm::PlannedEvent::Kind::Fail, v1::Event::FAIL) &&
              same(farm::PlannedEvent::Kind::Repair, v1::Event::REPAIR) &&
              same(farm::PlannedEvent::Kind::Drain, v1::Event::DRAIN) &&
              same(farm::PlannedEvent::Kind::Maintenance, v1::Event::MAINTENANCE) &&
              same(farm::PlannedEvent::Kind::Ready, v1::Event::READY) &&
              same(farm::PlannedEvent::Kind::Weight, v1::Event::WEIGHT));
static_assert(same(farm::Assumption::Standing::Measured, v1::Assumption::MEASURED));
static_assert(same(farm::Assumption::Standing::Fitted, v1::Assumption::FITTED));
static_assert(same(farm::Assumption::Standing::Documented, v1::Assumption::DOCUMENTED));
static_assert(same(farm::Assumption::Standing::Assumed, v1::Assumption::ASSUMED));

constexpr Law::Kind kWork = Law::Kind::Exponential;  // a bare demand or think time
const Duration kAlways = Duration::nanoseconds(-1);  // a default no value has: the field is always written

/// Without a product these values are the defaults, and a default is not kept apart from a field left out: the writer
/// leaves it out. With a product it is an override. A comment holds its field.
template <class T>
void dropDefault(std::optional<T>& value, const T& standard, const farm::Comments& comments, const std::string& key) {
  const bool commented = comments.count(key) > 0 || comments.count(key + "#") > 0;
  if (value == standard && !commented) value.reset();
}

void dropDefaults(farm::Balancer& v) {
  if (v.product != farm::Product::Unspecified) return;
  farm::HealthCheck& check = v.healthCheck;
  dropDefault(check.kind, farm::HealthCheck::Kind::Http, v.comments, "health_check.kind");
  dropDefault(check.interval, Duration::wholeSeconds(2), v.comments, "health_check.interval");
  dropDefault(check.fall, 3, v.comments, "health_check.fall");
  dropDefault(check.rise, 2, v.comments, "health_check.rise");
}

void dropDefaults(farm::Zone& v) {
  if (v.balancer && v.balancer->product != farm::Product::Unspecified) return;
  dropDefault(v.algorithm, farm::Algorithm::RoundRobin, v.comments, "algorithm");
}

}  // namespace

// One function a type, used in both directions: x is a MessageReader or a MessageWriter, d the default-constructed
// value.

template <class X>
void exchange(X& x, farm::Position& v, const farm::Position&) {
  x.required("x", "x: 100");
  x.required("y", "y: 100");
  x.number("x", v.x, std::numeric_limits<double>::quiet_NaN());
  x.number("y", v.y, std::numeric_limits<double>::quiet_NaN());
}

template <class X>
void exchange(X& x, farm::Environment& v, const farm::Environment& d) {
  x.place(v.origin, v.comments);
  x.text("host_name", v.hostName);
  x.flag("https", v.https, d.https);
  x.whole("cache_brokers", v.cacheBrokers, d.cacheBrokers);
}

template <class X>
void exchange(X& x, farm::Reliability& v, const farm::Reliability&) {
  x.required("mtbf", "mtbf: \"30d\"");
  x.required("mttr", "mttr: \"4h\"");
  x.law("mtbf", v.mtbf, kWork);
  x.law("mttr", v.mttr, kWork);
}

template <class X>
void exchange(X& x, farm::RateLimit& v, const farm::RateLimit& d) {
  x.required("rate", "rate: \"100/s\"");
  x.rate("rate", v.rate, Rate{-1});
  x.whole("burst", v.burst, d.burst);
}

template <class X>
void exchange(X& x, farm::Connections& v, const farm::Connections& d) {
  x.law("handshake_demand", v.handshakeDemand, kWork);
  x.whole("round_trips", v.roundTrips, d.roundTrips);
  x.duration("keep_alive", v.keepAlive, d.keepAlive);
}

template <class X>
void exchange(X& x, farm::RelayCapacity& v, const farm::RelayCapacity& d) {
  x.law("demand", v.demand, kWork);
  x.whole("cores", v.cores, d.cores);
  x.number("speed", v.speed, d.speed);
  x.whole("max_connections", v.maxConnections, d.maxConnections);
  x.whole("instances", v.instances, d.instances);
  std::optional<int> pending;
  if (v.maxPending) pending = static_cast<int>(*v.maxPending);
  x.whole("max_pending", pending);
  v.maxPending = pending;
  x.optional("connections", v.connections);
}

template <class X>
void exchange(X& x, farm::Route& v, const farm::Route& d) {
  x.place(v.origin, v.comments);
  x.text("host", v.host);
  x.text("path", v.path);
  x.choice("match", v.match, d.match);
  x.text("zone", v.zone);
}

template <class X>
void exchange(X& x, farm::ReverseProxy& v, const farm::ReverseProxy& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name, d.name);
  x.choice("product", v.product, d.product);
  x.text("address", v.address);
  x.text("segment", v.segment);
  x.choice("layer", v.layer, d.layer);
  x.object("capacity", v.capacity, d.capacity);
  x.objects("route", v.routes);
  x.text("default_zone", v.defaultZone);
  x.optional("rate_limit", v.rateLimit);
  x.optional("reliability", v.reliability);
  x.optional("position", v.position);
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

template <class X>
void exchange(X& x, farm::Zone& v, const farm::Zone& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("description", v.description);
  x.text("address", v.address);
  dropDefaults(v);
  x.choice("algorithm", v.algorithm);
  x.flag("is_default", v.isDefault, d.isDefault);
  x.flag("includes_all_servers", v.includesAllServers, d.includesAllServers);
  x.flag("https_internal", v.httpsInternal, d.httpsInternal);
  x.texts("certificate_name", v.certificateNames);
  x.objects("member", v.members);
  x.optional("autoscaling", v.autoscaling);
  x.optional("balancer", v.balancer);
  dropDefaults(v);
  x.optional("position", v.position);
}

template <class X>
void exchange(X& x, farm::Recycling& v, const farm::Recycling& d) {
  x.duration("every", v.every, d.every);
  x.whole("requests", v.requests, d.requests);
  x.bytes("memory_limit", v.memoryLimit, d.memoryLimit);
  x.bytes("memory_at_start", v.memoryAtStart, d.memoryAtStart);
  x.bytes("memory_growth", v.memoryGrowth, d.memoryGrowth);
  x.flag("overlap", v.overlap, d.overlap);
  x.duration("startup", v.startup, d.startup);
  x.duration("idle_timeout", v.idleTimeout, d.idleTimeout);
}

template <class X>
void exchange(X& x, farm::ColdStart& v, const farm::ColdStart& d) {
  x.number("factor", v.factor, d.factor);
  x.whole("requests", v.requests, d.requests);
  x.duration("duration", v.duration, d.duration);
  x.law("module_load", v.moduleLoad, kWork);
}

template <class X>
void exchange(X& x, farm::Pauses& v, const farm::Pauses&) {
  x.law("interval", v.interval, kWork);
  x.law("duration", v.duration, kWork);
}

template <class X>
void exchange(X& x, farm::Pool& v, const farm::Pool& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name, d.name);
  x.whole("workers", v.workers, d.workers);
  x.whole("queue_limit", v.queueLimit, d.queueLimit);
  x.choice("queue_counts", v.queueCounts, d.queueCounts);
  x.choice("threads", v.threads, d.threads);
  x.whole("initial_workers", v.initialWorkers, d.initialWorkers);
  x.rate("injection", v.injection, d.injection);
  x.duration("retire_after", v.retireAfter, d.retireAfter);
  x.object("recycling", v.recycling, d.recycling);
  x.object("cold_start", v.coldStart, d.coldStart);
}

template <class X>
void exchange(X& x, farm::Server& v, const farm::Server& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("address", v.address);
  x.text("segment", v.segment);
  x.whole("cores", v.cores, d.cores);
  x.number("speed", v.speed, d.speed);
  x.bytes("memory", v.memoryBytes, d.memoryBytes);
  x.choice("discipline", v.discipline, d.discipline);
  x.objects("pool", v.pools);
  x.flag("deploy_enabled", v.deployEnabled, d.deployEnabled);
  x.flag("in_balancer", v.inBalancer, d.inBalancer);
  x.flag("scheduler", v.scheduler, d.scheduler);
  x.flag("controller", v.controller, d.controller);
  x.text("failure_domain", v.failureDomain);
  x.number("contention", v.contention, d.contention);
  x.number("coherency", v.coherency, d.coherency);
  x.object("pauses", v.pauses, d.pauses);
  x.optional("shedding", v.shedding);
  x.whole("max_timers", v.maxTimers, d.maxTimers);
  x.whole("max_processes", v.maxProcesses, d.maxProcesses);
  x.whole("max_light_processes", v.maxLightProcesses, d.maxLightProcesses);
  x.whole("max_emails", v.maxEmails, d.maxEmails);
  x.optional("reliability", v.reliability);
  x.optional("position", v.position);
}

template <class X>
void exchange(X& x, farm::Database& v, const farm::Database& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("address", v.address);
  x.text("segment", v.segment);
  x.whole("cores", v.cores, d.cores);
  x.number("speed", v.speed, d.speed);
  x.bytes("memory", v.memoryBytes, d.memoryBytes);
  x.whole("port", v.port, d.port);
  x.whole("connection_limit", v.connectionLimit, d.connectionLimit);
  x.whole("connection_pool", v.connectionPool, d.connectionPool);
  x.whole("instances", v.instances, d.instances);
  exchangeData(x, v, d);
  x.number("contention", v.contention, d.contention);
  x.number("coherency", v.coherency, d.coherency);
  x.optional("reliability", v.reliability);
  x.optional("position", v.position);
}

template <class X>
void exchange(X& x, farm::Work& v, const farm::Work& d) {
  x.law("demand", v.demand, kWork);
  x.choice("computing", v.computing, d.computing);
  x.number("database_transactions", v.databaseTransactions, d.databaseTransactions);
  x.law("database_demand", v.databaseDemand, kWork);
  exchangeData(x, v, d);
}

template <class X>
void exchange(X& x, farm::Module& v, const farm::Module&) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("path", v.path);
  x.text("zone_override", v.zoneOverride);
}

template <class X>
void exchange(X& x, farm::Application& v, const farm::Application& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("zone", v.zone);
  x.choice("kind", v.kind, d.kind);
  x.objects("module", v.modules);
  x.text("pool", v.pool);
  x.flag("client_traffic", v.clientTraffic, d.clientTraffic);
  x.flag("internal_only", v.internalOnly, d.internalOnly);
  x.flag("critical", v.critical, d.critical);
  x.object("work", v.work, d.work);
  x.text("database", v.database);
  x.bytes("request_size", v.requestBytes, d.requestBytes);
  x.bytes("response_size", v.responseBytes, d.responseBytes);
  x.optional("position", v.position);
}

template <class X>
void exchange(X& x, farm::CircuitBreaker& v, const farm::CircuitBreaker&) {
  x.required("failures", "failures: 5");
  x.required("open", "open: \"30s\"");
  x.whole("failures", v.failures, -1);
  x.duration("open", v.open, kAlways);
}

template <class X>
void exchange(X& x, farm::Reference& v, const farm::Reference& d) {
  x.place(v.origin, v.comments);
  x.text("consumer", v.consumer);
  x.text("producer", v.producer);
  x.choice("kind", v.kind, d.kind);
  x.number("calls", v.calls, d.calls);
  x.flag("synchronous", v.synchronous, d.synchronous);
  x.optional("work", v.work);
  x.duration("timeout", v.timeout, d.timeout);
  x.text("address", v.address);
  x.bytes("request_size", v.requestBytes, d.requestBytes);
  x.bytes("response_size", v.responseBytes, d.responseBytes);
  x.optional("circuit_breaker", v.circuitBreaker);
}

template <class X>
void exchange(X& x, farm::CurvePoint& v, const farm::CurvePoint&) {
  x.place(v.origin, v.comments);
  x.required("at", "at: \"8h\"");
  x.required("factor", "factor: 1");
  x.duration("at", v.at, kAlways);
  x.number("factor", v.factor, std::numeric_limits<double>::quiet_NaN());
}

template <class X>
void exchange(X& x, farm::Curve& v, const farm::Curve& d) {
  x.duration("period", v.period, d.period);
  x.objects("point", v.points);
}

template <class X>
void exchange(X& x, farm::Bursts& v, const farm::Bursts&) {
  x.required("dispersion", "dispersion: 10");
  x.required("time_scale", "time_scale: \"30s\"");
  x.number("dispersion", v.dispersion, std::numeric_limits<double>::quiet_NaN());
  x.duration("time_scale", v.timeScale, kAlways);
}

template <class X>
void exchange(X& x, farm::Batch& v, const farm::Batch& d) {
  x.required("mean", "mean: 3");
  x.number("mean", v.mean, std::numeric_limits<double>::quiet_NaN());
  x.choice("size", v.size, d.size);
}

template <class X>
void exchange(X& x, farm::OpenLoad& v, const farm::OpenLoad&) {
  x.required("rate", "rate: \"400/s\"");
  x.rate("rate", v.rate, Rate{-1});
  x.optional("curve", v.curve);
  x.optional("bursts", v.bursts);
  x.optional("batch", v.batch);
}

template <class X>
void exchange(X& x, farm::ClosedLoad& v, const farm::ClosedLoad&) {
  x.required("population", "population: 400");
  x.whole("population", v.population, std::numeric_limits<std::int64_t>::min());
  x.law("think", v.think, kWork);
}

template <class X>
void exchange(X& x, farm::NextPage& v, const farm::NextPage&) {
  x.place(v.origin, v.comments);
  x.text("page", v.page);
  x.required("probability", "probability: 0.5");
  x.number("probability", v.probability, std::numeric_limits<double>::quiet_NaN());
}

template <class X>
void exchange(X& x, farm::SessionPage& v, const farm::SessionPage& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("application", v.application);
  x.whole("requests", v.requests, d.requests);
  x.law("think", v.think, kWork);
  x.number("entry", v.entry, d.entry);
  x.objects("next", v.next);
}

template <class X>
void exchange(X& x, farm::SessionLoad& v, const farm::SessionLoad&) {
  x.required("begin", "begin { rate: \"2/s\" }");
  x.object("begin", v.begin, farm::OpenLoad{Rate{-1}});
  x.objects("page", v.pages);
}

template <class X>
void exchange(X& x, farm::ReplayLoad& v, const farm::ReplayLoad&) {
  x.texts("log", v.logs);
}

template <class X>
void exchange(X& x, farm::RetryBudget& v, const farm::RetryBudget& d) {
  x.fraction("share", v.share, d.share);
  x.rate("per_second", v.perSecond, d.perSecond);
  x.duration("window", v.window, d.window);
}

template <class X>
void exchange(X& x, farm::Retry& v, const farm::Retry& d) {
  x.whole("attempts", v.attempts, d.attempts);
  x.flag("on_timeout", v.onTimeout, d.onTimeout);
  x.flag("on_unavailable", v.onUnavailable, d.onUnavailable);
  x.flag("on_refused", v.onRefused, d.onRefused);
  x.flag("on_error", v.onError, d.onError);
  x.duration("backoff", v.backoff, d.backoff);
  x.number("factor", v.factor, d.factor);
  x.duration("longest", v.longest, d.longest);
  x.fraction("jitter", v.jitter, d.jitter);
  x.optional("budget", v.budget);
}

template <class X>
void exchange(X& x, farm::Reload& v, const farm::Reload& d) {
  x.duration("after", v.after, d.after);
  x.fraction("probability", v.probability, d.probability);
  x.whole("most", v.most, d.most);
}

template <class X>
void exchange(X& x, farm::Background& v, const farm::Background& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("application", v.application);
  x.choice("kind", v.kind, d.kind);
  x.duration("every", v.every, d.every);
  x.rate("rate", v.rate, d.rate);
  x.whole("priority", v.priority, d.priority);
  x.object("work", v.work, d.work);
  x.duration("timeout", v.timeout);
  x.whole("retries", v.retries, d.retries);
}

template <class X>
void exchange(X& x, farm::Users& v, const farm::Users& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("application", v.application);
  x.text("segment", v.segment);
  x.requiredOneOf("load",
                  "open { rate: \"400/s\" }, closed { population: 400 think: \"20s\" }, sessions { … } or replay { "
                  "log: \"access.log\" }");
  x.template alternative<farm::OpenLoad>("open", v.load);
  x.template alternative<farm::ClosedLoad>("closed", v.load);
  x.template alternative<farm::ReplayLoad>("replay", v.load);
  x.template alternative<farm::SessionLoad>("sessions", v.load);
  x.whole("requests_per_page", v.requestsPerPage, d.requestsPerPage);
  x.whole("addresses", v.addresses, d.addresses);
  x.duration("timeout", v.timeout, d.timeout);
  x.optional("retry", v.retry);
  x.optional("reload", v.reload);
  x.optional("position", v.position);
}

template <class X>
void exchange(X& x, farm::Link& v, const farm::Link& d) {
  x.place(v.origin, v.comments);
  x.text("from", v.from);
  x.text("to", v.to);
  x.duration("latency", v.latency, d.latency);
  x.bandwidth("bandwidth", v.bandwidthBitsPerSecond, d.bandwidthBitsPerSecond);
  x.choice("sharing", v.sharing, d.sharing);
  x.flag("firewall", v.firewall, d.firewall);
  x.wholes("open_port", v.openPorts, d.openPorts);
  x.text("name", v.name);
  x.optional("reliability", v.reliability);
}

template <class X>
void exchange(X& x, farm::FailureDomain& v, const farm::FailureDomain&) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.optional("reliability", v.reliability);
}

template <class X>
void exchange(X& x, farm::DnsRecord& v, const farm::DnsRecord&) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("target", v.target);
  x.texts("visible_from", v.visibleFrom);
}

template <class X>
void exchange(X& x, farm::Slo& v, const farm::Slo& d) {
  x.place(v.origin, v.comments);
  x.text("name", v.name);
  x.text("application", v.application);
  x.number("percentile", v.percentile, d.percentile);
  x.duration("response_below", v.responseBelow);
  x.fraction("failures_below", v.failuresBelow);
  x.fraction("utilisation_below", v.utilisationBelow);
}

template <class X>
void exchange(X& x, farm::PlannedEvent& v, const farm::PlannedEvent& d) {
  x.place(v.origin, v.comments);
  x.required("at", "at: \"60s\"");
  x.duration("at", v.at, kAlways);
  x.text("node", v.node);
  x.choice("kind", v.kind, d.kind);
  x.text("zone", v.zone);
  x.whole("weight", v.weight);
}

template <class X>
void exchange(X& x, farm::Deployment& v, const farm::Deployment& d) {
  x.place(v.origin, v.comments);
  x.required("at", "at: \"60s\"");
  x.required("half", "half: \"10min\"");
  x.duration("at", v.at, kAlways);
  x.texts("zone", v.zones);
  x.duration("half", v.half, kAlways);
  x.duration("cold_start", v.coldStart, d.coldStart);
  x.number("cold_work", v.coldWork, d.coldWork);
}

template <class X>
void exchange(X& x, farm::Assumption& v, const farm::Assumption& d) {
  x.place(v.origin, v.comments);
  x.text("subject", v.subject);
  x.choice("standing", v.standing, d.standing);
  x.text("source", v.source);
}

template <class X>
void exchange(X& x, farm::Note& v, const farm::Note&) {
  x.place(v.origin, v.comments);
  x.text("text", v.text);
  x.optional("position", v.position);
}

template <class X>
void exchange(X& x, farm::RunSettings& v, const farm::RunSettings& d) {
  x.place(v.origin, v.comments);
  x.duration("warm_up", v.warmUp);
  x.duration("measured", v.measured, d.measured);
  x.whole("replications", v.replications, d.replications);
  x.whole("seed", v.seed, d.seed);
}

template <class X>
void exchange(X& x, farm::Farm& v, const farm::Farm& d) {
  x.place(v.origin, v.comments);
  int version = kFormatVersion;
  x.whole("version", version, 0);
  x.text("name", v.name);
  x.text("description", v.description);
  x.object("environment", v.environment, d.environment);
  x.optional("proxy", v.proxy);
  x.objects("zone", v.zones);
  x.objects("server", v.servers);
  x.objects("database", v.databases);
  x.objects("application", v.applications);
  x.objects("reference", v.references);
  x.objects("users", v.users);
  x.objects("link", v.links);
  x.objects("failure_domain", v.failureDomains);
  x.objects("dns", v.dns);
  x.objects("slo", v.slos);
  x.objects("event", v.events);
  x.objects("background", v.background);
  x.objects("deployment", v.deployments);
  x.objects("assumption", v.assumptions);
  x.objects("note", v.notes);
  x.object("run", v.run, d.run);
}

farm::Farm fromMessage(const v1::Farm& message, const Places& places, Problems& problems) {
  farm::Farm farm;
  MessageReader reader(message, places, problems);
  exchange(reader, farm, farm::Farm{});
  return farm;
}

void toMessage(const farm::Farm& farm, v1::Farm& message, Places& places, Comments comments) {
  farm::Farm copy = farm;  // exchange serves both directions and so takes a value it might change
  MessageWriter writer(message, comments == Comments::Kept ? &places : nullptr);
  exchange(writer, copy, farm::Farm{});
}

}  // namespace headroom::farm_file
