// Properties of balancers: how failures are found and got over, and how clients are kept.
#include "gui/commands/balancer_builder.h"

namespace headroom::gui::building {

void addChecks(Balancers& builder) {
  const QStringList kinds{tr("none"), tr("TCP"), tr("HTTP")};
  using Kind = farm::HealthCheck::Kind;
  const auto active = whileIn([](const balancing::Settings& s) { return s.checkKind.value != Kind::None; });
  const auto kind = [](auto& o) -> auto& {
    return o.healthCheck.kind;
  };
  const auto path = [](auto& o) -> auto& {
    return o.healthCheck.path;
  };
  const auto interval = [](auto& o) -> auto& {
    return o.healthCheck.interval;
  };
  const auto timeout = [](auto& o) -> auto& {
    return o.healthCheck.timeout;
  };
  const auto fast = [](auto& o) -> auto& {
    return o.healthCheck.fastInterval;
  };
  const auto down = [](auto& o) -> auto& {
    return o.healthCheck.downInterval;
  };
  const auto fall = [](auto& o) -> auto& {
    return o.healthCheck.fall;
  };
  const auto rise = [](auto& o) -> auto& {
    return o.healthCheck.rise;
  };
  builder.group(tr("Health check"))
      .maybeWords("health_check", "Kind", kind, kinds)
      .inherits(presetWord("health_check.kind", kind, {"NONE", "TCP", "HTTP"}, kinds))
      .help("Without a check the balancer learns of a failed server from users' requests, or never.")
      .text("health_path", "Page", path)
      .when(whileIn([](const balancing::Settings& s) { return s.checkKind.value == Kind::Http; }))
      .help("Which answers only while the application works.")
      .maybeDuration("health_interval", "Every", interval)
      .when(active)
      .inherits(preset("health_check.interval", interval))
      .maybeDuration("health_fast_interval", "While in doubt", fast)
      .when(active)
      .inherits(preset("health_check.fast_interval", fast))
      .help("Between the first sign of a change and the verdict.")
      .maybeDuration("health_down_interval", "While out", down)
      .when(active)
      .inherits(preset("health_check.down_interval", down))
      .maybeDuration("health_timeout", "Waits for", timeout)
      .when(active)
      .inherits(preset("health_check.timeout", timeout))
      .maybeWhole("health_fall", "Failed checks to leave", fall, 1, 1000)
      .when(active)
      .inherits(preset("health_check.fall", fall))
      .maybeWhole("health_rise", "Passed checks to return", rise, 1, 1000)
      .when(active)
      .inherits(preset("health_check.rise", rise));
}

void addPassive(Balancers& builder) {
  const QStringList kinds{tr("nothing"), tr("failures (nginx)"), tr("observe (HAProxy)"), tr("outliers (Envoy)")};
  const QStringList layers{tr("connections"), tr("answers")};
  const QStringList reactions{tr("check sooner"), tr("one failed check"), tr("sudden death"), tr("mark down")};
  using Kind = farm::PassiveCheck::Kind;
  const auto is = [](Kind kind) {
    return whileIn([kind](const balancing::Settings& s) { return s.passiveKind.value == kind; });
  };
  const auto kind = [](auto& o) -> auto& {
    return o.passiveCheck.kind;
  };
  const auto maxFails = [](auto& o) -> auto& {
    return o.passiveCheck.maxFails;
  };
  const auto failTimeout = [](auto& o) -> auto& {
    return o.passiveCheck.failTimeout;
  };
  const auto observe = [](auto& o) -> auto& {
    return o.passiveCheck.observe;
  };
  const auto errorLimit = [](auto& o) -> auto& {
    return o.passiveCheck.errorLimit;
  };
  const auto onError = [](auto& o) -> auto& {
    return o.passiveCheck.onError;
  };
  const auto errors = [](auto& o) -> auto& {
    return o.passiveCheck.consecutiveErrors;
  };
  const auto sweep = [](auto& o) -> auto& {
    return o.passiveCheck.interval;
  };
  const auto ejection = [](auto& o) -> auto& {
    return o.passiveCheck.baseEjection;
  };
  const auto longest = [](auto& o) -> auto& {
    return o.passiveCheck.maxEjection;
  };
  const auto most = [](auto& o) -> auto& {
    return o.passiveCheck.maxEjected;
  };
  const auto alwaysOne = [](auto& o) -> auto& {
    return o.passiveCheck.alwaysEjectOne;
  };
  builder.group(tr("What requests tell"))
      .maybeWords("passive_check", "Kind", kind, kinds)
      .inherits(presetWord("passive_check.kind", kind, {"NONE", "FAILURES", "OBSERVE", "OUTLIER"}, kinds))
      .help("How failed requests count against a server.")
      .maybeWhole("max_fails", "Failures to leave", maxFails, 0, 1'000'000)
      .when(is(Kind::Failures))
      .inherits(preset("passive_check.max_fails", maxFails))
      .maybeDuration("fail_timeout", "Left out for", failTimeout)
      .when(is(Kind::Failures))
      .inherits(preset("passive_check.fail_timeout", failTimeout))
      .maybeWords("observe", "Looks at", observe, layers)
      .when(is(Kind::Observe))
      .inherits(presetWord("passive_check.observe", observe, {"L4", "L7"}, layers))
      .maybeWhole("error_limit", "Errors in a row", errorLimit, 1, 1'000'000)
      .when(is(Kind::Observe))
      .inherits(preset("passive_check.error_limit", errorLimit))
      .maybeWords("on_error", "Then", onError, reactions)
      .when(is(Kind::Observe))
      .inherits(presetWord("passive_check.on_error", onError, {"FASTINTER", "FAIL_CHECK", "SUDDEN_DEATH", "MARK_DOWN"},
                           reactions))
      .maybeWhole("consecutive_errors", "Errors in a row", errors, 1, 1'000'000)
      .when(is(Kind::Outlier))
      .inherits(preset("passive_check.consecutive_errors", errors))
      .maybeDuration("base_ejection", "Ejected for", ejection)
      .when(is(Kind::Outlier))
      .inherits(preset("passive_check.base_ejection", ejection))
      .help("Times the number of ejections so far.")
      .maybeDuration("max_ejection", "At most for", longest)
      .when(is(Kind::Outlier))
      .inherits(preset("passive_check.max_ejection", longest))
      .maybeDuration("outlier_interval", "Returns looked at every", sweep)
      .when(is(Kind::Outlier))
      .inherits(preset("passive_check.interval", sweep))
      .maybeShare("max_ejected", "Ejected at once", most)
      .when(is(Kind::Outlier))
      .inherits(preset("passive_check.max_ejected", most))
      .help("Share of the servers, at most.")
      .maybeFlag("always_eject_one", "One in any case", alwaysOne)
      .when(is(Kind::Outlier))
      .inherits(preset("passive_check.always_eject_one", alwaysOne));
}

void addRetries(Balancers& builder) {
  const auto retries = [](auto& o) -> auto& {
    return o.retries;
  };
  const auto redispatch = [](auto& o) -> auto& {
    return o.redispatch;
  };
  const auto queueTimeout = [](auto& o) -> auto& {
    return o.queueTimeout;
  };
  const auto connectTimeout = [](auto& o) -> auto& {
    return o.connectTimeout;
  };
  const auto serverTimeout = [](auto& o) -> auto& {
    return o.serverTimeout;
  };
  const auto slowStart = [](auto& o) -> auto& {
    return o.slowStart;
  };
  const auto panic = [](auto& o) -> auto& {
    return o.panicThreshold;
  };
  const auto maxRequests = [](auto& o) -> auto& {
    return o.maxRequests;
  };
  const auto maxRetries = [](auto& o) -> auto& {
    return o.maxRetries;
  };
  const auto breaks = whileIn([](const balancing::Settings& s) {
    return s.product == farm::Product::Envoy || s.product == farm::Product::Unspecified;
  });
  builder.group(tr("When a server fails"))
      .maybeWhole("retries", "Retries", retries, 0, 1000)
      .inherits(preset("retries", retries))
      .help("Further attempts after a refused connection.")
      .maybeWhole("redispatch", "Redispatch every", redispatch, 0, 1000)
      .when(whileIn([](const balancing::Settings& s) { return s.product != farm::Product::Nginx; }))
      .inherits(preset("redispatch", redispatch))
      .help("Which retry goes to another server; 0: the last one.")
      .maybeDuration("queue_timeout", "Wait in the queue", queueTimeout)
      .inherits(preset("queue_timeout", queueTimeout))
      .help("A request that waits longer for a server gets 503; 0s: no limit.")
      .maybeDuration("connect_timeout", "Wait for a connection", connectTimeout)
      .inherits(preset("connect_timeout", connectTimeout))
      .help("To a server that does not answer at all; 0s: as long as the client waits.")
      .maybeDuration("server_timeout", "Wait for an answer", serverTimeout)
      .inherits(preset("server_timeout", serverTimeout))
      .help("Then the client gets an error, or another server is asked; the first one works on. 0s: no limit.")
      .maybeDuration("slow_start", "Slow start", slowStart)
      .inherits(preset("slow_start", slowStart))
      .help("Time over which a returning server gets its full share.")
      .maybeShare("panic_threshold", "Panic below", panic)
      .inherits(preset("panic_threshold", panic))
      .help("Share of healthy servers below which all are used; 0%: when none is left.")
      .maybeWhole("max_requests", "Requests on servers", maxRequests, 1, 1'000'000'000)
      .when(breaks)
      .inherits(preset("max_requests", maxRequests))
      .help("At once, over all servers and for each worker; one more is answered 503. Envoy's max_requests.")
      .maybeWhole("max_retries", "Retries under way", maxRetries, 0, 1'000'000'000)
      .when(breaks)
      .inherits(preset("max_retries", maxRetries))
      .help("At once; one more is not made. Envoy's max_retries.");
}

void addClients(Balancers& builder) {
  const QStringList ways{tr("nothing"), tr("cookie"), tr("address table")};
  using Kind = farm::Persistence::Kind;
  const auto kind = [](auto& o) -> auto& {
    return o.persistence.kind;
  };
  const auto cookie = [](auto& o) -> auto& {
    return o.persistence.cookie;
  };
  const auto expiry = [](auto& o) -> auto& {
    return o.persistence.expiry;
  };
  const auto tableSize = [](auto& o) -> auto& {
    return o.persistence.tableSize;
  };
  const auto workers = [](auto& o) -> auto& {
    return o.workers;
  };
  builder.group(tr("Clients"))
      .flag(
          "affinity", "Keeps clients on their server", [](auto& o) -> auto& { return o.affinity; })
      .help("In the product's own way.")
      .maybeWords("persistence", "Kept by", kind, ways)
      .inherits(presetWord("persistence.kind", kind, {"NONE", "COOKIE", "SOURCE"}, ways))
      .help("How the balancer recognises a client it has placed before.")
      .text("persistence_cookie", "Cookie", cookie)
      .when(whileIn([](const balancing::Settings& s) { return s.persistence.value == Kind::Cookie; }))
      .inherits(preset("persistence.cookie", cookie))
      .maybeWhole("persistence_table_size", "Table entries", tableSize, 1, 100'000'000)
      .when(whileIn([](const balancing::Settings& s) { return s.persistence.value == Kind::Source; }))
      .inherits(preset("persistence.table_size", tableSize))
      .maybeDuration("persistence_expiry", "Remembered for", expiry)
      .when(whileIn([](const balancing::Settings& s) { return s.persistence.value == Kind::Source; }))
      .inherits(preset("persistence.expiry", expiry))
      .maybeWhole("workers", "Workers", workers, 1, 256)
      .inherits(preset("workers", workers))
      .help("Processes with counters and health state of their own: each sees only its part of the traffic.");
}

}  // namespace headroom::gui::building
