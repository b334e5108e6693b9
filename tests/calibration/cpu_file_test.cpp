// Counter files as Windows, sysstat and Prometheus write them, and as accidents leave them.
#include <gmock/gmock.h>

#include "engine/calibration/cpu.h"
#include "engine/trace/civil_time.h"
#include "tests/calibration/synthetic.h"
#include "tests/trace/log_files.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CounterFiles : public trace::LogFiles {
 protected:
  CpuData readGood(const std::string& content, const CpuOptions& options = {}) {
    auto data = readCpu(farm_, {write("cpu.csv", content)}, options);
    EXPECT_TRUE(data.ok()) << (data.ok() ? "" : format(data.problems().front()));
    return data.ok() ? std::move(*data) : CpuData{};
  }
  std::string problemOf(const std::string& content) {
    const auto data = readCpu(farm_, {write("cpu.csv", content)}, {});
    return data.ok() ? "none" : format(data.problems().front());
  }
  static std::vector<double> loads(const CpuColumn& column) {
    std::vector<double> values;
    for (const CpuReading& reading : column.readings) values.push_back(reading.utilisation);
    return values;
  }
  static std::vector<std::string> ends(const CpuColumn& column) {
    std::vector<std::string> times;
    for (const CpuReading& reading : column.readings) times.push_back(trace::utcText(reading.toNs).substr(11, 8));
    return times;
  }
  std::vector<std::string> told(const CpuData& data) {
    std::vector<std::string> texts;
    for (const Diagnostic& each : data.warnings) texts.push_back(format(each).substr(path("").size()));
    return texts;
  }

  farm::Farm farm_ = farmOf(1);
};

constexpr char kTypeperf[] =
    "\"(PDH-CSV 4.0) (Central European Standard Time)(-60)\",\"\\\\FE1\\Processor(_Total)\\% Processor Time\","
    "\"\\\\FE1\\Process(w3wp)\\% Processor Time\",\"\\\\FE2\\Processor(_Total)\\% Processor Time\"\r\n"
    "\"11/23/2026 10:00:00.100\",\" \",\"1\",\"20\"\r\n"
    "\"11/23/2026 10:01:00.100\",\"50\",\"1\",\"NaN\"\r\n"
    "\"11/23/2026 10:02:00.100\",\"-1\",\"1\",\"40.5\"\r\n"
    "\"11/23/2026 10:03:00.100\",\"25\"\r\n"
    "\"11/23/2026 10:04:00.100\",\"100.2\",\"1\",\"250\"\r\n"
    "The command completed successfully.\r\n";

TEST_F(CounterFiles, ReadWindowsCountersWithTheirZone) {
  const CpuData data = readGood(kTypeperf);
  ASSERT_THAT(data.columns, SizeIs(2));
  EXPECT_EQ(data.columns[0].machine, "FE1");
  EXPECT_EQ(data.columns[1].machine, "FE2");
  EXPECT_THAT(ends(data.columns[0]), ElementsAre("09:01:00", "09:04:00"));
  EXPECT_THAT(loads(data.columns[0]), ElementsAre(0.5, 1.0));
  EXPECT_THAT(loads(data.columns[1]), ElementsAre(0.2, DoubleNear(0.405, 1e-12)));
  EXPECT_THAT(data.notes, ElementsAre(HasSubstr("times in UTC+01:00, per cent")));
}

TEST_F(CounterFiles, ReadWindowsCountersOfOtherLanguages) {
  const CpuData german = readGood(
      "\"(PDH-CSV 4.0) (Mitteleurop\xe4ische Zeit)(-60)\",\"\\\\FE1\\Prozessor(_Total)\\Prozessorzeit (%)\","
      "\"\\\\FE1\\Prozessor(_Total)\\Leerlaufzeit (%)\",\"\\\\FE1\\Physikalischer Datentr\xe4ger(_Total)\\Zeit "
      "(%)\"\r\n"
      "\"11/23/2026 10:00:00.100\",\" \",\"0\",\"1\"\r\n\"11/23/2026 10:01:00.100\",\"50\",\"40\",\"3\"\r\n"
      "\"11/23/2026 10:02:00.100\",\"25\",\"70\",\"2\"\r\n");
  ASSERT_THAT(german.columns, SizeIs(1));
  EXPECT_EQ(german.columns[0].machine, "FE1");
  EXPECT_THAT(loads(german.columns[0]), ElementsAre(0.5, 0.25));
  EXPECT_THAT(ends(german.columns[0]), ElementsAre("09:01:00", "09:02:00"));
  const CpuData french = readGood(
      "\"(PDH-CSV 4.0) (Paris, Madrid)(0)\",\"\\\\FE2\\Processeur(_Total)\\% temps processeur\"\r\n"
      "\"11/23/2026 10:00:00.100\",\"10\"\r\n\"11/23/2026 10:01:00.100\",\"50\"\r\n");
  ASSERT_THAT(french.columns, SizeIs(1));
  EXPECT_EQ(french.columns[0].machine, "FE2");
}

