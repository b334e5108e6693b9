// Formats that the user spells out: Apache's LogFormat and nginx's log_format, verbatim.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/trace/line_format.h"

namespace headroom::trace {

/// What a field of a pattern holds.
enum class Meaning {
  Ignored,
  Client,
  ForwardedFor,
  Stamp,  ///< dd/Mon/yyyy:hh:mm:ss ±zzzz, in brackets or not
  IsoStamp,
  EpochStamp,     ///< `unitNs` 0: told by the number of digits
  CustomStamp,    ///< by `detail`, a strftime text
  StampFraction,  ///< digits of a fraction of the second
  Request,
  Method,
  Target,
  Status,
  Bytes,
  Duration,        ///< in `unitNs`
  UpstreamTime,    ///< nginx's list of the tries' seconds
  UpstreamServer,  ///< of the servers that were tried
  Upstream,        ///< other lists "a, b : c", which may hold spaces
  Agent
};

struct PatternPart {
  std::string literal;  ///< Text to be found; a field when empty.
  Meaning meaning = Meaning::Ignored;
  std::int64_t unitNs = 0;
  std::string detail;
};

struct Pattern {
  std::vector<PatternPart> parts;
  FormatInfo info;
};

/// Reads an Apache LogFormat ("%h %l %u %t …", with or without the directive and the nickname around it) or an nginx
/// log_format ("$remote_addr …", likewise), told apart by % and $. Problems: no field that gives the time or the
/// status, two fields with nothing between them, an open brace.
Result<Pattern> readPattern(const std::string& text);

/// Reads a stamp by a strftime text (%d %b %Y %H %M %S %z %T %F %e %j %y %m %p %I %s and literal characters) from the
/// front of `text`: the number of characters read, 0 when it does not fit.
struct CivilParts {
  int year = -1, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  bool afternoon = false, hasOffset = false;
  std::int64_t offsetSeconds = 0, fractionNs = 0, epochNs = -1;
  std::string_view offset;  ///< As it stands there, "-0400"; empty where it is written in another way.
};
std::size_t readStrftime(std::string_view pattern, std::string_view text, CivilParts& parts);

/// The reader of `options.pattern`.
Result<std::unique_ptr<LineFormat>> patternFormat(const FormatOptions& options);

}  // namespace headroom::trace
