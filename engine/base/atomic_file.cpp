#include "engine/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace headroom {
namespace {

Diagnostics failed(const std::string& path, int error) {
  return problem(std::string("cannot write the file: ") + std::strerror(error),
                 error == EISDIR
                     ? "name a file inside the directory"
                     : "free some space, check your permissions, or choose another place; the old file is untouched",
                 {path, 0, 0});
}

bool writeAll(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void flushFolder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

struct AtomicFile::State {
  std::string path;              ///< As the user wrote it.
  std::filesystem::path target;  ///< Behind symbolic links: these keep pointing.
  std::string temporary;         ///< Empty: written through, or already in place.
  int descriptor = -1;

  ~State() {
    if (descriptor >= 0) ::close(descriptor);
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }
};

AtomicFile::AtomicFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;
AtomicFile::~AtomicFile() = default;

Result<AtomicFile> AtomicFile::create(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  std::error_code ignored;
  const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, ignored);
  state->target = ignored || resolved.empty() ? std::filesystem::path(path) : resolved;
  struct stat old {};
  const bool exists = ::stat(state->target.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) return failed(path, EISDIR);
  if (exists && !S_ISREG(old.st_mode)) {
    state->descriptor = ::open(state->target.c_str(), O_WRONLY | O_CLOEXEC);
    if (state->descriptor < 0) return failed(path, errno);
    return AtomicFile(std::move(state));
  }
  std::string pattern = (state->target.parent_path() / ("." + state->target.filename().string() + ".XXXXXX")).string();
  state->descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
  if (state->descriptor < 0) return failed(path, errno);
  state->temporary = pattern;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(state->descriptor, exists ? old.st_mode & 07777 : 0666 & ~mask);
  return AtomicFile(std::move(state));
}

Outcome AtomicFile::write(std::string_view bytes) {
  if (!writeAll(state_->descriptor, bytes)) return failed(state_->path, errno);
  return Done{};
}

Outcome AtomicFile::commit() {
  if (state_->temporary.empty()) return Done{};
  if (::fsync(state_->descriptor) != 0) return failed(state_->path, errno);
  const int descriptor = state_->descriptor;
  state_->descriptor = -1;
  if (::close(descriptor) != 0 || ::rename(state_->temporary.c_str(), state_->target.c_str()) != 0)
    return failed(state_->path, errno);
  state_->temporary.clear();
  const std::filesystem::path folder = state_->target.parent_path();
  flushFolder(folder.empty() ? std::filesystem::path(".") : folder);
  return Done{};
}

}  // namespace headroom
