// Networks: product form against chains, saturation, bounds, transients, and what the solver chooses and refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "engine/analytic/dispatch_order.h"
#include "engine/analytic/markov_chain.h"
#include "engine/analytic/network_chain.h"
#include "engine/analytic/product_form.h"
#include "engine/analytic/queues.h"
#include "engine/analytic/shared_queues.h"
#include "engine/analytic/solve.h"
#include "engine/analytic/transient.h"

namespace headroom::analytic {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Dispatcher dispatcher(Policy policy, std::vector<std::string> targets = {}, int d = 2) {
  Dispatcher made;
  made.name = "lb";
  made.policy = policy;
  made.targets = std::move(targets);
  made.d = d;
  return made;
}

double off(double value, double expected) {
  return std::abs(value - expected) / std::abs(expected);
}

Station fifo(const std::string& name, double mean, int servers = 1) {
  Station s;
  s.name = name;
  s.servers = servers;
  s.service.emplace("*", Distribution::exponential(mean));
  return s;
}

JobClass poisson(const std::string& name, double rate) {
  JobClass c;
  c.name = name;
  c.arrivals = Arrivals{};
  c.arrivals->rate = rate;
  return c;
}

JobClass users(const std::string& name, int population, double think) {
  JobClass c;
  c.name = name;
  c.population = population;
  c.think = think > 0 ? Distribution::exponential(think) : Distribution::deterministic(0);
  return c;
}

/// One class through the stations in their order.
NetworkModel series(JobClass cls, std::vector<Station> stations) {
  NetworkModel model;
  Routing routing;
  std::string last = "source";
  for (const Station& s : stations) {
    routing[last] = {{s.name, 1.0}};
    last = s.name;
  }
  routing[last] = {{"exit", 1.0}};
  model.routing[cls.name] = routing;
  model.classes.push_back(std::move(cls));
  model.stations = std::move(stations);
  return model;
}

double get(const Result<Solution>& solution, const std::string& scope, Metric metric) {
  EXPECT_TRUE(solution.ok()) << (solution ? "" : format(solution.problems()[0]));
  if (!solution || !solution->find(scope)) return std::nan("");
  return solution->find(scope)->get(metric).value_or(std::nan(""));
}

TEST(ProductForm, OneStationIsTheMachineRepairModel) {
  for (const int servers : {1, 2, 5}) {
    const auto exact = solveProductForm({{servers, {1.5}, 1}}, {{false, 0, 12, 10}});
    ASSERT_TRUE(exact);
    EXPECT_LT(off(exact->throughput[0], repairmanThroughput(12, 10, 1.5, servers)), 1e-12);
  }
}

TEST(ProductForm, MultipleServersStayExactInSaturation) {
  // proxy, three front-ends, database; true values by convolution in log space. The textbook recursion for p(0) gives
  // 785 for 1000 users.
  const std::vector<double> demands = {0.0005, 0.02 * 0.3833, 0.02 * 0.3833, 0.02 * 0.2333, 0.004};
  const std::vector<int> servers = {4, 8, 8, 8, 16};
  std::vector<ProductFormStation> farm;
  for (std::size_t i = 0; i < demands.size(); ++i) farm.push_back({servers[i], {demands[i]}, 1});
  for (const auto& [population, throughput] :
       {std::pair{100, 97.60878}, {500, 487.97354}, {1000, 960.89088}, {5000, 1043.30402}}) {
    const auto exact = solveProductForm(farm, {{false, 0, population, 1}});
    ASSERT_TRUE(exact);
    EXPECT_NEAR(exact->throughput[0], throughput, 6e-6) << population;
    EXPECT_LE(exact->throughput[0], throughputBounds(population, 1, demands, servers).asymptotic * (1 + 1e-12));
    double number = exact->throughput[0] * 1;
    for (const auto& station : exact->number) number += station[0];
    EXPECT_LT(off(number, population), 1e-10) << "everybody is somewhere";
  }
}

TEST(ProductForm, SingleServersInSaturation) {
  std::vector<ProductFormStation> farm;
  for (const double demand : {0.0005, 0.02 * 0.3833, 0.02 * 0.3833, 0.02 * 0.2333, 0.004})
    farm.push_back({1, {demand}, 1});
  const auto exact = solveProductForm(farm, {{false, 0, 5000, 1}});
  ASSERT_TRUE(exact);
  EXPECT_NEAR(exact->throughput[0], 130.419328, 6e-7);
}

TEST(ProductForm, AgreesWithTheMarkovChain) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> between(0.2, 2);
  for (int trial = 0; trial < 12; ++trial) {
    const auto model = series(users("u", 3 + trial % 6, between(random)),
                              {fifo("a", between(random), 1 + trial % 3), fifo("b", between(random)),
                               fifo("c", between(random), 1 + trial % 2)});
    const auto product = solve(model);
    const auto chain = solveNetworkChain(model);
    for (const auto* name : {"station:a", "station:b", "station:c"}) {
      EXPECT_LT(off(get(product, name, Metric::NumberMean), get(chain, name, Metric::NumberMean)), 1e-9);
      EXPECT_LT(off(get(product, name, Metric::Utilization), get(chain, name, Metric::Utilization)), 1e-9);
    }
    EXPECT_LT(off(get(product, "system", Metric::ResponseMean), get(chain, "system", Metric::ResponseMean)), 1e-9);
  }
}

