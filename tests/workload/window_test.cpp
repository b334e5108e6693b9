// Parts, multiples and other speeds of a log.
#include "engine/workload/window.h"

#include "engine/trace/civil_time.h"
#include "engine/workload/scaling.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::workload {
namespace {

using ::testing::HasSubstr;

class PartOfALog : public trace::LogFiles {
 protected:
  PartOfALog() {
    farm_.applications.resize(1);
    farm_.applications[0].name = "AppX";
    std::string text;
    for (int minute = 0; minute < 120; ++minute) {
      char line[160];
      std::snprintf(line, sizeof line, "a - - [23/Nov/2026:%02d:%02d:30 +0000] \"GET /AppX HTTP/1.1\" 200 1\n",
                    22 + minute / 60, minute % 60);
      text += line;
    }
    text += "a - - [24/Nov/2026:00:10:30 +0000] \"GET /AppX HTTP/1.1\" 200 1\n";
    log_ = write("log", text);
  }
  std::size_t arrivals(const std::string& from, const std::string& to) {
    const Result<Replay> replay = loadReplay(farm_, {log_}, {.fromUtc = from, .toUtc = to});
    return replay.ok() ? replay->arrivals.size() : 0;
  }
  std::string problemOf(const std::string& from, const std::string& to) {
    const Result<Replay> replay = loadReplay(farm_, {log_}, {.fromUtc = from, .toUtc = to});
    return replay.ok() ? "no problem" : format(replay.problems().front());
  }

