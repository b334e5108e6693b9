// Logs in, arrivals out.
#include "engine/trace/civil_time.h"
#include "engine/workload/workload.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::workload {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

farm::Farm farmWith(const std::vector<std::string>& applications) {
  farm::Farm farm;
  for (const std::string& name : applications) {
    farm.applications.emplace_back();
    farm.applications.back().name = name;
  }
  return farm;
}

class ReplayOfLogs : public trace::LogFiles {
 protected:
  static std::string request(const std::string& time, const std::string& path, const std::string& tail = "") {
    return "10.0.0.1 - - [23/Nov/2026:" + time + " +0000] \"GET " + path + " HTTP/1.1\" 200 1" + tail + "\n";
  }
  static std::string timed(const std::string& time, const std::string& seconds) {
    return request(time, "/AppX", " \"-\" \"curl\" rt=" + seconds);
  }
  static std::vector<double> seconds(const Replay& replay) {
    std::vector<double> all;
    for (const Arrival& arrival : replay.arrivals) all.push_back(arrival.at.toSeconds());
    return all;
  }
  std::string problemOf(const std::vector<std::string>& logs, const ReplayOptions& options = {}) {
    const Result<Replay> replay = loadReplay(farm_, logs, options);
    return replay.ok() ? "no problem" : format(replay.problems().front());
  }

  farm::Farm farm_ = farmWith({"AppX", "AppY"});
};

TEST_F(ReplayOfLogs, SpreadsTheRequestsOfASecondEvenlyOverIt) {
  const std::string log = request("10:00:00", "/AppX") + request("10:00:00", "/AppY") + request("10:00:00", "/AppX") +
                          request("10:00:00", "/AppX") + request("10:00:02", "/AppX");
  const Result<Replay> replay = loadReplay(farm_, {write("log", log)}, {});
  ASSERT_TRUE(replay.ok());
  EXPECT_THAT(seconds(*replay), ElementsAre(0, 0.25, 0.5, 0.75, 2.375));
  EXPECT_EQ(replay->arrivals[1].application, 1u);
  EXPECT_EQ(replay->startNs, *trace::parseUtc("2026-11-23T10:00:00.125Z"));
  EXPECT_EQ(replay->span, Duration::wholeSeconds(3));
}

TEST_F(ReplayOfLogs, LeavesOutWhatTheFilterNamesAndSaysSo) {
  const std::string log = request("10:00:00", "/AppX", " \"-\" \"Mozilla/5.0\"") +
                          request("10:00:01", "/AppX/a.css", " \"-\" \"Mozilla/5.0\"") +
                          request("10:00:02", "/AppX", " \"-\" \"Googlebot/2.1\"") +
                          request("10:00:03", "/AppY", " \"-\" \"Mozilla/5.0\"");
  ReplayOptions options;
  options.filter = *trace::filterWithout({"robots", "static"});
  options.filter.ignoredSegments = {"appy"};
  const Result<Replay> replay = loadReplay(farm_, {write("log", log)}, options);
  ASSERT_TRUE(replay.ok()) << format(replay.problems().front());
  EXPECT_EQ(replay->arrivals.size(), 1u);
  EXPECT_EQ(replay->facts.valid, 4u);
  EXPECT_EQ(replay->facts.unmapped, 0u);
  EXPECT_THAT(replay->facts.notes, ::testing::Contains(HasSubstr("3 requests are left out")));
}

TEST_F(ReplayOfLogs, SpreadsShuffledSecondsToo) {
  const std::string log = request("10:00:01", "/AppX") + request("10:00:00", "/AppX") + request("10:00:01", "/AppX") +
                          request("10:00:00", "/AppX");
  EXPECT_THAT(seconds(*loadReplay(farm_, {write("log", log)}, {})), ElementsAre(0, 0.5, 1, 1.5));
}

TEST_F(ReplayOfLogs, MovesRequestsStampedAtTheirEndBackToTheirArrival) {
  const std::string log = timed("10:00:05", "0.000") + timed("10:00:05", "3.250");
  const Result<Replay> replay = loadReplay(farm_, {write("log", log)}, {});
  EXPECT_THAT(seconds(*replay), ElementsAre(0, 2.75));  // ends at 5.25 and 5.75
  EXPECT_EQ(replay->startNs, *trace::parseUtc("2026-11-23T10:00:02.500Z"));
}

