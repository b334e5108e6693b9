// Logs that were made to confuse: every line is counted by the conventions of docs/formats/logs.md, whatever it holds.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "engine/trace/summary.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

struct Case {
  const char* name;
  std::string text;
  std::uint64_t lines = 0, valid = 0, malformed = 0, blank = 0, directives = 0, other = 0;
};

/// A line of a combined log of which one field is replaced.
std::string ncsa(const std::string& stamp = "23/Nov/2026:00:43:45 +0000", const std::string& status = "200",
                 const std::string& bytes = "1", const std::string& agent = "curl",
                 const std::string& request = "GET /AppX HTTP/1.1") {
  return "10.0.0.1 - - [" + stamp + "] \"" + request + "\" " + status + " " + bytes + " \"-\" \"" + agent + "\"\n";
}

std::string iisHead(const std::string& fields = "date time cs-method cs-uri-stem c-ip sc-status time-taken") {
  return "#Software: Microsoft Internet Information Services 10.0\n#Fields: " + fields + "\n";
}

std::string json(const std::string& rest) {
  return R"({"time":"2026-11-23T00:43:45Z","request_uri":"/AppX","status":200)" + rest + "}\n";
}

std::string harEntry() {
  return R"({"startedDateTime":"2026-11-23T00:43:45Z","request":{"method":"GET","url":"/"},"response":{"status":200}})";
}

const std::string kNul(1, '\0');

std::vector<Case> stamps() {
  std::string wrong;
  for (const char* stamp : {"30/Feb/2026:00:43:45 +0000", "31/Apr/2026:00:43:45 +0000", "29/Feb/2026:00:43:45 +0000",
                            "00/Nov/2026:00:43:45 +0000", "23/nov/2026:00:43:45 +0000", "23/Nov/2026:24:00:00 +0000",
                            "23/Nov/2026:00:60:00 +0000", "23/Nov/2026:00:43:61 +0000", "23/Nov/2026:00:43:45",
                            "23/Nov/2026:00:43:45 0000", "23/Nov/2026 00:43:45 +0000", "-3/Nov/2026:00:43:45 +0000"})
    wrong += ncsa(stamp);
  std::string odd;
  for (const char* stamp : {"29/Feb/2028:00:00:00 +0000", "31/Dec/2016:23:59:60 +0000", "19/Jan/2038:03:14:08 +0000",
                            "07/Feb/2106:06:28:16 +0000", "01/Jan/1970:00:00:00 +0000", "23/Nov/2026:00:43:45 -0930",
                            "23/Nov/2026:00:43:45 +1400", "23/Nov/2026:00:43:45 -0000", "01/Jan/1970:00:00:00 +1400"})
    odd += ncsa(stamp);
  return {{"DatesThatDoNotExist", wrong + ncsa(), 13, 1, 12}, {"DatesThatAreRareButExist", odd, 9, 9, 0}};
}

