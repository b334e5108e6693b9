// Foreign words made fit for a page, and how much room words take.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headroom::report {

/// A name from a farm or log: control characters and direction overrides escaped, at most 120 letters. What is cut away is
/// replaced by an ellipsis and six hexadecimal digits of the whole name, so that two long names stay two.
std::string named(std::string_view name);

/// "a, b and 3 more": the first `most` of them.
std::string listed(const std::vector<std::string>& names, std::size_t most);

/// About the width of a text set in `size`; never less than a common sans-serif needs.
double widthOf(std::string_view text, double size, bool bold = false);

/// The text, cut with an ellipsis so that it fits into `width`.
std::string fitted(std::string_view text, double width, double size, bool bold = false);

/// "1 server", "3 servers".
std::string counted(std::size_t number, const std::string& one, const std::string& many);

}  // namespace headroom::report
