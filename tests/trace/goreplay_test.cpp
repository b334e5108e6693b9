// Recordings of GoReplay: requests and responses as raw bytes between lines of monkeys.
#include <zlib.h>

#include "engine/trace/byte_source.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using ::testing::HasSubstr;

constexpr char kMonkeys[] = "\n🐵🙈🙉\n";
constexpr std::int64_t kSecond = 1'000'000'000, kTen = 1'795'428'000 * kSecond;  // 2026-11-23T10:00:00Z

std::string id(int number) {
  const std::string digits = std::to_string(number);
  return std::string(24 - digits.size(), 'a') + digits;
}

std::string request(int number, std::int64_t ns, const std::string& path, const std::string& headers = {},
                    const std::string& body = {}) {
  return "1 " + id(number) + " " + std::to_string(ns) + " 0\nGET " + path +
         " HTTP/1.1\r\nHost: www\r\nUser-Agent: curl/8\r\n" + headers + "\r\n" + body + kMonkeys;
}

std::string response(int number, std::int64_t ns, std::int64_t latency, int status = 200) {
  return "2 " + id(number) + " " + std::to_string(ns) + " " + std::to_string(latency) + "\nHTTP/1.1 " +
         std::to_string(status) + " Whatever\r\nContent-Length: 12\r\n\r\nhello world!" + kMonkeys;
}

class GoReplayRecording : public LogFiles {};

TEST_F(GoReplayRecording, GivesRequestsWithTheirResponses) {
  const std::string log = request(1, kTen, "/AppX/Home?a=1", "X-Forwarded-For: 10.0.0.9\r\nCookie: a=1\r\n") +
                          request(2, kTen + kSecond / 10, "/AppY") + response(2, kTen + kSecond / 2, 1'000, 404) +
                          response(1, kTen, 2 * kSecond);
  const auto counts = readText(log);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "goreplay");
  EXPECT_EQ(counts->timeSemantics, "start");
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->lines, 2u);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].arrivalNs, kTen);
  EXPECT_EQ(taken[0].durationNs, 2 * kSecond);  // the latency since the request
  EXPECT_EQ(taken[0].status, 200);
  EXPECT_EQ(taken[0].bytes, 12);
  EXPECT_EQ(taken[0].method, "GET");
  EXPECT_EQ(taken[0].target, "/AppX/Home?a=1");
  EXPECT_EQ(taken[0].forwardedFor, "10.0.0.9");
  EXPECT_EQ(taken[1].durationNs, 4 * kSecond / 10 + 1'000);  // from the request to the end of the transfer
  EXPECT_EQ(taken[1].status, 404);
}

TEST_F(GoReplayRecording, OfRequestsAloneHasNoStatus) {
  std::string log;
  for (int i = 0; i < 5'000; ++i) log += request(i, kTen + i * 1'000'000, "/AppX/" + std::to_string(i));
  const auto counts = readText(log);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 5'000u);
  EXPECT_EQ(taken[4'999].target, "/AppX/4999");
  EXPECT_EQ(taken[4'999].status, Record::kNoStatus);
  EXPECT_FALSE(taken[4'999].durationNs);
  EXPECT_EQ(counts->backwardSteps, 0u);
}

TEST_F(GoReplayRecording, OlderOnesHaveTheLatencyAlone) {
  const std::string log = "1 " + id(1) + " " + std::to_string(kTen) + "\nGET /a HTTP/1.1\r\n\r\n" + kMonkeys + "2 " +
                          id(1) + " 1500000\nHTTP/1.1 200 OK\r\n\r\n" + kMonkeys;
  ASSERT_TRUE(readText(log).ok());
  EXPECT_EQ(taken.at(0).durationNs, 1'500'000);
}

TEST_F(GoReplayRecording, CountsReplayedAndStrayResponsesAsOtherRecords) {
  std::string replayed = response(1, kTen, 5);
  replayed[0] = '3';
  const auto counts = readText(request(1, kTen, "/a") + replayed + response(7, kTen, 5));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 1u);
  EXPECT_EQ(counts->otherRecords, 2u);
}

TEST_F(GoReplayRecording, SkipsBodiesOfAnySize) {
  std::string body(3'000'000, 'x');
  for (std::size_t i = 0; i < body.size(); i += 100) body[i] = static_cast<char>(i / 100);
  const auto counts = readText(request(1, kTen, "/upload", {}, body) + request(2, kTen + 1, "/b"));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->lines, 2u);
  EXPECT_EQ(taken.at(1).target, "/b");
}

TEST_F(GoReplayRecording, CountsWhatCannotBeRead) {
  const auto counts = readText(request(1, kTen, "/a") + "rubbish" + kMonkeys + "1 " + id(3) +
                               " yesterday\nGET / HTTP/1.1\r\n" + kMonkeys + request(4, kTen, "/b"));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->malformed, 2u);
  expectAddsUp(*counts);
}

TEST_F(GoReplayRecording, TellsThatItWasCut) {
  const std::string log = request(1, kTen, "/a") + request(2, kTen, "/b");
  const auto counts = readText(log.substr(0, log.size() - 20));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_THAT(format(counts->warnings.at(0)), HasSubstr("log:2: warning: record 2 of the recording has no end"));
}

TEST_F(GoReplayRecording, IsReadPackedAndSurvivesACutAnywhere) {
  const std::string log = request(1, kTen, "/a") + response(1, kTen + 5, 5) + request(2, kTen, "/b");
  EXPECT_EQ(readText(gzipped(log))->valid, 2u);
  for (std::size_t length = 0; length < log.size(); ++length) {
    const auto counts = readText(log.substr(0, length));
    if (counts) expectAddsUp(*counts);
  }
}

}  // namespace
}  // namespace headroom::trace
