// Same seed, same bits; other balancer, same arrivals and work; and the checks that watch over every run.
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "engine/sim/runner.h"
#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;

/// Everything a run reports, as text. NaN never equals itself, text does.
std::string allOf(const results::RunResult& result) {
  return results::toJson(result);
}

TEST(Determinism, TheNumberOfThreadsChangesNothing) {
  RunOptions o = options(10, 8);
  std::string first;
  for (const unsigned threads : {1U, 2U, 8U}) {
    o.threads = threads;
    const auto result = run(intranetZone(), o);
    ASSERT_TRUE(result);
    if (first.empty()) first = allOf(*result);
    EXPECT_EQ(allOf(*result), first) << threads;
  }
}

TEST(Determinism, TheSameSeedGivesTheSameRunAndAnotherSeedAnotherOne) {
  const auto a = run(intranetZone(), options(10, 2, 7));
  const auto b = run(intranetZone(), options(10, 2, 7));
  const auto c = run(intranetZone(), options(10, 2, 8));
  EXPECT_EQ(a->fingerprint, b->fingerprint);
  EXPECT_NE(a->fingerprint, c->fingerprint);
  EXPECT_EQ(a->fingerprint.size(), 16U);
}

TEST(Determinism, AReplicationDoesNotDependOnHowManyThereAre) {
  const auto few = run(intranetZone(), options(10, 1));
  const auto many = run(intranetZone(), options(10, 3));
  EXPECT_LT(few->events, many->events);
  EXPECT_NE(few->fingerprint, many->fingerprint);
}

TEST(Determinism, AnotherBalancerLeavesArrivalsAndWorkAlone) {
  farm::Farm other = intranetZone();
  for (farm::Zone& zone : other.zones) zone.algorithm = farm::Algorithm::LeastConnections;
  const auto a = run(intranetZone(), options(30, 2));
  const auto b = run(other, options(30, 2));
  const auto offered = [](const results::RunResult& r) {
    double sum = 0;
    for (const auto& server : r.servers) sum += server.offeredLoad.mean;
    return sum;
  };
  EXPECT_EQ(a->totals.completed + a->totals.inFlight > 0, true);
  for (std::size_t i = 0; i < a->series.size(); ++i) {
    if (a->series[i].measure == "arrivals") {
      EXPECT_EQ(a->series[i].values, b->series[i].values);
    }
  }
  EXPECT_NEAR(offered(*a), offered(*b), 1e-3);
}

TEST(Determinism, AnotherApplicationLeavesTheOthersNumbersAlone) {
  farm::Farm more = intranetZone();
  more.applications.push_back(application("AppZ", "Global", exponential(1)));
  more.users.push_back(openUsers("AppZ", 10));
  more.proxy->routes.push_back(farm::Route{{}, "/AppZ", farm::Route::Match::WholeSegmentPrefix, "Global", {}, {}});
  const auto a = run(intranetZone(), options(20, 1));
  const auto b = run(more, options(20, 1));
  for (const auto& series : a->series) {
    if (series.object != "Intranet" || series.measure != "arrivals") continue;
    for (const auto& same : b->series) {
      if (same.object == series.object && same.measure == series.measure) {
        EXPECT_EQ(series.values, same.values);
      }
    }
  }
}

TEST(LiveRun, PassesThroughTheSameEventsAsTheFirstReplication) {
  const RunOptions o = options(20, 1);
  const auto whole = run(intranetZone(), o);
  const auto live = LiveRun::create(intranetZone(), o);
  ASSERT_TRUE(live);
  std::uint64_t events = 0;
  for (double t = 0.5; (*live)->advance(Instant::at(Duration::seconds(t)), 1'000'000); t += 0.5) {
    const Snapshot picture = (*live)->snapshot();
    events = picture.events;
    EXPECT_LE(picture.now, (*live)->end());
  }
  EXPECT_GT(events, 0U);
  EXPECT_EQ((*live)->snapshot().events, whole->events);
}

TEST(LiveRun, ShowsWhatHappenedSinceTheLastLook) {
  RunOptions o = options(100, 1);
  const auto live = LiveRun::create(intranetZone(), o);
  ASSERT_TRUE(live);
  (*live)->advance(Instant::at(Duration::wholeSeconds(20)), ~0ULL);
  (*live)->snapshot();
  (*live)->advance(Instant::at(Duration::wholeSeconds(50)), ~0ULL);
  EXPECT_EQ((*live)->now(), Instant::at(Duration::wholeSeconds(50)));
  const Snapshot picture = (*live)->snapshot();
  ASSERT_EQ(picture.nodes.size(), 1U + 2 + 3 + 1);
  ASSERT_EQ(picture.zones.size(), 2U);
  EXPECT_NEAR(picture.zones[0].throughput, 400, 20);
  EXPECT_GT(picture.zones[0].p95, picture.zones[0].p50);
  for (const LiveNode& node : picture.nodes) {
    if (node.name == "FE1") {
      EXPECT_NEAR(node.utilisation, 0.367, 0.05);
    }
    if (node.name == "FE2") {
      EXPECT_NEAR(node.utilisation, 0.627, 0.07);
    }
    EXPECT_FALSE(node.down);
  }
  EXPECT_TRUE(std::isnan((*live)->snapshot().zones[0].p95));  // nothing since
}

