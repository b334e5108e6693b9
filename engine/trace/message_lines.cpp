#include "engine/trace/message_lines.h"

#include "engine/trace/goreplay_records.h"
#include "engine/trace/trace_file_messages.h"

namespace headroom::trace {

std::unique_ptr<MessageLines> messageLinesOf(std::string_view head, const std::string& path) {
  if (TraceFileMessages::fits(head)) return std::make_unique<TraceFileMessages>(path);
  if (GoReplayRecords::fits(head)) return std::make_unique<GoReplayRecords>(path);
  return nullptr;
}

}  // namespace headroom::trace
