// Lines of each format with what is special about it.
#include "engine/trace/civil_time.h"
#include "engine/trace/summary.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using Format = LogFiles;

std::int64_t utc(const char* text) {
  return *parseUtc(text);
}

TEST_F(Format, HaproxyTellsWaitServerAndTier) {
  const auto counts = readText(
      "<134>1 2026-11-23T00:43:45.868Z lb01 haproxy 77 - [x@1 a=\"b\"] ::ffff:127.1.0.3:40993 "
      "[23/Nov/2026:00:43:45.800] www~ "
      "Global/FE2 0/12/1/67/+80 200 +3835 - - ---- 7/4/3/3/+1 2/0 {203.0.113.3|Mozilla/5.0 (X11)} {} \"GET /AppY/List "
      "HTTP/1.1\" "
      "0/0000000000000000/0/0/0 -/TLSv1.3/TLS_AES\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "haproxy-http");
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].client, "::ffff:127.1.0.3");
  EXPECT_EQ(taken[0].forwardedFor, "203.0.113.3");
  EXPECT_EQ(taken[0].target, "/AppY/List");
  EXPECT_EQ(taken[0].durationNs, 80'000'000);
  EXPECT_EQ(taken[0].bytes, 3835);
  EXPECT_EQ(taken[0].arrivalNs, utc("2026-11-23T00:43:45.800Z"));
}

