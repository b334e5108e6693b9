#include "engine/farm_file/validate_network.h"

#include "engine/farm_file/validate_operations.h"

namespace headroom::farm_file {

void checkConnections(Checker& check, const Subject& subject, const farm::RelayCapacity& capacity) {
  if (!capacity.connections) return;
  constexpr double kMostRoundTrips = 100;
  const farm::Connections& connections = *capacity.connections;
  check.law(subject, "capacity.connections.handshake_demand", connections.handshakeDemand);
  check.range(subject, "capacity.connections.round_trips", connections.roundTrips, 0, kMostRoundTrips);
  check.atLeast(subject, "capacity.connections.keep_alive", connections.keepAlive, Duration{});
}

namespace {

void checkSharing(Checker& check, const Subject& subject, const farm::Link& link) {
  if (link.sharing == farm::Link::Sharing::InOrder || link.bandwidthBitsPerSecond != 0) return;
  const auto written = link.origin.fields.find("bandwidth");
  if (written != link.origin.fields.end()) {
    if (check.problems().isTold(written->second)) return;  // what makes no sense has its own complaint
    return check.error(
        subject, "bandwidth",
        "a bandwidth of 0 means that nothing is ever short on " + subject.words + ", so there is nothing to share",
        "write bandwidth: \"1Gbit/s\", or leave sharing out");
  }
  check.error(subject, "sharing", "nothing is ever short on " + subject.words + ", so there is nothing to share",
              "write bandwidth: \"1Gbit/s\", or leave sharing out");
}

/// A segment that only links meet in stands in no other list of names.
void checkEnd(Checker& check, const Subject& subject, const std::string& field, const std::string& end,
              const FarmNames& names) {
  const auto links = names.linksAt.find(end);
  const bool passedThrough = links != names.linksAt.end() && links->second > 1;
  if (end.empty() || !passedThrough) check.refers(subject, field, end, names.places);
}

}  // namespace

void checkLink(Checker& check, const farm::Link& link, const std::string& path, const FarmNames& names, Scope& nodes) {
  const Subject subject{"the link " + link.from + " - " + link.to, path, &link.origin};
  checkEnd(check, subject, "from", link.from, names);
  checkEnd(check, subject, "to", link.to, names);
  if (!link.from.empty() && link.from == link.to) {
    check.error(subject, "to", subject.words + " leads from a place to itself", "name two different segments or nodes");
  }
  check.atLeast(subject, "latency", link.latency, Duration{});
  if (link.bandwidthBitsPerSecond != 0) check.range(subject, "bandwidth", link.bandwidthBitsPerSecond, 1, 1e15);
  checkSharing(check, subject, link);
  for (std::size_t i = 0; i < link.openPorts.size(); ++i)
    check.port(subject, indexed("open_port", i), link.openPorts[i]);
  checkReliability(check, subject, link.reliability);
  check.ifSet(subject, "detour_after", link.detourAfter, Duration{});
  if (link.name.empty()) return;
  check.name(subject, "name", link.name);
  check.unique(nodes, subject, "name", link.name, "an event must be able to tell nodes, links and domains apart");
}

void checkDns(Checker& check, const farm::DnsRecord& record, const std::string& path, const FarmNames& names) {
  const Subject subject = subjectOf(record, "dns record", record.name, path);
  check.name(subject, "name", record.name);
  check.refers(subject, "target", record.target, names.nodes);
  for (std::size_t i = 0; i < record.visibleFrom.size(); ++i) {
    check.refers(subject, indexed("visible_from", i), record.visibleFrom[i], names.segments);
  }
}

}  // namespace headroom::farm_file
