// Files as they come: packed, cut, huge, foreign, or no logs at all.
#include <sys/stat.h>

#include <thread>

#include "engine/base/error.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using ::testing::HasSubstr;

class LogReading : public LogFiles {
 protected:
  static std::string lines(int n) {
    std::string text;
    for (int i = 0; i < n; ++i) text += kLine;
    return text;
  }
  std::string problemOf(const std::string& file) {
    const Result<Counts> counts = readFile(file);
    if (counts.ok()) return "no problem";
    return format(counts.problems().front());
  }

  static constexpr char kLine[] = "a - - [23/Nov/2026:00:43:45 +0000] \"GET /AppX HTTP/1.1\" 200 1 \"-\" \"curl\"\n";
};

TEST_F(LogReading, AnUnterminatedLastLineCounts) {
  std::string text = lines(3);
  text.pop_back();
  const Result<Counts> counts = readText(text);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->lines, 3u);
  EXPECT_EQ(counts->valid, 3u);
}

TEST_F(LogReading, LinesKeepTheirNumbersOverManyBuffers) {
  const Result<Counts> counts = readText(lines(30'000) + "junk\n" + lines(1));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->malformedLines, std::vector<std::uint64_t>{30'001});
  EXPECT_EQ(taken.back().line, 30'002u);
}

TEST_F(LogReading, GzipIsToldByItsContentAndNotByTheName) {
  const Result<Counts> packed = readFile(write("plain.log", gzipped(lines(500))));
  ASSERT_TRUE(packed.ok());
  EXPECT_EQ(packed->valid, 500u);
  const Result<Counts> plain = readFile(write("lies.log.gz", lines(10)));
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->valid, 10u);
}

TEST_F(LogReading, GzipMembersMayFollowEachOther) {
  const Result<Counts> counts =
      readText(gzipped(lines(3)) + gzipped(lines(4)) + std::string(512, '\0') + gzipped(lines(5)));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 12u);
  EXPECT_TRUE(counts->warnings.empty());
}

TEST_F(LogReading, OfACutGzipFileCountsWhatWasReadableAndTheCutIsTold) {
  const Result<Counts> counts = readFile(dataFile("cut.log.gz"));
  ASSERT_TRUE(counts.ok());
  EXPECT_GT(counts->valid, 900u);
  ASSERT_EQ(counts->warnings.size(), 1u);
  EXPECT_THAT(format(counts->warnings[0]), HasSubstr("cut.log.gz: warning: the gzip data end in the middle"));
}

TEST_F(LogReading, BytesBehindGzipDataAreTold) {
  const Result<Counts> counts = readText(gzipped(lines(3)) + "and now something else");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 3u);
  ASSERT_EQ(counts->warnings.size(), 1u);
  EXPECT_THAT(counts->warnings[0].what, HasSubstr("behind the gzip data"));
}

TEST_F(LogReading, DamageInsideGzipDataIsTold) {
  std::string packed = gzipped(lines(20'000) + fileContent(dataFile("haproxy.log")));
  packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
  const Result<Counts> counts = readText(packed);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->warnings.size(), 1u);
}

TEST_F(LogReading, ADecompressionBombIsRefusedInBoundedTime) {
  const std::string member = gzipped(std::string(std::size_t{16} << 20, '\0'));
  std::string bomb;
  for (int i = 0; i < 32; ++i) bomb += member;  // 512 MB
  EXPECT_THAT(problemOf(write("zeros.log.gz", bomb)), HasSubstr("unpacks to more than 200 times its size"));
}

TEST_F(LogReading, AFileThatBeginsWithJunkStillWorks) {
  std::string junk;
  for (int i = 0; i < 21; ++i) junk += " \"Mozilla/5.0 orphaned user agent\"\n";
  const Result<Counts> counts = readText(junk + lines(5) + junk);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 5u);
  EXPECT_EQ(counts->malformed, 42u);
  EXPECT_EQ(counts->malformedLines.size(), 40u);
}

TEST_F(LogReading, AMegabyteOfJunkDoesNotHideTheFormat) {
  std::string junk;
  while (junk.size() < 1'500'000) junk += "# not a line of any log, but text all the same\n";
  const Result<Counts> counts = readText(junk + lines(2));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->format, "ncsa-combined");
  EXPECT_EQ(counts->directives, 0u);
  expectAddsUp(*counts);
}

TEST_F(LogReading, AnEightMegabyteLineIsSkippedAndCounted) {
  const Result<Counts> counts = readText(lines(2) + std::string(8'000'000, 'x') + "\n" + lines(2));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->lines, 5u);
  EXPECT_EQ(counts->valid, 4u);
  EXPECT_EQ(counts->malformedLines, std::vector<std::uint64_t>{3});
}

TEST_F(LogReading, TheLimitOfALineIsExact) {
  const std::string line = lines(1);
  EXPECT_EQ(readText(line, {.maxLineBytes = line.size() - 1})->valid, 1u);
  const Result<Counts> tooLong = readText(line + "b - - [23/Nov/2026:00:43:45 +0000] \"GET / HTTP/1.1\" 200 1\n",
                                          {.maxLineBytes = line.size() - 2});
  ASSERT_TRUE(tooLong.ok());
  EXPECT_EQ(tooLong->malformedLines, std::vector<std::uint64_t>{1});
  EXPECT_EQ(tooLong->valid, 1u);
}

