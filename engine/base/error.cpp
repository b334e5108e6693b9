#include "engine/base/error.h"

#include <algorithm>

#include "engine/base/text.h"

namespace headroom {

std::string_view toString(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Info:
      return "info";
  }
  return "error";
}

std::string format(const Diagnostic& diagnostic) {
  std::string out;
  if (!diagnostic.place.file.empty()) {
    out += printable(diagnostic.place.file) + ':';
    if (diagnostic.place.line > 0) {
      out += std::to_string(diagnostic.place.line) + ':';
      if (diagnostic.place.column > 0) out += std::to_string(diagnostic.place.column) + ':';
    }
    out += ' ';
  }
  out += std::string(toString(diagnostic.severity)) + ": " + printable(diagnostic.what);
  if (!diagnostic.remedy.empty()) out += "; " + printable(diagnostic.remedy);
  if (!diagnostic.rule.empty()) out += " [" + diagnostic.rule + "]";
  return out;
}

Diagnostics problem(std::string what, std::string remedy, SourcePlace place) {
  return {Diagnostic{Severity::Error, std::move(place), std::move(what), std::move(remedy), {}}};
}

bool hasErrors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

}  // namespace headroom
