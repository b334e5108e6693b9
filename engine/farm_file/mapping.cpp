#include "engine/farm_file/mapping.h"

#include <limits>

#include "engine/farm_file/exchange_balancer.h"
#include "engine/farm_file/exchange_data.h"
#include "engine/farm_file/exchange_scaling.h"
#include "engine/farm_file/exchange_server.h"
#include "engine/farm_file/exchange_users.h"
#include "engine/farm_file/message_reader.h"
#include "engine/farm_file/message_writer.h"
#include "engine/farm_file/version.h"

namespace headroom::farm_file {
namespace {

static_assert(same(farm::Layer::L4, v1::L4) && same(farm::Layer::L7, v1::L7));
static_assert(same(farm::Route::Match::WholeSegmentPrefix, v1::Route::WHOLE_SEGMENTS));
static_assert(same(farm::Route::Match::PlainPrefix, v1::Route::PREFIX) &&
              same(farm::Route::Match::Exact, v1::Route::EXACT));
static_assert(same(farm::Route::Match::Regex, v1::Route::REGEX) &&
              same(farm::Route::Match::RegexIgnoreCase, v1::Route::REGEX_IGNORE_CASE) &&
              same(farm::Route::Match::FinalPrefix, v1::Route::PREFIX_FINAL));
static_assert(same(farm::Background::Kind::Timer, v1::Background::TIMER) &&
              same(farm::Background::Kind::Process, v1::Background::PROCESS) &&
              same(farm::Background::Kind::LightProcess, v1::Background::LIGHT_PROCESS) &&
              same(farm::Background::Kind::Email, v1::Background::EMAIL));
static_assert(same(farm::Work::Computing::Spread, v1::Work::SPREAD) &&
              same(farm::Work::Computing::First, v1::Work::FIRST));
static_assert(same(farm::Link::Sharing::InOrder, v1::Link::IN_ORDER) &&
              same(farm::Link::Sharing::Fair, v1::Link::FAIR));
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
  x.duration("detour_after", v.detourAfter);
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
