// Tables of requests: columns by their names, by a map, by numbers; and the table that an export writes.
#include "engine/trace/export.h"
#include "engine/trace/format_table.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::int64_t kMs = 1'000'000;

ReadOptions mapped(const std::string& map) {
  ReadOptions options;
  options.format.csvMap = map;
  return options;
}

class CsvLog : public LogFiles {};

TEST_F(CsvLog, KnowsUsualNamesOfColumns) {
  const auto counts = readText(
      "timestamp,client_ip,method,path,status,duration_ms,bytes\r\n"
      "2026-11-23T10:00:00.250Z,10.0.0.1,GET,/AppX/Home,200,12.5,1000\r\n"
      "2026-11-23T10:00:01Z,10.0.0.2,POST,\"/AppX/a,b\",503,,-\r\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->format, "csv");
  EXPECT_EQ(counts->timeSemantics, "end");
  EXPECT_EQ(counts->directives, 1u);
  ASSERT_EQ(counts->valid, 2u);
  EXPECT_EQ(taken[0].durationNs, 12'500'000);
  EXPECT_EQ(taken[0].arrivalNs, taken[0].stampNs - 12'500'000);
  EXPECT_EQ(taken[0].client, "10.0.0.1");
  EXPECT_EQ(taken[1].target, "/AppX/a,b");
  EXPECT_EQ(taken[1].status, 503);
  EXPECT_FALSE(taken[1].durationNs);
}

TEST_F(CsvLog, MapsColumnsByNameWithUnits) {
  const auto counts = readText(
      "When;Who;What;Result;Took\n"
      "1795428000123;10.0.0.1;/AppX;200;0.25\n"
      "soon;10.0.0.1;/AppX;200;0.25\n"
      "1795428000124;10.0.0.1;/AppX;200\n",
      mapped("time=When,client=Who,path=What,status=Result,duration=Took:s"));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 1u);
  EXPECT_EQ(counts->malformedLines, (std::vector<std::uint64_t>{3, 4}));
  EXPECT_EQ(taken[0].stampNs, 1'795'428'000'123 * kMs);
  EXPECT_EQ(taken[0].durationNs, 250 * kMs);
  EXPECT_EQ(taken[0].target, "/AppX");
}

TEST_F(CsvLog, MapsColumnsByNumberWithAndWithoutAHeader) {
  const std::string rows = "x\t2026-11-23 10:00:00\t/AppX\t200\n";
  for (const std::string& log : {rows, "a\tb\tc\td\n" + rows}) {
    const auto counts = readText(log, mapped("time=2,path=3,status=4"));
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ(counts->valid, 1u);
    EXPECT_EQ(taken[0].target, "/AppX");
  }
}

TEST_F(CsvLog, LeavesOtherTablesAlone) {
  EXPECT_FALSE(readText("time,status\n2026-11-23T10:00:00Z,200\n").ok());  // of what?
  EXPECT_FALSE(readText("minute,requests\n2026-11-23T10:00:00Z,200\n").ok());
  EXPECT_EQ(readText("timeStamp,elapsed,label,responseCode\n1795428000123,5,/AppX,200\n")->format, "jmeter-jtl");
}

TEST_F(CsvLog, RefusesMapsThatMeanNothing) {
  for (const char* map : {"when=a", "time", "time=", "duration=a:weeks", "time=0,status=2", "time=1000,status=2"}) {
    FormatOptions options;
    options.csvMap = map;
    const auto formats = lineFormats(options);
    ASSERT_FALSE(formats.ok()) << map;
    EXPECT_THAT(formats.problems()[0].what, StartsWith("--csv-map: ")) << map;
  }
}

TEST_F(CsvLog, ExportedTablesAreSafeAndReadAgain) {
  const std::string log = write("log",
                                "10.0.0.1 - =cmd [23/Nov/2026:10:00:00 +0000] \"GET /a,b\\x1b[31m HTTP/1.1\" 200 10 "
                                "\"-\" \"say \\\"hi\\\"\" rt=0.250\n"
                                "+1 - - [23/Nov/2026:10:00:05 +0000] \"GET /c HTTP/1.1\" 404 - \"-\" \"-\" rt=0.000\n");
  const auto facts = exportRequests({log}, path("out.csv"), {});
  ASSERT_TRUE(facts.ok());
  const std::string text = fileContent(path("out.csv"));
  EXPECT_THAT(text,
              HasSubstr("\n2026-11-23T09:59:59.750Z,2026-11-23T10:00:00Z,250,,,200,10,GET,\"/a,b\\x1b[31m\",screen,"
                        "10.0.0.1,,"));
  EXPECT_THAT(text, HasSubstr(",'+1,"));
  EXPECT_EQ(facts->bytes, text.size());
  const auto counts = readFile(path("out.csv"));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->timeSemantics, "start");
  EXPECT_EQ(taken[0].arrivalNs + 250 * kMs, 1'795'428'000'000 * kMs);
  EXPECT_EQ(taken[0].durationNs, 250 * kMs);
  EXPECT_EQ(taken[1].status, 404);
}

TEST_F(CsvLog, RowsWithNeitherMethodNorTargetHadABadRequestLine) {
  const auto counts = readText(
      "time,client,method,target,status\n2026-11-23T10:00:00Z,10.0.0.1,,,400\n2026-11-23T10:00:00Z,10.0.0.1,,/"
      "AppX,200\n");
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->badRequestLine, 1u);
  EXPECT_TRUE(taken[0].badRequestLine);
}

}  // namespace
}  // namespace headroom::trace
