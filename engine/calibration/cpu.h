// Utilisation counters of machines, as Windows, sysstat and Prometheus export them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/farm/farm.h"

namespace headroom::calibration {

/// One value: the mean over the time up to its stamp.
struct CpuReading {
  std::int64_t fromNs = 0, toNs = 0;  ///< Nanoseconds since 1970 UTC.
  double utilisation = 0;             ///< 0…1 of the machine.
};

/// One column of a file, or one machine's sar.
struct CpuColumn {
  std::string file, name;            ///< As the file calls it.
  std::string machine;               ///< Server or database of the farm; empty: of all servers together.
  std::vector<CpuReading> readings;  ///< In order of time, none overlapping.
};

struct CpuData {
  std::vector<CpuColumn> columns;
  std::vector<std::string> notes;  ///< What was taken for what: format, zone, unit, a line each.
  Diagnostics warnings;            ///< Values left out, with file and line; columns of unknown machines.
};

struct CpuOptions {
  enum class Unit { Auto, Share, Percent };
  Unit unit = Unit::Auto;                    ///< Auto: per cent for Windows and sar; else shares when none exceeds 1.
  std::optional<std::int64_t> zoneOffsetNs;  ///< East of UTC, of stamps that name no zone; overrides a file's own zone.
};

/// Reads "+01:00", "-0330", "UTC" or "Z" as an offset east of UTC.
Result<std::int64_t> parseZoneOffset(const std::string& text);

/// Reads files of any of the formats in docs/formats/cpu-counters.md, found from their content: typeperf and relog CSV,
/// `sar -u` text, `sadf -d`, Prometheus query_range JSON, and CSV with a column of times. Columns whose names hold a
/// server's or database's name belong to it; a lone column without one to all servers. Problems, all at once, with
/// file and line: no header, no time column, no usable value, an unreadable first stamp.
Result<CpuData> readCpu(const farm::Farm& farm, const std::vector<std::string>& files, const CpuOptions& options);

}  // namespace headroom::calibration
