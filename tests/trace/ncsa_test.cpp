#include "engine/trace/civil_time.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

class NcsaLog : public LogFiles {
 protected:
  /// Reads one line and expects it to be a request.
  Taken one(const std::string& line, const ReadOptions& options = {}) {
    const Result<Counts> counts = readText(line + "\n", options);
    if (!counts.ok() || taken.size() != 1) {
      ADD_FAILURE() << "no request: " << line;
      return {};
    }
    return taken.front();
  }
  bool isMalformed(const std::string& line) {
    const Result<Counts> counts = readText(kGood + line + "\n");
    return counts.ok() && counts->valid == 1 && counts->malformed == 1;
  }

  const std::string kGood = "a - - [23/Nov/2026:00:43:45 +0000] \"GET / HTTP/1.1\" 200 1\n";
};

TEST_F(NcsaLog, CommonLineIsTakenApart) {
  const Taken t = one(R"(burger.letters.com - - [01/Jul/1995:00:00:11 -0400] "GET /shuttle/x.html HTTP/1.0" 304 0)");
  EXPECT_EQ(t.client, "burger.letters.com");
  EXPECT_EQ(t.method, "GET");
  EXPECT_EQ(t.target, "/shuttle/x.html");
  EXPECT_EQ(t.status, 304);
  EXPECT_EQ(t.bytes, 0);
  EXPECT_FALSE(t.durationNs.has_value());
  EXPECT_EQ(utcText(t.stampNs), "1995-07-01T04:00:11.000Z");
  EXPECT_EQ(t.arrivalNs, t.stampNs);
}

TEST_F(NcsaLog, OffsetsOfHalfHoursAreSubtracted) {
  EXPECT_EQ(utcText(one(R"(a - - [22/Jan/2019:03:56:14 +0330] "GET / HTTP/1.1" 200 1)").stampNs),
            "2019-01-22T00:26:14.000Z");
}

TEST_F(NcsaLog, FractionsOfTheSecondAreKept) {
  EXPECT_EQ(utcText(one(R"(a - - [22/Jan/2019:03:56:14.789 +0000] "GET / HTTP/1.1" 200 1)").stampNs),
            "2019-01-22T03:56:14.789Z");
}

TEST_F(NcsaLog, YearsBeyond2038AreFine) {
  EXPECT_EQ(utcText(one(R"(a - - [29/Feb/2096:23:59:59 +0000] "GET / HTTP/1.1" 200 1)").stampNs),
            "2096-02-29T23:59:59.000Z");
}

TEST_F(NcsaLog, ALeapSecondIsTheNextSecond) {
  EXPECT_EQ(utcText(one(R"(a - - [31/Dec/2016:23:59:60 +0000] "GET / HTTP/1.1" 200 1)").stampNs),
            "2017-01-01T00:00:00.000Z");
}

TEST_F(NcsaLog, EscapedAndRawQuotesStayInsideTheRequest) {
  EXPECT_EQ(one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET /q\"x HTTP/1.1" 200 1)").target, R"(/q\"x)");
  EXPECT_EQ(one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET /q"x HTTP/1.1" 200 1)").target, R"(/q"x)");
  EXPECT_EQ(one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET /q\" 200 1)").target, R"(/q\)");
}

TEST_F(NcsaLog, BadRequestLinesAreLoadAllTheSame) {
  const Result<Counts> counts = readText(kGood +
                                         R"(a - - [23/Nov/2026:00:43:45 +0000] "\x16\x03\x01" 400 1
a - - [23/Nov/2026:00:43:45 +0000] "" 400 1
a - - [23/Nov/2026:00:43:45 +0000] "-" 408 -
a - - [23/Nov/2026:00:43:45 +0000] "GET" 400 1
a - - [23/Nov/2026:00:43:45 +0000] "GET /a b HTTP/1.1" 400 1
a - - [23/Nov/2026:00:43:45 +0000] "GET /old" 200 1
)");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 7u);
  EXPECT_EQ(counts->badRequestLine, 5u);
  EXPECT_EQ(taken[2].method, "");
  EXPECT_EQ(taken[6].target, "/old");
}

TEST_F(NcsaLog, AVirtualHostInFrontIsNotTheClient) {
  EXPECT_EQ(one(R"(www.mydomain.net:443 10.1.2.3 - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1)").client,
            "10.1.2.3");
}

TEST_F(NcsaLog, HostListsAndUsersWithSpacesAreTolerated) {
  EXPECT_EQ(one(R"(1.2.3.4, 5.6.7.8 - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1)").client,
            "1.2.3.4, 5.6.7.8");
  const Taken t = one(R"(1.2.3.4 - John [x] Smith [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1)");
  EXPECT_EQ(t.client, "1.2.3.4");
  EXPECT_EQ(one(R"(::1 - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1)").client, "::1");
}

