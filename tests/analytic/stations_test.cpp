// Single stations: tables, limits and identities, and methods against each other.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/gim.h"
#include "engine/analytic/impatience.h"
#include "engine/analytic/mdc.h"
#include "engine/analytic/mg1.h"
#include "engine/analytic/phase_queue.h"
#include "engine/analytic/priority.h"
#include "engine/analytic/queues.h"

namespace headroom::analytic {
namespace {

Arrivals poisson(double rate) {
  Arrivals a;
  a.rate = rate;
  return a;
}

Arrivals renewal(const Distribution& law) {
  Arrivals a;
  a.process = Arrivals::Process::Renewal;
  a.interarrival = law;
  return a;
}

/// Relative distance.
double off(double value, double expected) {
  return std::abs(value - expected) / std::abs(expected);
}

TEST(ErlangTables, OnePerCentTrafficTable) {
  EXPECT_NEAR(erlangB(20, 12.0), 0.01, 3e-4);
  EXPECT_NEAR(erlangB(50, 37.9), 0.01, 1e-4);
  EXPECT_NEAR(erlangB(100, 84.1), 0.01, 1e-4);
}

TEST(Mmc, NumberLawSumsToOneAndHasTheMeanOfErlangC) {
  for (const auto& [servers, load] : {std::pair{1, 0.7}, {3, 2.5}, {40, 36.0}, {800, 780.0}}) {
    double sum = 0;
    double mean = 0;
    double second = 0;
    for (int n = 0; n < servers + 4000; ++n) {
      const double p = mmcNumberPmf(servers, load, n);
      sum += p;
      mean += n * p;
      second += 1.0 * n * n * p;
    }
    EXPECT_NEAR(sum, 1, 1e-10);
    EXPECT_LT(off(mmc(load, 1, servers).meanNumber, mean), 1e-10);
    EXPECT_LT(off(mmcNumberSd(servers, load), std::sqrt(second - mean * mean)), 1e-8);
  }
}

TEST(FiniteQueue, IsErlangBWithoutWaitingRoom) {
  EXPECT_LT(off(finiteQueue(8, 1, 10, 10).lossProb, erlangB(10, 8)), 1e-13);
}

TEST(FiniteQueue, TendsToErlangCWithMuchRoom) {
  const auto wide = finiteQueue(4, 1, 5, 400);
  EXPECT_LT(off(wide.waitProb, erlangC(5, 4)), 1e-12);
  EXPECT_LT(off(wide.responseTail(2.0), mmcResponseTail(4, 1, 5, 2.0)), 1e-10);
}

TEST(FiniteQueue, OverloadedStaysAccurateWithLargeRooms) {
  const auto full = finiteQueue(3, 1, 1, 5000);
  EXPECT_NEAR(full.lossProb, 2.0 / 3, 1e-12);
  EXPECT_NEAR(full.meanNumber, 5000 - 0.5, 1e-9);
}

TEST(FiniteQueue, TailsStartAtOneAndMeanIsTheirIntegral) {
  const auto queue = finiteQueue(5, 0.5, 3, 9);
  double sum = 0;
  for (double t = 0.0005; t < 20; t += 0.001) sum += queue.responseTail(t) * 0.001;
  EXPECT_NEAR(queue.responseTail(0), 1, 1e-12);
  EXPECT_LT(off(sum, queue.meanResponse), 1e-6);
}

TEST(Md1, MeanWaitIsHalfOfExponentialService) {
  EXPECT_LT(off(mdc(0.8, 1, 1).meanWait, mg1Wait(0.8, {1, 1, 1}).mean), 1e-11);
}

TEST(Md1, WaitTailIsErlangsSeries) {
  // P(W <= t) = (1 − ρ) Σ (−λ(t − k))^k / k! e^{λ(t−k)}, good in doubles for small t
  const auto exact = mdc(0.7, 1, 1);
  for (const double t : {0.0, 0.4, 1.5, 3.2}) {
    double sum = 0;
    for (int k = 0; k <= static_cast<int>(t); ++k) {
      sum += std::pow(-0.7 * (t - k), k) / std::tgamma(k + 1.0) * std::exp(0.7 * (t - k));
    }
    EXPECT_NEAR(exact.waitTail(t), 1 - 0.3 * sum, 1e-12) << t;
  }
}

TEST(Mdc, LiesBetweenNoVariationAndErlangService) {
  // E_k service tends to constant service: the wait falls with k towards M/D/c.
  const double limit = mdc(4.5, 1, 5).meanWait;
  double last = 1e9;
  for (const int stages : {1, 2, 4, 5}) {
    const auto erlang = phaseQueue(poisson(4.5), Distribution::erlang(stages, 1), {5, 5, std::nullopt});
    ASSERT_TRUE(erlang);
    EXPECT_GT(erlang->meanWait(), limit);
    EXPECT_LT(erlang->meanWait(), last);
    last = erlang->meanWait();
  }
  EXPECT_LT(off(last, limit), 0.21);
}

TEST(Mdc, WaitSpreadsAsItsTailAndTakacsSay) {
  EXPECT_LT(off(mdc(0.8, 1, 1).sdWait, mg1Wait(0.8, {1, 1, 1}).sd), 1e-10);
  const auto exact = mdc(4.5, 1, 5);
  double second = 0;
  for (double t = 0.005; t < 25; t += 0.01) second += 2 * t * exact.waitTail(t) * 0.01;
  EXPECT_LT(off(std::sqrt(second - exact.meanWait * exact.meanWait), exact.sdWait), 1e-4);
}

TEST(PhaseQueue, QueuePairsGiveTheSpreadOfTheWait) {
  // M/M/c: E[W²] = 2C/drain²
  const auto chain = phaseQueue(poisson(2.5), Distribution::exponential(1), {3, 3, std::nullopt});
  ASSERT_TRUE(chain);
  EXPECT_LT(off(chain->queuePairs / (2.5 * 2.5), 2 * erlangC(3, 2.5) / (0.5 * 0.5)), 1e-10);
}

TEST(Mdc, WaitTailIntegratesToTheMeanWait) {
  const auto exact = mdc(9.0, 1, 10);
  double sum = 0;
  for (double t = 0.005; t < 15; t += 0.01) sum += exact.waitTail(t) * 0.01;
  EXPECT_LT(off(sum, exact.meanWait), 1e-4);
  EXPECT_LT(off(exact.waitTail(0), exact.waitProb), 1e-9);
}

TEST(Mg1, PhaseTypeTailsAgreeWithTheLattice) {
  const auto service = Distribution::balancedHyperexponential(1, 4);
  const auto exact = mg1PhaseTypeTails(0.7, service);
  const auto lattice = mg1LatticeTails(0.7, service);
  ASSERT_TRUE(exact);
  for (const double t : {0.1, 1.0, 5.0, 20.0}) {
    EXPECT_LT(off(lattice.wait(t), exact->wait(t)), 1e-3) << t;
    EXPECT_LT(off(lattice.response(t), exact->response(t)), 1e-3) << t;
  }
}

TEST(Mg1, LatticeAgreesWithConstantServiceExactly) {
  const auto lattice = mg1LatticeTails(0.8, Distribution::deterministic(1), 1000);
  const auto exact = mdc(0.8, 1, 1);
  for (const double t : {0.5, 2.0, 6.0}) EXPECT_LT(off(lattice.wait(t), exact.waitTail(t)), 1e-3);
}

TEST(Mg1, TailsHaveTheMomentsOfPollaczekKhinchine) {
  const auto service = Distribution::erlang(3, 2);
  const auto tails = mg1PhaseTypeTails(0.4, service);
  const auto wait = mg1Wait(0.4, Moments::of(service));
  double first = 0;
  double second = 0;
  for (double t = 0.005; t < 200; t += 0.01) {
    first += tails->wait(t) * 0.01;
    second += 2 * t * tails->wait(t) * 0.01;
  }
  EXPECT_LT(off(first, wait.mean), 1e-4);
  EXPECT_LT(off(std::sqrt(second - first * first), wait.sd), 1e-4);
}

TEST(Mg1, HeavyTailsHaveInfiniteFigures) {
  EXPECT_TRUE(std::isinf(mg1Wait(0.5, Moments::of(Distribution::pareto(1.5, 0.1))).mean));
  EXPECT_TRUE(std::isfinite(mg1Wait(0.5, Moments::of(Distribution::pareto(2.5, 0.1))).mean));
  EXPECT_TRUE(std::isinf(mg1Wait(0.5, Moments::of(Distribution::pareto(2.5, 0.1))).sd));
}

TEST(Gim1, PoissonArrivalsGiveErlangC) {
  for (const int servers : {1, 2, 7, 25}) {
    const double rate = 0.85 * servers;
    const auto exact = gim(Distribution::exponential(1 / rate), 1, servers);
    EXPECT_LT(off(exact.waitProb, erlangC(servers, rate)), 1e-9) << servers;
    EXPECT_LT(off(exact.responseTail(1.5), mmcResponseTail(rate, 1, servers, 1.5)), 1e-9) << servers;
  }
}

TEST(Gim, AgreesWithTheQuasiBirthDeathProcess) {
  const auto e3 = Distribution::erlang(3, 0.3);
  const auto h2 = Distribution::balancedHyperexponential(0.3, 3);
  for (const auto& law : {e3, h2}) {
    for (const int servers : {4, 9}) {
      const auto formula = gim(law, 1, servers);
      const auto chain = phaseQueue(renewal(law), Distribution::exponential(1), {servers, servers, std::nullopt});
      ASSERT_TRUE(chain);
      EXPECT_LT(off(formula.meanWait, chain->meanWait()), 1e-8);
      EXPECT_LT(off(formula.waitProb, chain->waitProb), 1e-8);
    }
  }
}

TEST(PhaseQueue, OneServerIsPollaczekKhinchine) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> between(0, 1);
  for (int trial = 0; trial < 20; ++trial) {
    const double load = 0.1 + 0.85 * between(random);
    const auto service = trial % 2 ? Distribution::erlang(1 + trial % 5, 0.5)
                                   : Distribution::balancedHyperexponential(0.5, 1 + 9 * between(random));
    const auto chain = phaseQueue(poisson(load / 0.5), service, {1, 1, std::nullopt});
    ASSERT_TRUE(chain);
    EXPECT_LT(off(chain->meanWait(), mg1Wait(load / 0.5, Moments::of(service)).mean), 1e-9);
    EXPECT_LT(off(chain->numberPmf(0), 1 - load), 1e-9);
  }
}

TEST(PhaseQueue, SharingWithoutLimitIsInsensitive) {
  // with much more in progress than ever present, H2 work has the means of M/M/c
  const auto shared = phaseQueue(poisson(1.2), Distribution::balancedHyperexponential(1, 4), {2, 60, std::nullopt});
  ASSERT_TRUE(shared);
  EXPECT_LT(off(shared->meanNumber, mmc(1.2, 1, 2).meanNumber), 1e-9);
  EXPECT_LT(off(shared->sdNumber, mmcNumberSd(2, 1.2)), 1e-8);
}

TEST(PhaseQueue, FiniteRoomIsTheBirthDeathChain) {
  const auto chain = phaseQueue(poisson(5), Distribution::exponential(0.5), {3, 3, 9});
  const auto exact = finiteQueue(5, 0.5, 3, 9);
  ASSERT_TRUE(chain);
  EXPECT_LT(off(chain->lossProb, exact.lossProb), 1e-11);
  EXPECT_LT(off(chain->meanWait(), exact.meanWait), 1e-11);
  EXPECT_LT(off(chain->waitProb, exact.waitProb), 1e-11);
}

TEST(PhaseQueue, LossWithoutRoomDependsOnTheMeanOnly) {
  const auto h2 = phaseQueue(poisson(4), Distribution::balancedHyperexponential(1, 5), {6, 6, 6});
  ASSERT_TRUE(h2);
  EXPECT_LT(off(h2->lossProb, erlangB(6, 4)), 1e-11);
}

TEST(PhaseQueue, RefusesWhatIsUnstable) {
  EXPECT_FALSE(phaseQueue(poisson(2.01), Distribution::erlang(2, 1), {2, 2, std::nullopt}));
  EXPECT_FALSE(phaseQueue(poisson(1), Distribution::deterministic(0.1), {2, 2, std::nullopt}));
}

TEST(PhaseQueue, EqualRatesInCalmAndBurstArePoisson) {
  Arrivals mmpp;
  mmpp.process = Arrivals::Process::Mmpp;
  mmpp.rates = {3, 3};
  mmpp.sojourns = {10, 0.3};
  const auto chain = phaseQueue(mmpp, Distribution::exponential(0.5), {2, 2, std::nullopt});
  ASSERT_TRUE(chain);
  EXPECT_LT(off(chain->meanNumber, mmc(3, 0.5, 2).meanNumber), 1e-10);
}

TEST(PhaseQueue, DealingInTurnIsErlangArrivals) {
  const auto cycle = phaseQueueOfCycle(2.4, {true, false, false}, Distribution::exponential(1), {1, 1, std::nullopt});
  ASSERT_TRUE(cycle);
  EXPECT_LT(off(cycle->meanResponse(), gim(Distribution::erlang(3, 3 / 2.4), 1, 1).meanResponse), 1e-9);
}

TEST(Breakdowns, FormulaAgreesWithTheChain) {
  for (const double load : {0.1, 0.5, 0.85}) {
    const auto formula = mg1Breakdowns(load / 0.1, Distribution::exponential(0.1), 60, Distribution::exponential(6));
    const auto chain = failingServers(load / 0.1, 0.1, 1, 60, 6, 1, true);
    ASSERT_TRUE(chain);
    EXPECT_LT(off(formula.meanResponse, chain->meanNumber / (load / 0.1)), 1e-9);
    EXPECT_LT(off(formula.availability, chain->serversUp), 1e-12);
  }
}

TEST(Breakdowns, NeverFailingServersAreMmc) {
  const auto chain = failingServers(2.5, 1, 3, 1e12, 1e-3, 3, true);
  ASSERT_TRUE(chain);
  EXPECT_LT(off(chain->meanNumber, mmc(2.5, 1, 3).meanNumber), 1e-8);
}

TEST(Breakdowns, OnlyBusyServersFailLessOften) {
  const auto always = failingServers(1, 1, 3, 10, 2, 1, true);
  const auto busy = failingServers(1, 1, 3, 10, 2, 1, false);
  ASSERT_TRUE(always && busy);
  EXPECT_GT(busy->serversUp, always->serversUp);
  EXPECT_LT(busy->meanNumber, always->meanNumber);
}

TEST(Machines, EnoughRepairersMakeThemIndependent) {
  const auto up = machinesUp(3, 90, 10, 3);
  EXPECT_NEAR(up[3], 0.9 * 0.9 * 0.9, 1e-14);
  EXPECT_NEAR(up[0], 0.1 * 0.1 * 0.1, 1e-14);
}

TEST(Setup, InstantStartIsMg1) {
  const auto service = Moments::of(Distribution::erlang(2, 1));
  EXPECT_DOUBLE_EQ(mg1SetupMeanWait(0.5, service, {}), mg1Wait(0.5, service).mean);
}

TEST(Retrial, MatchesTheClosedFormForOneServer) {
  for (const double load : {0.2, 0.6, 0.9}) {
    const auto exact = retrialQueue(load, 1, 1, 1, 2);
    ASSERT_TRUE(exact);
    EXPECT_LT(off(exact->meanOrbit, load / (1 - load) * (load * 2 + load)), 1e-10);
    EXPECT_LT(off(exact->refusedProb, load), 1e-11);
  }
}

TEST(Retrial, QuickRetriesTendToAWaitingRoom) {
  const auto exact = retrialQueue(3, 1, 4, 4, 1e-4);
  ASSERT_TRUE(exact);
  EXPECT_LT(off(exact->meanResponse, mmc(3, 1, 4).meanResponse), 1e-3);
}

TEST(Impatience, ExponentialPatienceIsErlangA) {
  for (const double rate : {3.0, 5.0, 12.0}) {
    const auto chain = erlangA(rate, 1, 5, 0.7);
    const auto integral = impatientQueue(rate, 1, 5, Distribution::exponential(0.7));
    EXPECT_LT(off(integral.abandonProb, chain.abandonProb), 1e-9);
    EXPECT_LT(off(integral.meanWait, chain.meanWait), 1e-9);
    EXPECT_LT(off(integral.waitProb, chain.waitProb), 1e-9);
    EXPECT_LT(off(integral.meanServed, chain.meanServed), 1e-9);
  }
}

TEST(Impatience, EndlessPatienceIsErlangC) {
  const auto patient = impatientQueue(4, 1, 5, Distribution::deterministic(200));
  EXPECT_LT(off(patient.waitProb, erlangC(5, 4)), 1e-9);
  EXPECT_LT(off(patient.meanServed, mmc(4, 1, 5).meanResponse), 1e-9);
}

TEST(Impatience, NobodyWaitsWithoutPatience) {
  const auto hasty = impatientQueue(4, 1, 5, Distribution::deterministic(1e-9));
  EXPECT_LT(off(hasty.abandonProb, erlangB(5, 4)), 1e-6);
}

TEST(Impatience, FlowIsConserved) {
  for (const auto& law : {Distribution::uniform(0, 2), Distribution::weibull(0.7, 1),
                          Distribution::lognormalFromScv(1, 2), Distribution::discrete({0.3, 0.7}, {0.5, 3})}) {
    const auto queue = impatientQueue(9, 1, 6, law);
    EXPECT_NEAR(queue.throughput, 6 * queue.utilisation, 1e-12);
    EXPECT_GT(queue.abandonProb, 1 - 6.0 / 9);  // more than the overload leaves
    EXPECT_LE(queue.utilisation, 1);
  }
}

TEST(Priorities, WorkIsConserved) {
  // Kleinrock's conservation law: Σ ρ_k W_k does not depend on the order.
  const std::vector<PriorityLevel> levels = {{0.2, 1, 2}, {0.3, 0.5, 0.25}, {0.1, 2, 12}};
  const std::vector<PriorityLevel> turned(levels.rbegin(), levels.rend());
  const auto sum = [](const std::vector<PriorityLevel>& order) {
    const auto waits = nonpreemptiveWaits(order);
    double total = 0;
    for (std::size_t k = 0; k < order.size(); ++k) total += order[k].rate * order[k].mean * waits[k];
    return total;
  };
  EXPECT_LT(off(sum(levels), sum(turned)), 1e-13);
}

TEST(Priorities, MostUrgentDoesNotSeeOthersWhenItInterrupts) {
  const auto responses = preemptiveResponses(std::vector<double>{1.5, 1.0}, 1.0, 3);
  EXPECT_LT(off(responses[0], mmc(1.5, 1, 3).meanResponse), 1e-13);
}

TEST(SharedCores, TaggedRequestHasTheMeanAndTheKnownVariance) {
  const SharedResponse one(0.8, 1, 1);
  EXPECT_LT(off(one.mean(), 5), 1e-11);
  EXPECT_LT(off(one.sd(), mm1SharedResponseSd(0.8, 1)), 1e-10);
  const SharedResponse four(3, 1, 4);
  EXPECT_LT(off(four.mean(), mmc(3, 1, 4).meanResponse), 1e-11);
  double sum = 0;
  for (double t = 0.05; t < 40; t += 0.1) sum += four.tail(t) * 0.1;
  EXPECT_LT(off(sum, four.mean()), 1e-3);
}

TEST(Distributions, TailsIntegrateToMomentsAndTransforms) {
  for (const auto& law : {Distribution::exponential(2), Distribution::erlang(3, 2), Distribution::uniform(1, 3),
                          Distribution::gamma(0.6, 2), Distribution::weibull(1.5, 2),
                          Distribution::lognormalFromScv(2, 0.5), Distribution::boundedPareto(1.3, 0.5, 20),
                          Distribution::balancedHyperexponential(2, 3), Distribution::discrete({0.4, 0.6}, {1, 2})}) {
    const double step = 0.002;
    double mean = 0;
    double second = 0;
    double transform = 0;
    for (double t = step / 2; t < 100; t += step) {
      mean += law.tail(t) * step;
      second += 2 * t * law.tail(t) * step;
      transform += std::exp(-0.7 * t) * law.tail(t) * step;
    }
    const int kind = static_cast<int>(law.kind());
    EXPECT_LT(off(mean, law.mean()), 1e-3) << kind;
    EXPECT_LT(off(second, law.moment(2)), 1e-3) << kind;
    EXPECT_NEAR(law.transform(0.7), 1 - 0.7 * transform, 1e-3) << kind;
    EXPECT_LT(off(law.limitedMean(1e6), law.mean()), 1e-9) << kind;
    EXPECT_EQ(law.complaint(), "") << kind;
  }
}

TEST(Distributions, ComplainAboutNonsense) {
  EXPECT_NE(Distribution::exponential(-1).complaint(), "");
  EXPECT_NE(Distribution::exponential(std::nan("")).complaint(), "");
  EXPECT_NE(Distribution::hyperexponential({0.5, 0.4}, {1, 2}).complaint(), "");
  EXPECT_NE(Distribution::uniform(3, 1).complaint(), "");
  EXPECT_NE(Distribution::erlang(0, 1).complaint(), "");
}

}  // namespace
}  // namespace headroom::analytic