TEST_F(CounterFiles, ReadTablesWhoseTimesAreCalledOtherwise) {
  const CpuData data = readGood(
      "Zeit;FE1 CPU;FE2 CPU\n23.11.2026 10:00:00;12,5 %;0,5 %\n23.11.2026 10:01:00;50 %;0,25 %\n"
      "23.11.2026 10:02:00;25%;0,75%\n");
  ASSERT_THAT(data.columns, SizeIs(2));
  EXPECT_THAT(loads(data.columns[0]).back(), 0.25);
  EXPECT_THAT(loads(data.columns[1]).back(), 0.0075);  // the sign says per cent, whatever the size
  EXPECT_EQ(ends(data.columns[0]).back(), "10:02:00");
  EXPECT_TRUE(data.warnings.empty());
}

TEST_F(CounterFiles, TellEveryValueLeftOutWithItsLine) {
  EXPECT_THAT(told(readGood(kTypeperf)),
              ElementsAre(HasSubstr("cpu.csv:2:2: warning: there is no value"),
                          HasSubstr("cpu.csv:3:4: warning: 'NaN' is not a number"),
                          HasSubstr("cpu.csv:4:2: warning: '-1' is negative"),
                          HasSubstr("cpu.csv:5: warning: the line has 2 of 4 columns"),
                          HasSubstr("cpu.csv:7: warning: the line has 1 of 4 columns"),
                          HasSubstr("cpu.csv:6: warning: a machine cannot be busy for over 100 %")));
}

TEST_F(CounterFiles, GiveAValueBehindAGapOnlyOneStep) {
  const CpuData data = readGood(
      "time,FE1\n2026-11-23T10:00:00Z,0.1\n2026-11-23T10:01:00Z,0.2\n2026-11-23T10:02:00Z,0.3\n"
      "2026-11-23T11:30:00Z,0.4\n");
  ASSERT_THAT(data.columns, SizeIs(1));
  const CpuReading& behind = data.columns[0].readings.back();
  EXPECT_EQ(behind.toNs - behind.fromNs, 60 * kSecondNs);
  EXPECT_THAT(loads(data.columns[0]), ElementsAre(0.1, 0.2, 0.3, 0.4));
}

TEST_F(CounterFiles, TakeTheStatedZoneForTimesWithoutOne) {
  const std::string text = "time;FE1\n2026-11-23 10:00:00;12,5\n2026-11-23 10:01:00;50\n2026-11-23T10:02:00+03:00;60\n";
  EXPECT_THAT(ends(readGood(text).columns[0]), ElementsAre("07:02:00", "10:00:00", "10:01:00"));
  CpuOptions options;
  options.zoneOffsetNs = *parseZoneOffset("-05:30");
  const CpuData moved = readGood(text, options);
  EXPECT_THAT(ends(moved.columns[0]), ElementsAre("07:02:00", "15:30:00", "15:31:00"));
  EXPECT_THAT(loads(moved.columns[0]), ElementsAre(0.6, 0.125, 0.5));
}

TEST_F(CounterFiles, TellSharesFromPercent) {
  EXPECT_THAT(loads(readGood("ts,cpu\n1795392060,0.25\n1795392120,1\n").columns[0]), ElementsAre(0.25, 1));
  EXPECT_THAT(loads(readGood("ts,cpu\n1795392060000,0.25\n1795392120000,7\n").columns[0]),
              ElementsAre(DoubleNear(0.0025, 1e-12), DoubleNear(0.07, 1e-12)));
  CpuOptions percent;
  percent.unit = CpuOptions::Unit::Percent;
  EXPECT_THAT(loads(readGood("ts,cpu\n1795392060,0.5\n1795392120,0.5\n", percent).columns[0]),
              ElementsAre(0.005, 0.005));
}

