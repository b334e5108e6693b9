// A real balancer as a child process, and the temporary folder it lives in.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace headroom::side_by_side {

/// Made empty, removed with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

/// Runs in a process group of its own that is killed with this object; dies also when this process is killed.
class Program {
 public:
  /// Starts `command` in `folder`; what it prints goes to the file "output" there.
  Program(const std::vector<std::string>& command, const std::vector<std::string>& environment,
          const std::filesystem::path& folder);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  bool running();

 private:
  pid_t pid_ = -1;
};

/// The first line that `command` prints, on whichever stream; empty when it cannot be run.
std::string firstLineOf(const std::vector<std::string>& command);

}  // namespace headroom::side_by_side
