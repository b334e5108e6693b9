#include "engine/lint/lint.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "engine/base/text.h"
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
  checkProducts(context);
  checkNetwork(context);
  checkAvailability(context);
  checkCapacity(context);
  checkOperations(context);
  std::vector<Finding> findings = context.take();
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.rule, a.object, a.line, a.column) < std::tie(b.rule, b.object, b.line, b.column);
  });
  return findings;
}

namespace {

/// A sentence as one half of a diagnostic's line: without the full stop.
std::string halfOf(std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

}  // namespace

Diagnostic toDiagnostic(const Finding& finding, const std::string& file) {
  std::string remedy = halfOf(finding.fix);
  if (!remedy.empty()) remedy.front() = toLower(remedy.substr(0, 1)).front();
  return Diagnostic{finding.severity, SourcePlace{file, finding.line, finding.column}, halfOf(finding.cause), remedy,
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
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace headroom::lint
