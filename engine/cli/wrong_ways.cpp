#include "engine/cli/wrong_ways.h"

#include <algorithm>
#include <vector>

#include "engine/lint/lint.h"

namespace headroom::cli {
namespace {

constexpr std::size_t kTold = 5;

/// Addresses, routes and networks; the loads are what the run itself is about.
bool isWay(const lint::Finding& finding) {
  constexpr std::string_view kFamilies[] = {"AD", "RT", "NW"};
  return finding.severity == Severity::Error &&
         std::any_of(std::begin(kFamilies), std::end(kFamilies),
                     [&](std::string_view family) { return std::string_view(finding.rule).starts_with(family); });
}

}  // namespace

void warnOfWrongWays(Context& context, const farm::Farm& farm, const std::string& file) {
  std::vector<lint::Finding> findings = lint::check(farm);
  std::erase_if(findings, [](const lint::Finding& finding) { return !isWay(finding); });
  Diagnostics warnings;
  for (const lint::Finding& finding : findings) {
    if (warnings.size() == kTold) break;
    warnings.push_back(lint::toDiagnostic(finding, file));
    warnings.back().severity = Severity::Warning;
  }
  if (findings.size() > kTold)
    warnings.push_back({Severity::Warning,
                        {file, 0, 0},
                        std::to_string(findings.size() - kTold) + " more errors in addresses, routes or networks",
                        "see all of them with headroom check",
                        {}});
  context.print(warnings);
}

}  // namespace headroom::cli
