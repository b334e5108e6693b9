// From the header of a golden file to the configuration of the real program.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace headroom::side_by_side {

/// Where the pieces of the stage are.
struct Places {
  std::string front;                 ///< Address to listen on.
  std::vector<std::string> servers;  ///< Addresses for route cases, one a destination.
};

/// The lines that describe the pool, as golden files show them.
std::vector<std::string> poolLines(const nlohmann::json& header);
/// The destinations of a route case, in order of first mention.
std::vector<std::string> destinations(const nlohmann::json& header);

std::string haproxyConfiguration(const nlohmann::json& header, const Places& places);
std::string nginxConfiguration(const nlohmann::json& header, const Places& places);
bool isRouteCase(const nlohmann::json& header);
bool hasChecks(const nlohmann::json& header);

}  // namespace headroom::side_by_side
