#include "tests/routing/golden_pool.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "engine/routing/pool.h"
#include "tests/routing/golden_spec.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

using nlohmann::json;

class PoolReplay {
 public:
  PoolReplay(const json& header, Pool& pool)
      : pool_(pool), haproxy_(header.at("program") == "haproxy"), timeless_(header.value("clock", "none") == "none") {
    for (ServerIndex i = 0; i < pool_.servers().size(); ++i) byName_[pool_.servers()[i].name] = i;
  }

  /// Empty when the step agrees with the recording.
  std::string step(const json& s) {
    // HAProxy's queues know who came first by the millisecond; without a clock every step is later than the last.
    if (timeless_ && haproxy_) now_ = now_ + Duration::milliseconds(1);
    const std::string op = s.at("op");
    if (op == "arrive" || op == "request") return arrive(s, op == "request");
    if (op == "complete") return complete(s);
    if (op == "set_weight") return setWeight(s);
    if (op == "check") return check(s);
    if (op == "wait") {
      now_ = now_ + Duration::seconds(s.at("seconds").get<double>());
      pool_.tick(now_);
      return compareStarted(s);
    }
    const ServerIndex server = byName_.at(s.at("server"));
    if (op == "server_down") return setState(s, server, AdminState::Maintenance);
    if (op == "server_up") return setState(s, server, AdminState::Ready);
    if (op == "drain") return setState(s, server, AdminState::Drain);
    if (op == "refuse") return toggle(refusing_, server, true);
    if (op == "accept") return toggle(refusing_, server, false);
    if (op == "fail") return toggle(failing_, server, true);
    if (op == "heal") return toggle(failing_, server, false);
    return "unsupported step '" + op + "'";
  }
  long decisions() const { return decisions_; }

 private:
  using Outcomes = std::vector<std::pair<long, std::string>>;

  static std::string toggle(std::set<ServerIndex>& set, ServerIndex server, bool on) {
    if (on) {
      set.insert(server);
    } else {
      set.erase(server);
    }
    return {};
  }
  const std::string& name(ServerIndex server) const { return pool_.servers()[server].name; }

  /// What the last call into the pool did to other requests: their turn, a new choice, the end.
  void noteEffects() {
    effects_.insert(effects_.end(), pool_.started().begin(), pool_.started().end());
    for (const RequestId r : pool_.bounced()) effects_.push_back({r, kNoServer});
    for (const RequestId r : pool_.refusedNow()) ended(r);
  }
  void ended(RequestId request) {
    const long id = caseId_.at(request);
    endedNow_.push_back(id);
    open_.erase(id);
    requests_.erase(id);
  }

  /// Connects until a server serves the request, as the proxy would; fills tried_.
  Placement connect(Placement p, const RequestKey& key) {
    while (p.kind == Placement::Kind::Assigned) {
      tried_.push_back(name(p.server));
      const bool refused = refusing_.contains(p.server);
      if (!refused && !failing_.contains(p.server)) break;
      p = pool_.failed(p.request, refused ? Failure::Refused : Failure::NoAnswer, key, now_, random_);
      noteEffects();
    }
    return p;
  }

  /// Follows the other requests until nothing moves any more. A proxy lets all of them choose before it hears how the
  /// first connection went.
  void followEffects() {
    while (!effects_.empty()) {
      std::vector<Placement> placed;
      for (const Started& next : std::exchange(effects_, {})) {
        placed.push_back({Placement::Kind::Assigned, next.request, next.server, 0, {}});
        if (next.server != kNoServer) continue;
        placed.back() = pool_.again(next.request, requests_.at(caseId_.at(next.request))->key(), now_, random_);
        noteEffects();
      }
      for (Placement p : placed) {
        const long id = caseId_.at(p.request);
        p = connect(p, requests_.at(id)->key());
        if (p.kind == Placement::Kind::Assigned) startedNow_.emplace_back(id, name(p.server));
        if (p.kind == Placement::Kind::Refused) ended(p.request);
      }
    }
  }

