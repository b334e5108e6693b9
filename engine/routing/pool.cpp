#include "engine/routing/pool.h"

#include <algorithm>
#include <cassert>

#include "engine/base/text.h"
#include "engine/routing/nginx/nginx_keys.h"

namespace headroom::routing {
namespace {

constexpr int kNobody = 503;
constexpr int kBadGateway = 502;
constexpr int kError = 500;

void checkChecks(const PoolSpec& spec, Diagnostics& problems) {
  const auto complain = [&problems](std::string what, std::string remedy) {
    problems.push_back({Severity::Error, {}, std::move(what), std::move(remedy), {}});
  };
  if (spec.check && spec.check->interval.ns() <= 0) complain("the check interval is not above 0", "2s is HAProxy's");
  if (spec.check && (spec.check->fastInterval.ns() < 0 || spec.check->downInterval.ns() < 0)) {
    complain("a check interval is negative", "use 0 for the ordinary interval");
  }
  if (spec.check && spec.check->timeout.ns() < 0) complain("the check timeout is negative", "use 0 for the interval");
  if (spec.observe && spec.observe->errorLimit < 1) complain("error-limit must be at least 1", "10 is the default");
  if (spec.observe && !spec.check) {
    complain("observe needs active checks: without them a server would never come back", "add health checks");
  }
  if (spec.panicPercent && (*spec.panicPercent < 0 || *spec.panicPercent > 100)) {
    complain("the panic threshold is " + std::to_string(*spec.panicPercent) + " %", "use 0 to 100");
  }
  if (!spec.outliers) return;
  const OutlierSpec& o = *spec.outliers;
  if (o.consecutiveErrors < 1) complain("outlier detection after fewer than 1 error", "5 is Envoy's default");
  if (o.interval.ns() <= 0) complain("the outlier detection's interval is not above 0", "10s is Envoy's default");
  if (o.baseEjection.ns() < 0 || o.maxEjection.ns() < 0) complain("an ejection time is negative", "use 0 or more");
  if (o.maxEjectedPercent < 0 || o.maxEjectedPercent > 100) {
    complain("max_ejection_percent is " + std::to_string(o.maxEjectedPercent), "use 0 to 100");
  }
}

void checkPoolSpec(const PoolSpec& spec, Diagnostics& problems) {
  const auto complain = [&problems](std::string what, std::string remedy) {
    problems.push_back({Severity::Error, {}, std::move(what), std::move(remedy), {}});
  };
  if (spec.retries < 0) complain("retries is negative", "use 0 for a single attempt");
  if (spec.nextTries && *spec.nextTries < 1) complain("fewer than 1 try in all", "use 1 for a single attempt");
  if (spec.rise < 1) complain("rise must be at least 1", "use 2 if in doubt");
  if (spec.fall < 1) complain("fall must be at least 1", "use 3 if in doubt");
  if (spec.queueTimeout.ns() < 0) complain("the queue timeout is negative", "use 0 to wait for ever");
  if (spec.cookie && spec.cookie->name.empty()) complain("the persistence cookie has no name", "name it");
  if (spec.stick && (spec.stick->size < 1 || spec.stick->size > 100'000'000)) {
    complain("the stick table has room for " + std::to_string(spec.stick->size) + " entries", "use 1 to 100000000");
  }
  if (spec.maxRequests && *spec.maxRequests < 0) complain("max_requests is negative", "1024 is Envoy's default");
  if (spec.maxRetries && *spec.maxRetries < 0) complain("max_retries is negative", "3 is Envoy's default");
  if ((spec.maxRequests || spec.maxRetries) && spec.policy.product == "nginx") {
    complain("nginx algorithms know no max_requests and max_retries", "leave them out");
  }
  if (spec.stick && spec.stick->expiry.ns() < 0) complain("the stick table's expiry is negative", "use 0 for none");
  if (spec.retryPause.ns() < 0) complain("the pause before a retry is negative", "1s is HAProxy's");
  checkChecks(spec, problems);
}

bool anySlowStart(const PoolSpec& spec) {
  return std::any_of(spec.policy.servers.begin(), spec.policy.servers.end(),
                     [](const ServerSpec& s) { return s.slowStart.ns() > 0; });
}

/// What the weights are multiplied by so that a slow start can take fractions of them.
int scaleFor(const PoolSpec& spec) {
  int heaviest = 1;
  for (const ServerSpec& server : spec.policy.servers) heaviest = std::max(heaviest, server.weight);
  return kMaxWeight / heaviest;
}

}  // namespace

Result<std::unique_ptr<Pool>> Pool::create(const PoolSpec& spec) {
  Diagnostics problems;
  PolicySpec policySpec = spec.policy;
  if (policySpec.product != "nginx") {
    // Some products share nginx's algorithm, but not its way of taking servers out.
    for (ServerSpec& server : policySpec.servers) server.maxFails = 0;
  }
  auto policy = makePolicy(policySpec);
  if (!policy) problems = policy.problems();
  checkPoolSpec(spec, problems);
  int scale = 1;
  if (policy && anySlowStart(spec)) {
    if ((*policy)->slowStart() == Policy::SlowStart::None) {
      problems.push_back({Severity::Error,
                          {},
                          spec.policy.product + " '" + spec.policy.algorithm + "' knows no slow start",
                          "take slow start out, or use an algorithm by turns or load",
                          {}});
    } else if ((*policy)->slowStart() == Policy::SlowStart::ByWeight) {
      scale = scaleFor(spec);
      for (ServerSpec& server : policySpec.servers) server.weight *= scale;
      policy = makePolicy(policySpec);
    }
  }
  if (!problems.empty()) return problems;
  return std::unique_ptr<Pool>(new Pool(spec, std::move(*policy), scale));
}

Pool::Pool(const PoolSpec& spec, std::unique_ptr<Policy> policy, int weightScale)
    : servers_(spec.policy.servers),
      policy_(std::move(policy)),
      habits_(policy_->habits()),
      nginx_(spec.policy.product == "nginx"),
      cookie_(spec.cookie),
      retries_(spec.retries),
      redispatch_(spec.redispatch),
      nextTries_(spec.nextTries),
      retryPause_(spec.retryPause),
      check_(spec.check),
      observe_(spec.observe),
      panicPercent_(spec.panicPercent),
      weightScale_(weightScale),
      queueTimeout_(spec.queueTimeout) {
  if (spec.stick) stick_.emplace(static_cast<std::size_t>(spec.stick->size), spec.stick->expiry);
  watches_ = observe_ || spec.outliers;
  binds_ = spec.cookie || spec.stick;
  simple_ = direct_ = !binds_ && !nginx_;
  if (spec.maxRequests) mostOpen_ = static_cast<std::uint32_t>(*spec.maxRequests);
  if (spec.maxRetries) mostRetrying_ = static_cast<std::uint32_t>(*spec.maxRetries);
  if (spec.outliers) outliers_.emplace(*spec.outliers, servers_.size());
  const bool trusted = spec.policy.product != "haproxy";
  for (ServerIndex i = 0; i < servers_.size(); ++i) {
    Side& side = sides_.emplace_back(HealthCounter(spec.rise, spec.fall, trusted));
    side.weight = servers_[i].weight;
    side.limited = servers_[i].maxConnections > 0;
    if (servers_[i].disabled) {
      side.state = AdminState::Maintenance;
      side.usable = false;
    }
    direct_ = direct_ && !side.limited;
    if (!servers_[i].cookie.empty()) byCookie_.emplace(servers_[i].cookie, i);
  }
  calm_ = calmNow();
}

Pool::Calm Pool::calmNow() const {
  const bool ends = simple_ && !limited() && !watches_ && !news_ && timed_ == Instant::never() &&
                    queue_.length + waitingForOne_ == 0 && uncounted_ == 0;
  if (!ends) return Calm::No;
  return direct_ ? Calm::All : Calm::Ends;
}

RequestId Pool::newRecord() {
  if (free_ == kNone) [[unlikely]]
    return anotherRecord();
  const RequestId request = free_;
  free_ = records_[request].after;
  return request;
}

RequestId Pool::anotherRecord() {
  records_.emplace_back();
  return static_cast<RequestId>(records_.size() - 1);
}

void Pool::dropLists() {
  news_ = false;
  started_.clear();
  refused_.clear();
  bounced_.clear();
  hastened_.clear();
}

bool Pool::hasRoom(ServerIndex server) const {
  if (!sides_[server].limited) return true;
  const std::uint32_t limit = policy_->limit(server);
  return limit == 0 || sides_[server].counted() < limit;
}

bool Pool::mustWait(ServerIndex server) const {
  return !nginx_ && sides_[server].limited && (!hasRoom(server) || sides_[server].queue.length > 0);
}

bool Pool::hasPlace(ServerIndex server) const {
  const int most = servers_[server].maxQueue;
  return most == 0 || !mustWait(server) || sides_[server].queue.length < static_cast<std::uint32_t>(most);
}

std::optional<ServerIndex> Pool::cookieServer(const RequestKey& key) const {
  if (!cookie_) return std::nullopt;
  for (const Header& header : key.headers) {
    if (!equalIgnoringCase(header.name, "cookie")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != cookie_->name) continue;
      const auto found = byCookie_.find(pair.substr(equals + 1));
      if (found == byCookie_.end() || !usable(found->second)) return std::nullopt;
      return found->second;
    }
  }
  return std::nullopt;
}

