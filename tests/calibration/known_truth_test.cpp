// Logs and counters of simulated farms: calibration must find what the farms were given, and say how well.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/calibration/rate_shape.h"
#include "engine/sim/sim.h"
#include "tests/calibration/recorded_run.h"
#include "tests/calibration/synthetic.h"
#include "tests/trace/log_files.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;
using Standing = farm::Assumption::Standing;

constexpr int kSeeds = 12;

/// Two applications on two servers, 39 % busy, whose rates go up and down at different times.
std::string twoApplications(const std::string& more = {}, const std::string& workX = "demand: \"25ms\"",
                            const std::string& workY = "demand: \"80ms\"") {
  return R"(version: 1
name: "two"
zone { name: "Z" address: "z.lan" is_default: true includes_all_servers: true balancer { name: "lb" } }
server { name: "FE1" cores: 4 }
server { name: "FE2" cores: 4 }
application { name: "AppX" zone: "Z" work { )" +
         workX + R"( } response_size: "3kB" }
application { name: "AppY" zone: "Z" work { )" +
         workY + R"( } response_size: "12kB" }
users { name: "X" application: "AppX"
  open { rate: "60/s" curve { period: "10min" point { at: "0s" factor: 0.3 } point { at: "5min" factor: 1 } } } }
users { name: "Y" application: "AppY"
  open { rate: "20/s" curve { period: "7min" point { at: "0s" factor: 1 } point { at: "3min" factor: 0.2 } } } }
)" + more;
}

/// What calibration made of one figure over many logs.
struct Found {
  double truth = 0, sum = 0;
  int count = 0, held = 0, without = 0;
  std::set<std::string> standings;

  void add(const Sourced& figure, double known) {
    truth = known;
    sum += figure.estimate.mean;
    ++count;
    standings.insert(wordOf(figure.standing));
    if (!figure.estimate.low) {
      ++without;
    } else if (*figure.estimate.low <= truth && truth <= *figure.estimate.high) {
      ++held;
    }
  }
  /// In the mean over the seeds.
  double error() const { return sum / count / truth - 1; }
};

struct Applications {
  std::vector<Found> core, database;
  std::vector<std::string> warnings;
};

/// The farm's own demands are replaced by 10 ms before it is calibrated.
Applications calibrated(const farm::Farm& truth) {
  Applications found{std::vector<Found>(truth.applications.size()), std::vector<Found>(truth.applications.size()), {}};
  farm::Farm asked = truth;
  for (farm::Application& application : asked.applications) application.work.demand.mean = Duration::milliseconds(10);
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    RunLength length;
    length.seed = seed;
    const auto fit = calibrate(asked, record(truth, length), {});
    EXPECT_TRUE(fit.ok()) << format(fit.problems().front());
    if (!fit.ok()) return found;
    for (std::size_t a = 0; a < truth.applications.size(); ++a) {
      const farm::Work& work = truth.applications[a].work;
      found.core[a].add(fit->demands[a].core, work.demand.mean.toMilliseconds());
      if (fit->demands[a].database)
        found.database[a].add(*fit->demands[a].database, work.databaseDemand.mean.toMilliseconds());
    }
    for (const Diagnostic& warning : fit->warnings) found.warnings.push_back(warning.what);
  }
  return found;
}

/// Of twelve intervals of 95 % fewer than ten hold the truth twice in a hundred times.
void expectFound(const Found& found, double bias) {
  EXPECT_EQ(found.count, kSeeds);
  EXPECT_GE(found.held, 10) << "of " << found.truth;
  EXPECT_NEAR(found.error(), 0, bias) << "of " << found.truth;
  EXPECT_EQ(found.standings, std::set<std::string>{"fitted"});
}

TEST(KnownDemands, OfTwoApplicationsAreFoundFromUtilisation) {
  const Applications found = calibrated(farmFrom(twoApplications()));
  for (const Found& each : found.core) expectFound(each, 0.03);
}

TEST(KnownDemands, OfThreeApplicationsOnServersOfDifferentSpeedsAreFound) {
  std::string text = twoApplications(
      "application { name: \"AppZ\" zone: \"Z\" work { demand: \"12ms\" } }\n"
      "users { name: \"Zs\" application: \"AppZ\" open { rate: \"50/s\" } }\n");
  text.replace(text.find("\"FE2\" cores: 4"), 14, "\"FE2\" cores: 4 speed: 2");
  const Applications found = calibrated(farmFrom(text));
  expectFound(found.core[0], 0.03);
  expectFound(found.core[1], 0.03);
  // AppZ never changes its rate: mostly its times tell it, of whose servers each has its own speed.
  expectFound(found.core[2], 0.03);
}

TEST(KnownDemands, AreThoseOfTheServerWithoutTheCallsItMakes) {
  std::string text =
      twoApplications("reference { consumer: \"AppX\" producer: \"AppY\" calls: 0.5 work { demand: \"8ms\" } }\n");
  const Applications found = calibrated(farmFrom(text));
  for (const Found& each : found.core) expectFound(each, 0.03);
}

