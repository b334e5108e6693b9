// Numbers of log fields.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/trace/line_format.h"

namespace headroom::trace {

/// The value of three digits, or -1.
inline int readStatus(std::string_view text) {
  if (text.size() != 3) return -1;
  int value = 0;
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit > 9) return -1;
    value = value * 10 + static_cast<int>(digit);
  }
  return value;
}

/// Digits alone, at most eighteen; empty for anything else.
inline std::optional<std::int64_t> readWhole(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit > 9) return std::nullopt;
    value = value * 10 + static_cast<std::int64_t>(digit);
  }
  return value;
}

/// A byte field: digits or "-"; a number that no answer has (over eighteen digits) is no number of bytes. False for
/// anything else.
inline bool readBytes(std::string_view text, std::optional<std::int64_t>& bytes) {
  bytes = readWhole(text);
  return bytes.has_value() || text == "-" ||
         (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos);
}

/// Takes a byte field and the space behind it off the front of a text; false for anything else.
inline bool takeBytes(std::string_view& text, std::optional<std::int64_t>& bytes) {
  std::size_t digits = 0;
  std::int64_t value = 0;
  while (digits < text.size() && digits < 18 && text[digits] >= '0' && text[digits] <= '9')
    value = value * 10 + (text[digits++] - '0');
  if (digits > 0 && (digits == text.size() || text[digits] == ' ')) {
    bytes = value;
  } else if (digits == 0 && text.starts_with('-') && (text.size() == 1 || text[1] == ' ')) {
    bytes.reset();
    digits = 1;
  } else {
    digits = std::min(text.find(' '), text.size());
    if (!readBytes(text.substr(0, digits), bytes)) return false;
  }
  text.remove_prefix(digits == text.size() ? digits : digits + 1);
  return true;
}

/// A duration in units of `unitNs` ("123", "0.123"); "-" and nothing are no duration. What makes no sense (negative,
/// not a number, beyond a year) is marked as ignored.
void readDuration(std::string_view text, std::int64_t unitNs, Parsed& parsed);

/// The last of nginx's "0.010, 0.020 : 0.300" at the front of a text, in seconds, as the time at the server.
void readLastTry(std::string_view list, Record& record);

/// The last of nginx's "10.0.0.1:80, 10.0.0.2:80 : unix:/run/app.sock" at the front of a text: who answered. Empty for
/// "-".
std::string_view lastServer(std::string_view list);

}  // namespace headroom::trace
