#include "engine/workload/log_facts.h"

namespace headroom::workload {
namespace {

constexpr std::size_t kToldPlaces = 40;

}  // namespace

void addLines(results::LogFacts& facts, const trace::Counts& counts) {
  facts.files.push_back(counts.file);
  facts.formats.push_back(counts.format);
  facts.lines += counts.lines;
  facts.malformed += counts.malformed;
  facts.blank += counts.blank;
  facts.directives += counts.directives;
  for (const std::uint64_t line : counts.malformedLines) {
    if (facts.malformedPlaces.size() < kToldPlaces)
      facts.malformedPlaces.push_back(counts.file + ":" + std::to_string(line));
  }
}

}  // namespace headroom::workload