TEST_F(Format, HaproxyRequestsWithoutAnAnswerAreLoadAllTheSame) {
  const auto counts = readText(
      "10.0.0.1:1 [23/Nov/2026:00:43:45.800] www Global/<NOSRV> 0/-1/-1/-1/-1 -1 0 - - CR-- 1/1/0/0/0 0/0 \"GET /AppX/ "
      "HTTP/1.1\"\n"
      "10.0.0.1:1 [23/Nov/2026:00:43:45.900] www www/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 \"<BADREQ>\"\n"
      "10.0.0.1:1 [23/Nov/2026:00:43:46.000] www Global/FE1 0/0/0/5/5 200 10 - - ---- 1/1/0/0/0 0/0 \"GET "
      "/AppX/cut-by-sysl\n"
      "10.0.0.1:1 [23/Nov/2026:00:43:46.100] tcp Global/FE1 0/0/5 200 -- 1/1/0/0/0 0/0\n"
      "10.0.0.1:1 [23/Nov/2026:00:43:46.100] www/1: SSL handshake failure\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 3u);
  EXPECT_EQ(counts->malformedLines, (std::vector<std::uint64_t>{4, 5}));
  EXPECT_EQ(counts->badRequestLine, 1u);
  EXPECT_EQ(taken[0].status, -1);
  EXPECT_FALSE(taken[0].durationNs);
  EXPECT_EQ(taken[2].target, "/AppX/cut-by-sysl");
}

TEST_F(Format, ZonelessStampsFollowTheZoneThroughBothChangesOfTheYear) {
  const auto line = [](const char* when) {
    return std::string("10.0.0.1:1 [") + when +
           "] www Global/FE1 0/0/0/5/5 200 10 - - ---- 1/1/0/0/0 0/0 \"GET /AppX/ HTTP/1.1\"\n";
  };
  ReadOptions options;
  options.format.zone = "Europe/Lisbon";
  const auto counts =
      readText(line("29/Mar/2026:00:30:00.000") + line("29/Mar/2026:02:30:00.000") + line("01/Jul/2026:12:00:00.000") +
                   line("25/Oct/2026:01:10:00.000") + line("25/Oct/2026:01:50:00.000") +
                   line("25/Oct/2026:01:10:00.000") + line("25/Oct/2026:02:10:00.000"),
               options);
  ASSERT_TRUE(counts.ok());
  const std::vector<const char*> expected = {"2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-07-01T11:00:00Z",
                                             "2026-10-25T00:10:00Z", "2026-10-25T00:50:00Z", "2026-10-25T01:10:00Z",
                                             "2026-10-25T02:10:00Z"};
  ASSERT_EQ(taken.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(taken[i].stampNs, utc(expected[i])) << i;
  EXPECT_EQ(counts->backwardSteps, 0u);
}

TEST_F(Format, ALogThatBeginsInTheHourThatAutumnRepeatsBeginsWithItsFirstPass) {
  ReadOptions options;
  options.format.zone = "Europe/Lisbon";
  std::string log;
  for (const char* when : {"01:10:00", "01:50:00", "01:05:00", "01:20:00", "02:10:00"}) {
    log += std::string("10.0.0.1:1 [25/Oct/2026:") + when +
           ".000] www Global/FE1 0/0/0/5/5 200 10 - - ---- 1/1/0/0/0 0/0 \"GET /AppX/ HTTP/1.1\"\n";
  }
  const auto counts = readText(log, options);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(taken[0].stampNs, utc("2026-10-25T00:10:00Z"));
  EXPECT_EQ(taken[2].stampNs, utc("2026-10-25T01:05:00Z"));
  EXPECT_EQ(counts->backwardSteps, 0u);
}

TEST_F(Format, ALineOfHaproxyThatSyslogCutsInItsRequestIsARequest) {
  std::string log;
  const std::string request = "\"GET /AppX/Home HTTP/1.1\"";
  for (std::size_t length = request.size(); length >= 1; --length)
    log += "10.0.0.1:1 [25/Oct/2026:10:00:00.000] www Global/FE1 0/0/0/5/5 200 10 - - ---- 1/1/0/0/0 0/0 " +
           request.substr(0, length) + "\n";
  const auto counts = readText(log);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, request.size());
  EXPECT_EQ(counts->badRequestLine, std::string("\"GET ").size());
  EXPECT_EQ(taken[2].target, "/AppX/Home");
  EXPECT_EQ(taken[request.size() - std::string("\"GET /AppX").size()].target, "/AppX");
}

TEST_F(Format, APauseInTheHourThatAutumnRepeatsDoesNotChangeThePass) {
  ReadOptions options;
  options.format.zone = "Europe/Lisbon";
  std::string log;
  for (const char* when : {"00:55:00", "01:20:00", "01:05:00", "01:04:00", "01:55:00", "01:53:00", "02:10:00"}) {
    log += std::string("10.0.0.1:1 [25/Oct/2026:") + when +
           ".000] www Global/FE1 0/0/0/5/5 200 10 - - ---- 1/1/0/0/0 0/0 \"GET /AppX/ HTTP/1.1\"\n";
  }
  ASSERT_TRUE(readText(log, options).ok());
  // a quarter of an hour back is the second pass, and so is what comes fifty minutes behind that; a minute is disorder
  const std::vector<const char*> expected = {"2026-10-24T23:55:00Z", "2026-10-25T00:20:00Z", "2026-10-25T01:05:00Z",
                                             "2026-10-25T01:04:00Z", "2026-10-25T01:55:00Z", "2026-10-25T01:53:00Z",
                                             "2026-10-25T02:10:00Z"};
  ASSERT_EQ(taken.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(taken[i].stampNs, utc(expected[i])) << i;
}

TEST_F(Format, HaproxysCommonLogHasItsTimersBehindTheAgent) {
  const auto counts = readText(
      "10.0.0.1 - - [23/Nov/2026:00:43:45 +0000] \"GET /AppX/ HTTP/1.1\" 200 5 \"\" \"\" 4711 086 \"www~\" \"Global\" "
      "\"FE1\" "
      "1 20 1 66 88 ---- 1 1 1 1 0 0 0 \"\" \"\"\n"
      "10.0.0.1 - - [23/Nov/2026:00:43:45 +0000] \"GET /AppX/ HTTP/1.1\" 503 5 \"\" \"\" 4711 090 \"www~\" \"Global\" "
      "\"<NOSRV>\" "
      "0 -1 -1 -1 30 SC-- 1 1 1 1 0 0 0 \"\" \"\"\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "haproxy-clf");
  EXPECT_EQ(counts->timeSemantics, "start");
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].stampNs, utc("2026-11-23T00:43:45.086Z"));
  EXPECT_EQ(taken[0].durationNs, 88'000'000);
  EXPECT_EQ(taken[1].durationNs, 30'000'000);
  const auto summary = summarise({path("log")}, {});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->servers.front().first, "Global/<NOSRV>");
}

TEST_F(Format, AnUnknownZoneOrFormatIsAProblem) {
  ReadOptions options;
  options.format.zone = "Europe/Atlantis";
  options.format.jsonMap = "when=ts";
  const auto counts = readText("x\n", options);
  ASSERT_FALSE(counts.ok());
  EXPECT_EQ(counts.problems().size(), 2u);  // told together
  ReadOptions named;
  named.format.name = "clf";
  EXPECT_FALSE(readText("x\n", named).ok());
}

