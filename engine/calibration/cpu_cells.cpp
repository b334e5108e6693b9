#include "engine/calibration/cpu_cells.h"

#include <algorithm>
#include <array>

#include "engine/base/text.h"

namespace headroom::calibration {

std::string_view takeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string> cellsOf(std::string_view line, char delimiter) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      const bool doubled = quoted && i + 1 < line.size() && line[i + 1] == '"';
      if (doubled) cells.back() += line[i++];
      if (!doubled) quoted = !quoted;
    } else if (line[i] == delimiter && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

char delimiterOf(std::string_view header) {
  constexpr std::array<char, 3> kDelimiters = {',', ';', '\t'};
  return *std::max_element(kDelimiters.begin(), kDelimiters.end(), [&](char a, char b) {
    return std::count(header.begin(), header.end(), a) < std::count(header.begin(), header.end(), b);
  });
}

bool namesTime(const std::string& name) {
  static const std::array<std::string_view, 8> kNames = {"time",      "timestamp", "date",       "datetime",
                                                         "date time", "ts",        "@timestamp", "time_utc"};
  const std::string lower = toLower(trim(name));
  return std::find(kNames.begin(), kNames.end(), lower) != kNames.end();
}

}  // namespace headroom::calibration
