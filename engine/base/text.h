// Text helpers that keep foreign bytes harmless.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headroom {

/// `text` with control characters (C0, DEL, C1), bidirectional overrides and invalid UTF-8 replaced by \xHH escapes:
/// safe to print on a terminal. Everything else is kept.
std::string printable(std::string_view text);

/// Whether `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool isUtf8(std::string_view text);

/// ASCII lower case; other bytes are kept.
std::string toLower(std::string_view text);

/// Whether both are equal when ASCII letters are compared without case.
bool equalIgnoringCase(std::string_view a, std::string_view b);

/// `text` without blanks, tabs and line ends at both ends; a view into it.
std::string_view trim(std::string_view text);

/// "a, b and c".
std::string joinWithAnd(const std::vector<std::string>& items);

/// The candidate with the smallest edit distance to `word`, or empty when none is near enough to be a likely typo.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace headroom
