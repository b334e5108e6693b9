#include "tests/accuracy/case_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/base/file.h"
#include "tests/accuracy/model_reader.h"

namespace headroom::accuracy {
namespace {

using nlohmann::json;

Expected readExpected(const json& from) {
  Expected e;
  e.metric = from.at("metric").get<std::string>();
  e.scope = from.at("scope").get<std::string>();
  if (from.at("value").is_string()) {
    e.fate = from.at("value").get<std::string>();
  } else {
    e.value = from.at("value").get<double>();
  }
  e.relPrecision = from.value("rel_precision", 1e-12);
  e.published = from.value("published", false);
  e.printedUlp = from.value("printed_ulp", 0.0);
  e.finiteSize = from.contains("finite_size");
  const auto qualifier = [&](const char* name) -> std::optional<double> {
    return from.contains(name) ? std::optional(from.at(name).get<double>()) : std::nullopt;
  };
  e.population = qualifier("population");
  e.n = qualifier("n");
  e.k = qualifier("k");
  e.servers = qualifier("servers");
  e.load = qualifier("load");
  e.demand = qualifier("demand");
  e.time = qualifier("time");
  return e;
}

AccuracyCase::Analytic readAsk(const std::string& word) {
  if (word == "exact") return AccuracyCase::Analytic::Exact;
  if (word == "approx") return AccuracyCase::Analytic::Approximate;
  if (word == "none") return AccuracyCase::Analytic::None;
  throw UnknownWord("analytic", word);
}

AccuracyCase readCase(const json& from) {
  AccuracyCase c;
  c.id = from.at("id").get<std::string>();
  c.title = from.value("title", "");
  c.family = from.value("family", "");
  c.level = from.value("level", "");
  c.features = from.value("requires", std::vector<std::string>{});
  c.analytic = readAsk(from.at("analytic").get<std::string>());
  c.analyticTolerance = from.value("analytic_rel_tolerance", 0.1);
  c.simulation = from.value("des", "none");
  for (const json& figure : from.at("expected")) c.expected.push_back(readExpected(figure));
  const json& model = from.at("model");
  if (model.is_null()) return c;
  if (model.contains("farm")) {
    const json& farm = model.at("farm");
    c.farm = MachineFarm{farm.at("servers").get<int>(), readLaw(farm.at("time_to_failure")).mean(),
                         readLaw(farm.at("time_to_repair")).mean(), farm.at("repairers").get<int>()};
  } else if (model.contains("closed")) {
    const json& closed = model.at("closed");
    c.closed = ClosedDemands{closed.at("population").get<int>(), closed.at("think").get<double>(),
                             closed.at("demands").get<std::vector<double>>()};
  } else {
    c.network = readNetwork(model);
  }
  return c;
}

}  // namespace

std::string Expected::key() const {
  std::string text = scope + "/" + metric;
  const auto add = [&](const char* name, const std::optional<double>& of) {
    if (of) text += fmt::format("[{}={:.12g}]", name, *of);
  };
  add("population", population);
  add("n", n);
  add("k", k);
  add("servers", servers);
  add("load", load);
  add("demand", demand);
  add("time", time);
  return text;
}

Result<CaseTable> parseCases(const std::string& text, const std::string& name) {
  const json table = json::parse(text, nullptr, false);
  if (table.is_discarded() || !table.is_object() || !table.contains("cases") || !table.at("cases").is_array()) {
    return problem("this is no table of reference cases", "give a JSON file with a list \"cases\"", {name, 0, 0});
  }
  CaseTable read;
  for (std::size_t i = 0; i < table.at("cases").size(); ++i) {
    const json& from = table.at("cases")[i];
    const bool named = from.is_object() && from.contains("id") && from.at("id").is_string();
    const std::string id = named ? from.at("id").get<std::string>() : fmt::format("number {}", i + 1);
    try {
      read.cases.push_back(readCase(from));
    } catch (const std::exception& wrong) {  // the JSON library reports by exception
      read.unreadable.push_back(id);
      read.problems.push_back(
          {Severity::Error, {name, 0, 0}, "case " + id + ": " + wrong.what(), "correct the case", {}});
    }
  }
  return read;
}

Result<CaseTable> readCases(const std::filesystem::path& file) {
  const auto text = readFile(file.string());
  if (!text) return text.problems();
  return parseCases(*text, file.string());
}

}  // namespace headroom::accuracy
