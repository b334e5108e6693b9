// Logs exported to a trace file and read again, whole, cut, damaged and made by an enemy.
#include <zstd.h>

#include <nlohmann/json.hpp>

#include "engine/trace/byte_source.h"
#include "engine/trace/export.h"
#include "engine/trace/summary.h"
#include "engine/trace/zstd_sink.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

std::string unpacked(const std::string& packed) {
  std::string all, piece(std::size_t{1} << 16, '\0');
  ZSTD_DStream* stream = ZSTD_createDStream();
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  while (in.pos < in.size) {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    if (ZSTD_isError(ZSTD_decompressStream(stream, &out, &in)) != 0) break;
    all.append(piece, 0, out.pos);
  }
  ZSTD_freeDStream(stream);
  return all;
}

/// Everything that a record says, but for where it stands.
std::string described(const Record& r) {
  std::string text;
  for (const std::int64_t number : {r.stampNs, r.durationNs.value_or(-1), r.arrivalNs, std::int64_t{r.status},
                                    r.bytes.value_or(-1), r.queueNs, r.headNs, r.serviceNs, std::int64_t{r.proxied},
                                    std::int64_t{r.badRequestLine}, std::int64_t{r.wholeSecondStamp}})
    text += std::to_string(number) + "|";
  for (const std::string_view field :
       {r.client, r.forwardedFor, r.method, r.target, r.user, r.cookie, r.agent, r.server, r.tier, r.capture})
    text += std::string(field) + "|";
  return text;
}

std::vector<std::string> recordsOf(const std::string& path) {
  std::vector<std::string> records;
  const auto counts = read(path, 0, {}, [&](const Record& record) {
    records.push_back(described(record));
    return true;
  });
  EXPECT_TRUE(counts.ok()) << path;
  if (counts) expectAddsUp(*counts);
  return records;
}

class TraceFileOf : public LogFiles {
 protected:
  std::string exported(const std::vector<std::string>& logs, std::optional<HashKey> key = std::nullopt,
                       const std::string& name = "out.hrt") {
    ExportOptions options;
    options.pseudonyms = key;
    const auto facts = exportRequests(logs, path(name), options);
    EXPECT_TRUE(facts.ok()) << (facts ? "" : facts.problems()[0].what);
    return path(name);
  }
  std::string small() {
    std::string log;
    for (int i = 0; i < 50; ++i)
      log += "10.0.0." + std::to_string(i) + " - - [23/Nov/2026:10:00:0" + std::to_string(i % 10) +
             " +0000] \"GET /AppX/" + std::to_string(i) + "?q=" + std::to_string(i) +
             " HTTP/1.1\" 200 10 \"-\" \"curl/8\"\n";
    return write("small.log", log);
  }
};

class EveryFormat : public TraceFileOf, public ::testing::WithParamInterface<const char*> {};

TEST_P(EveryFormat, ComesBackAsItWas) {
  const std::string log = dataFile(GetParam()), file = exported({log});
  EXPECT_EQ(recordsOf(file), recordsOf(log));
  Json before = Json::parse(toJson(*summarise({log}, {}))), after = Json::parse(toJson(*summarise({file}, {})));
  EXPECT_EQ(after["format"], "headroom-trace");
  EXPECT_EQ(after["malformed"], 0);
  EXPECT_EQ(after["time_semantics"], before["time_semantics"]);
  // the file has no lines that are no requests, and no way to say that a time made no sense
  for (const char* key : {"format", "lines", "blank", "directives", "other_records", "malformed", "malformed_lines",
                          "files", "durations_ignored", "bytes", "bytes_uncompressed", "crlf_lines",
                          "unterminated_last_line", "tz_offsets", "entries"}) {
    before.erase(key);
    after.erase(key);
  }
  EXPECT_EQ(after, before);
}

INSTANTIATE_TEST_SUITE_P(Logs, EveryFormat,
                         ::testing::Values("FE1.log.gz", "apache-combined.log.gz", "apache-combined-D.log.gz",
                                           "nginx-timed.log.gz", "iis-full-xff.log.gz", "iis-native.log.gz",
                                           "haproxy.log", "chain-haproxy-httplog.log.gz", "chain-caddy.jsonl.gz",
                                           "chain-nginx-json.jsonl.gz", "traefik.jsonl.gz", "traefik.log.gz",
                                           "alb.log.gz", "clb.log.gz", "envoy.log.gz", "jmeter.jtl.gz"));

