// nginx least_conn against a literal look at every server, decision for decision.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "engine/routing/policy_spec.h"
#include "tests/routing/policy_cases.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

/// The method as its description reads: one loop to find the least load, one over those that tie.
class LiteralLeastConn {
 public:
  explicit LiteralLeastConn(const std::vector<ServerSpec>& specs) {
    for (const ServerSpec& s : specs) {
      servers_.push_back({0, s.weight, s.weight, 0, s.maxConnections, s.maxFails, 0, s.backup, s.disabled});
      servers_.back().failSeconds = s.failTimeout.ns() / 1'000'000'000;
      proper_ += !s.backup;
    }
  }

  ServerIndex choose(Attempts& attempts, std::int64_t second) {
    ServerIndex best = kNoServer;
    if (!attempts.onBackups) best = among(false, attempts, second);
    if (best == kNoServer && proper_ < servers_.size()) {
      attempts.onBackups = true;
      best = among(true, attempts, second);
    }
    if (best == kNoServer) return best;
    Server& s = servers_[best];
    if (second - s.checked > s.failSeconds) s.checked = second;
    return best;
  }
  void opened(ServerIndex i) { ++servers_[i].open; }
  void closed(ServerIndex i) { --servers_[i].open; }
  void setDown(ServerIndex i, bool down) { servers_[i].down = down; }
  void setWeight(ServerIndex i, int weight) { servers_[i].weight = servers_[i].effective = weight; }
  void failed(ServerIndex i, std::int64_t second) {
    Server& s = servers_[i];
    ++s.fails;
    s.accessed = s.checked = second;
    if (s.maxFails > 0) s.effective = std::max<std::int64_t>(0, s.effective - s.weight / s.maxFails);
  }
  void succeeded(ServerIndex i) {
    if (servers_[i].accessed < servers_[i].checked) servers_[i].fails = 0;
  }

 private:
  struct Server {
    std::int64_t current;
    std::int64_t weight;
    std::int64_t effective;
    std::int64_t open;
    std::int64_t limit;
    std::int64_t maxFails;
    std::int64_t fails;
    bool backup;
    bool down;
    std::int64_t failSeconds = 10;
    std::int64_t checked = -1'000'000'000;
    std::int64_t accessed = -1'000'000'000;
  };

  bool eligible(ServerIndex i, const Attempts& attempts, std::int64_t second) const {
    const Server& s = servers_[i];
    if (s.down || s.weight == 0 || (s.limit > 0 && s.open >= s.limit)) return false;
    if (s.maxFails > 0 && s.fails >= s.maxFails && second - s.checked <= s.failSeconds) return false;
    return std::find(attempts.tried.begin(), attempts.tried.end(), i) == attempts.tried.end();
  }

  ServerIndex among(bool backups, const Attempts& attempts, std::int64_t second) {
    std::vector<ServerIndex> tied;
    for (ServerIndex i = 0; i < servers_.size(); ++i) {
      const Server& s = servers_[i];
      if (s.backup != backups || !eligible(i, attempts, second)) continue;
      if (!tied.empty()) {
        const Server& least = servers_[tied.front()];
        if (s.open * least.weight > least.open * s.weight) continue;
        if (s.open * least.weight < least.open * s.weight) tied.clear();
      }
      tied.push_back(i);
    }
    if (tied.size() < 2) return tied.empty() ? kNoServer : tied.front();
    ServerIndex best = kNoServer;
    std::int64_t total = 0;
    for (const ServerIndex i : tied) {
      Server& s = servers_[i];
      s.current += s.effective;
      total += s.effective;
      if (s.effective < s.weight) ++s.effective;
      if (best == kNoServer || s.current > servers_[best].current) best = i;
    }
    servers_[best].current -= total;
    return best;
  }

  std::vector<Server> servers_;
  std::size_t proper_ = 0;
};

/// What the pools of one comparison are like.
struct Pools {
  std::uint64_t largest;  ///< Servers.
  std::uint64_t weights;  ///< From 1 to this.
  bool troubles;          ///< Failures, states, weights and limits, or plain running.
};

class NginxLeastConnAgainstLoop : public testing::TestWithParam<Pools> {};

