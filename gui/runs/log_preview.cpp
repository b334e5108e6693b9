#include "gui/runs/log_preview.h"

#include <algorithm>

#include "engine/trace/byte_source.h"
#include "engine/trace/line_blocks.h"

namespace headroom::gui {
namespace {

std::string cut(std::string_view text) {
  return std::string(text.substr(0, LogPreview::kLongest));
}

/// The lines as they stand; nothing where the file cannot be read.
std::vector<PreviewLine> firstLines(const std::string& path, std::size_t maxLineBytes) {
  std::vector<PreviewLine> lines;
  const auto source = trace::ByteSource::open(path);
  if (!source) return lines;
  trace::LineBlocks blocks(**source, maxLineBytes);
  trace::LineBlock block;
  std::uint64_t number = 0;
  const auto add = [&](std::string_view text, bool tooLong) {
    PreviewLine seen;
    seen.number = ++number;
    seen.raw = cut(text);
    if (tooLong) seen.kind = PreviewLine::Kind::Malformed;
    lines.push_back(std::move(seen));
  };
  while (lines.size() < LogPreview::kLines && blocks.next(block)) {
    if (block.tooLong) add({}, true);
    for (std::string_view rest = block.lines; !rest.empty() && lines.size() < LogPreview::kLines;) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view text = rest.substr(0, end);
      while (text.ends_with('\r')) text.remove_suffix(1);
      add(text, false);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return lines;
}

void fill(PreviewLine& line, const trace::Record& record) {
  line.kind = PreviewLine::Kind::Request;
  line.stampNs = record.stampNs;
  line.durationNs = record.durationNs;
  line.bytes = record.bytes;
  line.waitNs = record.queueNs;
  line.serviceNs = record.serviceNs;
  line.status = record.status;
  line.client = cut(record.client);
  line.forwardedFor = cut(record.forwardedFor);
  line.method = cut(record.method);
  line.target = cut(record.target);
  line.agent = cut(record.agent);
  line.user = cut(record.user);
  line.server = cut(record.server);
  line.tier = cut(record.tier);
}

}  // namespace

LogPreview previewLog(const std::string& path, const trace::ReadOptions& options) {
  LogPreview preview;
  preview.lines = firstLines(path, options.maxLineBytes);
  // A document (HAR) has records where the file has other lines: then its records are the lines.
  const std::uint64_t last = preview.lines.empty() ? 0 : preview.lines.back().number;
  std::size_t requests = 0;
  std::vector<PreviewLine> beyond;
  const auto counts = trace::read(path, 0, options, [&](const trace::Record& record) {
    const bool inside = record.line >= 1 && record.line <= last;
    PreviewLine own;
    own.number = record.line;
    PreviewLine& line = inside ? preview.lines[record.line - 1] : own;
    fill(line, record);
    if (!inside) beyond.push_back(std::move(own));
    return ++requests < LogPreview::kLines;
  });
  if (!counts) {
    preview.problems = counts.problems();
    return preview;
  }
  preview.counts = *counts;
  for (const std::uint64_t number : counts->malformedLines) {
    if (number >= 1 && number <= last) preview.lines[number - 1].kind = PreviewLine::Kind::Malformed;
  }
  if (requests == beyond.size() && requests > 0) preview.lines = std::move(beyond);
  return preview;
}

}  // namespace headroom::gui
