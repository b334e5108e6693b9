// From log files to a farm: what is written into it, and how it is tested.
#include <gmock/gmock.h>

#include <cmath>
#include <cstdio>

#include "engine/calibration/calibration.h"
#include "engine/calibration/fitted_figures.h"
#include "engine/farm_file/farm_file.h"
#include "engine/trace/civil_time.h"
#include "tests/calibration/synthetic.h"
#include "tests/trace/log_files.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Standing = farm::Assumption::Standing;

constexpr char kFarm[] = R"farm(version: 1
name: "shop"
# the shop
environment { host_name: "shop.example" }
proxy { route { path: "/AppX" zone: "Front" } }
zone { name: "Front" address: "front.lan" is_default: true includes_all_servers: true balancer { name: "lb" } }
server { name: "FE1" cores: 4 position { x: 10 y: 20 } }
server { name: "FE2" cores: 4 }
application {
  name: "AppX"
  zone: "Front"
  # measured once upon a time
  work { demand: "10ms" }
}
application { name: "AppY" zone: "Front" work { demand: "10ms" } }
users { name: "People" application: "AppX" requests_per_page: 2 open { rate: "1/s" } }
users { name: "Clerks" application: "AppY" closed { population: 3 think: "exponential(5s)" } }
assumption { subject: "AppX demand" source: "a guess" }
assumption { subject: "Cores" standing: DOCUMENTED source: "the invoice" }
)farm";

class CalibratedFarm : public trace::LogFiles {
 protected:
  CalibratedFarm() {
    auto loaded = farm_file::read(kFarm, farm_file::Format::Text, "shop.farm");
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : format(loaded.problems().front()));
    farm_ = loaded->farm;
  }

  /// An hour: AppX 5/s of 20 ms, AppY of 30 people who think 20 s and take 60 ms; nobody ever waits.
  std::string log() {
    kernel::RandomStream random(1, 1);
    std::vector<std::pair<double, std::string>> lines;
    for (const double at : poisson(random, 3600, 5, [](double) { return 5.0; }))
      lines.push_back(line(at, -std::log(random.unit()) * 0.020, "/AppX/Home", 100 + lines.size() % 50));
    for (std::size_t person = 0; person < 30; ++person) {
      for (double at = random.unit() * 20; at < 3600; at += 1.06 - std::log(random.unit()) * 19)
        lines.push_back(line(at, 0.060, "/AppY", person));
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const auto& [end, each] : lines) text += each;
    return write("access.log", text);
  }

  /// A line of nginx's, stamped at the end of the request.
  static std::pair<double, std::string> line(double at, double seconds, const char* path, std::size_t client) {
    const double end = at + seconds;
    const auto ms = static_cast<long>(std::llround(end * 1e3));
    char text[256];
    std::snprintf(
        text, sizeof text,
        "10.0.0.%zu - - [23/Nov/2026:%02ld:%02ld:%02ld.%03ld +0000] \"GET %s HTTP/1.1\" 200 3000 \"-\" \"curl\" "
        "rt=%.3f\n",
        client, ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000, path, seconds);
    return {end, text};
  }

  Result<Calibration> calibrated(const Options& options) {
    material_ = readMaterial(farm_, options);
    if (!material_->ok()) return material_->problems();
    return calibrate(farm_, **material_, options);
  }

  static std::string sourceOf(const farm::Farm& farm, const std::string& subject, Standing standing) {
    for (const farm::Assumption& each : farm.assumptions) {
      if (each.subject == subject && each.standing == standing) return each.source;
    }
    return "not there";
  }

  farm::Farm farm_;
  std::optional<Result<Material>> material_;
};

TEST_F(CalibratedFarm, HoldsTheLogsRatesDemandsSizesAndPeople) {
  Options options;
  options.logs = {log()};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok()) << format(found.problems().front());
  const farm::Farm fitted = fittedFarm(farm_, *found);
  EXPECT_NEAR(std::get<farm::OpenLoad>(fitted.users[0].load).rate.perSecond, 2.5, 0.15);
  EXPECT_NEAR(fitted.applications[0].work.demand.mean.toMilliseconds(), 20, 1);
  EXPECT_EQ(fitted.applications[0].work.demand.kind, Law::Kind::Exponential);
  EXPECT_NEAR(fitted.applications[1].work.demand.mean.toMilliseconds(), 60, 0.1);
  EXPECT_EQ(fitted.applications[1].work.demand.kind, Law::Kind::Fixed);
  EXPECT_EQ(fitted.applications[0].responseBytes, 3000);
  const auto& clerks = std::get<farm::ClosedLoad>(fitted.users[1].load);
  EXPECT_NEAR(static_cast<double>(clerks.population), 30, 2);
  EXPECT_NEAR(clerks.think.mean.toSeconds(), 20, 0.6);
  EXPECT_THAT(sourceOf(fitted, "AppX demand", Standing::Fitted), HasSubstr("response times: mean of"));
  EXPECT_THAT(sourceOf(fitted, "AppX rate", Standing::Measured), HasSubstr("requests/s (95 %"));
  EXPECT_EQ(sourceOf(fitted, "Cores", Standing::Documented), "the invoice");
}

