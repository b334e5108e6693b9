#include <algorithm>

#include "engine/trace/byte_scan.h"
#include "engine/trace/trace.h"

namespace headroom::trace {
namespace {

std::string_view pathOfUrl(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos || scheme == 0 || target.find_first_of("/?#") < scheme) return {};
  const std::size_t slash = target.find_first_of("/?#", scheme + 3);
  if (slash == std::string_view::npos || target[slash] != '/') return "/";
  target.remove_prefix(slash);
  return target.substr(0, findEither(target, '?', '#'));
}

}  // namespace

std::string_view pathOf(std::string_view target) {
  return target.starts_with('/') ? target.substr(0, findEither(target, '?', '#')) : pathOfUrl(target);
}

std::string_view firstSegmentOfPath(std::string_view path) {
  if (path.empty()) return "(none)";
  path.remove_prefix(1);
  path = path.substr(0, findByte(path, '/'));
  return path.empty() ? "(root)" : path;
}

std::string_view firstSegment(std::string_view target) {
  return firstSegmentOfPath(pathOf(target));
}

}  // namespace headroom::trace
