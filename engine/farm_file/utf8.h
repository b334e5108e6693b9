// Escapes of text and JSON strings.
#pragma once

#include <cstdint>
#include <string>

namespace headroom::farm_file {

/// Value of a hexadecimal digit, -1 for anything else.
int hexValue(char c);

/// Appends a code point as UTF-8. REQUIRES: at most 10FFFF and no surrogate.
void appendUtf8(std::string& out, std::uint32_t codePoint);

}  // namespace headroom::farm_file
