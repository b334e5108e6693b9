// The style sheet of the HTML report.
#pragma once

#include <string>

namespace headroom::report {

/// Rules for every role of the palette, on white and on dark, and for print.
std::string styleSheet();

}  // namespace headroom::report