TEST_F(CounterFiles, ReadSarOverMidnightInBothClocks) {
  const std::string head = "Linux 6.1.0 (fe1.lan) \t11/22/2026 \t_x86_64_\t(4 CPU)\n\n";
  const CpuData day = readGood(head +
                               "23:50:01        CPU     %user     %nice   %system   %iowait    %steal     %idle\n"
                               "23:55:01        all     10.00      0.00      5.00      5.00      0.00     80.00\n"
                               "23:55:01          0     99.00      0.00      0.00      0.00      0.00      1.00\n"
                               "00:00:01        all     20.00      0.00      5.00      0.00      5.00     70.00\n"
                               "Average:        all     20.00      0.00      5.00      0.00      0.00     75.00\n");
  ASSERT_THAT(day.columns, SizeIs(1));
  EXPECT_EQ(day.columns[0].machine, "FE1");
  EXPECT_THAT(loads(day.columns[0]), ElementsAre(DoubleNear(0.15, 1e-12), DoubleNear(0.25, 1e-12)));
  EXPECT_EQ(trace::utcText(day.columns[0].readings[1].toNs), "2026-11-23T00:00:01.000Z");
  const CpuData half = readGood(head +
                                "11:50:01 PM     CPU     %user     %nice   %system   %iowait    %steal     %idle\n"
                                "11:55:01 PM     all     10.00      0.00      5.00      5.00      0.00     80.00\n"
                                "12:00:01 AM     all     20.00      0.00      5.00      0.00      5.00     70.00\n");
  EXPECT_EQ(half.columns[0].readings[1].toNs, day.columns[0].readings[1].toNs);
}

TEST_F(CounterFiles, ReadSadfTables) {
  const CpuData data = readGood(
      "# hostname;interval;timestamp;CPU;%user;%nice;%system;%iowait;%steal;%idle\n"
      "fe1;60;2026-11-23 10:01:00 UTC;-1;30.00;0.00;10.00;0.00;0.00;60.00\n"
      "fe2;60;2026-11-23 10:01:00 UTC;-1;10.00;0.00;0.00;0.00;0.00;90.00\n"
      "fe1;60;2026-11-23 10:02:00 UTC;-1;5.00;0.00;0.00;0.00;0.00;95.00\n"
      "fe2;60;2026-11-23 10:02:00 UTC;-1;x;0.00;0.00;0.00;0.00;nan\n"
      "fe2;60;2026-11-23 10:03:00 UTC;-1;5.00;0.00;0.00;0.00;0.00;80.00\n");
  ASSERT_THAT(data.columns, SizeIs(2));
  EXPECT_THAT(ends(data.columns[0]), ElementsAre("10:01:00", "10:02:00"));
  EXPECT_THAT(loads(data.columns[1]), ElementsAre(DoubleNear(0.1, 1e-12), DoubleNear(0.2, 1e-12)));
  EXPECT_THAT(told(data), ElementsAre(HasSubstr("cpu.csv:5: warning: %idle is no share of 100")));
}

TEST_F(CounterFiles, ReadPrometheusAnswers) {
  const CpuData data = readGood(
      R"({"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"instance":"fe1:9100","job":"node"},"values":[[1795392060,"0.25"],[1795392120.5,"NaN"],[1795392180,"0.5"]]},
        {"metric":{"instance":"fe20:9100"},"values":[[1795392060,"0.1"]]}, {"nothing":1}]}})");
  ASSERT_THAT(data.columns, SizeIs(1));
  EXPECT_EQ(data.columns[0].machine, "FE1");
  EXPECT_THAT(loads(data.columns[0]), ElementsAre(0.25, 0.5));
  EXPECT_THAT(told(data), ::testing::Contains(HasSubstr("'fe20:9100' names no server")));
  EXPECT_THAT(told(data), ::testing::Contains(HasSubstr("'NaN' is not a number")));
}

TEST_F(CounterFiles, RefuseWhatHoldsNoCounters) {
  EXPECT_THAT(problemOf(""), HasSubstr("cpu.csv:1: error: the file is empty"));
  EXPECT_THAT(problemOf("a,b\n1,2\n"), HasSubstr("cpu.csv:1: error: the header names no column of times"));
  EXPECT_THAT(problemOf("time,FE1\nyesterday,1\n"), HasSubstr("holds no usable utilisation"));
  EXPECT_THAT(problemOf("time\n2026-11-23T10:00:00Z\n"),
              HasSubstr("cpu.csv:1: error: the header names no utilisation"));
  EXPECT_THAT(problemOf("{\"data\":[]}"), HasSubstr("no answer of Prometheus"));
  EXPECT_THAT(problemOf("{{{"), HasSubstr("no answer of Prometheus"));
  EXPECT_THAT(problemOf(std::string(3, '\0')), HasSubstr("cpu.csv:1: error"));
  EXPECT_FALSE(readCpu(farm_, {path("missing.csv")}, {}).ok());
}

TEST_F(CounterFiles, KnowOffsets) {
  EXPECT_EQ(*parseZoneOffset("UTC"), 0);
  EXPECT_EQ(*parseZoneOffset("+0130"), 90 * 60 * kSecondNs);
  EXPECT_EQ(*parseZoneOffset("-08"), -8 * 3600 * kSecondNs);
  for (const char* bad : {"", "1", "+", "+1:2:3:4", "+99:00", "CET", "+aa:bb"})
    EXPECT_FALSE(parseZoneOffset(bad).ok()) << bad;
}

}  // namespace
}  // namespace headroom::calibration