TEST_F(ReplayOfLogs, LeavesStampsWithFractionsAsTheyAre) {
  const std::string log =
      request("10:00:00.100", "/AppX") + request("10:00:00.150", "/AppX") + request("10:00:00.900", "/AppX");
  EXPECT_THAT(seconds(*loadReplay(farm_, {write("log", log)}, {})), ElementsAre(0, 0.05, 0.8));
}

TEST_F(ReplayOfLogs, MergesTheServersOfAFarmByTime) {
  const Result<Replay> replay = loadReplay(
      farm_, {trace::dataFile("FE1.log.gz"), trace::dataFile("FE2.log.gz"), trace::dataFile("FE3.log.gz")}, {});
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->arrivals.size(), 17'850u);
  EXPECT_TRUE(std::is_sorted(replay->arrivals.begin(), replay->arrivals.end(),
                             [](const Arrival& a, const Arrival& b) { return a.at < b.at; }));
  const auto ofY = std::count_if(replay->arrivals.begin(), replay->arrivals.end(),
                                 [](const Arrival& a) { return a.application == 1; });
  EXPECT_EQ(ofY, 2'335 + 3'253);
  EXPECT_EQ(replay->facts.files.size(), 3u);
  EXPECT_THAT(replay->facts.formats, ElementsAre("iis-w3c", "iis-w3c", "iis-w3c"));
  EXPECT_EQ(replay->facts.lines, 17'866u);
  EXPECT_EQ(replay->facts.directives, 16u);
  EXPECT_EQ(replay->facts.firstUtc, "2026-11-23T00:43:25.000Z");
  EXPECT_EQ(replay->facts.spanSeconds, 300.0);
  EXPECT_EQ(replay->facts.unmapped, 0u);
}

TEST_F(ReplayOfLogs, TheSameTrafficInEveryFormatGivesTheSameArrivalsWithinASecond) {
  // base.csv holds the true instants; logs with whole seconds cannot be nearer than a second.
  const std::string csv = [] {
    std::string text(100'000, '\0');
    gzFile file = gzopen(trace::dataFile("base.csv.gz").c_str(), "rb");
    text.resize(static_cast<std::size_t>(gzread(file, text.data(), static_cast<unsigned>(text.size()))));
    gzclose(file);
    return text;
  }();
  std::vector<std::int64_t> truth;
  for (std::size_t at = csv.find("\n20"); at != std::string::npos; at = csv.find("\n20", at + 1)) {
    truth.push_back(*trace::parseUtc(csv.substr(at + 1, 24)));
  }
  ASSERT_EQ(truth.size(), 629u);
  std::sort(truth.begin(), truth.end());
  const farm::Farm farm = farmWith({"AppX", "AppY", "AppZ", "robots.txt", "/"});
  for (const char* name : {"apache-combined.log.gz", "apache-combined-D.log.gz", "nginx-timed.log.gz",
                           "iis-default.log.gz", "iis-full-xff.log.gz"}) {
    const Result<Replay> replay = loadReplay(farm, {trace::dataFile(name)}, {});
    ASSERT_TRUE(replay.ok()) << name;
    ASSERT_EQ(replay->arrivals.size(), truth.size()) << name;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      EXPECT_NEAR(static_cast<double>(replay->startNs + replay->arrivals[i].at.ns() - truth[i]) / 1e9, 0, 1.0)
          << name << " " << i;
    }
  }
}

TEST_F(ReplayOfLogs, CountsWhatBelongsToNoApplicationWithItsSegments) {
  std::string log = request("10:00:00", "/AppX") + request("10:00:00", "/other") + request("10:00:00", "/other/x") +
                    request("10:00:00", "/\x1B[2J");
  for (int i = 0; i < 20; ++i) log += request("10:00:01", "/one-of-many-" + std::to_string(i));
  const Result<Replay> replay = loadReplay(farm_, {write("log", log)}, {});
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->facts.unmapped, 23u);
  ASSERT_EQ(replay->facts.unmappedTop.size(), 10u);
  EXPECT_EQ(replay->facts.unmappedTop[0], "other (2)");
  EXPECT_EQ(replay->facts.unmappedTop[1], "\\x1B[2J (1)");
}

