// Lines and cells of counter tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headroom::calibration {

/// Takes the first line off the front, without its end.
std::string_view takeLine(std::string_view& text);

/// The cells of a line; those in quotes without them.
std::vector<std::string> cellsOf(std::string_view line, char delimiter);

/// The comma, semicolon or tab that a header has most of.
char delimiterOf(std::string_view header);

/// Whether a column of that name holds times.
bool namesTime(const std::string& name);

}  // namespace headroom::calibration
