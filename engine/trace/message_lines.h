// Files that hold their requests as messages, not as lines.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace headroom::trace {

/// Makes one line of each request of a file that comes piece by piece, in bounded memory.
class MessageLines {
 public:
  virtual ~MessageLines() = default;

  /// Reads on, appending complete lines. Problems: what nobody here can read.
  virtual Diagnostics take(std::string_view bytes, std::string& lines) = 0;
  /// The file ends.
  virtual void end(std::string& lines) = 0;

  /// What is wrong with the file, by its place in it.
  const Diagnostics& warnings() const { return warnings_; }

 protected:
  Diagnostics warnings_;
};

/// For a file whose unpacked bytes begin with `head`: a trace file of our own or a GoReplay recording; nullptr for
/// anything else.
std::unique_ptr<MessageLines> messageLinesOf(std::string_view head, const std::string& path);

}  // namespace headroom::trace