TEST_F(CalibratedFarm, IsTakenOverFigureByFigure) {
  Options options;
  options.logs = {log()};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  const farm::Farm fitted = fittedFarm(farm_, *found);
  const std::vector<FittedFigure> all = fittedFigures(farm_, fitted, *found);
  std::vector<std::string> told;
  for (const FittedFigure& each : all) told.push_back(each.object + " " + wordOf(each.kind));
  EXPECT_THAT(told, ::testing::IsSupersetOf({"AppX server time per request", "AppX response size", "People rate",
                                             "Clerks people", "Clerks think time"}));
  EXPECT_EQ(all.front().before, "10ms");
  EXPECT_EQ(all.front().standing, Standing::Fitted);
  EXPECT_THAT(all.front().interval, HasSubstr(" ms"));

  farm::Farm one = farm_;
  ASSERT_TRUE(adopt(one, fitted, {all.front()}).ok());
  EXPECT_EQ(one.applications[0].work, fitted.applications[0].work);
  EXPECT_EQ(one.users, farm_.users) << "only what was chosen";
  EXPECT_NE(sourceOf(one, "AppX demand", Standing::Fitted), "not there");
  EXPECT_EQ(sourceOf(one, "AppX rate", Standing::Measured), "not there");

  farm::Farm whole = farm_;
  ASSERT_TRUE(adopt(whole, fitted, all).ok());
  EXPECT_EQ(whole.applications, fitted.applications);
  EXPECT_EQ(whole.users, fitted.users);
  EXPECT_EQ(whole.assumptions.size(), fitted.assumptions.size());
}

TEST_F(CalibratedFarm, IsNotTakenOverWhereTheFarmHasChanged) {
  Options options;
  options.logs = {log()};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  const farm::Farm fitted = fittedFarm(farm_, *found);
  farm::Farm changed = farm_;
  changed.applications[1].name = "Renamed";
  const farm::Farm before = changed;
  const Outcome adopted = adopt(changed, fitted, fittedFigures(farm_, fitted, *found));
  ASSERT_FALSE(adopted.ok());
  EXPECT_THAT(adopted.problems().front().what, HasSubstr("AppY"));
  EXPECT_EQ(changed, before);
}

TEST_F(CalibratedFarm, KeepsCommentsAndLayoutAndSettlesAfterOneFit) {
  Options options;
  options.logs = {log()};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  const farm::Farm fitted = fittedFarm(farm_, *found);
  const std::string text = farm_file::write(fitted, farm_file::Format::Text);
  EXPECT_THAT(text, HasSubstr("# the shop"));
  EXPECT_THAT(text, HasSubstr("# measured once upon a time"));
  EXPECT_THAT(text, HasSubstr("x: 10"));
  const auto again = farm_file::read(text, farm_file::Format::Text, "fitted.farm");
  ASSERT_TRUE(again.ok()) << format(again.problems().front());
  EXPECT_EQ(again->farm, fitted);
  const auto twice = calibrate(fitted, **material_, options);
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(farm_file::write(fittedFarm(fitted, *twice), farm_file::Format::Text), text);
}

TEST_F(CalibratedFarm, DoesNotTakeLongRequestsForQuietOnesInLogsOfWholeSeconds) {
  kernel::RandomStream random(2, 1);
  std::string text;
  for (const double at : poisson(random, 1200, 60, [](double) { return 60.0; })) {
    const double seconds = -std::log(random.unit()) * 0.080;
    const auto end = static_cast<long>(at + seconds);  // as IIS and nginx do: the second in which it ended
    char each[256];
    std::snprintf(
        each, sizeof each,
        "10.0.0.1 - - [23/Nov/2026:10:%02ld:%02ld +0000] \"GET /AppX HTTP/1.1\" 200 1 \"-\" \"curl\" rt=%.3f\n",
        end / 60, end % 60, seconds);
    text += each;
  }
  Options options;
  options.logs = {write("whole.log", text)};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  EXPECT_NEAR(found->demands[0].core.estimate.mean, 80, 8);
}