TEST_F(LogReading, OddBytesInsideALineDoNoHarm) {
  const Result<Counts> counts =
      readText(std::string("a - - [23/Nov/2026:00:43:45 +0000] \"GET /\xFF\xFE\x1B[31m\xC3( HTTP/1.1\" 200 1\n") +
               "a - - [23/Nov/2026:00:43:45 +0000] \"GET /x\rb HTTP/1.1\" 200 1\r\r\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
}

TEST_F(LogReading, BackwardStepsAndTheSpanAreThoseOfTheStamps) {
  const auto at = [](const char* time) {
    return std::string("a - - [23/Nov/2026:") + time + " +0000] \"GET / HTTP/1.1\" 200 1\n";
  };
  const Result<Counts> counts = readText(at("10:00:05") + at("10:00:01") + at("10:00:09") + at("10:00:02"));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->backwardSteps, 2u);
  EXPECT_EQ(counts->lastNs - counts->firstNs, 8'000'000'000);
}

TEST_F(LogReading, TheReaderStopsWhenItsCallerHasEnough) {
  int seen = 0;
  const Result<Counts> counts = trace::read(write("log", lines(100)), 3, {}, [&](const Record& record) {
    EXPECT_EQ(record.file, 3u);
    return ++seen < 7;
  });
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(seen, 7);
  EXPECT_EQ(counts->valid, 7u);
}

TEST_F(LogReading, ProgressIsToldAndMayStopTheReading) {
  const std::string file = write("log", lines(30'000));
  std::uint64_t last = 0, size = 0;
  ReadOptions options;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_GE(done, last);
    last = done;
    size = total;
    return true;
  };
  ASSERT_TRUE(readFile(file, options).ok());
  EXPECT_EQ(last, std::filesystem::file_size(file));
  EXPECT_EQ(size, last);
  options.progress = [](std::uint64_t, std::uint64_t) { return false; };
  const Result<Counts> stopped = readFile(file, options);
  ASSERT_FALSE(stopped.ok());
  EXPECT_THAT(stopped.problems().front().what, HasSubstr("stopped"));
}

TEST_F(LogReading, APipeIsReadLikeAFile) {
  const std::string pipe = path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << lines(20'000); });
  const Result<Counts> counts = readFile(pipe);
  writer.join();
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 20'000u);
}

TEST_F(LogReading, WhatIsNoLogIsNamedWithWhatToDo) {
  EXPECT_THAT(problemOf(path("missing.log")), HasSubstr("missing.log: error: cannot be opened: No such file"));
  EXPECT_THAT(problemOf(path("")), HasSubstr("is a folder"));
  EXPECT_THAT(problemOf("/dev/zero"), HasSubstr("neither a file nor a pipe"));
  EXPECT_THAT(problemOf(write("empty.log", "")), HasSubstr("is empty"));
  EXPECT_THAT(problemOf(write("blank.log", "\n \n\t\r\n")), HasSubstr("holds no text"));
  EXPECT_THAT(problemOf(write("nothing.log.gz", gzipped(""))), HasSubstr("holds no text"));
  EXPECT_THAT(problemOf(write("a.bz2", "BZh91AY&SY")), HasSubstr("unpack it with bunzip2"));
  EXPECT_THAT(problemOf(write("prose.txt", "Once upon a time\nthere was a log\n")),
              HasSubstr("prose.txt:1: error: has no line of a known access log format (2 lines read)"));
}

TEST_F(LogReading, FormatsThatAreNotReadAreNamed) {
  EXPECT_THAT(problemOf(write("tcp.log", "Nov 23 00:43:24 lb01 haproxy[90]: Proxy www started.\n")),
              HasSubstr("option httplog"));
  EXPECT_THAT(problemOf(write("x.jsonl", "{\"when\": 1, \"answer\": 200}\n")), HasSubstr("--json-map"));
  EXPECT_THAT(problemOf(write("iis", "2018-12-31 12:52:33 10.44.0.136 GET / - 443 - 10.50.6.188 - 401 0 0 0\n")),
              HasSubstr("without a #Fields line"));
  EXPECT_THAT(
      problemOf(write("date", "1.2.3.4 - - [November 23, 2021T00:18:22 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"\n")),
      HasSubstr("--format-string"));
  EXPECT_THAT(problemOf(write("mac", "one line\ranother line\rand one more\r")), HasSubstr("CR alone"));
  EXPECT_THAT(problemOf(write("long", std::string(3'000'000, 'x'))), HasSubstr("too long"));
}

TEST_F(LogReading, MessagesAboutHostileFilesArePrintable) {
  const std::string text = problemOf(write("log\x1B[2J", "\x01\x02\x03\x1B]0;owned\x07\n"));
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20; }))
      << text;
  EXPECT_THAT(text, HasSubstr("binary"));
}

}  // namespace
}  // namespace headroom::trace