std::vector<Case> bytesAndNumbers() {
  const std::string eighty(80, '9');
  return {
      {"NumbersOfAnyLength",
       ncsa() + ncsa("23/Nov/2026:00:43:45 +0000", "200", eighty) + ncsa("23/Nov/2026:00:43:45 +0000", eighty) +
           ncsa("23/Nov/2026:00:43:45 +0000", "200", "-5") + ncsa("23/Nov/2026:00:43:45 +0000", "2000") +
           ncsa("23/Nov/2026:00:43:45 +0000", "20") + ncsa("23/Nov/2026:00:43:45 +0000", "000") +
           ncsa("23/Nov/2026:00:43:45 +0000", "999"),
       8, 4, 4},
      {"NulsAndControlSequences",
       ncsa() + ncsa("23/Nov/2026:00:43:45 +0000", "200", "1", "\x1B]0;owned\x07\x1B[2J<script>alert(1)</script>") +
           ncsa("23/Nov/2026:00:43:45 +0000", "200", "1", "a" + kNul + "b") + kNul + kNul + "\n" + kNul + ncsa() +
           std::string(70'000, '\0'),
       6, 4, 0, 2},
      {"InvalidUtf8AndTlsHellos",
       ncsa("23/Nov/2026:00:43:45 +0000", "400", "0", "\xC3(\xA0\xA1\xED\xA0\x80\xF8\x88", "\\x16\\x03\\x01") +
           ncsa("23/Nov/2026:00:43:45 +0000", "400", "0", "\xFF\xFE", "\x16\x03\x01\x02") +
           ncsa("23/Nov/2026:00:43:45 +0000", "408", "-", "-", "-") +
           ncsa("23/Nov/2026:00:43:45 +0000", "400", "0", "", ""),
       4, 4, 0},
      {"QuotesInsideOfQuotes",
       ncsa("23/Nov/2026:00:43:45 +0000", "200", "1", "a\\\"b\" \"c", "GET /\"x\" 200 1 HTTP/1.1") +
           "10.0.0.1 - - [23/Nov/2026:00:43:45 +0000] \"GET / HTTP/1.1 200 1 \"-\" \"open\n" + ncsa(),
       3, 2, 1},
  };
}

std::vector<Case> iisFiles() {
  const std::string good = "2026-11-23 00:43:45 GET /AppX 10.0.0.1 200 12\n";
  return {
      {"FieldsInTheMiddleOfALineAreText",
       iisHead() + good + "2026-11-23 00:43:45 GET /AppX#Fields: 10.0.0.1 200 12\n" +
           "2026-11-23 00:43:45 GET /AppX 10.0.0.1 #Fields: date\n" + good,
       6, 3, 1, 0, 2},
      {"ColumnsThatStandThereTwice",
       iisHead("date time date time cs-method sc-status sc-status") +
           "2026-11-23 00:43:45 x y GET 200 999\nx y 2026-11-23 00:43:45 GET 200 200\n",
       4, 1, 1, 0, 2},
      {"DirectivesAloneBetweenRequests",
       iisHead() + good + "#\n#Fields\n##Fields: date\n#Fields:\n" + good + iisHead() + good, 11, 2, 1, 0, 8},
      {"NegativeAndForeignDurations",
       iisHead() + "2026-11-23 00:43:45 GET /AppX 10.0.0.1 200 -7\n2026-11-23 00:43:45 GET /AppX 10.0.0.1 200 NaN\n"
                   "2026-11-23 00:43:45 GET /AppX 10.0.0.1 200 99999999999999999999999\n"
                   "2026-11-23 00:43:45 GET /AppX 10.0.0.1 200 -\n2026-11-23 00:43:45 GET /AppX 10.0.0.1 - 5\n",
       7, 4, 1, 0, 2},
      {"ColumnsTooManyAndTooFew",
       iisHead() + good + "2026-11-23 00:43:45 GET /App X 10.0.0.1 200 12\n2026-11-23 00:43:45 GET 10.0.0.1 200 12\n" +
           std::string(5'000, ' ') + "\n" + std::string("x ") + std::string(3'000, ' ') + "x\n",
       7, 1, 3, 1, 2},
  };
}

std::vector<Case> longPadding() {
  constexpr std::size_t kMore = std::size_t{3} << 20;  // than a line may be long
  const std::string nuls(kMore, '\0'), blanks(kMore, ' ');
  return {
      {"NulsWithoutEndBehindTheLastLine", ncsa() + nuls, 2, 1, 0, 1},
      {"NulsWithoutEndBetweenLines", ncsa() + nuls + ncsa() + nuls + "\n" + ncsa(), 4, 3, 0, 1},
      {"BlanksWithoutEnd", ncsa() + blanks + "\n" + ncsa() + blanks, 4, 2, 0, 2},
      {"BlanksWithoutEndAndText", ncsa() + blanks + "x" + blanks + "\n" + ncsa(), 3, 2, 1},
  };
}

std::vector<Case> manyColumns() {
  std::string names, values;
  for (int i = 0; i < 10'000; ++i) {
    names += " x-" + std::to_string(i);
    values += " v";
  }
  const std::string good = "2026-11-23 00:43:45 GET /AppX 10.0.0.1 200 12";
  const std::string fields = "date time cs-method cs-uri-stem c-ip sc-status time-taken";
  return {{"TenThousandColumns", iisHead(fields + names) + good + values + "\n" + good + "\n" + iisHead() + good + "\n",
           7, 2, 1, 0, 4}};
}

std::vector<Case> jsonFiles() {
  return {
      {"HalvesOfSurrogatePairs",
       json("") + json(R"(,"agent":"\ud800 alone")") + json(R"(,"agent":"\udfff\ud83d\ude00\u0000\ud800")") +
           json(R"(,"agent":"\uZZZZ")"),
       4, 3, 1},
      {"TimesWithTooManyDigits",
       json("") + R"({"time":99999999999999999999999999,"request_uri":"/","status":200})" + "\n" +
           R"({"time":1e308,"request_uri":"/","status":200})" + "\n",
       3, 1, 2},
      {"HarEntriesThatAreNone",
       R"({"log":{"entries":[)" + harEntry() + R"(,"a]}",17 ,null,[],[[{"x":[]}]],)" + harEntry() + R"(,{},tr]}})", 9,
       2, 6, 0, 0, 1},
      {"JsonThatIsNone",
       json("") + json(R"(,"duration":NaN)") + json(R"(,"duration":-3.5)") +
           json(R"(,"duration":1e400,"bytes":99999999999999999999999999)") + json(R"(,"duration":"-0.1")") +
           json(",\"agent\":\"\xFF\x1B[2J\"") + "{\"time\":\"2026-11-23T00:4\n" + "[1,2\n" +
           "{\"level\":\"info\",\"msg\":\"started\"}\n" + "null\n" + "{}\n" +
           R"({"time":"yesterday","request_uri":"/","status":200})" + "\n",
       12, 5, 5, 0, 0, 2},
      {"JsonThatIsDeep",
       json("") + json(",\"a\":" + std::string(3'000, '[') + std::string(3'000, ']')) +
           json(",\"b\":" + std::string(200, '{') + "}"),
       3, 1, 2},
  };
}

