#include "engine/routing/pool.h"

#include <algorithm>
#include <cassert>

#include "engine/base/text.h"
#include "engine/routing/nginx/nginx_keys.h"

namespace headroom::routing {
namespace {

constexpr int kNobody = 503;
constexpr int kBadGateway = 502;
constexpr Duration kRetryPause = Duration::wholeSeconds(1);

void checkPoolSpec(const PoolSpec& spec, Diagnostics& problems) {
  const auto complain = [&problems](std::string what, std::string remedy) {
    problems.push_back({Severity::Error, {}, std::move(what), std::move(remedy), {}});
  };
  if (spec.retries < 0) complain("retries is negative", "use 0 for a single attempt");
  if (spec.rise < 1) complain("rise must be at least 1", "use 2 if in doubt");
  if (spec.fall < 1) complain("fall must be at least 1", "use 3 if in doubt");
  if (spec.queueTimeout.ns() < 0) complain("the queue timeout is negative", "use 0 to wait for ever");
  if (spec.cookie && spec.cookie->name.empty()) complain("the persistence cookie has no name", "name it");
  if (spec.stick && (spec.stick->size < 1 || spec.stick->size > 100'000'000)) {
    complain("the stick table has room for " + std::to_string(spec.stick->size) + " entries", "use 1 to 100000000");
  }
  if (spec.stick && spec.stick->expiry.ns() < 0) complain("the stick table's expiry is negative", "use 0 for none");
}

}  // namespace

Result<std::unique_ptr<Pool>> Pool::create(const PoolSpec& spec) {
  Diagnostics problems;
  auto policy = makePolicy(spec.policy);
  if (!policy) problems = policy.problems();
  checkPoolSpec(spec, problems);
  if (!problems.empty()) return problems;
  return std::unique_ptr<Pool>(new Pool(spec, std::move(*policy)));
}

Pool::Pool(const PoolSpec& spec, std::unique_ptr<Policy> policy)
    : servers_(spec.policy.servers),
      policy_(std::move(policy)),
      habits_(policy_->habits()),
      nginx_(spec.policy.product == "nginx"),
      cookie_(spec.cookie),
      retries_(spec.retries),
      redispatch_(spec.redispatch),
      queueTimeout_(spec.queueTimeout) {
  if (spec.stick) stick_.emplace(static_cast<std::size_t>(spec.stick->size), spec.stick->expiry);
  for (ServerIndex i = 0; i < servers_.size(); ++i) {
    sides_.emplace_back(HealthCounter(spec.rise, spec.fall));
    if (servers_[i].disabled) sides_.back().state = AdminState::Maintenance;
    if (!servers_[i].cookie.empty()) byCookie_.emplace(servers_[i].cookie, i);
  }
}

RequestId Pool::newRecord() {
  if (freeRecords_.empty()) {
    records_.emplace_back();
    return static_cast<RequestId>(records_.size() - 1);
  }
  const RequestId request = freeRecords_.back();
  freeRecords_.pop_back();
  return request;
}

void Pool::release(RequestId request) {
  Record& r = records_[request];
  r.state = Record::State::Free;
  r.server = kNoServer;
  r.bound = r.cookieRight = false;
  r.counted = true;
  r.failures = 0;
  r.attempts.reset();
  freeRecords_.push_back(request);
}

void Pool::clearLists() {
  started_.clear();
  refused_.clear();
  bounced_.clear();
}

bool Pool::up(ServerIndex server) const {
  return sides_[server].state != AdminState::Maintenance && sides_[server].health.up();
}

bool Pool::hasRoom(ServerIndex server) const {
  const std::uint32_t limit = policy_->limit(server);
  return limit == 0 || sides_[server].counted < limit;
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
      if (found == byCookie_.end() || !up(found->second)) return std::nullopt;
      return found->second;
    }
  }
  return std::nullopt;
}

std::optional<ServerIndex> Pool::boundServer(const RequestKey& key, Instant now, bool& byCookie) {
  byCookie = false;
  if (const auto server = cookieServer(key)) {
    byCookie = true;
    return server;
  }
  if (!stick_) return std::nullopt;
  const auto server = stick_->find(addressOf(key), now);
  return server && up(*server) ? server : std::nullopt;
}

Placement Pool::arrive(const RequestKey& key, Instant now, RandomSource& random) {
  clearLists();
  policy_->tick(now);
  const RequestId request = newRecord();
  Record& r = records_[request];
  r.source = addressOf(key);
  if (const auto server = boundServer(key, now, r.cookieRight)) {
    r.bound = true;
    return admit(request, *server, now);
  }
  return place(request, key, now, random);
}

Placement Pool::again(RequestId request, const RequestKey& key, Instant now, RandomSource& random) {
  clearLists();
  assert(records_[request].state == Record::State::Bounced);
  return place(request, key, now, random);
}

Placement Pool::place(RequestId request, const RequestKey& key, Instant now, RandomSource& random) {
  if (!policy_->anyServing()) return refuse(request, nginx_ ? kBadGateway : kNobody);
  if (!nginx_ && habits_.waitsBehindQueue && queue_.length > 0) return wait(request, kNoServer, now);
  RequestKey attempt = key;
  attempt.attempts = &records_[request].attempts;
  const auto server = policy_->choose(attempt, now, random);
  if (server) return admit(request, *server, now);
  return nginx_ ? refuse(request, kBadGateway) : wait(request, kNoServer, now);
}

