// The document as a PDF on A4: page numbers, repeated headers, tables that go over pages, fonts embedded. Same
// document, same bytes.
#pragma once

#include <string>

#include "engine/base/error.h"
#include "engine/report/content.h"

namespace headroom::report {

/// The bytes of a PDF on A4; equal documents give equal bytes. A problem is Cairo's, such as no memory.
Result<std::string> renderPdf(const Document& document);

}  // namespace headroom::report
