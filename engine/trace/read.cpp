#include "engine/trace/log_reading.h"

namespace headroom::trace {

Result<Counts> read(const std::string& path, std::size_t fileIndex, const ReadOptions& options,
                    const std::function<bool(const Record&)>& each) {
  Result<std::unique_ptr<LogReading>> reading = LogReading::open(path, fileIndex, options);
  if (!reading) return reading.problems();
  return (*reading)->readInOrder(each);
}

}  // namespace headroom::trace
