// Users who ask again: what one request is, what it costs, and how it can keep a farm down.
#include "engine/sim/retries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers

farm::Retry retry(int attempts, double backoffSeconds, double factor, double jitter) {
  farm::Retry retry;
  retry.attempts = attempts;
  retry.backoff = Duration::seconds(backoffSeconds);
  retry.factor = factor;
  retry.longest = Duration::wholeSeconds(3600);
  retry.jitter = jitter;
  return retry;
}

/// Users of a farm whose only server is out: every attempt fails at once.
farm::Farm nobodyThere(const farm::Retry& retry) {
  farm::Farm farm = singleStation(100, fixed(10), 1000);
  farm.users[0].retry = retry;
  return farm;
}

results::RunResult withoutServer(const farm::Farm& farm, RunOptions options) {
  options.down = {"FE1"};
  return simulate(farm, options);
}

TEST(AskingAgain, OneArrivalIsOneRequestHoweverOftenItIsSent) {
  const auto result = withoutServer(nobodyThere(retry(4, 1, 2, 0)), options(200, 5));
  // Sent after 0, 1, 3 and 7 s, and counted as failed then: 100/s fail, 100/s · 7 s wait (Little).
  EXPECT_EQ(result.totals.failed.noServer, result.totals.failed.total());
  EXPECT_NEAR(static_cast<double>(result.totals.failed.total()) / (200 * 5), 100, 2);
  EXPECT_NEAR(static_cast<double>(result.totals.inFlight) / 5, 700, 40);
  EXPECT_THAT(*applicationOf(result, "App").attempts, Shows(400, 0.02));
  ASSERT_TRUE(result.totals.attempts);
  EXPECT_NEAR(static_cast<double>(result.totals.attempts->retries) / (200 * 5), 300, 6);
  EXPECT_EQ(result.totals.attempts->reloads, 0U);
  EXPECT_EQ(result.totals.attempts->denied, 0U);
}

TEST(AskingAgain, FullJitterHalvesTheMeanPauseAndTheLongestCapsIt) {
  const auto jittered = withoutServer(nobodyThere(retry(4, 1, 2, 1)), options(200, 5));
  EXPECT_NEAR(static_cast<double>(jittered.totals.inFlight) / 5, 350, 30);
  farm::Retry capped = retry(4, 1, 10, 0);
  capped.longest = Duration::wholeSeconds(2);  // pauses of 1, 2 and 2 s
  const auto result = withoutServer(nobodyThere(capped), options(200, 5));
  EXPECT_NEAR(static_cast<double>(result.totals.inFlight) / 5, 500, 35);
}

TEST(AskingAgain, OnlyTheFailuresThatThePolicyNamesAreRetried) {
  farm::Retry policy = retry(4, 1, 2, 0);
  policy.onUnavailable = false;
  const auto result = withoutServer(nobodyThere(policy), options(100, 3));
  EXPECT_EQ(result.totals.attempts->retries, 0U);
  EXPECT_EQ(result.totals.inFlight, 0U);
}

// Unlimited cores, exponential work of mean 1 s, time-out 1 s, three attempts. A repeated request is the same work:
// what takes longer than 1 s never succeeds and is sent three times, and the server does all of it.
TEST(AskingAgain, TheServerWorksOnEveryAttempt) {
  farm::Farm farm = singleStation(50, exponential(1000), 4000);
  farm.users[0].timeout = Duration::wholeSeconds(1);
  farm.users[0].retry = retry(3, 0.1, 1, 0);
  const auto result = simulate(farm, options(300, 8));
  const double late = std::exp(-1.0);
  EXPECT_THAT(applicationOf(result, "App").throughput, Shows(50 * (1 - late), 0.03));
  EXPECT_THAT(*applicationOf(result, "App").attempts, Shows(50 * (1 + 2 * late), 0.03));
  // Mean work sent: E[D] + 2 E[D; D > 1] = 1 + 2 · 2 / e.
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(50 * (1 + 4 * late) / 4000, 0.05));
  EXPECT_EQ(result.totals.failed.timeout, result.totals.failed.total());
  EXPECT_LT(applicationOf(result, "App").response.max, 1001.0);  // the first attempt, or none
}

