#include "engine/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/base/atomic_file.h"

namespace headroom {
namespace {

Diagnostics failed(const std::string& path, const std::string& doing, int error, std::string remedy) {
  return problem("cannot " + doing + ": " + std::strerror(error), std::move(remedy), {path, 0, 0});
}

/// Closes what it was given.
class Closing {
 public:
  explicit Closing(int descriptor) : descriptor_(descriptor) {}
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  ~Closing() { ::close(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace

Result<std::string> readFile(const std::string& path, std::int64_t limitBytes) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failed(path, "open the file", errno, "check the name and your permissions");
  const Closing guard(descriptor);
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
  Result<AtomicFile> file = AtomicFile::create(path);
  if (!file) return file.problems();
  if (Outcome written = file->write(content); !written) return written;
  return file->commit();
}

}  // namespace headroom
