#include "engine/base/file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace headroom {
namespace {

using testing::HasSubstr;

class Files : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/filesXXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string at(const std::string& name) const { return folder_ + "/" + name; }
  std::size_t count() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator{}));
  }
  std::string folder_;
};

TEST_F(Files, AreWrittenAndReadWhole) {
  const std::string content("a\0b\n", 4);
  ASSERT_TRUE(writeFileAtomically(at("x"), content).ok());
  EXPECT_EQ(readFile(at("x")).value(), content);
  ASSERT_TRUE(writeFileAtomically(at("x"), "shorter").ok());
  EXPECT_EQ(readFile(at("x")).value(), "shorter");
  EXPECT_EQ(count(), 1u);
}

TEST_F(Files, ThatAreMissingOrDirectoriesAreProblemsWithTheirName) {
  EXPECT_THAT(format(readFile(at("missing")).problems()[0]),
              HasSubstr(at("missing") + ": error: cannot open the file"));
  EXPECT_THAT(format(readFile(folder_).problems()[0]), HasSubstr("Is a directory"));
}

TEST_F(Files, OverTheLimitAreRefused) {
  ASSERT_TRUE(writeFileAtomically(at("x"), std::string(3 << 20, 'x')).ok());
  EXPECT_THAT(readFile(at("x"), 2 << 20).problems()[0].what, HasSubstr("larger than 2 MiB"));
  EXPECT_TRUE(readFile(at("x"), 3 << 20).ok());
}

TEST_F(Files, KeepTheirPermissions) {
  ASSERT_TRUE(writeFileAtomically(at("x"), "a").ok());
  ASSERT_EQ(::chmod(at("x").c_str(), 0640), 0);
  ASSERT_TRUE(writeFileAtomically(at("x"), "b").ok());
  struct stat status {};
  ASSERT_EQ(::stat(at("x").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640u);
}

TEST_F(Files, BehindALinkAreReplacedAndTheLinkStays) {
  ASSERT_TRUE(writeFileAtomically(at("real"), "a").ok());
  std::filesystem::create_symlink("real", at("link"));
  ASSERT_TRUE(writeFileAtomically(at("link"), "b").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(at("link")));
  EXPECT_EQ(readFile(at("real")).value(), "b");
}

TEST_F(Files, LeaveNothingBehindWhenTheyCannotBeWritten) {
  EXPECT_FALSE(writeFileAtomically(at("no/such/folder/x"), "a").ok());
  std::filesystem::create_directory(at("dir"));
  EXPECT_THAT(writeFileAtomically(at("dir"), "a").problems()[0].what, HasSubstr("Is a directory"));
  EXPECT_EQ(count(), 1u);
}

TEST_F(Files, OnAFullDiskAreToldAndTheOldOnesStay) {
  // /dev/full answers every write as a full disk does.
  const Outcome outcome = writeFileAtomically("/dev/full", "a");
  ASSERT_FALSE(outcome.ok());
  EXPECT_THAT(format(outcome.problems()[0]), HasSubstr("No space left on device"));
  EXPECT_THAT(outcome.problems()[0].remedy, HasSubstr("the old file is untouched"));
}

}  // namespace
}  // namespace headroom
