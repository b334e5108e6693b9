// Files made to break readers: refused or read, but never a crash, a hang or much memory.
#include <gmock/gmock.h>
#include <zlib.h>

#include <chrono>
#include <filesystem>
#include <random>

#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using testing::HasSubstr;

std::string unpacked(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");  // reads plain files as they are
  std::string content;
  char buffer[65536];
  for (int got = 0; (got = gzread(file, buffer, sizeof buffer)) > 0;)
    content.append(buffer, static_cast<std::size_t>(got));
  gzclose(file);
  return content;
}

Format formatOfHostile(const std::string& name) {
  if (name.find(".pb") != std::string::npos) return Format::Binary;
  return name.find(".json") != std::string::npos ? Format::Json : Format::Text;
}

class HostileFile : public testing::TestWithParam<std::string> {};

TEST_P(HostileFile, IsRefusedQuicklyInPrintableWords) {
  const std::string name = GetParam();
  const std::string path = sourceFile("tests/farm_file/data/hostile/" + name);
  const std::string content = name.find(".log") == std::string::npos ? unpacked(path) : readFile(path).value();
  const auto start = std::chrono::steady_clock::now();
  const auto result = read(content, formatOfHostile(name), name);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  ASSERT_FALSE(result.ok());
  EXPECT_LE(result.problems().size(), 51u);
  for (const Diagnostic& problem : result.problems()) {
    EXPECT_EQ(problem.place.file, name);
    if (formatOfHostile(name) == Format::Text && problem.place.line > 0) {
      EXPECT_EQ(problem.place.line, 1);
    }
    EXPECT_EQ(format(problem).find_first_of(std::string("\0\x1b\r\n\x07", 5)), std::string::npos);
  }
}

std::vector<std::string> hostileFiles() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(sourceFile("tests/farm_file/data/hostile"))) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, HostileFile, testing::ValuesIn(hostileFiles()), [](const auto& test) {
  std::string name = test.param;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

TEST(Hostile, NestingIsLimitedInEveryFormat) {
  std::string text = "version: 1 ";
  for (int i = 0; i < 100; ++i) text += "zone {";
  EXPECT_THAT(complaintsOf(text), HasSubstr("nested more than 64 deep"));
  EXPECT_THAT(complaints(read(std::string(100, '['), Format::Json, "a.json")), HasSubstr("nested more than 64 deep"));
}

TEST(Hostile, AMillionFieldsAreTheLimit) {
  std::string text = "version: 1\n";
  for (int i = 0; i < 1'000'001; ++i) text += "x{}";
  EXPECT_THAT(complaintsOf(text), HasSubstr("and "));
}

TEST(Hostile, AnEndlessNameIsCutInTheMessage) {
  const auto result = readText("version: 1 server { name: \"" + std::string(3'000'000, 'x') + "\" }");
  EXPECT_LT(complaints(result).size(), 1000u);
}

/// Damages a good file at random places: whatever is still read must be written and read back as the same farm.
void damage(const std::string& good, Format format, int rounds) {
  std::mt19937 random(20261123);
  static const std::string kBytes = "{}[]<>:;,\"'\\#\n -.0159aZ_\x00\x01\x7F\xC3\xFF";
  int accepted = 0;
  for (int round = 0; round < rounds; ++round) {
    std::string text = good;
    const int edits = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < edits; ++i) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = kBytes[random() % kBytes.size()];
          break;
        case 1:
          text.erase(at, 1 + random() % 40);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), random() % 60));
          break;
        default:
          text.insert(at, 1, kBytes[random() % kBytes.size()]);
      }
      if (text.empty()) text = " ";
    }
    const auto result = read(text, format, "damaged");
    if (!result.ok()) {
      ASSERT_FALSE(result.problems().empty());
      continue;
    }
    ++accepted;
    const auto again = read(write(result->farm, format), format, "again");
    ASSERT_TRUE(again.ok()) << complaints(again) << text;
    ASSERT_EQ(write(again->farm, format), write(result->farm, format)) << text;
    ASSERT_EQ(hashOf(again->farm), hashOf(result->farm)) << text;
  }
  EXPECT_GT(accepted, 0);
}

TEST(Hostile, DamagedTextNeverBreaksTheReader) {
  damage(contentOf("tests/farm_file/data/every-field.farm"), Format::Text, 1500);
}

TEST(Hostile, DamagedJsonNeverBreaksTheReader) {
  damage(write(farmFrom(contentOf("tests/farm_file/data/every-field.farm")), Format::Json), Format::Json, 1500);
}

TEST(Hostile, DamagedBinaryNeverBreaksTheReader) {
  damage(write(farmFrom(contentOf("tests/farm_file/data/every-field.farm")), Format::Binary), Format::Binary, 3000);
}

}  // namespace
}  // namespace headroom::farm_file
