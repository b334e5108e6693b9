// Which of several front ends in one log are replayed, and what the log says of times.
#include "engine/workload/workload.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::workload {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

std::string ms(int value, std::size_t digits) {
  std::string text = std::to_string(value);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

/// A line of HAProxy's log, accepted so many ms after the hour.
std::string line(int at, const std::string& tiers, const std::string& timers, const std::string& path = "/AppX/Home",
                 int status = 200) {
  return "10.0.0.1:4711 [23/Nov/2026:10:00:" + ms(at / 1000, 2) + "." + ms(at % 1000, 3) + "] " + tiers + " " + timers +
         " " + std::to_string(status) + " 100 - - ---- 1/1/0/0/0 0/0 \"GET " + path + " HTTP/1.1\"\n";
}

class Tiered : public trace::LogFiles {
 protected:
  Tiered() {
    for (const char* name : {"Global", "Intranet"}) {
      farm_.zones.emplace_back();
      farm_.zones.back().name = name;
    }
    for (const char* name : {"FE1", "FE2"}) {
      farm_.servers.emplace_back();
      farm_.servers.back().name = name;
    }
    for (const char* name : {"AppX", "AppY"}) {
      farm_.applications.emplace_back();
      farm_.applications.back().name = name;
      farm_.applications.back().zone = farm_.zones[farm_.applications.size() - 1].name;
    }
  }

  /// A hundred requests that two zones' balancers pass on to servers; the proxy before them writes a line of its own.
  static std::string twoTiers() {
    std::string log;
    for (int i = 0; i < 100; ++i) {
      const bool y = i % 3 == 0;
      const std::string path = y ? "/AppY/List" : "/AppX/Home";
      log += line(100 * i, y ? "inY Intranet/FE2" : "inX Global/FE1", "0/10/1/20/40", path);
      log += line(100 * i, y ? "www to_Y/y" : "www to_X/x", "0/0/1/39/41", path);
    }
    return log;
  }
  Result<Replay> load(const std::string& log, const ReplayOptions& options = {}) {
    return loadReplay(farm_, {write("log", log)}, options);
  }

  farm::Farm farm_;
};

TEST_F(Tiered, TheOutermostTierIsReplayedAndSaid) {
  const auto replay = load(twoTiers());
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->arrivals.size(), 100u);
  ASSERT_EQ(replay->facts.notes.size(), 1u);
  EXPECT_THAT(replay->facts.notes[0], HasSubstr("more than once"));
  EXPECT_THAT(replay->facts.notes[0], HasSubstr("www (100)"));
  EXPECT_THAT(replay->facts.notes[0], HasSubstr("inX (66)"));
}

TEST_F(Tiered, NamedTiersAreTaken) {
  ReplayOptions options;
  options.tiers = {"frontend=inX", "inY"};
  const auto both = load(twoTiers(), options);
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->arrivals.size(), 100u);
  options.tiers = {"inY"};
  const auto one = load(twoTiers(), options);
  EXPECT_EQ(one->arrivals.size(), 34u);
  EXPECT_EQ(one->arrivals[0].application, 1u);
  options.tiers = {"inZ", "out"};
  const auto none = load(twoTiers(), options);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.problems().size(), 2u);
  EXPECT_THAT(none.problems()[0].remedy, HasSubstr("inX"));
}

TEST_F(Tiered, FrontEndsSideBySideAreBothReplayed) {
  std::string log;
  for (int i = 0; i < 100; ++i) {
    log += line(100 * i, "www Global/FE1", "0/0/1/20/21");
    log += line(100 * i + 50, "api Global/FE1", "0/0/1/20/21");
  }
  const auto replay = load(log);
  EXPECT_EQ(replay->arrivals.size(), 200u);
  EXPECT_TRUE(replay->facts.notes.empty());
}

TEST_F(Tiered, ServersOwnLogsBesideTheProxysAreTheInnerTier) {
  std::string iis = "#Fields: date time s-ip cs-method cs-uri-stem sc-status time-taken\r\n";
  for (int i = 0; i < 100; ++i)
    iis += "2026-11-23 10:00:" + ms((100 * i + 40) / 1000, 2) + " 10.0.0.11 GET " +
           (i % 3 == 0 ? "/AppY/List" : "/AppX/Home") + " 200 29\r\n";
  const std::string proxy = write("haproxy.log", twoTiers()), server = write("iis.log", iis);
  const auto replay = loadReplay(farm_, {server, proxy}, {});
  ASSERT_TRUE(replay.ok()) << format(replay.problems().front());
  EXPECT_EQ(replay->arrivals.size(), 100u);
  EXPECT_THAT(replay->facts.notes.at(0), HasSubstr("servers' own logs (100)"));
}

