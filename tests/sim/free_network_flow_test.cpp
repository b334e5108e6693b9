// How requests come to free networks and pass through them.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/matchers.h"
#include "tests/sim/networks.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: networks and matchers
using analytic::Arrivals;
using analytic::Discipline;
using analytic::Distribution;

constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

double arrivalsPerSecond(FreeNetwork& n) {
  return static_cast<double>(n.system().arrivals) / n.measuredSeconds();
}
double present(FreeNetwork& n) {
  return meanOf(n.system().present, n);
}

analytic::NetworkModel served(Arrivals arrivals, int count, double mean) {
  analytic::NetworkModel model = visits(1, servers(count, mean));
  model.classes[0].arrivals = std::move(arrivals);
  return model;
}

TEST(ArrivalsOf, AModulatedProcessHaveItsRate) {
  Arrivals arrivals;
  arrivals.process = Arrivals::Process::Mmpp;
  arrivals.rates = {4, 0, 9};
  arrivals.sojourns = {10, 2, 5};
  const auto seen = observe(served(arrivals, 1, 0.1), 20000, {arrivalsPerSecond});
  EXPECT_THAT(seen[0], IsAbout((4 * 10 + 9 * 5) / 17.0, 0.02));
}

// D/M/1: the number found is geometric with the root of s = exp(-(1 - s) / load).
TEST(ArrivalsOf, ARenewalProcessKeepItsGaps) {
  Arrivals arrivals;
  arrivals.process = Arrivals::Process::Renewal;
  arrivals.interarrival = Distribution::deterministic(1.25);
  double s = 0.5;
  for (int i = 0; i < 200; ++i) s = std::exp(-(1 - s) * 1.25);
  const auto seen =
      observe(served(arrivals, 1, 1), 40000, {[](FreeNetwork& n) {
                return static_cast<double>(n.ofStation(0).mustWait) / static_cast<double>(n.ofStation(0).arrivals);
              }});
  EXPECT_THAT(seen[0], IsAbout(s, 0.02));
}

/// Mean number at a delay station at instants, over runs from empty.
std::vector<double> ensemble(const analytic::NetworkModel& model, const std::vector<double>& instants, int runs) {
  const auto spec = compileNetwork(model);
  RecordPlan record;
  for (const double at : instants) record.instants.push_back(Instant() + Duration::seconds(at));
  std::vector<double> sums(instants.size());
  for (int run = 0; run < runs; ++run) {
    RunPlan plan;
    plan.replication = static_cast<std::uint64_t>(run);
    FreeNetwork network(*spec, record, plan);
    network.advance(record.instants.back(), kNoLimit);
    for (std::size_t i = 0; i < instants.size(); ++i) sums[i] += static_cast<double>(network.looks()[i][0]);
  }
  for (double& sum : sums) sum /= runs;
  return sums;
}

// The number at a station where nobody waits is Poisson; its mean m obeys m' = rate(t) - m / service.
TEST(ArrivalsOf, ChangingRatesFollowTheClock) {
  Arrivals day;
  day.process = Arrivals::Process::SinusoidalPoisson;
  day.rate = 50;
  day.amplitude = 30;
  day.period = 20;
  day.phase = 0.5;
  Arrivals rush;
  rush.process = Arrivals::Process::PiecewisePoisson;
  rush.rates = {20, 0, 80};
  rush.breakpoints = {4, 7};
  for (const bool smooth : {true, false}) {
    analytic::NetworkModel model = served(smooth ? day : rush, 0, 2);
    model.stations[0].discipline = Discipline::Delay;
    const std::vector<double> instants{3, 6, 15};
    std::vector<double> expected;
    double m = 0;
    const double step = 1e-4;
    for (int i = 0; i * step < 15.0001; ++i) {
      const double t = i * step;
      if (expected.size() < instants.size() && t >= instants[expected.size()]) expected.push_back(m);
      const double rate = smooth ? 50 + 30 * std::sin(2 * M_PI * t / 20 + 0.5) : t < 4 ? 20 : t < 7 ? 0 : 80;
      m += step * (rate - m / 2);
    }
    const int runs = 1000;
    const auto seen = ensemble(model, instants, runs);
    for (std::size_t i = 0; i < instants.size(); ++i) {
      EXPECT_NEAR(seen[i], expected[i], 4 * std::sqrt(expected[i] / runs)) << "at " << instants[i];
    }
  }
}

// A pool before a station where nobody waits is a station with so many servers.
TEST(TokenPools, AreServersThatOneCanTakeAlong) {
  analytic::Station delay = servers(0, 1);
  delay.discipline = Discipline::Delay;
  analytic::NetworkModel model = visits(2.4, delay);
  model.pools = {{"tokens", 3, std::nullopt}};
  model.routing["req"] = straight({"acquire:tokens", "q", "release:tokens"});
  const auto pool = observe(model, 20000,
                            {[](FreeNetwork& n) { return n.ofPool(0).wait.meanSeconds(); },
                             [](FreeNetwork& n) { return meanOf(n.ofPool(0).waiting, n); },
                             [](FreeNetwork& n) { return meanOf(n.ofPool(0).held, n); }});
  // Erlang C for three servers and a load of 2.4.
  const double c = 0.6472039473684211;
  EXPECT_THAT(pool[0], IsAbout(c / 0.6, 0.06));
  EXPECT_THAT(pool[1], IsAbout(2.4 * c / 0.6, 0.06));
  EXPECT_THAT(pool[2], IsAbout(2.4, 0.02));
}

