#include "engine/routing/total_traffic/total_traffic.h"

#include <algorithm>

#include "engine/base/quantity.h"

namespace headroom::routing {
namespace {

constexpr std::uint64_t kMostTurns = 0xFFFF'FFFF;

}  // namespace

TotalTraffic::TotalTraffic(const std::vector<ServerSpec>& servers) : CheapestPolicy(servers), traffic_(servers.size()) {
  for (const ServerIndex i : inPlay()) traffic_[i].inPlay = true;
  repriceAll();
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
  repriceAll();
}

void TotalTraffic::opened(ServerIndex server) {
  CountedPolicy::opened(server);
  if (serving(server) && ++traffic_[server].chosen * kMaxWeight > kMostTurns) [[unlikely]]
    forgetCommonTurns();
  traffic_[server].expected += responses_ > 0 ? allBytes_ / responses_ : 1.0;
  reprice(*this, server);
}

// Which of the open ones has gone is not known: it takes an equal part of what was expected along.
void TotalTraffic::closed(ServerIndex server) {
  CountedPolicy::closed(server);
  Traffic& t = traffic_[server];
  const double open = servers_[server].open;
  t.expected *= open / (open + 1);
  reprice(*this, server);
}

void TotalTraffic::observed(ServerIndex server, Duration, std::uint64_t bytes, Instant) {
  traffic_[server].bytes += static_cast<double>(bytes);
  allBytes_ += static_cast<double>(bytes);
  responses_ += 1;
  reprice(*this, server);
}

// The tie-break compares 32 bits: before they run out, all servers in play forget as many turns for their weights.
void TotalTraffic::forgetCommonTurns() {
  std::uint64_t common = ~std::uint64_t{0};
  for (const ServerIndex i : inPlay()) common = std::min(common, traffic_[i].chosen / servers_[i].weight);
  for (const ServerIndex i : inPlay()) {
    std::uint64_t& chosen = traffic_[i].chosen;
    chosen = std::min<std::uint64_t>(chosen - common * servers_[i].weight, kMostTurns / kMaxWeight / 2);
  }
  repriceAll();
}

std::string TotalTraffic::measure(ServerIndex server) const {
  return formatBytes(static_cast<std::int64_t>(traffic_[server].bytes)) + " so far, " + CountedPolicy::measure(server);
}

std::unique_ptr<Policy> makeTotalTraffic(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<TotalTraffic>(spec.servers);
}

}  // namespace headroom::routing