  std::string arrive(const json& s, bool completes) {
    ++decisions_;
    tried_.clear();
    forgetEffects();
    auto owned = std::make_unique<Request>(s);
    const Request& request = *owned;
    if (request.unknown()) return "unsupported attribute '" + *request.unknown() + "'";
    const long id = s.at("id");
    Placement p = pool_.arrive(request.key(), now_, random_);
    noteEffects();
    p = connect(p, request.key());
    if (std::string why = compareChoice(s, p); !why.empty()) return why;
    if (s.contains("tried") && p.kind == Placement::Kind::Assigned && s.at("tried") != json(tried_)) {
      return "tried " + json(tried_).dump() + ", recorded " + s.at("tried").dump();
    }
    if (p.kind == Placement::Kind::Refused) return compareEffects(s);
    caseId_[p.request] = id;
    open_[id] = p.request;
    requests_[id] = std::move(owned);
    if (p.kind == Placement::Kind::Assigned && (completes || s.contains("set_cookie"))) {
      if (std::string why = compareCookie(s, p.request); !why.empty()) return why;
    }
    if (!completes) return compareEffects(s);
    if (p.kind != Placement::Kind::Assigned) return "a whole request waits";
    finish(id);
    return compareEffects(s);
  }

  std::string compareChoice(const json& s, const Placement& p) const {
    const std::string got = p.kind == Placement::Kind::Assigned  ? name(p.server)
                            : p.kind == Placement::Kind::Waiting ? "waits"
                                                                 : "status " + std::to_string(p.status);
    std::string recorded = "nobody";
    if (!s.at("chosen").is_null()) {
      recorded = s.at("chosen");
    } else if (s.value("waits", false)) {
      recorded = "waits";
    } else if (s.contains("status")) {
      recorded = "status " + std::to_string(s.at("status").get<int>());
    }
    return got == recorded ? std::string() : "decided " + got + ", recorded " + recorded;
  }

  std::string compareCookie(const json& s, RequestId request) const {
    const auto cookie = pool_.cookieToSet(request);
    const std::string got = cookie ? std::string(cookie->name) + "=" + std::string(cookie->value) : "none";
    const std::string recorded =
        s.contains("set_cookie") && !s.at("set_cookie").is_null() ? s.at("set_cookie").get<std::string>() : "none";
    return got == recorded ? std::string() : "sets cookie " + got + ", recorded " + recorded;
  }

  void finish(long id) {
    const RequestId request = open_.at(id);
    open_.erase(id);
    requests_.erase(id);
    pool_.finished(request, now_);
    noteEffects();
  }

  std::string complete(const json& s) {
    forgetEffects();
    if (s.contains("set_cookie")) {
      if (std::string why = compareCookie(s, open_.at(s.at("id"))); !why.empty()) return why;
    }
    finish(s.at("id"));
    return compareEffects(s);
  }

  void forgetEffects() {
    startedNow_.clear();
    endedNow_.clear();
  }
  std::string compareStarted(const json& s) {
    forgetEffects();
    noteEffects();
    return compareEffects(s);
  }
  /// Who reached one server first can be observed; who reached different servers first cannot.
  static std::map<std::string, std::vector<long>> perServer(const json& started) {
    std::map<std::string, std::vector<long>> result;
    for (const json& entry : started) result[entry.at(1)].push_back(entry.at(0));
    return result;
  }
  std::string compareEffects(const json& s) {
    followEffects();
    json got = json::array();
    for (const auto& [id, server] : startedNow_) got.push_back(json::array({id, server}));
    const json recorded = s.value("started", json::array());
    if (perServer(got) != perServer(recorded)) return "started " + got.dump() + ", recorded " + recorded.dump();
    std::vector<long> ends;
    for (const json& e : s.value("ended", json::array())) ends.push_back(e.at(0));
    std::sort(ends.begin(), ends.end());
    std::sort(endedNow_.begin(), endedNow_.end());
    return ends == endedNow_ ? std::string() : "ended " + json(endedNow_).dump() + ", recorded " + json(ends).dump();
  }

  std::string setState(const json& s, ServerIndex server, AdminState state) {
    pool_.setState(server, state, now_);
    return compareStarted(s);
  }

