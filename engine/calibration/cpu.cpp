#include "engine/calibration/cpu.h"

#include <algorithm>
#include <cctype>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/calibration/cpu_table.h"

namespace headroom::calibration {
namespace {

constexpr double kFull = 1.005;  // counters overshoot a little

bool isWordPart(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Whether `text` holds `word` with no letter or digit beside it.
bool holdsWord(const std::string& text, const std::string& word) {
  for (std::size_t at = text.find(word); !word.empty() && at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !isWordPart(text[at - 1])) && (end == text.size() || !isWordPart(text[end]))) return true;
  }
  return false;
}

/// The machine whose name, or else address, is in a column's name; the longest one.
std::string machineOf(const farm::Farm& farm, const std::string& column) {
  const std::string text = toLower(column);
  std::string found;
  std::size_t length = 0;
  const auto look = [&](const std::string& word, const std::string& name) {
    if (word.size() <= length || !holdsWord(text, toLower(word))) return;
    found = name;
    length = word.size();
  };
  const auto machine = [&](const auto& node) {
    look(node.name, node.name);
    look(node.address, node.name);
    if (!node.address.empty() && !std::isdigit(static_cast<unsigned char>(node.address.front())))
      look(node.address.substr(0, node.address.find('.')), node.name);
  };
  for (const farm::Server& server : farm.servers) machine(server);
  for (const farm::Database& database : farm.databases) machine(database);
  return found;
}

bool isPercent(const CpuTable& table, CpuOptions::Unit unit) {
  if (unit != CpuOptions::Unit::Auto) return unit == CpuOptions::Unit::Percent;
  if (table.percent) return true;
  for (const CpuTable::Column& column : table.columns) {
    for (const CpuValue& value : column.values) {
      if (value.value > kFull) return true;
    }
  }
  return false;
}

std::int64_t usualStep(const std::vector<CpuValue>& values) {
  std::vector<std::int64_t> steps;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i].stampNs > values[i - 1].stampNs) steps.push_back(values[i].stampNs - values[i - 1].stampNs);
  }
  if (steps.empty()) return 0;
  std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
  return steps[steps.size() / 2];
}

/// A value stands for the time since the one before it; behind a gap for one usual step.
std::vector<CpuReading> readingsOf(std::vector<CpuValue> values, double unit, CpuFaults& faults) {
  std::stable_sort(values.begin(), values.end(),
                   [](const CpuValue& a, const CpuValue& b) { return a.stampNs < b.stampNs; });
  const std::int64_t step = usualStep(values);
  std::vector<CpuReading> readings;
  std::int64_t previous = values.empty() ? 0 : values.front().stampNs - step;
  for (const CpuValue& value : values) {
    const double utilisation = value.value * unit;
    const std::int64_t from = value.stampNs - previous > step + step / 2 ? value.stampNs - step : previous;
    previous = value.stampNs;
    if (utilisation > kFull) {
      faults.leaveOut(value.line, 0, "a machine cannot be busy for over 100 % of the time");
    } else if (from >= value.stampNs) {
      if (step > 0) faults.leaveOut(value.line, 0, "a second value for the same time");
    } else {
      readings.push_back({from, value.stampNs, std::min(utilisation, 1.0)});
    }
  }
  return readings;
}

class Collector {
 public:
  Collector(const farm::Farm& farm, const CpuOptions& options) : farm_(farm), options_(options) {}

  void add(const std::string& file) {
    const auto content = readFile(file);
    if (!content) return append(problems_, content.problems());
    CpuFaults faults(file);
    const std::string_view text = withoutMark(*content);
    const CpuTable table = tableOf(text, faults);
    const bool percent = isPercent(table, options_.unit);
    const std::size_t before = data_.columns.size();
    for (const CpuTable::Column& column : table.columns) keep(file, column, table.columns.size(), percent, faults);
    append(problems_, faults.problems());
    if (faults.problems().empty() && data_.columns.size() == before)
      append(problems_, problem("holds no usable utilisation of a machine of the farm",
                                "name the columns after servers or databases", {file, 0, 0}));
    append(data_.warnings, faults.takeWarnings());
    data_.notes.push_back(file + ": " + table.format + ", times in " + table.zone + ", " +
                          (percent ? "per cent" : "shares of 1"));
  }

  Result<CpuData> take() {
    if (hasErrors(problems_)) {
      append(problems_, data_.warnings);
      return problems_;
    }
    return std::move(data_);
  }

 private:
  static std::string_view withoutMark(const std::string& content) {
    std::string_view text = content;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return text;
  }

  CpuTable tableOf(std::string_view text, CpuFaults& faults) const {
    if (trim(text).empty()) {
      faults.refuse(1, "the file is empty", "export the counters again");
      return {};
    }
    if (trim(text.substr(0, 100)).starts_with('{')) return readPrometheus(text, faults);
    if (looksLikeRates(text)) return readRates(text, options_, faults);
    return looksLikeSar(text) ? readSar(text, options_, faults) : readCsv(text, options_, faults);
  }

  void keep(const std::string& file, const CpuTable::Column& column, std::size_t columns, bool percent,
            CpuFaults& faults) {
    const std::string name = printable(column.name.substr(0, 120));
    const std::string machine = machineOf(farm_, column.name);
    if (machine.empty() && columns > 1) {
      data_.warnings.push_back({Severity::Warning,
                                {file, 1, 0},
                                "'" + name + "' names no server or database of the farm",
                                "it is left out",
                                {}});
      return;
    }
    const auto same = [&](const CpuColumn& known) { return known.file == file && known.machine == machine; };
    if (std::any_of(data_.columns.begin(), data_.columns.end(), same)) {
      data_.warnings.push_back({Severity::Warning,
                                {file, 1, 0},
                                "'" + name + "' is a second column of " + (machine.empty() ? "all servers" : machine),
                                "it is left out",
                                {}});
      return;
    }
    CpuColumn kept{file, name, machine, readingsOf(column.values, percent ? 0.01 : 1.0, faults)};
    if (!kept.readings.empty()) data_.columns.push_back(std::move(kept));
  }

  static void append(Diagnostics& to, const Diagnostics& more) { to.insert(to.end(), more.begin(), more.end()); }

  const farm::Farm& farm_;
  const CpuOptions& options_;
  CpuData data_;
  Diagnostics problems_;
};

}  // namespace

Result<CpuData> readCpu(const farm::Farm& farm, const std::vector<std::string>& files, const CpuOptions& options) {
  Collector collector(farm, options);
  for (const std::string& file : files) collector.add(file);
  return collector.take();
}

}  // namespace headroom::calibration