TEST(ProductForm, SeveralClassesAgreeWithTheMarkovChain) {
  Station shared = fifo("cpu", 1, 2);
  shared.discipline = Discipline::ProcessorSharing;
  shared.service = {{"a", Distribution::exponential(0.4)}, {"b", Distribution::exponential(1.1)}};
  NetworkModel model;
  model.stations = {shared};
  model.classes = {users("a", 6, 1.0), users("b", 4, 2.0)};
  for (const auto* cls : {"a", "b"}) model.routing[cls] = {{"source", {{"cpu", 1.0}}}, {"cpu", {{"exit", 1.0}}}};
  const auto product = solve(model);
  const auto chain = solveNetworkChain(model);
  for (const auto* cls : {"class:a", "class:b"}) {
    EXPECT_LT(off(get(product, cls, Metric::Throughput), get(chain, cls, Metric::Throughput)), 1e-10);
    EXPECT_LT(off(get(product, cls, Metric::ResponseMean), get(chain, cls, Metric::ResponseMean)), 1e-10);
  }
}

TEST(ProductForm, MixedClassesAgreeWithTheMarkovChain) {
  Station shared = fifo("cpu", 1, 2);
  shared.discipline = Discipline::ProcessorSharing;
  shared.service = {{"open", Distribution::exponential(0.5)}, {"closed", Distribution::exponential(0.8)}};
  NetworkModel model;
  model.stations = {shared};
  model.classes = {poisson("open", 1.2), users("closed", 4, 1.5)};
  for (const auto* cls : {"open", "closed"})
    model.routing[cls] = {{"source", {{"cpu", 1.0}}}, {"cpu", {{"exit", 1.0}}}};
  const auto product = solve(model);
  const auto chain = solveNetworkChain(model);
  EXPECT_LT(off(get(product, "class:open", Metric::NumberMean), get(chain, "class:open", Metric::NumberMean)), 1e-8);
  EXPECT_LT(off(get(product, "class:closed", Metric::Throughput), get(chain, "class:closed", Metric::Throughput)),
            1e-8);
}

TEST(ProductForm, OpenNetworkIsStationsAlone) {
  const auto model = series(poisson("r", 2.0), {fifo("a", 0.3), fifo("b", 1.0, 3)});
  const auto solution = solve(model);
  EXPECT_LT(off(get(solution, "station:b", Metric::NumberMean), mmc(2, 1, 3).meanNumber), 1e-12);
  const auto* system = solution->find("system");
  ASSERT_TRUE(system->responseTail);
  double sum = 0;
  for (double t = 0.005; t < 60; t += 0.01) sum += system->responseTail(t) * 0.01;
  EXPECT_LT(off(sum, *system->get(Metric::ResponseMean)), 1e-4) << "the pass has the mean of its parts";
}

