#include "engine/balancing/router.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/balancing/presets.h"
#include "engine/base/text.h"
#include "engine/routing/route/haproxy_rules.h"
#include "engine/routing/route/nginx_locations.h"
#include "engine/routing/route/target.h"
#include "engine/routing/route_table.h"

namespace headroom::balancing {
namespace {

using Match = farm::Route::Match;

bool isExpression(Match match) {
  return match == Match::Regex || match == Match::RegexIgnoreCase;
}

SourcePlace placeOf(const farm::Farm& farm, const farm::Route& route, const std::string& field) {
  const auto found = route.origin.fields.find(field);
  const farm::Origin::Spot spot = found != route.origin.fields.end() ? found->second : route.origin.object;
  return {farm.file, spot.line, spot.column};
}

/// What a rule of the exact table complains about, with the place of the farm's rule.
void addProblems(Diagnostics& problems, const farm::Farm& farm, const farm::Route& route, const Diagnostics& own) {
  for (Diagnostic problem : own) {
    problem.place = placeOf(farm, route, "path");
    problems.push_back(std::move(problem));
  }
}

std::string withoutTrailingSlashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

std::string ruleText(const farm::Route& route) {
  return "'" + printable(route.host + route.path) + "'";
}

}  // namespace

class Router::Table {
 public:
  Table(const farm::ReverseProxy& proxy, std::string matching)
      : routes_(proxy.routes), defaultZone_(proxy.defaultZone), matching_(std::move(matching)) {}
  virtual ~Table() = default;
  virtual RouteDecision decide(std::string_view host, std::string_view target) const = 0;
  const std::string& matching() const { return matching_; }

 protected:
  RouteDecision byRule(std::size_t rule, std::string_view target, std::string why) const {
    RouteDecision decision;
    decision.rule = rule;
    decision.zone = routes_[rule].zone;
    decision.forwarded = target;
    decision.why = std::move(why);
    return decision;
  }
  RouteDecision byDefault(std::string_view target) const {
    RouteDecision decision;
    decision.zone = defaultZone_;
    decision.why = "no rule matches";
    if (decision.zone.empty()) {
      decision.status = 404;
    } else {
      decision.forwarded = target;
    }
    return decision;
  }
  static RouteDecision answered(int status, std::string why) {
    RouteDecision decision;
    decision.status = status;
    decision.why = std::move(why);
    return decision;
  }

  std::vector<farm::Route> routes_;
  std::string defaultZone_;
  std::string matching_;
};

namespace {

/// Without a proxy, and for a proxy that sees no paths.
class BlindTable final : public Router::Table {
 public:
  using Table::Table;
  RouteDecision decide(std::string_view, std::string_view target) const override {
    RouteDecision decision = byDefault(target);
    decision.why = "layer 4: its rules are not looked at";
    return decision;
  }
};

class OwnTable final : public Router::Table {
 public:
  explicit OwnTable(const farm::ReverseProxy& proxy)
      : Table(proxy, std::string(productName(proxy.product)) + ": longest path, without case"),
        table_(rulesOf(proxy.routes)) {}

  static Diagnostics problemsOf(const farm::Farm& farm) {
    Diagnostics problems;
    for (const farm::Route& route : farm.proxy->routes) {
      if (!isExpression(route.match) && route.match != Match::FinalPrefix) continue;
      problems.push_back({Severity::Error,
                          placeOf(farm, route, "match"),
                          "the route " + ruleText(route) + " has a match that " +
                              std::string(productName(farm.proxy->product)) + " does not know here",
                          "use WHOLE_SEGMENTS, PREFIX or EXACT, or set the proxy's product to HAPROXY or NGINX",
                          {}});
    }
    return problems;
  }

  RouteDecision decide(std::string_view host, std::string_view target) const override {
    const auto rule = table_.match(host, target);
    if (!rule) return byDefault(target);
    return byRule(*rule, target, "longest rule that matches");
  }

 private:
  static std::vector<routing::RouteRule> rulesOf(const std::vector<farm::Route>& routes) {
    using To = routing::RouteRule::Match;
    std::vector<routing::RouteRule> rules;
    for (const farm::Route& route : routes) {
      const To match = route.match == Match::Exact         ? To::Exact
                       : route.match == Match::PlainPrefix ? To::PlainPrefix
                                                           : To::WholeSegmentPrefix;
      rules.push_back({route.host, route.path, match});
    }
    return rules;
  }