TEST_F(ReplayOfLogs, GroupsTheThousandsOfWhatItSaysAboutALog) {
  constexpr const char* kRobot = " \"-\" \"Googlebot/2.1\"";
  std::string log;
  for (int i = 0; i < 1'200; ++i) {
    const std::string time = "10:" + std::to_string(10 + i / 60) + ":" + std::to_string(10 + i % 50);
    log += timed(time, "nan") + request(time, "/other", " \"-\" \"Mozilla/5.0\"") + request(time, "/AppX", kRobot);
  }
  const std::string file = write("log", log);
  ReplayOptions options;
  options.filter = *trace::filterWithout({"robots"});
  options.userScale = 2;
  const Result<Replay> replay = loadReplay(farm_, {file}, options);
  ASSERT_TRUE(replay.ok()) << format(replay.problems().front());
  EXPECT_THAT(replay->facts.notes, Contains(HasSubstr("1\u00A0200 requests are left out by their kind")));
  EXPECT_THAT(replay->facts.notes, Contains(HasSubstr(" of 1\u00A0200 requests became ")));
  EXPECT_EQ(replay->facts.unmappedTop.at(0), "other (1\u00A0200)");
  EXPECT_THAT(replay->warnings.at(0).what, HasSubstr("1\u00A0200 response times make no sense"));
  farm_ = farmWith({"AppZ"});
  EXPECT_THAT(problemOf({file}), HasSubstr("none of the 3\u00A0600 requests belongs to an application"));
}

TEST_F(ReplayOfLogs, TellsMalformedLinesByFileAndLine) {
  std::string log = request("10:00:00", "/AppX");
  for (int i = 0; i < 50; ++i) log += "junk\n";
  const std::string file = write("log", log);
  const Result<Replay> replay = loadReplay(farm_, {file}, {});
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->facts.malformed, 50u);
  ASSERT_EQ(replay->facts.malformedPlaces.size(), 40u);
  EXPECT_EQ(replay->facts.malformedPlaces.front(), file + ":2");
}

TEST_F(ReplayOfLogs, FindsThePeakMinuteOfAllLogs) {
  const std::string one = request("10:00:00", "/AppX") + request("10:01:00", "/AppX") + request("10:01:01", "/AppX");
  const std::string two = request("10:01:02", "/AppX") + request("10:07:00", "/other");
  const Result<Replay> replay = loadReplay(farm_, {write("one", one), write("two", two)}, {});
  EXPECT_DOUBLE_EQ(replay->facts.peakMinutePerSecond, 3.0 / 60);
  EXPECT_EQ(replay->facts.peakMinuteUtc, "2026-11-23T10:01:00.000Z");
}

TEST_F(ReplayOfLogs, TheSameLogTwiceIsRefusedUnderAnyName) {
  const std::string log = write("log", request("10:00:00", "/AppX"));
  std::filesystem::create_hard_link(log, path("alias"));
  EXPECT_THAT(problemOf({log, log}), HasSubstr("log: error: is given twice; "));
  EXPECT_THAT(problemOf({log, path("alias")}), HasSubstr("alias: error: is given twice (also as "));
}

TEST_F(ReplayOfLogs, ALogAndItsPackedCopyAreTheSameLog) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += request("10:00:" + std::to_string(10 + i), "/AppX");
  EXPECT_THAT(problemOf({write("log", text), write("log.gz", trace::gzipped(text))}),
              HasSubstr("holds the same requests as"));
}

TEST_F(ReplayOfLogs, EveryUnreadableLogIsToldAtOnce) {
  const Result<Replay> replay = loadReplay(
      farm_, {path("no"), write("log", request("10:00:00", "/AppX")), write("empty", "")}, {.rateScale = -1});
  ASSERT_FALSE(replay.ok());
  EXPECT_EQ(replay.problems().size(), 3u);
}