Placement Pool::admit(RequestId request, ServerIndex server, Instant now) {
  const Side& side = sides_[server];
  if (!nginx_ && policy_->limit(server) > 0 && (!hasRoom(server) || side.queue.length > 0)) {
    const int most = servers_[server].maxQueue;
    if (most > 0 && side.queue.length >= static_cast<std::uint32_t>(most)) return refuse(request, kNobody);
    return wait(request, server, now);
  }
  openOn(request, server);
  return {Placement::Kind::Assigned, request, server, 0, {}};
}

Placement Pool::wait(RequestId request, ServerIndex server, Instant now) {
  join(request, server, now);
  return {Placement::Kind::Waiting, request, server, 0, {}};
}

Placement Pool::refuse(RequestId request, int status) {
  release(request);
  return {Placement::Kind::Refused, request, kNoServer, status, {}};
}

void Pool::openOn(RequestId request, ServerIndex server) {
  Record& r = records_[request];
  r.state = Record::State::Open;
  r.server = server;
  ++sides_[server].open;
  ++sides_[server].counted;
  policy_->opened(server);
}

void Pool::closeOn(RequestId request) {
  Record& r = records_[request];
  --sides_[r.server].open;
  if (r.counted) {
    --sides_[r.server].counted;
    policy_->closed(r.server);
  }
  r.counted = true;
}

// "option redispatch": away from a server that is down, every N-th retry (the bare option: on the last), or at once
// when the algorithm is indifferent to which server it was and the request is not bound by persistence.
bool Pool::maySwitch(const Record& r) const {
  if (!redispatch_) return false;
  if (!up(r.server)) return true;
  const int every = *redispatch_ == 0 ? -1 : *redispatch_;
  const int period = every > 0 ? every : retries_ + 1 + every;
  if (period > 0 && r.failures % period == 0) return true;
  std::uint32_t active = 0;
  for (ServerIndex i = 0; i < servers_.size() && active < 2; ++i) active += !servers_[i].backup && policy_->serving(i);
  return habits_.changesAtOnce && !r.bound && active > 1;
}

Placement Pool::failed(RequestId request, Failure failure, const RequestKey& key, Instant now, RandomSource& random) {
  clearLists();
  Record& r = records_[request];
  assert(r.state == Record::State::Open && "only an assigned request can fail");
  if (nginx_) return failedNginx(request, key, now, random);
  const ServerIndex server = r.server;
  ++r.failures;
  policy_->failed(server, now);
  if (failure == Failure::NoAnswer || r.failures > retries_) {
    closeOn(request);
    serveQueues(server);
    return refuse(request, failure == Failure::NoAnswer ? kBadGateway : kNobody);
  }
  if (!maySwitch(r)) return {Placement::Kind::Assigned, request, server, 0, kRetryPause};
  closeOn(request);
  r.bound = r.cookieRight = false;
  r.attempts.tried.push_back(server);
  serveQueues(server);
  return place(request, key, now, random);
}

Placement Pool::failedNginx(RequestId request, const RequestKey& key, Instant now, RandomSource& random) {
  Record& r = records_[request];
  policy_->failed(r.server, now);
  closeOn(request);
  r.attempts.tried.push_back(r.server);
  std::size_t tries = 0;
  for (ServerIndex i = 0; i < servers_.size(); ++i) tries += sides_[i].state != AdminState::Maintenance;
  if (r.attempts.tried.size() >= tries) return refuse(request, kBadGateway);
  return place(request, key, now, random);
}

void Pool::finished(RequestId request, Instant now) {
  clearLists();
  policy_->tick(now);
  Record& r = records_[request];
  assert(r.state == Record::State::Open && "only an assigned request can finish");
  const ServerIndex server = r.server;
  policy_->succeeded(server, now);
  if (stick_) stick_->store(r.source, server, now);
  closeOn(request);
  release(request);
  serveQueues(server);
}

void Pool::abandoned(RequestId request, Instant /*now*/) {
  clearLists();
  const Record& r = records_[request];
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
  if (!cookie_ || r.cookieRight || r.server == kNoServer || servers_[r.server].cookie.empty()) return std::nullopt;
  return PersistenceCookie{cookie_->name, servers_[r.server].cookie};
}

Explanation Pool::explain(const RequestKey& key, Instant now, RandomSource& random) const {
  Explanation why = policy_->explain(key, now, random);
  auto bound = cookieServer(key);
  std::string by = "the persistence cookie";
  if (!bound && stick_) {
    StickTable copy = *stick_;
    bound = copy.find(addressOf(key), now);
    if (bound && !up(*bound)) bound.reset();
    by = "the stick table";
  }
  if (bound) {
    why.chosen = bound;
    why.rule = by + " names " + printable(servers_[*bound].name);
    why.tieBreak.clear();
  } else if (!nginx_ && habits_.waitsBehindQueue && queue_.length > 0 && policy_->anyServing()) {
    why.chosen.reset();
    why.rule = std::to_string(queue_.length) + " requests wait for any server; this one waits behind them";
    why.tieBreak.clear();
  }
  return why;
}

std::string Pool::stateText(ServerIndex server) const {
  const Side& side = sides_[server];
  if (side.state == AdminState::Maintenance) return "MAINT";
  if (side.state == AdminState::Drain && side.health.up()) return "DRAIN";
  return side.health.text();
}

}  // namespace headroom::routing
