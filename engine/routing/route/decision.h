// What a route table says about one request.
#pragma once

#include <optional>
#include <string>

namespace headroom::routing {

struct RouteDecision {
  std::optional<std::size_t> rule;  ///< Index of the rule or location; absent with a status, or for the default.
  std::string destination;          ///< Empty when the request is answered with `status`.
  int status = 0;                   ///< 0: forwarded; otherwise the answer: 301, 400, 404.
  std::string forwarded;            ///< The request target that the server behind receives.
  std::string location;             ///< Where a 301 points.
  std::string why;                  ///< The rule that decided, in words.
};

}  // namespace headroom::routing
