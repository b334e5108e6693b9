#include "engine/cli/number_options.h"

#include <cmath>
#include <cstdlib>
#include <string_view>

#include "engine/base/text.h"

namespace headroom::cli {
namespace {

bool isStatus(std::string_view text) {
  const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
  if (text == "0" || text == "-1") return true;  // no answer, as some logs write it
  if (text.size() != 3 || !isDigit(text[0])) return false;
  return text.substr(1) == "xx" || (isDigit(text[1]) && isDigit(text[2]));
}

}  // namespace

CLI::Validator within(double low, double high) {
  const CLI::Range range(low, high);
  return {[range](std::string& text) -> std::string {
            if (std::isnan(std::strtod(text.c_str(), nullptr))) return "Value " + printable(text) + " is no number";
            return range(text);
          },
          range.get_description()};
}

CLI::Validator statusList() {
  return {[](std::string& text) -> std::string {
            for (std::string_view rest = text;;) {
              const std::size_t comma = rest.find(',');
              const std::string_view one = trim(rest.substr(0, comma));
              if (!isStatus(one)) return "'" + printable(one) + "' is no status; write one such as 404, or 5xx";
              if (comma == std::string_view::npos) return {};
              rest.remove_prefix(comma + 1);
            }
          },
          ""};
}

}  // namespace headroom::cli