TEST(AskingAgain, APersonThinksOnceTheLastAttemptHasFailed) {
  farm::Farm farm = singleStation(0, fixed(3000), 1000);
  farm.users[0] = closedUsers("App", 100, fixed(1000));
  farm.users[0].timeout = Duration::wholeSeconds(2);
  farm.users[0].retry = retry(2, 1, 1, 0);
  const auto result = simulate(farm, options(600, 3));
  // 1 s of thought, 2 s of waiting, 1 s of pause, 2 s of waiting.
  EXPECT_NEAR(static_cast<double>(result.totals.failed.timeout) / (600 * 3), 100.0 / 6, 0.2);
  EXPECT_EQ(result.totals.completed, 0U);
}

TEST(Reloads, AbandonTheRequestWhichGoesOn) {
  farm::Farm farm = singleStation(20, fixed(10'000), 4000);
  farm.users[0].reload = farm::Reload{Duration::wholeSeconds(3), 0.5, 2};
  const auto result = simulate(farm, options(400, 8));
  // Half press reload after 3 s, half of them once more; each answer comes 10 s after the last click.
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10'000 + 3'000 * 0.75, 0.02));
  EXPECT_NEAR(applicationOf(result, "App").response.max, 16'000, 16);
  EXPECT_THAT(*applicationOf(result, "App").attempts, Shows(20 * 1.75, 0.03));
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(20 * 1.75 * 10 / 4000, 0.03));
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_EQ(result.totals.attempts->retries, 0U);
}

TEST(RetryBudget, IsAShareOfTheRequestsOfItsWindow) {
  RetryBudget budget(BudgetSpec{0.1, 0, Duration::wholeSeconds(10)});
  const auto at = [](double seconds) { return Instant() + Duration::seconds(seconds); };
  for (int i = 0; i < 9; ++i) budget.deposit(at(0.5));
  EXPECT_FALSE(budget.withdraw(at(0.5)));
  budget.deposit(at(0.5));
  EXPECT_TRUE(budget.withdraw(at(0.6)));
  EXPECT_FALSE(budget.withdraw(at(0.6)));
  for (int i = 0; i < 20; ++i) budget.deposit(at(1.5));
  EXPECT_TRUE(budget.withdraw(at(9)));
  EXPECT_FALSE(budget.withdraw(at(500)));  // long expired
}

TEST(RetryBudget, ReserveComesBackAfterTheWindow) {
  RetryBudget budget(BudgetSpec{0, 3, Duration::wholeSeconds(10)});
  const auto at = [](double seconds) { return Instant() + Duration::seconds(seconds); };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(budget.withdraw(at(0)));
  EXPECT_FALSE(budget.withdraw(at(8)));
  EXPECT_TRUE(budget.withdraw(at(10)));
}

TEST(RetryBudget, LimitsRetriesToItsShareAndItsLeastRate) {
  farm::Retry policy = retry(3, 1, 1, 0);
  policy.budget = farm::RetryBudget{0.1, Rate{5}, Duration::wholeSeconds(10)};
  const auto result = withoutServer(nobodyThere(policy), options(200, 5));
  EXPECT_NEAR(static_cast<double>(result.totals.attempts->retries) / (200 * 5), 0.1 * 100 + 5, 0.5);
  EXPECT_GT(result.totals.attempts->denied, result.totals.attempts->retries);
}

TEST(AskingAgain, ThatNeverHappenChangeNothing) {
  farm::Farm farm = singleStation(100, exponential(5), 1);
  farm.users[0].timeout = Duration::wholeSeconds(100);
  const auto without = simulate(farm, options(100, 2));
  farm.users[0].retry = retry(5, 1, 2, 1);
  farm.users[0].reload = farm::Reload{Duration::wholeSeconds(50), 0, 1};
  EXPECT_EQ(simulate(farm, options(100, 2)).fingerprint, without.fingerprint);
}

TEST(AskingAgain, AreTheSameOnAnyNumberOfThreadsAndEndARunOfSoManyRequests) {
  farm::Farm farm = singleStation(120, exponential(10), 1);
  farm.servers[0].pools[0] = {"P", 20, 60, {}, {}};
  farm.users[0].timeout = Duration::milliseconds(200);
  farm.users[0].retry = retry(3, 0.1, 2, 0.5);
  farm.users[0].reload = farm::Reload{Duration::milliseconds(100), 0.3, 2};
  RunOptions wanted = options(60, 4);
  wanted.threads = 1;
  const auto one = simulate(farm, wanted);
  wanted.threads = 3;
  EXPECT_EQ(simulate(farm, wanted).fingerprint, one.fingerprint);
  wanted.requests = 5000;
  wanted.replications = 1;
  const auto counted = simulate(farm, wanted);
  EXPECT_EQ(counted.totals.inFlight, 0U);
  EXPECT_NEAR(static_cast<double>(counted.totals.arrivals), 4750, 500);
}