TEST_F(CalibratedFarm, GivesUsersToAnApplicationThatHasNone) {
  farm_.users.clear();
  Options options;
  options.logs = {log()};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  const farm::Farm fitted = fittedFarm(farm_, *found);
  ASSERT_THAT(fitted.users, SizeIs(2));
  EXPECT_EQ(fitted.users[0].name, "AppX users");
  EXPECT_NEAR(std::get<farm::OpenLoad>(fitted.users[0].load).rate.perSecond, 5, 0.3);
  EXPECT_FALSE(hasErrors(farm_file::validate(fitted)));
}

TEST_F(CalibratedFarm, BeginsSessionsAsOftenAsTheLogsRequestsNeed) {
  farm::SessionLoad sessions;
  sessions.begin.rate.perSecond = 100;
  sessions.pages.resize(2);
  sessions.pages[0].name = "Home";
  sessions.pages[0].requests = 2;
  sessions.pages[0].next = {{"Forms", 1.0, {}, {}}};
  sessions.pages[1].name = "Forms";
  sessions.pages[1].application = "AppY";
  farm_.users.resize(1);
  farm_.users[0].load = sessions;
  Options options;
  options.logs = {log()};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  const farm::Farm fitted = fittedFarm(farm_, *found);
  ASSERT_THAT(fitted.users, SizeIs(1));
  // 5/s of AppX and 1.43/s of AppY, three requests a session.
  EXPECT_NEAR(std::get<farm::SessionLoad>(fitted.users[0].load).begin.rate.perSecond, (5 + 30 / 21.0) / 3, 0.1);
  EXPECT_THAT(sourceOf(fitted, "People rate", Standing::Fitted), HasSubstr("over 3"));
}

TEST_F(CalibratedFarm, PutsTheLogsRateAtTheTopOfACurve) {
  farm_.users.resize(1);
  farm::Curve curve;
  curve.points.resize(2);
  curve.points[0].factor = 0.5;
  curve.points[1].at = Duration::wholeSeconds(60);
  curve.points[1].factor = 2;
  std::get<farm::OpenLoad>(farm_.users[0].load).curve = curve;
  Options options;
  options.logs = {log()};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  EXPECT_NEAR(std::get<farm::OpenLoad>(fittedFarm(farm_, *found).users[0].load).rate.perSecond, 1.25, 0.08);
}

TEST_F(CalibratedFarm, TakesDatabaseAndCallsOffTheTimesOfTheLog) {
  farm_.databases.emplace_back();
  farm_.databases.back().name = "DB";
  farm_.applications[1].work.databaseTransactions = 2;
  farm_.applications[1].work.databaseDemand = {Law::Kind::Exponential, Duration::milliseconds(10), 0};
  farm_.applications[0].work.databaseTransactions = 1;
  farm_.applications[0].work.databaseDemand = {Law::Kind::Exponential, Duration::milliseconds(50), 0};
  Options options;
  options.logs = {log()};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  EXPECT_NEAR(found->demands[1].core.estimate.mean, 40, 0.1);
  EXPECT_EQ(found->demands[0].core.standing, Standing::Assumed);  // 50 ms in the database cannot be in 20 ms
  EXPECT_EQ(found->demands[0].law, farm_.applications[0].work.demand);
  EXPECT_THAT(format(found->warnings.back()), HasSubstr("take longer by the farm than whole requests"));
}

TEST_F(CalibratedFarm, IsTestedOnAPartThatTheFitHasNotSeen) {
  Options options;
  options.logs = {log()};
  ASSERT_TRUE(calibrated(options).ok());
  std::uint64_t replayed = 0;
  double demand = 0;
  const auto test = backTest(farm_, **material_, options, {}, [&](const farm::Farm& fitted, const auto& replay) {
    replayed = replay->arrivals.size();
    demand = fitted.applications[1].work.demand.mean.toMilliseconds();
    results::RunResult run;
    run.applications.emplace_back();
    run.applications.back().name = "AppY";
    run.applications.back().response.p95.mean = 66;
    return Result<results::RunResult>(run);
  });
  ASSERT_TRUE(test.ok()) << format(test.problems().front());
  EXPECT_EQ(test->tested + test->fittedOn, (*material_)->log.requests.size());
  EXPECT_NEAR(static_cast<double>(test->tested), static_cast<double>(test->fittedOn) / 2, 300);
  EXPECT_NEAR(static_cast<double>(replayed), static_cast<double>(test->tested), 2);
  EXPECT_NEAR(demand, 60, 0.1);
  ASSERT_THAT(test->rows, SizeIs(4));
  EXPECT_EQ(test->rows[2].measure, "p95");
  EXPECT_NEAR(test->rows[2].observed, 60, 1e-9);
  EXPECT_NEAR(test->rows[2].error(), 0.1, 1e-9);
  EXPECT_NEAR(test->rows[0].observed, 1.5, 0.15);
}

