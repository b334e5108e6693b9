// Several threads tell what one tells, to the last digit.
#include <cstdio>

#include "engine/trace/summary.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

class LogInParts : public LogFiles {
 protected:
  /// The JSON of one thread and of several.
  void expectTheSame(const std::vector<std::string>& logs, const ReadOptions& options = {}) {
    ReadOptions alone = options, together = options;
    alone.threads = 1;
    const Result<Summary> one = summarise(logs, alone);
    ASSERT_TRUE(one.ok()) << format(one.problems().front());
    for (const unsigned threads : {2u, 3u, 8u}) {
      together.threads = threads;
      const Result<Summary> several = summarise(logs, together);
      ASSERT_TRUE(several.ok());
      EXPECT_EQ(toJson(*several), toJson(*one)) << threads << " threads";
      EXPECT_EQ(toText(*several), toText(*one)) << threads << " threads";
    }
  }

  static std::string stamp(int i) {
    char text[40];
    std::snprintf(text, sizeof text, "%02d:%02d:%02d", i / 3'600 % 24, i / 60 % 60, i % 60);
    return text;
  }

  /// Lines of a combined log, now and then out of order, odd, or damaged.
  static std::string combined(int lines, const std::string& offset = "+0000") {
    std::string text;
    for (int i = 0; i < lines; ++i) {
      const int at = i / 7 - (i % 97 == 0 ? 30 : 0) + 60;
      text += "10." + std::to_string(i % 23) + ".0." + std::to_string(i * 7 % 251) + " - - [23/Nov/2026:" + stamp(at) +
              " " + offset + "] \"" + (i % 50 == 0 ? "POST" : "GET") + " /App" + std::to_string(i % 31) +
              "/Home?id=" + std::to_string(i) + " HTTP/1.1\" " + (i % 9 == 0 ? "404" : "200") + " " +
              std::to_string(i * 7'919 % 100'000) + " \"-\" \"" + (i % 13 == 0 ? "Googlebot/2.1" : "Mozilla/5.0") +
              "\" rt=0." + std::to_string(100 + i * 31 % 900) + (i % 1'000 == 0 ? "\r\n" : "\n");
      if (i % 4'001 == 0) text += "junk\n\n";
    }
    return text;
  }
};

TEST_F(LogInParts, NcsaLinesOutOfOrderWithJunkBetweenThem) {
  std::string text = combined(30'000) + combined(3'000, "+0330");
  text.pop_back();
  expectTheSame({write("log", text)});
  expectTheSame({write("log.gz", gzipped(text + combined(40'000)))});
}

TEST_F(LogInParts, ALineThatIsTooLongBetweenBlocks) {
  expectTheSame({write("log", combined(15'000) + std::string(3'000'000, 'x') + "\r\n" + combined(15'000))});
}

std::string iis(const std::string& fields, int lines, bool taken) {
  std::string text = "#Software: IIS\r\n#Date: 2026-11-23 00:00:00\r\n#Fields: " + fields + "\r\n";
  for (int i = 0; i < lines; ++i) {
    char time[32];
    std::snprintf(time, sizeof time, "2026-11-23 %02d:%02d:%02d", i / 9'000 % 24, i / 150 % 60, i % 60);
    text += std::string(time) + " GET /App" + std::to_string(i % 11) + "/x.aspx 10.0.0." + std::to_string(i % 250) +
            " 200" + (taken ? " " + std::to_string(i % 700) : "") + "\r\n";
  }
  return text;
}

TEST_F(LogInParts, FieldsThatChangeInTheMiddleOfTheFile) {
  const std::string with = "date time cs-method cs-uri-stem c-ip sc-status time-taken",
                    without = "date time cs-method cs-uri-stem c-ip sc-status";
  std::string text;
  for (int i = 0; i < 8; ++i) text += iis(i % 2 == 0 ? with : without, 9'000, i % 2 == 0);
  // lines of the one shape under the other's header are malformed, whoever reads them
  text += iis(without, 5'000, true) + iis(with, 5'000, true);
  text += std::string("\0\0#Fields: ", 11) + without + std::string("\0\0\r\n", 4) + iis(without, 3'000, false);
  expectTheSame({write("u_ex.log", text)});
  const Result<Summary> summary = summarise({path("u_ex.log")}, {.threads = 2});
  EXPECT_EQ(summary->malformed, 5'000u);
}

TEST_F(LogInParts, DaysThatFollowMidnightAreReadInOrder) {
  std::string text = iis("date time cs-method cs-uri-stem c-ip sc-status", 40'000, false);
  text += "#Date: 2026-11-24 00:00:00\r\n#Fields: time cs-method cs-uri-stem c-ip sc-status\r\n";
  for (int i = 0; i < 60'000; ++i) {
    char time[16];
    std::snprintf(time, sizeof time, "%02d:%02d:00", i / 60 % 24, i % 60);
    text += std::string(time) + " GET /AppX 10.0.0.1 200\r\n";
  }
  expectTheSame({write("u_ex.log", text)});
}

TEST_F(LogInParts, TiersOfProxiesArePairedInTheOrderOfTheFile) {
  std::string text;
  for (int i = 0; i < 14'000; ++i) {
    for (const char* tier : {"www", "zone_Global"}) {
      text += "<134>Nov 23 00:00:00 lb haproxy[9]: 10.0.0.1:1 [23/Nov/2026:" + stamp(i / 10) + ".123] " + tier +
              " Global/FE" + std::to_string(i % 3) + " 0/1/0/20/" + (*tier == 'w' ? "25" : "22") +
              " 200 5 - - ---- 1/1/0/0/0 0/0 \"GET /App" + std::to_string(i % 900) + "/" + std::to_string(i) +
              " HTTP/1.1\"\n";
    }
  }
  const std::string log = write("haproxy.log", text);
  expectTheSame({log});
  EXPECT_TRUE(summarise({log}, {.threads = 2})->doubled);
}

TEST_F(LogInParts, MoreNamesThanAreKept) {
  std::string text;
  for (int i = 0; i < 150'000; ++i) {
    text += "10.0." + std::to_string(i % 250) + "." + std::to_string(i / 250 % 250) +
            " - - [23/Nov/2026:" + stamp(i / 5) + " +0000] \"GET /scan" + std::to_string(i % 3 == 0 ? 7 : i) +
            " HTTP/1.1\" 404 1\n";
  }
  const std::string log = write("log", text);
  expectTheSame({log});
  EXPECT_GT(summarise({log}, {.threads = 2})->segmentsError, 0u);
}

TEST_F(LogInParts, JsonLinesAndSeveralFiles) {
  std::string text;
  for (int i = 0; i < 25'000; ++i) {
    text += "{\"time_iso8601\":\"2026-11-23T" + stamp(i / 9) + "+00:00\",\"remote_addr\":\"10.0.0." +
            std::to_string(i % 200) + "\",\"request_uri\":\"/App" + std::to_string(i % 5) + "/\",\"status\":200," +
            (i % 7 == 0 ? "\"extra\":{\"a\":[1,{\"b\":2}]}," : "") + "\"request_time\":0." + std::to_string(i % 1'000) +
            (i % 2'000 == 0 ? "" : "}") + "\n";
  }
  expectTheSame({write("a.jsonl", text), dataFile("FE1.log.gz"), write("b.log", combined(30'000))});
}

TEST_F(LogInParts, FiltersChooseTheSame) {
  const std::string log = write("log", "junk\n" + combined(40'000));
  const auto selects = [](const Record& record) { return record.status == 404; };
  const Result<Summary> one = summarise({log}, {.threads = 1}, selects);
  const Result<Summary> two = summarise({log}, {.threads = 2}, selects);
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ(toJson(*one), toJson(*two));
  EXPECT_EQ(two->selected, two->status.front().second);
}

TEST_F(LogInParts, ProgressStopsAllThreads) {
  const std::string log = write("log", combined(60'000));
  int told = 0;
  ReadOptions options{.progress = [&](std::uint64_t, std::uint64_t) { return ++told < 5; }, .threads = 2};
  const Result<Summary> summary = summarise({log}, options);
  ASSERT_FALSE(summary.ok());
  EXPECT_THAT(summary.problems().front().what, ::testing::HasSubstr("stopped"));
}

}  // namespace
}  // namespace headroom::trace
