// Formats that the user spells out.
#include "engine/trace/civil_time.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

class FormatString : public LogFiles {
 protected:
  Result<Counts> readAs(const std::string& pattern, const std::string& text) {
    ReadOptions options;
    options.format.pattern = pattern;
    return readText(text, options);
  }
};

TEST_F(FormatString, ApachesAreTakenVerbatim) {
  const auto counts = readAs(
      R"(LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %{ms}T %{X-Forwarded-For}i" timed)",
      "a.b:80 10.0.0.1 - - [23/Nov/2026:00:43:45 +0100] \"GET /a\"b HTTP/1.1\" 200 - \"-\" \"x \\\"y\\\" z\" 12 "
      "203.0.113.1, 10.0.0.2\n");
  ASSERT_TRUE(counts.ok());
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].client, "10.0.0.1");
  EXPECT_EQ(taken[0].target, "/a\"b");
  EXPECT_EQ(taken[0].durationNs, 12'000'000);
  EXPECT_EQ(taken[0].stampNs, *parseUtc("2026-11-22T23:43:45Z"));
  EXPECT_EQ(taken[0].forwardedFor, "203.0.113.1, 10.0.0.2");
  EXPECT_FALSE(taken[0].bytes);
}

TEST_F(FormatString, ApachesTimeMayBeSpreadOverFields) {
  const auto counts = readAs(R"([%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] %a "%m %U%q" %s %B %D)",
                             "[23/Nov/2026 00:43:45.250 +0000] 10.0.0.1 \"GET /AppX?a=1\" 304 0 1500\n");
  ASSERT_FALSE(counts.ok());  // %U%q has nothing between its fields
  ASSERT_TRUE(readAs(R"([%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] %a "%m %U" %s %B %D)",
                     "[23/Nov/2026 00:43:45.250 +0000] 10.0.0.1 \"GET /AppX\" 304 0 1500\n")
                  .ok());
  EXPECT_EQ(taken[0].stampNs, *parseUtc("2026-11-23T00:43:45.250Z"));
  EXPECT_EQ(taken[0].durationNs, 1'500'000);
  EXPECT_EQ(taken[0].method, "GET");
}

TEST_F(FormatString, NginxsAreTakenVerbatimWithListsOfUpstreams) {
  const auto counts = readAs(
      "log_format main '$remote_addr [$time_iso8601] \"$request\" $status '\n  '$body_bytes_sent ${request_time} "
      "$upstream_response_time \"$http_user_agent\"';",
      "10.0.0.1 [2026-11-23T00:43:45+00:00] \"GET /AppX HTTP/1.1\" 200 5 0.250 0.100, 0.140 : 0.010 \"x\"\n"
      "10.0.0.1 [2026-11-23T00:43:45+00:00] \"\" 400 0 0.000 - \"-\"\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "nginx-rt");
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(taken[0].arrivalNs, *parseUtc("2026-11-23T00:43:44.750Z"));
  EXPECT_EQ(counts->badRequestLine, 1u);
}

TEST_F(FormatString, DatesInWordsAndWithHalvesOfTheDay) {
  ASSERT_TRUE(readAs(R"(%h [%{%A, %B %e, %Y %I:%M:%S %p}t] "%r" %>s %b)",
                     "h [Monday, November  3, 2026 12:05:06 PM] \"GET / HTTP/1.0\" 200 1\n")
                  .ok());
  EXPECT_EQ(taken[0].stampNs, *parseUtc("2026-11-03T12:05:06Z"));
}

TEST_F(FormatString, OnesThatCannotWorkAreProblems) {
  EXPECT_FALSE(readAs("%h %l", "x\n").ok());
  EXPECT_FALSE(readAs("%h %t %{Referer", "x\n").ok());
  EXPECT_FALSE(readAs("$remote_addr ${status", "x\n").ok());
  EXPECT_FALSE(readAs("", "not a log\n").ok());
}

}  // namespace
}  // namespace headroom::trace