TEST_F(Format, EnvoyOfIstioHasTheClientBehindTheUpstream) {
  const auto counts = readText(
      "[2020-11-25T21:26:18.409Z] \"GET /status/418 HTTP/1.1\" 418 - via_upstream - \"-\" 0 135 3 1 \"-\" "
      "\"curl/7.73.0-DEV\" "
      "\"84961386\" \"httpbin:8000\" \"127.0.0.1:80\" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 10.44.1.23:37652 "
      "sni default\n"
      "[2020-11-25T21:26:19.409Z] \"- - HTTP/1.1\" 0 DC 0 0 1 - \"10.0.35.28\" \"-\" \"-\" \"-\" \"-\"\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "envoy");
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].client, "10.44.1.23");
  EXPECT_EQ(taken[0].durationNs, 3'000'000);
  EXPECT_EQ(taken[0].bytes, 135);
  EXPECT_EQ(taken[1].status, 0);
  EXPECT_EQ(taken[1].client, "10.0.35.28");
  EXPECT_TRUE(taken[1].badRequestLine);
}

TEST_F(Format, ClientsOfTheSixthKindAreTheSameWithAndWithoutAPort) {
  const auto istio = [](const std::string& client) {
    return "[2020-11-25T21:26:18.409Z] \"GET / HTTP/1.1\" 200 - via_upstream - \"-\" 0 135 3 1 \"-\" \"curl\" \"8\" "
           "\"httpbin:8000\" \"127.0.0.1:80\" inbound|8000|| 127.0.0.1:41854 10.44.1.27:80 " +
           client + " sni default\n";
  };
  ASSERT_TRUE(readText(istio("[2001:db8::5]:37652") + istio("2001:db8::5") + istio("[2001:db8::5]")).ok());
  ASSERT_EQ(taken.size(), 3u);
  for (const auto& each : taken) EXPECT_EQ(each.client, "2001:db8::5");
  taken.clear();
  const std::string haproxy =
      "Nov 23 00:43:45 lb01 haproxy[77]: 2001:db8::5:54957 [23/Nov/2026:00:43:45.819] www to_X/x 0/0/0/130/130 200 "
      "2014 - - ---- 8/4/2/2/0 0/0 \"GET / HTTP/1.1\"\n";
  ASSERT_TRUE(readText(haproxy).ok());
  EXPECT_EQ(taken.at(0).client, "2001:db8::5") << "HAProxy writes no brackets and always a port";
}

TEST_F(Format, LoadBalancerTimesOfTargetsThatNeverAnsweredAreNone) {
  const auto counts = readText(
      "h2 2026-11-23T00:43:45.000001Z app/farm/1 10.0.0.1:1 - -1 -1 -1 502 - 10 20 \"GET https://a.b:443/AppX "
      "HTTP/2.0\" \"x\" - -\n"
      "https 2026-11-23T00:43:45.000001Z app/farm/1 10.0.0.1:1 - -1 -1 -1 - - 0 0 \"- - - \" \"-\" - -\n");
  ASSERT_TRUE(counts.ok());
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_FALSE(taken[0].durationNs);
  EXPECT_EQ(counts->ignoredDurations, 0u);
  EXPECT_EQ(firstSegment(taken[0].target), "AppX");
  EXPECT_EQ(taken[1].status, Record::kNoStatus);
}

