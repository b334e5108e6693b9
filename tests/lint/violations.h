// For every rule a farm that breaks it, made from the clean farm by one change.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/lint/lint.h"

namespace headroom::tests {

struct Violation {
  std::string rule;
  std::string object;  ///< What the finding must be about.
  std::function<void(farm::Farm&)> change;
};

const std::vector<Violation>& violations();

/// Findings of one rule.
std::vector<lint::Finding> findingsOf(const farm::Farm& farm, const std::string& rule);
/// "E zone Intranet", one for each finding of the rule, in order.
std::vector<std::string> objectsOf(const farm::Farm& farm, const std::string& rule);
/// Ids of all rules that fire, each once, in order.
std::vector<std::string> rulesIn(const farm::Farm& farm);
/// The same for findings of severity error only.
std::vector<std::string> errorsIn(const farm::Farm& farm);

}  // namespace headroom::tests
