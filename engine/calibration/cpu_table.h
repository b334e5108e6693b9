// The common shape of counter files before their columns are matched with machines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/calibration/cpu.h"

namespace headroom::calibration {

/// A value as it stands in the file.
struct CpuValue {
  std::int64_t stampNs = 0;
  double value = 0;  ///< In the file's unit; finite and never negative.
  int line = 0;
};

struct CpuTable {
  std::string format;    ///< "typeperf CSV", "sar", …
  std::string zone;      ///< What the stamps were taken for.
  bool percent = false;  ///< The format says per cent; else the unit is found from the values.
  struct Column {
    std::string name;
    std::vector<CpuValue> values;
  };
  std::vector<Column> columns;
};

/// Values that were left out, told once for the first few lines.
class CpuFaults {
 public:
  /// `file`: as the user gave it.
  explicit CpuFaults(std::string file) : file_(std::move(file)) {}
  /// A value that cannot be used: a warning.
  void leaveOut(int line, int column, std::string what);
  /// What makes the whole file useless: a problem.
  void refuse(int line, std::string what, std::string remedy);
  Diagnostics& problems() { return problems_; }
  /// The warnings, the last one with the number of those that were not told.
  Diagnostics takeWarnings();

 private:
  std::string file_;
  Diagnostics problems_, warnings_;
  std::uint64_t untold_ = 0;
};

/// Stamps of counter files; remembers which way round day and month stand.
class CpuClock {
 public:
  CpuClock(const CpuOptions& options, std::int64_t fileOffsetNs)
      : offsetNs_(options.zoneOffsetNs.value_or(fileOffsetNs)) {}
  /// ISO 8601 with or without zone, "MM/DD/YYYY HH:MM:SS[.fff]" (also "DD.MM.YYYY"), seconds or milliseconds since
  /// 1970.
  std::optional<std::int64_t> read(std::string_view text) const;
  std::int64_t offsetNs() const { return offsetNs_; }

 private:
  std::int64_t offsetNs_;
};

/// "UTC", "UTC+01:00".
std::string zoneText(std::int64_t offsetNs);

/// A number that fills the whole text, also with a decimal comma; empty for anything else.
std::optional<double> readNumber(std::string_view text);

/// Checks and keeps one value; what is left out is told.
void keepValue(CpuTable::Column& column, std::int64_t stampNs, std::string_view text, int line, int columnNumber,
               CpuFaults& faults);

CpuTable readSar(std::string_view text, const CpuOptions& options, CpuFaults& faults);
/// By its first lines.
bool looksLikeSar(std::string_view text);
CpuTable readPrometheus(std::string_view text, CpuFaults& faults);
/// A table of one value a row: time, instance (or host, series, …), perhaps mode and cpu, value.
bool looksLikeRates(std::string_view text);
/// With a mode the values are seconds a second of each core (`rate(node_cpu_seconds_total[1m])`), and the utilisation
/// is the share of those that were not idle, waiting for disks or stolen.
CpuTable readRates(std::string_view text, const CpuOptions& options, CpuFaults& faults);
CpuTable readCsv(std::string_view text, const CpuOptions& options, CpuFaults& faults);

}  // namespace headroom::calibration
