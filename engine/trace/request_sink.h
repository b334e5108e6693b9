// Where exported requests go.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/trace/trace.h"

namespace headroom::trace {

/// One kind of file that requests are written to. The file appears when finish() succeeds, and not before.
class RequestSink {
 public:
  virtual ~RequestSink() = default;
  /// `record.file` says which log it comes from.
  virtual Outcome add(const Record& record) = 0;
  /// `logs` are all that were read, in their order. The size of the file in bytes.
  virtual Result<std::uint64_t> finish(const std::vector<Counts>& logs) = 0;
};

/// A trace file (docs/formats/trace-file.md).
Result<std::unique_ptr<RequestSink>> traceFileSink(const std::string& path, bool identitiesKept);
/// A table with a header and one row for each request.
Result<std::unique_ptr<RequestSink>> csvSink(const std::string& path);

}  // namespace headroom::trace