TEST(ProductForm, NoPercentilesWhereRequestsOvertake) {
  const auto middle = solve(series(poisson("r", 2.0), {fifo("a", 0.3), fifo("b", 1.0, 3), fifo("c", 0.3)}));
  ASSERT_TRUE(middle);
  EXPECT_FALSE(middle->find("system")->responseTail);
}

TEST(Bounds, HoldForRandomNetworks) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> between(0.05, 1);
  for (int trial = 0; trial < 50; ++trial) {
    const std::vector<double> demands = {between(random), between(random), between(random)};
    const int population = 1 + trial;
    const double think = trial % 3 ? 5 * between(random) : 0;
    const auto exact = solveProductForm({{1, {demands[0]}, 1}, {1, {demands[1]}, 1}, {1, {demands[2]}, 1}},
                                        {{false, 0, population, think}});
    const auto bounds = throughputBounds(population, think, demands, {1, 1, 1});
    ASSERT_TRUE(exact);
    EXPECT_LE(exact->throughput[0], bounds.asymptotic * (1 + 1e-12));
    EXPECT_LE(exact->throughput[0], bounds.balancedMax * (1 + 1e-12));
    EXPECT_GE(exact->throughput[0], bounds.balancedMin * (1 - 1e-12));
  }
}

TEST(Schweitzer, IsNearTheExactAnswer) {
  const std::vector<ProductFormStation> stations = {{1, {0.2, 0.1}, 1}, {1, {0.05, 0.3}, 1}};
  const std::vector<ProductFormClass> classes = {{false, 0, 20, 3}, {false, 0, 10, 5}};
  const auto exact = solveProductForm(stations, classes);
  const auto near = schweitzer(stations, classes);
  for (std::size_t r = 0; r < 2; ++r) EXPECT_LT(off(near.throughput[r], exact->throughput[r]), 0.08);
}

TEST(MarkovChain, StationaryLawOfABirthDeathChain) {
  const auto chain = MarkovChain::explore({0}, [](const ChainState& s, std::vector<ChainMove>& out) {
    if (s[0] < 400) out.push_back({{s[0] + 1}, 2.0});
    if (s[0] > 0) out.push_back({{s[0] - 1}, 1.0});
  });
  ASSERT_TRUE(chain);
  const auto law = chain->stationary();
  ASSERT_TRUE(law);
  // right to rounding even 120 orders of magnitude below the top
  EXPECT_LT(off((*law)[chain->find({0})], std::pow(2.0, -401)), 1e-12);
}

TEST(MarkovChain, SaysWhenAStateIsLeftForGood) {
  const auto chain = MarkovChain::explore({0}, [](const ChainState& s, std::vector<ChainMove>& out) {
    if (s[0] < 2) out.push_back({{s[0] + 1}, 1.0});
    if (s[0] == 2) out.push_back({{1}, 1.0});
  });
  ASSERT_TRUE(chain);
  const auto law = chain->stationary();
  ASSERT_FALSE(law);
  EXPECT_THAT(law.problems()[0].what, HasSubstr("left for good"));
}

TEST(MarkovChain, SaysWhenThereAreTooManyStates) {
  const auto chain = MarkovChain::explore(
      {0},
      [](const ChainState& s, std::vector<ChainMove>& out) {
        out.push_back({{s[0] + 1}, 1.0});
      },
      1000);
  ASSERT_FALSE(chain);
  EXPECT_THAT(chain.problems()[0].what, HasSubstr("more than 1000 states"));
}

