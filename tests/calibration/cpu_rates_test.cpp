// Counters that a monitoring system exports one value a row.
#include <gmock/gmock.h>

#include "engine/calibration/cpu.h"
#include "tests/calibration/synthetic.h"
#include "tests/trace/log_files.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ExportedRates : public trace::LogFiles {
 protected:
  CpuData readGood(const std::string& content) {
    auto data = readCpu(farm_, {write("rates.csv", content)}, {});
    EXPECT_TRUE(data.ok()) << (data.ok() ? "" : format(data.problems().front()));
    return data.ok() ? std::move(*data) : CpuData{};
  }
  static std::vector<double> loads(const CpuColumn& column) {
    std::vector<double> values;
    for (const CpuReading& reading : column.readings) values.push_back(reading.utilisation);
    return values;
  }

  farm::Farm farm_ = farmOf(1);
};

TEST_F(ExportedRates, GiveEachInstanceItsOwnValues) {
  const CpuData data = readGood(
      "timestamp,instance,value\n"
      "1795428000,fe1:9100,0.25\n"
      "1795428000,fe2:9100,0.5\n"
      "1795428060,fe2:9100,0.75\n"
      "1795428060,fe1:9100,NaN\n"
      "1795428120,fe1:9100,0.3\n"
      "1795428120,fe2:9100,0.5\n");
  ASSERT_THAT(data.columns, SizeIs(2));
  EXPECT_EQ(data.columns[0].machine, "FE1");
  EXPECT_EQ(data.columns[1].machine, "FE2");
  EXPECT_THAT(loads(data.columns[1]), ElementsAre(0.5, 0.75, 0.5));
  EXPECT_THAT(data.notes, ElementsAre(HasSubstr("CSV, a value a row, times in UTC, shares of 1")));
  EXPECT_THAT(format(data.warnings.at(0)), HasSubstr("rates.csv:5:3: warning: 'NaN' is not a number"));
}

TEST_F(ExportedRates, ByModeAreTheShareThatWasNotIdle) {
  std::string text = "time;series;cpu;mode;value\n";
  for (const char* minute : {"10:00", "10:01"}) {
    for (const char* cpu : {"0", "1"}) {
      for (const auto& [mode, value] :
           {std::pair{"idle", "0.6"}, {"iowait", "0.1"}, {"user", "0.2"}, {"system", "0.1"}})
        text += std::string("2026-11-23 ") + minute + ":00;fe1;" + cpu + ";" + mode + ";" + value + "\n";
    }
  }
  const CpuData data = readGood(text);
  ASSERT_THAT(data.columns, SizeIs(1));
  EXPECT_THAT(loads(data.columns[0]), ElementsAre(DoubleNear(0.3, 1e-12), DoubleNear(0.3, 1e-12)));
  EXPECT_THAT(data.notes, ElementsAre(HasSubstr("rates by mode")));
}

TEST_F(ExportedRates, OfIdleTimeAloneCountTheCores) {
  const CpuData data = readGood(
      "time,host,cpu,mode,rate\n"
      "2026-11-23T10:00:00Z,FE1,0,idle,0.5\n"
      "2026-11-23T10:00:00Z,FE1,1,idle,0.9\n"
      "2026-11-23T10:01:00Z,FE1,0,idle,1\n"
      "2026-11-23T10:01:00Z,FE1,1,idle,1\n");
  ASSERT_THAT(data.columns, SizeIs(1));
  EXPECT_THAT(loads(data.columns[0]), ElementsAre(DoubleNear(0.3, 1e-12), DoubleNear(0, 1e-12)));
}

TEST_F(ExportedRates, LeaveOutWhatIsBrokenAndOtherTablesAlone) {
  const CpuData data = readGood(
      "time,instance,value\n"
      "yesterday,fe1,0.5\n"
      "2026-11-23T10:00:00Z\n"
      "2026-11-23T10:00:00Z,fe1,0.5\n"
      "2026-11-23T10:01:00Z,fe1,0.5\n");
  EXPECT_THAT(data.warnings, SizeIs(2));
  EXPECT_THAT(readGood("time,FE1,value\n2026-11-23T10:00:00Z,0.5,0.1\n2026-11-23T10:01:00Z,0.5,0.1\n").notes,
              ElementsAre(HasSubstr(": CSV, times in UTC")));
}

}  // namespace
}  // namespace headroom::calibration
