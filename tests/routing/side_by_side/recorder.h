// Lets the real program decide and writes down what it decided, in the format of golden files.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/routing/golden_file.h"

namespace headroom::side_by_side {

/// What a script may want to know before it writes its next step.
struct Situation {
  std::vector<long> served;               ///< Requests that a server holds, oldest first.
  std::vector<long> waiting;              ///< Requests in a queue.
  std::vector<std::string> serverStates;  ///< HAProxy with health checks: "UP", "DOWN 1/2", …; otherwise empty.
};

/// The next step, without decisions; nullopt: the script is over.
using Script = std::function<std::optional<nlohmann::json>(const Situation&)>;

/// Records one case: starts the program that `header` names, fresh, and follows the script. Addresses and
/// configuration of the header are filled in. Throws Hindrance when the program could not be followed, and
/// std::runtime_error when it cannot be started at all.
routing::GoldenFile record(nlohmann::json header, const Script& script);

/// The steps of a golden file, their decisions left out.
Script scriptOf(const routing::GoldenFile& golden);

}  // namespace headroom::side_by_side