TEST(MarkovChain, UniformisationAgreesWithTheForwardEquations) {
  const auto chain = MarkovChain::explore({0}, [](const ChainState& s, std::vector<ChainMove>& out) {
    if (s[0] < 20) out.push_back({{s[0] + 1}, 4.0});
    if (s[0] > 0) out.push_back({{s[0] - 1}, std::min(s[0], 5) * 1.0});
  });
  std::vector<double> start(chain->size(), 0.0);
  start[0] = 1;
  const auto law = chain->after(3, start);
  Arrivals arrivals;
  arrivals.rate = 4;
  const auto equations = transientLaw(arrivals, 1, 5, 20, 3);
  ASSERT_TRUE(equations);
  for (int n = 0; n <= 20; ++n) {
    EXPECT_NEAR(law[chain->find({n})], (*equations)[static_cast<std::size_t>(n)], 1e-12);
  }
}

TEST(Transient, SettlesIntoTheSteadyState) {
  Arrivals arrivals;
  arrivals.rate = 4;
  const auto law = transientLaw(arrivals, 1, 5, -1, 400);
  ASSERT_TRUE(law);
  EXPECT_LT(off(instantOf(*law, 5).numberMean, mmc(4, 1, 5).meanNumber), 1e-9);
  EXPECT_LT(off(*instantOf(*law, 5).allBusyProb, erlangC(5, 4)), 1e-9);
}

TEST(Transient, ManyServersUnderASinusoidAreInfinitelyMany) {
  Arrivals day;
  day.process = Arrivals::Process::SinusoidalPoisson;
  day.rate = 20;
  day.amplitude = 15;
  day.period = 24;
  day.phase = 1;
  for (const double t : {2.0, 11.0, 30.0}) {
    const auto law = transientLaw(day, 2, 500, -1, t);
    ASSERT_TRUE(law);
    const double exact = infiniteServerMean(day, Distribution::exponential(2), t);
    EXPECT_LT(off(instantOf(*law, 500).numberMean, exact), 1e-9);
    EXPECT_LT(off(instantOf(*law, 500).numberSd, std::sqrt(exact)), 1e-7) << "the number is Poisson";
  }
}

TEST(Transient, GeneralStaysAgreeWithClosedForms) {
  Arrivals steps;
  steps.process = Arrivals::Process::PiecewisePoisson;
  steps.rates = {3, 9, 1};
  steps.breakpoints = {4, 7};
  // Erlang of one stage goes through the quadrature
  for (const double t : {1.0, 5.0, 12.0}) {
    EXPECT_LT(off(infiniteServerMean(steps, Distribution::erlang(1, 2), t),
                  infiniteServerMean(steps, Distribution::exponential(2), t)),
              1e-10);
  }
  EXPECT_DOUBLE_EQ(infiniteServerMean(steps, Distribution::deterministic(2), 5), 3 * 1 + 9 * 1);
}

TEST(Dispatch, SmoothWeightsDealLikeNginx) {
  Dispatcher d = dispatcher(Policy::SmoothWeightedRoundRobin, {"a", "b", "c"});
  d.weights = {5, 1, 1};
  EXPECT_THAT(dealingOrder(d, 3), ElementsAre(0, 0, 1, 0, 2, 0, 0));
}

TEST(Dispatch, SharesByQueueLength) {
  Dispatcher d = dispatcher(Policy::PowerOfD, {"a", "b", "c"}, 2);
  // pairs {a,b}: b, {a,c}: c, {b,c}: tie
  EXPECT_THAT(queueShares(d, {4, 1, 1}), ElementsAre(0, 0.5, 0.5));
  d.policy = Policy::ShortestQueue;
  EXPECT_THAT(queueShares(d, {2, 0, 1}), ElementsAre(0, 1, 0));
  d.tieRandom = false;
  EXPECT_THAT(queueShares(d, {1, 1, 3}), ElementsAre(1, 0, 0));
}

TEST(Dispatch, SamplingAllIsTheShortestQueue) {
  const Dispatcher all = dispatcher(Policy::PowerOfD, {}, 3);
  const Dispatcher shortest = dispatcher(Policy::ShortestQueue, {}, 2);
  const auto a = sharedQueues(all, 3, 1, 2.1, 1);
  const auto b = sharedQueues(shortest, 3, 1, 2.1, 1);
  ASSERT_TRUE(a && b);
  EXPECT_LT(off(a->meanNumber, b->meanNumber), 1e-9);
}