std::vector<Case> allCases() {
  std::vector<Case> all;
  for (const auto& some : {stamps(), bytesAndNumbers(), iisFiles(), longPadding(), manyColumns(), jsonFiles()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

class HostileLog : public LogFiles, public ::testing::WithParamInterface<Case> {};

TEST_P(HostileLog, IsCountedLineByLine) {
  const Case& one = GetParam();
  const Result<Summary> summary = summarise({write("log", one.text)}, {});
  ASSERT_TRUE(summary.ok()) << format(summary.problems().front());
  EXPECT_EQ(summary->lines, one.lines);
  EXPECT_EQ(summary->valid, one.valid);
  EXPECT_EQ(summary->malformed, one.malformed);
  EXPECT_EQ(summary->blank, one.blank);
  EXPECT_EQ(summary->directives, one.directives);
  EXPECT_EQ(summary->otherRecords, one.other);
  EXPECT_EQ(summary->files.front().malformedLines.size(), one.malformed);
  for (const char c : toText(*summary) + toJson(*summary))
    ASSERT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) << "a control character is printed";
  EXPECT_FALSE(Json::parse(toJson(*summary)).empty());
}

INSTANTIATE_TEST_SUITE_P(Logs, HostileLog, ::testing::ValuesIn(allCases()),
                         [](const auto& one) { return std::string(one.param.name); });

struct Unreadable {
  const char* name;
  std::string text;
  const char* what;
  std::uint64_t lines = 0, blank = 0;
};

std::string utf16WithoutMark(const std::string& text) {
  std::string out;
  for (const char c : text) (out += c) += '\0';
  return out;
}

std::string returnsAlone(std::string text) {
  std::replace(text.begin(), text.end(), '\n', '\r');
  return text;
}

std::uint64_t lineCount(const std::string& text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) + (text.ends_with('\n') ? 0 : 1);
}

class UnreadableLog : public LogFiles, public ::testing::WithParamInterface<Unreadable> {};

TEST_P(UnreadableLog, IsCountedAndRefused) {
  const Unreadable& one = GetParam();
  const std::string log = write("log", one.text);
  const Result<Summary> refused = summarise({log}, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.problems().front().what, HasSubstr(one.what));
  const Result<Summary> counted = summarise({log}, {.countUnreadable = true});
  ASSERT_TRUE(counted.ok());
  EXPECT_EQ(counted->lines, one.lines);
  EXPECT_EQ(counted->blank, one.blank);
  EXPECT_EQ(counted->valid, 0u);
  EXPECT_EQ(counted->malformed, one.lines - one.blank);
  EXPECT_THAT(counted->files.front().problems.front().what, HasSubstr(one.what));
  const Json printed = Json::parse(toJson(*counted));
  EXPECT_EQ(printed["format"], nullptr);
  EXPECT_FALSE(printed.contains("first_utc"));
  EXPECT_THAT(toText(*counted), HasSubstr("no known format"));
}

INSTANTIATE_TEST_SUITE_P(
    Logs, UnreadableLog,
    ::testing::Values(
        Unreadable{"Empty", "", "is empty"}, Unreadable{"Blank", "\n \r\n\t\n", "holds no text", 3, 3},
        Unreadable{"Garbage", "\x01\x02\x03\x04\n\xFE\x05\x06\n\x07\x08", "binary data", 3},
        Unreadable{"Prose", "Once upon a time\nthere was a log\n\n", "no line of a known", 3, 1},
        Unreadable{"ReturnsAlone", "a - - b\ra - - c\ra - - d\r", "CR alone", 1},
        Unreadable{"ReturnsAloneThatBeginWithARequest", returnsAlone(ncsa() + ncsa() + ncsa()), "CR alone", 1},
        Unreadable{"ReturnsAloneOfIis", returnsAlone(iisHead() + "2026-11-23 00:43:45 GET / x 200 5\n"), "CR alone", 1},
        Unreadable{"Headerless", "2026-11-23 00:43:45 10.0.0.1 GET / - 80 - 10.0.0.2 x 200 0 0 5\n",
                   "without a #Fields line", 1},
        Unreadable{"Utf16WithoutMark", utf16WithoutMark(ncsa()), "binary data", 2, 1},
        Unreadable{"PackedTwice", gzipped(gzipped(ncsa())), "packed twice", lineCount(gzipped(ncsa()))},
        Unreadable{"PackedNothing", gzipped(""), "holds no text"}),
    [](const auto& one) { return std::string(one.param.name); });

class HostileFile : public LogFiles {
 protected:
  /// Peak memory in MiB of a process that summarises a log.
  static double peakOf(const std::string& log, unsigned threads) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const bool ok = summarise({log}, {.countUnreadable = true, .threads = threads}).ok();
      rusage usage{};
      ::getrusage(RUSAGE_SELF, &usage);
      const double peak = ok ? static_cast<double>(usage.ru_maxrss) / 1024 : -1;
      ::_exit(::write(ends[1], &peak, sizeof peak) == sizeof peak ? 0 : 1);
    }
    double peak = -1;
    EXPECT_EQ(::read(ends[0], &peak, sizeof peak), static_cast<ssize_t>(sizeof peak));
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    ::close(ends[1]);
    return peak;
  }

  static void expectPeakBelow(double mib, const std::string& log, unsigned threads) {
    const double peak = peakOf(log, threads);
    EXPECT_GT(peak, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they keep a memory of their own for each byte
    EXPECT_LT(peak, mib) << threads << " threads";
#else
    static_cast<void>(mib);
#endif
  }
};

