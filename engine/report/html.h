// The document as one HTML file: no script, no outside file, readable on white, on dark and on paper.
#pragma once

#include <string>

#include "engine/report/content.h"

namespace headroom::report {

/// One file that needs nothing beside it: styles and pictures are inside. The document's texts are escaped.
std::string renderHtml(const Document& document);

}  // namespace headroom::report