  routing::RouteTable table_;
};

/// One rule after the other; a rule is a host condition and, of its path conditions, any.
class HaproxyTable final : public Router::Table {
 public:
  HaproxyTable(const farm::Farm& farm, Diagnostics& problems)
      : Table(*farm.proxy, "HAProxy: first rule in file order, raw bytes") {
    auto any = routing::HaproxyRules::create({}, "any");
    any_.emplace_back(std::move(*any));
    for (const farm::Route& route : routes_) add(farm, route, problems);
  }

  RouteDecision decide(std::string_view host, std::string_view target) const override {
    // What HAProxy refuses it refuses before it looks at rules.
    if (const auto refused = any_.front().decide(host, target); refused.status == 400) {
      return answered(400, refused.why);
    }
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      const Rule& rule = rules_[i];
      if (rule.host && !rule.host->decide(host, target).rule) continue;
      if (const auto decision = rule.path.decide(host, target); decision.rule) return byRule(i, target, decision.why);
    }
    return byDefault(target);
  }

 private:
  struct Rule {
    std::optional<routing::HaproxyRules> host;
    routing::HaproxyRules path;
  };

  static std::vector<std::string> conditionsOf(const farm::Route& route) {
    switch (route.match) {
      case Match::Exact:
        return {"path -- " + route.path};
      case Match::PlainPrefix:
      case Match::FinalPrefix:
        return {"path_beg -- " + route.path};
      case Match::Regex:
        return {"path_reg -- " + route.path};
      case Match::RegexIgnoreCase:
        return {"path_reg -i -- " + route.path};
      case Match::WholeSegmentPrefix:
        break;
    }
    const std::string path = withoutTrailingSlashes(route.path);
    if (path == "/") return {"path_beg -- /"};
    return {"path -- " + path, "path_beg -- " + path + "/"};
  }

  void add(const farm::Farm& farm, const farm::Route& route, Diagnostics& problems) {
    if (route.path.find_first_of(" \t") != std::string::npos) {
      problems.push_back({Severity::Error,
                          placeOf(farm, route, "path"),
                          "the route " + ruleText(route) + " has a blank, which ends a pattern of HAProxy",
                          "in a regular expression write \\s",
                          {}});
      return;
    }
    std::vector<routing::HaproxyRule> conditions;
    for (std::string& condition : conditionsOf(route)) conditions.push_back({std::move(condition), route.zone});
    auto path = routing::HaproxyRules::create(conditions, "");
    if (!path) return addProblems(problems, farm, route, path.problems());
    Rule rule{std::nullopt, std::move(*path)};
    if (!route.host.empty()) {
      auto host = routing::HaproxyRules::create(
          {{"hdr(host),host_only -i -m str -- " + std::string(routing::hostWithoutPort(route.host)), "host"}}, "");
      if (!host) return addProblems(problems, farm, route, host.problems());
      rule.host.emplace(std::move(*host));
    }
    rules_.push_back(std::move(rule));
  }

  std::vector<routing::HaproxyRules> any_;
  std::vector<Rule> rules_;
};

/// A server block for each host, with the locations of that host and, where it has none with the same text, those of
/// any host; and a default block.
class NginxTable final : public Router::Table {
 public:
  NginxTable(const farm::Farm& farm, Diagnostics& problems)
      : Table(*farm.proxy, std::string(productName(farm.proxy->product)) + ": location of the normalised path") {
    for (const farm::Route& route : routes_) {
      // Told once here, and not again for every block that takes the rule over.
      const auto checked = routing::NginxLocations::create(locationsOf(route));
      if (!checked) addProblems(problems, farm, route, checked.problems());
    }
    if (!problems.empty()) return;
    addBlock("", problems);
    for (const farm::Route& route : routes_) {
      const std::string host = canonical(route.host);
      if (!host.empty() && !blocks_.contains(host)) addBlock(host, problems);
    }
  }

  RouteDecision decide(std::string_view host, std::string_view target) const override {
    // The host of an absolute-form target counts, the Host header does not.
    const routing::TargetParts parts = routing::splitTarget(target);
    const auto named = blocks_.find(canonical(parts.absolute ? parts.authority : host));
    const Block& block = named != blocks_.end() ? named->second : blocks_.at("");
    const routing::RouteDecision own = block.locations.decide(host, target);
    const auto path = routing::normalisePath(parts.path);
    RouteDecision decision = translated(block, own, target);
    const std::string_view received = parts.path.substr(0, parts.path.find('#'));
    if (path && *path != received) decision.path = *path;
    return decision;
  }

 private:
  struct Block {
    routing::NginxLocations locations;
    std::vector<std::optional<std::size_t>> rules;  ///< Of each location; absent: the default zone.
  };

