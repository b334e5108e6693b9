// Two threads make of a log what one makes of it.
#include <cstdio>

#include "engine/workload/workload.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::workload {
namespace {

class ReplayOnThreads : public trace::LogFiles {
 protected:
  ReplayOnThreads() {
    for (const char* name : {"AppX", "AppY"}) farm_.applications.emplace_back().name = name;
    for (auto& application : farm_.applications) application.zone = "Global";
    farm_.zones.emplace_back().name = "Global";
    for (const char* name : {"FE0", "FE1", "FE2"}) farm_.servers.emplace_back().name = name;
  }

  static void expectEqual(const Replay& several, const Replay& one) {
    EXPECT_TRUE(several.arrivals == one.arrivals);
    EXPECT_EQ(several.span, one.span);
    EXPECT_EQ(several.startNs, one.startNs);
    EXPECT_EQ(several.serviceUs, one.serviceUs);
    EXPECT_EQ(several.facts.lines, one.facts.lines);
    EXPECT_EQ(several.facts.valid, one.facts.valid);
    EXPECT_EQ(several.facts.malformed, one.facts.malformed);
    EXPECT_EQ(several.facts.malformedPlaces, one.facts.malformedPlaces);
    EXPECT_EQ(several.facts.unmapped, one.facts.unmapped);
    EXPECT_EQ(several.facts.unmappedTop, one.facts.unmappedTop);
    EXPECT_EQ(several.facts.notes, one.facts.notes);
    EXPECT_EQ(several.facts.peakMinuteUtc, one.facts.peakMinuteUtc);
    EXPECT_EQ(several.facts.peakMinutePerSecond, one.facts.peakMinutePerSecond);
    EXPECT_EQ(told(several.warnings), told(one.warnings));
    ASSERT_EQ(several.logged.size(), one.logged.size());
    for (std::size_t i = 0; i < one.logged.size(); ++i) {
      EXPECT_EQ(several.logged[i].name, one.logged[i].name);
      EXPECT_EQ(several.logged[i].figures.count, one.logged[i].figures.count);
      EXPECT_EQ(several.logged[i].figures.mean, one.logged[i].figures.mean);
      EXPECT_EQ(several.logged[i].figures.p99, one.logged[i].figures.p99);
    }
  }

  /// The replay of one thread, which several must make too.
  Replay expectTheSame(const std::vector<std::string>& logs, ReplayOptions options = {}) {
    const Result<Replay> one = loadReplay(farm_, logs, options);
    if (!one.ok()) {
      ADD_FAILURE() << format(one.problems().front());
      return {};
    }
    for (const unsigned threads : {2u, 3u, 8u}) {
      options.reading.threads = threads;
      const Result<Replay> several = loadReplay(farm_, logs, options);
      if (!several.ok()) {
        ADD_FAILURE() << threads << " threads: " << format(several.problems().front());
        continue;
      }
      SCOPED_TRACE(std::to_string(threads) + " threads");
      expectEqual(*several, *one);
    }
    return *one;
  }

  static std::vector<std::string> told(const Diagnostics& warnings) {
    std::vector<std::string> lines;
    for (const Diagnostic& warning : warnings) lines.push_back(format(warning));
    return lines;
  }

  static std::string clock(int second) {
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d:%02d", second / 3'600 % 24, second / 60 % 60, second % 60);
    return text;
  }

