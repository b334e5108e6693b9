#include "engine/trace/log_paths.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>

namespace headroom::trace {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 32;

std::vector<std::string> filesBelow(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
  for (; !error && at != end; at.increment(error)) {
    const bool hidden = at->path().filename().string().starts_with('.');
    if (at->is_directory(error) && (hidden || at.depth() >= kDeepest)) at.disable_recursion_pending();
    if (!hidden && at->is_regular_file(error)) files.push_back(at->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> matches(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> files;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  return files;
}

}  // namespace

Result<std::vector<std::string>> expandLogs(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  Diagnostics problems;
  const auto add = [&](const std::vector<std::string>& more, const std::string& name, const char* what,
                       const char* remedy) {
    files.insert(files.end(), more.begin(), more.end());
    if (!more.empty()) return;
    const Diagnostics none = problem(what, remedy, {name, 0, 0});
    problems.insert(problems.end(), none.begin(), none.end());
  };
  for (const std::string& name : names) {
    std::error_code error;
    if (fs::is_directory(name, error)) {
      add(filesBelow(name), name, "is a folder without files", "give a folder with access logs");
    } else if (name.find_first_of("*?[") != std::string::npos && !fs::exists(name, error)) {
      std::vector<std::string> found;
      for (const std::string& match : matches(name)) {
        const std::vector<std::string> below =
            fs::is_directory(match, error) ? filesBelow(match) : std::vector<std::string>{match};
        found.insert(found.end(), below.begin(), below.end());
      }
      add(found, name, "is a pattern that no file fits", "check the folder and the pattern");
    } else {
      files.push_back(name);
    }
  }
  if (!problems.empty()) return problems;
  return files;
}

}  // namespace headroom::trace
