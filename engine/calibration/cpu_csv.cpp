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
bool isProcessorTime(const std::string& name) {
  const std::string lower = toLower(name);
  return lower.find("\\processor") != kNone && lower.find("(_total)") != kNone &&
         lower.find("% processor time") != kNone;
}

/// The same as other editions of Windows call it: "\Prozessor(_Total)\Prozessorzeit (%)", "\Processeur(_Total)\% temps
/// processeur", "\Procesador(_Total)\% de tiempo de procesador", "\Процессор(_Total)\% загруженности процессора".
bool isProcessorTimeAbroad(const std::string& name) {
  const std::string lower = toLower(name);
  const std::size_t total = lower.find("(_total)\\");
  if (total == kNone || lower.find('%', total) == kNone) return false;
  static constexpr std::string_view kStems[] = {"proces", "prozes", "роцес"};
  return std::any_of(std::begin(kStems), std::end(kStems), [&](std::string_view stem) {
    return lower.rfind(stem, total) != kNone && lower.find(stem, total) != kNone;
  });
}

/// Places of the columns of utilisation.
std::vector<std::size_t> utilisationsAmong(const std::vector<std::string>& names, std::size_t time, bool windows) {
  std::vector<std::size_t> places;
  const auto take = [&](auto fits) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i != time && fits(names[i])) places.push_back(i);
    }
  };
  if (!windows) take([](const std::string&) { return true; });
  if (windows) take(isProcessorTime);
  if (windows && places.empty()) take(isProcessorTimeAbroad);
  return places;
}

/// The column that is called so, or else the first one that holds a time of day in the first row.
std::optional<std::size_t> timeColumn(const std::vector<std::string>& names, std::string_view firstRow,
                                      char delimiter) {
  const auto named = std::find_if(names.begin(), names.end(), namesTime);
  if (named != names.end()) return static_cast<std::size_t>(named - names.begin());
  const std::vector<std::string> cells = cellsOf(firstRow, delimiter);
  const CpuClock clock({}, 0);
  for (std::size_t i = 0; i < std::min(cells.size(), names.size()); ++i) {
    if (cells[i].find(':') != kNone && clock.read(cells[i])) return i;
  }
  return std::nullopt;
}

struct Shape {
  char delimiter = ',';
  bool windows = false;
  std::size_t cells = 0, time = 0;
  std::vector<std::size_t> columns;  ///< Of the file, one for each column of the table.
};

std::optional<Shape> readHeader(std::string_view line, std::string_view firstRow, int number, CpuTable& table,
                                CpuFaults& faults) {
  Shape shape;
  shape.delimiter = delimiterOf(line);
  const std::vector<std::string> names = cellsOf(line, shape.delimiter);
  shape.cells = names.size();
  shape.windows = isWindows(names.front());
  if (!shape.windows) {
    const auto time = timeColumn(names, firstRow, shape.delimiter);
    if (!time) {
      faults.refuse(number, "the header names no column of times",
                    "call it time, or export with typeperf, relog, sar or Prometheus");
      return std::nullopt;
    }
    shape.time = *time;
  }
  shape.columns = utilisationsAmong(names, shape.time, shape.windows);
  for (const std::size_t i : shape.columns) table.columns.push_back({names[i], {}});
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
  std::string_view rest = text;
  const std::optional<Shape> shape = readHeader(header, takeLine(rest), number, table, faults);
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
    for (std::size_t i = 0; i < shape->columns.size(); ++i) {
      const std::size_t at = shape->columns[i];
      table.percent = table.percent || trim(cells[at]).ends_with('%');
      keepValue(table.columns[i], *stamp, cells[at], number, static_cast<int>(at) + 1, faults);
    }
  }
  return table;
}

}  // namespace headroom::calibration
