#include <algorithm>

#include "engine/trace/format_pattern.h"
#include "engine/trace/format_table.h"
#include "engine/trace/formats/csv_map.h"
#include "engine/trace/formats/json_keys.h"

namespace headroom::trace {

Result<std::vector<std::unique_ptr<LineFormat>>> lineFormats(const FormatOptions& options) {
  Diagnostics problems = JsonKeys().map(options.jsonMap);
  const Diagnostics columns = checkCsvMap(options.csvMap);
  problems.insert(problems.end(), columns.begin(), columns.end());
  const Result<LocalTime> zone = LocalTime::open(options.zone);
  if (!zone) problems.insert(problems.end(), zone.problems().begin(), zone.problems().end());
  std::vector<std::unique_ptr<LineFormat>> readers;
  if (!options.pattern.empty()) {
    Result<std::unique_ptr<LineFormat>> reader = patternFormat(options);
    if (!reader) problems.insert(problems.end(), reader.problems().begin(), reader.problems().end());
    if (!problems.empty()) return problems;
    readers.push_back(std::move(reader).value());
    return readers;
  }
  std::string known;
  const std::string wanted = !options.name.empty()     ? options.name
                             : !options.csvMap.empty() ? "csv"
                             : !options.fields.empty() ? "iis-w3c"
                                                       : "";
  for (const FormatFamily& family : formatTable()) {
    for (const std::string_view name : family.names) known += (known.empty() ? "" : ", ") + std::string(name);
    const bool named = std::find(family.names.begin(), family.names.end(), wanted) != family.names.end();
    if (!problems.empty() || (!wanted.empty() && !named)) continue;
    readers.push_back(family.make(options, LocalTime::open(options.zone).value()));
  }
  if (problems.empty() && readers.empty())
    problems = problem("there is no format \"" + options.name + "\"", "known are " + known);
  if (!problems.empty()) return problems;
  return readers;
}

}  // namespace headroom::trace