std::optional<ServerIndex> Pool::boundServer(const RequestKey& key, Instant now) {
  if (const auto server = cookieServer(key)) return server;
  if (!stick_) return std::nullopt;
  const auto server = stick_->find(addressOf(key), now);
  return server && usable(*server) ? server : std::nullopt;
}

// nginx has no queue that a client could wait in for its server; it takes another one.
bool Pool::mayBind(ServerIndex server) const {
  return !nginx_ || hasRoom(server);
}

void Pool::clearMarks(Record& r) {
  r.marked = false;
  r.bound = false;
  retrying_ -= static_cast<std::uint32_t>(r.retrying);
  r.retrying = false;
  r.failures = 0;
  r.attempts.reset();
}

Placement Pool::settle(RequestId request, Choice server, Instant now) {
  return server ? admit(request, *server, now) : unplaced(request, now);
}

Placement Pool::arrive(const Assignment& assignment, const RequestKey& key, Instant now, RandomSource& random) {
  const Settling settling{*this};
  if (assignment.asked) return settle(newRecord(), std::nullopt, now);
  return arriveOtherwise(key, now, random);
}

/// arrive() when there is more to it.
Placement Pool::arriveOtherwise(const RequestKey& key, Instant now, RandomSource& random) {
  clearLists();
  catchUp(now);
  if (limited() && open_ >= mostOpen_) return beyondLimit(key, now, random);
  const RequestId request = newRecord();
  if (simple_ && queue_.length == 0) return settle(request, policy_->choose(key, now, random), now);
  Record& r = records_[request];
  r.marked = true;
  if (!binds_) return place(request, key, now, random);
  r.source = addressOf(key);
  const auto server = boundServer(key, now);
  if (!server || !mayBind(*server)) return place(request, key, now, random);
  if (redispatch_ && !hasPlace(*server)) {
    r.attempts.tried.push_back(*server);
    return place(request, key, now, random);
  }
  r.bound = true;
  return admit(request, *server, now);
}

