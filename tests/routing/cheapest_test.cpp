// ARR's least response time and total traffic against a look at every server.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "tests/routing/policy_cases.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

/// The costs as the descriptions of the two algorithms say them.
class Loop {
 public:
  Loop(const std::vector<ServerSpec>& specs, bool traffic) : traffic_(traffic) {
    for (const ServerSpec& s : specs) servers_.push_back({static_cast<double>(s.weight), s.maxConnections});
  }

  ServerIndex choose(const std::vector<ServerIndex>& tried) const {
    ServerIndex best = kNoServer;
    for (ServerIndex i = 0; i < servers_.size(); ++i) {
      const Server& s = servers_[i];
      if (s.down || (s.limit > 0 && s.open >= s.limit)) continue;
      if (std::find(tried.begin(), tried.end(), i) != tried.end()) continue;
      if (best == kNoServer || std::pair(cost(i), tie(i)) < std::pair(cost(best), tie(best))) best = i;
    }
    return best;
  }
  void opened(ServerIndex i) {
    Server& s = servers_[i];
    ++s.open;
    s.turn = ++turn_;
    ++s.requests;
    s.expected += responses_ > 0 ? bytes_ / responses_ : 1.0;
  }
  void closed(ServerIndex i) {
    Server& s = servers_[i];
    --s.open;
    s.expected *= static_cast<double>(s.open) / (s.open + 1.0);
  }
  void observed(ServerIndex i, double seconds, double bytes, double now) {
    Server& s = servers_[i];
    const double keep = std::exp(-(now - s.stamp) / 10.0);
    s.mean = s.mean < 0 || seconds > s.mean ? seconds : s.mean * keep + seconds * (1 - keep);
    s.stamp = now;
    s.bytes += bytes;
    bytes_ += bytes;
    responses_ += 1;
  }
  void setDown(ServerIndex i, bool down) { servers_[i].down = down; }

 private:
  struct Server {
    double weight;
    int limit;
    int open = 0;
    bool down = false;
    double mean = -1;
    double stamp = 0;
    double bytes = 0;
    double expected = 0;
    std::uint64_t turn = 0;
    std::uint64_t requests = 0;
  };
  double cost(ServerIndex i) const {
    const Server& s = servers_[i];
    if (traffic_) return (s.bytes + s.expected) / s.weight;
    return s.mean >= 0 ? s.mean * (s.open + 1.0) / s.weight : s.open == 0 ? 0.0 : 1e290 * s.open;
  }
  std::uint64_t tie(ServerIndex i) const {
    const Server& s = servers_[i];
    return traffic_ ? s.requests * 256 / static_cast<std::uint64_t>(s.weight) : s.turn;
  }

  bool traffic_;
  std::vector<Server> servers_;
  std::uint64_t turn_ = 0;
  double bytes_ = 0;
  double responses_ = 0;
};

class CheapestAgainstLoop : public testing::TestWithParam<const char*> {};

TEST_P(CheapestAgainstLoop, EveryDecisionIsTheSame) {
  const bool traffic = std::string_view(GetParam()) == "weighted_total_traffic";
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SeededRandom dice(seed);
    PolicySpec spec;
    spec.product = "arr";
    spec.algorithm = GetParam();
    spec.servers = plainServers(static_cast<int>(1 + dice.next() % 40));
    for (ServerSpec& s : spec.servers) {
      s.weight = static_cast<int>(1 + dice.next() % 5);
      if (dice.next() % 3 == 0) s.maxConnections = static_cast<int>(1 + dice.next() % 4);
    }
    const auto policy = makePolicy(spec);
    ASSERT_TRUE(policy);
    Loop loop(spec.servers, traffic);
    std::deque<ServerIndex> open;
    Instant now;
    for (int step = 0; step < 2000; ++step) {
      now = now + Duration::milliseconds(static_cast<std::int64_t>(dice.next() % 50));
      // Total traffic lets a server that comes back start level, which is another test's matter.
      if (!traffic && dice.next() % 20 == 0) {
        const auto i = static_cast<ServerIndex>(dice.next() % spec.servers.size());
        const bool down = dice.next() % 3 == 0;
        (*policy)->setUsable(i, !down, now);
        loop.setDown(i, down);
      }
      Attempts attempts;
      if (!open.empty() && dice.next() % 2 == 0) {
        const ServerIndex i = open.front();
        open.pop_front();
        const auto response = Duration::milliseconds(static_cast<std::int64_t>(1 + dice.next() % 4));
        const std::uint64_t bytes = 100 * (1 + dice.next() % 3);
        (*policy)->observed(i, response, bytes, now);
        loop.observed(i, response.toSeconds(), static_cast<double>(bytes), (now - Instant()).toSeconds());
        (*policy)->closed(i);
        loop.closed(i);
        if (dice.next() % 5 == 0) attempts.tried.push_back(i);
      }
      RequestKey key;
      key.attempts = &attempts;
      const ServerIndex got = (*policy)->choose(key, now, dice).value_or(kNoServer);
      ASSERT_EQ(got, loop.choose(attempts.tried)) << "seed " << seed << " step " << step;
      if (got == kNoServer) continue;
      (*policy)->opened(got);
      loop.opened(got);
      open.push_back(got);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Arr, CheapestAgainstLoop, testing::Values("least_response_time", "weighted_total_traffic"));

}  // namespace
}  // namespace headroom::routing
