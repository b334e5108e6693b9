#include "engine/trace/formats/json_repair.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

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

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

/// Appends the number at `at`, or one that a parser can hold where it is too large ("1e400", forty digits), and moves
/// behind it.
void takeNumber(std::string_view text, std::size_t& at, std::string& out) {
  constexpr std::size_t kMostDigits = 19, kMostExponent = 2;
  const std::size_t from = at;
  const auto skipDigits = [&] {
    while (at < text.size() && isDigit(text[at])) ++at;
  };
  skipDigits();
  bool large = at - from > kMostDigits, whole = true;
  if (at < text.size() && text[at] == '.') {
    whole = false;
    ++at;
    skipDigits();
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    whole = false;
    ++at;
    const bool negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = at;
    skipDigits();
    large = large || (at - exponent > kMostExponent && !negative);
  }
  if (large) {
    out += whole ? "9e18" : "9e99";
  } else {
    out += text.substr(from, at - from);
  }
}

/// Moves behind a word that JSON does not have, appending what it has instead; false when there is none.
bool takeForeignWord(std::string_view text, std::size_t& at, std::string& out) {
  for (const std::string_view word : {"NaN", "-Infinity", "Infinity"}) {
    if (!text.substr(at).starts_with(word)) continue;
    out += "null";
    at += word.size();
    return true;
  }
  return false;
}

/// The value of `\uHHHH` at `at`, or -1.
int escapedUnit(std::string_view text, std::size_t at) {
  const std::string_view escape = text.substr(std::min(at, text.size()), 6);
  int value = 0;
  if (escape.size() < 6 || !escape.starts_with("\\u")) return -1;
  const auto [end, error] = std::from_chars(escape.data() + 2, escape.data() + 6, value, 16);
  return error == std::errc() && end == escape.data() + 6 ? value : -1;
}

/// Appends the escape at `at` and moves behind it. Half of a pair of surrogates, which is no character, becomes the
/// sign for one that cannot be shown.
void takeEscape(std::string_view text, std::size_t& at, std::string& out) {
  const int unit = escapedUnit(text, at);
  std::size_t length = unit < 0 ? 2 : 6;
  if (unit >= 0xD800 && unit < 0xE000) {
    const int next = escapedUnit(text, at + 6);
    length = unit < 0xDC00 && next >= 0xDC00 && next < 0xE000 ? 12 : 0;
  }
  out += length == 0 ? std::string_view("\\uFFFD") : text.substr(at, length);
  at += length == 0 ? 6 : length;
}

}  // namespace

bool repairJson(std::string& text) {
  const std::string_view old = text;
  std::string out;
  out.reserve(text.size() + 64);
  bool inside = false;
  for (std::size_t at = 0; at < old.size();) {
    const char c = old[at];
    if (const std::size_t length = sequenceLength(old, at); length != 1) {
      out += length == 0 ? std::string_view("?") : old.substr(at, length);
      at += std::max<std::size_t>(length, 1);
    } else if (inside && c == '\\') {
      takeEscape(old, at, out);
    } else if (!inside && isDigit(c)) {
      takeNumber(old, at, out);
    } else if (inside || !takeForeignWord(old, at, out)) {
      inside = inside != (c == '"');
      out += c;
      ++at;
    }
  }
  const bool changed = out != old;
  text = std::move(out);
  return changed;
}

}  // namespace headroom::trace
