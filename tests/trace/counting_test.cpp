// The counters behind a summary: exact while they can be, bounded for ever.
#include "engine/trace/civil_time.h"
#include "engine/trace/distinct_count.h"
#include "engine/trace/duration_tally.h"
#include "engine/trace/minute_counts.h"
#include "engine/trace/name_counts.h"
#include "gmock/gmock.h"

namespace headroom::trace {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(DistinctCount, IsExactForThreeHundredThousandClients) {
  DistinctCount count;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300'000; ++i) count.add("10." + std::to_string(i / 256) + "." + std::to_string(i % 256));
  }
  EXPECT_EQ(count.count(), 300'000u);
  EXPECT_TRUE(count.exact());
}

TEST(DistinctCount, BeyondAMillionEstimatesWithinOnePercent) {
  DistinctCount count;
  for (std::uint64_t i = 0; i < 3'000'000; ++i) count.add(std::to_string(i));
  EXPECT_FALSE(count.exact());
  EXPECT_NEAR(static_cast<double>(count.count()), 3e6, 3e4);
}

TEST(NameCounts, OrdersByFrequencyThenByName) {
  NameCounts counts;
  for (const char* name : {"b", "a", "c", "c", "b", "c", "z"}) counts.add(name);
  EXPECT_THAT(counts.top(3), ElementsAre(Pair("c", 3u), Pair("b", 2u), Pair("a", 1u)));
  EXPECT_TRUE(counts.exact());
}

TEST(NameCounts, KeepsTheFrequentOnesWhenAnAttackInventsNames) {
  NameCounts counts;
  for (int i = 0; i < 300'000; ++i) {
    counts.add("scan-" + std::to_string(i));
    if (i % 3 == 0) counts.add("AppX");
    if (i % 10 == 0) counts.add("AppY");
  }
  const auto top = counts.top(2);
  EXPECT_EQ(top[0].first, "AppX");
  EXPECT_EQ(top[1].first, "AppY");
  EXPECT_FALSE(counts.exact());
  EXPECT_LE(top[0].second, 100'000u);
  EXPECT_GE(top[0].second + counts.errorBound(), 100'000u);
}

TEST(NameCounts, CutsEndlessNames) {
  NameCounts counts;
  counts.add(std::string(1'000'000, 'x'));
  EXPECT_EQ(counts.top(1)[0].first.size(), NameCounts::kLongestName);
}

TEST(MinuteCounts, FindsTheFullestMinuteAndItsEquals) {
  MinuteCounts counts;
  const std::int64_t noon = *parseUtc("2026-11-23T12:00:00Z");
  for (const std::int64_t second : {0, 59, 60, 61, 62, 180, 181, 182}) counts.add(noon + second * kNsPerSecond);
  const MinuteCounts::Peak peak = counts.peak();
  EXPECT_EQ(peak.requests, 3u);
  EXPECT_THAT(peak.minutesNs, ElementsAre(noon + 60 * kNsPerSecond, noon + 180 * kNsPerSecond));
}

TEST(MinuteCounts, AreBoundedWhenEveryLineIsAnotherDay) {
  MinuteCounts counts;
  const std::int64_t day = kSecondsPerDay * kNsPerSecond;
  for (std::int64_t i = 0; i < 20'000; ++i) counts.add(i * day);
  EXPECT_EQ(counts.leftOut(), 20'000 - MinuteCounts::kMostDays);
  EXPECT_EQ(counts.peak().requests, 1u);
}

TEST(DurationTally, GivesNearestRankPercentiles) {
  DurationTally tally;
  for (std::int64_t ms = 100; ms >= 1; --ms) tally.add(ms * 1'000'000);
  const DurationTally::Figures figures = tally.figures();
  EXPECT_EQ(figures.n, 100u);
  EXPECT_EQ(figures.p50, 50.0);
  EXPECT_EQ(figures.p95, 95.0);
  EXPECT_EQ(figures.p99, 99.0);
  EXPECT_EQ(figures.max, 100.0);
  EXPECT_EQ(figures.mean, 50.5);
}

TEST(DurationTally, RoundsOnlyWhenThereAreTooManyDifferentValues) {
  DurationTally tally;
  const std::int64_t n = 1'000'000;
  for (std::int64_t i = 1; i <= n; ++i) tally.add(i * 1'000);
  EXPECT_FALSE(tally.exact());
  EXPECT_NEAR(tally.figures().p95, 950.0, 950.0 * 0.0006);
  EXPECT_EQ(tally.figures().max, 1'000.0);
}

TEST(CivilTime, DaysAndTextsAgreeOverFourCenturiesOfRules) {
  EXPECT_EQ(daysFromCivil(1970, 1, 1), 0);
  EXPECT_EQ(daysFromCivil(2000, 3, 1), 11'017);
  EXPECT_FALSE(isDate(2100, 2, 29));
  EXPECT_TRUE(isDate(2000, 2, 29));
  EXPECT_FALSE(isDate(2262, 1, 1));
  for (int year = 1970; year <= 2261; year += 7) {
    for (const auto& [month, day] : {std::pair{1, 1}, {2, 28}, {3, 1}, {12, 31}}) {
      char text[32];
      std::snprintf(text, sizeof text, "%04d-%02d-%02dT23:59:59.999Z", year, month, day);
      ASSERT_EQ(utcText(*parseUtc(text)), text);
    }
  }
}

TEST(CivilTime, ReadsTheUsualSpellingsAndNothingElse) {
  const std::int64_t instant = *parseUtc("2026-11-23T08:30:00Z");
  for (const char* same :
       {"2026-11-23T08:30", "2026-11-23 08:30:00", "2026-11-23T09:30:00+01:00", "2026-11-23T03:00:00.000-0530"}) {
    EXPECT_EQ(parseUtc(same), instant) << same;
  }
  for (const char* wrong : {"", "08:30", "2026-11-31", "2026-11-23T25:00", "2026-11-23T08:30:00.", "2026-11-23T08:30Q",
                            "23.11.2026 08:30"}) {
    EXPECT_FALSE(parseUtc(wrong).has_value()) << wrong;
  }
  EXPECT_EQ(parseTimeOfDay("08:30"), 30'600 * kNsPerSecond);
  EXPECT_EQ(parseTimeOfDay("08:30:01.5"), 30'601 * kNsPerSecond + kNsPerSecond / 2);
  EXPECT_FALSE(parseTimeOfDay("8:30").has_value());
  EXPECT_FALSE(parseTimeOfDay("08:30 tomorrow").has_value());
}

}  // namespace
}  // namespace headroom::trace