std::vector<ServerSpec> randomServers(const Pools& pools, SeededRandom& dice) {
  auto servers = plainServers(static_cast<int>(2 + dice.next() % (pools.largest - 1)));
  for (ServerSpec& s : servers) {
    s.weight = static_cast<int>(1 + dice.next() % pools.weights);
    if (!pools.troubles) continue;
    if (dice.next() % 3 == 0) s.maxConnections = static_cast<int>(1 + dice.next() % 6);
    s.backup = dice.next() % 5 == 0;
    s.disabled = dice.next() % 10 == 0;
    s.maxFails = static_cast<int>(dice.next() % 4);
    s.failTimeout = Duration::wholeSeconds(static_cast<std::int64_t>(dice.next() % 8));
  }
  servers.front().backup = false;
  return servers;
}

/// Both sides of the comparison, and the requests that are open on them.
class SideBySide {
 public:
  SideBySide(const Pools& pools, std::uint64_t seed)
      : dice_(seed), servers_(randomServers(pools, dice_)), loop_(servers_), troubles_(pools.troubles) {
    PolicySpec spec;
    spec.product = "nginx";
    spec.algorithm = "least_conn";
    spec.servers = servers_;
    auto made = makePolicy(spec);
    policy_ = std::move(*made);
    most_ = 1 + dice_.next() % (3 * servers_.size());
  }

  void step() {
    now_ = now_ + Duration::milliseconds(static_cast<std::int64_t>(dice_.next() % 200));
    const std::uint64_t what = dice_.next() % 100;
    if (troubles_ && what < 8) {
      change(what);
    } else if (troubles_ && what == 8) {
      policy_ = policy_->clone();
    } else if (!open_.empty() && (what % 2 == 0 || open_.size() > most_)) {
      close();
    } else {
      decide({});
    }
  }

 private:
  std::int64_t second() const { return now_.ns() / 1'000'000'000; }

  void change(std::uint64_t what) {
    const auto i = static_cast<ServerIndex>(dice_.next() % servers_.size());
    if (what < 4) {
      const bool down = dice_.next() % 3 == 0;
      policy_->setUsable(i, !down, now_);
      loop_.setDown(i, down);
    } else if (what == 4) {
      const auto weight = static_cast<int>(dice_.next() % 257);
      policy_->setWeight(i, weight, now_);
      loop_.setWeight(i, weight);
    } else {
      policy_->failed(i, now_);
      loop_.failed(i, second());
    }
  }

  void close() {
    const std::size_t at = dice_.next() % open_.size();
    const ServerIndex i = open_[at];
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
    const bool error = troubles_ && dice_.next() % 12 == 0;
    if (error) {
      policy_->failed(i, now_);
      loop_.failed(i, second());
    } else {
      policy_->succeeded(i, now_);
      loop_.succeeded(i);
    }
    policy_->closed(i);
    loop_.closed(i);
    if (error) decide({i});
  }

  void decide(std::vector<ServerIndex> tried) {
    Attempts mine;
    mine.tried = tried;
    Attempts its;
    its.tried = tried;
    RequestKey key;
    key.attempts = &mine;
    const ServerIndex got = policy_->choose(key, now_, dice_).value_or(kNoServer);
    ASSERT_EQ(got, loop_.choose(its, second()));
    ASSERT_EQ(mine.onBackups, its.onBackups);
    if (got == kNoServer) return;
    policy_->opened(got);
    loop_.opened(got);
    open_.push_back(got);
  }

  SeededRandom dice_;
  std::vector<ServerSpec> servers_;
  LiteralLeastConn loop_;
  bool troubles_;
  std::unique_ptr<Policy> policy_;
  std::deque<ServerIndex> open_;
  std::size_t most_ = 0;
  Instant now_ = Instant() + Duration::wholeSeconds(100);
};

TEST_P(NginxLeastConnAgainstLoop, EveryDecisionIsTheSame) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SideBySide both(GetParam(), seed);
    for (int n = 0; n < 3000; ++n) {
      both.step();
      if (HasFatalFailure()) FAIL() << "seed " << seed << ", step " << n;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Pools, NginxLeastConnAgainstLoop,
                         testing::Values(Pools{4, 1, false}, Pools{12, 3, false}, Pools{200, 1, false},
                                         Pools{200, 256, false}, Pools{4, 3, true}, Pools{12, 1, true},
                                         Pools{200, 4, true}, Pools{200, 256, true}));

}  // namespace
}  // namespace headroom::routing
