#include "engine/lint/context.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "engine/base/quantity.h"
#include "engine/base/text.h"

namespace headroom::lint {
namespace {

template <class T>
const T* lookUp(const std::unordered_map<std::string, const T*>& map, const std::string& name) {
  const auto known = map.find(name);
  return known == map.end() ? nullptr : known->second;
}

const farm::Zone* findDefault(const farm::Farm& farm) {
  const farm::Zone* found = nullptr;
  for (const farm::Zone& zone : farm.zones) {
    if (!zone.isDefault) continue;
    if (found != nullptr) return nullptr;
    found = &zone;
  }
  return found == nullptr && farm.zones.size() == 1 ? &farm.zones.front() : found;
}

Severity severityOf(const std::string& rule) {
  for (const RuleInfo& info : rules()) {
    if (info.id == rule) return info.severity;
  }
  return Severity::Error;
}

}  // namespace

Context::Context(const farm::Farm& farm) : farm_(farm), network_(farm), defaultZone_(findDefault(farm)) {
  for (const farm::Server& server : farm.servers) servers_.try_emplace(server.name, &server);
  for (const farm::Zone& zone : farm.zones) zones_.try_emplace(zone.name, &zone);
  for (const farm::Application& application : farm.applications) {
    applications_.try_emplace(application.name, &application);
  }
  for (const farm::Users& users : farm.users) {
    for (const std::string& application : farm::applicationsOf(users)) hasUsers_[application] = true;
  }
  collectZones();
  auto router = balancing::Router::create(farm);
  if (router) {
    router_.emplace(std::move(*router));
  } else {
    routerProblems_ = router.problems();
  }
}

void Context::collectZones() {
  for (const farm::Zone& zone : farm_.zones) {
    ZoneFacts& facts = facts_[&zone];
    for (const farm::ZoneMember& member : farm::membersOf(farm_, zone)) {
      if (const farm::Server* found = server(member.server)) facts.members.push_back(found);
    }
    facts.targets = farm::balancerTargets(farm_, zone);
  }
  for (const farm::Application& application : farm_.applications) {
    if (const farm::Zone* home = zone(application.zone)) facts_[home].applications.push_back(&application);
  }
}

const farm::Server* Context::server(const std::string& name) const {
  return lookUp(servers_, name);
}
const farm::Zone* Context::zone(const std::string& name) const {
  return lookUp(zones_, name);
}
const farm::Application* Context::application(const std::string& name) const {
  return lookUp(applications_, name);
}

const std::vector<const farm::Server*>& Context::members(const farm::Zone& zone) const {
  return facts_.at(&zone).members;
}
const std::vector<farm::ZoneMember>& Context::targets(const farm::Zone& zone) const {
  return facts_.at(&zone).targets;
}
const std::vector<const farm::Application*>& Context::applicationsOf(const farm::Zone& zone) const {
  return facts_.at(&zone).applications;
}

std::vector<const farm::Server*> Context::oneOfEachSegment(const std::vector<const farm::Server*>& servers) const {
  std::vector<const farm::Server*> chosen;
  std::set<std::string> seen;
  for (const farm::Server* server : servers) {
    if (seen.insert(server->segment).second) chosen.push_back(server);
  }
  return chosen;
}

std::vector<const farm::Server*> Context::allServers() const {
  std::vector<const farm::Server*> all;
  for (const farm::Server& server : farm_.servers) all.push_back(&server);
  return all;
}

bool Context::takesUserTraffic(const farm::Application& application) const {
  if (hasUsers_.contains(application.name)) return true;
  return application.clientTraffic && !application.internalOnly && application.kind != farm::ApplicationKind::Service;
}

void Context::add(const std::string& rule, const Subject& subject, std::string cause, std::string fix) {
  add(rule, severityOf(rule), subject, std::move(cause), std::move(fix));
}

void Context::add(const std::string& rule, Severity severity, const Subject& subject, std::string cause,
                  std::string fix) {
  findings_.push_back(Finding{rule, severity, subject.object, subject.spot.line, subject.spot.column, std::move(cause),
                              std::move(fix)});
}

std::vector<Finding> Context::take() {
  return std::move(findings_);
}

namespace {

/// A name whose last part is a number is an IPv4 address (URL standard, "ends in a number"): four numbers up to 255.
bool isBrokenIpv4(const std::string& address) {
  const auto isNumber = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  };
  std::vector<std::string> parts{{}};
  for (const char c : address) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (!isNumber(parts.back())) return false;
  return parts.size() != 4 || !std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
           return isNumber(part) && part.size() <= 3 && std::stoi(part) <= 255;
         });
}

}  // namespace

