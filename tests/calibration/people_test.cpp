// People who think and wait, of a number that is known.
#include "engine/calibration/people.h"

#include <gtest/gtest.h>

#include <cmath>
#include <queue>

#include "tests/calibration/synthetic.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT

struct Crowd {
  int people = 1;
  double think = 1, service = 0.01;  ///< Means of exponential times, in seconds.
  std::size_t cores = 4;             ///< First come, first served.
  int perPage = 1;
};

/// Twenty minutes of a crowd that has been there for long.
std::vector<Observation> logOf(const Crowd& crowd, std::uint64_t seed) {
  constexpr double kBefore = 300, kEnd = 1500, kBetween = 0.02;
  kernel::RandomStream random(seed, 1);
  std::vector<Observation> log;
  using Next = std::tuple<double, std::uint32_t, int>;
  std::priority_queue<Next, std::vector<Next>, std::greater<>> next;
  std::priority_queue<double, std::vector<double>, std::greater<>> free;
  for (std::size_t core = 0; core < crowd.cores; ++core) free.push(0);
  for (int person = 1; person <= crowd.people; ++person)
    next.emplace(-std::log(random.unit()) * crowd.think, static_cast<std::uint32_t>(person), 0);
  while (std::get<0>(next.top()) < kEnd) {
    const auto [at, person, request] = next.top();
    next.pop();
    const double end = std::max(at, free.top()) - std::log(random.unit()) * crowd.service;
    free.pop();
    free.push(end);
    if (at > kBefore) {
      log.push_back(testing::request(at - kBefore, 0, (end - at) * 1e3));
      log.back().person = person;
    }
    const bool more = request + 1 < crowd.perPage;
    next.emplace(more ? end + kBetween : end - std::log(random.unit()) * crowd.think, person, more ? request + 1 : 0);
  }
  sortByTime(log);
  return log;
}

People found(const Crowd& crowd, std::uint64_t seed) {
  const std::vector<Observation> log = logOf(crowd, seed);
  const farm::Farm farm = farmOf(1);
  const RateWindow window = peakHourOf(log);
  const Sessions sessions = sessionsOf(farm, log, window, Duration::wholeSeconds(1800));
  return peopleOf(mixOf(farm, log, window)[0], sessions.think.at(1), crowd.perPage);
}

// A second of silence ends a page, so that of exponential think times the short ones are not seen as such; the longest
// reach over the ends of the log. In the third crowd people wait for three times as long as they would alone.
TEST(People, AreAsManyAsThereWereAndThinkAsTheyDid) {
  const Crowd crowds[] = {{30, 20, 0.06, 4, 1}, {100, 5, 0.15, 4, 1}, {200, 5, 0.15, 4, 1},
                          {60, 8, 0.1, 8, 4},   {300, 2, 0.01, 4, 1}, {50, 0.5, 0.05, 8, 1}};
  for (const Crowd& crowd : crowds) {
    SCOPED_TRACE(crowd.people);
    constexpr int kSeeds = 40;
    int people = 0, think = 0, exponential = 0;
    double sum = 0, thinkSum = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const People seen = found(crowd, seed);
      const auto holds = [](const results::Estimate& e, double truth) {
        return *e.low <= truth && truth <= *e.high ? 1 : 0;
      };
      people += holds(seen.population, crowd.people);
      think += holds(seen.thinkSeconds, crowd.think);
      exponential += seen.think.kind == Law::Kind::Exponential ? 1 : 0;
      sum += seen.population.mean / kSeeds;
      thinkSum += seen.thinkSeconds.mean / kSeeds;
    }
    EXPECT_GE(people, 35);
    EXPECT_GE(think, 34);
    EXPECT_GE(exponential, 35);
    EXPECT_NEAR(sum, crowd.people, 0.01 * crowd.people);
    EXPECT_NEAR(thinkSum, crowd.think, 0.01 * crowd.think);
  }
}

TEST(People, OfPagesWithMoreRequestsThanTheFarmSaysAreNoMore) {
  const Crowd crowd{60, 20, 0.05, 8, 5};
  const std::vector<Observation> log = logOf(crowd, 1);
  const RateWindow window = peakHourOf(log);
  const Sessions sessions = sessionsOf(farmOf(1), log, window, Duration::wholeSeconds(1800));
  const People seen = peopleOf(mixOf(farmOf(1), log, window)[0], sessions.think.at(1), 1);
  EXPECT_NEAR(seen.population.mean, 60, 3);  // each request a page of its own, with little thought before most of them
  EXPECT_LT(seen.thinkSeconds.mean, 5);
}

}  // namespace
}  // namespace headroom::calibration
