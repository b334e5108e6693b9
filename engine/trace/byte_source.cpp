#include "engine/trace/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/trace/text_source.h"
#include "engine/trace/zstd_source.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::uint64_t kRatioFreeBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t kMaxRatio = 200;

/// An open descriptor with a little read-ahead, so that the first bytes can be looked at.
class File {
 public:
  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  File(File&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        path_(std::move(other.path_)),
        head_(std::move(other.head_)),
        consumed_(other.consumed_) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  const std::string& path() const { return path_; }
  std::uint64_t consumed() const { return consumed_; }
  std::uint64_t size() const {
    struct stat status {};
    return ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size)
                                                                         : 0;
  }

  std::string sample(std::uint64_t offset, std::size_t length) const {
    std::string bytes(length, '\0');
    const ssize_t got = ::pread(descriptor_, bytes.data(), length, static_cast<off_t>(offset));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

  /// The first bytes, kept for read(): up to six, fewer only when the file is shorter.
  Result<std::string> head() {
    while (head_.size() < 6) {
      char bytes[6];
      Result<std::size_t> got = readDescriptor(bytes, 6 - head_.size());
      if (!got) return got.problems();
      if (*got == 0) break;
      head_.append(bytes, *got);
    }
    return head_;
  }

  Result<std::size_t> read(char* into, std::size_t capacity) {
    if (head_.empty()) return readDescriptor(into, capacity);
    const std::size_t take = std::min(capacity, head_.size());
    std::memcpy(into, head_.data(), take);
    head_.erase(0, take);
    return take;
  }

 private:
  Result<std::size_t> readDescriptor(char* into, std::size_t capacity) {
    while (true) {
      const ssize_t got = ::read(descriptor_, into, capacity);
      if (got >= 0) {
        consumed_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) {
        return problem(std::string("cannot be read: ") + std::strerror(errno), "check the disk and the access rights",
                       {path_, 0, 0});
      }
    }
  }

  int descriptor_;
  std::string path_;
  std::string head_;
  std::uint64_t consumed_ = 0;
};

class PlainSource final : public ByteSource {
 public:
  explicit PlainSource(File file) : file_(std::move(file)) {}
  Result<std::size_t> read(char* into, std::size_t capacity) override { return file_.read(into, capacity); }
  std::uint64_t consumed() const override { return file_.consumed(); }
  std::uint64_t size() const override { return file_.size(); }
  std::string sample(std::uint64_t offset, std::size_t length) const override { return file_.sample(offset, length); }

 private:
  File file_;
};

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(File file) : file_(std::move(file)), input_(kChunk) {
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;  // 16: gzip wrapper with its checksum
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  std::uint64_t consumed() const override { return file_.consumed(); }
  std::uint64_t size() const override { return file_.size(); }

  Result<std::size_t> read(char* into, std::size_t capacity) override {
    if (!ready_) return problem("no memory to unpack it", "close other programs", {file_.path(), 0, 0});
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(capacity, std::size_t{1} << 30));
    const uInt room = stream_.avail_out;
    while (!ended_ && stream_.avail_out == room) {
      if (stream_.avail_in == 0) {
        Result<std::size_t> got = refill();
        if (!got) return got.problems();
      }
      if (!ended_) step();
    }
    produced_ += room - stream_.avail_out;
    if (produced_ > kRatioFreeBytes && produced_ / kMaxRatio > file_.consumed()) return bomb();
    return static_cast<std::size_t>(room - stream_.avail_out);
  }

 private:
  Result<std::size_t> refill() {
    Result<std::size_t> got = file_.read(input_.data(), input_.size());
    if (!got) return got;
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(*got);
    if (*got == 0) {
      ended_ = true;
      if (!betweenMembers_)
        warn("the gzip data end in the middle: the file is cut", "what was readable counts; copy the file again");
    }
    return got;
  }

  void step() {
    if (betweenMembers_ && !startMember()) return;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      betweenMembers_ = true;
      inflateReset(&stream_);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      ended_ = true;
      warn("the gzip data are damaged from here on", "what was readable counts; copy the file again");
    }
  }

  /// Behind a member: another one, zero padding (tape blocks), or something that does not belong there.
  bool startMember() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (stream_.avail_in == 0) return false;
    if (stream_.next_in[0] != 0x1F || (stream_.avail_in > 1 && stream_.next_in[1] != 0x8B)) {
      ended_ = true;
      warn("there are bytes behind the gzip data that are no gzip",
           "they were not read; unpack the file with gunzip to see them");
      return false;
    }
    betweenMembers_ = false;
    return true;
  }

  Diagnostics bomb() const {
    return problem("unpacks to more than " + std::to_string(kMaxRatio) + " times its size: this is no log",
                   "if it is one after all, unpack it with gunzip and give the unpacked file", {file_.path(), 0, 0});
  }

  void warn(std::string what, std::string remedy) {
    warnings_.push_back({Severity::Warning, {file_.path(), 0, 0}, std::move(what), std::move(remedy), {}});
  }

  File file_;
  std::vector<char> input_;
  z_stream stream_{};
  bool ready_ = false;
  bool ended_ = false;
  bool betweenMembers_ = true;
  std::uint64_t produced_ = 0;
};

struct Container {
  std::string_view magic;
  std::string_view name;
  std::string_view unpack;
};

constexpr Container kUnreadContainers[] = {
    {"BZh", "bzip2", "bunzip2"},
    {"\xFD"
     "7zXZ",
     "xz", "unxz"},
    {"PK\x03\x04", "zip", "unzip"},
    {"\x1F\x9D", "compress", "uncompress"},
};

Diagnostics cannotOpen(const std::string& path, std::string what, std::string remedy) {
  return problem(std::move(what), std::move(remedy), {path, 0, 0});
}

Result<File> openFile(const std::string& path) {
  const int descriptor =
      path == kStandardInput ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return cannotOpen(path, std::string("cannot be opened: ") + std::strerror(errno),
                      "check the name and the access rights");
  }
  File file(descriptor, path);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    return cannotOpen(path, std::string("cannot be opened: ") + std::strerror(errno), {});
  if (S_ISDIR(status.st_mode))
    return cannotOpen(path, "is a folder", "name the log files in it, for example " + path + "/*.log");
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode) && !S_ISSOCK(status.st_mode)) {
    return cannotOpen(path, "is neither a file nor a pipe", "give an access log");
  }
  return file;
}

}  // namespace

bool isPipe(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

Result<std::unique_ptr<ByteSource>> ByteSource::open(const std::string& path) {
  Result<File> file = openFile(path);
  if (!file) return file.problems();
  Result<std::string> head = file->head();
  if (!head) return head.problems();
  for (const Container& container : kUnreadContainers) {
    if (!head->starts_with(container.magic)) continue;
    return cannotOpen(
        path,
        "is packed with " + std::string(container.name) + ", which is not read here; plain text, gzip and zstd are",
        "unpack it with " + std::string(container.unpack));
  }
  std::unique_ptr<ByteSource> source;
  if (head->starts_with("\x1F\x8B")) {
    source = std::make_unique<GzipSource>(std::move(file).value());
  } else if (isZstd(*head)) {
    source = unpackZstd(std::make_unique<PlainSource>(std::move(file).value()), path);
  } else {
    source = std::make_unique<PlainSource>(std::move(file).value());
  }
  return asLines(std::move(source), path);
}

}  // namespace headroom::trace
