#include "tests/fuzz/pool_operations.h"

#include <map>
#include <optional>

#include "engine/routing/pool.h"
#include "tests/routing/policy_cases.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

using Kind = Placement::Kind;

class Bytes {
 public:
  explicit Bytes(std::span<const std::uint8_t> input) : rest_(input) {}
  bool empty() const { return rest_.empty(); }
  unsigned next() {
    if (rest_.empty()) return 0;
    const unsigned byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }
  unsigned below(unsigned limit) { return next() % limit; }
  bool flip() { return (next() & 1U) != 0; }
  bool oneIn(unsigned n) { return below(n) == 0; }

 private:
  std::span<const std::uint8_t> rest_;
};

Duration seconds(unsigned n) {
  return Duration::wholeSeconds(n);
}

void addHealth(PoolSpec& spec, Bytes& bytes) {
  spec.rise = static_cast<int>(1 + bytes.below(3));
  spec.fall = static_cast<int>(1 + bytes.below(3));
  if (bytes.flip()) {
    CheckSpec check;
    check.interval = seconds(1 + bytes.below(5));
    check.fastInterval = Duration::milliseconds(100 * bytes.below(10));
    check.downInterval = seconds(bytes.below(5));
    spec.check = check;
    if (bytes.flip()) {
      ObserveSpec observe;
      observe.layer = bytes.flip() ? ObserveSpec::Layer::Answer : ObserveSpec::Layer::Connection;
      observe.errorLimit = static_cast<int>(1 + bytes.below(4));
      observe.onError = static_cast<ObserveSpec::OnError>(bytes.below(4));
      spec.observe = observe;
    }
  }
  if (bytes.flip()) {
    OutlierSpec outliers;
    outliers.consecutiveErrors = static_cast<int>(1 + bytes.below(4));
    outliers.interval = seconds(1 + bytes.below(4));
    outliers.baseEjection = seconds(bytes.below(8));
    outliers.maxEjection = seconds(bytes.below(20));
    outliers.maxEjectedPercent = static_cast<int>(bytes.below(101));
    outliers.alwaysEjectOne = bytes.flip();
    spec.outliers = outliers;
  }
  if (bytes.flip()) spec.panicPercent = static_cast<int>(bytes.below(101));
}

PoolSpec specFrom(Bytes& bytes, std::optional<std::size_t> algorithm) {
  static const std::vector<PolicyCase> cases = policyCases();
  PoolSpec spec;
  const unsigned first = bytes.next();
  const PolicyCase& chosen = cases[algorithm.value_or(first) % cases.size()];
  spec.policy = chosen.spec;
  // The full ring and the full table take most of the time to build and change nothing here.
  if (chosen.spec.algorithm == "maglev") spec.policy.options.tableSize = 251;
  spec.policy.servers = plainServers(static_cast<int>(1 + bytes.below(7)));
  const bool warm = bytes.oneIn(3);
  for (ServerSpec& s : spec.policy.servers) {
    s.weight = static_cast<int>(bytes.below(5));
    s.maxConnections = static_cast<int>(bytes.below(4));
    s.maxQueue = static_cast<int>(bytes.below(3));
    if (warm) s.slowStart = seconds(bytes.below(6));
    s.cookie = s.name;
    s.backup = chosen.allowsBackups && bytes.oneIn(4);
    s.disabled = bytes.oneIn(8);
    s.maxFails = static_cast<int>(bytes.below(3));
    s.failTimeout = seconds(bytes.below(5));
  }
  if (bytes.flip()) spec.cookie = CookieSpec{"SRV"};
  if (bytes.flip()) spec.stick = StickSpec{static_cast<int>(1 + bytes.below(8)), seconds(bytes.below(5))};
  spec.retries = static_cast<int>(bytes.below(4));
  if (bytes.flip()) spec.redispatch = static_cast<int>(bytes.below(3));
  spec.queueTimeout = seconds(bytes.below(6));
  addHealth(spec, bytes);
  return spec;
}

