// How long requests take a place at a server, from lines that tell it in part or with waiting in it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <queue>

#include "engine/kernel/random_streams.h"
#include "engine/workload/hand_overs.h"
#include "engine/workload/worker_waits.h"

namespace headroom::workload {
namespace {

constexpr std::int64_t kMs = 1'000'000;

/// A line of HAProxy's: when it came, how long it waited, how long it was at the server; cut to milliseconds.
trace::Record line(double arrivedMs, double waitMs, double serviceMs, std::string_view server = "Global/FE1") {
  const auto cut = [](double ms) { return static_cast<std::int64_t>(std::floor(ms)) * kMs; };
  trace::Record record;
  record.proxied = true;
  record.arrivalNs = cut(arrivedMs);
  record.queueNs = cut(waitMs);
  record.durationNs = cut(waitMs + serviceMs);
  record.serviceNs = *record.durationNs - record.queueNs;
  record.server = server;
  return record;
}

std::vector<HandOvers::Held> heldBy(const std::vector<trace::Record>& log) {
  HandOvers handOvers;
  for (std::uint32_t i = 0; i < log.size(); ++i) handOvers.add(RequestTimes::of(log[i]), i);
  return handOvers.find();
}

using Held = std::vector<HandOvers::Held>;

TEST(HandOvers, ReachFromTheEndOfOneRequestToTheBeginningOfTheNext) {
  const Held held = heldBy({line(0, 0, 40), line(10, 33, 20), line(12, 52, 9)});
  EXPECT_EQ(held, (Held{{0, 3 * kMs}, {1, 1 * kMs}}));
}

TEST(HandOvers, AreOfWhoeverWaited) {
  EXPECT_TRUE(heldBy({line(0, 0, 40), line(41, 0, 20), line(70, 0, 9)}).empty());
  // The place of the first one was free before the second came: nobody waited for that one.
  EXPECT_EQ(heldBy({line(0, 0, 10), line(30, 0, 20), line(31, 20, 9)}), (Held{{1, 1 * kMs}}));
}

TEST(HandOvers, StayAtOneServerOfOneBackend) {
  EXPECT_TRUE(
      heldBy({line(0, 0, 40, "Global/FE1"), line(10, 32, 20, "Global/FE2"), line(11, 31, 5, "Other/FE1")}).empty());
}

TEST(HandOvers, MayBeginBeforeTheEndIsWritten) {
  EXPECT_EQ(heldBy({line(0, 0, 40), line(10, 28, 20)}), (Held{{0, -2 * kMs}}));
}

TEST(HandOvers, AreNotTheTimeInWhichAServerWasOut) {
  EXPECT_TRUE(heldBy({line(0, 0, 40), line(10, 3000, 20)}).empty());
}

TEST(HandOvers, NeedWaitsAndAnswers) {
  trace::Record unanswered = line(0, 0, 40), elsewhere = line(0, 0, 40);
  unanswered.serviceNs = -1;
  elsewhere.queueNs = -1;
  EXPECT_TRUE(heldBy({unanswered, elsewhere, line(10, 31, 20)}).empty());
}

TEST(HandOvers, FollowAStayWithinOneMillisecond) {
  EXPECT_EQ(heldBy({line(0, 0, 40), line(10, 30.2, 0.5), line(12, 28.9, 9)}), (Held{{0, 0}, {1, 0}}));
}

struct Queued {
  std::vector<trace::Record> log;
  double waits = 0;
};

/// A server with two places behind one queue, which takes so many milliseconds to hand a place on. A tenth of the
/// requests stay for less than a millisecond.
Queued queuedRequests(std::uint64_t seed, double handOver) {
  constexpr double kService = 9, kBetween = 5.2;
  kernel::RandomStream random(seed, 1);
  std::priority_queue<double, std::vector<double>, std::greater<>> free;
  for (int place = 0; place < 2; ++place) free.push(0);
  Queued queued;
  double at = 100;
  for (int i = 0; i < 20'000; ++i) {
    at -= std::log(random.unit()) * kBetween;
    const bool waited = free.top() > at;
    const double from = waited ? free.top() + handOver : at, service = -std::log(random.unit()) * kService;
    free.pop();
    free.push(from + service);
    queued.waits += waited ? 1 : 0;
    queued.log.push_back(line(at, from - at, service));
  }
  return queued;
}

TEST(HandOvers, AddUpToWhatTheMillisecondsHide) {
  for (const double handOver : {0.0, 0.2, 0.5}) {
    double sum = 0, count = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const Queued queued = queuedRequests(seed, handOver);
      const Held held = heldBy(queued.log);
      for (const auto& [request, ns] : held) sum += static_cast<double>(ns) / kMs;
      count += static_cast<double>(held.size());
      // Waits below a millisecond are cut to none.
      EXPECT_NEAR(static_cast<double>(held.size()), queued.waits, 0.05 * queued.waits);
    }
    EXPECT_NEAR(sum / count, handOver, 0.01);
  }
}

farm::Farm farmWithWorkers(int workers) {
  farm::Farm farm;
  farm.servers.resize(1);
  farm.servers[0].name = "FE1";
  farm.servers[0].pools.resize(2);
  farm.servers[0].pools[0].name = "First";
  farm.servers[0].pools[0].workers = workers;
  farm.servers[0].pools[1].name = "Second";
  farm.servers[0].pools[1].workers = 1;
  farm.applications.resize(2);
  farm.applications[1].pool = "Second";
  return farm;
}

TEST(WorkerWaits, AreTakenOffTheTimesAtAServer) {
  constexpr int kWorkers = 3;
  kernel::RandomStream random(3, 1);
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> free;
  for (int i = 0; i < kWorkers; ++i) free.push(0);
  WorkerWaits waits(farmWithWorkers(kWorkers));
  std::int64_t at = 0, waited = 0;
  for (int i = 0; i < 5'000; ++i) {
    at += std::llround(-std::log(random.unit()) * 4e6);
    const auto service = std::llround(-std::log(random.unit()) * 11e6);
    const std::int64_t from = std::max(at, free.top());
    free.pop();
    free.push(from + service);
    waited += from > at ? 1 : 0;
    ASSERT_EQ(waits.serviceOf(0, 0, at, from + service - at), service) << i;
  }
  EXPECT_GT(waited, 2'000);
}

TEST(WorkerWaits, BelongToTheApplicationsPool) {
  WorkerWaits waits(farmWithWorkers(2));
  EXPECT_EQ(waits.serviceOf(0, 0, 0, 10), 10);
  EXPECT_EQ(waits.serviceOf(0, 0, 1, 10), 10);
  EXPECT_EQ(waits.serviceOf(0, 0, 2, 10), 2);  // until 10 both workers were busy
  EXPECT_EQ(waits.serviceOf(0, 1, 2, 10), 10);
  EXPECT_EQ(waits.serviceOf(0, 1, 3, 10), 1);
}

TEST(WorkerWaits, AreNoneWhereWorkersWereNeverShort) {
  farm::Farm farm = farmWithWorkers(2);
  farm.servers[0].pools.clear();  // a hundred a core
  WorkerWaits waits(farm);
  for (int i = 0; i < 300; ++i) EXPECT_EQ(waits.serviceOf(0, 0, i, 1000), 1000);
}

TEST(WorkerWaits, OfOneThatOvertakesLeaveItNothing) {
  WorkerWaits waits(farmWithWorkers(1));
  EXPECT_EQ(waits.serviceOf(0, 0, 0, 10), 10);
  EXPECT_EQ(waits.serviceOf(0, 0, 2, 5), 0);
  EXPECT_EQ(waits.serviceOf(0, 0, 4, 10), 4);
}

}  // namespace
}  // namespace headroom::workload
