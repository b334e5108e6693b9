#include "tests/routing/golden_pool.h"

#include <arpa/inet.h>

#include <cmath>
#include <map>
#include <set>

#include "engine/routing/pool.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

using nlohmann::json;

constexpr std::uint32_t kHaproxyFirstSeed = 2463534242;

/// What of a header this program knows; anything else must not pass unnoticed.
const std::set<std::string> kKnownOptions = {
    "hash_type", "hash_function", "avalanche", "hash_balance_factor", "len",   "depth", "whole",
    "path_only", "param",         "header",    "domain_only",         "draws", "key",   "allbackups",
    "cookie",    "stick",         "retries",   "redispatch",          "rise",  "fall"};
const std::set<std::string> kKnownServerFields = {"name",     "weight",    "address",      "id",       "backup",
                                                  "disabled", "maxconn",   "maxqueue",     "cookie",   "slowstart",
                                                  "down",     "max_fails", "fail_timeout", "max_conns"};

std::optional<std::string> firstUnknown(const json& object, const std::set<std::string>& known) {
  for (const auto& [name, value] : object.items()) {
    if (!known.contains(name)) return name;
  }
  return std::nullopt;
}

ServerSpec serverFrom(const json& s) {
  ServerSpec spec;
  spec.name = s.at("name");
  spec.weight = s.value("weight", 1);
  spec.id = s.value("id", 0);
  spec.backup = s.value("backup", false);
  spec.disabled = s.value("disabled", false) || s.value("down", false);
  spec.maxConnections = s.value("maxconn", s.value("max_conns", 0));
  spec.maxQueue = s.value("maxqueue", 0);
  spec.cookie = s.value("cookie", "");
  spec.address = s.value("address", "");
  spec.slowStart = Duration::seconds(s.value("slowstart", 0.0));
  spec.maxFails = s.value("max_fails", 1);
  spec.failTimeout = Duration::seconds(s.value("fail_timeout", 10.0));
  return spec;
}

std::optional<int> optionalInt(const json& options, const char* name) {
  return options.contains(name) ? std::optional<int>(options.at(name).get<int>()) : std::nullopt;
}

PoolSpec specFrom(const json& header) {
  PoolSpec spec;
  PolicySpec& policy = spec.policy;
  policy.product = header.at("program");
  policy.algorithm = header.at("algorithm");
  const json& options = header.at("options");
  AlgorithmOptions& o = policy.options;
  o.allBackups = options.value("allbackups", false);
  o.hashType = options.value("hash_type", "");
  o.hashFunction = options.value("hash_function", "");
  if (options.contains("avalanche")) o.avalanche = options.at("avalanche").get<bool>();
  o.balanceFactor = optionalInt(options, "hash_balance_factor");
  o.length = optionalInt(options, "len");
  o.depth = optionalInt(options, "depth");
  o.whole = options.value("whole", false);
  o.pathOnly = options.value("path_only", false);
  o.parameter = options.value("param", "");
  o.header = options.value("header", "");
  o.domainOnly = options.value("domain_only", false);
  o.draws = optionalInt(options, "draws");
  o.key = options.value("key", "");
  if (header.value("class", "") != "statistical") o.seed = kHaproxyFirstSeed;
  for (const json& s : header.at("servers")) policy.servers.push_back(serverFrom(s));
  if (options.contains("cookie")) spec.cookie = CookieSpec{options.at("cookie").at("name")};
  if (options.contains("stick")) spec.stick = StickSpec{};
  spec.retries = options.value("retries", 3);
  spec.redispatch = optionalInt(options, "redispatch");
  spec.rise = options.value("rise", 2);
  spec.fall = options.value("fall", 3);
  return spec;
}

