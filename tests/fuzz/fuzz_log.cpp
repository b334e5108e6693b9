// Fuzz target: one reader of access logs. The first line of an input may be a format string (target `log_pattern`).
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "engine/trace/format_table.h"
#include "engine/trace/padding.h"

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

/// Takes the first line off the front.
std::string_view takeLine(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return headroom::trace::withoutPadding(line, false);
}

void readAll(headroom::trace::LineFormat& reader, std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = takeLine(text);
    Parsed parsed;
    if (!line.empty() && reader.parse(line, parsed) == LineKind::Valid) check(parsed, line);
  }
}

/// A fork that only skimmed the first half reads the second as a reader does that read both.
void checkFork(headroom::trace::LineFormat& reader, std::string_view text) {
  const std::unique_ptr<headroom::trace::LineFormat> fork = reader.fork();
  if (!fork) return;
  const std::string_view first = text.substr(0, text.rfind('\n', text.size() / 2) + 1);
  readAll(reader, first);
  fork->skim(first, text.size());
  if (fork->needsOrder()) return;
  text.remove_prefix(first.size());
  while (!text.empty()) {
    const std::string_view line = takeLine(text);
    if (line.empty()) continue;
    Parsed one, other;
    const LineKind kind = reader.parse(line, one);
    require(kind == fork->parse(line, other), "a fork takes a line for another kind");
    if (fork->needsOrder()) return;
    if (kind != LineKind::Valid) continue;
    require(one.record.stampNs == other.record.stampNs && one.record.status == other.record.status &&
                one.record.target == other.record.target && one.record.durationNs == other.record.durationNs,
            "a fork reads a line in another way");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  headroom::trace::FormatOptions options;
  std::string_view rest = text;
  if (std::string_view(HEADROOM_LOG_FORMAT) == "pattern") {
    options.pattern = takeLine(rest);
    if (options.pattern.empty()) return 0;
  } else {
    options.name = HEADROOM_LOG_FORMAT;
  }
  if (const auto readers = headroom::trace::lineFormats(options); readers) checkFork(*readers->front(), rest);
  options.zone = "Europe/Lisbon";
  if (const auto readers = headroom::trace::lineFormats(options); readers) readAll(*readers->front(), rest);
  return 0;
}
