#include "engine/sim/scaling_spec.h"

#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/farm/scaled_servers.h"

namespace headroom::sim {

namespace {

/// Under a load that follows a curve every state is passed through.
bool isSteady(const farm::Farm& farm) {
  return std::none_of(farm.users.begin(), farm.users.end(), [](const farm::Users& users) {
    const auto* open = std::get_if<farm::OpenLoad>(&users.load);
    return open && open->curve;
  });
}

/// Scaled zones begin with their fewest servers; what a run sees before they have come up to their load is no state it
/// stays in.
void warnOfShortWarmUp(const farm::Zone& zone, Duration warmUp, Model& model) {
  constexpr int kBoots = 3;
  const farm::Autoscaling& rules = *zone.autoscaling;
  const Duration turn = rules.every + rules.boot;
  if (warmUp >= turn * kBoots) return;
  model.warnings.push_back("the warm-up of " + formatDuration(warmUp) + " is over before zone " + zone.name +
                           ", which begins with " + std::to_string(std::max(1, rules.min)) +
                           " and decides and boots in " + formatDuration(turn) +
                           ", can have found its number of servers: the figures tell of that as well; take " +
                           formatDuration(turn * kBoots) + " or more, or leave warm_up out");
}

}  // namespace

void addScaling(const farm::Farm& farm, const std::optional<Duration>& warmUp, Model& model, Diagnostics& problems) {
  for (std::size_t z = 0; z < farm.zones.size(); ++z) {
    const farm::Zone& zone = farm.zones[z];
    if (!zone.autoscaling) continue;
    ScalingSpec spec;
    spec.zone = static_cast<Index>(z);
    spec.rules = *zone.autoscaling;
    spec.rules.every = std::max(spec.rules.every, Duration::milliseconds(1));
    for (const std::string& name : farm::scaledServersOf(farm, zone)) {
      for (Index s = 0; s < model.servers.size(); ++s) {
        if (model.servers[s].name != name) continue;
        spec.servers.push_back(s);
        for (const ScalingSpec& other : model.scaling) {
          if (std::find(other.servers.begin(), other.servers.end(), s) == other.servers.end()) continue;
          for (Diagnostic& each : problem("server " + name + " is started and stopped by two zones",
                                          "leave autoscaling out of one of them",
                                          {farm.file, zone.origin.object.line, zone.origin.object.column}))
            problems.push_back(std::move(each));
        }
      }
    }
    if (spec.servers.empty()) continue;
    if (warmUp && isSteady(farm)) warnOfShortWarmUp(zone, *warmUp, model);
    model.scaling.push_back(std::move(spec));
  }
}

}  // namespace headroom::sim