TEST(LiveRun, TakesANodeOutAndPutsItBack) {
  const auto live = LiveRun::create(intranetZone(), options(300, 1));
  ASSERT_TRUE(live);
  (*live)->advance(Instant::at(Duration::wholeSeconds(10)), ~0ULL);
  (*live)->setDown("FE2", true);
  (*live)->setDown("no such node", true);
  (*live)->advance(Instant::at(Duration::wholeSeconds(30)), ~0ULL);
  const Snapshot down = (*live)->snapshot();
  EXPECT_GT(down.zones[0].failed, 0U);
  for (const LiveNode& node : down.nodes) EXPECT_EQ(node.down, node.name == "FE2");
  (*live)->setDown("FE2", false);
  (*live)->advance(Instant::at(Duration::wholeSeconds(60)), ~0ULL);
  (*live)->snapshot();
  (*live)->advance(Instant::at(Duration::wholeSeconds(90)), ~0ULL);
  for (const LiveNode& node : (*live)->snapshot().nodes) {
    if (node.name == "FE2") {
      EXPECT_GT(node.utilisation, 0.3);
    }
  }
}

TEST(LiveRun, StopsAfterAsManyEventsAsAsked) {
  const auto live = LiveRun::create(intranetZone(), options(100, 1));
  EXPECT_TRUE((*live)->advance(Instant::never(), 1000));
  EXPECT_EQ((*live)->snapshot().events, 1000U);
}

class SelfCheck : public ::testing::TestWithParam<std::pair<Sabotage, const char*>> {};

TEST_P(SelfCheck, CatchesADeliberateMistake) {
  farm::Farm farm = intranetZone();
  farm.servers[0].discipline = farm::Discipline::Fifo;
  const auto result = runSabotaged(farm, options(10, 2), {}, GetParam().first);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.problems().front().rule, "self-check");
  EXPECT_THAT(result.problems().front().what, HasSubstr(GetParam().second));
}

INSTANTIATE_TEST_SUITE_P(Mistakes, SelfCheck,
                         ::testing::Values(std::pair{Sabotage::LoseRequest, "flow balance"},
                                           std::pair{Sabotage::CompleteTwice, "flow balance"},
                                           std::pair{Sabotage::WrongWindow, "Little's law"},
                                           std::pair{Sabotage::StealWork, "utilisation law"},
                                           std::pair{Sabotage::ForgeToken, "pool tokens"}));

TEST(Progress, RisesToTheEnd) {
  std::vector<double> told;
  Progress progress;
  progress.report = [&](double done, const std::string&) { told.push_back(done); };
  ASSERT_TRUE(run(intranetZone(), options(20, 4), progress));
  ASSERT_GT(told.size(), 3U);
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_DOUBLE_EQ(told.back(), 1.0);
}

TEST(Progress, ACancelledRunKeepsWhatWasFinished) {
  std::atomic<bool> cancel{false};
  Progress progress;
  progress.cancel = &cancel;
  progress.report = [&](double done, const std::string&) {
    if (done > 0.4) cancel = true;
  };
  RunOptions o = options(20, 8);
  o.threads = 1;
  const auto result = run(intranetZone(), o, progress);
  ASSERT_TRUE(result);
  EXPECT_LT(result->replications, 8);
  EXPECT_GE(result->replications, 1);
  EXPECT_THAT(result->warnings.front(), HasSubstr("cancelled"));
}

TEST(Progress, NothingFinishedIsAProblem) {
  std::atomic<bool> cancel{true};
  Progress progress;
  progress.cancel = &cancel;
  const auto result = run(intranetZone(), options(20, 2), progress);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.problems().front().rule, "cancelled");
}

TEST(BadFarms, AllProblemsAreToldAtOnce) {
  farm::Farm farm = intranetZone();
  farm.applications[0].zone = "Nowhere";
  farm.references[0].producer = "Nobody";
  RunOptions o = options(10, 0);
  const auto result = run(farm, o);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.problems().size(), 3U);
}

TEST(BadFarms, UnknownNodesToTakeOutAreRefused) {
  RunOptions o = options(10, 1);
  o.down = {"FE9"};
  const auto result = run(intranetZone(), o);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.problems().front().what, HasSubstr("FE9"));
}

TEST(BadFarms, AFarmWithoutUsersHasNothingToRun) {
  farm::Farm farm = intranetZone();
  farm.users.clear();
  const auto result = run(farm, options(10, 1));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.problems().front().what, HasSubstr("no users"));
}

TEST(BadFarms, TimeThatStandsStillIsNoticed) {
  farm::Farm farm = singleStation(0, Law{}, 1);
  farm.users = {closedUsers("App", 3, Law{})};
  const auto result = run(farm, options(10, 1));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.problems().front().what, HasSubstr("time stands still"));
  EXPECT_THAT(result.problems().front().what, HasSubstr("requests of the users App users"));
}

TEST(Options, ComeFromTheFarmsOwnBlock) {
  farm::Farm farm = intranetZone();
  farm.run.seed = 42;
  farm.run.replications = 3;
  farm.run.measured = Duration::wholeSeconds(77);
  const RunOptions o = optionsOf(farm);
  EXPECT_EQ(o.seed, 42U);
  EXPECT_EQ(o.replications, 3);
  EXPECT_EQ(o.measured, Duration::wholeSeconds(77));
  EXPECT_FALSE(o.warmUp);
}

}  // namespace
}  // namespace headroom::sim