  static std::string canonical(std::string_view host) { return toLower(routing::hostWithoutPort(host)); }

  static std::vector<routing::NginxLocation> locationsOf(const farm::Route& route) {
    const auto location = [&](std::string match) { return routing::NginxLocation{std::move(match), route.zone, {}}; };
    switch (route.match) {
      case Match::Exact:
        return {location("= " + route.path)};
      case Match::PlainPrefix:
        return {location(route.path)};
      case Match::FinalPrefix:
        return {location("^~ " + route.path)};
      case Match::Regex:
        return {location("~ " + route.path)};
      case Match::RegexIgnoreCase:
        return {location("~* " + route.path)};
      case Match::WholeSegmentPrefix:
        break;
    }
    const std::string path = withoutTrailingSlashes(route.path);
    if (path == "/") return {location("/")};
    return {location("= " + path), location(path + "/")};
  }

  /// Of locations with the same text the first stays, as nginx allows only one: those of the host before those of any
  /// host, those that a rule names itself before those that stand for whole segments.
  void addBlock(const std::string& host, Diagnostics& problems) {
    std::vector<routing::NginxLocation> locations;
    std::vector<std::optional<std::size_t>> rules;
    std::set<std::string> seen;
    const auto take = [&](std::string_view ofHost, bool segments) {
      for (std::size_t i = 0; i < routes_.size(); ++i) {
        const bool whole = routes_[i].match == Match::WholeSegmentPrefix;
        if (canonical(routes_[i].host) != ofHost || whole != segments) continue;
        for (routing::NginxLocation& location : locationsOf(routes_[i])) {
          if (!isExpression(routes_[i].match) && !seen.insert(textOf(location)).second) continue;
          locations.push_back(std::move(location));
          rules.emplace_back(i);
        }
      }
    };
    for (const bool segments : {false, true}) take(host, segments);
    for (const bool segments : {false, true}) {
      if (!host.empty()) take("", segments);
    }
    if (!defaultZone_.empty() && seen.insert("/").second) {
      locations.push_back({"/", defaultZone_, {}});
      rules.emplace_back(std::nullopt);
    }
    auto table = routing::NginxLocations::create(locations);
    if (!table) {
      problems.insert(problems.end(), table.problems().begin(), table.problems().end());
      return;
    }
    blocks_.emplace(host, Block{std::move(*table), std::move(rules)});
  }

  /// What nginx tells locations apart by: "=/App" for an exact one, else the text.
  static std::string textOf(const routing::NginxLocation& location) {
    const std::string text = location.match.substr(location.match.find('/'));
    return location.match.starts_with('=') ? "=" + text : text;
  }

  RouteDecision translated(const Block& block, const routing::RouteDecision& own, std::string_view target) const {
    if (own.status == 404) return byDefault(target);
    RouteDecision decision;
    decision.status = own.status;
    decision.location = own.location;
    decision.why = own.why;
    if (!own.rule) return decision;
    decision.rule = block.rules[*own.rule];
    decision.zone = own.destination;
    decision.forwarded = own.forwarded;
    if (!decision.rule) decision.why = "no rule matches";
    return decision;
  }

  std::map<std::string, Block> blocks_;  ///< By host in lower case; the default block under the empty one.
};

}  // namespace

Router::Router(std::unique_ptr<const Table> table) : table_(std::move(table)) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

Result<Router> Router::create(const farm::Farm& farm) {
  static const farm::ReverseProxy kNone;
  if (!farm.proxy) return Router(std::make_unique<BlindTable>(kNone, "no proxy"));
  if (farm.proxy->layer == farm::Layer::L4) {
    return Router(std::make_unique<BlindTable>(*farm.proxy, "layer 4: no paths are seen"));
  }
  Diagnostics problems;
  std::unique_ptr<const Table> table;
  switch (farm.proxy->product) {
    case farm::Product::Haproxy:
      table = std::make_unique<HaproxyTable>(farm, problems);
      break;
    case farm::Product::Nginx:
    case farm::Product::IngressNginx:
      table = std::make_unique<NginxTable>(farm, problems);
      break;
    default:
      problems = OwnTable::problemsOf(farm);
      table = std::make_unique<OwnTable>(*farm.proxy);
  }
  if (!problems.empty()) return problems;
  return Router(std::move(table));
}

RouteDecision Router::decide(std::string_view host, std::string_view target) const {
  return table_->decide(host, target);
}

const std::string& Router::matching() const {
  return table_->matching();
}

}  // namespace headroom::balancing
