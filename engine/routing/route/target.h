// Request targets: parts, decoding, normalisation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace headroom::routing {

/// Views into a request target as received.
struct TargetParts {
  std::string_view authority;  ///< Of an absolute-form target.
  std::string_view path;       ///< Without query; empty when an absolute-form target has none.
  std::string_view query;      ///< After the first '?'.
  bool absolute = false;
  bool hasQuery = false;
};

/// Splits a target at its first '?'; a '#' is an ordinary character here.
TargetParts splitTarget(std::string_view target);

/// The authority without a port that the scheme has by default. Tells TLS from `target`'s scheme.
std::string_view withoutDefaultPort(std::string_view authority, std::string_view target);

/// Decodes %XX once into `out`; false on a bad escape.
bool percentDecode(std::string_view text, std::string& out);

/// A path as nginx sees it: decoded once, slashes merged, "." and ".." resolved. Nullopt where nginx answers 400: a bad
/// escape, a NUL, or a way above the root.
std::optional<std::string> normalisePath(std::string_view path);

/// Escapes what nginx escapes in a rewritten path.
std::string escapePath(std::string_view path);

}  // namespace headroom::routing
