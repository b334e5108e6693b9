#include "engine/lint/lint.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "engine/lint/context.h"

namespace headroom::lint {

std::vector<Finding> check(const farm::Farm& farm) {
  Context context(farm);
  checkZones(context);
  checkAddresses(context);
  checkReach(context);
  checkRouting(context);
  checkCalls(context);
  checkBalancing(context);
  checkNetwork(context);
  checkAvailability(context);
  checkCapacity(context);
  std::vector<Finding> findings = context.take();
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.rule, a.object, a.line, a.column) < std::tie(b.rule, b.object, b.line, b.column);
  });
  return findings;
}

Diagnostic toDiagnostic(const Finding& finding, const std::string& file) {
  return Diagnostic{finding.severity, SourcePlace{file, finding.line, finding.column}, finding.cause, finding.fix,
                    finding.rule};
}

std::string toJson(const std::vector<Finding>& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"rule", finding.rule},
                    {"severity", std::string(toString(finding.severity))},
                    {"object", finding.object},
                    {"line", finding.line},
                    {"column", finding.column},
                    {"cause", finding.cause},
                    {"fix", finding.fix}});
  }
  // Names may hold bytes that are no UTF-8; they must not stop the list.
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace headroom::lint
