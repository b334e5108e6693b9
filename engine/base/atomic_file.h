// A file that appears complete or not at all, written piece by piece.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace headroom {

/// Writes a temporary file beside its target and puts it in the target's place when all is there. Destroyed before
/// commit() it leaves the old file untouched and no temporary one. A device or a pipe has nothing to keep and is
/// written through.
class AtomicFile {
 public:
  /// A directory, a missing folder or no right to write there are problems that name the path.
  static Result<AtomicFile> create(const std::string& path);
  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) noexcept;
  ~AtomicFile();

  /// A full disk is a problem; nothing more can be written then.
  Outcome write(std::string_view bytes);
  /// Flushes to the disk and renames. REQUIRES: called once, last.
  Outcome commit();

 private:
  struct State;
  explicit AtomicFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace headroom