TEST_F(Tiered, RequestsCarryTheirTimeAtTheServer) {
  ReplayOptions options;
  options.service = ServiceSource::Log;
  const auto replay = load(line(0, "www Global/FE1", "5/10/1/20/40") + line(200, "www Global/FE1", "0/0/1/20/25") +
                               line(400, "www Global/FE1", "0/0/-1/-1/30", "/AppX/Home", 503),
                           options);
  ASSERT_TRUE(replay.ok());
  // Ta - TR - Tw; half a millisecond more where nothing was cut off the wait; none without an answer.
  EXPECT_THAT(replay->serviceUs, ElementsAre(25'000, 25'500, Replay::kNoService));
  EXPECT_EQ(replay->serviceOf(replay->arrivals[0]), 25'000'000);
  EXPECT_EQ(replay->serviceOf(replay->arrivals[2]), -1);
  // The balancer has the request when its head is there: 5 ms after the stamp, and anywhere in the millisecond.
  EXPECT_NEAR((replay->arrivals[1].at - replay->arrivals[0].at).toSeconds(), 0.195, 0.001);
  ASSERT_EQ(replay->warnings.size(), 1u);
  EXPECT_THAT(replay->warnings[0].what, HasSubstr("1 requests have no service time"));
}

TEST_F(Tiered, TheTimesOfALogAreKeptByZoneAndServer) {
  ReplayOptions options;
  options.compare = true;
  options.tiers = {"inX", "inY"};
  const auto replay = load(twoTiers(), options);
  ASSERT_TRUE(replay.ok());
  ASSERT_EQ(replay->logged.size(), 8u);
  std::vector<std::string> names;
  for (const LoggedTimes& times : replay->logged) {
    names.push_back(times.name + " " + std::string(toString(times.measure)));
    EXPECT_EQ(times.figures.mean, times.measure == LoggedTimes::Measure::Wait ? 10 : 40);
  }
  EXPECT_THAT(names, UnorderedElementsAre("Global wait", "Global response", "Intranet wait", "Intranet response",
                                          "FE1 wait", "FE1 response", "FE2 wait", "FE2 response"));
  EXPECT_EQ(replay->logged[0].figures.count, 66u);
  options.rateScale = 2;
  EXPECT_THAT(load(twoTiers(), options).problems().at(0).what, HasSubstr("cannot be compared"));
}

TEST_F(Tiered, LogsOfServersHoldResponsesOnly) {
  ReplayOptions options;
  options.compare = true;
  options.service = ServiceSource::Log;
  const auto replay = load(
      "#Fields: date time s-computername cs-method cs-uri-stem sc-status time-taken\n"
      "2026-11-23 10:00:00 fe2 GET /AppX/Home 200 40\n2026-11-23 10:00:01 fe2 GET /AppX/Home 200 60\n",
      options);
  ASSERT_TRUE(replay.ok());
  ASSERT_EQ(replay->logged.size(), 2u);
  EXPECT_EQ(replay->logged[0].measure, LoggedTimes::Measure::AtServer);
  EXPECT_EQ(replay->logged[1].name, "FE2");
  EXPECT_EQ(replay->logged[1].figures.mean, 50);
  EXPECT_EQ(replay->logged[1].figures.p50, 40);
  EXPECT_THAT(replay->serviceUs, ElementsAre(40'000, 60'000));
  EXPECT_THAT(replay->warnings.at(0).what, HasSubstr("hold the waiting"));
}

