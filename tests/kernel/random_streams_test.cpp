#include "engine/kernel/random_streams.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace headroom::kernel {
namespace {

// Known answers of philox4x32-10 from the Random123 distribution (kat_vectors): counter, key -> block.
TEST(Philox, GivesTheKnownAnswers) {
  std::uint64_t out[2];
  philoxBlock(0, 0, 0, out);
  EXPECT_EQ(out[0], 0xe169c58d6627e8d5ULL);
  EXPECT_EQ(out[1], 0x9b00dbd8bc57ac4cULL);
  philoxBlock(~0ULL, ~0ULL, ~0ULL, out);
  EXPECT_EQ(out[0], 0x41c83b0e408f276dULL);
  EXPECT_EQ(out[1], 0x6d5451fda20bc7c6ULL);
  // counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0
  philoxBlock(0x299f31d0a4093822ULL, 0x0370734413198a2eULL, 0x85a308d3243f6a88ULL, out);
  EXPECT_EQ(out[0], 0x94fdccebd16cfe09ULL);
  EXPECT_EQ(out[1], 0x24126ea15001e420ULL);
}

TEST(RandomStreams, EqualNamesGiveEqualStreams) {
  RandomStream a = RandomStreams(1, 2).open("web-3/service");
  RandomStream b = RandomStreams(1, 2).open("web-3/service");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
}

TEST(RandomStreams, SeedReplicationAndNameEachChangeTheStream) {
  std::set<std::uint64_t> firsts;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t replication = 0; replication < 10; ++replication) {
      for (const char* name : {"", "a", "b", "ab", "ba"})
        firsts.insert(RandomStreams(seed, replication).open(name).next());
    }
  }
  EXPECT_EQ(firsts.size(), 500U);
}

TEST(RandomStreams, AStreamCanBeginAtAnyBlock) {
  RandomStream whole(7, 8);
  for (int i = 0; i < 6; ++i) whole.next();
  RandomStream tail(7, 8, 3);
  EXPECT_EQ(whole.next(), tail.next());
  EXPECT_EQ(whole.next(), tail.next());
}

TEST(RandomStreams, UnitsLieInsideTheOpenIntervalAndAverageToOneHalf) {
  RandomStream stream = RandomStreams(3, 0).open("u");
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 200000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = stream.unit();
    ASSERT_GT(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    squares += u * u;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 4 * 0.2887 / std::sqrt(kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0 / 3, 4 * 0.2981 / std::sqrt(kDraws));
}

TEST(RandomStreams, TheBaseClassSeesTheSameWords) {
  RandomStream direct(5, 6);
  RandomStream other(5, 6);
  RandomSource& base = other;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(direct.unit(), base.uniform());
}

TEST(RandomStreams, NeighbouringStreamsAreUncorrelated) {
  double product = 0;
  constexpr int kDraws = 100000;
  RandomStream a = RandomStreams(1, 0).open("zone/a");
  RandomStream b = RandomStreams(1, 0).open("zone/b");
  for (int i = 0; i < kDraws; ++i) product += (a.unit() - 0.5) * (b.unit() - 0.5);
  EXPECT_NEAR(product / kDraws, 0.0, 4.0 / 12 / std::sqrt(kDraws));
}

}  // namespace
}  // namespace headroom::kernel
