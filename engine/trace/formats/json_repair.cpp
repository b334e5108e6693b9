#include "engine/trace/formats/json_repair.h"

#include <string_view>

namespace headroom::trace {
namespace {

/// Length of the UTF-8 sequence at `at`, 0 when it is none.
std::size_t sequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(at), second = byte(at + 1);
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(at + 1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool sound = !(lead == 0xE0 && second < 0xA0) && !(lead == 0xED && second > 0x9F);
    return sound && continues(at + 1) && continues(at + 2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool sound = !(lead == 0xF0 && second < 0x90) && !(lead == 0xF4 && second > 0x8F);
    return sound && continues(at + 1) && continues(at + 2) && continues(at + 3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool repairJson(std::string& text) {
  bool inside = false, changed = false;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t length = sequenceLength(text, at); length != 1) {
      if (length == 0) {
        text[at] = '?';
        changed = true;
      }
      at += length == 0 ? 1 : length;
      continue;
    }
    if (inside && text[at] == '\\') {
      at += 2;
      continue;
    }
    if (text[at] == '"') inside = !inside;
    for (const std::string_view word : {"NaN", "-Infinity", "Infinity"}) {
      if (inside || !std::string_view(text).substr(at).starts_with(word)) continue;
      text.replace(at, word.size(), "null");
      changed = true;
      break;
    }
    ++at;
  }
  return changed;
}

}  // namespace headroom::trace
