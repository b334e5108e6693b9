// A change of behaviour is noticed, wanted or not: every scenario's run against the table of fingerprints.txt.
//
// A wanted change writes the table anew: HEADROOM_WRITE_FINGERPRINTS=1 scenarios_test --gtest_filter='Fingerprints*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/sim/sim.h"
#include "tests/scenarios/scenario.h"

namespace headroom::scenarios {
namespace {

const std::vector<std::string> kParts = {"events", "draws", "paths", "times"};

using Table = std::map<std::string, std::vector<std::string>>;

std::string fileOfTable() {
  return folderOf(names().front()) + "/../../tests/scenarios/fingerprints.txt";
}

std::vector<std::string> fingerprintOf(const std::string& scenario) {
  sim::RunOptions options;
  options.replications = 2;
  options.warmUp = Duration::wholeSeconds(2);
  options.measured = Duration::wholeSeconds(20);
  const auto result = sim::run(farmOf(scenario), options);
  if (!result.ok()) return {"refused", "-", "-", "-"};
  const results::FingerprintParts& parts = result->fingerprintParts;
  return {result->fingerprint, parts.draws, parts.paths, parts.times};
}

Table tableOf(const std::string& file) {
  Table table;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (name.empty() || name.front() == '#') continue;
    for (std::string word; words >> word;) table[name].push_back(word);
  }
  return table;
}

TEST(Fingerprints, OfAllScenariosAreThoseOfTheTable) {
  Table found;
  for (const std::string& name : names()) found[name] = fingerprintOf(name);
  if (std::getenv("HEADROOM_WRITE_FINGERPRINTS") != nullptr) {
    std::ofstream out(fileOfTable());
    out << "# scenario, events, draws, paths, times: 2 replications of 20 s after 2 s of warm-up, seed 1\n";
    for (const auto& [name, parts] : found) {
      out << name;
      for (const std::string& part : parts) out << ' ' << part;
      out << '\n';
    }
  }
  const Table expected = tableOf(fileOfTable());
  for (const auto& [name, parts] : found) {
    const auto row = expected.find(name);
    if (row == expected.end() || row->second.size() != kParts.size()) {
      ADD_FAILURE() << name << " is not in the table";
      continue;
    }
    for (std::size_t i = 0; i < kParts.size(); ++i) {
      EXPECT_EQ(parts[i], row->second[i]) << name << ": the " << kParts[i] << " have changed";
    }
  }
  EXPECT_EQ(expected.size(), found.size()) << "the table has scenarios that are gone";
}

}  // namespace
}  // namespace headroom::scenarios
