#include "engine/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace headroom {
namespace {

Diagnostics failed(const std::string& path, const std::string& doing, int error, std::string remedy) {
  return problem("cannot " + doing + ": " + std::strerror(error), std::move(remedy), {path, 0, 0});
}

/// Closes and, unless kept, removes a temporary file.
class Temporary {
 public:
  Temporary(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  int descriptor() const { return descriptor_; }
  const std::string& path() const { return path_; }
  bool close() {
    const int result = ::close(descriptor_);
    descriptor_ = -1;
    return result == 0;
  }
  void keep() { path_.clear(); }

 private:
  int descriptor_;
  std::string path_;
};

bool writeAll(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void flushFolder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

Result<std::string> readFile(const std::string& path, std::int64_t limitBytes) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failed(path, "open the file", errno, "check the name and your permissions");
  Temporary guard(descriptor, {});
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return failed(path, "read the file", errno, "check the disk");
  if (S_ISDIR(status.st_mode)) return failed(path, "read the file", EISDIR, "name a file inside the directory");
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path, "read the file", errno, "check the disk");
    if (got == 0) return content;
    content.append(buffer, static_cast<std::size_t>(got));
    if (static_cast<std::int64_t>(content.size()) > limitBytes) {
      return problem("the file is larger than " + std::to_string(limitBytes >> 20) + " MiB", "name a smaller file",
                     {path, 0, 0});
    }
  }
}

Outcome writeFileAtomically(const std::string& path, std::string_view content) {
  // A symbolic link keeps pointing: its target is replaced, not the link.
  std::error_code ignored;
  const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, ignored);
  const std::filesystem::path target = ignored || resolved.empty() ? std::filesystem::path(path) : resolved;
  const std::string folder = target.parent_path().empty() ? "." : target.parent_path().string();
  static const std::string kRemedy =
      "free some space, check your permissions, or choose another place; the old file is untouched";

  struct stat old {};
  const bool exists = ::stat(target.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) return failed(path, "write the file", EISDIR, "name a file inside the directory");
  if (exists && !S_ISREG(old.st_mode)) {  // a device or pipe has nothing to keep: write through
    Temporary device(::open(target.c_str(), O_WRONLY | O_CLOEXEC), {});
    if (device.descriptor() < 0 || !writeAll(device.descriptor(), content))
      return failed(path, "write the file", errno, kRemedy);
    return Done{};
  }

  std::string pattern = folder + "/." + target.filename().string() + ".XXXXXX";
  const int descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
  if (descriptor < 0) return failed(path, "write the file", errno, kRemedy);
  Temporary temporary(descriptor, pattern);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(descriptor, exists ? old.st_mode & 07777 : 0666 & ~mask);
  if (!writeAll(descriptor, content) || ::fsync(descriptor) != 0 || !temporary.close()) {
    return failed(path, "write the file", errno, kRemedy);
  }
  if (::rename(temporary.path().c_str(), target.c_str()) != 0) return failed(path, "write the file", errno, kRemedy);
  temporary.keep();
  flushFolder(folder);
  return Done{};
}

}  // namespace headroom