  farm::Farm farm_;
  std::string log_;
};

TEST_F(PartOfALog, TimesOfDayBelongToTheFirstDay) {
  EXPECT_EQ(arrivals("", ""), 121u);
  EXPECT_EQ(arrivals("23:00", ""), 61u);
  EXPECT_EQ(arrivals("", "22:10"), 10u);
  EXPECT_EQ(arrivals("22:10", "22:20:31"), 11u);
}

TEST_F(PartOfALog, AnEndThatIsNotAfterTheBeginIsOnTheNextDay) {
  EXPECT_EQ(arrivals("23:00", "01:00"), 61u);
}

TEST_F(PartOfALog, IsoTimesGiveTheSamePart) {
  EXPECT_EQ(arrivals("2026-11-23T22:10", "2026-11-23T22:20:31Z"), 11u);
  EXPECT_EQ(arrivals("2026-11-24", ""), 1u);
  const Result<Replay> byDay = loadReplay(farm_, {log_}, {.fromUtc = "22:10", .toUtc = "22:20"});
  const Result<Replay> byDate = loadReplay(farm_, {log_}, {.fromUtc = "2026-11-23T22:10", .toUtc = "2026-11-23T22:20"});
  EXPECT_EQ(byDay->arrivals, byDate->arrivals);
}

TEST_F(PartOfALog, TheBeginIsInsideAndTheEndIsNot) {
  EXPECT_EQ(arrivals("22:00:30.5", "22:02:30.5"), 2u);  // one request a second stands in its middle
}

TEST_F(PartOfALog, WindowsThatHoldNothingAreProblemsThatNameTheSpan) {
  EXPECT_THAT(problemOf("2027-01-01", ""), HasSubstr("the logs reach from 2026-11-23T22:00:30"));
  EXPECT_THAT(problemOf("2026-11-24T00:00", "2026-11-24T00:05"), HasSubstr("falls into the time window"));
  EXPECT_THAT(problemOf("2026-11-24", "2026-11-23"), HasSubstr("exchange the two times"));
  EXPECT_THAT(problemOf("yesterday", "noon"), HasSubstr("'yesterday' is no time"));
  EXPECT_EQ(loadReplay(farm_, {log_}, {.fromUtc = "yesterday", .toUtc = "noon"}).problems().size(), 2u);
}

TEST_F(PartOfALog, WhereAllIsLeftOutTheReasonIsToldAndNotAWindow) {
  ReplayOptions options;
  options.filter = *trace::filterWithout({"screen"});
  const Result<Replay> replay = loadReplay(farm_, {log_}, options);
  ASSERT_FALSE(replay.ok());
  const std::string problem = format(replay.problems().front());
  EXPECT_THAT(problem, HasSubstr("121 requests are left out by their kind"));
  EXPECT_THAT(problem, HasSubstr("--without"));
  EXPECT_THAT(problem, ::testing::Not(HasSubstr("time window")));
}

TEST_F(PartOfALog, SpeedCompressesTheClock) {
  const Result<Replay> normal = loadReplay(farm_, {log_}, {});
  const Result<Replay> fast = loadReplay(farm_, {log_}, {.speed = 4});
  EXPECT_EQ(fast->arrivals.size(), normal->arrivals.size());
  EXPECT_EQ(fast->arrivals.back().at.ns() * 4, normal->arrivals.back().at.ns());
  EXPECT_EQ(fast->span.ns(),
            normal->span.ns() / 4 +
                (normal->span.ns() % 4'000'000'000 ? 1'000'000'000 - normal->span.ns() / 4 % 1'000'000'000 : 0));
}

class ScaledRate : public ::testing::Test {
 protected:
  static constexpr std::int64_t kSpan = 1'000;

  static std::vector<Arrival> original() {
    std::vector<Arrival> all;
    for (std::int64_t i = 0; i < 10'000; ++i) {
      all.push_back({Instant::at(Duration::milliseconds(i * 100)), static_cast<std::uint32_t>(i % 3),
                     static_cast<std::uint32_t>(i)});
    }
    return all;
  }
  static std::vector<Arrival> scaled(double factor, std::uint64_t seed = 1) {
    std::vector<Arrival> all = original();
    scaleRate(all, factor, Duration::wholeSeconds(kSpan), seed);
    return all;
  }
};

TEST_F(ScaledRate, HasTheAskedMeanWithinFourDeviations) {
  for (const double factor : {0.1, 0.5, 0.9, 1.5, 2.25, 7.0}) {
    const double fraction = factor - std::floor(factor);
    const double deviation = std::sqrt(10'000 * fraction * (1 - fraction));
    EXPECT_NEAR(static_cast<double>(scaled(factor).size()), 10'000 * factor, 4 * deviation + 1e-9) << factor;
  }
}

TEST_F(ScaledRate, IsTheSameForTheSameSeedAndAnotherForAnother) {
  EXPECT_EQ(scaled(2.5, 7), scaled(2.5, 7));
  EXPECT_NE(scaled(2.5, 7), scaled(2.5, 8));
  EXPECT_NE(scaled(0.5, 7), scaled(0.5, 8));
  EXPECT_EQ(scaled(1.0), original());
}

TEST_F(ScaledRate, ASmallerFactorKeepsASubset) {
  const std::vector<Arrival> small = scaled(0.3), large = scaled(0.6);
  const auto byClient = [](const Arrival& a, const Arrival& b) { return a.client < b.client; };
  EXPECT_TRUE(std::includes(large.begin(), large.end(), small.begin(), small.end(), byClient));
}

TEST_F(ScaledRate, KeepsEveryOriginalAndStaysInOrderInsideTheSpan) {
  const std::vector<Arrival> all = scaled(3.2);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const Arrival& a, const Arrival& b) { return a.at < b.at; }));
  EXPECT_GE(all.front().at.ns(), 0);
  EXPECT_LE(all.back().at, Instant::at(Duration::wholeSeconds(kSpan)));
  for (const Arrival& arrival : original()) {
    const auto from = std::lower_bound(all.begin(), all.end(), arrival,
                                       [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
    ASSERT_TRUE(std::any_of(from, all.end(), [&](const Arrival& a) { return a == arrival; }) && from->at == arrival.at);
  }
}

TEST_F(ScaledRate, CopiesAreMovedByHalfAMinuteAtMostAndComeFromOtherClients) {
  const std::vector<Arrival> all = scaled(2.0);
  std::size_t knownClients = 0;
  for (const Arrival& arrival : all) knownClients += arrival.client < 10'000 ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(knownClients), 10'000, 5);
  // The curve of the day is kept: each 100 s hold twice what they held, but for what crossed their borders.
  for (std::int64_t from = 0; from < kSpan; from += 100) {
    const auto inside = std::count_if(all.begin(), all.end(), [&](const Arrival& a) {
      return a.at.ns() >= from * 1'000'000'000 && a.at.ns() < (from + 100) * 1'000'000'000;
    });
    EXPECT_NEAR(static_cast<double>(inside), 2'000, 150) << from;
  }
}

TEST_F(ScaledRate, ASingleInstantCanBeMultiplied) {
  std::vector<Arrival> all = {{Instant(), 0, 1}};
  scaleRate(all, 50, Duration::wholeSeconds(1), 1);
  EXPECT_EQ(all.size(), 50u);
  EXPECT_LE(all.back().at.toSeconds(), 1.0);
}

}  // namespace
}  // namespace headroom::workload
