#include "engine/trace/summary.h"

#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

class LogSummary : public LogFiles {};

TEST(FirstSegment, IsThePathsFirstPartWithoutSchemeHostAndQuery) {
  EXPECT_EQ(firstSegment("/AppX/Home?id=1"), "AppX");
  EXPECT_EQ(firstSegment("/AppX?id=/y"), "AppX");
  EXPECT_EQ(firstSegment("/AppX"), "AppX");
  EXPECT_EQ(firstSegment("https://www.mydomain.net/AppX/Home"), "AppX");
  EXPECT_EQ(firstSegment("https://www.mydomain.net"), "(root)");
  EXPECT_EQ(firstSegment("https://www.mydomain.net?x"), "(root)");
  EXPECT_EQ(firstSegment("/"), "(root)");
  EXPECT_EQ(firstSegment("/?a=b"), "(root)");
  EXPECT_EQ(firstSegment("*"), "(none)");
  EXPECT_EQ(firstSegment("example.com:443"), "(none)");
  EXPECT_EQ(firstSegment(""), "(none)");
  EXPECT_EQ(firstSegment("AppX?u=http://a/b"), "(none)");
}

TEST_F(LogSummary, AddsTheServersOfAFarmUp) {
  const Result<Summary> summary =
      summarise({dataFile("FE1.log.gz"), dataFile("FE2.log.gz"), dataFile("FE3.log.gz")}, {});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->valid, 17'850u);
  EXPECT_EQ(summary->lines, 17'866u);
  EXPECT_EQ(summary->segmentsTop[0], (std::pair<std::string, std::uint64_t>{"AppX", 4'242 + 3'376 + 4'256}));
  EXPECT_EQ(summary->files.size(), 3u);
  const Json json = Json::parse(toJson(*summary));
  EXPECT_EQ(json["status"]["500"], 81 + 140 + 184);
  EXPECT_EQ(json["duration_ms"]["n"], 17'850);
  EXPECT_EQ(json["files"][1]["valid"], 5'817);
  EXPECT_FALSE(json.contains("malformed_lines"));
}

TEST_F(LogSummary, NamesMixedFormats) {
  const Result<Summary> summary = summarise({dataFile("FE1.log.gz"), dataFile("apache-combined.log.gz")}, {});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->format, "mixed");
  EXPECT_EQ(summary->timeSemantics, "mixed");
}

TEST_F(LogSummary, SaysWhatTheUserDecidedAboutStamps) {
  EXPECT_EQ(summarise({dataFile("apache-combined.log.gz")}, {.stamps = StampMeaning::End})->timeSemantics, "end");
  EXPECT_EQ(summarise({dataFile("FE1.log.gz")}, {.stamps = StampMeaning::Start})->timeSemantics, "start");
}

TEST_F(LogSummary, TheSameLogUnderAnotherNameIsTold) {
  const std::string line = "a - - [23/Nov/2026:08:00:00 +0000] \"GET /AppX/ HTTP/1.1\" 200 1\n";
  const std::string plain = write("plain", line), packed = write("packed", gzipped(line)),
                    other = write("other", line + line);
  const Result<Summary> summary = summarise({plain, other, packed}, {});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->valid, 4u);
  EXPECT_TRUE(summary->files[1].warnings.empty());
  ASSERT_EQ(summary->files[2].warnings.size(), 1u);
  EXPECT_THAT(summary->files[2].warnings[0].what, HasSubstr(plain));
}

TEST_F(LogSummary, SpanAndRatesAreThoseOfTheRequestsChosen) {
  const std::string file = write("log",
                                 "a - - [23/Nov/2026:08:00:00 +0000] \"GET /AppX/ HTTP/1.1\" 200 1\n"
                                 "a - - [23/Nov/2026:09:00:00 +0000] \"GET /AppY/ HTTP/1.1\" 404 1\n"
                                 "a - - [23/Nov/2026:09:00:20 +0000] \"GET /AppY/ HTTP/1.1\" 404 1\n");
  const auto missing = [](const Record& record) { return record.status == 404; };
  const Result<Summary> summary = summarise({file}, {}, missing);
  ASSERT_TRUE(summary.ok());
  EXPECT_DOUBLE_EQ(summary->spanSeconds(), 20);
  EXPECT_EQ(Json::parse(toJson(*summary))["first_utc"], "2026-11-23T09:00:00.000Z");
  const auto none = [](const Record&) { return false; };
  const Result<Summary> empty = summarise({file}, {}, none);
  ASSERT_TRUE(empty.ok());
  EXPECT_THAT(toText(*empty), HasSubstr("0 of 3 requests"));
  EXPECT_THAT(toText(*empty), Not(HasSubstr("1970")));
  EXPECT_FALSE(Json::parse(toJson(*empty)).contains("first_utc"));
}

TEST_F(LogSummary, ApplicationsOfIisAreTheSameInCapitals) {
  const Result<Summary> iis = summarise({dataFile("FE1.log.gz")}, {});
  ASSERT_TRUE(iis.ok());
  EXPECT_EQ(iis->applications, (Summary::Frequencies{{"AppX", 4'242 + 156}}));
  EXPECT_EQ(iis->segmentsTop.size(), 2u);
  const Result<Summary> apache = summarise({dataFile("apache-combined.log.gz")}, {});
  ASSERT_TRUE(apache.ok());
  EXPECT_EQ(apache->applications, apache->segmentsTop);
}

TEST_F(LogSummary, TheLineCountsOfTheTextAddUp) {
  const Result<Summary> summary = summarise({write("log", R"({"ts":1795394625.5,"status":200,"uri":"/AppX/"})"
                                                          "\n"
                                                          R"({"msg":"started"})"
                                                          "\n")},
                                            {});
  ASSERT_TRUE(summary.ok());
  EXPECT_THAT(toText(*summary), HasSubstr("2: 1 requests, 0 header, 0 blank, 1 other records, 0 malformed"));
}

TEST_F(LogSummary, TellsEveryUnreadableLogAtOnce) {
  const Result<Summary> summary = summarise({path("no"), dataFile("FE1.log.gz"), write("empty", "")}, {});
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.problems().size(), 2u);
}

TEST_F(LogSummary, IdleServersAloneAreAProblem) {
  const std::string header = "#Version: 1.0\n#Fields: date time sc-status\n";
  EXPECT_FALSE(summarise({write("a", header), write("b", header)}, {}).ok());
  EXPECT_FALSE(summarise({}, {}).ok());
}

TEST_F(LogSummary, ForeignBytesAreHarmlessInBothFaces) {
  const std::string line = "a\x1B[2J - - [23/Nov/2026:00:43:45 +0000] \"GET /\x1B]0;x\x07\xFF/y HTTP/1.1\" 200 1\n";
  const Result<Summary> summary = summarise({write("log", line)}, {});
  ASSERT_TRUE(summary.ok());
  EXPECT_THAT(toText(*summary), Not(HasSubstr("\x1B")));
  EXPECT_EQ(Json::parse(toJson(*summary))["segments_top"][0][0], "\\x1B]0;x\\x07\\xFF");
}

TEST_F(LogSummary, TheTextNamesRatesAnswersAndMalformedLines) {
  std::string log;
  for (int i = 0; i < 60; ++i) {
    const std::string second = (i < 10 ? "0" : "") + std::to_string(i);
    log += "a - - [23/Nov/2026:10:00:" + second + " +0000] \"GET /AppX HTTP/1.1\" " + (i % 2 ? "200" : "503") + " 1\n";
  }
  const std::string text = toText(*summarise({write("log", log + "junk\n")}, {}));
  EXPECT_THAT(text, HasSubstr("2xx 30 (50.0 %), 5xx 30 (50.0 %)"));
  EXPECT_THAT(text, HasSubstr(": line 61\n"));
  EXPECT_THAT(text, HasSubstr("1/s in the peak minute 2026-11-23T10:00"));
  EXPECT_THAT(text, HasSubstr("log %D (Apache)"));
}

TEST_F(LogSummary, InventedMethodsDoNotFillTheMemory) {
  std::string log;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      log += std::string("a - - [23/Nov/2026:10:00:00 +0000] \"") + a + b + " / HTTP/1.1\" 200 1\n";
    }
  }
  const Result<Summary> summary = summarise({write("log", log)}, {});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->methods.size(), 65u);
  EXPECT_EQ(summary->methods.front(), (std::pair<std::string, std::uint64_t>{"(other)", 676 - 64}));
}

TEST_F(LogSummary, ThreeHundredThousandClientsAreCounted) {
  std::string log;
  for (int i = 0; i < 300'000; ++i) {
    log += "10." + std::to_string(i >> 16) + "." + std::to_string((i >> 8) & 255) + "." + std::to_string(i & 255) +
           " - - [23/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n";
  }
  EXPECT_EQ(summarise({write("log", log)}, {})->clients.count, 300'000u);
}

TEST_F(LogSummary, AGapOfTwentyFiveYearsCostsNothing) {
  const Result<Summary> summary = summarise({write("log",
                                                   "a - - [23/Nov/2001:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n"
                                                   "a - - [23/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n")},
                                            {});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->peakMinute.minutesNs.size(), 2u);
  EXPECT_GT(summary->spanSeconds(), 24 * 365 * 86'400.0);
}

}  // namespace
}  // namespace headroom::trace
