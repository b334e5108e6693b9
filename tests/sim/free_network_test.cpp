// What stations can do beyond serving in order, against closed forms.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/matchers.h"
#include "tests/sim/networks.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: networks and matchers
using analytic::Discipline;
using analytic::Distribution;
using analytic::OnFull;

double share(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Readings of the only station.
double response(FreeNetwork& n) {
  return n.ofStation(0).response.meanSeconds();
}
double waiting(FreeNetwork& n) {
  return n.ofStation(0).wait.meanSeconds();
}
double present(FreeNetwork& n) {
  return meanOf(n.ofStation(0).present, n);
}
double refusedShare(FreeNetwork& n) {
  return share(n.ofStation(0).refused, n.ofStation(0).arrivals);
}
double abandonedShare(FreeNetwork& n) {
  return share(n.ofStation(0).abandoned, n.ofStation(0).arrivals);
}
double busyServers(FreeNetwork& n) {
  return meanOf(n.tallyOf(0).busy, n);
}
double throughput(FreeNetwork& n) {
  return static_cast<double>(n.system().served) / n.measuredSeconds();
}

double erlangB(int servers, double load) {
  double b = 1;
  for (int c = 1; c <= servers; ++c) b = load * b / (c + load * b);
  return b;
}

TEST(Room, AFullStationRefusesAsErlangSays) {
  analytic::Station station = servers(5, 1);
  station.capacity = 5;
  const auto seen = observe(visits(4, station), 10000, {refusedShare, busyServers, response});
  EXPECT_THAT(seen[0], IsAbout(erlangB(5, 4), 0.03));
  EXPECT_THAT(seen[1], IsAbout(4 * (1 - erlangB(5, 4)), 0.01));
  EXPECT_THAT(seen[2], IsAbout(1.0, 0.01));  // who gets in does not wait
}

TEST(Room, TheRefusedComeBackUntilThereIsRoom) {
  analytic::Station station = servers(1, 1);
  station.capacity = 1;
  station.onFull = OnFull::Retry;
  station.retryDelay = Distribution::exponential(2);
  const auto seen =
      observe(visits(0.6, station), 60000,
              {[](FreeNetwork& n) { return meanOf(n.ofStation(0).orbit, n); },
               [](FreeNetwork& n) { return share(n.ofStation(0).firstAttemptsRefused, n.ofStation(0).firstAttempts); },
               [](FreeNetwork& n) { return n.system().response.meanSeconds(); }});
  EXPECT_THAT(seen[0], IsAbout(0.6 * (0.6 + 0.5 * 0.6) / (0.5 * 0.4), 0.05));  // Falin & Templeton 1997, 1.2
  EXPECT_THAT(seen[1], IsAbout(0.6, 0.02));
  EXPECT_THAT(seen[2], IsAbout((2.7 + 0.6) / 0.6, 0.05));
}

TEST(Room, TheOverflowGoesOnToTheNextStation) {
  analytic::Station first = servers(4, 1);
  first.capacity = 4;
  first.onFull = OnFull::Overflow;
  first.overflowTo = "second";
  analytic::Station second = servers(40, 1);
  second.name = "second";
  analytic::NetworkModel model = visits(4, first);
  model.stations.push_back(second);
  model.routing["req"]["second"] = {{"exit", 1.0}};
  const auto seen = observe(model, 10000,
                            {[](FreeNetwork& n) { return share(n.system().overflowed, n.system().arrivals); },
                             [](FreeNetwork& n) { return meanOf(n.ofStation(1).present, n); }});
  EXPECT_THAT(seen[0], IsAbout(erlangB(4, 4), 0.02));
  EXPECT_THAT(seen[1], IsAbout(4 * erlangB(4, 4), 0.02));
}

// Two servers in a row without room between them, the first never idle: between two departures from the first both
// services take place at the same time, so that takes the longer of two exponential times, 1.5 s.
TEST(Room, AFinishedRequestBlocksItsServerUntilThereIsRoomBehind) {
  analytic::Station first = servers(1, 1);
  analytic::Station second = servers(1, 1);
  second.name = "second";
  second.capacity = 1;
  second.onFull = OnFull::Block;
  analytic::NetworkModel model;
  model.classes = {users("user", 5, Distribution::deterministic(0))};
  model.stations = {first, second};
  model.routing["user"] = straight({"q", "second"});
  const auto seen = observe(model, 10000, {throughput, busyServers});
  EXPECT_THAT(seen[0], IsAbout(2.0 / 3, 0.01));
  EXPECT_THAT(seen[1], IsAbout(2.0 / 3, 0.01));  // blocked is not busy
}

analytic::NetworkModel twoPriorities(Discipline discipline) {
  analytic::Station station = servers(1, 1);
  station.discipline = discipline;
  analytic::NetworkModel model = visits(0.3, station);
  model.classes.push_back(poisson("later", 0.4));
  model.classes.back().priority = 1;
  model.routing["later"] = straight({"q"});
  return model;
}

TEST(Priorities, TheUrgentGoFirstWithoutInterrupting) {
  const auto seen = observe(twoPriorities(Discipline::PriorityNonpreemptive), 60000,
                            {[](FreeNetwork& n) { return n.ofClass(0).wait.meanSeconds(); },
                             [](FreeNetwork& n) { return n.ofClassAtStation(1, 0).wait.meanSeconds(); }});
  EXPECT_THAT(seen[0], IsAbout(0.7 / 0.7, 0.02));  // Cobham 1954
  EXPECT_THAT(seen[1], IsAbout(0.7 / (0.7 * 0.3), 0.05));
}

TEST(Priorities, TheUrgentInterruptAndTheOthersResume) {
  const auto seen =
      observe(twoPriorities(Discipline::PriorityPreemptiveResume), 60000,
              {[](FreeNetwork& n) { return n.ofClass(0).response.meanSeconds(); },
               [](FreeNetwork& n) { return n.ofClassAtStation(1, 0).response.meanSeconds(); }, busyServers});
  EXPECT_THAT(seen[0], IsAbout(1 / 0.7, 0.02));
  EXPECT_THAT(seen[1], IsAbout(1 / 0.7 + 0.7 / (0.7 * 0.3), 0.05));  // Kleinrock 1976, 3.6
  EXPECT_THAT(seen[2], IsAbout(0.7, 0.01));
}

// As patient as the service is long: in all, departures are those of infinitely many servers, and the number present is
// Poisson.
TEST(Patience, WhoWaitsTooLongLeaves) {
  analytic::NetworkModel model = visits(2, servers(1, 1));
  model.classes[0].patience.emplace();
  model.classes[0].patience->law = Distribution::exponential(1);
  const double queue = 2 - (1 - std::exp(-2.0));
  const auto seen = observe(model, 10000, {present, abandonedShare, waiting});
  EXPECT_THAT(seen[0], IsAbout(2.0, 0.01));
  EXPECT_THAT(seen[1], IsAbout(queue / 2, 0.02));
  EXPECT_THAT(seen[2], IsAbout(queue / 2, 0.02));
}

TEST(Patience, ForTheWholeResponseItEndsServicesAndOtherWaitsToo) {
  for (const bool shared : {false, true}) {
    analytic::Station station = servers(1, 1);
    if (shared) station.discipline = Discipline::ProcessorSharing;
    analytic::NetworkModel model = visits(2, station);
    model.pools = {{"places", 3, std::nullopt}};
    model.routing["req"] = straight({"acquire:places", "q", "release:places"});
    model.classes[0].patience.emplace();
    model.classes[0].patience->law = Distribution::exponential(2);
    model.classes[0].patience->scope = analytic::Patience::Scope::Response;
    // Births at 2; with n present deaths at 1 + n / 2, wherever they are.
    double weight = 1;
    double sum = 1;
    double number = 0;
    for (int n = 1; n < 60; ++n) {
      weight *= 2 / (1 + n * 0.5);
      sum += weight;
      number += n * weight;
    }
    const auto seen = observe(model, 10000,
                              {[](FreeNetwork& n) { return meanOf(n.system().present, n); }, throughput,
                               [](FreeNetwork& n) { return share(n.system().abandoned, n.system().arrivals); }});
    EXPECT_THAT(seen[0], IsAbout(number / sum, 0.02));
    EXPECT_THAT(seen[1], IsAbout(1 - 1 / sum, 0.02));
    EXPECT_THAT(seen[2], IsAbout(1 - (1 - 1 / sum) / 2, 0.02));
  }
}

analytic::Failures failing(double up, double down, int repairers) {
  return {Distribution::exponential(up), Distribution::exponential(down), repairers, true, true};
}

// Four machines and one repairer are a closed queue: with n broken the weight is n! C(4, n) (down / up)^n.
TEST(Breakdowns, BrokenServersWaitForARepairer) {
  analytic::Station station = servers(4, 1);
  station.failures = failing(10, 5, 1);
  double weight = 1;
  double sum = 1;
  double broken = 0;
  for (int n = 1; n <= 4; ++n) {
    weight *= (5 - n) * 0.5;
    sum += weight;
    broken += n * weight;
  }
  const auto up = [](FreeNetwork& n) {
    const auto times = n.serversUp(0)->timesAt(n.now());
    double area = 0;
    for (std::size_t k = 0; k < times.size(); ++k) area += static_cast<double>(k) * static_cast<double>(times[k]) / 1e9;
    return area / n.measuredSeconds();
  };
  const auto seen = observe(visits(0.5, station), 40000, {up, throughput});
  EXPECT_THAT(seen[0], IsAbout(4 - broken / sum, 0.02));
  EXPECT_THAT(seen[1], IsAbout(0.5, 0.02));  // nothing is lost
}

// One server that fails only at work: what a request takes in all is its service and the repairs in it, and that is a
// service like any other (Avi-Itzhak & Naor 1963).
TEST(Breakdowns, AServerThatAgesOnlyAtWorkIsAQueueWithLongerServices) {
  analytic::Station station = servers(1, 1);
  station.failures = failing(4, 2, 1);
  station.failures->always = false;
  const double stretch = 1 + 2.0 / 4;
  const double square = 2 * stretch * stretch + 2 * 2.0 * 2.0 / 4;  // E[C²] of exponential services and repairs
  const double lambda = 0.4;
  const auto seen = observe(visits(lambda, station), 100000, {response, busyServers});
  EXPECT_THAT(seen[0], IsAbout(stretch + lambda * square / 2 / (1 - lambda * stretch), 0.03));
  EXPECT_THAT(seen[1], IsAbout(lambda, 0.01));  // broken is not busy
}

// The number there is that of first come, first served: with exponential work only the number of busy servers counts.
TEST(Breakdowns, OfSharedServersLeaveTheOthersToShare) {
  analytic::Station station = servers(1, 1);
  station.discipline = Discipline::ProcessorSharing;
  station.failures = failing(20, 3, 1);
  const double fails = 1 / 20.0, returns = 1 / 3.0, both = fails + returns, lambda = 0.6;
  const auto one = observe(visits(lambda, station), 200000, {present, busyServers});
  EXPECT_THAT(one[0], IsAbout(lambda * (both * both + fails) / (both * (returns - lambda * both)), 0.04));
  EXPECT_THAT(one[1], IsAbout(lambda, 0.01));  // White & Christie 1958
  station.servers = 2;
  station.failures = failing(30, 5, 1);
  const auto two = observe(visits(1.2, station), 100000, {present, busyServers});
  EXPECT_THAT(two[0], IsAbout(4.931358608885, 0.04));  // failps-1 of tests/accuracy/combinations.json
  EXPECT_THAT(two[1], IsAbout(1.2, 0.01));
}

TEST(SetUp, OfASharedServerDelaysTheNumberAsInOrder) {
  analytic::Station station = servers(1, 1);
  station.discipline = Discipline::ProcessorSharing;
  station.setup = Distribution::exponential(4);
  const auto seen = observe(visits(0.5, station), 100000, {response, busyServers});
  EXPECT_THAT(seen[0], IsAbout(2.0 + 4.0, 0.02));
  EXPECT_THAT(seen[1], IsAbout(0.5, 0.01));
  station.setup = Distribution::deterministic(0);
  const auto instant = observe(visits(0.5, station), 60000, {response});
  EXPECT_THAT(instant[0], IsAbout(2.0, 0.02));
}

TEST(SetUp, AServerThatSwitchesOffDelaysEverybodyByItsStart) {
  analytic::Station station = servers(1, 1);
  station.setup = Distribution::exponential(4);
  const auto seen = observe(visits(0.5, station), 60000, {response, waiting});
  EXPECT_THAT(seen[0], IsAbout(2.0 + 4.0, 0.02));  // Welch 1964
  EXPECT_THAT(seen[1], IsAbout(5.0, 0.03));
}

TEST(SetUp, ServersStartForThoseWhoWaitAndNotForMore) {
  analytic::Station station = servers(3, 1);
  station.setup = Distribution::deterministic(0);
  const auto plain = observe(visits(2, servers(3, 1)), 10000, {response});
  const auto instant = observe(visits(2, station), 10000, {response});
  EXPECT_THAT(instant[0], IsAbout(plain[0].mean, 0.02));  // starting takes no time: as if they never switched off
  station.setup = Distribution::deterministic(1000);
  const auto slow = observe(visits(2, station), 100000, {busyServers});
  EXPECT_THAT(slow[0], IsAbout(2.0, 0.02));
}

TEST(LimitedSharing, LiesBetweenInOrderAndAllAtOnce) {
  analytic::Station station = servers(1, 1);
  station.discipline = Discipline::ProcessorSharing;
  station.service = {{"*", Distribution::balancedHyperexponential(1, 4)}};
  const auto all = observe(visits(0.6, station), 60000, {response, waiting});
  EXPECT_THAT(all[0], IsAbout(1 / 0.4, 0.05));
  EXPECT_EQ(all[1].mean, 0);
  station.concurrency = 1;
  const auto one = observe(visits(0.6, station), 100000, {waiting});
  EXPECT_THAT(one[0], IsAbout(0.6 * 5 / 2 / 0.4, 0.06));  // Pollaczek & Khinchin
  station.concurrency = 4;
  const auto four = observe(visits(0.6, station), 60000, {response});
  EXPECT_GT(four[0].mean, all[0].mean);
  EXPECT_LT(four[0].mean, 1 + one[0].mean);
}

}  // namespace
}  // namespace headroom::sim