TEST_F(HostileFile, AnIdleServersHeaderIsCountedAndNoProblem) {
  const Result<Summary> summary = summarise({write("log", iisHead())}, {.countUnreadable = true});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->directives, 2u);
  EXPECT_EQ(summary->format, "iis-w3c");
  EXPECT_TRUE(summary->files.front().problems.empty());
  EXPECT_THAT(summary->files.front().warnings.front().what, HasSubstr("no request"));
}

TEST_F(HostileFile, WhyNothingCouldBeUnpackedIsTold) {
  const auto warningOf = [&](const std::string& content) {
    const Result<Summary> summary = summarise({write("log", content)}, {.countUnreadable = true});
    return summary.ok() && summary->files.front().problems.size() > 1 ? summary->files.front().problems[1].what : "";
  };
  const std::string packed = gzipped(ncsa());
  EXPECT_THAT(warningOf(packed.substr(0, 9)), HasSubstr("the file is cut"));
  EXPECT_THAT(warningOf("\x1F\x8B\x07" + packed.substr(3)), HasSubstr("damaged"));
  EXPECT_THAT(warningOf("\x28\xB5\x2F\xFD\x04\xA8" + std::string(20, 'x')), HasSubstr("over 128 MiB"));
  EXPECT_THAT(warningOf(R"({"log":{"version":"1.2","entries":[]}})"), HasSubstr("empty or missing"));
}