TEST_F(Format, HttperrLinesWithoutARequestAreNotMalformed) {
  const auto counts = readText(
      "#Software: Microsoft HTTP API 2.0\n#Version: 1.0\n#Date: 2026-11-23 00:00:00\n"
      "#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename\n"
      "2026-11-23 00:43:45 10.0.0.5 4711 10.0.0.11 80 HTTP/1.1 GET /AppX/Home 503 1 QueueFull AppXPool\n"
      "2026-11-23 00:43:46 10.0.0.5 4712 10.0.0.11 80 - - - - - Timer_ConnectionIdle -\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "httperr");
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(taken[0].target, "/AppX/Home");
  EXPECT_TRUE(taken[1].badRequestLine);
}

TEST_F(Format, HeaderlessIisIsReadWithItsFieldsNamed) {
  const std::string line = "2018-12-31 12:52:33 10.44.0.136 GET /AppX/ - 443 - 10.50.6.188 agent - 401 0 0 17\n";
  EXPECT_FALSE(readText(line).ok());
  ReadOptions options;
  options.format.fields =
      "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
      "sc-status sc-substatus sc-win32-status time-taken";
  ASSERT_TRUE(readText(line, options).ok());
  EXPECT_EQ(taken[0].client, "10.50.6.188");
  EXPECT_EQ(taken[0].durationNs, 17'000'000);
}

TEST_F(Format, W3cWithTimeAloneGoesOnBehindMidnight) {
  ASSERT_TRUE(readText("#Date: 2026-11-23 23:59:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n"
                       "23:59:59 10.0.0.1 GET /a 200\n00:00:01 10.0.0.1 GET /b 200\n23:00:00 10.0.0.1 GET /c 200\n")
                  .ok());
  EXPECT_EQ(taken[1].stampNs, utc("2026-11-24T00:00:01Z"));
  EXPECT_EQ(taken[2].stampNs, utc("2026-11-24T23:00:00Z"));
}

TEST_F(Format, JsonRecordsThatAreNoRequestAreNotMalformed) {
  const auto counts = readText(
      "caddy-1  | {\"level\":\"info\",\"ts\":1716723772.5,\"msg\":\"serving initial configuration\"}\n"
      "caddy-1  | "
      "{\"ts\":1716723772.6,\"logger\":\"http.log.access\",\"request\":{\"remote_ip\":\"10.0.0.1\",\"method\":\"GET\","
      "\"uri\":\"/"
      "AppX\",\"headers\":{\"X-Forwarded-For\":[\"203.0.113.9\"]}},\"duration\":0.25,\"size\":7,\"status\":200}\n"
      "caddy-1  | "
      "{\"ts\":1716723772.7,\"logger\":\"http.log.error\",\"request\":{\"method\":\"GET\",\"uri\":\"/"
      "AppX\"},\"status\":502}\n"
      "{\"ts\": 1716723772.8, \"request\":{\"method\":\"GET\",\"uri\":\"/A\xFFX\"}, \"duration\": NaN, \"status\": "
      "200}\n"
      "{\"ts\": \"never\", \"request\":{\"method\":\"GET\",\"uri\":\"/AppX\"}, \"status\": 200}\n{\"cut\": \n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "caddy-json");
  EXPECT_EQ(counts->otherRecords, 2u);
  EXPECT_EQ(counts->malformedLines, (std::vector<std::uint64_t>{5, 6}));
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].durationNs, 250'000'000);
  EXPECT_EQ(taken[0].forwardedFor, "203.0.113.9");
  EXPECT_EQ(taken[0].arrivalNs, utc("2024-05-26T11:42:52.350Z"));
  EXPECT_FALSE(taken[1].durationNs);
}

