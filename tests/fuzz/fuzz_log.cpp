// Fuzz target: one reader of access logs. The first line of an input may be a format string (target `log_pattern`).
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/trace/format_table.h"

namespace {

using headroom::trace::LineKind;
using headroom::trace::Parsed;

void require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

bool liesIn(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check(const Parsed& parsed, std::string_view line) {
  const headroom::trace::Record& record = parsed.record;
  require(record.status >= headroom::trace::Record::kNoStatus && record.status <= 999, "a status that is none");
  require(record.durationNs.value_or(0) >= 0, "a negative response time");
  require(!record.bytes || *record.bytes >= 0, "a negative number of bytes");
  // readers of JSON and of trace files hand out text of their own
  if (std::string_view(HEADROOM_LOG_FORMAT) == "json" || std::string_view(HEADROOM_LOG_FORMAT) == "headroom-trace")
    return;
  require(liesIn(record.client, line) && liesIn(record.target, line) && liesIn(record.method, line) &&
              liesIn(record.agent, line) && liesIn(record.server, line) && liesIn(record.forwardedFor, line),
          "a field that is not part of its line");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  headroom::trace::FormatOptions options;
  options.zone = "Europe/Lisbon";
  std::string_view rest = text;
  if (std::string_view(HEADROOM_LOG_FORMAT) == "pattern") {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    options.pattern = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (options.pattern.empty()) return 0;
  } else {
    options.name = HEADROOM_LOG_FORMAT;
  }
  auto readers = headroom::trace::lineFormats(options);
  if (!readers) return 0;
  headroom::trace::LineFormat& reader = *readers->front();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    Parsed parsed;
    if (!line.empty() && reader.parse(line, parsed) == LineKind::Valid) check(parsed, line);
  }
  return 0;
}
