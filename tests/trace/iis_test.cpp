#include "engine/trace/civil_time.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

class IisLog : public LogFiles {
 protected:
  const std::string kFields = "#Fields: date time cs-method cs-uri-stem c-ip sc-status sc-bytes time-taken\r\n";
  const std::string kLine = "2026-11-23 00:43:45 GET /AppX/Home 10.0.0.5 200 512 250\r\n";
};

TEST_F(IisLog, StampsAreTheEndInUtcAndTimeTakenIsMilliseconds) {
  ASSERT_TRUE(readText(kFields + kLine).ok());
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(utcText(taken[0].stampNs), "2026-11-23T00:43:45.000Z");
  EXPECT_EQ(utcText(taken[0].arrivalNs), "2026-11-23T00:43:44.750Z");
  EXPECT_EQ(taken[0].target, "/AppX/Home");
  EXPECT_EQ(taken[0].client, "10.0.0.5");
  EXPECT_EQ(taken[0].bytes, 512);
}

TEST_F(IisLog, ColumnsFollowTheLatestFieldsLine) {
  const Result<Counts> counts =
      readText(kFields + kLine + "#Fields: time date sc-status cs-uri-stem cs-method X-Forwarded-For\r\n" +
               "00:43:46 2026-11-23 404 /AppY POST 203.0.113.9,+10.0.0.1\r\n" + kLine);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->malformedLines, std::vector<std::uint64_t>{5});
  EXPECT_EQ(taken[1].method, "POST");
  EXPECT_EQ(taken[1].status, 404);
  EXPECT_EQ(taken[1].forwardedFor, "203.0.113.9,+10.0.0.1");
  EXPECT_FALSE(taken[1].bytes.has_value());
  EXPECT_FALSE(taken[1].durationNs.has_value());
}

TEST_F(IisLog, WithoutADateColumnTheDayIsThatOfTheDateDirective) {
  const Result<Counts> counts =
      readText("#Date: 2005-03-01 10:00:00\n#Fields: time cs-uri-stem sc-status\n10:00:01 /a 200\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(utcText(taken[0].stampNs), "2005-03-01T10:00:01.000Z");
}

TEST_F(IisLog, DirectivesAreKeptApartFromRequests) {
  const Result<Counts> counts =
      readText("#Software: x\n#Version: 1.0 with words behind\n#odd\n" + kFields + kLine + "\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->directives, 4u);
  EXPECT_EQ(counts->blank, 1u);
  EXPECT_EQ(counts->format, "iis-w3c");
  expectAddsUp(*counts);
}

TEST_F(IisLog, NulsBehindTheLastLineAreBlank) {
  const Result<Counts> counts = readText(kFields + kLine + std::string(65'536, '\0'));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 1u);
  EXPECT_EQ(counts->blank, 1u);
  EXPECT_EQ(counts->malformed, 0u);
}

TEST_F(IisLog, RequestsGoOnBehindTheNulsOfACrash) {
  const Result<Counts> counts = readText(kFields + kLine + std::string(4'096, '\0') + kLine);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
}

TEST_F(IisLog, TheHeaderMayStandFarBehindTheBegin) {
  std::string log;
  for (int i = 0; i < 9'000; ++i)
    log += "2026-11-23 00:43:45 GET /a 10.0.0.5 200 512 250 no header yet\r\n";  // over 256 KiB
  const Result<Counts> counts = readText(log + kFields + log.substr(0, 1'000) + "\r\n" + kLine);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 1u);
  expectAddsUp(*counts);
}

TEST_F(IisLog, AHeaderIsRememberedOverALongStretchOfJunk) {
  std::string junk;
  for (int i = 0; i < 9'000; ++i) junk += "something else entirely, on a line of its own\r\n";
  const Result<Counts> counts = readText(kFields + junk + kLine);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 1u);
  EXPECT_EQ(counts->malformed, 9'000u);
}

TEST_F(IisLog, AnIdleServersLogIsNoProblem) {
  const Result<Counts> counts = readText("#Software: Microsoft Internet Information Services 10.0\r\n" + kFields);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 0u);
  EXPECT_EQ(counts->directives, 2u);
  EXPECT_EQ(counts->format, "iis-w3c");
}

TEST_F(IisLog, WrongNumberOfColumnsDatesAndStatusesAreMalformed) {
  const Result<Counts> counts = readText(kFields + kLine +
                                         "2026-11-23 00:43:45 GET /a b 10.0.0.5 200 512 250\r\n"
                                         "2026-11-23 00:43:45 GET /a 10.0.0.5 200 512\r\n"
                                         "2026-13-23 00:43:45 GET /a 10.0.0.5 200 512 250\r\n"
                                         "2026-11-23 00:61:45 GET /a 10.0.0.5 200 512 250\r\n"
                                         "2026-11-23 00:43:45 GET /a 10.0.0.5 2x0 512 250\r\n"
                                         "2026-11-23 00:43:45 GET /a 10.0.0.5 200 many 250\r\n"
                                         "2026-11-23 00:43:45 GET /a 10.0.0.5 200 - -\r\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->malformedLines, (std::vector<std::uint64_t>{3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(counts->valid, 2u);
}

TEST_F(IisLog, TimesThatMakeNoSenseAreIgnoredAndCounted) {
  const Result<Counts> counts = readText(kFields +
                                         "2026-11-23 00:43:45 GET /a 10.0.0.5 200 512 -5\r\n"
                                         "2026-11-23 00:43:45 GET /a 10.0.0.5 200 512 NaN\r\n"
                                         "2026-11-23 00:43:45 GET /a 10.0.0.5 200 512 -\r\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 3u);
  EXPECT_EQ(counts->ignoredDurations, 2u);
  EXPECT_EQ(taken[0].arrivalNs, taken[0].stampNs);
}

TEST_F(IisLog, TimeTakenWithADecimalPointIsSeconds) {
  ASSERT_TRUE(readText(kFields + "2026-11-23 00:43:45 GET /a 10.0.0.5 200 512 0.125\r\n").ok());
  EXPECT_EQ(taken[0].durationNs, 125'000'000);
}

TEST_F(IisLog, TabsMayStandBetweenTheColumns) {
  const auto counts = readText(
      "#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent) time-taken\n"
      "2026-11-23\t00:43:45\t10.0.0.1\tGET\t/AppX/a b\t200\tMozilla\t0.068\n"
      "2026-11-23\t00:43:45\t10.0.0.1\tGET\t/AppX/\t200\tMozilla\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->malformedLines, (std::vector<std::uint64_t>{4}));
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].target, "/AppX/a b");
  EXPECT_EQ(taken[0].durationNs, 68'000'000);
}

TEST_F(IisLog, AByteOrderMarkInFrontIsSkipped) {
  const Result<Counts> counts = readText("\xEF\xBB\xBF" + kFields + kLine);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->directives, 1u);
  EXPECT_EQ(counts->valid, 1u);
}

TEST_F(IisLog, MoreColumnsThanAnySiteHasAreRefusedQuietly) {
  std::string fields = "#Fields: date time";
  for (int i = 0; i < 5'000; ++i) fields += " x" + std::to_string(i);
  EXPECT_FALSE(readText(fields + "\r\n" + kLine).ok());
}

}  // namespace
}  // namespace headroom::trace
