// Rate limits and circuit breakers by themselves.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/routing/limits/circuit_breaker.h"
#include "engine/routing/limits/token_bucket.h"

namespace headroom::routing {
namespace {

Instant at(std::int64_t milliseconds) {
  return Instant() + Duration::milliseconds(milliseconds);
}

int admitted(TokenBucket bucket, std::int64_t everyMilliseconds, std::int64_t until) {
  int count = 0;
  for (std::int64_t t = 0; t < until; t += everyMilliseconds) count += bucket.take(at(t)) ? 1 : 0;
  return count;
}

TEST(TokenBucket, AdmitsTheBurstAndThenTheRateExactly) {
  // 10/s: besides the burst one more at 100 ms, 200 ms, … 9900 ms.
  EXPECT_EQ(admitted(TokenBucket(10, 1), 1, 10'000), 1 + 99);
  EXPECT_EQ(admitted(TokenBucket(10, 20), 1, 10'000), 20 + 99);
  EXPECT_EQ(admitted(TokenBucket(1000, 5), 1, 10'000), 10'000) << "who comes no faster than the rate is never refused";
  EXPECT_EQ(admitted(TokenBucket(10, 20), 100, 10'000), 100);
}

TEST(TokenBucket, IsFullAgainAfterARest) {
  TokenBucket bucket(10, 5);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(bucket.take(at(0)));
  EXPECT_FALSE(bucket.take(at(0)));
  EXPECT_FALSE(bucket.take(at(99)));
  EXPECT_TRUE(bucket.take(at(100)));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(bucket.take(at(10'000))) << i;
  EXPECT_FALSE(bucket.take(at(10'000))) << "it holds no more than its burst";
}

TEST(TokenBucket, OfOneTokenADayNeitherOverflowsNorForgets) {
  TokenBucket bucket(1.0 / 86'400, 1'000'000'000);
  int taken = 0;
  for (int i = 0; i < 100'000; ++i) taken += bucket.take(at(i)) ? 1 : 0;
  EXPECT_GT(taken, 10'000);
  EXPECT_LT(taken, 12'000) << "its depth ends at 31 years";
}

/// What a breaker of three failures and ten seconds says to a story: `c` a call, `+` and `-` its end, `.` a second
/// passes. The answers to the calls: `y` or `n`.
std::string told(const std::string& story) {
  CircuitBreaker breaker(3, Duration::wholeSeconds(10));
  Instant now;
  std::string answers;
  for (const char step : story) {
    if (step == 'c') answers += breaker.allows(now) ? 'y' : 'n';
    if (step == '+') breaker.succeeded();
    if (step == '-') breaker.failed(now);
    if (step == '.') now = now + Duration::wholeSeconds(1);
  }
  return answers;
}

TEST(CircuitBreaker, CountsFailuresInARow) {
  EXPECT_EQ(told("c-c-c-c"), "yyyn");
  EXPECT_EQ(told("c-c-c+c-c-c"), "yyyyyy") << "a success begins the row anew";
  EXPECT_EQ(told("c-c-c-.........c"), "yyyn") << "nine seconds are too few";
}

TEST(CircuitBreaker, TriesOneCallAfterItsPause) {
  EXPECT_EQ(told("c-c-c-..........cc"), "yyyyn");
  EXPECT_EQ(told("c-c-c-..........c+cc"), "yyyyyy") << "success closes it";
  EXPECT_EQ(told("c-c-c-..........c-c.........c.c"), "yyyynny") << "failure opens it for as long again";
  EXPECT_EQ(told("c-c-c-..........c..........cc"), "yyyyyn")
      << "a trial that does not end blocks the next one for a pause";
}

TEST(CircuitBreaker, TakesNoNoticeOfLateAnswers) {
  EXPECT_EQ(told("ccccc---+c"), "yyyyyn");
  EXPECT_EQ(told("ccccc-----..........c"), "yyyyyy");
}

}  // namespace
}  // namespace headroom::routing
