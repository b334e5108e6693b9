#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/routing/golden_file.h"
#include "tests/routing/golden_replay.h"

namespace headroom::routing {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(HEADROOM_SOURCE_DIR) / "tests/routing/golden";

std::vector<fs::path> goldenFiles() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename();
    if (name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// A group of recordings and how many files it has.
struct Group {
  const char* algorithm;
  int files;
};

void PrintTo(const Group& group, std::ostream* out) {
  *out << group.algorithm;
}

class Golden : public testing::TestWithParam<Group> {};

TEST_P(Golden, EveryRecordedDecisionIsReproduced) {
  int files = 0;
  for (const fs::path& file : goldenFiles()) {
    if (goldenAlgorithm(file) != GetParam().algorithm) continue;
    const ReplayResult result = replayGoldenFile(file);
    EXPECT_TRUE(result.passed) << file.filename() << ": " << result.mismatch;
    ++files;
  }
  EXPECT_EQ(files, GetParam().files);
}

constexpr Group kGroups[] = {
    {"haproxy first", 6},
    {"haproxy hdr", 4},
    {"haproxy leastconn", 52},
    {"haproxy random", 23},
    {"haproxy roundrobin", 50},
    {"haproxy route", 4},
    {"nginx route", 5},
    {"haproxy source", 34},
    {"haproxy static-rr", 22},
    {"haproxy uri", 52},
    {"haproxy url_param", 2},
    {"nginx hash", 20},
    {"nginx hash consistent", 23},
    {"nginx ip_hash", 13},
    {"nginx least_conn", 39},
    {"nginx random", 2},
    {"nginx random two least_conn", 3},
    {"nginx round_robin", 23},
};

std::string testName(const testing::TestParamInfo<Group>& info) {
  std::string name = info.param.algorithm;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Balancers, Golden, testing::ValuesIn(kGroups), testName);

TEST(GoldenFolder, HasNoFileThatBelongsToNoGroup) {
  int claimed = 0;
  for (const Group& group : kGroups) claimed += group.files;
  EXPECT_EQ(static_cast<std::size_t>(claimed), goldenFiles().size());
}

// Recorded from the same programs with random pools, options and operator commands; each taught the core something or
// guards what it knows.
TEST(RecordedSequences, AreAllReproduced) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(kFolder.parent_path() / "recorded")) {
    const ReplayResult result = replayGoldenFile(entry.path());
    EXPECT_TRUE(result.passed) << entry.path().filename() << ": " << result.mismatch;
    ++files;
  }
  EXPECT_EQ(files, 76);
}

class GoldenReplay : public testing::Test {
 protected:
  std::string write(const std::string& text) {
    const fs::path path = fs::path(testing::TempDir()) / "headroom_golden_replay.jsonl";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  static std::string header(const std::string& more = "") {
    return R"({"case":"x","format":1,"program":"haproxy","algorithm":"roundrobin","options":{)" + more +
           R"(},"class":"exact","clock":"none","servers":[{"name":"a"},{"name":"b"}],"steps":2})"
           "\n";
  }
};

TEST_F(GoldenReplay, NamesTheFirstWrongStep) {
  const auto result = replayGoldenFile(write(header() + R"({"op":"request","id":1,"chosen":"a"})"
                                                        "\n"
                                                        R"({"op":"request","id":2,"chosen":"a"})"));
  EXPECT_FALSE(result.passed);
  EXPECT_NE(result.mismatch.find("step 2 (line 3): decided b, recorded a"), std::string::npos) << result.mismatch;
}

TEST_F(GoldenReplay, PassesARightRecordingThatItHasNeverSeen) {
  EXPECT_TRUE(replayGoldenFile(write(header() + R"({"op":"request","id":1,"chosen":"a"})")).passed);
}

TEST_F(GoldenReplay, ReportsAnUnsupportedOptionAsFailure) {
  EXPECT_EQ(replayGoldenFile(write(header(R"("rdp":1)"))).mismatch, "unsupported option 'rdp'");
}

TEST_F(GoldenReplay, ReportsAnUnsupportedStepAsFailure) {
  const auto result = replayGoldenFile(write(header() + R"({"op":"dance","server":"a"})"));
  EXPECT_NE(result.mismatch.find("unsupported step 'dance'"), std::string::npos) << result.mismatch;
}

TEST_F(GoldenReplay, ReportsAnUnknownAlgorithmAsFailure) {
  std::string text = header();
  text.replace(text.find("roundrobin"), 10, "rdp-cookie");
  const auto result = replayGoldenFile(write(text));
  EXPECT_NE(result.mismatch.find("has no algorithm 'rdp-cookie'"), std::string::npos) << result.mismatch;
}

TEST_F(GoldenReplay, SurvivesFilesThatAreNotGolden) {
  EXPECT_FALSE(replayGoldenFile("/nonexistent").passed);
  EXPECT_FALSE(replayGoldenFile(write("")).passed);
  EXPECT_FALSE(replayGoldenFile(write("not json")).passed);
  EXPECT_FALSE(replayGoldenFile(write("[1]")).passed);
  EXPECT_FALSE(replayGoldenFile(write("{}")).passed);
  EXPECT_FALSE(replayGoldenFile(write(header() + R"({"op":"complete","id":77})")).passed);
}

}  // namespace
}  // namespace headroom::routing
