// The quoted request of access logs.
#pragma once

#include <string_view>

#include "engine/trace/trace.h"

namespace headroom::trace {

/// Takes the text up to the next space off the front, and the space.
inline std::string_view takeToken(std::string_view& text) {
  const std::size_t space = text.find(' ');
  const std::string_view token = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return token;
}

/// Takes a field in double quotes (escaped quotes inside) or else a token off the front; what stands between the
/// quotes.
std::string_view takeField(std::string_view& text);

/// Fills method and target from `METHOD target [HTTP/x]`; anything else is a bad request line.
void readRequest(std::string_view request, Record& record);

/// Whether a text holds nothing but addresses ("10.0.0.1", "2001:db8::1, 10.0.0.1").
bool looksLikeAddresses(std::string_view text);

/// "-" and nothing are nothing.
inline std::string_view orNothing(std::string_view text) {
  return text == "-" ? std::string_view() : text;
}

}  // namespace headroom::trace
