// The bytes of a log file, unpacked where needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/error.h"

namespace headroom::trace {

/// The name of standard input.
constexpr char kStandardInput[] = "-";

/// Whether a file can be read once only.
bool isPipe(const std::string& path);

/// A forward stream of bytes from a file, a pipe or standard input. Gzip and zstd are told by its first bytes, whatever
/// the name; members may follow each other. Memory is bounded by a fixed input buffer.
class ByteSource {
 public:
  /// A missing file, a directory, a device and a compression that is not read here are problems.
  static Result<std::unique_ptr<ByteSource>> open(const std::string& path);

  virtual ~ByteSource() = default;

  /// Writes up to `capacity` bytes; 0 only at the end. A read error and a decompression bomb (over 200:1 after the
  /// first 64 MiB) are problems.
  virtual Result<std::size_t> read(char* into, std::size_t capacity) = 0;

  /// Bytes taken from the file, before unpacking.
  virtual std::uint64_t consumed() const = 0;
  /// Size of the file as it lies on disk; 0 for a pipe.
  virtual std::uint64_t size() const = 0;

  /// Up to `length` bytes from `offset` on without moving the stream; empty where one cannot jump (pipes, packed
  /// files).
  virtual std::string sample(std::uint64_t, std::size_t) const { return {}; }

  /// What was odd about the container, known once read() has returned 0: a cut gzip file, bytes behind it.
  const Diagnostics& warnings() const { return warnings_; }

 protected:
  Diagnostics warnings_;
};

}  // namespace headroom::trace
