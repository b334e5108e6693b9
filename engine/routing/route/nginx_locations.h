// Path rules with nginx's matching: `location` blocks, and the choice of a server block by host name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/routing/route/decision.h"
#include "engine/routing/route/regex.h"

namespace headroom::routing {

struct NginxLocation {
  /// As in the configuration: "/app", "= /app", "^~ /app", "~ regex", "~* regex".
  std::string match;
  std::string destination;
  /// The URI part of its proxy_pass; empty: the target is forwarded as received.
  std::string uri;
};

/// The path is normalised first. An exact location ends the search; the longest prefix is remembered and ends it if it
/// is "^~"; then regular expressions in file order; then the remembered prefix; nothing: 404. A location that ends in a
/// slash answers its own text without the slash with 301. Not thread-safe.
class NginxLocations {
 public:
  /// Every problem of every location: a regular expression that does not compile, a location that stands there twice.
  static Result<NginxLocations> create(const std::vector<NginxLocation>& locations);

  RouteDecision decide(std::string_view host, std::string_view target) const;

 private:
  enum class Kind { Exact, Prefix, FinalPrefix, Expression };
  struct Parsed {
    Kind kind;
    std::string text;
    std::optional<Regex> expression;
  };

  /// The location of a normalised path. `redirects` is set when it has only a redirect to give.
  std::optional<std::size_t> find(std::string_view path, bool& redirects) const;
  std::string rewritten(std::size_t location, std::string_view path, bool escape, std::string_view arguments) const;

  std::vector<NginxLocation> locations_;
  std::vector<Parsed> parsed_;
};

/// Choice of a server block by name: exact, then the longest "*.suffix", then the longest "prefix.*", then the first
/// regular expression ("~…"), then the default. Case, port and one trailing dot do not count; ".x" means "x" and "*.x".
class NginxServerNames {
 public:
  struct Server {
    std::optional<std::string> name;
    std::string destination;
    bool isDefault = false;
  };
  /// Every regular expression that does not compile. At least one server is needed; the default is the last one marked,
  /// or the first.
  static Result<NginxServerNames> create(const std::vector<Server>& servers);

  RouteDecision decide(std::string_view host, std::string_view target) const;

 private:
  /// The server block of a host; `why` gets the rule that decided.
  std::size_t find(const std::string& host, std::string& why) const;

  std::vector<Server> servers_;
  std::vector<std::optional<Regex>> expressions_;
  std::size_t default_ = 0;
};

}  // namespace headroom::routing
