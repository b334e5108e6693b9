// Fields with separators and double quotes, as RFC 4180 has them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace headroom::trace {

/// The separator that a line has most of: comma, semicolon or tab.
inline char separatorOf(std::string_view line) {
  char best = ',';
  for (const char c : {';', '\t'}) {
    if (std::count(line.begin(), line.end(), c) > std::count(line.begin(), line.end(), best)) best = c;
  }
  return best;
}

/// Splits a line into at most `most` fields; how many there are. What stands between quotes is handed out as written,
/// with doubled quotes still doubled.
inline std::size_t splitCsv(std::string_view line, char separator, std::string_view* fields, std::size_t most) {
  std::size_t count = 0;
  while (count < most) {
    std::size_t from = 0, to, next;
    if (line.starts_with('"')) {
      from = 1;
      to = line.find('"', 1);
      while (to != std::string_view::npos && line.substr(to + 1).starts_with('"')) to = line.find('"', to + 2);
      next = to == std::string_view::npos ? to : line.find(separator, to);
    } else {
      to = next = line.find(separator);
    }
    fields[count++] = line.substr(from, to == std::string_view::npos ? to : to - from);
    if (next == std::string_view::npos) break;
    line.remove_prefix(next + 1);
  }
  return count;
}

}  // namespace headroom::trace