TEST_F(NcsaLog, LinesWithAMissingOrDamagedFieldAreMalformed) {
  EXPECT_TRUE(isMalformed(R"(a [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1)"));
  EXPECT_TRUE(isMalformed(R"(a - - [31/Feb/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1)"));
  EXPECT_TRUE(isMalformed(R"(a - - [23/Nov/2026:24:43:45 +0000] "GET / HTTP/1.1" 200 1)"));
  EXPECT_TRUE(isMalformed(R"(a - - [23/Nov/2026:00:43:45] "GET / HTTP/1.1" 200 1)"));
  EXPECT_TRUE(isMalformed(R"(a - - [23/Nov/9999:00:43:45 +0000] "GET / HTTP/1.1" 200 1)"));
  EXPECT_TRUE(isMalformed(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 20 1)"));
  EXPECT_TRUE(isMalformed(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 x)"));
  EXPECT_TRUE(isMalformed(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1)"));
  EXPECT_TRUE(isMalformed(R"( "Python-urllib/2.7")"));
  EXPECT_TRUE(isMalformed("# a comment"));
}

TEST_F(NcsaLog, ApacheMicrosecondsBehindTheLineAreStampedAtTheStart) {
  const Taken t = one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" 68123)");
  EXPECT_EQ(t.durationNs, 68'123'000);
  EXPECT_EQ(t.arrivalNs, t.stampNs);
  EXPECT_EQ(one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" 0/68123)").durationNs,
            68'123'000);
  EXPECT_EQ(one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" D=7)").durationNs, 7'000);
  EXPECT_EQ(one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 68123)").durationNs, 68'123'000);
}

TEST_F(NcsaLog, NginxRequestTimesMoveTheArrivalBack) {
  const std::string combined = R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" )";
  for (const std::string tail :
       {"\"203.0.113.3\" rt=0.068 uct=0.001 urt=0.067", "0.068", "\"-\" 0.068 0.067 .", "request_time=0.068",
        "rt=\"0.068\"", "89 0.068 [default-web-8080] [] 172.17.0.5:80 59 0.000 200 abc"}) {
    const Taken t = one(combined + tail);
    EXPECT_EQ(t.durationNs, 68'000'000) << tail;
    EXPECT_EQ(t.stampNs - t.arrivalNs, 68'000'000) << tail;
  }
}

TEST_F(NcsaLog, TheUserDecidesWhatStampsMean) {
  const std::string line = R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" 68123)";
  EXPECT_EQ(one(line, {.stamps = StampMeaning::End}).arrivalNs - one(line, {.stamps = StampMeaning::Start}).arrivalNs,
            -68'123'000);
}

TEST_F(NcsaLog, ForwardedAddressesAreFoundBehindTheAgent) {
  EXPECT_EQ(
      one(R"(10.0.0.5 - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" "203.0.113.3, 10.0.0.1")")
          .forwardedFor,
      "203.0.113.3, 10.0.0.1");
  EXPECT_EQ(one(R"(10.0.0.5 - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" "-")").forwardedFor, "");
}

TEST_F(NcsaLog, QuotedTimesOfTriesAreNoAddresses) {
  const Taken t =
      one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" "0.131" "0.010, 0.020 : 0.100")");
  EXPECT_EQ(t.forwardedFor, "");
  EXPECT_EQ(t.durationNs, 131'000'000);
}

TEST_F(NcsaLog, IsoStampsInBracketsAreRead) {
  EXPECT_EQ(utcText(one(R"(a - - [2026-11-23T01:43:45+01:00] "GET / HTTP/1.1" 200 1)").stampNs),
            "2026-11-23T00:43:45.000Z");
  EXPECT_TRUE(isMalformed(R"(a - - [2026-11-31T01:43:45+01:00] "GET / HTTP/1.1" 200 1)"));
}

TEST_F(NcsaLog, MillisecondsTakenForMicrosecondsAreSuspected) {
  std::string log;
  for (int i = 0; i < 40; ++i)
    log += R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" )" + std::to_string(60 + i) + "\n";
  log += R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" 2500)"
         "\n";
  const Result<Counts> counts = readText(log);
  ASSERT_TRUE(counts.ok());
  ASSERT_EQ(counts->warnings.size(), 1u);
  EXPECT_NE(counts->warnings[0].what.find("%{ms}T"), std::string::npos);
}

TEST_F(NcsaLog, DurationsThatMakeNoSenseAreIgnoredAndCounted) {
  std::string log;
  for (const char* time : {"rt=-0.5", "rt=nan", "rt=1e9", "rt=99999999999", "rt=0.1.2", "rt=-", "rt=0.250"}) {
    log += std::string(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" )") + time + "\n";
  }
  const Result<Counts> counts = readText(log);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 7u);
  EXPECT_EQ(counts->ignoredDurations, 5u);  // "-" is no duration at all
  EXPECT_FALSE(taken[0].durationNs.has_value());
  EXPECT_EQ(taken[6].durationNs, 250'000'000);
}

TEST_F(NcsaLog, WholeSecondsBehindTheLineAreNotTakenForMicroseconds) {
  std::string log;
  for (int i = 0; i < 40; ++i) {
    log += R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" )" + std::to_string(i % 3) + "\n";
  }
  const Result<Counts> counts = readText(log);
  ASSERT_TRUE(counts.ok());
  EXPECT_FALSE(taken[1].durationNs.has_value());
  ASSERT_EQ(counts->warnings.size(), 1u);
  EXPECT_NE(counts->warnings[0].what.find("%T"), std::string::npos);
}

TEST_F(NcsaLog, TwoNumbersBehindTheLineAreBytesAndNoDuration) {
  EXPECT_FALSE(
      one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" 812 6150)").durationNs.has_value());
}

TEST_F(NcsaLog, TraefikMillisecondsAreRead) {
  EXPECT_EQ(
      one(R"(a - - [23/Nov/2026:00:43:45 +0000] "GET / HTTP/1.1" 200 1 "-" "curl" 17 "web@docker" "http://10.0.0.2:80" 12ms)")
          .durationNs,
      12'000'000);
}

}  // namespace
}  // namespace headroom::trace
