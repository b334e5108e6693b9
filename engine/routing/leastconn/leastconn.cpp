#include "engine/routing/leastconn/leastconn.h"

#include <algorithm>
#include <limits>

namespace headroom::routing {

LeastConnections::LeastConnections(const std::vector<ServerSpec>& servers, bool allBackups)
    : HaproxyPolicy(servers, allBackups, WeightScale::Sixteenths), reciprocal_(servers.size()) {
  for (OrderedSet& set : sets_) set.reset(servers.size());
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    if (members_[i].inPlay) entered(i);
  }
}

std::uint32_t LeastConnections::loadKey(ServerIndex server) const {
  const Member& m = members_[server];
  const std::uint64_t load = std::uint64_t{m.served} + m.queued;
  if (load == 0) return 0;
  // Exact below 2^27: the error of the reciprocal is below 2^12 units of 2^-40, and 16 · 2^36 · 2^27 fits 64 bits.
  if (load < (1 << 15) && m.effective >= 16) {
    return static_cast<std::uint32_t>((load + 1) * 4096 * reciprocal_[server] >> 40);
  }
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>((load + 1) * 4096 / m.effective, std::numeric_limits<std::uint32_t>::max() - 1));
}

bool LeastConnections::takesMore(ServerIndex server) const {
  const Member& m = members_[server];
  return m.limit == 0 || m.served + m.queued < m.limit + m.queueLimit;
}

void LeastConnections::showOrHide(ServerIndex server) {
  OrderedSet& set = setOf(server);
  if (!set.contains(server)) return;
  if (takesMore(server)) {
    set.show(server);
  } else {
    set.hide(server);
  }
}

void LeastConnections::reposition(ServerIndex server) {
  OrderedSet& set = setOf(server);
  if (!set.contains(server)) return;
  const std::uint32_t key = loadKey(server);
  if (set.key(server) != key) set.rekey(server, key);
  if (members_[server].limit > 0) showOrHide(server);
}

Choice LeastConnections::choose(const RequestKey& key, Instant now, RandomSource&) {
  catchUp(now);
  const std::optional<Group> group = groupInUse();
  if (!group) return soleBackup();
  OrderedSet& set = sets_[*group];
  ServerIndex server = set.first();
  if (const ServerIndex avoid = avoided(key); server != kNoServer && server == avoid) {
    set.hide(avoid);
    const ServerIndex other = set.first();
    set.show(avoid);
    if (other != kNoServer) server = other;
  }
  return server;
}

void LeastConnections::opened(ServerIndex server) {
  HaproxyPolicy::opened(server);
  reposition(server);
}

void LeastConnections::closed(ServerIndex server) {
  HaproxyPolicy::closed(server);
  reposition(server);
}

void LeastConnections::queued(ServerIndex server) {
  HaproxyPolicy::queued(server);
  showOrHide(server);
}

void LeastConnections::unqueued(ServerIndex server) {
  HaproxyPolicy::unqueued(server);
  showOrHide(server);
}

void LeastConnections::entered(ServerIndex server) {
  reciprocal_[server] = (std::uint64_t{1} << 40) / members_[server].effective + 1;
  setOf(server).insertHidden(server, loadKey(server));
  showOrHide(server);
}

void LeastConnections::left(ServerIndex server, std::uint32_t) {
  setOf(server).remove(server);
}

void LeastConnections::reweighed(ServerIndex server, std::uint32_t was) {
  left(server, was);
  entered(server);
}

std::string LeastConnections::rule(const RequestKey&) const {
  return "an idle server, otherwise the smallest (open requests + 1) / weight";
}

std::string LeastConnections::measure(ServerIndex server) const {
  const Member& m = members_[server];
  const std::string load = std::to_string(m.served) + " open";
  const std::string waiting = m.queued > 0 ? ", " + std::to_string(m.queued) + " waiting" : std::string();
  return load + waiting + ", weight " + std::to_string(m.weight);
}

std::unique_ptr<Policy> makeLeastConnectionsFrom(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<LeastConnections>(spec.servers, spec.options.allBackups);
}

}  // namespace headroom::routing
