#include "engine/trace/formats/csv_map.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/trace/formats/numbers.h"

namespace headroom::trace {
namespace {

/// The columns of "time=When,duration=Took:ms" as they stand there.
std::vector<std::string_view> columnsOf(std::string_view map) {
  std::vector<std::string_view> columns;
  while (!map.empty()) {
    const std::size_t comma = std::min(map.find(','), map.size());
    std::string_view entry = map.substr(0, comma);
    map.remove_prefix(std::min(comma + 1, map.size()));
    if (const std::size_t sign = entry.find('='); sign != entry.npos) entry.remove_prefix(sign + 1);
    columns.push_back(trim(entry.substr(0, entry.rfind(':'))));
  }
  return columns;
}

bool isNumber(std::string_view column) {
  return readWhole(column).value_or(0) > 0;
}

}  // namespace

CsvColumns::CsvColumns(const std::string& map) {
  keys_.map(map, "--csv-map");  // its problems were told before
  const std::vector<std::string_view> columns = columnsOf(map);
  numbered_ = !columns.empty() && std::all_of(columns.begin(), columns.end(), isNumber);
}

void CsvColumns::offer(std::size_t column, const JsonKey& key) {
  Column& known = columns_[static_cast<std::size_t>(key.slot)];
  if (known.column == kMost || key.rank < known.key.rank) known = {column, key};
}

bool CsvColumns::takeHeader(const std::string_view* names, std::size_t count) {
  takeNumbers(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = trim(names[i]);
    const JsonKey* key = keys_.find(name);
    if (key == nullptr) key = keys_.find(toLower(name));
    if (key != nullptr) offer(i, *key);
  }
  return at(JsonSlot::Time) != kMost && at(JsonSlot::Status) != kMost;
}

void CsvColumns::takeNumbers(std::size_t count) {
  columns_ = {};
  count_ = count;
  for (std::size_t i = 0; i < count; ++i) {
    if (const JsonKey* key = keys_.find(std::to_string(i + 1)); key != nullptr) offer(i, *key);
  }
}

Diagnostics checkCsvMap(const std::string& map) {
  if (map.empty()) return {};
  JsonKeys keys;
  Diagnostics problems = keys.map(map, "--csv-map");
  for (const std::string_view column : columnsOf(map)) {
    if (readWhole(column).value_or(1) < 1 ||
        readWhole(column).value_or(1) > static_cast<std::int64_t>(CsvColumns::kMost))
      problems.push_back({Severity::Error,
                          {},
                          "--csv-map: there is no column " + std::string(column),
                          "columns have their names, or numbers from 1 to " + std::to_string(CsvColumns::kMost),
                          {}});
  }
  return problems;
}

}  // namespace headroom::trace
