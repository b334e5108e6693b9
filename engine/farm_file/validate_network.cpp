#include "engine/farm_file/validate_network.h"

namespace headroom::farm_file {

void checkConnections(Checker& check, const Subject& subject, const farm::RelayCapacity& capacity) {
  if (!capacity.connections) return;
  constexpr double kMostRoundTrips = 100;
  const farm::Connections& connections = *capacity.connections;
  check.law(subject, "capacity.connections.handshake_demand", connections.handshakeDemand);
  check.range(subject, "capacity.connections.round_trips", connections.roundTrips, 0, kMostRoundTrips);
  check.atLeast(subject, "capacity.connections.keep_alive", connections.keepAlive, Duration{});
}

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

}  // namespace headroom::farm_file