std::string addressProblem(const std::string& address) {
  if (address.empty()) return "is missing";
  if (address.find("://") != std::string::npos) return "has a scheme";
  if (address.find('/') != std::string::npos) return "has a path";
  const auto colons = std::count(address.begin(), address.end(), ':');
  const auto allOf = [&address](auto&& test) { return std::all_of(address.begin(), address.end(), test); };
  if (colons >= 2 && allOf([](unsigned char c) { return std::isxdigit(c) != 0 || c == ':' || c == '.'; })) return {};
  if (colons > 0) return "has a port";
  if (address.size() > 253) return "is longer than 253 characters";
  if (!allOf([](unsigned char c) { return (c < 128 && std::isalnum(c) != 0) || c == '-' || c == '.' || c == '_'; })) {
    return "has a character that no host name has";
  }
  if (address.front() == '.' || address.front() == '-' || address.find("..") != std::string::npos) {
    return "has an empty part";
  }
  return isBrokenIpv4(address) ? "is no IPv4 address, and no host name ends in a number" : std::string();
}

bool isServerSide(const farm::Reference& reference) {
  return reference.kind != farm::ReferenceKind::Redirect;
}

bool isStandaloneController(const farm::Server& server) {
  return server.controller && !server.inBalancer;
}

farm::Origin::Spot spotOf(const farm::Origin& origin, const std::string& field) {
  const auto known = origin.fields.find(field);
  return known == origin.fields.end() ? origin.object : known->second;
}

Subject subjectOf(const farm::Zone& zone, const std::string& field) {
  return {"zone " + zone.name, spotOf(zone.origin, field)};
}
Subject subjectOf(const farm::Server& server, const std::string& field) {
  return {"server " + server.name, spotOf(server.origin, field)};
}
Subject subjectOf(const farm::Application& application, const std::string& field) {
  return {"application " + application.name, spotOf(application.origin, field)};
}
Subject subjectOf(const farm::Reference& reference, const std::string& field) {
  return {"reference " + reference.consumer + " → " + reference.producer, spotOf(reference.origin, field)};
}
Subject subjectOf(const farm::Database& database, const std::string& field) {
  return {"database " + database.name, spotOf(database.origin, field)};
}
Subject subjectOf(const farm::ReverseProxy& proxy, const std::string& field) {
  return {"proxy " + proxy.name, spotOf(proxy.origin, field)};
}
Subject subjectOf(const farm::Users& users, const std::string& field) {
  return {"users " + users.name, spotOf(users.origin, field)};
}
Subject balancerOf(const farm::Zone& zone, const std::string& field) {
  if (!zone.balancer) return subjectOf(zone, field);
  return {"balancer " + farm::balancerName(zone), spotOf(zone.balancer->origin, field)};
}

std::string blockedText(const Context& context, const std::string& from, const std::string& to, int port) {
  std::vector<std::string> names;
  for (const std::size_t link : context.network().firewallsStopping(from, to, port)) {
    names.push_back(context.farm().links[link].from + " – " + context.farm().links[link].to);
  }
  if (names.empty()) return "no link leads from " + from + " to " + to;
  return "the firewall on " + someOf(names) + " stops port " + std::to_string(port) + " from " + from + " to " + to;
}

std::string blockedBehind(const Context& context, const network::Endpoint& end, const farm::Zone& zone, int port) {
  using Kind = network::Endpoint::Kind;
  if (end.kind != Kind::Proxy && end.kind != Kind::Balancer) return {};
  const farm::Zone* behind = end.kind == Kind::Proxy ? &zone : context.zone(end.zone);
  if (behind == nullptr) return {};
  const std::string balancer = farm::balancerName(*behind);
  if (end.kind == Kind::Proxy) {
    port = network::forwardPort(*behind, port);
    if (!context.network().path(end.node, balancer, port)) return blockedText(context, end.node, balancer, port);
    if (!network::listens(*behind, port)) {
      return "balancer '" + balancer + "' does not listen on port " + std::to_string(port);
    }
  }
  const auto& targets = context.targets(*behind);
  const auto open = [&](const farm::ZoneMember& target) {
    return context.network().path(balancer, target.server, port).has_value();
  };
  if (targets.empty() || std::any_of(targets.begin(), targets.end(), open)) return {};
  return blockedText(context, balancer, targets.front().server, port);
}

std::string someOf(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 4;
  if (names.size() <= kShown + 1) return joinWithAnd(names);
  std::string text;
  for (std::size_t i = 0; i < kShown; ++i) text += (i == 0 ? "" : ", ") + names[i];
  return text + " and " + std::to_string(names.size() - kShown) + " more";
}

std::string percent(double share) {
  const double tenths = std::round(share * 1000.0);
  return formatNumber(tenths / 10.0) + " %";
}

std::string serversText(const std::vector<std::string>& names) {
  return (names.size() == 1 ? "server " : "servers ") + someOf(names);
}

}  // namespace headroom::lint