TEST_F(ReplayOfLogs, IdleServersAndCutFilesAreWarnings) {
  const std::string idle = write("idle", "#Version: 1.0\n#Fields: date time sc-status\n");
  const std::string packed =
      trace::gzipped(trace::fileContent(trace::dataFile("haproxy.log")) + request("10:00:00", "/AppX"));
  std::string cut;
  for (int i = 0; i < 3'000; ++i)
    cut += request("10:00:" + std::to_string(10 + i / 60), "/AppX/" + std::to_string(i * 7919));
  cut = trace::gzipped(cut);
  cut.resize(cut.size() / 2);
  const Result<Replay> replay = loadReplay(farm_, {idle, write("cut.gz", cut)}, {});
  ASSERT_TRUE(replay.ok()) << format(replay.problems().front());
  ASSERT_EQ(replay->warnings.size(), 2u);
  EXPECT_THAT(replay->warnings[0].what, HasSubstr("header and no request"));
  EXPECT_THAT(replay->warnings[1].what, HasSubstr("cut"));
}

TEST_F(ReplayOfLogs, ResponseTimesThatMakeNoSenseAreAWarning) {
  const Result<Replay> replay =
      loadReplay(farm_, {write("log", timed("10:00:00", "nan") + timed("10:00:01", "-1"))}, {});
  ASSERT_TRUE(replay.ok());
  ASSERT_EQ(replay->warnings.size(), 1u);
  EXPECT_THAT(replay->warnings[0].what, HasSubstr("2 response times make no sense"));
}

TEST_F(ReplayOfLogs, NothingForTheFarmIsAProblemThatNamesWhatIsThere) {
  const std::string text = problemOf({write("log", request("10:00:00", "/shop") + request("10:00:00", "/blog"))});
  EXPECT_THAT(
      text,
      HasSubstr(
          "none of the 2 requests belongs to an application of the farm; most frequent are blog (1) and shop (1)"));
  EXPECT_THAT(problemOf({}), HasSubstr("no log to replay"));
  EXPECT_THAT(problemOf({write("idle", "#Fields: date time sc-status\n")}), HasSubstr("the logs hold no request"));
}

TEST_F(ReplayOfLogs, FactorsThatAreNoneAreRefused) {
  const std::string log = write("log", request("10:00:00", "/AppX"));
  for (const double wrong : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(problemOf({log}, {.rateScale = wrong}), HasSubstr("rate factor"));
    EXPECT_THAT(problemOf({log}, {.speed = wrong}), HasSubstr("speed"));
  }
}

TEST_F(ReplayOfLogs, MoreArrivalsThanFitAreRefusedBeforeTheyAreMade) {
  std::string log;
  for (int i = 0; i < 1'000; ++i) log += request("10:00:00", "/AppX");
  EXPECT_THAT(problemOf({write("log", log)}, {.rateScale = 300'000}),
              HasSubstr("more than 200\u00A0000\u00A0000 arrivals"));
}

TEST_F(ReplayOfLogs, AGapOfTwentyFiveYearsTakesNoMemory) {
  std::string log = "a - - [23/Nov/2001:10:00:00 +0000] \"GET /AppX HTTP/1.1\" 200 1\n" + request("10:00:00", "/AppX");
  const Result<Replay> replay = loadReplay(farm_, {write("log", log)}, {});
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->span, Duration::wholeSeconds(9'131 * 86'400));
  ASSERT_EQ(replay->warnings.size(), 1u);
  EXPECT_THAT(replay->warnings[0].what,
              HasSubstr("no request from 2001-11-23T10:00:00.500Z to 2026-11-23T10:00:00.500Z"));
}

TEST_F(ReplayOfLogs, AQuietNightIsNoGapWorthAWord) {
  std::string log = request("00:00:00", "/AppX") + request("23:00:00", "/AppX");
  EXPECT_TRUE(loadReplay(farm_, {write("log", log)}, {})->warnings.empty());
}

TEST_F(ReplayOfLogs, StopsWhenAsked) {
  ReplayOptions options;
  int asked = 0;
  options.reading.progress = [&](std::uint64_t, std::uint64_t) { return ++asked < 2; };
  const Result<Replay> replay = loadReplay(
      farm_, {trace::dataFile("FE1.log.gz"), trace::dataFile("FE2.log.gz"), trace::dataFile("FE3.log.gz")}, options);
  ASSERT_FALSE(replay.ok());
  EXPECT_EQ(replay.problems().size(), 1u);
  EXPECT_THAT(replay.problems()[0].what, HasSubstr("stopped"));
}

TEST_F(ReplayOfLogs, ClientsBehindABalancerAreToldApartByTheForwardedAddress) {
  const std::string fields = "#Fields: date time c-ip cs-uri-stem sc-status X-Forwarded-For\n";
  const Result<Replay> replay =
      loadReplay(farm_,
                 {write("log", fields + "2026-11-23 10:00:00 10.0.0.5 /AppX 200 203.0.113.1\n"
                                        "2026-11-23 10:00:01 10.0.0.5 /AppX 200 203.0.113.2\n"
                                        "2026-11-23 10:00:02 10.0.0.5 /AppX 200 203.0.113.1,+10.9.9.9\n")},
                 {});
  ASSERT_TRUE(replay.ok());
  EXPECT_NE(replay->arrivals[0].client, replay->arrivals[1].client);
  EXPECT_EQ(replay->arrivals[0].client, replay->arrivals[2].client);
}

}  // namespace
}  // namespace headroom::workload
