// Laws that are not of phase type, limits and impatience: methods against each other and against closed formulas.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/mg1.h"
#include "engine/analytic/phase_queue.h"
#include "engine/analytic/solve.h"

namespace headroom::analytic {
namespace {

Arrivals poisson(double rate) {
  Arrivals a;
  a.rate = rate;
  return a;
}

NetworkModel oneStation(const Arrivals& arrivals, const Station& station) {
  NetworkModel model;
  JobClass users;
  users.name = "r";
  users.arrivals = arrivals;
  model.classes.push_back(users);
  model.stations.push_back(station);
  model.routing["r"]["source"] = {{station.name, 1.0}};
  model.routing["r"][station.name] = {{"exit", 1.0}};
  return model;
}

Station stationOf(const Distribution& service, int servers = 1) {
  Station s;
  s.name = "q";
  s.servers = servers;
  s.service.emplace("*", service);
  return s;
}

double figure(const Result<Solution>& solution, const std::string& scope, Metric metric) {
  EXPECT_TRUE(solution) << format(solution.problems()[0]);
  if (!solution || !solution->find(scope)) return std::nan("");
  return solution->find(scope)->get(metric).value_or(std::nan(""));
}

TEST(FiniteMg1, IsMm1kForExponentialService) {
  for (const auto& [rate, room] : {std::pair{0.7, 1}, {0.9, 5}, {2.5, 12}}) {
    const auto exact = finiteQueue(rate, 1, 1, room);
    const auto chain = mg1Finite(rate, Distribution::exponential(1), room);
    EXPECT_NEAR(chain.lossProb / exact.lossProb, 1, 1e-10);
    EXPECT_NEAR(chain.meanNumber / exact.meanNumber, 1, 1e-10);
    EXPECT_NEAR(chain.waitProb, exact.waitProb, 1e-10);
  }
}

TEST(FiniteMg1, IsThePhaseMethodForErlangService) {
  const auto service = Distribution::erlang(3, 0.1);
  const auto phases = phaseQueue(poisson(8), service, {1, 1, 4});
  const auto chain = mg1Finite(8, service, 4);
  ASSERT_TRUE(phases);
  EXPECT_NEAR(chain.lossProb / phases->lossProb, 1, 1e-9);
  EXPECT_NEAR(chain.meanNumber / phases->meanNumber, 1, 1e-9);
}

TEST(FiniteMg1, WithRoomForTwoAndConstantServiceIsTheClosedFormula) {
  // P(left empty) = e^{−ρ}, so that P(lost) = 1 − 1 / (e^{−ρ} + ρ)
  for (const double load : {0.3, 0.8, 1.7}) {
    const auto chain = mg1Finite(load, Distribution::deterministic(1), 2);
    EXPECT_NEAR(chain.lossProb, 1 - 1 / (std::exp(-load) + load), 1e-12);
    EXPECT_NEAR(std::accumulate(chain.numberPmf.begin(), chain.numberPmf.end(), 0.0), 1, 1e-12);
  }
}

TEST(StandIns, KeepTheFirstTwoMoments) {
  for (const auto& law : {Distribution::lognormalFromScv(0.1, 3), Distribution::gamma(2.5, 0.04),
                          Distribution::uniform(0.05, 0.15), Distribution::weibull(0.6, 0.0665)}) {
    const double rate = 7;
    const auto near = phaseQueueStandIn(poisson(rate), {}, law, {1, 1, std::nullopt});
    ASSERT_TRUE(near);
    EXPECT_NEAR(near->meanWait() / mg1Wait(rate, Moments::of(law)).mean, 1, 1e-8);
  }
}

TEST(StandIns, KeepTheThirdMomentOfSkewedLaws) {
  const auto law = Distribution::lognormalFromScv(0.1, 3);
  const auto near = phaseQueueStandIn(poisson(7), {}, law, {1, 1, std::nullopt});
  ASSERT_TRUE(near);
  const double second = near->queuePairs / 49;
  EXPECT_NEAR(std::sqrt(second - near->meanWait() * near->meanWait()) / mg1Wait(7, Moments::of(law)).sd, 1, 1e-7);
}

TEST(Impatience, OverTheWholeResponseLosesNobodyUncounted) {
  Station station = stationOf(Distribution::exponential(1), 2);
  NetworkModel model = oneStation(poisson(2.5), station);
  model.classes[0].patience = Patience{Distribution::exponential(3), Patience::Scope::Response, true, "leave"};
  const auto solution = solve(model);
  const double served = figure(solution, "station:q", Metric::Throughput);
  EXPECT_NEAR(served + 2.5 * figure(solution, "station:q", Metric::AbandonProb), 2.5, 1e-12);
  EXPECT_NEAR(figure(solution, "station:q", Metric::Utilization), served / 2, 1e-12);
  // the number of an M/M/2 whose death rates are min(n, 2) + n / 3
  EXPECT_NEAR(figure(solution, "station:q", Metric::NumberMean), 3 * (2.5 - served), 1e-12);
}

TEST(Impatience, OfTheAbandonedCountsAllArrivals) {
  const auto answer = erlangA(6, 1, 5, 0.5, 8);
  EXPECT_NEAR(answer.throughput, 6 * (1 - answer.lossProb - answer.abandonProb), 1e-12);
}

TEST(Retrials, OfAGeneralServiceAgreeWithTheChainForExponential) {
  Station station = stationOf(Distribution::exponential(1));
  station.capacity = 1;
  station.onFull = OnFull::Retry;
  station.retryDelay = Distribution::exponential(2);
  const auto chain = solve(oneStation(poisson(0.6), station));
  // Falin's formula: ρ²/(1−ρ) + λρ/(1−ρ)·E[delay], exponential service of mean 1
  EXPECT_NEAR(figure(chain, "station:q", Metric::OrbitMean), 0.36 / 0.4 + 0.6 * 0.6 / 0.4 * 2, 1e-9);
  station.service.clear();
  station.service.emplace("*", Distribution::erlang(4, 1));
  const auto general = solve(oneStation(poisson(0.6), station));
  EXPECT_NEAR(figure(general, "station:q", Metric::OrbitMean), 0.6 / 0.4 * (0.6 * 1.25 / 2 + 0.6 * 2), 1e-12);
}

TEST(Priorities, AtSeveralServersWithUnequalServiceAreSolvedByAChain) {
  Station station = stationOf(Distribution::exponential(1), 2);
  station.discipline = Discipline::PriorityPreemptiveResume;
  station.service = {{"a", Distribution::exponential(0.5)}, {"b", Distribution::exponential(1.2)}};
  NetworkModel model = oneStation(poisson(0.6), station);
  model.classes[0].name = "a";
  model.classes.push_back(model.classes[0]);
  model.classes[1].name = "b";
  model.classes[1].priority = 1;
  model.classes[1].arrivals = poisson(0.9);
  model.routing = {{"a", model.routing["r"]}, {"b", model.routing["r"]}};
  const auto solution = solve(model);
  ASSERT_TRUE(solution);
  EXPECT_TRUE(solution->method.isExact());
  // the urgent ones see nobody else: M/M/2
  EXPECT_NEAR(figure(solution, "class:a@station:q", Metric::WaitMean), 0.5 * 0.15 * 0.15 / (1 - 0.15 * 0.15), 1e-9);
}

TEST(ClosedStations, KnowTheLawOfTheirNumber) {
  NetworkModel model = oneStation(poisson(1), stationOf(Distribution::exponential(1.5)));
  model.classes[0].arrivals.reset();
  model.classes[0].population = 2;
  model.classes[0].think = Distribution::exponential(10);
  const auto solution = solve(model);
  ASSERT_TRUE(solution);
  // weights 1, 2·0.15, 2·0.15²
  const double sum = 1 + 0.3 + 0.045;
  EXPECT_NEAR(solution->find("station:q")->numberPmf(2), 0.045 / sum, 1e-14);
  EXPECT_NEAR(figure(solution, "station:q", Metric::EmptyProb), 1 / sum, 1e-14);
}

TEST(Tandems, KnowTheSpreadOfThePass) {
  NetworkModel model = oneStation(poisson(6), stationOf(Distribution::exponential(0.1)));
  Station second = stationOf(Distribution::exponential(0.125));
  second.name = "b";
  model.stations.push_back(second);
  model.routing["r"]["q"] = {{"b", 1.0}};
  model.routing["r"]["b"] = {{"exit", 1.0}};
  EXPECT_NEAR(figure(solve(model), "system", Metric::ResponseSd), std::hypot(1 / 4.0, 1 / 2.0), 1e-12);
}

}  // namespace
}  // namespace headroom::analytic