TEST_F(Tiered, NginxTellsTheServersTime) {
  const std::string tail = " 200 5 \"-\" \"curl\" rt=0.050 uct=0.000 urt=\"0.010, 0.020\" us=\"502, 200\"\n";
  ReplayOptions options;
  options.service = ServiceSource::Log;
  const auto replay = load("10.0.0.1 - - [23/Nov/2026:10:00:00 +0000] \"GET /AppX HTTP/1.1\"" + tail, options);
  ASSERT_TRUE(replay.ok());
  EXPECT_THAT(replay->serviceUs, ElementsAre(20'000));
  EXPECT_TRUE(replay->warnings.empty());
}

TEST_F(Tiered, NginxNamesTheServerByItsAddress) {
  farm_.servers[0].address = "10.1.0.5";
  farm_.servers[1].address = "2001:db8::6";
  std::string log;
  for (const char* address : {"10.1.0.5:8080", "10.9.9.9:80, [2001:db8::6]:80", "10.1.0.5", "-"})
    log += std::string(
               "10.0.0.1 - - [23/Nov/2026:10:00:00 +0000] \"GET /AppX HTTP/1.1\" 200 5 \"-\" \"curl\" rt=0.050 "
               "uaddr=\"") +
           address + "\" urt=0.020\n";
  ReplayOptions options;
  options.compare = true;
  const auto replay = load(log, options);
  ASSERT_TRUE(replay.ok());
  std::vector<std::string> servers;
  for (const LoggedTimes& times : replay->logged) {
    if (times.scope == LoggedTimes::Scope::Server)
      servers.push_back(times.name + " " + std::to_string(times.figures.count));
  }
  EXPECT_THAT(servers, ElementsAre("FE1 2", "FE2 1"));
}

TEST_F(Tiered, WorkersOfAServerBehindNginxAreNotWaitedForTwice) {
  for (farm::Server& server : farm_.servers) server.pools.emplace_back().workers = 1;
  farm_.servers[0].address = "10.1.0.5";
  // They come 10 ms after each other; the one worker works a tenth of a second for each.
  const auto logOf = [](const std::string& address) {
    std::string log;
    for (int i = 0; i < 3; ++i) {
      const std::string taken = "0." + ms(100 + 90 * i, 3);
      log += "10.0.0.1 - - [2026-11-23T10:00:00." + ms(100 + 100 * i, 3) +
             "+00:00] \"GET /AppX HTTP/1.1\" 200 5 \"-\" \"curl\" rt=" + taken + address + " urt=" + taken + "\n";
    }
    return log;
  };
  ReplayOptions options;
  options.service = ServiceSource::Log;
  const auto named = load(logOf(" uaddr=10.1.0.5:80"), options), nameless = load(logOf(""), options);
  ASSERT_TRUE(named.ok() && nameless.ok());
  const auto about100 = ::testing::AllOf(::testing::Ge(98'000u), ::testing::Le(102'000u));
  EXPECT_THAT(named->serviceUs, ElementsAre(about100, about100, about100));
  EXPECT_TRUE(named->warnings.empty());
  EXPECT_THAT(nameless->serviceUs, ElementsAre(100'000, 190'000, 280'000));
  EXPECT_THAT(nameless->warnings.at(0).what, HasSubstr("does not name the servers"));
}

TEST_F(Tiered, ALogWithoutTimesHasNoServiceTimes) {
  ReplayOptions options;
  options.service = ServiceSource::Log;
  options.compare = true;
  const auto replay = load("10.0.0.1 - - [23/Nov/2026:10:00:00 +0000] \"GET /AppX HTTP/1.1\" 200 5\n", options);
  ASSERT_FALSE(replay.ok());
  EXPECT_THAT(replay.problems()[0].what, HasSubstr("no service times"));
}

TEST_F(Tiered, WholeSessionsAreScaled) {
  std::string log;
  for (int i = 0; i < 400; ++i)
    log += "10.0." + std::to_string(i % 40) + ".1 - - [23/Nov/2026:10:" + ms(i / 60, 2) + ":" + ms(i % 60, 2) +
           " +0000] \"GET /AppX HTTP/1.1\" 200 5\n";
  ReplayOptions options;
  options.userScale = 3;
  const auto replay = load(log, options);
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->arrivals.size(), 1200u);
  EXPECT_THAT(replay->facts.notes.at(0), HasSubstr("40 sessions"));
  options.speed = 2;
  EXPECT_THAT(load(log, options)->facts.notes.at(1), HasSubstr("burstiness"));
  options.sessionGap = Duration();
  options.visitors = VisitorKey::Cookie;
  EXPECT_EQ(load(log, options).problems().size(), 2u);
}

}  // namespace
}  // namespace headroom::workload
