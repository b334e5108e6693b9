// The simulation's answers to reference cases: what is read, and how it is judged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/accuracy/simulation_answerer.h"

namespace headroom::accuracy {
namespace {

using testing::HasSubstr;

Expected figure(const std::string& metric, const std::string& scope, double value) {
  Expected e;
  e.metric = metric;
  e.scope = scope;
  e.value = value;
  return e;
}

/// What replications found whose interval has this half-width.
Figure seen(double mean, double halfWidth) {
  Figure f;
  f.value = mean;
  f.halfWidth = halfWidth;
  f.parts.assign(20, mean);
  return f;
}

AccuracyCase mm1(double rate, std::vector<Expected> expected) {
  analytic::NetworkModel model;
  analytic::JobClass requests;
  requests.name = "req";
  requests.arrivals.emplace();
  requests.arrivals->rate = rate;
  model.classes = {requests};
  analytic::Station station;
  station.name = "q";
  station.service.emplace("*", analytic::Distribution::exponential(1));
  model.stations = {station};
  model.routing["req"] = {{"source", {{"q", 1.0}}}, {"q", {{"exit", 1.0}}}};
  AccuracyCase c;
  c.id = "mm1";
  c.simulation = "full";
  c.network = model;
  c.expected = std::move(expected);
  return c;
}

SimulationBudget small() {
  SimulationBudget budget;
  budget.events = 8'000'000;
  return budget;
}

TEST(SimulationOfACase, SaysThatItsTimesAreTooLongForTheClock) {
  AccuracyCase c = mm1(0.5e-6, {figure("response_mean", "station:q", 2e6)});
  c.network->stations[0].service.at("*") = analytic::Distribution::exponential(1e6);
  const Answers answers = SimulationAnswerer(small()).answer(c);
  ASSERT_FALSE(answers.problems.empty());
  EXPECT_THAT(answers.problems[0].what, HasSubstr("too long for a clock"));
}

TEST(SimulationJudge, AsksForNarrowIntervalsNearTheValue) {
  const SimulationAnswerer judge;
  const Expected mean = figure("response_mean", "station:q", 2);
  EXPECT_TRUE(judge.judge({}, mean, seen(2.02, 0.019)).passed);
  EXPECT_THAT(judge.judge({}, mean, seen(2.0, 0.021)).why, HasSubstr("wide"));
  EXPECT_THAT(judge.judge({}, mean, seen(2.031, 0.019)).why, HasSubstr("tolerance"));
  EXPECT_THAT(judge.judge({}, mean, seen(2.02, 0.005)).why, HasSubstr("chance"));
  EXPECT_FALSE(judge.judge({}, mean, std::nullopt).passed);
  EXPECT_FALSE(judge.judge({}, mean, seen(std::nan(""), 0.01)).passed);
}

TEST(SimulationJudge, AllowsTailsAndProbabilitiesMore) {
  const SimulationAnswerer judge;
  EXPECT_TRUE(judge.judge({}, figure("response_p99", "system", 2), seen(2.05, 0.039)).passed);
  EXPECT_TRUE(judge.judge({}, figure("wait_p99.9", "system", 2), seen(2.1, 0.09)).passed);
  EXPECT_TRUE(judge.judge({}, figure("loss_prob", "system", 0.5), seen(0.515, 0.014)).passed);
  EXPECT_FALSE(judge.judge({}, figure("loss_prob", "system", 0.5), seen(0.5, 0.016)).passed);
  EXPECT_TRUE(judge.judge({}, figure("loss_prob", "system", 0.001), seen(0.0011, 0.0002)).passed);
  EXPECT_FALSE(judge.judge({}, figure("wait_mean", "system", 0), seen(1e-3, 1e-2)).passed);
}

TEST(SimulationJudge, TracesAreExactToTheNanosecond) {
  const SimulationAnswerer judge;
  const Expected e = figure("completion_time", "request:1", 2);
  Figure f;
  f.value = 2 + 0.9e-9;
  EXPECT_TRUE(judge.judge({}, e, f).passed);
  f.value = 2 + 1.2e-9;
  EXPECT_FALSE(judge.judge({}, e, f).passed);
  Expected lost = figure("fate", "request:1", 0);
  lost.fate = "lost";
  EXPECT_FALSE(judge.judge({}, lost, f).passed);
  f.fate = "lost";
  EXPECT_TRUE(judge.judge({}, lost, f).passed);
}

TEST(SimulationAnswerer, RunsUntilTheFiguresAreAsPreciseAsAsked) {
  const AccuracyCase c = mm1(0.5, {figure("response_mean", "station:q", 2), figure("number_mean", "system", 1),
                                   figure("response_p90", "system", 2 * std::log(10.0))});
  const SimulationAnswerer answerer(small());
  const Answers answers = answerer.answer(c);
  for (std::size_t i = 0; i < c.expected.size(); ++i) {
    const Verdict verdict = answerer.judge(c, c.expected[i], answers.figures[i]);
    EXPECT_TRUE(verdict.passed) << c.expected[i].key() << ": " << verdict.why;
    ASSERT_TRUE(answers.figures[i]);
    EXPECT_EQ(answers.figures[i]->parts.size(), 20U);
  }
}

TEST(SimulationAnswerer, DoesNotDependOnTheNumberOfThreads) {
  const AccuracyCase c = mm1(0.5, {figure("response_mean", "station:q", 2)});
  SimulationBudget one = small();
  one.threads = 1;
  SimulationBudget three = small();
  three.threads = 3;
  EXPECT_EQ(SimulationAnswerer(one).answer(c).figures[0]->parts, SimulationAnswerer(three).answer(c).figures[0]->parts);
}

TEST(SimulationAnswerer, LeavesOutWhatItCannotRead) {
  const AccuracyCase c = mm1(0.5, {figure("colour", "station:q", 1), figure("response_mean", "station:z", 1),
                                   figure("utilization", "station:q", 0.5)});
  const Answers answers = SimulationAnswerer(small()).answer(c);
  EXPECT_FALSE(answers.figures[0]);
  EXPECT_FALSE(answers.figures[1]);
  EXPECT_TRUE(answers.figures[2]);
}

TEST(SimulationAnswerer, SaysThatALoadIsAboveTheCapacity) {
  const AccuracyCase c = mm1(20, {figure("response_mean", "station:q", 1)});
  SimulationBudget budget = small();
  budget.replications = 10;
  budget.events = 60'000'000;
  const Answers answers = SimulationAnswerer(budget).answer(c);
  EXPECT_FALSE(answers.figures[0]);
  ASSERT_FALSE(answers.problems.empty());
  EXPECT_THAT(answers.problems[0].what, HasSubstr("capacity"));
}

TEST(SimulationAnswerer, TellsResponsesApartByTheirWork) {
  AccuracyCase c = mm1(0.5, {figure("response_mean", "station:q", 4)});
  c.network->stations[0].discipline = analytic::Discipline::ProcessorSharing;
  c.expected[0].demand = 2;  // shared cores stretch every work by 1 / (1 - load)
  SimulationBudget budget = small();
  budget.events = 30'000'000;
  const SimulationAnswerer answerer(budget);
  const Answers answers = answerer.answer(c);
  const Verdict verdict = answerer.judge(c, c.expected[0], answers.figures[0]);
  EXPECT_TRUE(verdict.passed) << verdict.why;
}

TEST(SimulationAnswerer, TellsWhatItHasWhenTheBudgetEndsEarly) {
  const AccuracyCase c = mm1(0.95, {figure("response_mean", "station:q", 20)});
  SimulationBudget budget = small();
  budget.events = 2'000'000;
  const SimulationAnswerer answerer(budget);
  const Answers answers = answerer.answer(c);
  ASSERT_TRUE(answers.figures[0]);
  EXPECT_THAT(answerer.judge(c, c.expected[0], answers.figures[0]).why, HasSubstr("wide"));
  EXPECT_NEAR(answers.figures[0]->value, 20, 2 * *answers.figures[0]->halfWidth);
}

TEST(SimulationAnswerer, SplitsByWeightsThatNoBalancerHolds) {
  AccuracyCase c = mm1(1, {figure("throughput", "station:q", 0.4), figure("response_mean", "station:b", 2.5)});
  analytic::NetworkModel& model = *c.network;
  model.stations.push_back(model.stations[0]);
  model.stations[1].name = "b";
  analytic::Dispatcher split;
  split.name = "lb";
  split.policy = analytic::Policy::WeightedRandom;
  split.targets = {"q", "b"};
  split.weights = {0.40000001, 0.6};
  model.dispatchers = {split};
  model.routing["req"] = {{"source", {{"lb", 1.0}}}, {"q", {{"exit", 1.0}}}, {"b", {{"exit", 1.0}}}};
  SimulationBudget budget = small();
  budget.events = 30'000'000;
  const SimulationAnswerer answerer(budget);
  const Answers answers = answerer.answer(c);
  EXPECT_TRUE(answers.problems.empty());
  for (std::size_t i = 0; i < c.expected.size(); ++i) {
    EXPECT_TRUE(answerer.judge(c, c.expected[i], answers.figures[i]).passed) << c.expected[i].key();
  }
}

TEST(SimulationAnswerer, IsNotAskedForFormulas) {
  const SimulationAnswerer answerer;
  EXPECT_FALSE(answerer.isAskedFor(figure("bound_throughput_max", "system", 1)));
  EXPECT_FALSE(answerer.isAskedFor(figure("saturation_population", "system", 1)));
  Expected printed = figure("wait_mean", "system", 1);
  printed.published = true;
  EXPECT_FALSE(answerer.isAskedFor(printed));
  EXPECT_TRUE(answerer.isAskedFor(figure("wait_mean", "system", 1)));
}

}  // namespace
}  // namespace headroom::accuracy
