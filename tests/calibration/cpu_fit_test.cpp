// Demands from utilisation: the truth is known, the fit must find it and say how well.
#include "engine/calibration/cpu_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "engine/calibration/demands.h"
#include "tests/calibration/synthetic.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr double kHour = 3600;

/// Two applications whose rates go up and down at different times.
std::vector<Observation> twoApplications(std::uint64_t seed, double seconds) {
  kernel::RandomStream random(seed, 1);
  std::vector<Observation> requests;
  for (const double at : poisson(random, seconds, 30, [](double t) { return t < kHour / 2 ? 30.0 : 8.0; }))
    requests.push_back(request(at, 0));
  for (const double at : poisson(random, seconds, 12, [](double t) { return 6 + 6 * std::sin(t / 300); }))
    requests.push_back(request(at, 1));
  sortByTime(requests);
  return requests;
}

CpuColumn counter(std::vector<CpuReading> readings, const std::string& machine = {}) {
  return {"cpu.csv", machine.empty() ? "cpu" : machine, machine, std::move(readings)};
}

Result<CpuFit> fitOf(const farm::Farm& farm, const std::vector<Observation>& requests,
                     const std::vector<const CpuColumn*>& columns, std::vector<double> prior = {10, 10}) {
  return fitCpu({farm, requests, columns, {}, std::move(prior), false});
}

TEST(DemandsFromUtilisation, HoldTheTruthAsOftenAsTheySay) {
  const farm::Farm farm = farmOf(2);
  constexpr int kRepeats = 100;
  int first = 0, second = 0, background = 0;
  for (int repeat = 1; repeat <= kRepeats; ++repeat) {
    const auto requests = twoApplications(static_cast<std::uint64_t>(repeat), kHour);
    kernel::RandomStream random(static_cast<std::uint64_t>(repeat), 2);
    const CpuColumn column = counter(utilisationOf(requests, {25, 80}, 0.5, 8, kHour, 60, random));
    const auto fit = fitOf(farm, requests, {&column});
    ASSERT_TRUE(fit.ok()) << format(fit.problems().front());
    ASSERT_THAT(fit->terms, SizeIs(2));
    const auto holds = [](const results::Estimate& e, double truth) {
      return *e.low <= truth && truth <= *e.high ? 1 : 0;
    };
    first += holds(fit->terms[0].ms, 25);
    second += holds(fit->terms[1].ms, 80);
    background += holds(fit->background[0].cores, 0.5);
    EXPECT_NEAR(fit->terms[0].ms.mean, 25, 4) << repeat;
    EXPECT_NEAR(fit->terms[1].ms.mean, 80, 12) << repeat;
    EXPECT_GT(fit->explained, 0.7);
  }
  EXPECT_GE(first, 90);
  EXPECT_GE(second, 90);
  EXPECT_GE(background, 90);
}

TEST(DemandsFromUtilisation, CountServersBySharesAndSpeed) {
  farm::Farm farm = farmOf(2);
  farm.servers[0].speed = 2;
  farm.zones[0].members[0].weight = 3;  // FE1 gets three of four
  const auto requests = twoApplications(5, kHour);
  // Without any chance: FE1 works on 3/4 of every request at twice the speed.
  std::vector<CpuReading> one, two;
  for (int i = 0; i < 60; ++i) {
    double work = 0;
    CpuReading reading{kStartNs + i * 60 * kSecondNs, kStartNs + (i + 1) * 60 * kSecondNs, 0};
    for (const Observation& each : requests)
      work += each.arrivalNs >= reading.fromNs && each.arrivalNs < reading.toNs ? (each.application == 0 ? 0.025 : 0.08)
                                                                                : 0;
    reading.utilisation = work * 0.75 / 2 / 60 / 4;
    one.push_back(reading);
    reading.utilisation = work * 0.25 / 60 / 4;
    two.push_back(reading);
  }
  const CpuColumn first = counter(one, "FE1"), second = counter(two, "FE2");
  const auto fit = fitOf(farm, requests, {&first, &second});
  ASSERT_TRUE(fit.ok());
  EXPECT_NEAR(fit->terms[0].ms.mean, 25, 1e-6);
  EXPECT_NEAR(fit->terms[1].ms.mean, 80, 1e-6);
  EXPECT_NEAR(fit->explained, 1, 1e-9);
}

