// The figures of expected.json against the simulator, and its own confidence intervals as the margin.
#include <gmock/gmock.h>

#include <cmath>

#include "engine/sim/sim.h"
#include "tests/scenarios/scenario.h"

namespace headroom::scenarios {
namespace {

using nlohmann::json;

/// "servers.FE1.utilisation" in the JSON of a run: members by key, elements of a list by name.
json figureAt(const json& results, const std::string& path) {
  const json* at = &results;
  std::size_t start = 0;
  while (start <= path.size()) {
    const std::size_t dot = std::min(path.find('.', start), path.size());
    const std::string key = path.substr(start, dot - start);
    const json* next = nullptr;
    if (at->is_object() && at->contains(key)) next = &at->at(key);
    if (at->is_array()) {
      for (const json& element : *at) {
        if (element.value("name", std::string()) == key) next = &element;
      }
    }
    if (!next) return nullptr;
    at = next;
    start = dot + 1;
  }
  return *at;
}

double meanOf(const json& figure) {
  return figure.is_object() ? figure.at("mean").get<double>() : figure.get<double>();
}

void expectFigure(const json& results, const json& expected) {
  const std::string path = expected.at("figure").get<std::string>();
  const json figure = figureAt(results, path);
  ASSERT_FALSE(figure.is_null()) << "there is no figure " << path;
  SCOPED_TRACE(path + ": " + expected.at("meaning").get<std::string>() + "; simulated " + figure.dump());
  if (expected.contains("value")) {
    const double value = expected.at("value").get<double>();
    ASSERT_TRUE(figure.is_object() && figure.at("low").is_number()) << "it has no interval";
    EXPECT_LE(figure.at("low").get<double>(), value);
    EXPECT_GE(figure.at("high").get<double>(), value);
    const double width = figure.at("high").get<double>() - figure.at("low").get<double>();
    EXPECT_LT(width, 0.2 * std::abs(value)) << "an interval this wide proves nothing";
  } else {
    const double scale = expected.value("per_replication", false) ? results.at("replications").get<double>() : 1.0;
    EXPECT_GE(meanOf(figure) / scale, expected.at("from").get<double>());
    EXPECT_LE(meanOf(figure) / scale, expected.at("to").get<double>());
  }
}

struct Situation {
  std::string scenario;
  json expected;
};

void PrintTo(const Situation& situation, std::ostream* out) {
  *out << situation.scenario << " " << situation.expected.value("name", "");
}

class Figures : public testing::TestWithParam<Situation> {};

TEST_P(Figures, AreWithinTheirOwnConfidence) {
  const json& expected = GetParam().expected;
  const farm::Farm farm = farmOf(GetParam().scenario);
  sim::RunOptions options = sim::optionsOf(farm);
  options.down = expected.at("down").get<std::vector<std::string>>();
  options.replications = expected.value("replications", options.replications);
  if (expected.contains("measured_s")) options.measured = Duration::seconds(expected.at("measured_s").get<double>());
  const auto run = sim::run(farm, options);
  ASSERT_TRUE(run.ok()) << format(run.problems().front());
  EXPECT_EQ(run->steady, expected.at("steady").get<bool>());
  for (const results::Check& check : run->checks) EXPECT_TRUE(check.ok) << check.name;
  const json results = json::parse(results::toJson(*run));
  for (const json& figure : expected.at("figures")) expectFigure(results, figure);
}

std::vector<Situation> situations() {
  std::vector<Situation> all;
  for (const std::string& name : names()) {
    const json expected = expectedOf(name);
    if (!expected.is_object()) continue;
    for (const json& situation : expected.value("situations", json::array())) all.push_back({name, situation});
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(All, Figures, testing::ValuesIn(situations()), [](const auto& test) {
  std::string name = test.param.scenario + "_" + test.param.expected.value("name", "");
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

}  // namespace
}  // namespace headroom::scenarios
