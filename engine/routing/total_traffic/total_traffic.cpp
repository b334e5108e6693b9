#include "engine/routing/total_traffic/total_traffic.h"

#include <algorithm>

#include "engine/base/quantity.h"

namespace headroom::routing {

TotalTraffic::TotalTraffic(const std::vector<ServerSpec>& servers) : CountedPolicy(servers), traffic_(servers.size()) {
  for (const ServerIndex i : inPlay()) traffic_[i].inPlay = true;
}

double TotalTraffic::share(ServerIndex server) const {
  const double average = responses_ > 0 ? allBytes_ / responses_ : 1.0;
  return (traffic_[server].bytes + servers_[server].open * average) / servers_[server].weight;
}

void TotalTraffic::changed() {
  double least = -1;
  std::uint64_t fewest = 0;
  for (const ServerIndex i : inPlay()) {
    if (traffic_[i].inPlay && (least < 0 || share(i) < least)) {
      least = share(i);
      fewest = traffic_[i].chosen;
    }
  }
  for (const ServerIndex i : inPlay()) {
    if (traffic_[i].inPlay || least < 0) continue;
    traffic_[i].bytes = std::max(traffic_[i].bytes, least * servers_[i].weight);
    traffic_[i].chosen = std::max(traffic_[i].chosen, fewest);
  }
  for (ServerIndex i = 0; i < servers_.size(); ++i) traffic_[i].inPlay = serving(i);
}

void TotalTraffic::observed(ServerIndex server, Duration, std::uint64_t bytes, Instant) {
  traffic_[server].bytes += static_cast<double>(bytes);
  allBytes_ += static_cast<double>(bytes);
  responses_ += 1;
}

ServerIndex TotalTraffic::pick(const RequestKey& key, Instant, RandomSource&) {
  ServerIndex best = kNoServer;
  double bestShare = 0;
  for (const ServerIndex i : inPlay()) {
    if (!takes(i, key)) continue;
    const double mine = share(i);
    const bool better =
        best == kNoServer || mine < bestShare ||
        (mine == bestShare && traffic_[i].chosen * servers_[best].weight < traffic_[best].chosen * servers_[i].weight);
    if (!better) continue;
    best = i;
    bestShare = mine;
  }
  if (best != kNoServer) ++traffic_[best].chosen;
  return best;
}

std::string TotalTraffic::measure(ServerIndex server) const {
  return formatBytes(static_cast<std::int64_t>(traffic_[server].bytes)) + " so far, " + CountedPolicy::measure(server);
}

std::unique_ptr<Policy> makeTotalTraffic(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<TotalTraffic>(spec.servers);
}

}  // namespace headroom::routing