TEST(Dispatch, SamplingOneIsARandomSplit) {
  const Dispatcher one = dispatcher(Policy::PowerOfD, {}, 1);
  const auto chain = sharedQueues(one, 2, 1, 1.0, 1);
  ASSERT_TRUE(chain);
  EXPECT_LT(off(chain->meanNumber, 2 * 1.0), 1e-7);
  EXPECT_LT(off(chain->meanIdle, 2 * 0.5), 1e-8);
}

TEST(Dispatch, OrderedQueuesAgreeWithTheFullChain) {
  NetworkModel model;
  model.classes = {poisson("r", 1.5)};
  model.stations = {fifo("s1", 1), fifo("s2", 1)};
  model.dispatchers = {dispatcher(Policy::ShortestQueue, {"s1", "s2"})};
  model.routing["r"] = {{"source", {{"lb", 1.0}}}, {"s1", {{"exit", 1.0}}}, {"s2", {{"exit", 1.0}}}};
  EXPECT_LT(
      off(get(solve(model), "system", Metric::NumberMean), get(solveNetworkChain(model), "system", Metric::NumberMean)),
      1e-7);
}

TEST(Dispatch, LargeFarmsComeNearTheMeanField) {
  const Dispatcher two = dispatcher(Policy::PowerOfD, {}, 2);
  const auto ten = sharedQueues(two, 8, 1, 8 * 0.5, 1);
  ASSERT_TRUE(ten);
  const auto limit = supermarket(0.5, 2);
  const double perServer = std::accumulate(limit.begin() + 1, limit.end(), 0.0);
  EXPECT_LT(off(ten->meanNumber / 8, perServer), 0.05);
}

TEST(Dispatch, RotationOverConstantServiceIsACommonQueue) {
  NetworkModel model;
  model.classes = {poisson("r", 2.4)};
  for (const auto* name : {"s1", "s2", "s3"}) {
    model.stations.push_back(fifo(name, 1));
    model.stations.back().service = {{"*", Distribution::deterministic(1)}};
    model.routing["r"][name] = {{"exit", 1.0}};
  }
  model.routing["r"]["source"] = {{"lb", 1.0}};
  model.dispatchers = {dispatcher(Policy::RoundRobin, {"s1", "s2", "s3"})};
  NetworkModel common = series(poisson("r", 2.4), {fifo("q", 1, 3)});
  common.stations[0].service = {{"*", Distribution::deterministic(1)}};
  EXPECT_LT(off(get(solve(model), "system", Metric::WaitMean), get(solve(common), "system", Metric::WaitMean)), 1e-12);
}

TEST(NetworkChain, OnePoolIsALimitOnASharedCore) {
  // threads held around one core: at most 4 in progress, the rest waits
  NetworkModel model = series(users("u", 9, 2), {fifo("cpu", 0.5)});
  model.stations[0].discipline = Discipline::ProcessorSharing;
  model.pools = {{"threads", 4, std::nullopt}};
  model.routing["u"] = {{"source", {{"acquire:threads", 1.0}}},
                        {"acquire:threads", {{"cpu", 1.0}}},
                        {"cpu", {{"release:threads", 1.0}}},
                        {"release:threads", {{"exit", 1.0}}}};
  const auto solution = solve(model);
  EXPECT_TRUE(solution->method.isExact());
  EXPECT_LT(off(get(solution, "system", Metric::Throughput), repairmanThroughput(9, 2, 0.5, 1)), 1e-12);
  EXPECT_NEAR(get(solution, "pool:threads", Metric::PoolQueueMean) + get(solution, "station:cpu", Metric::NumberMean),
              get(solution, "system", Metric::NumberMean), 1e-12);
}

