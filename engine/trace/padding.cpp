#include "engine/trace/padding.h"

#include <algorithm>

namespace headroom::trace {

bool isBlank(std::string_view line) {
  return std::all_of(line.begin(), line.end(),
                     [](char c) { return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r'); });
}

std::string_view withoutPadding(std::string_view line, bool firstOfFile) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  while (line.starts_with('\0')) line.remove_prefix(1);
  while (line.ends_with('\0')) line.remove_suffix(1);
  while (line.ends_with('\r')) line.remove_suffix(1);
  if (firstOfFile && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  return line;
}

}  // namespace headroom::trace