class Run {
 public:
  Run(const PoolSpec& spec, Pool& pool, Bytes& bytes) : spec_(spec), pool_(pool), bytes_(bytes) {
    if (pool_.check()) schedule_.emplace(*pool_.check(), pool_, now_);
  }

  std::string all() {
    for (int step = 0; !bytes_.empty() && step < 20'000; ++step) {
      now_ = now_ + Duration::milliseconds(bytes_.next());
      one();
      invariants();
      if (!broken_.empty()) return "step " + std::to_string(step) + ": " + broken_;
    }
    empty();
    return broken_;
  }

 private:
  void complain(const std::string& what) {
    if (broken_.empty()) broken_ = what;
  }
  ServerIndex server() { return static_cast<ServerIndex>(bytes_.below(static_cast<unsigned>(pool_.servers().size()))); }

  void note(const Placement& p, unsigned n) {
    if (p.kind == Kind::Assigned) open_[p.request] = p.server;
    if (p.kind == Kind::Waiting) waiting_[p.request] = n;
  }
  /// What the last call says about other requests.
  void follow() {
    for (const Started& s : pool_.started()) {
      if (waiting_.erase(s.request) != 1) complain("a request started that did not wait");
      open_[s.request] = s.server;
    }
    for (const RequestId r : pool_.refusedNow()) {
      if (waiting_.erase(r) != 1) complain("a request was refused that did not wait");
    }
    if (schedule_) {
      for (const ServerIndex s : pool_.hastened()) schedule_->hasten(s, now_);
    }
    const std::vector<RequestId> bounced(pool_.bounced().begin(), pool_.bounced().end());
    for (const RequestId r : bounced) {
      const auto found = waiting_.find(r);
      if (found == waiting_.end()) return complain("a request bounced that did not wait");
      const unsigned n = found->second;
      waiting_.erase(found);
      note(pool_.again(r, SampleRequest(n).key(), now_, random_), n);
      follow();
    }
  }

  void one() {
    const unsigned what = bytes_.below(16);
    if (what >= 9) return arrive();
    if (what >= 6) return end();
    switch (what) {
      case 0:
        pool_.setState(server(), static_cast<AdminState>(bytes_.below(3)), now_);
        return follow();
      case 1:
        return probe();
      case 2:
        (void)pool_.setWeight(server(), static_cast<int>(bytes_.below(6)), now_);
        return follow();
      case 3:
        return wait();
      case 4:
        return abandon();
      default:
        return fail();
    }
  }

  void probe() {
    const ServerIndex s = server();
    const bool passed = bytes_.flip();
    if (!schedule_) {
      pool_.checked(s, passed, now_);
      return follow();
    }
    if (schedule_->begin(s, now_) < now_) complain("a probe is late before it begins");
    schedule_->end(s, passed, now_, pool_);
    if (schedule_->due(s) <= now_) complain("the next check is due at once");
    follow();
  }
  void wait() {
    const Instant due = pool_.nextTick();
    if (due != Instant::never() && due > now_ && bytes_.flip()) now_ = due;
    pool_.tick(now_);
    if (pool_.nextTick() <= now_) complain("nextTick() does not get on");
    follow();
  }
  void abandon() {
    const bool queued = bytes_.flip();
    if (queued && !waiting_.empty()) {
      pool_.abandoned(waiting_.begin()->first, now_);
      waiting_.erase(waiting_.begin());
      follow();
    } else if (!open_.empty()) {
      pool_.abandoned(open_.begin()->first, now_);
      open_.erase(open_.begin());
      follow();
    }
  }
  RequestId some() { return std::next(open_.begin(), bytes_.below(static_cast<unsigned>(open_.size())))->first; }
  void fail() {
    if (open_.empty()) return;
    const RequestId id = some();
    open_.erase(id);
    const unsigned n = bytes_.below(50);
    note(pool_.failed(id, bytes_.flip() ? Failure::Refused : Failure::NoAnswer, SampleRequest(n).key(), now_, random_),
         n);
    follow();
  }
  void end() {
    if (open_.empty()) return;
    const RequestId id = some();
    open_.erase(id);
    pool_.observed(id, Duration::milliseconds(bytes_.next()), 1000, now_);
    pool_.finished(id, now_, bytes_.flip() ? 200 : 503);
    follow();
  }