/// A request's attributes, owned, and the key that views them.
class Request {
 public:
  explicit Request(const json& step) {
    const json attrs = step.value("attrs", json::object());
    target_ = attrs.value("path", "/");
    host_ = attrs.value("host", "h");
    source_ = attrs.value("src", "127.0.0.1");
    if (attrs.contains("cookie")) owned_.emplace_back("Cookie", attrs.at("cookie"));
    for (const json& h : attrs.value("headers", json::array())) owned_.emplace_back(h.at(0), h.at(1));
    for (const auto& [name, value] : owned_) headers_.push_back({name, value});
    unknown_ = firstUnknown(attrs, {"path", "host", "src", "headers", "cookie"});
  }
  RequestKey key() const {
    RequestKey key;
    key.target = target_;
    key.host = host_;
    key.sourceText = source_;
    key.headers = headers_;
    if (inet_pton(AF_INET, source_.c_str(), key.source.bytes.data()) == 1) {
      key.source.size = 4;
    } else if (inet_pton(AF_INET6, source_.c_str(), key.source.bytes.data()) == 1) {
      key.source.size = 16;
    }
    return key;
  }
  const std::optional<std::string>& unknown() const { return unknown_; }

 private:
  std::string target_;
  std::string host_;
  std::string source_;
  std::vector<std::pair<std::string, std::string>> owned_;
  std::vector<Header> headers_;
  std::optional<std::string> unknown_;
};

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

  void noteStarted() {
    for (const Started& s : pool_.started()) startedNow_.emplace_back(caseId_.at(s.request), name(s.server));
  }

  /// Connects until a server serves the request, as the proxy would; fills tried_.
  Placement connect(Placement p, const RequestKey& key) {
    while (p.kind == Placement::Kind::Assigned) {
      tried_.push_back(name(p.server));
      const bool refused = refusing_.contains(p.server);
      if (!refused && !failing_.contains(p.server)) break;
      p = pool_.failed(p.request, refused ? Failure::Refused : Failure::NoAnswer, key, now_, random_);
      noteStarted();
    }
    return p;
  }

  std::string arrive(const json& s, bool completes) {
    ++decisions_;
    tried_.clear();
    startedNow_.clear();
    const Request request(s);
    if (request.unknown()) return "unsupported attribute '" + *request.unknown() + "'";
    const long id = s.at("id");
    const Placement p = connect(pool_.arrive(request.key(), now_, random_), request.key());
    if (std::string why = compareChoice(s, p); !why.empty()) return why;
    if (s.contains("tried") && p.kind == Placement::Kind::Assigned && s.at("tried") != json(tried_)) {
      return "tried " + json(tried_).dump() + ", recorded " + s.at("tried").dump();
    }
    if (p.kind == Placement::Kind::Refused) return compareStartedList(s);
    caseId_[p.request] = id;
    open_[id] = p.request;
    if (p.kind == Placement::Kind::Assigned && (completes || s.contains("set_cookie"))) {
      if (std::string why = compareCookie(s, p.request); !why.empty()) return why;
    }
    if (!completes) return compareStartedList(s);
    if (p.kind != Placement::Kind::Assigned) return "a whole request waits";
    finish(id);
    return compareStartedList(s);
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
    const std::string recorded = s.value("set_cookie", "none");
    return got == recorded ? std::string() : "sets cookie " + got + ", recorded " + recorded;
  }

  void finish(long id) {
    const RequestId request = open_.at(id);
    open_.erase(id);
    pool_.finished(request, now_);
    noteStarted();
  }

  std::string complete(const json& s) {
    startedNow_.clear();
    finish(s.at("id"));
    return compareStartedList(s);
  }

  std::string compareStarted(const json& s) {
    startedNow_.clear();
    noteStarted();
    return compareStartedList(s);
  }
  std::string compareStartedList(const json& s) const {
    json got = json::array();
    for (const auto& [id, server] : startedNow_) got.push_back(json::array({id, server}));
    const json recorded = s.value("started", json::array());
    return got == recorded ? std::string() : "started " + got.dump() + ", recorded " + recorded.dump();
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
  std::vector<std::string> tried_;
  Outcomes startedNow_;
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
  if (const auto unknown = firstUnknown(golden.header.at("options"), kKnownOptions)) {
    result.mismatch = "unsupported option '" + *unknown + "'";
    return result;
  }
  for (const json& s : golden.header.at("servers")) {
    if (const auto unknown = firstUnknown(s, kKnownServerFields)) {
      result.mismatch = "unsupported server field '" + *unknown + "'";
      return result;
    }
  }
  const PoolSpec spec = specFrom(golden.header);
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
