#include "engine/routing/route/nginx_locations.h"

#include <algorithm>
#include <set>

#include "engine/base/text.h"
#include "engine/routing/route/target.h"
#include "engine/routing/route_table.h"

namespace headroom::routing {
namespace {

/// What nginx reads from a target before it looks for a location.
struct NginxTarget {
  std::string path;            ///< Normalised.
  std::string_view arguments;  ///< Without fragment.
  std::string forwarded;       ///< As a proxy_pass without URI part sends it.
  std::string host;            ///< Lower case, without port.
  bool quoted = false;         ///< The path had escapes.
};

std::optional<NginxTarget> readTarget(std::string_view host, std::string_view target) {
  const bool controls = std::any_of(target.begin(), target.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F;
  });
  if (controls || target.empty()) return std::nullopt;
  NginxTarget out;
  out.forwarded = target;
  out.host = toLower(hostWithoutPort(host));
  // The fragment is cut for matching only; what is forwarded keeps it.
  const TargetParts parts = splitTarget(target.substr(0, target.find('#')));
  if (parts.absolute) {
    out.host = toLower(hostWithoutPort(parts.authority));
    const std::size_t path = target.find('/', target.find("://") + 3);
    out.forwarded = path == std::string_view::npos ? "/" : std::string(target.substr(path));
  } else if (!target.starts_with('/')) {
    return std::nullopt;
  }
  auto path = normalisePath(parts.path);
  if (!path) return std::nullopt;
  out.path = std::move(*path);
  out.arguments = parts.query;
  out.quoted = parts.path.find('%') != std::string_view::npos;
  return out;
}

RouteDecision answered(int status, std::string why) {
  RouteDecision decision;
  decision.status = status;
  decision.why = std::move(why);
  return decision;
}

}  // namespace

Result<NginxLocations> NginxLocations::create(const std::vector<NginxLocation>& locations) {
  Diagnostics problems;
  NginxLocations table;
  table.locations_ = locations;
  std::set<std::pair<bool, std::string>> seen;
  for (const NginxLocation& location : locations) {
    const auto complain = [&](std::string what, std::string remedy) {
      problems.push_back(
          {Severity::Error, {}, "location '" + printable(location.match) + "': " + what, std::move(remedy), {}});
    };
    const std::string_view text = trim(location.match);
    const std::size_t blank = text.find(' ');
    const std::string_view modifier = blank == std::string_view::npos ? std::string_view() : text.substr(0, blank);
    const std::string_view rest = blank == std::string_view::npos ? text : trim(text.substr(blank));
    Parsed parsed{Kind::Prefix, std::string(rest), std::nullopt};
    if (modifier == "=") {
      parsed.kind = Kind::Exact;
    } else if (modifier == "^~") {
      parsed.kind = Kind::FinalPrefix;
    } else if (modifier == "~" || modifier == "~*") {
      parsed.kind = Kind::Expression;
      auto regex = Regex::compile(rest, modifier == "~*");
      if (regex) parsed.expression = std::move(*regex);
      if (!regex) complain(regex.problems().front().what, regex.problems().front().remedy);
      if (!location.uri.empty())
        complain("proxy_pass cannot have a URI part here", "remove '" + printable(location.uri) + "'");
    } else if (!modifier.empty()) {
      complain("unknown modifier '" + printable(modifier) + "'", "use =, ^~, ~ or ~*");
    }
    if (rest.empty()) complain("is empty", "write at least /");
    if (parsed.kind != Kind::Expression && !seen.insert({parsed.kind == Kind::Exact, parsed.text}).second) {
      complain("is there twice", "remove one of them");
    }
    table.parsed_.push_back(std::move(parsed));
  }
  if (!problems.empty()) return problems;
  return table;
}

std::optional<std::size_t> NginxLocations::find(std::string_view path, bool& redirects) const {
  std::optional<std::size_t> longest;
  std::optional<std::size_t> slashed;
  bool sameText = false;
  for (std::size_t i = 0; i < parsed_.size(); ++i) {
    const Parsed& p = parsed_[i];
    if (p.kind == Kind::Expression) continue;
    if (p.text == path) {
      if (p.kind == Kind::Exact) return i;
      sameText = true;
    }
    if (p.text.size() == path.size() + 1 && p.text.back() == '/' && p.text.starts_with(path)) slashed = i;
    if (p.kind == Kind::Exact || !path.starts_with(p.text)) continue;
    if (!longest || p.text.size() > parsed_[*longest].text.size()) longest = i;
  }
  if (slashed && !sameText) {
    redirects = true;
    return slashed;
  }
  if (longest && parsed_[*longest].kind == Kind::FinalPrefix) return longest;
  for (std::size_t i = 0; i < parsed_.size(); ++i) {
    if (parsed_[i].kind == Kind::Expression && parsed_[i].expression->search(path)) return i;
  }
  return longest;
}

