// Drives the program as users do: arguments in, text and exit code out.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

namespace headroom::cli {

struct Answer {
  int code = -1;
  std::string out;
  std::string err;
};

/// A folder of its own for every test, removed afterwards.
class Cli : public testing::Test {
 protected:
  Cli();
  ~Cli() override;

  Answer headroom(const std::vector<std::string>& args);
  /// Path inside the test's folder.
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  /// Writes a file into the test's folder and returns its path.
  std::string file(const std::string& name, const std::string& content) const;
  std::string contentOf(const std::string& name) const;
  /// The small two-server farm of these tests with some lines replaced.
  std::string farmText(const std::string& replace = {}, const std::string& by = {}) const;
  std::vector<std::string> filesInFolder() const;
  static std::string scenario(const std::string& name);

  std::atomic<bool> interrupted_{false};

 private:
  std::filesystem::path folder_;
};

}  // namespace headroom::cli
