// Lint rules over a farm: what breaks or will break its traffic, before anything runs. Rule ids as in docs/rules.md.
#pragma once

#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/farm/farm.h"

namespace headroom::lint {

struct Finding {
  std::string rule;  ///< "AD01".
  Severity severity = Severity::Error;
  std::string object;  ///< "zone Intranet".
  int line = 0;        ///< In the farm's file; 0 when unknown.
  int column = 0;
  std::string cause;  ///< One sentence.
  std::string fix;    ///< One sentence.
  bool operator==(const Finding&) const = default;
};

struct RuleInfo {
  std::string id;
  Severity severity;
  std::string checks;  ///< What must hold.
  std::string why;
};

/// Every rule this version knows, in order of id.
const std::vector<RuleInfo>& rules();

/// All findings, ordered by rule id and object.
std::vector<Finding> check(const farm::Farm& farm);

/// For printing among the problems of reading. `file`: the farm's, as the user gave it.
Diagnostic toDiagnostic(const Finding& finding, const std::string& file);
/// `headroom check --json`.
std::string toJson(const std::vector<Finding>& findings);

}  // namespace headroom::lint
