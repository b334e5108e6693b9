// Which zone a request goes to: host and path rules of the main proxy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headroom::routing {

struct RouteRule {
  enum class Match { WholeSegmentPrefix, PlainPrefix, Exact };
  std::string host;  ///< Empty: any. Compared without case and port.
  std::string path;
  Match match = Match::WholeSegmentPrefix;
};

/// Ordered rules; the longest matching path wins, of equal lengths the one with a host, then the first. Paths compare without ASCII case, as IIS does.
/// "/AppX" as whole-segment prefix matches /AppX, /AppX/ and /AppX?x but never /AppXtra.
class RouteTable {
 public:
  explicit RouteTable(std::vector<RouteRule> rules);
  /// Index of the rule, or nullopt. `target` is the request target; query and fragment are ignored. Does not allocate.
  std::optional<std::size_t> match(std::string_view host, std::string_view target) const;

 private:
  std::vector<RouteRule> rules_;
  std::vector<std::size_t> order_;
};

}  // namespace headroom::routing
