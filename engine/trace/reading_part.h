// What the threads that read a log together do with its requests.
#pragma once

#include <functional>

#include "engine/trace/trace.h"

namespace headroom::trace {

/// What one thread does with the requests that it reads.
struct ReadingPart {
  std::function<void(const Record&)> take;
  /// Called on the same thread when a block is done. What it returns, where order counts, is called in the order of the
  /// file and never twice at once. May be empty, and so may what it returns.
  std::function<std::function<void()>()> close;
};

}  // namespace headroom::trace
