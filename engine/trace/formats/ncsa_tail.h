// What stands behind the last quoted field of a combined line.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/trace/line_format.h"

namespace headroom::trace {

/// The response time among the fields behind a combined line.
struct NcsaTail {
  enum class Time {
    None,
    Microseconds,  ///< Apache: `D=…`, `%T/%D`.
    BareNumber,    ///< One whole number alone: Apache's %D in microseconds, or %T in seconds.
    Milliseconds,  ///< Traefik: `12ms`.
    Seconds,       ///< nginx: `rt=0.123`, `request_time=0.123`, or the first decimal number.
  };
  Time time = Time::None;
  std::string_view number;
  bool ingress = false;           ///< Has the bracketed upstream name of ingress-nginx.
  std::string_view forwardedFor;  ///< A quoted list of addresses.
};

/// Reads `text`, the fields behind the agent separated by spaces.
NcsaTail readNcsaTail(std::string_view text);

/// Time at the server and its address by nginx's `urt=0.020` or `upstream_response_time=…`, and `uaddr=10.0.0.1:80`,
/// `upstream_addr=…` or `upstream=…`: of several tries the last one's. Nothing where no server was asked.
void readUpstream(std::string_view tail, Record& record);

/// The same where ingress-nginx writes it: behind "[upstream] [alternative]" the third of the lists of addresses,
/// lengths, times and status.
void readIngressUpstream(std::string_view tail, Record& record);

/// Where the quoted text that opens at `open` closes: the first quote that is not escaped and stands before a space or
/// at the end. npos when there is none.
std::size_t closingQuote(std::string_view text, std::size_t open);

/// Whether the character at `at` has an odd number of backslashes before it.
bool isEscaped(std::string_view text, std::size_t at);

}  // namespace headroom::trace
