#include "engine/templates/templates.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace headroom::templates {
namespace {

TEST(Templates, AreTheScenariosByteForByte) {
  for (const Template& entry : all()) {
    std::ifstream in(std::string(HEADROOM_SOURCE_DIR) + "/scenarios/" + entry.name + "/" + entry.name + ".farm");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(entry.text, text) << entry.name;
  }
}

TEST(Templates, TheThreeReferenceFarmsAreThere) {
  for (const char* name : {"single-server", "intranet-zone", "dmz-farm"}) EXPECT_NE(find(name), nullptr) << name;
}

TEST(Templates, NamesAreUniqueAndSummariesAreSentences) {
  std::set<std::string> names;
  for (const Template& entry : all()) {
    EXPECT_TRUE(names.insert(entry.name).second);
    EXPECT_GT(entry.summary.size(), 10u) << entry.name;
  }
}

TEST(Templates, AnUnknownNameFindsNothing) {
  EXPECT_EQ(find("no-such-farm"), nullptr);
}

}  // namespace
}  // namespace headroom::templates
