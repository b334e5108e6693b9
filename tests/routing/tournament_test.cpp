#include "engine/routing/tournament/tournament.h"

#include <gtest/gtest.h>

#include "engine/routing/server.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

TEST(Tournament, IsEmptyWhileNobodyTakesPart) {
  Tournament t(3);
  EXPECT_TRUE(t.empty());
  t.set(1, 5);
  EXPECT_EQ(t.top(), 1u);
  t.set(1, Tournament::kOut);
  EXPECT_TRUE(t.empty());
}

TEST(Tournament, OfEqualKeysTheLowerPlaceWins) {
  Tournament t(4);
  t.set(3, 5);
  t.set(2, 5);
  EXPECT_EQ(t.top(), 2u);
  t.set(2, 6);
  EXPECT_EQ(t.top(), 3u);
}

TEST(Tournament, TheLargestKeyStillTakesPart) {
  Tournament t(2);
  t.set(1, Tournament::kOut - 1);
  EXPECT_FALSE(t.empty());
  EXPECT_EQ(t.top(), 1u);
  EXPECT_TRUE(t.key(1) == Tournament::kOut - 1);
}

TEST(Tournament, AgreesWithALookAtAllPlacesOverManyRandomSteps) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SeededRandom dice(seed);
    const auto places = static_cast<std::uint32_t>(1 + dice.next() % 40);
    Tournament t(places);
    std::vector<WideKey> keys(places, Tournament::kOut);
    for (int step = 0; step < 2000; ++step) {
      const auto i = static_cast<std::uint32_t>(dice.next() % places);
      const WideKey key = dice.next() % 6 == 0 ? Tournament::kOut : WideKey{dice.next() % 8} << 80 | dice.next() % 2;
      if (dice.next() % 4 == 0 && key >= keys[i]) t.worsenLater(i, key);
      t.set(i, keys[i] = key);
      std::uint32_t best = 0;
      for (std::uint32_t n = 1; n < places; ++n) best = keys[n] < keys[best] ? n : best;
      ASSERT_EQ(t.empty(), keys[best] == Tournament::kOut);
      if (!t.empty()) {
        ASSERT_EQ(t.top(), best) << "seed " << seed << " step " << step;
      }
    }
  }
}

}  // namespace
}  // namespace headroom::routing
