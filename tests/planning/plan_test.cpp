#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/planning/planning.h"
#include "engine/planning/search.h"

namespace headroom::planning {
namespace {

using testing::HasSubstr;

/// A farm by formula: server loads in proportion to the factor, responses as of M/M/1 on the busier server; every
/// interval ± `spread`.
struct Formula {
  double fe1 = 0.35;
  double fe2 = 0.5;
  double serviceMs = 20;
  double spread = 0.01;
  mutable int runs = 0;

  Result<results::RunResult> operator()(double factor, const std::vector<std::string>& down) const {
    ++runs;
    results::RunResult run;
    run.replications = 5;
    const bool lost = !down.empty();
    const double lostLoad = (fe1 + fe2) * factor;
    if (!lost || down.front() != "FE1") run.servers.push_back(server("FE1", lost ? lostLoad : fe1 * factor));
    if (!lost || down.front() != "FE2") run.servers.push_back(server("FE2", lost ? lostLoad : fe2 * factor));
    double busiest = 0;
    for (const auto& each : run.servers) busiest = std::max(busiest, each.offeredLoad.mean);
    run.steady = busiest < 1;
    run.overloaded = !run.steady;
    results::ApplicationResult application;
    application.name = "AppX";
    if (down.size() == 2) {
      application.failed.noServer = 100;
    } else {
      application.response.mean = around(serviceMs / (1 - std::min(busiest, 0.999)));
      application.response.p95 = around(3 * serviceMs / (1 - std::min(busiest, 0.999)));
    }
    run.applications.push_back(application);
    return run;
  }

  results::Estimate around(double value) const { return {value, value * (1 - spread), value * (1 + spread), 1000, {}}; }
  results::ServerResult server(const std::string& name, double load) const {
    results::ServerResult made;
    made.name = name;
    made.offeredLoad = around(load);
    return made;
  }
};

farm::Farm twoServers() {
  farm::Farm farm;
  farm.name = "two";
  for (const std::string name : {"FE1", "FE2"}) {
    farm::Server server;
    server.name = name;
    farm.servers.push_back(server);
  }
  farm::Application application;
  application.name = "AppX";
  farm.applications.push_back(application);
  return farm;
}

results::PlanResult planOf(const std::vector<std::string>& objectives, const Formula& formula = {}) {
  PlanOptions options;
  for (const auto& text : objectives) options.objectives.push_back(*parseObjective(text));
  auto found = plan(twoServers(), formula, options);
  EXPECT_TRUE(found.ok());
  return found.ok() ? *found : results::PlanResult{};
}

TEST(Plan, UtilisationBreaksWhereTheBusiestServerReachesItsTarget) {
  const auto found = planOf({"utilisation<70%"});
  ASSERT_EQ(found.rows.size(), 3u);
  EXPECT_NEAR(found.rows[0].factor.mean, 1.4, 0.01);
  EXPECT_EQ(found.rows[0].resource, "FE2");
  EXPECT_THAT(found.rows[0].limit, HasSubstr("utilisation of FE2 at 70 %"));
  EXPECT_TRUE(found.rows[0].holdsToday);
}

TEST(Plan, TheIntervalOfTheFactorFollowsFromTheIntervalOfTheLoad) {
  const auto row = planOf({"utilisation<70%"}).rows[0];
  ASSERT_TRUE(row.factor.low && row.factor.high);
  EXPECT_NEAR(*row.factor.low, 1.4 / 1.01, 0.01);
  EXPECT_NEAR(*row.factor.high, 1.4 / 0.99, 0.01);
}

TEST(Plan, EachServerLostIsASituationOfItsOwn) {
  const auto found = planOf({"utilisation<70%"});
  EXPECT_EQ(found.rows[1].situation, "FE1 lost");
  EXPECT_NEAR(found.rows[1].factor.mean, 0.7 / 0.85, 0.01);
  EXPECT_FALSE(found.rows[1].holdsToday);
}

TEST(Plan, ResponseBreaksBeforeUtilisationWhenItsLimitIsTight) {
  // 60 ms / (1 − 0.5 f) = 100 ms at f = 0.8: broken today already.
  const auto row = planOf({"AppX:p95<100ms", "utilisation<90%"}).rows[0];
  EXPECT_NEAR(row.factor.mean, 0.8, 0.02);
  EXPECT_FALSE(row.holdsToday);
  EXPECT_THAT(row.limit, HasSubstr("p95 of AppX at 100ms"));
  EXPECT_EQ(row.resource, "FE2");
}

TEST(Plan, OverloadIsTheLimitOfALooseObjective) {
  // 60 ms / (1 − 0.5 f) = 60 s needs a load of 0.999: the farm is overloaded next to it.
  const auto row = planOf({"p95<60s"}).rows[0];
  EXPECT_NEAR(row.factor.mean, 2.0, 0.05);
}

TEST(Plan, WithoutObjectivesTheTargetUtilisationIsSeventyPercent) {
  EXPECT_THAT(planOf({}).rows[0].limit, HasSubstr("at 70 %"));
}

TEST(Plan, LoadsTodayStandBesideTheFactorBusiestFirst) {
  const auto row = planOf({"utilisation<70%"}).rows[0];
  ASSERT_EQ(row.loads.size(), 2u);
  EXPECT_EQ(row.loads[0].name, "FE2");
  EXPECT_NEAR(row.loads[0].utilisation, 0.5, 1e-9);
}

TEST(Plan, ASearchNeedsFewRuns) {
  Formula formula;
  PlanOptions options;
  options.objectives.push_back(*parseObjective("utilisation<70%"));
  options.curve = false;
  const Evaluator evaluate = [&](double factor, const std::vector<std::string>& down) { return formula(factor, down); };
  ASSERT_TRUE(plan(twoServers(), evaluate, options).ok());
  EXPECT_LE(formula.runs, 3 * 5);
}

TEST(Plan, TheCurveRisesThroughTodayToTheBreakingPoint) {
  const auto found = planOf({"utilisation<70%"});
  ASSERT_GE(found.curve.size(), 5u);
  EXPECT_TRUE(
      std::is_sorted(found.curve.begin(), found.curve.end(), [](auto& a, auto& b) { return a.factor < b.factor; }));
  EXPECT_TRUE(std::is_sorted(found.curve.begin(), found.curve.end(), [](auto& a, auto& b) { return a.p95 < b.p95; }));
  EXPECT_GT(found.curve.back().factor, 1.4);
}

TEST(Plan, AnUnknownApplicationIsRefused) {
  PlanOptions options;
  options.objectives.push_back(*parseObjective("AppZ:p95<1s"));
  const auto found = plan(twoServers(), Formula{}, options);
  ASSERT_FALSE(found.ok());
  EXPECT_THAT(found.problems().front().what, HasSubstr("AppZ"));
}

TEST(Plan, AFailedRunEndsTheSearchWithItsReason) {
  const Evaluator broken = [](double, const std::vector<std::string>&) {
    return Result<results::RunResult>(problem("disk on fire"));
  };
  const auto found = plan(twoServers(), broken, {});
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.problems().front().what, "disk on fire");
}

TEST(Search, AnIdleFarmHoldsBeyondTheSearch) {
  PlanOptions options;
  const auto found = findBreaking(Formula{0.0, 0.0, 1, 0}, {}, {*parseObjective("utilisation<70%")}, options);
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->beyondSearch);
  EXPECT_FALSE(found->factor.why.empty());
}

