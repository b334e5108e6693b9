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

/// Ordered rules; the longest matching path wins, of equal lengths the one with a host, then the first. Paths compare
/// without ASCII case, as IIS does. "/AppX" as whole-segment prefix matches /AppX, /AppX/ and /AppX?x but never
/// /AppXtra; "/AppX/" as whole-segment prefix means the same. An empty path is "/", and a missing first slash is added.
class RouteTable {
 public:
  explicit RouteTable(std::vector<RouteRule> rules);
  /// Index of the rule, or nullopt. `target` is the request target, in origin form or absolute form; query and fragment
  /// are ignored. Does not allocate.
  std::optional<std::size_t> match(std::string_view host, std::string_view target) const;

  const std::vector<RouteRule>& rules() const { return rules_; }

 private:
  std::vector<RouteRule> rules_;
  std::vector<std::string> paths_;  ///< Canonical path of each rule, lower case.
  std::vector<std::string> hosts_;  ///< Canonical host of each rule.
  std::vector<std::size_t> order_;  ///< Rules in order of precedence.
};

/// `host` without port and without one trailing dot; the brackets of an IPv6 literal stay.
std::string_view hostWithoutPort(std::string_view host);

/// The path of a request target: an absolute-form target loses scheme and authority, every target its query and
/// fragment. Empty only when the target has no path at all.
std::string_view pathOfTarget(std::string_view target);

}  // namespace headroom::routing