TEST(KnownDemands, OfADatabaseAreFoundBehindACacheAndReadInstances) {
  const std::string x =
      "demand: \"25ms\" database_transactions: 2 database_demand: \"6ms\" database_writes: \"25%\" "
      "database_write_demand: \"15ms\"";
  const std::string y = "demand: \"80ms\" database_transactions: 4 database_demand: \"10ms\" database_writes: \"50%\"";
  for (const char* database : {"", "cache { hit_ratio: \"80%\" access: \"0.5ms\" }", "read_instances: 1"}) {
    SCOPED_TRACE(database);
    const Applications found = calibrated(
        farmFrom(twoApplications("database { name: \"DB\" cores: 8 " + std::string(database) + " }\n", x, y)));
    for (const Found& each : found.core) expectFound(each, 0.03);
    for (const Found& each : found.database) expectFound(each, 0.03);
  }
}

TEST(KnownDemands, ThatMoveTogetherAreNamedAndHaveNoIntervalOfTheirOwn) {
  std::string text = twoApplications();
  const auto curve = text.find("curve { period: \"7min\"");
  text.replace(curve, text.find("} }", curve) + 3 - curve,
               "curve { period: \"10min\" point { at: \"0s\" factor: 0.1 } point { at: \"5min\" factor: 1 } }");
  text.replace(text.find("factor: 0.3"), 11, "factor: 0.1");
  text.replace(text.find("20/s"), 4, "30/s");
  const farm::Farm truth = farmFrom(text);
  int split = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    RunLength length;
    length.seed = seed;
    const auto fit = calibrate(truth, record(truth, length), {});
    ASSERT_TRUE(fit.ok());
    const Sourced& x = fit->demands[0].core;
    if (x.standing != Standing::Assumed) {
      EXPECT_TRUE(x.estimate.low);
      continue;
    }
    ++split;
    EXPECT_FALSE(x.estimate.low);
    EXPECT_EQ(x.estimate.why, "not told apart from AppY");
    EXPECT_THAT(x.source, HasSubstr("only their sum is fitted (±"));
  }
  EXPECT_GT(split, 0);
}

TEST(KnownDemands, AreFoundFromTimesWhereThereAreNoCounters) {
  const farm::Farm truth = farmFrom(twoApplications());
  std::vector<Found> found(2);
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    RunLength length;
    length.seed = seed;
    Material material = record(truth, length);
    material.cpu.columns.clear();
    const auto fit = calibrate(truth, material, {});
    ASSERT_TRUE(fit.ok());
    for (std::size_t a = 0; a < 2; ++a)
      found[a].add(fit->demands[a].core, truth.applications[a].work.demand.mean.toMilliseconds());
    EXPECT_EQ(fit->mix[0].responseBytes.mean, 3000);
    EXPECT_EQ(fit->mix[1].responseBytes.mean, 12000);
  }
  for (const Found& each : found) expectFound(each, 0.03);
}

class KnownLog : public trace::LogFiles {};

/// From log to farm to the part that the fit has not seen, with the simulator on both ends.
TEST_F(KnownLog, IsPredictedByTheFarmThatWasFittedToTheRest) {
  const farm::Farm truth = farmFrom(twoApplications());
  const Material made = record(truth, {});
  Options options;
  options.logs = {write("access.log", linesOf(truth, made))};
  auto material = readMaterial(truth, options);
  ASSERT_TRUE(material.ok()) << format(material.problems().front());
  material->cpu = made.cpu;
  EXPECT_EQ(material->log.requests.size(), made.log.requests.size());
  const auto test = backTest(truth, *material, options, {}, [](const farm::Farm& fitted, const auto& replay) {
    sim::RunOptions run;
    run.replications = 10;
    run.replay = replay;
    return sim::run(fitted, run);
  });
  ASSERT_TRUE(test.ok()) << format(test.problems().front());
  std::set<std::string> measures;
  for (const Compared& row : test->rows) {
    measures.insert(row.measure);
    EXPECT_NEAR(row.error(), 0, row.measure == "p99" ? 0.1 : 0.06) << row.object << " " << row.measure;
  }
  EXPECT_EQ(measures, (std::set<std::string>{"p50", "p95", "p99", "throughput", "utilisation"}));
}

TEST(KnownRates, FollowTheCurveOfADay) {
  std::string text = twoApplications();
  const auto users = text.find("users {");
  text.erase(users);
  text +=
      "users { name: \"X\" application: \"AppX\" open { rate: \"4/s\" curve { period: \"24h\" "
      "point { at: \"3h\" factor: 0.25 } point { at: \"13h\" factor: 1 } point { at: \"23h\" factor: 0.5 } } } }\n";
  const farm::Farm truth = farmFrom(text);
  RunLength length;
  length.seconds = 86'400;
  length.interval = 300;
  const Material material = record(truth, length);
  const auto fit = calibrate(truth, material, {});
  ASSERT_TRUE(fit.ok());
  const auto curve = curveOf(fit->curve, RateShape::Day);
  ASSERT_TRUE(curve.ok());
  const farm::Farm fitted = fittedFarm(truth, *fit, *curve);
  const auto& load = std::get<farm::OpenLoad>(fitted.users[0].load);
  EXPECT_NEAR(load.rate.perSecond, 4 * 0.98125, 0.08);  // the mean of the hour around the peak
  // The fitted curve begins with the fullest hour, 12 or 13 h.
  const auto& points = load.curve->points;
  ASSERT_EQ(points.size(), 24u);
  EXPECT_EQ(points[0].factor, 1);
  double least = 1;
  for (const farm::CurvePoint& point : points) least = std::min(least, point.factor);
  EXPECT_NEAR(least, 0.27, 0.03);
}

}  // namespace
}  // namespace headroom::calibration
