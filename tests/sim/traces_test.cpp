// Requests followed step by step: nothing of a response is missing, nothing is counted twice.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

results::RunResult traced(const farm::Farm& farm, RunOptions options, int traces) {
  options.traces = traces;
  const auto result = run(farm, options);
  if (!result) ADD_FAILURE() << format(result.problems().front());
  return result ? *result : results::RunResult{};
}

/// What the steps directly below one another add up to, checked against the step above them.
void expectNoGaps(const results::Trace& trace) {
  std::map<int, std::uint64_t> at{{0, 0}};
  std::uint64_t sum = 0;
  for (const results::TraceStep& step : trace.steps) {
    EXPECT_EQ(step.atNs, at[step.depth]) << step.kind << ' ' << step.place;
    at[step.depth] += step.lengthNs();
    at[step.depth + 1] = step.atNs;
    if (step.depth == 0) sum += step.lengthNs();
  }
  EXPECT_EQ(sum, trace.responseNs);
  EXPECT_EQ(trace.waitNs + trace.workNs, trace.responseNs);
}

/// What the calls did is what their callers waited for.
void expectCallsAddUp(const results::Trace& trace) {
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    if (trace.steps[i].kind != "call") continue;
    std::uint64_t inside = 0;
    for (std::size_t j = i + 1; j < trace.steps.size() && trace.steps[j].depth > trace.steps[i].depth; ++j) {
      if (trace.steps[j].depth == trace.steps[i].depth + 1) inside += trace.steps[j].lengthNs();
    }
    EXPECT_EQ(inside, trace.steps[i].lengthNs()) << trace.steps[i].place;
  }
}

TEST(Traces, TheStepsAddUpToTheResponseToTheNanosecond) {
  const auto result = traced(intranetZone(), options(10, 3), 20);
  ASSERT_EQ(result.traces.size(), 40U);
  std::set<std::string> kinds;
  for (const results::Trace& trace : result.traces) {
    EXPECT_EQ(trace.outcome, "answered");
    EXPECT_GT(trace.responseNs, 0U);
    expectNoGaps(trace);
    expectCallsAddUp(trace);
    for (const results::TraceStep& step : trace.steps) kinds.insert(step.kind);
  }
  for (const char* kind : {"cores", "database", "call"}) EXPECT_TRUE(kinds.count(kind)) << kind;
}

TEST(Traces, TheSlowestIsTheLargestResponseOfTheRun) {
  const auto result = traced(intranetZone(), options(10, 3), 4);
  double largest = 0;
  for (const auto& application : result.applications) largest = std::max(largest, application.response.max);
  ASSERT_EQ(result.traces.front().why, "slowest");
  EXPECT_EQ(static_cast<double>(result.traces.front().responseNs) / 1e6, largest);
  EXPECT_TRUE(std::is_sorted(result.traces.begin(), result.traces.begin() + 4,
                             [](const auto& a, const auto& b) { return a.responseNs > b.responseNs; }));
}

TEST(Traces, WaitingIsWhatTheRunCallsWaiting) {
  // Everybody is in the sample, so its mean wait is the run's.
  farm::Farm farm = intranetZone();
  farm.users = {openUsers("AppX", 100), openUsers("AppY", 90)};
  const auto result = traced(farm, options(1, 1), 1000);
  double wait = 0;
  int all = 0;
  for (const results::Trace& trace : result.traces) {
    if (trace.why != "sample") continue;
    wait += static_cast<double>(trace.waitNs) / 1e6;
    ++all;
  }
  ASSERT_EQ(static_cast<std::uint64_t>(all), result.totals.completed);
  double expected = 0;
  for (const auto& application : result.applications) {
    expected += application.wait.mean * static_cast<double>(application.response.mean.count);
  }
  EXPECT_NEAR(wait, expected, 1e-6 * expected + 1e-6);
}

TEST(Traces, OneWaitsForTheWorkerAndOneForTheConnection) {
  farm::Farm farm = singleStation(50, fixed(1), 4);
  farm.databases = {database(1)};
  farm.databases[0].connectionLimit = 1;
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = fixed(15);
  farm.servers[0].pools[0].workers = 3;
  const auto result = traced(farm, options(20, 1), 1);
  std::vector<std::string> kinds;
  for (const results::TraceStep& step : result.traces.front().steps) kinds.push_back(step.kind);
  EXPECT_EQ(kinds, (std::vector<std::string>{"pool queue", "cores", "connection limit", "database", "cores"}));
  expectNoGaps(result.traces.front());
  EXPECT_EQ(result.traces.front().workNs, 16'000'000U);
}

TEST(Traces, FailedRequestsShowWhereTheyWereStuck) {
  farm::Farm farm = singleStation(20, fixed(100), 1);
  farm.users[0].timeout = Duration::milliseconds(300);
  const auto result = traced(farm, options(20, 1), 2);
  const auto failed = std::find_if(result.traces.begin(), result.traces.end(),
                                   [](const results::Trace& trace) { return trace.why == "failed"; });
  ASSERT_NE(failed, result.traces.end());
  EXPECT_EQ(failed->outcome, "timeout");
  EXPECT_EQ(failed->responseNs, 300'000'000U);
  expectNoGaps(*failed);
}