TEST(DemandsFromUtilisation, TakeCallsOffTheirConsumer) {
  farm::Farm farm = farmOf(2);
  farm::Reference reference;
  reference.consumer = "AppX";
  reference.producer = "AppY";
  reference.calls = 0.5;
  farm.references.push_back(reference);
  const auto requests = twoApplications(6, kHour);
  kernel::RandomStream random(6, 2);
  // A request of AppX takes its own 25 ms and half a call of 80 ms.
  const CpuColumn column = counter(utilisationOf(requests, {25 + 40, 80}, 0, 8, kHour, 60, random));
  const auto fit = fitOf(farm, requests, {&column});
  ASSERT_TRUE(fit.ok());
  EXPECT_NEAR(fit->terms[0].ms.mean, 25, 8);
  EXPECT_NEAR(fit->terms[1].ms.mean, 80, 15);
  const auto logged = fitCpu({farm, requests, {&column}, {}, {10, 10}, true});
  EXPECT_NEAR(logged->terms[0].ms.mean, 65, 8);
}

TEST(DemandsFromUtilisation, NameACollinearPairAndDoNotSplitItSilently) {
  const farm::Farm farm = farmOf(2);
  std::vector<Observation> requests = twoApplications(7, kHour);
  std::erase_if(requests, [](const Observation& each) { return each.application == 1; });
  for (std::size_t i = 0, n = requests.size(); i < n; ++i) {
    Observation follower = requests[i];  // every page of AppX loads one thing of AppY
    follower.application = 1;
    requests.push_back(follower);
  }
  sortByTime(requests);
  kernel::RandomStream random(7, 2);
  const CpuColumn column = counter(utilisationOf(requests, {30, 60}, 0.1, 8, kHour, 60, random));
  const auto fit = fitOf(farm, requests, {&column}, {20, 10});
  ASSERT_TRUE(fit.ok()) << format(fit.problems().front());
  ASSERT_FALSE(fit->collinear.empty());
  EXPECT_THAT(fit->collinear[0], HasSubstr("AppX and AppY go up and down together"));
  ASSERT_THAT(fit->terms, SizeIs(2));
  EXPECT_THAT(fit->terms[0].notTold, ElementsAre("AppY"));
  EXPECT_THAT(fit->terms[1].notTold, ElementsAre("AppX"));
  EXPECT_NEAR(fit->terms[0].ms.mean + fit->terms[1].ms.mean, 90, 9);
  EXPECT_NEAR(fit->terms[0].ms.mean, 2 * fit->terms[1].ms.mean, 1e-9);

  Diagnostics warnings;
  const std::vector<LowLoad> none(2);
  const auto demands = chooseDemands(farm, {{*fit}, none}, warnings);
  EXPECT_EQ(demands[0].core.standing, farm::Assumption::Standing::Assumed);
  EXPECT_THAT(demands[0].core.source, HasSubstr("not told apart from AppY"));
}

TEST(DemandsFromUtilisation, DoNotBecomeZeroBecauseTheCountersShowNothing) {
  const farm::Farm farm = farmOf(2);
  const auto requests = twoApplications(11, kHour);
  kernel::RandomStream random(11, 2);
  std::vector<CpuReading> readings = utilisationOf({}, {}, 0, 8, kHour, 60, random);
  for (CpuReading& reading : readings) reading.utilisation = 0.2 + 0.4 * random.unit();  // of another farm
  const CpuColumn column = counter(readings);
  const auto fit = fitOf(farm, requests, {&column});
  ASSERT_TRUE(fit.ok());
  std::vector<LowLoad> times(2);
  times[0].mean.mean = 20;
  times[0].mean.count = 500;
  times[0].quiet = true;
  Diagnostics warnings;
  const auto demands = chooseDemands(farm, {{*fit}, times}, warnings);
  EXPECT_NEAR(demands[0].core.estimate.mean, 20, 1e-9);
  EXPECT_THAT(demands[0].core.source, HasSubstr("response times"));
  EXPECT_EQ(demands[1].law, farm.applications[1].work.demand);
  EXPECT_EQ(demands[1].core.standing, farm::Assumption::Standing::Assumed);
  ASSERT_THAT(warnings, SizeIs(2));
  EXPECT_THAT(warnings[0].what, HasSubstr("do not show what a request of AppX costs"));
}

TEST(DemandsFromUtilisation, OfADatabaseAreThoseOfTheTransactionsThatReachIt) {
  farm::Farm farm = farmOf(1);
  farm.databases.resize(1);
  farm.databases[0].name = "DB";
  farm.databases[0].cache = farm::Cache{0.75, {}};
  farm::Work& work = farm.applications[0].work;
  work.databaseTransactions = 4;
  work.databaseDemand.mean = Duration::milliseconds(2);
  work.databaseWrites = 0.5;
  work.databaseWriteDemand = Law{Law::Kind::Exponential, Duration::milliseconds(6), 0};
  CpuFit fit;
  fit.machines = "DB";
  fit.terms.resize(1);
  fit.terms[0].ms = {26, 25, 27, 100, {}};  // two writes of 3 each and half a read miss: 6.5 times a read
  const std::vector<LowLoad> none(1);
  Diagnostics warnings;
  const auto demands = chooseDemands(farm, {{fit}, none}, warnings);
  ASSERT_TRUE(demands[0].database);
  EXPECT_NEAR(demands[0].database->estimate.mean, 4, 1e-9);
  setDemands(farm, demands);
  EXPECT_EQ(farm.applications[0].work.databaseDemand.mean, Duration::milliseconds(4));
  EXPECT_EQ(farm.applications[0].work.databaseWriteDemand->mean, Duration::milliseconds(12));
}