TEST_F(Format, JsonRequestsOfOneWordAreAPathOrNoRequest) {
  const auto counts = readText(
      "{\"time\":1795394625,\"status\":200,\"request\":\"/AppX/Home\"}\n"
      "{\"time\":1795394625,\"status\":400,\"request\":\"\\u0016\\u0003\\u0001\"}\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(taken[0].target, "/AppX/Home");
  EXPECT_FALSE(taken[0].badRequestLine);
  EXPECT_TRUE(taken[1].badRequestLine);
}

TEST_F(Format, JsonOfNodeAndOfGooglesBalancersIsKnown) {
  const auto counts = readText(
      R"({"time":1795394625800,"req":{"method":"GET","url":"/AppX/","remoteAddress":"10.0.0.1"},"res":{"statusCode":200},"responseTime":68})"
      "\n"
      R"({"timestamp":"2026-11-23T00:43:45.8Z","httpRequest":{"requestMethod":"POST","requestUrl":"https://a/AppY/","status":503,"remoteIp":"10.0.0.2","responseSize":"9","latency":"0.068s"}})"
      "\n");
  ASSERT_TRUE(counts.ok());
  ASSERT_EQ(counts->valid, 2u);
  for (const Taken& t : taken) EXPECT_EQ(t.durationNs, 68'000'000);
  EXPECT_EQ(taken[0].target, "/AppX/");
  EXPECT_EQ(taken[0].client, "10.0.0.1");
  EXPECT_EQ(taken[1].method, "POST");
  EXPECT_EQ(taken[1].status, 503);
  EXPECT_EQ(taken[1].bytes, 9);
}

TEST_F(Format, JsonKeysOfAnyNameAreMapped) {
  ReadOptions options;
  options.format.jsonMap = "time=when,status=answer.code,duration=took:us,target=what,method=how,client=who.ip";
  const auto counts = readText(
      "{\"when\":\"23/Nov/2026:00:43:45 "
      "+0100\",\"answer\":{\"code\":\"404\"},\"took\":1500,\"what\":\"/AppX\",\"how\":\"PUT\","
      "\"who\":{\"ip\":\"10.0.0.9\"}}\n",
      options);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(taken[0].stampNs, utc("2026-11-22T23:43:45Z"));
  EXPECT_EQ(taken[0].status, 404);
  EXPECT_EQ(taken[0].durationNs, 1'500'000);
  EXPECT_EQ(taken[0].client, "10.0.0.9");
}

TEST_F(Format, ADocumentOfRequestsIsReadEntryByEntry) {
  const auto counts = readText(
      "\xEF\xBB\xBF{ \"log\": {\"version\": \"1.2\", \"pages\": [{\"id\": \"entries\"}], \"entries\": [\n"
      "{\"startedDateTime\":\"2026-11-23T01:43:45.5+01:00\",\"time\":12.5,\n\"request\":{\"method\":\"GET\",\"url\":"
      "\"https://a/AppX?x={}\"},"
      "\"response\":{\"status\":200,\"bodySize\":-1}},\n"
      "{\"startedDateTime\":\"2026-11-23T01:43:46Z\",\"time\":null,\"request\":{\"method\":\"GET\",\"url\":\"https://a/"
      "\"},"
      "\"response\":{\"status\":0}}]}}\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "har");
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->lines, 2u);
  EXPECT_EQ(taken[0].durationNs, 12'500'000);
  EXPECT_FALSE(taken[0].bytes);
  EXPECT_EQ(taken[1].status, 0);
}

TEST_F(Format, BodiesInsideOfEntriesDoNotMakeThemTooLong) {
  for (const std::size_t shift : {0, 1, 2, 3, 4, 5, 6}) {
    std::string body(shift, 'x');
    while (body.size() < 3'000'000) body += "\\u00e9\\\\\\\"";
    const auto counts = readText(
        "{\"log\":{\"entries\":[{\"startedDateTime\":\"2026-11-23T01:43:46Z\",\"request\":{\"method\":\"GET\","
        "\"url\":\"https://a/AppX\"},\"response\":{\"content\":{\"text\":\"" +
        body + "\"},\"status\":200}}]}}");
    ASSERT_TRUE(counts.ok()) << shift;
    EXPECT_EQ(counts->valid, 1u) << shift;
  }
}

TEST_F(Format, JmeterFieldsMayBeQuotedAndLeftOut) {
  const auto counts = readText(
      "timeStamp,elapsed,label,responseCode,threadName,bytes\n1795394625800,68,\"Open, \"\"now\"\"\",200,u 1,5\n"
      "1795394625900,3,/AppX,Non HTTP response code: java.net.ConnectException,u 2,0\n1795394625900,3,/AppX\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "jmeter-jtl");
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->malformedLines, (std::vector<std::uint64_t>{4}));
  EXPECT_EQ(taken[0].durationNs, 68'000'000);
  EXPECT_EQ(firstSegment(taken[1].target), "AppX");
}

TEST_F(Format, JmeterMayBeToldToWriteSemicolonsAndDates) {
  const auto counts = readText(
      "timeStamp;elapsed;label;responseCode;threadName;bytes\n2026/11/23 00:43:45.800;68;Open, now;200;u 1;5\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "jmeter-jtl");
  EXPECT_EQ(taken[0].stampNs, utc("2026-11-23T00:43:45.800Z"));
  EXPECT_EQ(taken[0].target, "Open, now");
}

TEST_F(Format, JmetersXmlIsNamedWithWhatToDo) {
  const auto counts = readText(
      "<?xml version=\"1.0\"?>\n<testResults version=\"1.2\">\n<httpSample t=\"68\" ts=\"1795394625800\" "
      "rc=\"200\"/>\n");
  ASSERT_FALSE(counts.ok());
  EXPECT_NE(counts.problems()[0].remedy.find("output_format=csv"), std::string::npos);
}

TEST_F(Format, VirtualHostsStandInFront) {
  const auto counts = readText(
      "www.example.com:443 10.0.0.1 - - [23/Nov/2026:00:43:45 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"\n"
      "www.example.com 10.0.0.2 - jo hn [23/Nov/2026:00:43:45 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"\n"
      "[2001:db8::1]:443 fe80::1%eth0 - - [23/Nov/2026:00:43:45 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "vhost-combined");
  EXPECT_EQ(taken[0].client, "10.0.0.1");
  EXPECT_EQ(taken[1].client, "10.0.0.2");
  EXPECT_EQ(taken[2].client, "fe80::1%eth0");
}

}  // namespace
}  // namespace headroom::trace
