// Who answered, by the logs of proxies.
#include "engine/trace/summary.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

class ServerOf : public LogFiles {
 protected:
  std::string server(const std::string& line, const FormatOptions& format = {}) {
    ReadOptions options;
    options.format = format;
    std::string server = "no request";
    const auto counts = read(write("log", line + "\n"), 0, options, [&](const Record& record) {
      server = record.server;
      return true;
    });
    return counts.ok() ? server : counts.problems().front().what;
  }
  /// A combined line with this behind it.
  std::string behind(const std::string& tail) {
    return server("10.0.0.1 - - [07/Feb/2020:11:48:51 +0000] \"GET /a HTTP/1.1\" 200 59 \"-\" \"curl/7.54.0\" " + tail);
  }
};

TEST_F(ServerOf, ALineOfNginxIsTheLastUpstreamThatWasTried) {
  EXPECT_EQ(behind("rt=0.500 uct=0.001 urt=0.421 uaddr=10.0.0.5:8080"), "10.0.0.5:8080");
  EXPECT_EQ(behind("rt=0.500 upstream_addr=\"10.0.0.5:80, [2001:db8::6]:80\" urt=\"0.005, 0.300\""),
            "[2001:db8::6]:80");
  EXPECT_EQ(behind("rt=0.500 upstream=10.0.0.5:80 : unix:/run/app.sock urt=0.005 : 0.310"), "unix:/run/app.sock");
  EXPECT_EQ(behind("rt=0.500 uaddr=- urt=-"), "");
  EXPECT_EQ(behind("rt=0.500 urt=0.421"), "");
}

TEST_F(ServerOf, TheIngressIsTheFirstOfItsLists) {
  EXPECT_EQ(behind("89 0.500 [a-80] [] 172.17.0.5:8080 59 0.421 200 529a00"), "172.17.0.5:8080");
  EXPECT_EQ(behind("89 0.500 [a-80] [] 10.0.0.5:80, 10.0.0.6:80 0, 59 0.005, 0.300 502, 200 529a00"), "10.0.0.6:80");
  EXPECT_EQ(behind("89 0.500 [a-80] [] - - - - 529a00"), "");
  EXPECT_EQ(behind("89 0.500 [a-80"), "");
}

TEST_F(ServerOf, AFormatStringNamesIt) {
  FormatOptions format;
  format.pattern =
      "$remote_addr [$time_local] \"$request\" $status $upstream_addr $upstream_response_time $request_time";
  EXPECT_EQ(
      server("10.0.0.1 [07/Feb/2020:11:48:51 +0000] \"GET /a HTTP/1.1\" 200 10.0.0.5:80, 10.0.0.6:81 0.1, 0.2 0.3",
             format),
      "10.0.0.6:81");
  EXPECT_EQ(server("10.0.0.1 [07/Feb/2020:11:48:51 +0000] \"GET /a HTTP/1.1\" 404 - - 0.000", format), "");
}

TEST_F(ServerOf, JsonHasItByItsKey) {
  const std::string head = "{\"time_iso8601\":\"2026-11-23T00:00:00+00:00\",\"request_uri\":\"/a\",\"status\":200,";
  EXPECT_EQ(server(head + "\"upstream_addr\":\"10.0.0.5:80, 10.0.0.6:81\"}"), "10.0.0.6:81");
  EXPECT_EQ(server(head + "\"upstream_addr\":\"-\"}"), "");
  FormatOptions format;
  format.jsonMap = "server=peer.name";
  EXPECT_EQ(server(head + "\"peer\":{\"name\":\"FE2\"}}", format), "FE2");
}

TEST_F(ServerOf, EnvoyAndLoadBalancersIsTheirTarget) {
  EXPECT_EQ(server("[2026-11-23T00:00:00.123Z] \"GET /a HTTP/1.1\" 200 - 0 59 12 11 \"-\" \"curl\" \"id\" \"www\" "
                   "\"10.0.0.5:8080\""),
            "10.0.0.5:8080");
  EXPECT_EQ(
      server("http 2018-07-02T22:23:00.186641Z app/lb/50 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 "
             "366 \"GET http://www.example.com:80/ HTTP/1.1\" \"curl/7.46.0\" - - arn \"Root=1\" \"-\" \"-\" 0 "
             "2018-07-02T22:22:48.364000Z \"forward\" \"-\" \"-\""),
      "10.0.0.1:80");
}

}  // namespace
}  // namespace headroom::trace
