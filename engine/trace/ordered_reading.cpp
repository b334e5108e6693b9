#include "engine/trace/ordered_reading.h"

#include <algorithm>

#include "engine/trace/byte_source.h"
#include "engine/trace/log_reading.h"

namespace headroom::trace {
namespace {

constexpr unsigned kMostThreads = 64;

}  // namespace

unsigned threadsFor(const std::string& path, const ReadOptions& options) {
  if (path == kStandardInput || isPipe(path)) return 1;
  return std::clamp(options.threads, 1u, kMostThreads);
}

Result<Counts> readInParts(const std::string& path, std::size_t fileIndex, const ReadOptions& options,
                           const std::vector<ReadingPart>& parts, std::atomic<bool>& stop) {
  Result<std::unique_ptr<LogReading>> reading = LogReading::open(path, fileIndex, options);
  if (!reading) return reading.problems();
  return (*reading)->readInParts(parts, stop);
}

}  // namespace headroom::trace
