// Sessions: people who come, go from page to page and leave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers

farm::SessionPage page(const std::string& name, std::vector<std::pair<std::string, double>> next,
                       Law think = exponential(2000)) {
  farm::SessionPage page;
  page.name = page.application = name;
  page.think = think;
  for (const auto& [to, probability] : next) {
    farm::NextPage way;
    way.page = to;
    way.probability = probability;
    page.next.push_back(way);
  }
  return page;
}

/// A shop: start 40 % → search, search 50 % → item, 20 % → search, item 30 % → search, 25 % → order, order → the end.
farm::SessionLoad shop(double perSecond) {
  farm::SessionLoad load;
  load.begin = farm::OpenLoad{Rate{perSecond}};
  load.pages = {page("Start", {{"Search", 0.4}}), page("Search", {{"Item", 0.5}, {"Search", 0.2}}),
                page("Item", {{"Search", 0.3}, {"Order", 0.25}}), page("Order", {})};
  return load;
}

farm::Farm farmOf(const farm::SessionLoad& load) {
  farm::Farm farm = singleStation(0, exponential(4), 2, farm::Discipline::ProcessorSharing);
  farm.applications.clear();
  for (const char* name : {"Start", "Search", "Item", "Order"})
    farm.applications.push_back(application(name, "Z", exponential(4)));
  farm.users[0].application = "Start";
  farm.users[0].load = load;
  return farm;
}

// By hand: v(Start) = 1, v(Search) = 0.4 + 0.2 v(Search) + 0.3 v(Item), v(Item) = 0.5 v(Search), v(Order) = 0.25
// v(Item).
TEST(Visits, AreThoseOfTheFundamentalMatrix) {
  const auto visits = farm::visitsOf(shop(1));
  ASSERT_EQ(visits.size(), 4U);
  const double search = 0.4 / (1 - 0.2 - 0.15);
  EXPECT_NEAR(visits[0], 1, 1e-12);
  EXPECT_NEAR(visits[1], search, 1e-12);
  EXPECT_NEAR(visits[2], search / 2, 1e-12);
  EXPECT_NEAR(visits[3], search / 8, 1e-12);
}

TEST(Visits, OfSessionsThatMayNeverEndDoNotExist) {
  farm::SessionLoad load = shop(1);
  load.pages[3].next.push_back({});
  load.pages[3].next[0].page = "Order";
  load.pages[3].next[0].probability = 1;
  EXPECT_TRUE(farm::visitsOf(load).empty());
  EXPECT_FALSE(run(farmOf(load), options(10, 1)).ok());
}

TEST(Sessions, VisitPagesAsOftenAsTheMatrixSays) {
  farm::SessionLoad load = shop(30);
  load.pages[0].entry = 0.75;
  load.pages[2].entry = 0.25;
  const auto visits = farm::visitsOf(load);
  const auto result = simulate(farmOf(load), options(2000, 10));
  for (std::size_t i = 0; i < load.pages.size(); ++i) {
    EXPECT_THAT(applicationOf(result, load.pages[i].name).throughput, Shows(30 * visits[i], 0.02)) << i;
  }
  EXPECT_TRUE(result.steady);
}

TEST(Sessions, SendTheRequestsOfEachPage) {
  farm::SessionLoad load = shop(10);
  load.pages[1].requests = 5;
  const auto result = simulate(farmOf(load), options(2000, 10));
  EXPECT_THAT(applicationOf(result, "Search").throughput, Shows(50 * farm::visitsOf(load)[1], 0.03));
}

// Nobody interferes: the number of people inside is that of M/G/∞ by Little, here through what they ask in a long
// think.
TEST(Sessions, ThinkBetweenPagesAndNotBehindTheLast) {
  farm::SessionLoad load;
  load.begin = farm::OpenLoad{Rate{1}};
  load.pages = {page("Start", {{"Search", 1}}, fixed(30'000)), page("Search", {}, fixed(500'000))};
  RunOptions wanted = options(100, 1);
  wanted.warmUp = Duration{};
  wanted.seriesWindows = 10;
  const auto result = simulate(farmOf(load), wanted);
  // Second pages come 30 s after the first ones: in 70 s of the 100.
  const auto first = static_cast<double>(applicationOf(result, "Start").throughput.count);
  const auto second = static_cast<double>(applicationOf(result, "Search").throughput.count);
  EXPECT_NEAR(second, 0.7 * first, 0.12 * first);
}

TEST(Sessions, FollowCurvesAndEndRunsOfSoManyRequests) {
  farm::SessionLoad load = shop(20);
  farm::CurvePoint low;
  low.factor = 0.5;
  farm::CurvePoint high;
  high.at = Duration::wholeSeconds(100);
  high.factor = 1.5;
  load.begin.curve = farm::Curve{Duration{}, {low, high}};
  const auto result = simulate(farmOf(load), options(100, 4));
  EXPECT_FALSE(result.steady);
  EXPECT_NEAR(applicationOf(result, "Start").throughput.mean, 20, 1.5);
  load.begin.curve.reset();
  RunOptions counted = options(100, 2);
  counted.requests = 3000;
  EXPECT_EQ(simulate(farmOf(load), counted).totals.inFlight, 0U);
}

TEST(Sessions, AreTheSameOnAnyNumberOfThreads) {
  RunOptions wanted = options(200, 4);
  wanted.threads = 1;
  const auto one = simulate(farmOf(shop(5)), wanted);
  wanted.threads = 3;
  EXPECT_EQ(simulate(farmOf(shop(5)), wanted).fingerprint, one.fingerprint);
}

/// Who visits what is a matter of the people: a farm twice as slow is asked for exactly the same pages.
TEST(Sessions, VisitTheSamePagesOnASlowerFarm) {
  farm::Farm fast = farmOf(shop(5));
  farm::Farm slow = fast;
  slow.servers[0].speed = 0.5;
  RunOptions wanted = options(200, 1);
  wanted.requests = 2000;
  const auto before = simulate(fast, wanted);
  const auto after = simulate(slow, wanted);
  for (const char* name : {"Start", "Search", "Item", "Order"}) {
    const auto a = static_cast<double>(applicationOf(before, name).throughput.count);
    const auto b = static_cast<double>(applicationOf(after, name).throughput.count);
    EXPECT_NEAR(a, b, 4) << name;  // but for those around the ends of the measured part
  }
}

TEST(Sessions, RetryOutOfOneBudget) {
  farm::SessionLoad load;
  load.begin = farm::OpenLoad{Rate{100}};
  load.pages = {page("Start", {{"Search", 1}}, fixed(10)), page("Search", {}, fixed(10))};
  farm::Farm farm = farmOf(load);
  farm.users[0].retry = farm::Retry{};
  farm.users[0].retry->budget = farm::RetryBudget{0.1, Rate{0}, Duration::wholeSeconds(10)};
  RunOptions wanted = options(200, 3);
  wanted.down = {"FE1"};
  const auto result = simulate(farm, wanted);  // 200 requests/s fail in all
  EXPECT_NEAR(static_cast<double>(result.totals.attempts->retries) / (200 * 3), 20, 1);
}

}  // namespace
}  // namespace headroom::sim
