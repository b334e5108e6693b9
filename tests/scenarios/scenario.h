// A folder under scenarios/: its farm and what its expected.json promises.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::scenarios {

/// Names of all scenario folders, sorted.
std::vector<std::string> names();

std::string folderOf(const std::string& name);

/// The scenario's farm; a test failure when it cannot be read.
farm::Farm farmOf(const std::string& name);

/// The parsed expected.json.
nlohmann::json expectedOf(const std::string& name);

}  // namespace headroom::scenarios
