#include "engine/sim/scaling_spec.h"

#include <algorithm>

#include "engine/farm/scaled_servers.h"

namespace headroom::sim {

void addScaling(const farm::Farm& farm, Model& model, Diagnostics& problems) {
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
    if (!spec.servers.empty()) model.scaling.push_back(std::move(spec));
  }
}

}  // namespace headroom::sim
