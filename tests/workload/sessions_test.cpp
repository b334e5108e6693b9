// Whole visits, kept, left out or doubled.
#include "engine/workload/sessions.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/workload/scaling.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headroom::workload {
namespace {

constexpr std::int64_t kMs = 1'000'000;
const Duration kGap = Duration::wholeSeconds(1800);

/// Visitors who come at random over `hours` and read some pages, with pauses of up to a minute.
std::vector<Arrival> visits(std::size_t visitors, double hours) {
  std::vector<Arrival> arrivals;
  for (std::uint32_t v = 0; v < visitors; ++v) {
    auto at = static_cast<std::int64_t>(uniform(mixed(v, 0, 1)) * (hours * 3.6e6 + 600'000) - 600'000);
    const std::uint64_t pages = 1 + mixed(v, 0, 2) % 8;
    for (std::uint64_t p = 0; p < pages; ++p) {
      if (at >= 0 && static_cast<double>(at) <= hours * 3.6e6)
        arrivals.push_back(
            {Instant::at(Duration::nanoseconds(at * kMs)), static_cast<std::uint32_t>(p), v, v + 7'000'000, 0});
      at += 1 + static_cast<std::int64_t>(mixed(v, p, 3) % 60'000);
    }
  }
  std::sort(arrivals.begin(), arrivals.end(), [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
  for (std::size_t i = 0; i < arrivals.size(); ++i) arrivals[i].request = static_cast<std::uint32_t>(i);
  return arrivals;
}

/// The requests of each session (or copy of one), in order of the list: think times in ns, and pages.
struct Visit {
  std::vector<std::int64_t> thinks;
  std::vector<std::uint32_t> pages;
  bool operator==(const Visit&) const = default;
};
std::map<std::pair<std::uint32_t, std::uint32_t>, Visit> visitsIn(const std::vector<Arrival>& arrivals) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, Visit> all;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> last;
  for (const Arrival& arrival : arrivals) {
    const std::pair key{arrival.visitor, arrival.client};
    Visit& visit = all[key];
    if (!visit.pages.empty()) visit.thinks.push_back(arrival.at.ns() - last[key]);
    visit.pages.push_back(arrival.application);
    last[key] = arrival.at.ns();
  }
  return all;
}

/// Variance over mean of the counts in windows: 1 for Poisson arrivals.
double dispersion(const std::vector<Arrival>& arrivals, double windowSeconds, Duration span) {
  std::vector<double> counts(static_cast<std::size_t>(span.toSeconds() / windowSeconds));
  for (const Arrival& arrival : arrivals) {
    const auto window = static_cast<std::size_t>(arrival.at.toSeconds() / windowSeconds);
    if (window < counts.size()) ++counts[window];
  }
  double sum = 0, squares = 0;
  for (const double count : counts) {
    sum += count;
    squares += count * count;
  }
  const double mean = sum / static_cast<double>(counts.size());
  return (squares / static_cast<double>(counts.size()) - mean * mean) / mean;
}

TEST(Sessions, EndWithAPauseLongerThanTheGap) {
  std::vector<Arrival> arrivals;
  for (const double at : {0.0, 100.0, 1900.0, 3701.0, 3702.0})
    arrivals.push_back({Instant::at(Duration::seconds(at)), 0, 1, 42, 0});
  arrivals.insert(arrivals.begin() + 1, {Instant::at(Duration::seconds(50)), 0, 1, 43, 0});
  const std::vector<Session> sessions = findSessions(arrivals, kGap);
  ASSERT_EQ(sessions.size(), 3u);
  EXPECT_THAT((std::vector{arrivals[0].visitor, arrivals[1].visitor, arrivals[2].visitor, arrivals[3].visitor,
                           arrivals[4].visitor, arrivals[5].visitor}),
              testing::ElementsAre(0, 1, 0, 0, 2, 2));
  EXPECT_EQ(sessions[0].toNs, 1'900'000 * kMs);
  EXPECT_EQ(sessions[2].fromNs, 3'701'000 * kMs);
}

TEST(Sessions, AreFoundAmongMoreVisitorsThanAreRemembered) {
  std::vector<Arrival> arrivals;
  constexpr std::uint32_t kVisitors = 200'000;
  for (std::uint32_t round = 0; round < 2; ++round) {
    for (std::uint32_t v = 0; v < kVisitors; ++v)
      arrivals.push_back(
          {Instant::at(Duration::nanoseconds((std::int64_t{round} * kVisitors + v) * 20 * kMs)), 0, v, v, 0});
  }
  EXPECT_EQ(findSessions(arrivals, Duration::wholeSeconds(60)).size(), 2u * kVisitors);
  for (std::uint32_t i = 0; i < arrivals.size(); ++i) arrivals[i].visitor = i % kVisitors;
  EXPECT_EQ(findSessions(arrivals, Duration::wholeSeconds(4001)).size(), kVisitors);
}

class ScaledSessions : public testing::Test {
 protected:
  std::vector<Arrival> scaled(double factor, std::uint64_t seed = 1) const {
    std::vector<Arrival> arrivals = original_;
    scaleSessions(arrivals, sessions_, factor, span_, seed);
    return arrivals;
  }

  Duration span_ = Duration::wholeSeconds(3 * 3600);
  std::vector<Arrival> original_ = visits(6000, 3);
  std::vector<Session> sessions_ = findSessions(original_, kGap);
};

TEST_F(ScaledSessions, KeepASubsetOfWholeSessions) {
  const auto before = visitsIn(original_);
  const auto more = visitsIn(scaled(0.6)), fewer = visitsIn(scaled(0.3));
  EXPECT_NEAR(static_cast<double>(more.size()), 0.6 * static_cast<double>(before.size()), 4 * std::sqrt(0.24 * 6000));
  EXPECT_NEAR(static_cast<double>(fewer.size()), 0.3 * static_cast<double>(before.size()), 4 * std::sqrt(0.21 * 6000));
  for (const auto& [key, visit] : more) EXPECT_EQ(visit, before.at(key));
  for (const auto& [key, visit] : fewer) EXPECT_TRUE(more.contains(key));
}

TEST_F(ScaledSessions, AddCopiesThatThinkAndWalkAsTheirOriginals) {
  const std::vector<Arrival> arrivals = scaled(2.4);
  EXPECT_TRUE(
      std::is_sorted(arrivals.begin(), arrivals.end(), [](const Arrival& a, const Arrival& b) { return a.at < b.at; }));
  EXPECT_GE(arrivals.front().at.ns(), 0);
  EXPECT_LE(arrivals.back().at.sinceStart(), span_);
  const auto before = visitsIn(original_);
  const auto after = visitsIn(arrivals);
  EXPECT_NEAR(static_cast<double>(after.size()), 2.4 * static_cast<double>(before.size()), 4 * std::sqrt(0.24 * 6000));
  EXPECT_NEAR(static_cast<double>(arrivals.size()), 2.4 * static_cast<double>(original_.size()),
              0.02 * 2.4 * static_cast<double>(original_.size()));
  std::map<std::uint32_t, Visit> ofSession;
  for (const auto& [key, visit] : before) ofSession[key.first] = visit;
  for (const auto& [key, visit] : after) EXPECT_EQ(visit, ofSession.at(key.first));
}

TEST_F(ScaledSessions, KeepTheBurstinessOfTheCounts) {
  const double before = dispersion(original_, 10, span_);
  EXPECT_NEAR(dispersion(scaled(2), 10, span_), before, 0.25 * before);
  EXPECT_NEAR(dispersion(scaled(0.5), 10, span_), 1 + 0.5 * (before - 1), 0.25);  // thinned: nearer to Poisson
}

TEST_F(ScaledSessions, DependOnTheSeedAlone) {
  EXPECT_EQ(scaled(1.4, 3), scaled(1.4, 3));
  EXPECT_NE(scaled(1.4, 3), scaled(1.4, 4));
  EXPECT_EQ(scaled(1.0), original_);
}

TEST(Visitors, AreToldApartByCookieUserOrClientWithItsAgent) {
  trace::Record record;
  record.client = "10.0.0.1";
  record.agent = "Firefox";
  trace::Record other = record;
  const auto same = [&](VisitorKey key) { return visitorOf(record, key, "sid") == visitorOf(other, key, "sid"); };
  EXPECT_TRUE(same(VisitorKey::Auto));
  other.agent = "Chrome";
  EXPECT_FALSE(same(VisitorKey::Auto));
  record.user = "CORP\\Anna";
  other.user = "corp\\anna";
  EXPECT_TRUE(same(VisitorKey::Auto));
  EXPECT_TRUE(same(VisitorKey::User));
  EXPECT_FALSE(same(VisitorKey::Client));
  record.cookie = "lang=en;+sid=abc";
  other.cookie = "sid=abc; lang=de";
  EXPECT_TRUE(same(VisitorKey::Cookie));
  other.cookie = "xsid=abc";
  EXPECT_FALSE(same(VisitorKey::Cookie));
  record.user = other.user = "-";
  EXPECT_FALSE(same(VisitorKey::User));  // nobody has signed in: the agents differ
}

}  // namespace
}  // namespace headroom::workload