// Envoy asks the limit when it has chosen a server, so that the next one has its turn.
Placement Pool::beyondLimit(const RequestKey& key, Instant now, RandomSource& random) {
  policy_->choose(key, now, random);
  return {Placement::Kind::Refused, 0, kNoServer, kNobody, {}, Placement::Reason::Limited};
}

// The attempt that has just failed is over and does not count any more.
bool Pool::mayRetry(Record& r) {
  retrying_ -= static_cast<std::uint32_t>(r.retrying);
  r.retrying = retrying_ < mostRetrying_;
  retrying_ += static_cast<std::uint32_t>(r.retrying);
  return r.retrying;
}

Placement Pool::again(RequestId request, const RequestKey& key, Instant now, RandomSource& random) {
  const Settling settling{*this};
  clearLists();
  assert(records_[request].state == Record::State::Bounced);
  catchUp(now);
  return place(request, key, now, random);
}

Placement Pool::unplaceable(RequestId request) {
  const auto full = [this](ServerIndex server) {
    const std::uint32_t limit = policy_->limit(server);
    return policy_->serving(server) && limit != 0 && open(server) >= limit;
  };
  auto reason = Placement::Reason::NoServer;
  if (nginx_ && !records_[request].attempts.tried.empty()) {
    reason = Placement::Reason::Failed;
  } else if (policy_->anyServing()) {
    for (ServerIndex server = 0; server < sides_.size(); ++server) {
      if (full(server)) reason = Placement::Reason::Full;
    }
  }
  return refuse(request, nginx_ ? kBadGateway : kNobody, reason);
}

Placement Pool::place(RequestId request, const RequestKey& key, Instant now, RandomSource& random) {
  const bool behindQueue = !nginx_ && habits_.waitsBehindQueue && queue_.length > 0;
  if (!behindQueue) {
    Attempts& attempts = records_[request].attempts;
    std::optional<ServerIndex> server;
    if (nginx_ || !attempts.tried.empty()) {
      RequestKey attempt = key;
      attempt.attempts = &attempts;
      server = policy_->choose(attempt, now, random);
    } else {  // only nginx's algorithms remember more of an attempt than the server
      server = policy_->choose(key, now, random);
    }
    if (server) return admit(request, *server, now);
  }
  return unplaced(request, now);
}

Placement Pool::unplaced(RequestId request, Instant now) {
  if (nginx_ || !policy_->anyServing()) return unplaceable(request);
  return wait(request, kNoServer, now);
}

