// Access logs that came through syslog or out of a container.
#include "engine/trace/civil_time.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

class ShippedLog : public LogFiles, public ::testing::WithParamInterface<const char*> {};

TEST_P(ShippedLog, TheClientStandsBehindThePrefix) {
  const std::string prefix = GetParam();
  const auto counts = readText(
      prefix + "2001:db8::1 - - [23/Nov/2026:00:43:45 +0000] \"GET /AppX/ HTTP/1.1\" 200 5 \"-\" \"curl\"\n" + prefix +
      "10.0.0.2 - jo hn [23/Nov/2026:00:43:45 +0000] \"GET /AppX/ HTTP/1.1\" 200 5 \"-\" \"curl\"\n" + prefix +
      "www.example.com:443 10.0.0.3 - - [23/Nov/2026:00:43:45 +0000] \"GET /AppX/ HTTP/1.1\" 200 5 \"-\" \"curl\"\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->malformed, 0u);
  ASSERT_EQ(taken.size(), 3u);
  EXPECT_EQ(taken[0].client, "2001:db8::1");
  EXPECT_EQ(taken[1].client, "10.0.0.2");
  EXPECT_EQ(taken[2].client, "10.0.0.3");
}

TEST_P(ShippedLog, EnvoysLinesAreFoundBehindThePrefix) {
  const auto counts = readText(std::string(GetParam()) +
                               "[2026-11-23T00:43:45.800Z] \"GET /AppX/ HTTP/1.1\" 200 - 0 135 3 1 \"10.0.0.1\" "
                               "\"curl\" \"id\" \"host\" \"10.0.0.9:80\"\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "envoy");
  EXPECT_EQ(utcText(taken.at(0).stampNs), "2026-11-23T00:43:45.800Z");
}

INSTANTIATE_TEST_SUITE_P(Prefixes, ShippedLog,
                         ::testing::Values("", "Nov 23 00:43:45 web1 nginx: ", "<190>Nov  3 00:43:45 web1 nginx[77]: ",
                                           "2026-11-23T00:43:45.123456+01:00 web1 nginx: ",
                                           "<190>1 2026-11-23T00:43:45.123Z web1 nginx 77 - - ",
                                           "<190>1 2026-11-23T00:43:45Z web1 nginx - ID1 [a@1 b=\"[x] y\"] ",
                                           "2026-11-23T00:43:45.123456789Z stdout F ", "web-1  | "));

}  // namespace
}  // namespace headroom::trace