  std::string setWeight(const json& s) {
    const bool accepted = pool_.setWeight(byName_.at(s.at("server")), s.at("weight"), now_).ok();
    if (accepted == !s.contains("reply")) return compareStarted(s);
    return accepted ? "accepted a weight that was refused: " + s.at("reply").get<std::string>()
                    : "refused a weight that was accepted";
  }

  std::string check(const json& s) {
    const ServerIndex server = byName_.at(s.at("server"));
    pool_.checked(server, s.at("result") == "pass", now_);
    const std::string got = pool_.stateText(server);
    if (got != s.at("state")) return "state '" + got + "', recorded '" + s.at("state").get<std::string>() + "'";
    return compareStarted(s);
  }

  Pool& pool_;
  bool haproxy_;
  bool timeless_;
  Instant now_ = Instant::at(Duration::milliseconds(250));
  SeededRandom random_{1};
  std::map<std::string, ServerIndex> byName_;
  std::map<long, RequestId> open_;
  std::map<RequestId, long> caseId_;
  std::set<ServerIndex> refusing_;
  std::set<ServerIndex> failing_;
  std::map<long, std::unique_ptr<Request>> requests_;  ///< Those that are in the pool.
  std::vector<Started> effects_;                       ///< To be followed; kNoServer: to be chosen for again.
  std::vector<std::string> tried_;
  Outcomes startedNow_;
  std::vector<long> endedNow_;
  long decisions_ = 0;
};

/// An own large sample against the exact probabilities. At this size a weight that is 5 % wrong gives a statistic above
/// 100 in every recorded case; the limit is the 99.9 % quantile.
std::string replayFrequency(const PoolSpec& spec, const json& s) {
  constexpr long kSamples = 400'000;
  const auto made = makePolicy(spec.policy);
  if (!made) return "cannot make the pool: " + made.problems().front().what;
  Policy& policy = **made;
  std::map<std::string, long> counts;
  for (ServerIndex i = 0; i < spec.policy.servers.size(); ++i) {
    const long open = s.at("open").value(spec.policy.servers[i].name, 0L);
    for (long n = 0; n < open; ++n) policy.opened(i);
    counts[spec.policy.servers[i].name] = 0;
  }
  SeededRandom random(20260101);
  for (long n = 0; n < kSamples; ++n) {
    const auto chosen = policy.choose({}, Instant(), random);
    if (!chosen) return "nobody chosen in sample " + std::to_string(n);
    ++counts[spec.policy.servers[*chosen].name];
  }
  double statistic = 0;
  for (const auto& [name, probability] : s.at("expected").items()) {
    const double expected = probability.get<double>() * kSamples;
    const double seen = static_cast<double>(counts[name]);
    if (expected == 0 && seen > 0) return name + " was chosen but has probability 0";
    if (expected > 0) statistic += (seen - expected) * (seen - expected) / expected;
  }
  const double limit = chiSquareQuantile999(s.at("dof").get<int>());
  if (statistic <= limit) return {};
  return "chi-square " + std::to_string(statistic) + " is above " + std::to_string(limit);
}

}  // namespace

ReplayResult replayPool(const GoldenFile& golden) {
  ReplayResult result;
  result.mismatch = unsupportedInHeader(golden.header);
  if (!result.mismatch.empty()) return result;
  const PoolSpec spec = poolSpecFrom(golden.header);
  const auto pool = Pool::create(spec);
  if (!pool) {
    result.mismatch = "cannot make the pool: " + format(pool.problems().front());
    return result;
  }
  PoolReplay replay(golden.header, **pool);
  for (std::size_t i = 0; i < golden.steps.size(); ++i) {
    const json& s = golden.steps[i];
    std::string why = s.at("op") == "frequency" ? replayFrequency(spec, s) : replay.step(s);
    if (why.empty()) continue;
    result.mismatch =
        "step " + std::to_string(i + 1) + " (line " + std::to_string(i + 2) + "): " + why + " in " + s.dump();
    break;
  }
  result.decisions = replay.decisions();
  return result;
}

}  // namespace headroom::routing