Placement Pool::admit(RequestId request, ServerIndex server, Instant now) {
  if (mustWait(server)) {
    if (hasPlace(server)) return wait(request, server, now);
    const Placement refused = refuse(request, kNobody, Placement::Reason::Full);
    serveQueues(server);  // the end of any request makes its server look, and a warming one may have room by now
    return refused;
  }
  openOn(request, server);
  return {Placement::Kind::Assigned, request, server, 0, {}, {}};
}

Placement Pool::wait(RequestId request, ServerIndex server, Instant now) {
  join(request, server, now);
  return {Placement::Kind::Waiting, request, server, 0, {}, {}};
}

Placement Pool::refuse(RequestId request, int status, Placement::Reason reason) {
  release(request);
  return {Placement::Kind::Refused, request, kNoServer, status, {}, reason};
}

// "option redispatch": away from a server that is down, every N-th retry (the bare option: on the last), or at once
// when the algorithm is indifferent to which server it was and the request is not bound by persistence.
bool Pool::maySwitch(const Record& r) const {
  if (!redispatch_) return false;
  if (!usable(r.server)) return true;
  const int every = *redispatch_ == 0 ? -1 : *redispatch_;
  const int period = every > 0 ? every : retries_ + 1 + every;
  if (period > 0 && r.failures % period == 0) return true;
  std::uint32_t active = 0;
  for (ServerIndex i = 0; i < servers_.size() && active < 2; ++i) active += !servers_[i].backup && policy_->serving(i);
  return habits_.changesAtOnce && !r.bound && active > 1;
}

Placement Pool::failed(RequestId request, Failure failure, const RequestKey& key, Instant now, RandomSource& random) {
  const Settling settling{*this};
  clearLists();
  Record& r = records_[request];
  assert(r.state == Record::State::Open && "only an assigned request can fail");
  catchUp(now);
  r.marked = true;
  const ServerIndex server = r.server;
  anyFailed_ = true;
  policy_->failed(server, now);
  learn(server, failure == Failure::Refused ? Sign::Refused : Sign::Broken, kNobody, now);
  if (nginx_) return failedNginx(request, key, now, random);
  ++r.failures;
  if (failure == Failure::NoAnswer || r.failures > retries_ || !mayRetry(r)) {
    closeOn(request);
    serveQueues(server);
    return refuse(request, failure == Failure::NoAnswer ? kBadGateway : kNobody, Placement::Reason::Failed);
  }
  if (!maySwitch(r)) return {Placement::Kind::Assigned, request, server, 0, retryPause_, {}};
  closeOn(request);
  r.bound = false;
  r.attempts.tried.push_back(server);
  serveQueues(server);
  return place(request, key, now, random);
}

Placement Pool::failedNginx(RequestId request, const RequestKey& key, Instant now, RandomSource& random) {
  Record& r = records_[request];
  closeOn(request);
  r.attempts.tried.push_back(r.server);
  std::size_t tries = 0;
  for (ServerIndex i = 0; i < servers_.size(); ++i) tries += sides_[i].state != AdminState::Maintenance;
  if (nextTries_) tries = std::min(tries, static_cast<std::size_t>(*nextTries_));
  if (r.attempts.tried.size() >= tries) return refuse(request, kBadGateway, Placement::Reason::Failed);
  return place(request, key, now, random);
}

/// finished() when there is more to it.
void Pool::finishedOtherwise(RequestId request, Instant now, int status) {
  const Settling settling{*this};
  clearLists();
  catchUp(now);
  Record& r = records_[request];
  assert(r.state == Record::State::Open && "only an assigned request can finish");
  const ServerIndex server = r.server;
  policy_->succeeded(server, now);
  if (stick_) stick_->store(r.source, server, now);
  closeOn(request);
  release(request);
  learn(server, status >= kError && status != 501 && status != 505 ? Sign::ErrorStatus : Sign::Good, status, now);
  serveQueues(server);
}

void Pool::abandoned(RequestId request, Instant /*now*/) {
  const Settling settling{*this};
  clearLists();
  const Record& r = records_[request];
  if (r.state == Record::State::Bounced) return release(request);
  if (r.state == Record::State::Waiting) {
    unlink(request);
    release(request);
  } else if (r.state == Record::State::Open) {
    const ServerIndex server = r.server;
    closeOn(request);
    release(request);
    serveQueues(server);
  }
}

std::optional<PersistenceCookie> Pool::cookieToSet(RequestId request) const {
  const Record& r = records_[request];
  if (!cookie_ || r.bound || r.server == kNoServer) return std::nullopt;
  return PersistenceCookie{cookie_->name, servers_[r.server].cookie};
}

}  // namespace headroom::routing