TEST(Search, NobodyLeftToServeIsHopelessAtAnyLoad) {
  PlanOptions options;
  const Formula formula;
  const Evaluator evaluate = [&](double factor, const std::vector<std::string>& down) { return formula(factor, down); };
  const auto found = findBreaking(evaluate, {"FE1", "FE2"}, {*parseObjective("p95<1s")}, options);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->factor.mean, 0);
  EXPECT_THAT(found->limit, HasSubstr("no server left for AppX"));
  EXPECT_EQ(formula.runs, 1);
}

TEST(Plan, APointOfALoadThatFollowsACurveTakesAllOfIt) {
  farm::Farm farm = twoServers();
  farm.run.measured = Duration::wholeSeconds(3600);
  farm.users.resize(1);
  farm.users[0].load = farm::OpenLoad{};
  EXPECT_EQ(pointLengthOf(farm), Duration::wholeSeconds(60));
  std::get<farm::OpenLoad>(farm.users[0].load).curve.emplace();
  EXPECT_EQ(pointLengthOf(farm), Duration::wholeSeconds(3600));
}

TEST(Nearness, ALostNodeThatCostsRequestsIsHopelessUnlessAnObjectiveSaysHowMany) {
  results::RunResult run;
  run.serversDown = {"FE3"};
  results::ApplicationResult application;
  application.name = "AppX";
  application.failed.dependency = 39;
  application.response.mean.count = 61;
  run.applications.push_back(application);
  const auto nearness = nearestObjective(run, {*parseObjective("utilisation<70%")});
  EXPECT_TRUE(nearness.hopeless);
  EXPECT_EQ(nearness.limit, "39 % of the requests of AppX fail");
  EXPECT_FALSE(nearestObjective(run, {*parseObjective("failures<50%")}).hopeless);
  run.serversDown.clear();
  EXPECT_FALSE(nearestObjective(run, {*parseObjective("utilisation<70%")}).hopeless) << "time-outs under load";
}

TEST(Nearness, FailuresUseAScoreInterval) {
  results::RunResult run;
  run.steady = true;
  results::ApplicationResult application;
  application.name = "AppX";
  application.failed.queueFull = 10;
  application.response.mean.count = 9990;
  run.applications.push_back(application);
  const auto nearness = nearestObjective(run, {*parseObjective("failures<0.1%")});
  EXPECT_NEAR(nearness.ratio, 1.0, 1e-9);
  EXPECT_GT(nearness.high, 1.4);
  EXPECT_LT(nearness.low, 0.7);
}

}  // namespace
}  // namespace headroom::planning
