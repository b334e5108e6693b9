// A golden file: a header and its steps, as JSON values.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace headroom::routing {

struct GoldenFile {
  nlohmann::json header;
  std::vector<nlohmann::json> steps;
};

/// Reads plain or gzip'ed JSON lines; on failure returns nullopt and says why.
std::optional<GoldenFile> readGoldenFile(const std::string& path, std::string& problem);

/// "PROGRAM ALGORITHM" of a golden file, reading no more than its header; empty when there is none.
std::string goldenAlgorithm(const std::string& path);

}  // namespace headroom::routing