TEST(NetworkChain, BlockingLosesNothingInside) {
  auto model = series(poisson("r", 3), {fifo("a", 0.25), fifo("b", 0.3)});
  model.stations[0].capacity = 4;
  model.stations[1].capacity = 3;
  model.stations[1].onFull = OnFull::Block;
  const auto solution = solve(model);
  EXPECT_LT(off(get(solution, "station:a", Metric::Throughput), get(solution, "station:b", Metric::Throughput)), 1e-12);
  EXPECT_LT(off(get(solution, "station:a", Metric::Throughput), 3 * (1 - get(solution, "station:a", Metric::LossProb))),
            1e-12);
}

TEST(NetworkChain, OverflowBehindAFullZoneIsWilkinsons) {
  auto model = series(poisson("r", 8), {fifo("a", 1, 8)});
  model.stations.push_back(fifo("b", 1, 6));
  model.stations[0].capacity = 8;
  model.stations[0].onFull = OnFull::Overflow;
  model.stations[0].overflowTo = "b";
  model.stations[1].capacity = 6;
  model.routing["r"]["b"] = {{"exit", 1.0}};
  const auto solution = solve(model);
  EXPECT_LT(off(get(solution, "system", Metric::OverflowProb), erlangB(8, 8)), 1e-12);
  // both zones together lose at least what one group of all servers would
  EXPECT_GE(get(solution, "system", Metric::LossProb), erlangB(14, 8) * (1 - 1e-9));
  EXPECT_LT(off(get(solution, "system", Metric::LossProb), erlangB(14, 8)), 1e-9)
      << "which is the same for equal rates";
}

TEST(NetworkChain, RetriesAgreeWithTheRetrialQueue) {
  auto model = series(poisson("r", 0.5), {fifo("q", 1)});
  model.stations[0].capacity = 1;
  model.stations[0].onFull = OnFull::Retry;
  model.stations[0].retryDelay = Distribution::exponential(2);
  const auto formula = solve(model);
  const auto chain = solveNetworkChain(model);
  EXPECT_LT(off(get(chain, "station:q", Metric::OrbitMean), get(formula, "station:q", Metric::OrbitMean)), 1e-8);
  EXPECT_LT(off(get(chain, "system", Metric::ResponseMean), get(formula, "system", Metric::ResponseMean)), 1e-8);
}

TEST(NetworkChain, PreemptivePrioritiesAgreeWithTheFormula) {
  NetworkModel model;
  model.classes = {poisson("hot", 0.3), poisson("cold", 0.4)};
  model.classes[1].priority = 1;
  model.stations = {fifo("q", 1)};
  model.stations[0].discipline = Discipline::PriorityPreemptiveResume;
  for (const auto* cls : {"hot", "cold"}) model.routing[cls] = {{"source", {{"q", 1.0}}}, {"q", {{"exit", 1.0}}}};
  const auto formula = solve(model);
  const auto chain = solveNetworkChain(model);
  for (const auto* cls : {"class:hot", "class:cold"}) {
    EXPECT_LT(off(get(chain, cls, Metric::NumberMean), get(formula, cls, Metric::NumberMean)), 1e-8);
  }
}

TEST(Solve, LittlesLawHoldsEverywhere) {
  const auto model = series(poisson("r", 1.0), {fifo("a", 0.6), fifo("b", 1.2, 2), fifo("c", 0.1)});
  const auto solution = solve(model);
  ASSERT_TRUE(solution);
  for (const auto& [scope, m] : solution->scopes) {
    const auto number = m.get(Metric::NumberMean);
    const auto response = m.get(Metric::ResponseMean);
    const auto throughput = m.get(Metric::Throughput);
    if (number && response && throughput) {
      EXPECT_LT(off(*response * *throughput, *number), 1e-12) << scope;
    }
  }
}

TEST(Solve, NumberSpreadsAsTheQuasiBirthDeathProcessSays) {
  auto model = series(poisson("r", 0.7), {fifo("q", 1)});
  model.stations[0].service = {{"*", Distribution::erlang(3, 1)}};
  const double formula = get(solve(model), "station:q", Metric::NumberSd);
  model.stations[0].discipline = Discipline::ProcessorSharing;
  model.stations[0].concurrency = 1;  // one after the other by another way
  model.classes[0].arrivals->process = Arrivals::Process::Renewal;
  model.classes[0].arrivals->interarrival = Distribution::exponential(1 / 0.7);
  EXPECT_LT(off(get(solve(model), "station:q", Metric::NumberSd), formula), 1e-9);
}

