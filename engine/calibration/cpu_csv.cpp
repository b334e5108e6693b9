// typeperf and relog CSV, and any other table with a column of times.
#include <algorithm>
#include <charconv>

#include "engine/base/text.h"
#include "engine/calibration/cpu_cells.h"
#include "engine/calibration/cpu_table.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr auto kNone = std::string_view::npos;

bool isWindows(const std::string& cell) {
  return cell.find("(PDH-") != std::string::npos;
}

/// "(PDH-CSV 4.0) (GMT Standard Time)(0)": minutes that local time is behind UTC.
std::int64_t windowsOffset(const std::string& cell) {
  const std::size_t open = cell.rfind('(');
  int behind = 0;
  const char* end = cell.data() + cell.size();
  if (open != std::string::npos) std::from_chars(cell.data() + open + 1, end, behind);
  constexpr int kMost = 15 * 60;
  return behind < -kMost || behind > kMost ? 0 : -std::int64_t{behind} * 60 * trace::kNsPerSecond;
}

/// Of Windows' counters only the processor's total counts.
bool isUtilisation(const std::string& name, bool windows) {
  if (!windows) return true;
  const std::string lower = toLower(name);
  return lower.find("\\processor") != kNone && lower.find("(_total)") != kNone &&
         lower.find("% processor time") != kNone;
}

struct Shape {
  char delimiter = ',';
  bool windows = false;
  std::size_t cells = 0, time = 0;
  std::vector<std::size_t> columns;  ///< Of the file, one for each column of the table.
};

std::optional<Shape> readHeader(std::string_view line, int number, CpuTable& table, CpuFaults& faults) {
  Shape shape;
  shape.delimiter = delimiterOf(line);
  const std::vector<std::string> names = cellsOf(line, shape.delimiter);
  shape.cells = names.size();
  shape.windows = isWindows(names.front());
  if (!shape.windows) {
    const auto time = std::find_if(names.begin(), names.end(), namesTime);
    if (time == names.end()) {
      faults.refuse(number, "the header names no column of times",
                    "call it time, or export with typeperf, relog, sar or Prometheus");
      return std::nullopt;
    }
    shape.time = static_cast<std::size_t>(time - names.begin());
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == shape.time || !isUtilisation(names[i], shape.windows)) continue;
    shape.columns.push_back(i);
    table.columns.push_back({names[i], {}});
  }
  table.format = shape.windows ? "Windows performance counters" : "CSV";
  table.percent = shape.windows;
  if (shape.columns.empty())
    faults.refuse(number, "the header names no utilisation",
                  shape.windows ? "add \\Processor(_Total)\\% Processor Time" : "give a column for each machine");
  return shape.columns.empty() ? std::nullopt : std::optional(shape);
}

}  // namespace

CpuTable readCsv(std::string_view text, const CpuOptions& options, CpuFaults& faults) {
  CpuTable table;
  int number = 1;
  std::string_view header = takeLine(text);
  while (trim(header).empty() && !text.empty()) {
    header = takeLine(text);
    ++number;
  }
  const std::optional<Shape> shape = readHeader(header, number, table, faults);
  if (!shape) return table;
  const CpuClock clock(options, shape->windows ? windowsOffset(cellsOf(header, shape->delimiter).front()) : 0);
  table.zone = zoneText(clock.offsetNs());
  while (!text.empty()) {
    const std::string_view line = takeLine(text);
    ++number;
    if (trim(line).empty()) continue;
    const std::vector<std::string> cells = cellsOf(line, shape->delimiter);
    if (cells.size() < shape->cells) {
      faults.leaveOut(
          number, 0,
          "the line has " + std::to_string(cells.size()) + " of " + std::to_string(shape->cells) + " columns");
      continue;
    }
    const auto stamp = clock.read(cells[shape->time]);
    if (!stamp) {
      faults.leaveOut(number, static_cast<int>(shape->time) + 1,
                      "'" + printable(cells[shape->time].substr(0, 40)) + "' is no time");
      continue;
    }
    for (std::size_t i = 0; i < shape->columns.size(); ++i)
      keepValue(table.columns[i], *stamp, cells[shape->columns[i]], number, static_cast<int>(shape->columns[i]) + 1,
                faults);
  }
  return table;
}

}  // namespace headroom::calibration
