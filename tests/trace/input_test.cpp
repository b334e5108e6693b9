// What logs come in: packed, in other encodings, in folders.
#include <unistd.h>
#include <zstd.h>

#include <stdexcept>

#include "engine/trace/log_paths.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string packed(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string lines(int n) {
  std::string text;
  for (int i = 0; i < n; ++i)
    text += "10.0.0." + std::to_string(i % 250) + " - - [23/Nov/2026:00:43:45 +0000] \"GET /AppX HTTP/1.1\" 200 " +
            std::to_string(i * 7919) + "\n";
  return text;
}

using LogInput = LogFiles;

TEST_F(LogInput, ZstdFramesFollowEachOther) {
  const auto counts = readText(packed(lines(20'000)) + packed(lines(5)));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 20'005u);
  EXPECT_TRUE(counts->warnings.empty());
}

TEST_F(LogInput, AFrameToSkipMayComeFirst) {
  const std::string skipped("\x5A\x2A\x4D\x18\x04\x00\x00\x00skip", 12);
  const Result<Counts> counts = readText(skipped + packed(lines(3)));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 3u);
}

TEST_F(LogInput, OfACutZstdFileTheReadablePartCounts) {
  const std::string whole = packed(lines(200'000));
  const auto counts = readText(std::string_view(whole).substr(0, whole.size() / 2));
  ASSERT_TRUE(counts.ok());
  EXPECT_GT(counts->valid, 50'000u);
  ASSERT_EQ(counts->warnings.size(), 1u);
  EXPECT_THAT(counts->warnings.front().what, HasSubstr("cut"));
}

TEST_F(LogInput, AZstdBombIsRefused) {
  const auto counts = readText(packed(std::string(std::size_t{200} << 20, '\0')));
  ASSERT_FALSE(counts.ok());
  EXPECT_THAT(counts.problems().front().what, HasSubstr("200 times its size"));
}

std::string utf16(std::string_view text, bool bigEndian) {
  std::string out = bigEndian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : text) {
    if (bigEndian) out += '\0';
    out += c;
    if (!bigEndian) out += '\0';
  }
  return out;
}

TEST_F(LogInput, Utf16OfBothKindsIsText) {
  for (const bool bigEndian : {false, true}) {
    const auto counts = readText(utf16(lines(10'000), bigEndian));
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ(counts->valid, 10'000u);
    EXPECT_EQ(counts->malformed, 0u);
  }
}

TEST_F(LogInput, BrokenUtf16PairsDoNoHarm) {
  std::string text = utf16(lines(2), false);
  text += std::string("\x00\xD8\x00\xD8\x0A\x00\x00\xDC\x0A", 9);
  const auto counts = readText(text);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->valid, 2u);
  EXPECT_EQ(counts->malformed, 2u);
}

TEST_F(LogInput, FoldersAndPatternsStandForTheirFiles) {
  std::filesystem::create_directories(path("logs/FE1"));
  write("logs/b.log", lines(1));
  write("logs/a.log", lines(1));
  write("logs/.hidden", "x");
  write("logs/FE1/c.log", lines(1));
  const auto all = expandLogs({path("logs")});
  ASSERT_TRUE(all.ok());
  EXPECT_THAT(*all, ElementsAre(path("logs/FE1/c.log"), path("logs/a.log"), path("logs/b.log")));
  EXPECT_THAT(*expandLogs({path("logs/*.log"), "-"}), ElementsAre(path("logs/a.log"), path("logs/b.log"), "-"));
  std::filesystem::create_directories(path("none"));
  const auto nothing = expandLogs({path("none"), path("logs/*.txt")});
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.problems().size(), 2u);
}

/// The superuser reads every folder; while this lives, they are a user without rights, whom `folder` is open to.
class AsSomebody {
 public:
  explicit AsSomebody(const std::string& folder) : superuser_(::geteuid() == 0) {
    constexpr auto kEverybody = std::filesystem::perms(0755);
    std::filesystem::permissions(folder, kEverybody);
    if (superuser_ && ::seteuid(kNobody) != 0) throw std::runtime_error("the superuser cannot become somebody else");
  }
  ~AsSomebody() {
    if (!superuser_) return;
    EXPECT_EQ(::seteuid(0), 0);
  }
  AsSomebody(const AsSomebody&) = delete;
  AsSomebody& operator=(const AsSomebody&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;
  bool superuser_;
};

TEST_F(LogInput, AFolderThatCannotBeReadIsNotPassedOver) {
  std::filesystem::create_directories(path("logs/FE1"));
  write("logs/a.log", lines(1));
  write("logs/FE1/c.log", lines(1));
  std::filesystem::permissions(path("logs/FE1"), std::filesystem::perms::none);
  const auto all = [&] {
    const AsSomebody somebody(path("."));
    return expandLogs({path("logs"), path("logs/FE1")});
  }();
  std::filesystem::permissions(path("logs/FE1"), std::filesystem::perms::owner_all);
  ASSERT_FALSE(all.ok());
  ASSERT_EQ(all.problems().size(), 2u);
  EXPECT_THAT(format(all.problems()[0]), ::testing::HasSubstr("FE1: error: cannot be opened: Permission denied"));
}

}  // namespace
}  // namespace headroom::trace
