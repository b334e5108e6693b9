// What a run found out about scaling, shedding and limits.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/sim/assemble.h"
#include "engine/sim/estimate.h"

namespace headroom::sim {

std::vector<results::ScalingResult> scalingOf(const Model& model, const std::vector<Replication>& replications) {
  std::vector<results::ScalingResult> all;
  for (std::size_t i = 0; i < model.scaling.size(); ++i) {
    results::ScalingResult scaling;
    scaling.zone = model.zones[model.scaling[i].zone].name;
    std::vector<double> running, switchedOn;
    for (const Replication& replication : replications) {
      const ScalingFigures& figures = replication.scaling[i];
      running.push_back(figures.running);
      switchedOn.push_back(figures.switchedOn);
      scaling.fewest = running.size() == 1 ? figures.fewest : std::min(scaling.fewest, figures.fewest);
      scaling.most = std::max(scaling.most, figures.most);
      scaling.ups += figures.ups;
      scaling.downs += figures.downs;
    }
    scaling.running = estimate(running, running.size());
    scaling.switchedOn = estimate(switchedOn, switchedOn.size());
    all.push_back(std::move(scaling));
  }
  return all;
}

std::vector<std::string> turnedAway(const Model& model, const std::vector<Replication>& replications) {
  std::vector<std::string> sentences;
  for (std::size_t s = 0; s < model.servers.size(); ++s) {
    std::uint64_t shed = 0;
    for (const Replication& replication : replications) shed += replication.servers[s].shed;
    if (shed == 0) continue;
    const farm::Shedding& rules = *model.servers[s].shedding;
    sentences.push_back(fmt::format("{} answered {} requests 503 at once: its cores were busier than {} over {}",
                                    model.servers[s].name, shed, formatFraction(rules.above),
                                    formatDuration(rules.window)));
  }
  for (std::size_t z = 0; z < model.zones.size(); ++z) {
    std::uint64_t refused = 0;
    for (const Replication& replication : replications) refused += replication.beyondLimit[z];
    if (refused == 0) continue;
    sentences.push_back(fmt::format("{} answered {} requests 503 at once: {} were on its servers (max_requests)",
                                    model.stations[model.zones[z].station].name, refused,
                                    model.zones[z].balancing.maxRequests.value_or(0)));
  }
  return sentences;
}

}  // namespace headroom::sim
