#include "engine/network/wording.h"

#include <vector>

#include "engine/base/quantity.h"
#include "engine/base/text.h"

namespace headroom::network {
namespace {

bool isNode(const farm::Farm& farm, const std::string& name) {
  for (const std::string& node : farm::nodeNames(farm)) {
    if (node == name) return true;
  }
  return false;
}

std::string linkName(const farm::Link& link) {
  return link.from + " – " + link.to;
}

std::vector<std::string> knownAddresses(const farm::Farm& farm) {
  std::vector<std::string> names{farm.environment.hostName};
  for (const farm::Zone& zone : farm.zones) names.push_back(zone.address);
  for (const farm::DnsRecord& record : farm.dns) names.push_back(record.name);
  for (const farm::Server& server : farm.servers)
    names.push_back(server.address.empty() ? server.name : server.address);
  return names;
}

std::string unresolvedSentence(const farm::Farm& farm, const Network& network, const std::string& from,
                               const std::string& address) {
  if (address.empty()) return "there is no address to send it to";
  for (const farm::DnsRecord& record : farm.dns) {
    if (!equalIgnoringCase(record.name, address)) continue;
    return "'" + address + "' is not known to " + placeOf(network, from) + ": its record is visible from " +
           joinWithAnd(record.visibleFrom) + " only";
  }
  const std::string guess = nearest(address, knownAddresses(farm));
  return "'" + address + "' leads to no node of this farm" + (guess.empty() ? "" : "; did you mean '" + guess + "'?");
}

std::string blockedSentence(const farm::Farm& farm, const Network& network, const std::string& from,
                            const std::string& to, int port) {
  const std::vector<std::size_t> stopping = network.firewallsStopping(from, to, port);
  const std::string ends = placeOf(network, from) + " to " + placeOf(network, to);
  if (stopping.empty()) return "no link joins " + ends;
  std::vector<std::string> names;
  for (const std::size_t link : stopping) names.push_back(linkName(farm.links[link]));
  return "the firewall on " + joinWithAnd(names) + " stops port " + std::to_string(port) + " from " + ends;
}

}  // namespace

Landing cross(const farm::Farm& farm, const Network& network, const std::string& from, const Endpoint& to, int port) {
  Landing landing{to, std::nullopt, {}};
  if (to.kind == Endpoint::Kind::Unknown) landing.problem = "no zone of this farm has such an application";
  if (to.kind == Endpoint::Kind::Unknown) return landing;
  landing.path = isNode(farm, from) ? network.path(from, to.node, port) : Path{};
  if (!landing.path) landing.problem = blockedSentence(farm, network, from, to.node, port);
  return landing;
}

Landing reach(const farm::Farm& farm, const Network& network, const std::string& from, const std::string& address,
              int port) {
  const Endpoint end = network.resolve(address, from);
  if (end.kind == Endpoint::Kind::Unknown) return {end, {}, unresolvedSentence(farm, network, from, address)};
  return cross(farm, network, from, end, port);
}

std::string describe(const farm::Farm& farm, const Path& path) {
  std::string text;
  for (const std::size_t index : path.links) {
    const farm::Link& link = farm.links[index];
    text += (text.empty() ? "" : ", ") + linkName(link) + " (" + formatDuration(link.latency) + ")";
  }
  return text;
}

std::string describe(const Endpoint& end) {
  switch (end.kind) {
    case Endpoint::Kind::Proxy:
      return "the main proxy '" + end.node + "'";
    case Endpoint::Kind::Balancer:
      return "the balancer '" + end.node + "' of zone " + end.zone;
    case Endpoint::Kind::Server:
      return "server '" + end.node + "'";
    case Endpoint::Kind::Database:
      return "database '" + end.node + "'";
    case Endpoint::Kind::Self:
      return "the caller itself";
    case Endpoint::Kind::Unknown:
      break;
  }
  return "nothing";
}

std::string placeOf(const Network& network, const std::string& node) {
  const std::string segment = network.segmentOf(node);
  return segment.empty() ? node : node + " (segment " + segment + ")";
}

std::string meaningOf(const farm::Farm& farm, const std::string& address) {
  if (equalIgnoringCase(address, farm.environment.hostName)) return "the environment host name";
  for (const farm::Zone& zone : farm.zones) {
    if (!address.empty() && equalIgnoringCase(address, zone.address)) return "the address of zone " + zone.name;
  }
  return {};
}

}  // namespace headroom::network