TEST_F(TraceFileOf, SeveralLogsKeepsThemApart) {
  const std::string file = exported({dataFile("FE1.log.gz"), dataFile("apache-combined.log.gz")});
  std::vector<std::uint32_t> logs;
  const auto counts = read(file, 0, {}, [&](const Record& record) {
    if (logs.empty() || logs.back() != record.log) logs.push_back(record.log);
    return true;
  });
  EXPECT_EQ(logs, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(counts->timeSemantics, "mixed");
  EXPECT_TRUE(counts->warnings.empty());
}

TEST_F(TraceFileOf, IisIgnoresCaseOnceMore) {
  const auto line = [](const std::string& path) { return "2026-11-23 10:00:00 GET " + path + " 200\r\n"; };
  const std::string log = write("u_ex.log", "#Fields: date time cs-method cs-uri-stem sc-status\r\n" + line("/AppX/a") +
                                                line("/appx/b") + line("/APPX/c") + line("/AppY"));
  const std::string once = exported({log}, {}, "once.hrt"), twice = exported({once}, {}, "twice.hrt");
  for (const std::string& file : {once, twice}) {
    const auto summary = summarise({file}, {});
    ASSERT_TRUE(summary.ok());
    EXPECT_EQ(summary->applications, (Summary::Frequencies{{"APPX", 3}, {"AppY", 1}})) << file;
  }
  const auto mixed = summarise({exported({log, dataFile("apache-combined.log.gz")}, {}, "mixed.hrt")}, {});
  EXPECT_FALSE(mixed->caseIsIgnored);
}

TEST_F(TraceFileOf, MuchTrafficIsSmall) {
  const std::string file = exported({dataFile("FE1.log.gz")});
  EXPECT_LT(fileContent(file).size(),
            read(dataFile("FE1.log.gz"), 0, {}, [](const Record&) { return true; })->unpackedBytes / 10);
}

TEST_F(TraceFileOf, TwoFilesBehindEachOtherAreOne) {
  const std::string one = fileContent(exported({dataFile("FE1.log.gz")}));
  const std::string two = fileContent(exported({dataFile("apache-combined.log.gz")}));
  const auto counts = readFile(write("both.hrt", one + two));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 4'398u + 629u);
  EXPECT_TRUE(counts->warnings.empty());
}

TEST_F(TraceFileOf, PlainAndGzipContentIsReadToo) {
  const std::string content = unpacked(fileContent(exported({small()})));
  for (const std::string& bytes : {content, gzipped(content)}) {
    const auto counts = readFile(write("plain", bytes));
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ(counts->valid, 50u);
    EXPECT_TRUE(counts->warnings.empty());
  }
}

TEST_F(TraceFileOf, ACutAnywhereIsToldByItsPlace) {
  const std::string content = unpacked(fileContent(exported({small()})));
  for (std::size_t length = 40; length < content.size(); length += 23) {
    const auto counts = readFile(write("cut.hrt", content.substr(0, length)));
    if (!counts) continue;  // not one request is left
    expectAddsUp(*counts);
    EXPECT_LE(counts->valid, 50u);
    ASSERT_EQ(counts->warnings.size(), 1u) << length;
    EXPECT_GT(counts->warnings[0].place.line, 0) << length;
    EXPECT_THAT(counts->warnings[0].what, ::testing::AnyOf(HasSubstr("ends inside of message"), HasSubstr("was cut")));
  }
}

TEST_F(TraceFileOf, DamageIsCountedAndHurtsNothingElse) {
  const std::string content = unpacked(fileContent(exported({small()})));
  for (std::size_t at = 40; at < content.size(); at += 17) {
    for (const char damage : {'\0', '\x7F', '\xFF'}) {
      std::string bytes = content;
      bytes[at] = damage;
      const auto counts = readFile(write("damaged.hrt", bytes));
      if (!counts) continue;
      expectAddsUp(*counts);
      EXPECT_LE(counts->lines, 60u) << at;
    }
  }
}

TEST_F(TraceFileOf, ALengthThatIsNoneEndsTheReading) {
  const std::string content = unpacked(fileContent(exported({small()})));
  const auto counts = readFile(write("bad.hrt", content + std::string(10, '\xFF') + content));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 50u);
  EXPECT_EQ(counts->malformed, 1u);
  EXPECT_EQ(counts->malformedLines, (std::vector<std::uint64_t>{53}));
  EXPECT_THAT(format(counts->warnings.at(0)), HasSubstr("bad.hrt:52: warning: is damaged behind message 52, at byte " +
                                                        std::to_string(content.size())));
}

TEST_F(TraceFileOf, ANewerVersionIsRefusedWithBoth) {
  std::string content = unpacked(fileContent(exported({small()})));
  const std::size_t version = content.find("headroom.trace") + 14;
  ASSERT_EQ(content.substr(version, 2), std::string("\x10\x01"));
  content[version + 1] = 9;
  const auto counts = readFile(write("new.hrt", content));
  ASSERT_FALSE(counts.ok());
  EXPECT_THAT(counts.problems()[0].what, HasSubstr("version 9; version 1 is the newest"));
}

TEST_F(TraceFileOf, ABombIsNoTrace) {
  const std::string head = unpacked(fileContent(exported({small()}))).substr(0, 40);
  std::string bytes = head + std::string(std::size_t{200} << 20, '\x12');
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 1));
  const auto counts = readFile(write("bomb.hrt", packed));
  EXPECT_FALSE(counts.ok());
}

TEST_F(TraceFileOf, ATrafficOfOneRequestAgainAndAgainIsNotTakenForABomb) {
  const std::string file = path("same.zst");
  auto sink = ZstdSink::create(file);
  const std::string line = "10.0.0.1 - - [23/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 10\n";
  std::string block;
  while (block.size() < std::size_t{1} << 20) block += line;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(sink->write(block).ok());
  const auto bytes = sink->commit();
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(*bytes, fileContent(file).size());
  std::uint64_t valid = 0;
  const auto counts = read(file, 0, {}, [&](const Record&) { return ++valid > 0; });
  ASSERT_TRUE(counts.ok()) << counts.problems()[0].what;
  EXPECT_EQ(valid, 100 * (block.size() / line.size()));
}

TEST_F(TraceFileOf, NothingIsWrittenWhenSomethingIsWrong) {
  const std::string good = small();
  write("out.hrt", "old");
  EXPECT_FALSE(exportRequests({good, path("missing")}, path("out.hrt"), {}).ok());
  ExportOptions none;
  none.selects = [](const Record&) { return false; };
  EXPECT_THAT(exportRequests({good}, path("out.hrt"), none).problems().at(0).what, HasSubstr("no request"));
  EXPECT_EQ(fileContent(path("out.hrt")), "old");
  EXPECT_THAT(exportRequests({good}, path("no/folder.hrt"), {}).problems().at(0).what, HasSubstr("cannot write"));
}

}  // namespace
}  // namespace headroom::trace