TEST_F(CalibratedFarm, KeepsItsDemandsWhereEverythingFailed) {
  std::string log;
  for (int second = 0; second < 50; ++second) {
    std::string text = line(10 + second, 0.020, "/AppX", 1).second;
    text.replace(text.find(" 200 "), 5, " 503 ");
    log += text;
  }
  Options options;
  options.logs = {write("access.log", log)};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok()) << format(found.problems().front());
  EXPECT_EQ(found->demands[0].core.standing, Standing::Assumed);
  ASSERT_FALSE(found->warnings.empty());
  EXPECT_THAT(format(found->warnings.front()), HasSubstr("all 50 requests of AppX failed"));
}

TEST_F(CalibratedFarm, GroupsTheThousandsOfWhatItSaysAboutALog) {
  std::string log;
  for (int i = 0; i < 1'200; ++i) {
    std::string text = line(10 + i * 0.1, 0.020, "/AppX", 1).second;
    text.replace(text.find(" 200 "), 5, " 503 ");
    log += text + line(10 + i * 0.1, 0.020, "/other", 1).second;
  }
  Options options;
  options.logs = {write("access.log", log)};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok()) << format(found.problems().front());
  EXPECT_THAT(found->warnings.at(0).what, HasSubstr("all 1\u00A0200 requests of AppX failed"));
  EXPECT_THAT(found->notes, Contains(HasSubstr("1\u00A0200 requests belong to no application")));
  EXPECT_THAT(found->log.unmappedTop, ElementsAre("other (1\u00A0200)"));
}

TEST_F(CalibratedFarm, SaysThatItSawFewRequests) {
  std::string log;
  for (int second = 0; second < 30; ++second) log += line(10 + second, 0.020, "/AppX", 1).second;
  Options options;
  options.logs = {write("access.log", log)};
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  ASSERT_FALSE(found->warnings.empty());
  EXPECT_THAT(format(found->warnings.front()), HasSubstr("only 30 quiet requests of AppX"));
}

TEST_F(CalibratedFarm, CannotBeTestedOnEverything) {
  Options options;
  options.logs = {log()};
  ASSERT_TRUE(calibrated(options).ok());
  HoldOut all;
  all.fromUtc = "2026-11-22";
  all.toUtc = "2026-11-25";
  const auto test = backTest(farm_, **material_, options, all, {});
  ASSERT_FALSE(test.ok());
  EXPECT_THAT(test.problems()[0].what, HasSubstr("is the whole log"));
}

TEST_F(CalibratedFarm, IsToldAsTextAndJson) {
  Options options;
  options.logs = {log()};
  options.cpuFiles = {
      write("cpu.csv", "time,cpu\n2026-11-23T00:01:00Z,0.1\n2026-11-23T00:02:00Z,0.2\n2026-11-23T00:03:00Z,x\n")};
  const auto few = calibrated(options);
  ASSERT_FALSE(few.ok());
  EXPECT_THAT(format(few.problems().front()), HasSubstr("too few"));
  options.cpuFiles.clear();
  const auto found = calibrated(options);
  ASSERT_TRUE(found.ok());
  const std::string text = toText(*found, nullptr, 80);
  EXPECT_THAT(text, HasSubstr("demand per request"));
  EXPECT_THAT(text, HasSubstr("AppX"));
  EXPECT_THAT(text, HasSubstr("think time"));
  EXPECT_THAT(text, Not(HasSubstr("malformed")));
  auto damaged = *found;
  damaged.log.malformed = 1'234;
  damaged.log.malformedPlaces = {"access.log:7"};
  EXPECT_THAT(toText(damaged, nullptr, 200),
              HasSubstr("! 1 234 malformed lines left out, first at access.log:7; look at them"));
  const std::string json = toJson(*found, nullptr);
  EXPECT_THAT(json, HasSubstr("\"schema\": \"headroom.calibration\""));
  EXPECT_THAT(json, HasSubstr("\"standing\": \"fitted\""));
  EXPECT_THAT(json, HasSubstr("\"index_of_dispersion\""));
}

}  // namespace
}  // namespace headroom::calibration
