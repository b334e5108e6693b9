// Why a request goes to one server and not to another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/routing/server.h"

namespace headroom::routing {

struct Candidate {
  ServerIndex server = kNoServer;
  bool eligible = false;
  std::string state;    ///< "in play", "weight 0", "out of service", "full: 2 of 2", …
  std::string measure;  ///< What the algorithm compares, such as "3 open / weight 2"; may be empty.
  bool operator==(const Candidate&) const = default;
};

/// One decision, explained. Explaining changes nothing.
struct Explanation {
  std::optional<ServerIndex> chosen;
  std::string rule;      ///< What the algorithm looks for.
  std::string tieBreak;  ///< What decides between equals.
  std::vector<Candidate> candidates;
};

}  // namespace headroom::routing
