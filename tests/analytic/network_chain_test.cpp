// Markov chains of small networks against closed formulas and against chains written out by hand.
#include "engine/analytic/network_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/closed_waits.h"
#include "engine/analytic/markov_chain.h"
#include "engine/analytic/mg1.h"
#include "engine/analytic/phase_queue.h"
#include "engine/analytic/priority.h"
#include "engine/analytic/product_form.h"
#include "engine/analytic/recognise.h"
#include "engine/analytic/solve.h"

namespace headroom::analytic {
namespace {

using testing::HasSubstr;

Station station(const Distribution& service, int servers = 1) {
  Station made;
  made.name = "q";
  made.servers = servers;
  made.service.emplace("*", service);
  return made;
}

JobClass requests(const std::string& name, double rate) {
  JobClass made;
  made.name = name;
  made.arrivals = Arrivals{};
  made.arrivals->rate = rate;
  return made;
}

JobClass users(const std::string& name, int population, const Distribution& think) {
  JobClass made;
  made.name = name;
  made.population = population;
  made.think = think;
  return made;
}

NetworkModel visiting(const std::vector<JobClass>& classes, const Station& only) {
  NetworkModel model;
  model.classes = classes;
  model.stations = {only};
  for (const JobClass& each : classes)
    model.routing[each.name] = {{"source", {{only.name, 1.0}}}, {only.name, {{"exit", 1.0}}}};
  return model;
}

double figure(const Result<Solution>& solution, const std::string& scope, Metric metric) {
  EXPECT_TRUE(solution) << format(solution.problems()[0]);
  if (!solution || !solution->find(scope)) return std::nan("");
  return solution->find(scope)->get(metric).value_or(std::nan(""));
}

TEST(NetworkChain, LimitedRoomOfErlangServiceIsTheEmbeddedChain) {
  Station q = station(Distribution::erlang(3, 0.8));
  q.capacity = 5;
  const auto chain = solveNetworkChain(visiting({requests("r", 1.1)}, q));
  const auto embedded = mg1Finite(1.1, Distribution::erlang(3, 0.8), 5);
  EXPECT_TRUE(chain->method.isExact());
  EXPECT_NEAR(figure(chain, "station:q", Metric::LossProb), embedded.lossProb, 1e-10);
  EXPECT_NEAR(figure(chain, "station:q", Metric::NumberMean), embedded.meanNumber, 1e-10);
  EXPECT_NEAR(figure(chain, "station:q", Metric::WaitProb), embedded.waitProb, 1e-10);
  EXPECT_NEAR(chain->find("station:q")->numberPmf(2), embedded.numberPmf[2], 1e-10);
}

TEST(NetworkChain, PrioritiesWithoutInterruptionAreCobhams) {
  Station q = station(Distribution::exponential(0.6));
  q.discipline = Discipline::PriorityNonpreemptive;
  q.service = {{"hot", Distribution::exponential(0.4)},
               {"cold", Distribution::hyperexponential({0.5, 0.5}, {0.3, 0.9})}};
  NetworkModel model = visiting({requests("hot", 0.4), requests("cold", 0.3)}, q);
  model.classes[1].priority = 1;
  const auto chain = solveNetworkChain(model);
  const auto waits = nonpreemptiveWaits(std::vector<PriorityLevel>{{0.4, 0.4, 2 * 0.16}, {0.3, 0.6, 0.09 + 0.81}});
  EXPECT_NEAR(figure(chain, "class:hot@station:q", Metric::WaitMean), waits[0], 1e-7);
  EXPECT_NEAR(figure(chain, "class:cold@station:q", Metric::WaitMean), waits[1], 1e-7);
}

/// Two users who never wait for the same thing in the same order: the five states written out.
TEST(NetworkChain, KeepsTheOrderOfUnequalClasses) {
  Station q = station(Distribution::exponential(1));
  q.service = {{"a", Distribution::exponential(0.5)}, {"b", Distribution::exponential(2)}};
  const auto model =
      visiting({users("a", 2, Distribution::exponential(1)), users("b", 1, Distribution::exponential(3))}, q);
  // a state is the line, 1 for a and 2 for b
  const auto byHand = MarkovChain::explore({}, [](const ChainState& line, std::vector<ChainMove>& out) {
    const auto has = [&](int who) { return std::count(line.begin(), line.end(), who); };
    for (const int who : {1, 2}) {
      const double thinking = who == 1 ? static_cast<double>(2 - has(1)) : (1 - static_cast<double>(has(2))) / 3.0;
      ChainState longer = line;
      longer.push_back(who);
      if (thinking > 0) out.push_back({longer, thinking});
    }
    if (!line.empty()) out.push_back({ChainState(line.begin() + 1, line.end()), line[0] == 1 ? 2.0 : 0.5});
  });
  ASSERT_TRUE(byHand);
  const auto law = byHand->stationary();
  ASSERT_TRUE(law);
  const double numberOfA =
      byHand->mean(*law, [](const ChainState& line) { return std::count(line.begin(), line.end(), 1); });
  const auto solution = solve(model);
  EXPECT_TRUE(solution->method.isExact()) << solution->method.name;
  EXPECT_NEAR(figure(solution, "class:a@station:q", Metric::NumberMean), numberOfA, 1e-12);
}

TEST(NetworkChain, BreakdownsAreNeutsAndLucantonis) {
  Station q = station(Distribution::exponential(1), 2);
  q.failures = Failures{Distribution::exponential(8), Distribution::exponential(2), 1, true, true};
  const auto chain = solveNetworkChain(visiting({requests("r", 0.6)}, q));
  const auto exact = failingServers(0.6, 1, 2, 8, 2, 1, true);
  ASSERT_TRUE(exact);
  EXPECT_NEAR(figure(chain, "station:q", Metric::NumberMean), exact->meanNumber, 1e-7);
  EXPECT_NEAR(figure(chain, "station:q", Metric::ServersUpMean), exact->serversUp, 1e-10);
  q.discipline = Discipline::ProcessorSharing;  // exponential work is shared without a change of counts
  EXPECT_NEAR(figure(solve(visiting({requests("r", 0.6)}, q)), "station:q", Metric::NumberMean), exact->meanNumber,
              1e-7);
}

TEST(NetworkChain, RepairsThatAreNotExponentialAreAviItzhakAndNaors) {
  Station q = station(Distribution::erlang(2, 0.5));
  q.failures = Failures{Distribution::exponential(6), Distribution::erlang(2, 1), 1, true, true};
  const auto model = visiting({requests("r", 0.7)}, q);
  EXPECT_NEAR(figure(solveNetworkChain(model), "station:q", Metric::NumberMean),
              figure(solve(model), "station:q", Metric::NumberMean), 1e-7);
}

TEST(NetworkChain, StartUpsAreWelchs) {
  Station q = station(Distribution::erlang(2, 0.5));
  q.setup = Distribution::erlang(2, 1.5);
  const auto model = visiting({requests("r", 0.6)}, q);
  EXPECT_NEAR(figure(solveNetworkChain(model), "station:q", Metric::WaitMean),
              figure(solve(model), "station:q", Metric::WaitMean), 1e-8);
}

TEST(NetworkChain, PatienceIsErlangA) {
  JobClass callers = requests("r", 2.5);
  callers.patience = Patience{Distribution::exponential(1.5), Patience::Scope::Waiting, true, "leave"};
  const auto chain = solveNetworkChain(visiting({callers}, station(Distribution::exponential(1), 2)));
  const auto exact = erlangA(2.5, 1, 2, 1.5, -1);
  EXPECT_NEAR(figure(chain, "station:q", Metric::AbandonProb), exact.abandonProb, 1e-10);
  EXPECT_NEAR(figure(chain, "station:q", Metric::WaitMean), exact.meanWait, 1e-10);
  EXPECT_NEAR(figure(chain, "station:q", Metric::WaitProb), exact.waitProb, 1e-10);
}

TEST(NetworkChain, SharingDoesNotDependOnTheLawOfWork) {
  Station q = station(Distribution::balancedHyperexponential(0.7, 5));
  q.discipline = Discipline::ProcessorSharing;
  const auto model = visiting({users("u", 5, Distribution::erlang(2, 1.5))}, q);
  const auto chain = solveNetworkChain(model);
  const auto product = solveProductForm({{1, {0.7}, 1}}, {{false, 0, 5, 1.5}});
  EXPECT_NEAR(figure(chain, "system", Metric::Throughput), product->throughput[0], 1e-10);
}

/// M/D/1 with two users: a departing one leaves the station empty with probability q = P(the other still thinks), so
/// that services follow each other every D + q·T/2 on average.
TEST(NetworkChain, ConstantServiceIsExtrapolated) {
  const double service = 1;
  const double think = 1.5;
  const auto solution =
      solve(visiting({users("u", 2, Distribution::exponential(think))}, station(Distribution::deterministic(service))));
  EXPECT_FALSE(solution->method.isExact());
  const double exact = 1 / (service + std::exp(-service / think) * think / 2);
  EXPECT_NEAR(figure(solution, "station:q", Metric::Throughput), exact, 0.002 * exact);
}

/// The first of two constant servers in a row is M/D/1. Long queues and many stages are
/// more than a chain holds: the queues matter.
TEST(NetworkChain, ConstantServersInARowHaveRoomForTheirQueues) {
  NetworkModel model = visiting({requests("r", 0.8)}, station(Distribution::deterministic(1)));
  model.stations.push_back(model.stations[0]);
  model.stations[1].name = "q2";
  model.routing["r"] = {{"source", {{"q", 1.0}}}, {"q", {{"q2", 1.0}}}, {"q2", {{"exit", 1.0}}}};
  const auto solution = solve(model);
  EXPECT_FALSE(solution->method.isExact());
  EXPECT_NEAR(figure(solution, "station:q", Metric::WaitMean), 2.0, 0.06);
  EXPECT_GT(solution->method.error, 0.1) << "at the second one the way to no variation is long";
}

TEST(NetworkChain, SharedTokensAreTakenInOrderWhereThatIsSmall) {
  const auto poolOf = [](int population) {
    NetworkModel model = visiting(
        {users("x", population, Distribution::exponential(1)), users("y", population, Distribution::exponential(1))},
        station(Distribution::exponential(1)));
    model.stations[0].service = {{"x", Distribution::exponential(0.2)}, {"y", Distribution::exponential(1)}};
    model.pools = {{"p", 2, std::nullopt}};
    for (const auto* cls : {"x", "y"}) {
      model.routing[cls] = {{"source", {{"acquire:p", 1.0}}},
                            {"acquire:p", {{"q", 1.0}}},
                            {"q", {{"release:p", 1.0}}},
                            {"release:p", {{"exit", 1.0}}}};
    }
    return solve(model);
  };
  EXPECT_TRUE(poolOf(3)->method.isExact());
  const auto large = poolOf(25);
  ASSERT_TRUE(large);
  EXPECT_FALSE(large->method.isExact());
  EXPECT_THAT(large->method.name, HasSubstr("drawn at random"));
}

TEST(NetworkChain, UnequalMixturesAtSeveralServersWaitAlike) {
  Station q = station(Distribution::exponential(1), 2);
  q.service = {{"a", Distribution::exponential(0.5)}, {"b", Distribution::exponential(1.5)}};
  const auto both = solve(visiting({requests("a", 0.8), requests("b", 0.6)}, q));
  EXPECT_TRUE(both->method.isExact());
  const auto mixed = solve(
      visiting({requests("r", 1.4)}, station(Distribution::hyperexponential({0.8 / 1.4, 0.6 / 1.4}, {0.5, 1.5}), 2)));
  EXPECT_NEAR(figure(both, "class:a@station:q", Metric::WaitMean), figure(mixed, "station:q", Metric::WaitMean), 1e-10);
}

/// Exponential work is shared without a change of counts, and much room is nearly none: the turns must count in both.
TEST(Dispatch, SmoothWeightsReachSharedCoresAndLimitedRooms) {
  NetworkModel model = visiting({requests("r", 1.6)}, station(Distribution::exponential(0.6)));
  model.stations.push_back(station(Distribution::exponential(1.8)));
  model.stations[1].name = "z";
  Dispatcher dealer;
  dealer.name = "lb";
  dealer.policy = Policy::SmoothWeightedRoundRobin;
  dealer.targets = {"q", "z"};
  dealer.weights = {3, 1};
  model.dispatchers = {dealer};
  model.routing["r"] = {{"source", {{"lb", 1.0}}}, {"q", {{"exit", 1.0}}}, {"z", {{"exit", 1.0}}}};
  const double inOrder = figure(solve(model), "station:z", Metric::NumberMean);
  NetworkModel shared = model;
  for (Station& each : shared.stations) each.discipline = Discipline::ProcessorSharing;
  EXPECT_NEAR(figure(solve(shared), "station:z", Metric::NumberMean), inOrder, 1e-9);
  for (Station& each : model.stations) each.capacity = 150;
  EXPECT_NEAR(figure(solve(model), "station:z", Metric::NumberMean), inOrder, 1e-6);
}

TEST(NetworkChain, RefusesLawsWithoutASecondMoment) {
  Station q = station(Distribution::pareto(1.8, 0.2));
  q.capacity = 4;
  const auto solution = solveNetworkChain(visiting({requests("r", 1)}, q));
  ASSERT_FALSE(solution);
  EXPECT_THAT(solution.problems()[0].what, HasSubstr("second moment"));
}

TEST(ClosedWaits, AreSchweitzersForExponentialServices) {
  const std::vector<ProductFormClass> classes = {{false, 0, 20, 3}, {false, 0, 10, 5}};
  const auto near = closedWaits(
      {{true, 1, 1, {1, 1}, {0.2, 0.2}, {0.2, 0.2}}, {false, 2, 1, {1, 2}, {0.05, 0.15}, {0.05, 0.15}}}, classes);
  const auto known = schweitzer({{1, {0.2, 0.2}, 1}, {2, {0.05, 0.3}, 1}}, classes);
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_NEAR(near.throughput[c], known.throughput[c], 1e-6);
    EXPECT_NEAR(near.response[c], known.response[c], 1e-5);
  }
}

TEST(ClosedWaits, KnowHowMuchServicesVaryAndWhoseTheyAre) {
  const auto regular = visiting({users("u", 6, Distribution::exponential(3))}, station(Distribution::erlang(4, 1)));
  const double exact = figure(solve(regular), "system", Metric::ResponseMean);
  EXPECT_NEAR(figure(approximateNetwork(regular), "system", Metric::ResponseMean), exact, 0.08 * exact);
  Station unequal = station(Distribution::exponential(1));
  unequal.service = {{"a", Distribution::exponential(0.3)}, {"b", Distribution::exponential(0.9)}};
  const auto two =
      visiting({users("a", 3, Distribution::exponential(2)), users("b", 2, Distribution::exponential(1))}, unequal);
  const double ofA = figure(solve(two), "class:a", Metric::ResponseMean);
  EXPECT_NEAR(figure(approximateNetwork(two), "class:a", Metric::ResponseMean), ofA, 0.2 * ofA);
}

TEST(Solve, PrioritiesAndPatienceOfLargeNetworksAreNotPassedOver) {
  Station q = station(Distribution::lognormalFromScv(0.01, 3));
  q.discipline = Discipline::PriorityNonpreemptive;
  NetworkModel model =
      visiting({users("u", 3000, Distribution::exponential(10)), users("v", 3000, Distribution::exponential(10))}, q);
  EXPECT_FALSE(solve(model));
}

}  // namespace
}  // namespace headroom::analytic
