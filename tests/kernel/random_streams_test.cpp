#include "engine/kernel/random_streams.h"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace headroom::kernel {
namespace {

// Known answers of philox2x64-10 from the Random123 distribution (kat_vectors): counter, key -> block.
TEST(Philox, GivesTheKnownAnswers) {
  const WordPair zeros = wordsAt(0, 0, 0);
  EXPECT_EQ(zeros.first, 0xca00a0459843d731ULL);
  EXPECT_EQ(zeros.second, 0x66c24222c9a845b5ULL);
  const WordPair ones = wordsAt(~0ULL, ~0ULL, ~0ULL);
  EXPECT_EQ(ones.first, 0x65b021d60cd8310fULL);
  EXPECT_EQ(ones.second, 0x4d02f3222f86df20ULL);
  // counter 243f6a8885a308d3 13198a2e03707344, key a4093822299f31d0
  const WordPair pi = wordsAt(0xa4093822299f31d0ULL, 0x13198a2e03707344ULL, 0x243f6a8885a308d3ULL);
  EXPECT_EQ(pi.first, 0x0a5e742c2997341cULL);
  EXPECT_EQ(pi.second, 0xb0f883d38000de5dULL);
}

TEST(Philox, AgreesWithItsAuthorsLibrary) {
  std::uint64_t last = 1;
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t key = last = mix(last, 1);
    const std::uint64_t stream = last = mix(last, 2);
    const std::uint64_t index = i % 2 == 0 ? static_cast<std::uint64_t>(i) : (last = mix(last, 3));
    const philox2x64_ctr_t counter{{index, stream}};
    const philox2x64_key_t secret{{key}};
    const philox2x64_ctr_t block = philox2x64(counter, secret);
    const WordPair words = wordsAt(key, stream, index);
    ASSERT_EQ(words.first, block.v[0]);
    ASSERT_EQ(words.second, block.v[1]);
  }
}

TEST(RandomStreams, AStreamIsItsBlocksInOrder) {
  RandomStream stream(7, 8, 3);
  for (std::uint64_t block = 3; block < 10; ++block) {
    const WordPair words = wordsAt(7, 8, block);
    EXPECT_EQ(stream.next(), words.first);
    EXPECT_EQ(stream.next(), words.second);
  }
}

// Of the authors' program splitmix64.c with the state 1234567.
TEST(SplitMix, GivesTheKnownAnswers) {
  SplitMixStream words(1234567);
  for (const std::uint64_t expected : {6457827717110365317ULL, 3203168211198807973ULL, 9817491932198370423ULL,
                                       4593380528125082431ULL, 16408922859458223821ULL}) {
    EXPECT_EQ(words.next(), expected);
  }
}

TEST(SplitMix, PurposesAndNumbersOfASubjectNeverMeet) {
  std::set<std::uint64_t> words;
  std::size_t drawn = 0;
  for (std::uint64_t purpose = 0; purpose < 64; ++purpose) {
    for (std::uint64_t number = 0; number < 64; ++number) {
      SplitMixStream stream(77 + SplitMixStream::placeOf(purpose, number));
      for (int i = 0; i < 64; ++i, ++drawn) words.insert(stream.next());
    }
  }
  EXPECT_EQ(words.size(), drawn);
}

/// Chi square of the pairs (a, b) over 16 × 16 fields, as standard deviations from its mean.
template <class A, class B>
double unevenness(A&& a, B&& b) {
  constexpr int kSide = 16, kFields = kSide * kSide, kPairs = 1'000'000;
  std::vector<int> counts(kFields);
  for (std::uint64_t i = 0; i < kPairs; ++i) {
    ++counts[static_cast<std::size_t>(a(i) * kSide) * kSide + static_cast<std::size_t>(b(i) * kSide)];
  }
  const double expected = static_cast<double>(kPairs) / kFields;
  double chi = 0;
  for (const int count : counts) chi += (count - expected) * (count - expected) / expected;
  return (chi - (kFields - 1)) / std::sqrt(2.0 * (kFields - 1));
}

// What a run draws: subject by subject, and for each one purpose after the other.
TEST(SplitMix, PairsOfPurposesAndOfNeighboursFillTheSquareEvenly) {
  const std::uint64_t source = RandomStreams(1, 0).named(hashOfName("users/X"));
  const auto nameOf = [&](std::uint64_t i) {
    SplitMixStream names(source + i * 0x9e3779b97f4a7c15ULL);
    return names.next();
  };
  const auto drawn = [&](std::uint64_t i, std::uint64_t purpose, std::uint64_t number) {
    return SplitMixStream(nameOf(i) + SplitMixStream::placeOf(purpose, number)).unit();
  };
  for (std::uint64_t purpose = 0; purpose < 5; ++purpose) {
    const auto here = [&](std::uint64_t i) { return drawn(i, purpose, 0); };
    EXPECT_LT(std::fabs(unevenness(here, [&](std::uint64_t i) { return drawn(i + 1, purpose, 0); })), 4.5);
    EXPECT_LT(std::fabs(unevenness(here, [&](std::uint64_t i) { return drawn(i, purpose + 1, 0); })), 4.5);
    EXPECT_LT(std::fabs(unevenness(here, [&](std::uint64_t i) { return drawn(i, purpose, 1); })), 4.5);
    EXPECT_LT(std::fabs(unevenness(here, [&](std::uint64_t i) { return unitOf(nameOf(i)); })), 4.5);
  }
}

TEST(RandomStreams, TheUnitsAtBothEndsStayInside) {
  EXPECT_EQ(unitOf(0), 0x1.0p-53);
  EXPECT_EQ(unitOf(~0ULL), 1.0 - 0x1.0p-53);
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
