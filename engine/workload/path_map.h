// Which application a request path belongs to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::workload {

/// Longest match of whole path segments, ASCII case ignored. Where two applications claim the same path the first one
/// has it.
class PathMap {
 public:
  /// Of the modules' paths; an application without modules has the path of its name.
  explicit PathMap(const farm::Farm& farm);

  /// Index of the application of a log's target ("/AppX/Home?id=1", "https://host/appx"); empty when none fits.
  std::optional<std::uint32_t> applicationOf(std::string_view target) const;

 private:
  struct Entry {
    std::string path;  ///< Lower case, no slash at either end.
    std::uint32_t application;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  std::unordered_map<std::string, std::vector<Entry>, TextHash, std::equal_to<>>
      byFirstSegment_;                 ///< Longest path first.
  std::optional<std::uint32_t> root_;  ///< The application whose path is "/" alone.
};

}  // namespace headroom::workload
