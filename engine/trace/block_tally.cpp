#include "engine/trace/block_tally.h"

#include "engine/trace/padding.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kToldMalformedLines = 40;

}  // namespace

void BlockCounts::append(const BlockCounts& behind) {
  for (const std::uint64_t line : behind.malformedLines) {
    if (malformedLines.size() < kToldMalformedLines) malformedLines.push_back(lines + line);
  }
  lines += behind.lines;
  blank += behind.blank;
  directives += behind.directives;
  otherRecords += behind.otherRecords;
  malformed += behind.malformed;
  badRequestLine += behind.badRequestLine;
  ignoredDurations += behind.ignoredDurations;
  carriageReturns += behind.carriageReturns;
  backwardSteps += behind.backwardSteps;
  unterminated = behind.unterminated;
  if (behind.valid == 0) return;
  if (valid == 0) {
    smallestNs = behind.smallestNs;
    largestNs = behind.largestNs;
    firstNs = behind.firstNs;
  } else {
    backwardSteps += behind.firstNs < lastNs ? 1 : 0;
    smallestNs = std::min(smallestNs, behind.smallestNs);
    largestNs = std::max(largestNs, behind.largestNs);
  }
  lastNs = behind.lastNs;
  valid += behind.valid;
}

void BlockTally::countMalformed(BlockCounts& counts) {
  ++counts.malformed;
  if (counts.malformedLines.size() < kToldMalformedLines) counts.malformedLines.push_back(counts.lines);
}

bool BlockTally::takeLine(std::string_view line, bool firstOfFile, BlockCounts& counts) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty() || static_cast<unsigned char>(line.front()) <= ' ' || line.back() == '\0' || firstOfFile) {
    if (isBlank(line)) {
      ++counts.blank;
      return false;
    }
    line = withoutPadding(line, firstOfFile);
  }
  const bool tooLong = line.size() > maxLine_;
  parsed_ = {};
  switch (tooLong || line.empty() ? LineKind::Malformed : format_->parse(line, parsed_)) {
    case LineKind::Directive:
      ++counts.directives;
      return false;
    case LineKind::Other:
      ++counts.otherRecords;
      return false;
    case LineKind::Malformed:
      countMalformed(counts);
      return false;
    case LineKind::Valid:
      break;
  }
  Record& record = parsed_.record;
  record.file = file_;
  const bool end = stamps_ == StampMeaning::End || (stamps_ == StampMeaning::Auto && parsed_.endStamped);
  record.arrivalNs = record.stampNs - (end ? record.durationNs.value_or(0) : 0);
  if (counts.valid == 0) counts.firstNs = counts.lastNs = counts.smallestNs = counts.largestNs = record.stampNs;
  counts.backwardSteps += record.stampNs < counts.lastNs ? 1 : 0;
  counts.lastNs = record.stampNs;
  counts.smallestNs = std::min(counts.smallestNs, record.stampNs);
  counts.largestNs = std::max(counts.largestNs, record.stampNs);
  counts.badRequestLine += record.badRequestLine ? 1 : 0;
  counts.ignoredDurations += parsed_.durationIgnored ? 1 : 0;
  if (!parsed_.offset.empty()) noteOffset(parsed_.offset.data());
  ++counts.valid;
  return true;
}

}  // namespace headroom::trace
