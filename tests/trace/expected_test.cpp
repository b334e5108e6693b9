// Every log whose truth was counted by an independent program: all figures must be equal.
#include <array>
#include <nlohmann/json.hpp>

#include "engine/trace/summary.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using Json = nlohmann::json;

struct Case {
  std::string name;
  std::string path;
  Json expected;
};

void addCases(const std::string& folder, std::vector<Case>& cases) {
  std::ifstream file(folder + "expected.json");
  if (!file) return;  // the public traces lie beside the project on some machines only
  const Json all = Json::parse(file);
  for (const auto& [name, expected] : all.items()) {
    if (expected.at("format") != "rate-csv") cases.push_back({name, folder + name, expected});
  }
}

std::vector<Case> allCases() {
  std::vector<Case> cases;
  addCases(HEADROOM_SOURCE_DIR "/tests/trace/data/", cases);
  addCases(HEADROOM_SOURCE_DIR "/../shared/traces/", cases);
  return cases;
}

class ExpectedFigures : public ::testing::TestWithParam<Case> {};

TEST_P(ExpectedFigures, AreThoseOfTheIndependentCount) {
  ReadOptions options;
  options.format.pattern = GetParam().expected.value("explicit_format", "");
  const Result<Summary> summary = summarise({GetParam().path}, options);
  ASSERT_TRUE(summary.ok()) << format(summary.problems().front());
  const Json actual = Json::parse(toJson(*summary));
  static const std::array kOfTheFile = {"sha256",      "origin", "licence",  "notes",          "config",
                                        "calibration", "truth",  "xff_note", "explicit_format"};
  for (const auto& [key, expected] : GetParam().expected.items()) {
    if (std::find(kOfTheFile.begin(), kOfTheFile.end(), key) != kOfTheFile.end()) continue;
    ASSERT_TRUE(actual.contains(key)) << key;
    EXPECT_EQ(actual.at(key), expected) << key;
  }
  expectAddsUp(summary->files.front());
}

INSTANTIATE_TEST_SUITE_P(Logs, ExpectedFigures, ::testing::ValuesIn(allCases()), [](const auto& one) {
  std::string name = one.param.name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

}  // namespace
}  // namespace headroom::trace
