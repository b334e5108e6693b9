// The same requests written in many formats, counted by the reader and, from the requests themselves, by the test.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "engine/trace/civil_time.h"
#include "engine/trace/summary.h"
#include "tests/trace/dice.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

constexpr std::int64_t kMs = 1'000'000;

struct Request {
  std::int64_t startNs = 0, durationNs = 0;
  std::string client, method, path;
  int status = 0;
  std::int64_t bytes = 0;
};

/// How a format writes a request whose stamp is `stampNs`.
struct Writer {
  const char* name;
  bool stampsEnd;
  std::int64_t stampUnitNs;
  const char* header;
  const char* damaged;
  std::function<std::string(const Request&, std::int64_t stampNs)> line;
};

std::string iso(std::int64_t ns) {
  return utcText(ns);
}

std::string clf(std::int64_t ns, bool milliseconds = false) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string text = iso(ns);
  const int month = std::stoi(text.substr(5, 2));
  return text.substr(8, 2) + "/" + kMonths[month - 1] + "/" + text.substr(0, 4) + ":" + text.substr(11, 8) +
         (milliseconds ? text.substr(19, 4) : "");
}

std::string ncsa(const Request& r, std::int64_t stamp) {
  return fmt::format("{} - - [{} +0000] \"{} {} HTTP/1.1\" {} {} \"-\" \"curl/8.5\"", r.client, clf(stamp), r.method,
                     r.path, r.status, r.bytes);
}

std::string iis(const Request& r, std::int64_t stamp) {
  return fmt::format("{} {} {} {} {} {} {} {}\r", iso(stamp).substr(0, 10), iso(stamp).substr(11, 8), r.client,
                     r.method, r.path, r.status, r.bytes, r.durationNs / kMs);
}

std::string haproxy(const Request& r, std::int64_t stamp) {
  const std::int64_t ms = r.durationNs / kMs;
  return fmt::format(
      "Nov 23 00:00:00 lb haproxy[7]: {}:4711 [{}] www Global/FE1 0/0/1/{}/{} {} {} - - ---- 1/1/1/1/0 "
      "0/0 \"{} {} HTTP/1.1\"",
      r.client, clf(stamp, true), ms, ms, r.status, r.bytes, r.method, r.path);
}

std::string nginxJson(const Request& r, std::int64_t stamp) {
  return fmt::format(
      "{{\"msec\":\"{}.{:03}\",\"remote_addr\":\"{}\",\"request_method\":\"{}\",\"request_uri\":\"{}\","
      "\"status\":\"{}\",\"body_bytes_sent\":\"{}\",\"request_time\":\"{:.3f}\"}}",
      stamp / 1'000'000'000, stamp / kMs % 1'000, r.client, r.method, r.path, r.status, r.bytes,
      static_cast<double>(r.durationNs) / 1e9);
}

std::string envoy(const Request& r, std::int64_t stamp) {
  return fmt::format("[{}] \"{} {} HTTP/1.1\" {} - 0 {} {} 1 \"{}\" \"curl\" \"id\" \"host\" \"10.9.9.9:80\"",
                     iso(stamp), r.method, r.path, r.status, r.bytes, r.durationNs / kMs, r.client);
}

std::string balancer(const Request& r, std::int64_t stamp) {
  return fmt::format(
      "https {} app/lb/1 {}:4711 10.0.0.1:80 0.000 {:.3f} 0.000 {} {} 9 {} \"{} {} HTTP/1.1\" \"curl\" - -", iso(stamp),
      r.client, static_cast<double>(r.durationNs) / 1e9, r.status, r.status, r.bytes, r.method, r.path);
}

