#include "tests/scenarios/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "engine/base/file.h"
#include "engine/farm_file/farm_file.h"

namespace headroom::scenarios {

std::string folderOf(const std::string& name) {
  return std::string(HEADROOM_SOURCE_DIR) + "/scenarios/" + name;
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(HEADROOM_SOURCE_DIR) + "/scenarios")) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

farm::Farm farmOf(const std::string& name) {
  const auto loaded = farm_file::load(folderOf(name) + "/" + name + ".farm");
  for (const Diagnostic& problem : loaded.problems()) ADD_FAILURE() << format(problem);
  return loaded ? loaded->farm : farm::Farm{};
}

nlohmann::json expectedOf(const std::string& name) {
  const auto content = readFile(folderOf(name) + "/expected.json");
  return content ? nlohmann::json::parse(*content, nullptr, false) : nlohmann::json();
}

}  // namespace headroom::scenarios