TEST(TokenPools, TurnAwayWhoFindsTheQueueFull) {
  analytic::Station delay = servers(0, 1);
  delay.discipline = Discipline::Delay;
  analytic::NetworkModel model = visits(2, delay);
  model.pools = {{"tokens", 1, 2}};
  model.routing["req"] = straight({"acquire:tokens", "q", "release:tokens"});
  const auto seen = observe(model, 20000, {[](FreeNetwork& n) {
                              return static_cast<double>(n.system().lost) / static_cast<double>(n.system().arrivals);
                            }});
  EXPECT_THAT(seen[0], IsAbout(8.0 / 15, 0.02));  // M/M/1/3 at load 2
}

TEST(TokenPools, WhatALostRequestHoldsIsFreeAgain) {
  analytic::Station narrow = servers(1, 1);
  narrow.capacity = 1;
  analytic::NetworkModel model = visits(5, narrow);
  model.pools = {{"tokens", 3, std::nullopt}};
  model.routing["req"] = straight({"acquire:tokens", "q", "release:tokens"});
  const auto seen = observe(model, 4000, {present});
  EXPECT_THAT(seen[0], IsAbout(5.0 / 6, 0.02));  // only the one in service holds a token
}

TEST(Ways, FollowTheirProbabilities) {
  analytic::NetworkModel model = visits(3, servers(1, 0.1));
  model.routing["req"]["q"] = {{"q", 0.4}, {"exit", 0.6}};
  const auto seen = observe(model, 20000, {present});
  EXPECT_THAT(seen[0], IsAbout(1.0, 0.03));  // Jackson: load 0.5
}

TEST(ClosedClasses, ThinkBetweenPasses) {
  analytic::NetworkModel model;
  model.classes = {users("user", 12, Distribution::uniform(5, 15))};
  analytic::Station cores = servers(12, 2);
  model.stations = {cores};
  model.routing["user"] = straight({"q"});
  const auto seen = observe(model, 20000, {arrivalsPerSecond, present});
  EXPECT_THAT(seen[0], IsAbout(1.0, 0.01));  // everybody has a server of his own: 12 / (10 + 2)
  EXPECT_THAT(seen[1], IsAbout(2.0, 0.02));
}

TEST(FreeNetworks, AreReproducible) {
  analytic::NetworkModel model = visits(0.8, servers(1, 1));
  const auto spec = compileNetwork(model);
  const auto course = [&](std::uint64_t seed) {
    RunPlan plan;
    plan.seed = seed;
    FreeNetwork network(*spec, {}, plan);
    network.advance(Instant() + Duration::seconds(1000), kNoLimit);
    return std::pair(network.events(), network.system().response.sum);
  };
  EXPECT_EQ(course(1), course(1));
  EXPECT_NE(course(1), course(2));
}

TEST(FreeNetworks, SayEverythingTheyCannotDo) {
  analytic::Station odd = servers(0, 1);
  odd.failures.emplace();
  odd.failures->resumes = false;
  analytic::NetworkModel model = visits(1, odd);
  model.routing["req"]["q"] = {{"nowhere", 0.5}, {"exit", 0.2}};
  const auto spec = compileNetwork(model);
  ASSERT_FALSE(spec.ok());
  std::string all;
  for (const Diagnostic& problem : spec.problems()) all += problem.what + "\n";
  EXPECT_NE(all.find("station q has no servers"), std::string::npos) << all;
  EXPECT_NE(all.find("does not resume"), std::string::npos) << all;
  EXPECT_NE(all.find("nowhere"), std::string::npos) << all;
  EXPECT_NE(all.find("probability 0.7"), std::string::npos) << all;
}

TEST(FreeNetworks, SayWhichSharedServersTheyCannotStop) {
  analytic::Station shared = servers(2, 1);
  shared.discipline = analytic::Discipline::ProcessorSharing;
  shared.setup = analytic::Distribution::exponential(1);
  const auto starting = compileNetwork(visits(1, shared));
  ASSERT_FALSE(starting.ok());
  EXPECT_NE(starting.problems()[0].what.find("shares several servers that start up"), std::string::npos);
  shared.setup.reset();
  shared.failures.emplace();
  shared.failures->always = false;
  const auto failing = compileNetwork(visits(1, shared));
  ASSERT_FALSE(failing.ok());
  EXPECT_NE(failing.problems()[0].what.find("fail only while busy"), std::string::npos);
}

TEST(FreeNetworks, DoNotHangInCirclesWithoutTime) {
  analytic::NetworkModel model = visits(1, servers(1, 1));
  model.pools = {{"tokens", 1, std::nullopt}};
  model.routing["req"]["source"] = {{"acquire:tokens", 1}};
  model.routing["req"]["acquire:tokens"] = {{"release:tokens", 1}};
  model.routing["req"]["release:tokens"] = {{"acquire:tokens", 1}};
  const auto spec = compileNetwork(model);
  ASSERT_TRUE(spec.ok());
  FreeNetwork network(*spec, {}, {});
  network.advance(Instant() + Duration::seconds(1000), kNoLimit);
  EXPECT_NE(network.fault().find("circles"), std::string::npos);
}

}  // namespace
}  // namespace headroom::sim
