// What a replication's fingerprint is made of, from the exact sums it keeps anyway: nothing is paid for it in the loop.
#include <array>

#include "engine/kernel/random_streams.h"
#include "engine/sim/world.h"

namespace headroom::sim {
namespace {

class Hash {
 public:
  void add(std::uint64_t word) { value_ = kernel::mix(value_, word); }
  void add(WideSum sum) {
    add(static_cast<std::uint64_t>(sum));
    add(static_cast<std::uint64_t>(sum >> 64));
  }
  void add(const OutcomeCounts& counts) {
    for (const std::uint64_t count : counts) add(count);
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace

/// Arrivals by zone and window, and the work that was drawn, wherever it went.
std::uint64_t World::drawsHash() const {
  Hash hash;
  for (const WindowRow& row : windows_) {
    for (const WindowRow::Zone& zone : row.zones) hash.add(zone.arrivals);
  }
  for (const ZoneState& zone : zones_) hash.add(zone.tally.arrivals);
  std::array<WideSum, 8> offered{};
  for (std::size_t i = 0; i < stations_.size(); ++i) {
    offered[static_cast<std::size_t>(model_.stations[i].kind)] += stations_[i].tally.offered;
  }
  constexpr std::size_t kAlways = static_cast<std::size_t>(StationSpec::Kind::Cores) + 1;
  for (std::size_t kind = 0; kind < offered.size(); ++kind) {
    if (kind < kAlways || offered[kind] != 0) hash.add(offered[kind]);
  }
  return hash.value();
}

std::uint64_t World::pathsHash() const {
  Hash hash;
  const auto place = [&](const PlaceTally& tally) {
    hash.add(tally.entered);
    hash.add(tally.left);
  };
  for (const ServerState& server : servers_) {
    place(server.tally.place);
    hash.add(server.tally.queueFull);
  }
  for (const StationState& station : stations_) place(station.tally);
  for (const ApplicationTally& application : applications_) hash.add(application.outcomes);
  for (const ZoneState& zone : zones_) hash.add(zone.tally.calls);
  return hash.value();
}

std::uint64_t World::timesHash() const {
  Hash hash;
  const auto place = [&](const PlaceTally& tally) {
    hash.add(tally.present.area(end_));
    hash.add(tally.waiting.area(end_));
    hash.add(tally.busy.area(end_));
  };
  for (const ServerState& server : servers_) {
    place(server.tally.place);
    hash.add(server.tally.executing.area(end_));
  }
  for (const StationState& station : stations_) place(station.tally);
  for (const ApplicationTally& application : applications_) {
    hash.add(application.response.sumNs());
    hash.add(application.wait());
  }
  for (const ZoneState& zone : zones_) {
    hash.add(zone.tally.inFlight.area(end_));
    hash.add(zone.tally.callResponse.sumNs());
  }
  return hash.value();
}

}  // namespace headroom::sim
