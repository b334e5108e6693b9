// Foreign words made fit for a page, and how much room words take.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace headroom::report {

/// A name from a farm or log: control characters and direction overrides escaped, at most 120 letters. What is cut away
/// is replaced by an ellipsis and six hexadecimal digits of the whole name, so that two long names stay two.
std::string named(std::string_view name);

/// "a, b and 3 more": the first `most` of them.
std::string listed(const std::vector<std::string>& names, std::size_t most);

/// About the width of a text set in `size`; never less than a common sans-serif needs.
double widthOf(std::string_view text, double size, bool bold = false);

/// The text, cut with an ellipsis so that it fits into `width`.
std::string fitted(std::string_view text, double width, double size, bool bold = false);

/// As fitted(), but keeping both ends: names often differ in their last letters.
std::string fittedName(std::string_view name, double width, double size, bool bold = false);

/// Text of people, such as a description: at most 2000 letters.
std::string prose(std::string_view text);

/// "12 ms" of "12ms": a no-break space between a figure and its unit.
std::string spaced(std::string_view quantity);

/// Names for pictures. Where long names share their domain or their beginning, only what tells them apart is left:
/// "front-end-1.west.example" and "front-end-2.west.example" become "…1" and "…2".
class ShortNames {
 public:
  ShortNames() = default;
  /// `names`: all that stand side by side in a picture.
  explicit ShortNames(const std::vector<std::string>& names);
  /// Also of "X lost", the situation without server X. Other names come back named().
  std::string of(const std::string& name) const;

 private:
  std::map<std::string, std::string> short_;
};

/// "1 server", "3 servers".
std::string counted(std::size_t number, const std::string& one, const std::string& many);

}  // namespace headroom::report