TEST(Traces, AFailingServerMovesTheRequestAndTheStepsStillAddUp) {
  farm::Farm farm = intranetZone();
  farm.events.emplace_back();
  farm.events[0].at = Duration::wholeSeconds(5);
  farm.events[0].node = "FE2";
  const auto result = traced(farm, options(10, 2), 30);
  for (const results::Trace& trace : result.traces) expectNoGaps(trace);
}

TEST(Traces, APauseBeforeTheUsersProgramTriesAgainIsWaiting) {
  farm::Farm farm = singleStation(2, fixed(10), 1, farm::Discipline::Fifo);
  farm.users[0].timeout = Duration::milliseconds(5);  // shorter than the work: every attempt fails
  farm::Retry& retry = farm.users[0].retry.emplace();
  retry.attempts = 3;
  retry.backoff = Duration::milliseconds(100);
  retry.jitter = 0;
  const auto result = traced(farm, options(50, 2), 3);
  ASSERT_FALSE(result.traces.empty());
  for (const results::Trace& trace : result.traces) {
    expectNoGaps(trace);
    std::uint64_t paused = 0;
    for (const results::TraceStep& step : trace.steps) {
      if (step.kind != "pause") continue;
      paused += step.waitNs;
      EXPECT_EQ(step.workNs, 0U);
    }
    EXPECT_EQ(paused, 300'000'000U) << "100 ms and 200 ms";
  }
}

TEST(Traces, TheRequestWhoseAnswerEndsTheRunIsFollowedToItsEnd) {
  RunOptions o = options(10, 2);
  o.requests = 5;
  const auto result = traced(intranetZone(), o, 5);
  ASSERT_EQ(result.traces.size(), 10U);
  for (const results::Trace& trace : result.traces) expectNoGaps(trace);
}

/// Two links to the server that messages share in order, each a millisecond long; whoever fails tries again after 100
/// ms.
farm::Farm farStationWithRetries() {
  farm::Farm farm = singleStation(20, fixed(10), 1, farm::Discipline::Fifo);
  farm.users[0].segment = "Internet";
  farm.servers[0].segment = "LAN";
  farm.applications[0].responseBytes = 1000;
  for (const char* from : {"Internet", "LAN"}) {
    farm::Link link;
    link.from = from;
    link.to = "DMZ";
    link.latency = Duration::milliseconds(1);
    link.bandwidthBitsPerSecond = 8e6;
    farm.links.push_back(link);
  }
  farm::Retry& retry = farm.users[0].retry.emplace();
  retry.attempts = 2;
  retry.backoff = Duration::milliseconds(100);
  retry.jitter = 0;
  return farm;
}

std::uint64_t pausedNs(const results::Trace& trace) {
  std::uint64_t paused = 0;
  for (const results::TraceStep& step : trace.steps) {
    if (step.kind == "pause") paused += step.lengthNs();
  }
  return paused;
}

TEST(Traces, APauseIsOneWhateverTheRequestBeforeWasDoingLast) {
  farm::Farm farm = farStationWithRetries();
  farm.users[0].timeout = Duration::milliseconds(5);  // shorter than the work
  const auto result = traced(farm, options(50, 2), 10);
  ASSERT_FALSE(result.traces.empty());
  for (const results::Trace& trace : result.traces) {
    expectNoGaps(trace);
    EXPECT_EQ(trace.responseNs, 110'000'000U);
    EXPECT_EQ(pausedNs(trace), 100'000'000U);
  }
}

TEST(Traces, TheWayBackOfASecondAttemptIsNoPause) {
  farm::Farm farm = farStationWithRetries();
  farm.events.resize(2);
  farm.events[0].at = Duration::wholeSeconds(5);
  farm.events[0].node = "FE1";
  farm.events[1].at = Duration::milliseconds(5090);
  farm.events[1].node = "FE1";
  farm.events[1].kind = farm::PlannedEvent::Kind::Repair;
  const auto result = traced(farm, options(10, 20), 10);
  std::size_t second = 0;
  for (const results::Trace& trace : result.traces) {
    expectNoGaps(trace);
    if (trace.outcome != "answered" || pausedNs(trace) == 0) continue;
    EXPECT_EQ(pausedNs(trace), 100'000'000U);
    ++second;
  }
  EXPECT_GT(second, 0U);
}

TEST(Traces, TracingChangesNothingElseAndThreadsDoNotChangeIt) {
  RunOptions o = options(10, 4);
  const auto plain = run(intranetZone(), o);
  o.threads = 1;
  const auto one = traced(intranetZone(), o, 5);
  o.threads = 4;
  auto four = traced(intranetZone(), o, 5);
  EXPECT_EQ(results::toJson(one), results::toJson(four));
  four.traces.clear();
  EXPECT_EQ(results::toJson(*plain), results::toJson(four));
}

}  // namespace
}  // namespace headroom::sim
