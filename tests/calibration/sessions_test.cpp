// Sessions, pages and think times of people whose habits are known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/calibration/traffic.h"
#include "tests/calibration/synthetic.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT

void visit(std::vector<Observation>& requests, std::uint32_t person, double seconds, std::uint32_t application,
           double responseMs = 0) {
  requests.push_back(request(seconds, application, responseMs));
  requests.back().person = person;
}

Sessions found(std::vector<Observation> requests, double gap = 1800) {
  sortByTime(requests);
  return sessionsOf(farmOf(2), requests, peakHourOf(requests), Duration::seconds(gap));
}

TEST(SessionsOfALog, EndAtAPauseAndDoNotMixPeople) {
  std::vector<Observation> requests;
  visit(requests, 1, 0, 0);
  visit(requests, 2, 5, 0);
  visit(requests, 1, 10, 0);
  visit(requests, 1, 10 + 1801, 0);
  visit(requests, 2, 5 + 1800, 0);
  const Sessions sessions = found(requests);
  ASSERT_EQ(sessions.cuts.size(), 3u);
  EXPECT_EQ(sessions.cuts[0].sessions, 4u);  // 15 minutes
  EXPECT_EQ(sessions.cuts[1].sessions, 3u);  // 30 minutes: exactly the gap still belongs to the session
  EXPECT_EQ(sessions.cuts[2].sessions, 2u);  // 60 minutes
  EXPECT_NEAR(sessions.cuts[1].pages, 5.0 / 3, 1e-12);
  EXPECT_NEAR(sessions.cuts[1].seconds, (10 + 0 + 1800) / 3.0, 1e-9);
}

TEST(SessionsOfALog, GroupRequestsIntoPagesAndThinkAfterTheLastAnswer) {
  std::vector<Observation> requests;
  visit(requests, 1, 0, 0, 4000);  // a page of three requests, the first one answered last
  visit(requests, 1, 0.2, 1, 100);
  visit(requests, 1, 4.5, 0, 500);  // half a second after the answer: the same page
  visit(requests, 1, 15, 1, 100);   // ten seconds after the last answer
  const Sessions sessions = found(requests);
  EXPECT_NEAR(sessions.cuts[1].pages, 2, 1e-12);
  ASSERT_FALSE(sessions.think.empty());
  EXPECT_NEAR(sessions.think[0].mean.mean, 10, 1e-6);
  EXPECT_NEAR(sessions.think[0].requestsPerPage, 2, 1e-12);
}

TEST(SessionsOfALog, FitTheLawOfThinkTimes) {
  kernel::RandomStream random(4, 1);
  std::vector<Observation> requests;
  for (std::uint32_t person = 1; person <= 300; ++person) {
    double at = random.unit() * 3000;
    for (int page = 0; page < 10; ++page) {
      visit(requests, person, at, 0, 200);
      at += 0.2 + 1 - std::log(random.unit()) * 20;  // at least the second that separates pages
    }
  }
  const Sessions sessions = found(requests, 7200);
  const ThinkTime& think = sessions.think[0];
  EXPECT_EQ(think.mean.count, 2700u);
  EXPECT_LE(*think.mean.low, 21);
  EXPECT_GE(*think.mean.high, 21);
  EXPECT_EQ(think.law.kind, Law::Kind::Exponential);
  ASSERT_EQ(sessions.think.size(), 2u);
  EXPECT_EQ(sessions.think[1].application, "AppX");
  EXPECT_EQ(sessions.cuts.back().gap, Duration::wholeSeconds(7200));
}

}  // namespace
}  // namespace headroom::calibration
