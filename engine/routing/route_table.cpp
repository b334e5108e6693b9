#include "engine/routing/route_table.h"

#include <algorithm>
#include <numeric>

#include "engine/base/text.h"

namespace headroom::routing {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Whether `text` begins with `prefix`, which is in lower case already.
bool startsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (lower(text[i]) != prefix[i]) return false;
  }
  return true;
}

std::string canonicalPath(const RouteRule& rule) {
  std::string path = toLower(rule.path);
  if (path.empty() || path.front() != '/') path.insert(path.begin(), '/');
  if (rule.match == RouteRule::Match::WholeSegmentPrefix) {
    while (path.size() > 1 && path.back() == '/') path.pop_back();
  }
  return path;
}

bool pathMatches(std::string_view path, std::string_view rule, RouteRule::Match match) {
  if (!startsWithIgnoringCase(path, rule)) return false;
  switch (match) {
    case RouteRule::Match::PlainPrefix:
      return true;
    case RouteRule::Match::Exact:
      return path.size() == rule.size();
    case RouteRule::Match::WholeSegmentPrefix:
      return rule.size() == 1 || path.size() == rule.size() || path[rule.size()] == '/';
  }
  return false;
}

}  // namespace

std::string_view hostWithoutPort(std::string_view host) {
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : std::string_view::npos;
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  host = host.substr(0, colon);
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

std::string_view pathOfTarget(std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  if (target.starts_with('/')) return target;
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  const std::size_t slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

RouteTable::RouteTable(std::vector<RouteRule> rules) : rules_(std::move(rules)), order_(rules_.size()) {
  for (const RouteRule& rule : rules_) {
    paths_.push_back(canonicalPath(rule));
    hosts_.push_back(toLower(hostWithoutPort(rule.host)));
  }
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(), [this](std::size_t a, std::size_t b) {
    if (paths_[a].size() != paths_[b].size()) return paths_[a].size() > paths_[b].size();
    return !hosts_[a].empty() && hosts_[b].empty();
  });
}

std::optional<std::size_t> RouteTable::match(std::string_view host, std::string_view target) const {
  const std::string_view name = hostWithoutPort(host);
  std::string_view path = pathOfTarget(target);
  if (path.empty()) path = "/";
  for (const std::size_t i : order_) {
    if (!hosts_[i].empty() && (name.size() != hosts_[i].size() || !startsWithIgnoringCase(name, hosts_[i]))) continue;
    if (pathMatches(path, paths_[i], rules_[i].match)) return i;
  }
  return std::nullopt;
}

}  // namespace headroom::routing
