// Properties of balancers: how failures are found and got over, and how clients are kept.
#include "gui/commands/balancer_builder.h"

namespace headroom::gui::building {

namespace {

/// Reaches a field of one of the balancer's parts: `in(&farm::Balancer::healthCheck, &farm::HealthCheck::fall)`.
template <class Part, class Field>
auto in(Part farm::Balancer::*part, Field Part::*field) {
  return [ part, field ](auto& balancer) -> auto& {
    return balancer.*part.*field;
  };
}
template <class Field>
auto check(Field farm::HealthCheck::*field) {
  return in(&farm::Balancer::healthCheck, field);
}
template <class Field>
auto keeping(Field farm::Persistence::*field) {
  return in(&farm::Balancer::persistence, field);
}
template <class Field>
auto own(Field farm::Balancer::*field) {
  return [field](auto& balancer) -> auto& {
    return balancer.*field;
  };
}
template <class Field>
auto passive(Field farm::PassiveCheck::*field) {
  return in(&farm::Balancer::passiveCheck, field);
}

using Shown = std::function<bool(const farm::Farm&, const ObjectRef&)>;

Shown whilePassive(farm::PassiveCheck::Kind kind) {
  return whileIn([kind](const balancing::Settings& s) { return s.passiveKind.value == kind; });
}

void addCheckTimes(Balancers& builder, const Shown& active) {
  using Check = farm::HealthCheck;
  builder.maybeDuration("health_interval", "Every", check(&Check::interval))
      .when(active)
      .inherits(preset("health_check.interval", check(&Check::interval)))
      .maybeDuration("health_fast_interval", "While in doubt", check(&Check::fastInterval))
      .when(active)
      .inherits(preset("health_check.fast_interval", check(&Check::fastInterval)))
      .help("Between the first sign of a change and the verdict.")
      .maybeDuration("health_down_interval", "While out", check(&Check::downInterval))
      .when(active)
      .inherits(preset("health_check.down_interval", check(&Check::downInterval)))
      .maybeDuration("health_timeout", "Waits for", check(&Check::timeout))
      .when(active)
      .inherits(preset("health_check.timeout", check(&Check::timeout)));
}

void addFailureCount(Balancers& builder) {
  using Passive = farm::PassiveCheck;
  const Shown shown = whilePassive(Passive::Kind::Failures);
  builder.maybeWhole("max_fails", "Failures to leave", passive(&Passive::maxFails), 0, 1'000'000)
      .when(shown)
      .inherits(preset("passive_check.max_fails", passive(&Passive::maxFails)))
      .maybeDuration("fail_timeout", "Left out for", passive(&Passive::failTimeout))
      .when(shown)
      .inherits(preset("passive_check.fail_timeout", passive(&Passive::failTimeout)));
}

void addObservation(Balancers& builder) {
  using Passive = farm::PassiveCheck;
  const QStringList layers{tr("connections"), tr("answers")};
  const QStringList reactions{tr("check sooner"), tr("one failed check"), tr("sudden death"), tr("mark down")};
  const Shown shown = whilePassive(Passive::Kind::Observe);
  builder.maybeWords("observe", "Looks at", passive(&Passive::observe), layers)
      .when(shown)
      .inherits(presetWord("passive_check.observe", passive(&Passive::observe), {"L4", "L7"}, layers))
      .maybeWhole("error_limit", "Errors in a row", passive(&Passive::errorLimit), 1, 1'000'000)
      .when(shown)
      .inherits(preset("passive_check.error_limit", passive(&Passive::errorLimit)))
      .maybeWords("on_error", "Then", passive(&Passive::onError), reactions)
      .when(shown)
      .inherits(presetWord("passive_check.on_error", passive(&Passive::onError),
                           {"FASTINTER", "FAIL_CHECK", "SUDDEN_DEATH", "MARK_DOWN"}, reactions));
}

void addEjection(Balancers& builder) {
  using Passive = farm::PassiveCheck;
  const Shown shown = whilePassive(Passive::Kind::Outlier);
  builder.maybeWhole("consecutive_errors", "Errors in a row", passive(&Passive::consecutiveErrors), 1, 1'000'000)
      .when(shown)
      .inherits(preset("passive_check.consecutive_errors", passive(&Passive::consecutiveErrors)))
      .maybeDuration("base_ejection", "Ejected for", passive(&Passive::baseEjection))
      .when(shown)
      .inherits(preset("passive_check.base_ejection", passive(&Passive::baseEjection)))
      .help("Times the number of ejections so far.")
      .maybeDuration("max_ejection", "At most for", passive(&Passive::maxEjection))
      .when(shown)
      .inherits(preset("passive_check.max_ejection", passive(&Passive::maxEjection)))
      .maybeDuration("outlier_interval", "Returns looked at every", passive(&Passive::interval))
      .when(shown)
      .inherits(preset("passive_check.interval", passive(&Passive::interval)))
      .maybeShare("max_ejected", "Ejected at once", passive(&Passive::maxEjected))
      .when(shown)
      .inherits(preset("passive_check.max_ejected", passive(&Passive::maxEjected)))
      .help("Share of the servers, at most.")
      .maybeFlag("always_eject_one", "One in any case", passive(&Passive::alwaysEjectOne))
      .when(shown)
      .inherits(preset("passive_check.always_eject_one", passive(&Passive::alwaysEjectOne)));
}

void addRepeating(Balancers& builder) {
  using B = farm::Balancer;
  builder.maybeWhole("retries", "Retries", own(&B::retries), 0, 1000)
      .inherits(preset("retries", own(&B::retries)))
      .help("Further attempts after a refused connection.")
      .maybeWhole("redispatch", "Redispatch every", own(&B::redispatch), 0, 1000)
      .when(whileIn([](const balancing::Settings& s) { return s.product != farm::Product::Nginx; }))
      .inherits(preset("redispatch", own(&B::redispatch)))
      .help("Which retry goes to another server; 0: the last one.");
}

void addPatience(Balancers& builder) {
  using B = farm::Balancer;
  builder.maybeDuration("queue_timeout", "Wait in the queue", own(&B::queueTimeout))
      .inherits(preset("queue_timeout", own(&B::queueTimeout)))
      .help("A request that waits longer for a server gets 503; 0s: no limit.")
      .maybeDuration("connect_timeout", "Wait for a connection", own(&B::connectTimeout))
      .inherits(preset("connect_timeout", own(&B::connectTimeout)))
      .help("To a server that does not answer at all; 0s: as long as the client waits.")
      .maybeDuration("server_timeout", "Wait for an answer", own(&B::serverTimeout))
      .inherits(preset("server_timeout", own(&B::serverTimeout)))
      .help("Then the client gets an error, or another server is asked; the first one works on. 0s: no limit.")
      .maybeDuration("slow_start", "Slow start", own(&B::slowStart))
      .inherits(preset("slow_start", own(&B::slowStart)))
      .help("Time over which a returning server gets its full share.")
      .maybeShare("panic_threshold", "Panic below", own(&B::panicThreshold))
      .inherits(preset("panic_threshold", own(&B::panicThreshold)))
      .help("Share of healthy servers below which all are used; 0%: when none is left.");
}

/// Envoy's circuit breakers.
void addBreakers(Balancers& builder) {
  using B = farm::Balancer;
  const Shown breaks = whileIn([](const balancing::Settings& s) {
    return s.product == farm::Product::Envoy || s.product == farm::Product::Unspecified;
  });
  builder.maybeWhole("max_requests", "Requests on servers", own(&B::maxRequests), 1, 1'000'000'000)
      .when(breaks)
      .inherits(preset("max_requests", own(&B::maxRequests)))
      .help("At once, over all servers and for each worker; one more is answered 503. Envoy's max_requests.")
      .maybeWhole("max_retries", "Retries under way", own(&B::maxRetries), 0, 1'000'000'000)
      .when(breaks)
      .inherits(preset("max_retries", own(&B::maxRetries)))
      .help("At once; one more is not made. Envoy's max_retries.");
}

}  // namespace

void addChecks(Balancers& builder) {
  using Check = farm::HealthCheck;
  const QStringList kinds{tr("none"), tr("TCP"), tr("HTTP")};
  const Shown active = whileIn([](const balancing::Settings& s) { return s.checkKind.value != Check::Kind::None; });
  builder.group(tr("Health check"))
      .maybeWords("health_check", "Kind", check(&Check::kind), kinds)
      .inherits(presetWord("health_check.kind", check(&Check::kind), {"NONE", "TCP", "HTTP"}, kinds))
      .help("Without a check the balancer learns of a failed server from users' requests, or never.")
      .text("health_path", "Page", check(&Check::path))
      .when(whileIn([](const balancing::Settings& s) { return s.checkKind.value == Check::Kind::Http; }))
      .help("Which answers only while the application works.");
  addCheckTimes(builder, active);
  builder.maybeWhole("health_fall", "Failed checks to leave", check(&Check::fall), 1, 1000)
      .when(active)
      .inherits(preset("health_check.fall", check(&Check::fall)))
      .maybeWhole("health_rise", "Passed checks to return", check(&Check::rise), 1, 1000)
      .when(active)
      .inherits(preset("health_check.rise", check(&Check::rise)));
}

void addPassive(Balancers& builder) {
  using Passive = farm::PassiveCheck;
  const QStringList kinds{tr("nothing"), tr("failures (nginx)"), tr("observe (HAProxy)"), tr("outliers (Envoy)")};
  builder.group(tr("What requests tell"))
      .maybeWords("passive_check", "Kind", passive(&Passive::kind), kinds)
      .inherits(
          presetWord("passive_check.kind", passive(&Passive::kind), {"NONE", "FAILURES", "OBSERVE", "OUTLIER"}, kinds))
      .help("How failed requests count against a server.");
  addFailureCount(builder);
  addObservation(builder);
  addEjection(builder);
}

void addRetries(Balancers& builder) {
  builder.group(tr("When a server fails"));
  addRepeating(builder);
  addPatience(builder);
  addBreakers(builder);
}

void addClients(Balancers& builder) {
  using Keeping = farm::Persistence;
  const QStringList ways{tr("nothing"), tr("cookie"), tr("address table")};
  const auto kept = [](Keeping::Kind kind) -> Shown {
    return whileIn([kind](const balancing::Settings& s) { return s.persistence.value == kind; });
  };
  builder.group(tr("Clients"))
      .flag("affinity", "Keeps clients on their server", own(&farm::Balancer::affinity))
      .help("In the product's own way.")
      .maybeWords("persistence", "Kept by", keeping(&Keeping::kind), ways)
      .inherits(presetWord("persistence.kind", keeping(&Keeping::kind), {"NONE", "COOKIE", "SOURCE"}, ways))
      .help("How the balancer recognises a client it has placed before.")
      .text("persistence_cookie", "Cookie", keeping(&Keeping::cookie))
      .when(kept(Keeping::Kind::Cookie))
      .inherits(preset("persistence.cookie", keeping(&Keeping::cookie)))
      .maybeWhole("persistence_table_size", "Table entries", keeping(&Keeping::tableSize), 1, 100'000'000)
      .when(kept(Keeping::Kind::Source))
      .inherits(preset("persistence.table_size", keeping(&Keeping::tableSize)))
      .maybeDuration("persistence_expiry", "Remembered for", keeping(&Keeping::expiry))
      .when(kept(Keeping::Kind::Source))
      .inherits(preset("persistence.expiry", keeping(&Keeping::expiry)))
      .maybeWhole("workers", "Workers", own(&farm::Balancer::workers), 1, 256)
      .inherits(preset("workers", own(&farm::Balancer::workers)))
      .help("Processes with counters and health state of their own: each sees only its part of the traffic.");
}

}  // namespace headroom::gui::building
