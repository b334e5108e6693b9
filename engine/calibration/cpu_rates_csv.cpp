// Rates that a monitoring system exports one value a row: time, labels, value.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/base/text.h"
#include "engine/calibration/cpu_cells.h"
#include "engine/calibration/cpu_table.h"

namespace headroom::calibration {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Where the columns of such a table are.
struct Shape {
  char delimiter = ',';
  std::size_t cells = 0, time = kNone, value = kNone, machine = kNone, mode = kNone, cpu = kNone;
};

std::size_t columnNamed(const std::vector<std::string>& names, const std::vector<std::string_view>& wanted) {
  for (const std::string_view name : wanted) {
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const std::string& each) { return equalIgnoringCase(trim(each), name); });
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  }
  return kNone;
}

std::optional<Shape> shapeOf(std::string_view header) {
  Shape shape;
  shape.delimiter = delimiterOf(header);
  const std::vector<std::string> names = cellsOf(header, shape.delimiter);
  shape.cells = names.size();
  const auto time = std::find_if(names.begin(), names.end(), namesTime);
  if (time == names.end()) return std::nullopt;
  shape.time = static_cast<std::size_t>(time - names.begin());
  shape.value = columnNamed(names, {"value", "rate"});
  shape.machine =
      columnNamed(names, {"instance", "host", "hostname", "server", "node", "machine", "series", "metric", "name"});
  shape.mode = columnNamed(names, {"mode"});
  shape.cpu = columnNamed(names, {"cpu", "core"});
  return shape.value == kNone || shape.machine == kNone ? std::nullopt : std::optional(shape);
}

bool isIdle(std::string_view mode) {
  return mode == "idle" || mode == "iowait" || mode == "steal";
}

/// The seconds that the cores of one machine spent at one time, by what they did.
struct Moment {
  double idle = 0, busy = 0;
  std::set<std::string> cores;  ///< Of the idle ones.
  int line = 0;

  /// Where only idle time is exported the rest of each core was busy.
  double utilisation() const {
    if (busy > 0) return busy / (busy + idle);
    return cores.empty() ? 0 : std::max(0.0, 1 - idle / static_cast<double>(cores.size()));
  }
};

class RateReader {
 public:
  RateReader(const Shape& shape, const CpuClock& clock, CpuFaults& faults)
      : shape_(shape), clock_(clock), faults_(faults) {}

  void take(std::string_view line, int number) {
    const std::vector<std::string> cells = cellsOf(line, shape_.delimiter);
    if (cells.size() < shape_.cells)
      return faults_.leaveOut(
          number, 0,
          "the line has " + std::to_string(cells.size()) + " of " + std::to_string(shape_.cells) + " columns");
    const auto stamp = clock_.read(cells[shape_.time]);
    if (!stamp)
      return faults_.leaveOut(number, static_cast<int>(shape_.time) + 1,
                              "'" + printable(cells[shape_.time].substr(0, 40)) + "' is no time");
    CpuTable::Column one;
    keepValue(one, *stamp, cells[shape_.value], number, static_cast<int>(shape_.value) + 1, faults_);
    if (one.values.empty()) return;
    if (shape_.mode == kNone) {
      machines_[cells[shape_.machine]].values.push_back(one.values.front());
    } else {
      add(cells, *stamp, one.values.front());
    }
  }

  void finish(CpuTable& table) {
    for (auto& [name, moments] : modes_) {
      CpuTable::Column& column = machines_[name];
      for (const auto& [stamp, moment] : moments) column.values.push_back({stamp, moment.utilisation(), moment.line});
    }
    for (auto& [name, column] : machines_) table.columns.push_back({name, std::move(column.values)});
  }

 private:
  void add(const std::vector<std::string>& cells, std::int64_t stamp, const CpuValue& value) {
    Moment& moment = modes_[cells[shape_.machine]][stamp];
    moment.line = value.line;
    if (isIdle(toLower(trim(cells[shape_.mode])))) {
      moment.idle += value.value;
      moment.cores.insert(shape_.cpu == kNone ? std::string() : cells[shape_.cpu]);
    } else {
      moment.busy += value.value;
    }
  }

  const Shape& shape_;
  const CpuClock& clock_;
  CpuFaults& faults_;
  std::map<std::string, CpuTable::Column> machines_;
  std::map<std::string, std::map<std::int64_t, Moment>> modes_;  ///< Machines whose seconds are told by mode.
};

}  // namespace

bool looksLikeRates(std::string_view text) {
  return shapeOf(takeLine(text)).has_value();
}

CpuTable readRates(std::string_view text, const CpuOptions& options, CpuFaults& faults) {
  CpuTable table;
  const Shape shape = *shapeOf(takeLine(text));
  const CpuClock clock(options, 0);
  table.format = shape.mode == kNone ? "CSV, a value a row" : "CSV, rates by mode";
  table.zone = zoneText(clock.offsetNs());
  RateReader reader(shape, clock, faults);
  for (int number = 2; !text.empty(); ++number) {
    const std::string_view line = takeLine(text);
    if (!trim(line).empty()) reader.take(line, number);
  }
  reader.finish(table);
  return table;
}

}  // namespace headroom::calibration