TEST(DemandsFromQuietTimes, HaveTheCallsTakenOffAsTheProducersAreFitted) {
  farm::Farm farm = farmOf(3);
  farm.references.resize(2);
  farm.references[0].consumer = "AppX";
  farm.references[0].producer = "AppY";
  farm.references[0].calls = 0.5;
  farm.references[1].consumer = "AppY";
  farm.references[1].producer = "AppZ";
  farm.references[1].calls = 2;
  std::vector<LowLoad> times(3);
  const std::array<double, 3> whole = {100, 80, 10};
  for (std::size_t a = 0; a < 3; ++a) {
    times[a].mean = {whole[a], whole[a] * 0.9, whole[a] * 1.1, 500, {}};
    times[a].quiet = true;
    times[a].squaredVariation = 1;
  }
  Diagnostics warnings;
  const auto demands = chooseDemands(farm, {{}, times}, warnings);
  EXPECT_NEAR(demands[0].core.estimate.mean, 100 - 0.5 * 80, 1e-6);
  EXPECT_NEAR(demands[1].core.estimate.mean, 80 - 2 * 10, 1e-6);
  EXPECT_NEAR(demands[2].core.estimate.mean, 10, 1e-6);
}

TEST(DemandsFromUtilisation, LeaveRareApplicationsAsTheyWere) {
  const farm::Farm farm = farmOf(3);
  auto requests = twoApplications(8, kHour);
  requests.push_back(request(100, 2));
  sortByTime(requests);
  kernel::RandomStream random(8, 2);
  const CpuColumn column = counter(utilisationOf(requests, {25, 80, 10}, 0.5, 8, kHour, 60, random));
  const auto fit = fitOf(farm, requests, {&column}, {10, 10, 10});
  ASSERT_TRUE(fit.ok());
  EXPECT_THAT(fit->terms, SizeIs(2));
  EXPECT_THAT(fit->notes, ElementsAre(HasSubstr("AppZ has too few requests")));
}

TEST(DemandsFromUtilisation, SayWhenTheZoneIsProbablyWrong) {
  kernel::RandomStream random(9, 1);
  constexpr double kDay = 86'400;
  std::vector<Observation> requests;
  for (const double at :
       poisson(random, kDay, 2, [](double t) { return 1 - std::cos(2 * 3.14159265 * t / kDay) + 0.01; }))
    requests.push_back(request(at, 0));
  CpuColumn column = counter(utilisationOf(requests, {50}, 0.1, 8, kDay, 300, random));
  EXPECT_THAT(judgeZone(requests, column), IsEmpty());
  for (CpuReading& reading : column.readings) {
    reading.fromNs += 5 * 3600 * kSecondNs;
    reading.toNs += 5 * 3600 * kSecondNs;
  }
  const Diagnostics warned = judgeZone(requests, column);
  ASSERT_THAT(warned, SizeIs(1));
  EXPECT_THAT(warned[0].what, HasSubstr("moved by -5"));
}

TEST(DemandsFromUtilisation, NeedIntervalsInsideTheLog) {
  const farm::Farm farm = farmOf(2);
  const auto requests = twoApplications(10, kHour);
  kernel::RandomStream random(10, 2);
  CpuColumn column = counter(utilisationOf(requests, {25, 80}, 0, 8, kHour, 60, random));
  for (CpuReading& reading : column.readings) {
    reading.fromNs += 48 * 3600 * kSecondNs;
    reading.toNs += 48 * 3600 * kSecondNs;
  }
  const auto fit = fitOf(farm, requests, {&column});
  ASSERT_FALSE(fit.ok());
  EXPECT_THAT(fit.problems()[0].what, HasSubstr("no interval of the counters lies inside the logs"));
  EXPECT_EQ(fit.problems()[0].place.file, "cpu.csv");
  CpuColumn few = counter(utilisationOf(requests, {25, 80}, 0, 8, 180, 60, random));
  EXPECT_THAT(fitOf(farm, requests, {&few}).problems()[0].what, HasSubstr("too few"));
}

}  // namespace
}  // namespace headroom::calibration
