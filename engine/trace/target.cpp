#include <algorithm>

#include "engine/trace/trace.h"

namespace headroom::trace {

std::string_view pathOf(std::string_view target) {
  if (!target.starts_with('/')) {
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos || scheme == 0 || target.find_first_of("/?#") < scheme) return {};
    const std::size_t slash = target.find_first_of("/?#", scheme + 3);
    if (slash == std::string_view::npos || target[slash] != '/') return "/";
    target.remove_prefix(slash);
  }
  return target.substr(0, std::min(target.find_first_of("?#"), target.size()));
}

std::string_view firstSegment(std::string_view target) {
  std::string_view path = pathOf(target);
  if (path.empty()) return "(none)";
  path.remove_prefix(1);
  path = path.substr(0, std::min(path.find('/'), path.size()));
  return path.empty() ? "(root)" : path;
}

}  // namespace headroom::trace