TEST(AskingAgain, LoseNobodyWhenEverythingFails) {
  farm::Farm farm = intranetZone();
  for (farm::Users& users : farm.users) {
    users.timeout = Duration::milliseconds(300);
    users.retry = retry(4, 0.05, 2, 1);
    users.retry->onError = true;
    users.reload = farm::Reload{Duration::milliseconds(200), 0.4, 3};
  }
  const auto event = [](double seconds, const char* node, farm::PlannedEvent::Kind kind) {
    farm::PlannedEvent planned;
    planned.at = Duration::seconds(seconds);
    planned.node = node;
    planned.kind = kind;
    return planned;
  };
  using Kind = farm::PlannedEvent::Kind;
  farm.events = {event(2, "FE2", Kind::Fail),   event(4, "DB", Kind::Fail),      event(5, "DB", Kind::Repair),
                 event(7, "proxy", Kind::Fail), event(8, "proxy", Kind::Repair), event(9, "FE2", Kind::Repair)};
  const auto result = simulate(farm, options(15, 2));
  EXPECT_GT(result.totals.attempts->retries, 1000U);
  EXPECT_GT(result.totals.attempts->reloads, 100U);
}

// Two servers of 100/s, 140/s of users. While one is out the other drowns, and everybody who times out asks again.
farm::Farm stormy() {
  farm::Farm farm = singleStation(140, exponential(40), 4, farm::Discipline::Fifo);
  farm.servers.push_back(farm.servers[0]);
  farm.servers[1].name = "FE2";
  for (farm::Server& server : farm.servers) server.pools = {{"P", 400, 1000, {}, {}}};
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.zones[0].isDefault = true;
  farm.users[0].timeout = Duration::wholeSeconds(2);
  farm.users[0].retry = retry(4, 0.2, 2, 1);
  farm::PlannedEvent fails;
  fails.at = Duration::wholeSeconds(60);
  fails.node = "FE2";
  farm::PlannedEvent returns = fails;
  returns.at = Duration::wholeSeconds(120);
  returns.kind = farm::PlannedEvent::Kind::Repair;
  farm.events = {fails, returns};
  return farm;
}

double meanOfSeries(const results::RunResult& result, const std::string& measure, double from) {
  double sum = 0;
  int count = 0;
  for (const results::Series& series : result.series) {
    if (series.object != "Z" || series.measure != measure) continue;
    for (std::size_t i = 0; i < series.times.size(); ++i) {
      if (series.times[i] <= from) continue;
      sum += series.values[i];
      ++count;
    }
  }
  return sum / count;
}

TEST(RetryStorm, StaysAfterItsTriggerIsGone) {
  farm::Farm farm = stormy();
  const auto storm = simulate(farm, options(400, 3));
  farm.events.clear();
  const auto calm = simulate(farm, options(400, 3));
  // The same farm under the same load, in its other state.
  EXPECT_THAT(applicationOf(calm, "App").throughput, Shows(140, 0.02));
  EXPECT_EQ(calm.totals.attempts->retries, 0U);
  EXPECT_TRUE(calm.steady);
  EXPECT_LT(meanOfSeries(storm, "throughput", 250), 0.1 * 140);
  EXPECT_GT(meanOfSeries(storm, "attempts", 250), 3.5 * 140);
  EXPECT_FALSE(storm.steady);
  EXPECT_THAT(storm.warnings, ::testing::Contains(::testing::HasSubstr("kept overloaded by requests")));
}

TEST(RetryStorm, IsCuredByABudget) {
  farm::Farm farm = stormy();
  farm.users[0].retry->budget = farm::RetryBudget{0.1, Rate{1}, Duration::wholeSeconds(10)};
  const auto result = simulate(farm, options(400, 3));
  EXPECT_NEAR(meanOfSeries(result, "throughput", 250), 140, 3);
  EXPECT_NEAR(meanOfSeries(result, "attempts", 250), 140, 3);
}

}  // namespace
}  // namespace headroom::sim