std::string NginxLocations::rewritten(std::size_t location, std::string_view path, bool escape,
                                      std::string_view arguments) const {
  const std::string_view rest = path.substr(std::min(parsed_[location].text.size(), path.size()));
  std::string out = locations_[location].uri + (escape ? escapePath(rest) : std::string(rest));
  if (!arguments.empty()) out += "?" + std::string(arguments);
  return out;
}

RouteDecision NginxLocations::decide(std::string_view host, std::string_view target) const {
  const auto read = readTarget(host, target);
  if (!read) return answered(400, "nginx refuses the request target");
  bool redirects = false;
  const auto location = find(read->path, redirects);
  if (!location) return answered(404, "no location matches " + printable(read->path));
  RouteDecision decision;
  const std::string text = printable(locations_[*location].match);
  if (redirects) {
    decision.status = 301;
    decision.location = "http://" + read->host + escapePath(parsed_[*location].text);
    if (!read->arguments.empty()) decision.location += "?" + std::string(read->arguments);
    decision.why = "location " + text + " without its slash";
    return decision;
  }
  decision.rule = location;
  decision.destination = locations_[*location].destination;
  decision.forwarded = locations_[*location].uri.empty()
                           ? read->forwarded
                           : rewritten(*location, read->path, read->quoted, read->arguments);
  switch (parsed_[*location].kind) {
    case Kind::Exact:
      decision.why = "exact location " + text;
      break;
    case Kind::Prefix:
      decision.why = "longest prefix " + text + ", and no regular expression matches";
      break;
    case Kind::FinalPrefix:
      decision.why = "longest prefix " + text + ", which keeps regular expressions out";
      break;
    case Kind::Expression:
      decision.why = "first regular expression that matches: " + text;
      break;
  }
  return decision;
}

Result<NginxServerNames> NginxServerNames::create(const std::vector<Server>& servers) {
  Diagnostics problems;
  NginxServerNames table;
  if (servers.empty()) return problem("there is no server block", "add at least one");
  table.servers_ = servers;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    std::optional<Regex> expression;
    if (servers[i].name && servers[i].name->starts_with('~')) {
      auto regex = Regex::compile(std::string_view(*servers[i].name).substr(1), true);
      if (regex) expression = std::move(*regex);
      if (!regex) problems.push_back(regex.problems().front());
    } else if (servers[i].name) {
      table.servers_[i].name = toLower(*servers[i].name);
    }
    table.expressions_.push_back(std::move(expression));
    if (servers[i].isDefault) table.default_ = i;
  }
  if (!problems.empty()) return problems;
  return table;
}

std::size_t NginxServerNames::find(const std::string& host, std::string& why) const {
  std::optional<std::size_t> suffix;
  std::optional<std::size_t> prefix;
  std::size_t suffixLength = 0;
  std::size_t prefixLength = 0;
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    if (!servers_[i].name || expressions_[i]) continue;
    const std::string_view name = *servers_[i].name;
    if (name == host || (name.starts_with('.') && name.substr(1) == host)) {
      why = "server name is exactly " + printable(name);
      return i;
    }
    const std::string_view tail = name.starts_with("*.")  ? name.substr(1)
                                  : name.starts_with('.') ? name
                                                          : std::string_view();
    if (!tail.empty() && host.size() > tail.size() && host.ends_with(tail) && tail.size() > suffixLength) {
      suffix = i;
      suffixLength = tail.size();
    }
    if (name.ends_with(".*")) {
      const std::string_view head = name.substr(0, name.size() - 1);
      if (host.size() > head.size() && host.starts_with(head) && head.size() > prefixLength) {
        prefix = i;
        prefixLength = head.size();
      }
    }
  }
  if (suffix || prefix) {
    const std::size_t found = suffix ? *suffix : *prefix;
    why = "longest wildcard server name " + printable(*servers_[found].name);
    return found;
  }
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    if (!expressions_[i] || !expressions_[i]->search(host)) continue;
    why = "first regular expression that matches: " + printable(*servers_[i].name);
    return i;
  }
  why = "no server name matches: default server";
  return default_;
}

RouteDecision NginxServerNames::decide(std::string_view host, std::string_view target) const {
  const auto read = readTarget(host, target);
  if (!read) return answered(400, "nginx refuses the request target");
  RouteDecision decision;
  decision.rule = find(read->host, decision.why);
  decision.destination = servers_[*decision.rule].destination;
  decision.forwarded = read->forwarded;
  return decision;
}

}  // namespace headroom::routing
