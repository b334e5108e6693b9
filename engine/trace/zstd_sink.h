// Bytes packed with zstd into a file that appears complete or not at all.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/atomic_file.h"

typedef struct ZSTD_CCtx_s ZSTD_CCtx;  // NOLINT: the library's own name

namespace headroom::trace {

/// Packs into frames of 8 MiB with check sums. Where the content packs better than readers take for a log (100 : 1) the
/// file is filled up with a frame that readers skip.
class ZstdSink {
 public:
  /// As AtomicFile::create: nothing appears at `path` before the file is complete.
  static Result<ZstdSink> create(const std::string& path);

  /// Uncompressed bytes; a full disk is a problem.
  Outcome write(std::string_view bytes);
  /// The size of the file in bytes. REQUIRES: called once, last.
  Result<std::uint64_t> commit();

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const;
  };
  explicit ZstdSink(AtomicFile file);
  Outcome pack(std::string_view bytes, bool endFrame);
  Outcome emit(std::string_view packed);
  /// Ends a frame: what was written so far can be unpacked by itself.
  Outcome endFrame();

  AtomicFile file_;
  std::unique_ptr<ZSTD_CCtx, Free> context_;
  std::vector<char> packed_;
  std::uint64_t in_ = 0, out_ = 0, frame_ = 0;
};

}  // namespace headroom::trace
