#include "engine/trace/formats/line_prefix.h"

#include "engine/trace/civil_time.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"

namespace headroom::trace {
namespace {

constexpr auto kNone = std::string_view::npos;

/// "Nov 23 08:00:00 "
bool beginsWithSyslogDate(std::string_view text) {
  return text.size() > 15 && text[3] == ' ' && text[6] == ' ' && text[9] == ':' && text[12] == ':' &&
         monthNumber(text) > 0;
}

/// "2026-11-23T08:00:00"
bool beginsWithIsoDate(std::string_view text) {
  return text.size() > 19 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && secondsOfDay(text.data() + 11) >= 0;
}

/// Takes "<134>" off; false when it is none.
bool takePriority(std::string_view& text) {
  constexpr std::size_t kLongest = 4;
  const std::size_t close = text.starts_with('<') ? text.find('>') : kNone;
  if (close == kNone || close > kLongest || !readWhole(text.substr(1, close - 1))) return false;
  text.remove_prefix(close + 1);
  return true;
}

/// `1 stamp host application process message [structured data] `, or `-` for the last.
std::string_view behindStructuredHeader(std::string_view text) {
  constexpr int kTokens = 6;
  for (int i = 0; i < kTokens; ++i) takeToken(text);
  if (!text.starts_with('[')) return text.starts_with("- ") ? text.substr(2) : std::string_view();
  const std::size_t end = text.find("\"] ");
  return end == kNone ? std::string_view() : text.substr(end + 3);
}

/// `stdout F ` behind the stamp of a container's log.
std::string_view behindContainerHeader(std::string_view text) {
  takeToken(text);
  const std::string_view stream = takeToken(text), part = takeToken(text);
  const bool fits = (stream == "stdout" || stream == "stderr") && (part == "F" || part == "P");
  return fits ? text : std::string_view();
}

std::string_view behind(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  return at == kNone ? std::string_view() : text.substr(at + mark.size());
}

std::string_view behindHeader(std::string_view text) {
  if (takePriority(text) && text.starts_with("1 ")) return behindStructuredHeader(text);
  const bool iso = beginsWithIsoDate(text);
  if (iso) {
    if (const std::string_view rest = behindContainerHeader(text); !rest.empty()) return rest;
  }
  if (iso || beginsWithSyslogDate(text)) return behind(text, ": ");
  return behind(text, " | ");
}

}  // namespace

std::string_view withoutShipper(std::string_view text) {
  const std::string_view rest = behindHeader(text);
  return rest.empty() ? text : rest;
}

}  // namespace headroom::trace
