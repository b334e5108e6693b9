#include "engine/routing/nginx_round_robin/smooth_rounds.h"

#include <gtest/gtest.h>

#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

TEST(SmoothRounds, WithoutMembersNobodyWins) {
  SmoothRounds rounds;
  rounds.configure(2, {{0, 1}, {1, 1}});
  EXPECT_EQ(rounds.grow(), kNoServer);
  EXPECT_EQ(rounds.total(), 0);
}

TEST(SmoothRounds, AgreesWithThePlainLoopWhileMembersComeAndGo) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SeededRandom dice(seed);
    const auto servers = static_cast<ServerIndex>(1 + dice.next() % 40);
    std::vector<std::pair<ServerIndex, std::int64_t>> members;
    for (ServerIndex i = 0; i < servers; ++i) members.emplace_back(i, 1 + static_cast<std::int64_t>(dice.next() % 5));
    SmoothRounds rounds;
    rounds.configure(servers, members);
    std::vector<std::int64_t> score(servers, 0);
    std::vector<bool> in(servers, false);
    for (int step = 0; step < 2000; ++step) {
      if (dice.next() % 4 == 0) {
        const auto i = static_cast<ServerIndex>(dice.next() % servers);
        if (in[i]) {
          rounds.leave(i);
        } else {
          rounds.enter(i, score[i]);
        }
        in[i] = !in[i];
      }
      ServerIndex best = kNoServer;
      std::int64_t total = 0;
      for (ServerIndex i = 0; i < servers; ++i) {
        if (!in[i]) continue;
        score[i] += members[i].second;
        total += members[i].second;
        if (best == kNoServer || score[i] > score[best]) best = i;
      }
      ASSERT_EQ(rounds.grow(), best) << "seed " << seed << " step " << step;
      ASSERT_EQ(rounds.total(), total);
      if (best == kNoServer) continue;
      score[best] -= total;
      rounds.charge(best, total);
      for (ServerIndex i = 0; i < servers; ++i) ASSERT_EQ(rounds.score(i), score[i]);
    }
  }
}

}  // namespace
}  // namespace headroom::routing