  void arrive() {
    const unsigned n = bytes_.below(50);
    const SampleRequest request(n);
    RequestKey key = request.key();
    const std::string value = "SRV=s" + std::to_string(bytes_.below(9));
    const Header cookie[] = {{"Cookie", value}};
    if (bytes_.oneIn(3)) key.headers = cookie;
    std::optional<ServerIndex> explained;
    const bool explains = bytes_.oneIn(4);
    if (explains) {
      SeededRandom copy = random_;
      const Explanation why = pool_.explain(key, now_, copy);
      explained = why.chosen;
      if (why.candidates.size() != pool_.servers().size()) complain("explain() leaves servers out");
    }
    const Placement p = pool_.arrive(key, now_, random_);
    note(p, n);
    if (p.kind == Kind::Assigned && !pool_.usable(p.server)) complain("assigned to a server that is not usable");
    if (explains && p.kind == Kind::Assigned && explained != p.server) complain("explained otherwise than decided");
    follow();
  }

  void invariants() {
    std::size_t open = 0, waiting = pool_.waitingForAny(), ejected = 0;
    for (ServerIndex i = 0; i < pool_.servers().size(); ++i) {
      open += pool_.open(i);
      waiting += pool_.waiting(i);
      const std::string state = pool_.stateText(i);
      ejected += state.starts_with("EJECTED") ? 1 : 0;
      if (state == "MAINT" && pool_.usable(i)) complain("usable in maintenance");
      if (state == "UP" && !pool_.usable(i)) complain("up but not usable");
      const auto limit = static_cast<std::uint32_t>(pool_.servers()[i].maxConnections);
      if (spec_.policy.product == "nginx" && limit > 0 && pool_.open(i) > limit) complain("more than max_conns");
    }
    if (open != open_.size())
      complain("open requests: " + std::to_string(open) + " of " + std::to_string(open_.size()));
    if (waiting != waiting_.size()) complain("waiting requests do not add up");
    if (spec_.outliers && ejected > (spec_.outliers->alwaysEjectOne ? 1 : 0) &&
        ejected * 100 > pool_.servers().size() * static_cast<std::size_t>(spec_.outliers->maxEjectedPercent)) {
      complain("too many servers ejected");
    }
    if (pool_.panicking() && !spec_.panicPercent) complain("panics without a threshold");
  }

  /// Everybody leaves; nothing may be left over.
  void empty() {
    while (!open_.empty() || !waiting_.empty()) {
      if (open_.empty()) {
        pool_.abandoned(waiting_.begin()->first, now_);
        waiting_.erase(waiting_.begin());
        follow();
        continue;
      }
      const RequestId id = open_.begin()->first;
      open_.erase(id);
      pool_.finished(id, now_);
      follow();
      if (!broken_.empty()) return;
    }
    invariants();
  }

  const PoolSpec& spec_;
  Pool& pool_;
  Bytes& bytes_;
  std::optional<CheckSchedule> schedule_;
  std::map<RequestId, ServerIndex> open_;
  std::map<RequestId, unsigned> waiting_;  ///< And the number of their SampleRequest.
  Instant now_;
  SeededRandom random_{42};
  std::string broken_;
};

std::string run(std::span<const std::uint8_t> input, std::optional<std::size_t> algorithm) {
  Bytes bytes(input);
  const PoolSpec spec = specFrom(bytes, algorithm);
  const auto pool = Pool::create(spec);
  if (!pool) return pool.problems().empty() ? "refused without a reason" : "";
  return Run(spec, **pool, bytes).all();
}

}  // namespace

std::string runPoolOperations(std::span<const std::uint8_t> input) {
  return run(input, std::nullopt);
}
std::string runPoolOperations(std::span<const std::uint8_t> input, std::size_t algorithm) {
  return run(input, algorithm);
}

}  // namespace headroom::routing