  /// Two front ends before three servers, out of order now and then, damaged, and with paths of no application.
  static std::string haproxy(int requests) {
    std::string text;
    for (int i = 0; i < requests; ++i) {
      const int ms = i * 37 % 1'000, wait = i % 5 == 0 ? i % 90 : 0, service = 5 + i * 7 % 61;
      const std::string at = clock(i / 20 + (i % 53 == 0 ? 0 : 40));
      const std::string path = i % 11 == 0 ? "/old" + std::to_string(i % 400) : i % 3 == 0 ? "/appx/Home" : "/AppY/b";
      for (const char* tier : {"www", "zone_Global"}) {
        const int total = wait + service + (*tier == 'w' ? 3 : 0);
        char line[300];
        std::snprintf(line, sizeof line,
                      "<134>Nov 23 00:00:00 lb haproxy[9]: 10.0.%d.%d:1 [23/Nov/2026:%s.%03d] %s Global/FE%d "
                      "0/%d/0/%d/%d %d 5 - - ---- 1/1/0/0/0 0/0 \"GET %s?n=%d HTTP/1.1\"\n",
                      i % 7, i % 250, at.c_str(), ms, tier, i % 3, wait, service, total, i % 99 == 0 ? 503 : 200,
                      path.c_str(), i);
        text += line;
      }
      if (i % 3'001 == 0) text += "junk\n\n";
    }
    return text;
  }

  static std::string combined(int requests) {
    std::string text;
    for (int i = 0; i < requests; ++i) {
      text += "10.0." + std::to_string(i % 9) + "." + std::to_string(i * 7 % 251) +
              " - - [23/Nov/2026:" + clock(i / 7 + (i % 97 == 0 ? 0 : 30)) + " +0000] \"GET /" +
              (i % 2 == 0 ? "AppX" : "AppY") + (i % 4 == 0 ? "/a.css" : "/Home") + " HTTP/1.1\" 200 " +
              std::to_string(i % 9'999) + " \"-\" \"" +
              (i % 13 == 0 ? "Googlebot/2.1" : "Mozilla/5.0 " + std::to_string(i % 30)) + "\" rt=0." +
              std::to_string(100 + i * 31 % 900) + "\n";
      if (i % 4'001 == 0) text += "junk\n\n";
    }
    return text;
  }

  farm::Farm farm_;
};

TEST_F(ReplayOnThreads, KeepsTheTimesOfAProxysLog) {
  const std::string log = write("haproxy.log", haproxy(20'000));
  ASSERT_GT(std::filesystem::file_size(log), 5'000'000u);
  ReplayOptions options;
  options.service = ServiceSource::Log;
  options.compare = true;
  const Replay inner = expectTheSame({log}, options);
  EXPECT_GT(inner.facts.malformed, 0u);
  EXPECT_GT(inner.facts.unmapped, 0u);
  EXPECT_EQ(inner.logged.size(), 8u);  // waits and responses of a zone and three servers
  EXPECT_THAT(inner.facts.notes, ::testing::Contains(::testing::HasSubstr("outermost tier")));
  options.tiers = {"zone_Global"};
  expectTheSame({log}, options);
}

TEST_F(ReplayOnThreads, KeepsTheOrderOfSeveralServersLogs) {
  const std::string junk(1'500'000, 'x');
  ReplayOptions options;
  options.jitterSeed = 7;
  options.userScale = 1.5;
  options.filter = *trace::filterWithout({"robots", "static"});
  expectTheSame({write("a.log", combined(30'000)), write("b.log.gz", trace::gzipped(combined(45'000))),
                 write("c.log", combined(12'000) + junk + "\n" + combined(11'000))},
                options);
}

TEST_F(ReplayOnThreads, CutsTheSameWindow) {
  const std::string log = write("a.log", combined(40'000));
  ReplayOptions options;
  options.fromUtc = "2026-11-23T00:20:00Z";
  options.toUtc = "2026-11-23T00:50:00Z";
  expectTheSame({log}, options);
}

TEST_F(ReplayOnThreads, GoesOnInOrderWhereLinesMeanWhatThoseBeforeThemSay) {
  std::string text = "#Date: 2026-11-23 00:00:00\r\n#Fields: date time cs-method cs-uri-stem c-ip sc-status\r\n";
  for (int i = 0; i < 50'000; ++i)
    text += "2026-11-23 " + clock(i) + " GET /AppX/" + std::to_string(i % 11) + ".aspx 10.0.0.1 200\r\n";
  text += "#Date: 2026-11-24 00:00:00\r\n#Fields: time cs-method cs-uri-stem c-ip sc-status\r\n";
  for (int i = 0; i < 90'000; ++i) text += clock(i * 3) + " GET /AppY 10.0.0.2 200\r\n";
  const Replay replay = expectTheSame({write("u_ex.log", text)});
  EXPECT_EQ(replay.arrivals.size(), 140'000u);
  EXPECT_GT(replay.span, Duration::wholeSeconds(3 * 86'400));  // the days went on
}

TEST_F(ReplayOnThreads, RefusesTheSame) {
  const std::string text = combined(40'000), packed = trace::gzipped(text);
  const std::string cut = write("cut.log.gz", packed + packed.substr(0, packed.size() / 2)), log = write("a.log", text),
                    copy = write("copy.log", text);
  ReplayOptions one, two;
  two.reading.threads = 2;
  for (const std::vector<std::string>& logs : {std::vector{log, copy}, std::vector{log, log}, std::vector{cut}}) {
    const Result<Replay> alone = loadReplay(farm_, logs, one), together = loadReplay(farm_, logs, two);
    ASSERT_EQ(together.ok(), alone.ok());
    if (alone.ok()) {
      expectEqual(*together, *alone);
    } else {
      EXPECT_EQ(told(together.problems()), told(alone.problems()));
    }
  }
}

TEST_F(ReplayOnThreads, StopsWhenItIsTold) {
  ReplayOptions options;
  options.reading.threads = 2;
  int told = 0;
  options.reading.progress = [&](std::uint64_t, std::uint64_t) { return ++told < 4; };
  const Result<Replay> replay = loadReplay(farm_, {write("a.log", combined(60'000))}, options);
  ASSERT_FALSE(replay.ok());
  EXPECT_THAT(format(replay.problems().front()), ::testing::HasSubstr("stopped"));
}

}  // namespace
}  // namespace headroom::workload
