#include "engine/network/addresses.h"

#include <algorithm>

#include "engine/base/text.h"

namespace headroom::network {
namespace {

Endpoint balancerOf(const farm::Zone& zone) {
  return Endpoint{Endpoint::Kind::Balancer, farm::balancerName(zone), zone.name};
}

const farm::Zone* defaultZone(const farm::Farm& farm) {
  if (farm.zones.size() == 1) return &farm.zones.front();
  const auto it = std::find_if(farm.zones.begin(), farm.zones.end(), [](const farm::Zone& z) { return z.isDefault; });
  return it == farm.zones.end() ? nullptr : &*it;
}

}  // namespace

namespace {

/// Text that no resolver would take: a URL, a path, or a name with a port.
bool isNoName(const std::string& text) {
  return text.find('/') != std::string::npos || std::count(text.begin(), text.end(), ':') == 1;
}

}  // namespace

bool isLoopback(const std::string& address) {
  const std::string lower = toLower(address);
  return lower == "localhost" || lower == "::1" || lower.starts_with("127.");
}

Addresses::Addresses(const farm::Farm& farm) {
  for (const farm::DnsRecord& record : farm.dns) {
    records_[toLower(record.name)].push_back(Record{record.target, record.visibleFrom});
  }
  addNodes(farm);
  addEnvironment(farm);
  addZones(farm);
  for (const farm::Server& server : farm.servers) {
    claim(server.name, nodes_.at(server.name));
    claim(server.address, nodes_.at(server.name));
  }
  for (const farm::Database& database : farm.databases) {
    claim(database.name, nodes_.at(database.name));
    claim(database.address, nodes_.at(database.name));
  }
  if (farm.proxy) claim(farm.proxy->name, nodes_.at(farm.proxy->name));
  for (const farm::Zone& zone : farm.zones) claim(farm::balancerName(zone), nodes_.at(farm::balancerName(zone)));
}

void Addresses::addNodes(const farm::Farm& farm) {
  using Kind = Endpoint::Kind;
  if (farm.proxy) nodes_.try_emplace(farm.proxy->name, Endpoint{Kind::Proxy, farm.proxy->name, {}});
  for (const farm::Zone& zone : farm.zones) nodes_.try_emplace(farm::balancerName(zone), balancerOf(zone));
  for (const farm::Server& server : farm.servers) {
    nodes_.try_emplace(server.name, Endpoint{Kind::Server, server.name, {}});
  }
  for (const farm::Database& database : farm.databases) {
    nodes_.try_emplace(database.name, Endpoint{Kind::Database, database.name, {}});
  }
}

void Addresses::addEnvironment(const farm::Farm& farm) {
  if (farm.proxy) {
    claim(farm.environment.hostName, nodes_.at(farm.proxy->name));
    claim(farm.proxy->address, nodes_.at(farm.proxy->name));
    return;
  }
  const std::string& host = farm.environment.hostName;
  const auto carries = [&host](const auto& item) { return equalIgnoringCase(item.address, host); };
  const bool zoneHasIt = std::any_of(farm.zones.begin(), farm.zones.end(), carries);
  const bool serverHasIt = std::any_of(farm.servers.begin(), farm.servers.end(), [&](const farm::Server& server) {
    return carries(server) || equalIgnoringCase(server.name, host);
  });
  // A zone or server that carries the name claims it in its own turn; otherwise users can only come to the default
  // zone.
  if (const farm::Zone* zone = defaultZone(farm); zone && !zoneHasIt && !serverHasIt) claim(host, balancerOf(*zone));
}

void Addresses::addZones(const farm::Farm& farm) {
  std::unordered_map<std::string, const farm::Server*> machines;
  for (const farm::Server& server : farm.servers) {
    machines.try_emplace(toLower(server.name), &server);
    if (!server.address.empty()) machines.try_emplace(toLower(server.address), &server);
  }
  for (const farm::Zone& zone : farm.zones) {
    const auto machine = machines.find(toLower(zone.address));
    claim(zone.address, machine == machines.end() ? balancerOf(zone) : nodes_.at(machine->second->name));
  }
}

void Addresses::claim(const std::string& name, const Endpoint& endpoint) {
  if (!name.empty() && !isNoName(name)) names_.try_emplace(toLower(name), endpoint);
}

Endpoint Addresses::resolve(const std::string& address, const std::string& caller,
                            const std::string& callerSegment) const {
  const std::string name = toLower(address);
  if (const auto records = records_.find(name); records != records_.end()) {
    for (const Record& record : records->second) {
      const auto& seen = record.visibleFrom;
      const bool visible =
          seen.empty() || callerSegment.empty() || std::find(seen.begin(), seen.end(), callerSegment) != seen.end();
      if (!visible) continue;
      const auto node = nodes_.find(record.target);
      return node == nodes_.end() ? Endpoint{} : node->second;
    }
    return {};
  }
  if (isLoopback(name)) return Endpoint{Endpoint::Kind::Self, caller, {}};
  const auto known = names_.find(name);
  return known == names_.end() ? Endpoint{} : known->second;
}

}  // namespace headroom::network