/// What looks like a request of a file that has no lines is neither handed out nor counted as one, even where lines
/// follow.
TEST_F(HostileFile, ABlockOfReturnsInFrontOfALogIsMalformed) {
  std::string text;
  for (int i = 0; i < 3'000; ++i) text += returnsAlone(ncsa() + ncsa() + ncsa()) + "\n";
  for (int i = 0; i < 9'000; ++i) text += ncsa();
  std::uint64_t handed = 0;
  const Result<Counts> counts = read(write("log", text), 0, {}, [&](const Record&) { return ++handed > 0; });
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->lines, 12'000u);
  EXPECT_EQ(counts->valid, handed);
  EXPECT_EQ(counts->valid + counts->malformed, 12'000u);
  EXPECT_GT(counts->malformed, 0u);
  EXPECT_EQ(counts->malformedLines.front(), 1u);
}

TEST_F(HostileFile, MemoryIsBoundedWhateverTheLogHolds) {
  std::string log;
  for (int i = 0; i < 400'000; ++i) {
    const std::string year = i < 200'000 ? "2001" : "2026", number = std::to_string(i % 300'000);
    log += "c" + number + " - - [" + std::to_string(10 + i % 18) + "/Nov/" + year + ":10:00:00 +0000] \"" +
           std::string(1 + static_cast<std::size_t>(i % 26), static_cast<char>('A' + i / 26 % 26)) + " /path" +
           std::to_string(i % 200'000) + " HTTP/1.1\" 200 1 \"-\" \"" + number + "\" D=" + std::to_string(i * 1'117) +
           "\n";
  }
  const std::string path = write("log", log);
  log = std::string();
  for (const unsigned threads : {1u, 2u}) expectPeakBelow(200, path, threads);
  const Result<Summary> summary = summarise({path}, {.threads = 2});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->clients.count, 300'000u);
  EXPECT_EQ(summary->segments.count, 200'000u);
}

TEST_F(HostileFile, ALongLineCostsAMegabyteAtMost) {
  std::string log = ncsa();
  for (int i = 0; i < 6; ++i) log += std::string(8'000'000, 'x') + "\n";
  const std::string path = write("log", log);
  log = std::string();
  expectPeakBelow(150, path, 2);
  const Result<Summary> summary = summarise({path}, {.threads = 2});
  ASSERT_TRUE(summary.ok());
  EXPECT_EQ(summary->malformed, 6u);
}

}  // namespace
}  // namespace headroom::trace
