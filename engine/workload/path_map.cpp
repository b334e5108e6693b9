#include "engine/workload/path_map.h"

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/trace/trace.h"

namespace headroom::workload {
namespace {

constexpr std::size_t kLongestPath = 512;

std::string_view withoutSlashes(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

std::string_view firstPart(std::string_view path) {
  return path.substr(0, std::min(path.find('/'), path.size()));
}

/// Whether `path` is `prefix` or goes on below it.
bool isBelow(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace

PathMap::PathMap(const farm::Farm& farm) {
  for (std::size_t i = 0; i < farm.applications.size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    for (const farm::Module& module : farm::modulesOf(farm.applications[i])) {
      std::string path = toLower(withoutSlashes(module.path));
      if (path.empty()) {
        if (!root_) root_ = index;
        continue;
      }
      byFirstSegment_[std::string(firstPart(path))].push_back({std::move(path), index});
    }
  }
  for (auto& [segment, entries] : byFirstSegment_) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.path.size() > b.path.size(); });
  }
}

std::optional<std::uint32_t> PathMap::applicationOf(std::string_view target) const {
  std::string_view path = trace::pathOf(target);
  if (path.empty()) return std::nullopt;
  while (path.starts_with('/')) path.remove_prefix(1);
  std::array<char, kLongestPath> lower;
  const std::size_t length = std::min(path.size(), lower.size());
  std::transform(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::string_view folded(lower.data(), length);
  const auto found = byFirstSegment_.find(firstPart(folded));
  if (found != byFirstSegment_.end()) {
    for (const Entry& entry : found->second) {
      if (isBelow(folded, entry.path)) return entry.application;
    }
  }
  return root_;
}

}  // namespace headroom::workload
