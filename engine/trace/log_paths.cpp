#include "engine/trace/log_paths.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>

namespace headroom::trace {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 32;

/// What names lead to, and what is wrong with them.
class Expansion {
 public:
  Result<std::vector<std::string>> of(const std::vector<std::string>& names) {
    for (const std::string& name : names) add(name);
    if (!problems_.empty()) return problems_;
    return std::move(files_);
  }

 private:
  void add(const std::string& name) {
    std::error_code error;
    const std::size_t files = files_.size(), problems = problems_.size();
    if (fs::is_directory(name, error)) {
      addFolder(name, 0);
      if (files == files_.size() && problems == problems_.size())
        refuse(name, "is a folder without files", "give a folder with access logs");
    } else if (name.find_first_of("*?[") != std::string::npos && !fs::exists(name, error)) {
      for (const std::string& match : matches(name)) {
        if (fs::is_directory(match, error)) {
          addFolder(match, 0);
        } else {
          files_.push_back(match);
        }
      }
      if (files == files_.size() && problems == problems_.size())
        refuse(name, "is a pattern that no file fits", "check the folder and the pattern");
    } else {
      files_.push_back(name);
    }
  }

  /// All files below it in order of their paths, hidden ones apart. Logs in a folder that cannot be read would be
  /// missing without a word.
  void addFolder(const std::string& folder, int depth) {
    std::error_code error;
    std::vector<std::string> files, folders;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      std::error_code ignored;
      if (at->path().filename().string().starts_with('.')) continue;
      if (at->is_directory(ignored) && !at->is_symlink(ignored)) {
        folders.push_back(at->path().string());
      } else if (at->is_regular_file(ignored)) {
        files.push_back(at->path().string());
      }
    }
    if (error) refuse(folder, "cannot be opened: " + error.message(), "check the name and the access rights");
    const std::size_t first = files_.size();
    files_.insert(files_.end(), files.begin(), files.end());
    for (const std::string& inside : folders) {
      if (depth < kDeepest) addFolder(inside, depth + 1);
    }
    if (depth == 0) std::sort(files_.begin() + static_cast<std::ptrdiff_t>(first), files_.end());
  }

  static std::vector<std::string> matches(const std::string& pattern) {
    glob_t found{};
    std::vector<std::string> files;
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    return files;
  }

  void refuse(const std::string& name, std::string what, std::string remedy) {
    problems_.push_back({Severity::Error, {name, 0, 0}, std::move(what), std::move(remedy), {}});
  }

  std::vector<std::string> files_;
  Diagnostics problems_;
};

}  // namespace

Result<std::vector<std::string>> expandLogs(const std::vector<std::string>& names) {
  return Expansion().of(names);
}

}  // namespace headroom::trace