std::vector<Writer> writers() {
  constexpr std::int64_t kSecond = 1'000 * kMs;
  return {
      {"combined-D", false, kSecond, "", "10.0.0.1 - -",
       [](const Request& r, std::int64_t t) { return ncsa(r, t) + fmt::format(" {}", r.durationNs / 1'000); }},
      {"nginx-rt", true, kSecond, "", "10.0.0.1 - -",
       [](const Request& r, std::int64_t t) {
         return ncsa(r, t) + fmt::format(" rt={:.3f} urt=0.001", static_cast<double>(r.durationNs) / 1e9);
       }},
      {"iis-w3c", true, kSecond,
       "#Version: 1.0\r\n#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes time-taken\r\n",
       "2026-11-23 00:00:00 10.0.0.1 GET /AppX", iis},
      {"haproxy-http", false, kMs, "", "Nov 23 00:00:00 lb haproxy[7]: Proxy www started.", haproxy},
      {"nginx-json", true, kMs, "", "{\"msec\":\"1795", nginxJson},
      {"envoy", false, kMs, "", "[2026-11-23T00:00:00.000Z] warning", envoy},
      {"aws-alb", true, kMs, "", "https 2026-11-23T00:00:00.000Z", balancer},
  };
}

std::vector<Request> traffic(Dice& dice, std::size_t count) {
  static const std::vector<std::string> kPaths = {"/AppX/Home", "/appx/home", "/AppY/rest/v1/a%20b",
                                                  "/",          "/a.b~c;d/e", "/AppX%2fHome"};
  static const std::vector<std::string> kMethods = {"GET", "GET", "GET", "POST", "PUT", "M-SEARCH"};
  static const std::vector<int> kStatus = {200, 200, 200, 304, 404, 499, 503};
  std::vector<Request> requests(count);
  std::int64_t now = *parseUtc("2026-11-23T23:58:00Z");  // goes on behind midnight
  for (Request& r : requests) {
    now += static_cast<std::int64_t>(dice.below(400)) * kMs;
    r = {now,
         static_cast<std::int64_t>(1 + dice.below(3'000)) * kMs,
         fmt::format("10.0.{}.{}", dice.below(3), dice.below(40)),
         kMethods[dice.below(kMethods.size())],
         kPaths[dice.below(kPaths.size())],
         kStatus[dice.below(kStatus.size())],
         static_cast<std::int64_t>(dice.below(1u << 20))};
  }
  return requests;
}

/// A log of the requests in the order of their stamps, with some lines damaged, and what is in it.
struct Written {
  std::string text;
  Summary truth;
};

Summary::Frequencies mostFrequent(const std::map<std::string, std::uint64_t>& counts) {
  Summary::Frequencies all(counts.begin(), counts.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return all;
}

void count(const std::vector<std::pair<std::int64_t, Request>>& logged, Summary& truth) {
  std::map<std::string, std::uint64_t> status, methods, segments;
  std::map<std::int64_t, std::uint64_t> minutes;
  std::set<std::string> clients;
  std::vector<std::int64_t> durations;
  for (const auto& [stamp, r] : logged) {
    ++status[std::to_string(r.status)];
    ++methods[r.method];
    const std::string segment = r.path.substr(1, r.path.find('/', 1) - 1);
    ++segments[segment.empty() ? "(root)" : segment];
    ++minutes[stamp / 60'000'000'000];
    clients.insert(r.client);
    durations.push_back(r.durationNs / kMs);
    truth.bytesSum += static_cast<std::uint64_t>(r.bytes);
  }
  std::sort(durations.begin(), durations.end());
  const auto rank = [&](std::size_t percent) {
    return static_cast<double>(durations[(durations.size() * percent + 99) / 100 - 1]);
  };
  truth.durations = DurationTally::Figures{durations.size(), 0, rank(50), rank(95), rank(99), rank(100)};
  truth.status = Summary::Frequencies(status.begin(), status.end());
  truth.methods = mostFrequent(methods);
  truth.segmentsTop = mostFrequent(segments);
  truth.clients.count = clients.size();
  for (const auto& [minute, requests] : minutes)
    truth.peakMinute.requests = std::max(truth.peakMinute.requests, requests);
  truth.firstNs = logged.front().first;
  truth.lastNs = logged.back().first;
  truth.valid = logged.size();
}

Written write(const Writer& writer, const std::vector<Request>& requests, Dice& dice) {
  Written written{writer.header, {}};
  std::vector<std::pair<std::int64_t, Request>> logged;
  for (const Request& r : requests) {
    const std::int64_t stamp = r.startNs + (writer.stampsEnd ? r.durationNs : 0);
    logged.emplace_back(stamp / writer.stampUnitNs * writer.stampUnitNs, r);
  }
  std::stable_sort(logged.begin(), logged.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [stamp, r] : logged) {
    written.text += writer.line(r, stamp) + "\n";
    if (dice.below(25) > 0) continue;
    written.text += std::string(writer.damaged) + "\n";
    ++written.truth.malformed;
  }
  count(logged, written.truth);
  return written;
}

class EveryFormat : public LogFiles, public ::testing::WithParamInterface<int> {};

TEST_P(EveryFormat, TellsTheSameOfTheSameRequests) {
  Dice dice(static_cast<std::uint64_t>(GetParam()));
  const std::vector<Request> requests = traffic(dice, 1'500);
  for (const Writer& writer : writers()) {
    SCOPED_TRACE(writer.name);
    const Written written = trace::write(writer, requests, dice);
    const Result<Summary> summary = summarise({LogFiles::write("log", written.text)}, {});
    ASSERT_TRUE(summary.ok());
    const Summary& truth = written.truth;
    EXPECT_EQ(summary->format, writer.name);
    EXPECT_EQ(summary->valid, truth.valid);
    EXPECT_EQ(summary->malformed, truth.malformed);
    EXPECT_EQ(summary->status, truth.status);
    EXPECT_EQ(summary->methods, truth.methods);
    EXPECT_EQ(summary->segmentsTop, truth.segmentsTop);
    EXPECT_EQ(summary->clients.count, truth.clients.count);
    EXPECT_EQ(summary->bytesSum, truth.bytesSum);
    EXPECT_EQ(summary->peakMinute.requests, truth.peakMinute.requests);
    EXPECT_EQ(summary->firstNs, truth.firstNs);
    EXPECT_EQ(summary->lastNs, truth.lastNs);
    EXPECT_EQ(summary->backwardSteps, 0u);
    ASSERT_TRUE(summary->durations);
    EXPECT_EQ(summary->durations->n, truth.durations->n);
    EXPECT_DOUBLE_EQ(summary->durations->p50, truth.durations->p50);
    EXPECT_DOUBLE_EQ(summary->durations->p99, truth.durations->p99);
    EXPECT_DOUBLE_EQ(summary->durations->max, truth.durations->max);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, EveryFormat, ::testing::Range(1, 6));

}  // namespace
}  // namespace headroom::trace