TEST(Solve, InstabilityIsSaidWithTheStation) {
  for (const auto& model : {series(poisson("r", 3.0), {fifo("slow", 0.5)}),
                            series(poisson("r", 3.0), {fifo("fast", 0.1), fifo("slow", 0.5)})}) {
    const auto solution = solve(model);
    ASSERT_FALSE(solution);
    EXPECT_THAT(format(solution.problems()[0]), HasSubstr("unstable"));
  }
}

TEST(Solve, EveryProblemOfAModelAtOnce) {
  auto model = series(poisson("r", 1.0), {fifo("a", 0.5)});
  model.routing["r"]["a"] = {{"nowhere", 0.4}, {"exit", 0.4}};
  model.stations[0].servers = 0;
  model.stations[0].service = {{"*", Distribution::exponential(-1)}};
  const auto solution = solve(model);
  ASSERT_FALSE(solution);
  std::string all;
  for (const auto& p : solution.problems()) all += format(p) + "\n";
  EXPECT_THAT(all, HasSubstr("nowhere"));
  EXPECT_THAT(all, HasSubstr("sum to 0.8"));
  EXPECT_THAT(all, HasSubstr("no server"));
  EXPECT_THAT(all, HasSubstr("negative"));
}

TEST(Solve, FiguresThatAreNotFiniteAreAProblem) {
  auto model = series(poisson("r", 0.5), {fifo("q", 1)});
  model.stations[0].service = {{"*", Distribution::pareto(1.5, 0.1)}};
  const auto heavy = solve(model);
  ASSERT_FALSE(heavy);
  EXPECT_THAT(heavy.problems()[0].what, HasSubstr("infinite"));
  model.stations[0].discipline = Discipline::Delay;
  model.stations[0].service = {{"*", Distribution::pareto(0.9, 0.1)}};
  const auto endless = solve(model);
  ASSERT_FALSE(endless);
  EXPECT_THAT(endless.problems()[0].what, HasSubstr("no finite number"));
}

TEST(Solve, ClassesThatNeverComeAreRefused) {
  EXPECT_FALSE(solve(series(poisson("r", 0), {fifo("q", 1)})));
}

TEST(Solve, EndlessRoundsAreRefused) {
  auto model = series(poisson("r", 1.0), {fifo("a", 0.5)});
  model.routing["r"]["a"] = {{"a", 1.0}};
  EXPECT_FALSE(solve(model));
}

TEST(Solve, TooLargeForExactSaysThatItApproximates) {
  NetworkModel model;
  Station shared = fifo("cpu", 0.01, 4);
  shared.discipline = Discipline::ProcessorSharing;
  model.stations = {shared};
  for (const auto* cls : {"a", "b", "c"}) {
    model.classes.push_back(users(cls, 400, 10));
    model.routing[cls] = {{"source", {{"cpu", 1.0}}}, {"cpu", {{"exit", 1.0}}}};
  }
  const auto solution = solve(model);
  ASSERT_TRUE(solution);
  EXPECT_FALSE(solution->method.isExact());
  EXPECT_LT(off(get(solution, "system", Metric::Throughput), 1200 / 10.02), 0.01);
}

TEST(Solve, GeneralServiceAtSeveralServersSaysThatItApproximates) {
  auto model = series(poisson("r", 2.4), {fifo("q", 1, 3)});
  model.stations[0].service = {{"*", Distribution::lognormalFromScv(1, 3)}};
  const auto solution = solve(model);
  ASSERT_TRUE(solution);
  EXPECT_FALSE(solution->method.isExact());
  model.stations[0].service = {{"*", Distribution::balancedHyperexponential(1, 3)}};
  EXPECT_TRUE(solve(model)->method.isExact());
}

}  // namespace
}  // namespace headroom::analytic
