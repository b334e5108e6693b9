#include "engine/routing/counted/counted_policy.h"

#include <algorithm>
#include <cassert>

namespace headroom::routing {

CountedPolicy::CountedPolicy(const std::vector<ServerSpec>& servers) {
  for (const ServerSpec& spec : servers) {
    assert(spec.weight >= 0 && spec.weight <= kMaxWeight && "weights are checked before a policy is made");
    Server s;
    s.weight = static_cast<std::uint32_t>(spec.weight);
    s.limit = static_cast<std::uint32_t>(std::max(0, spec.maxConnections));
    s.usable = !spec.disabled;
    s.backup = spec.backup;
    servers_.push_back(s);
  }
  inPlay_.reserve(servers_.size());
  refresh();
}

void CountedPolicy::refresh() {
  inPlay_.clear();
  for (Server& s : servers_) s.inPlay = false;
  for (const bool backup : {false, true}) {
    for (ServerIndex i = 0; i < servers_.size(); ++i) {
      Server& s = servers_[i];
      if (s.backup != backup || !s.usable || s.draining || s.weight == 0) continue;
      s.inPlay = true;
      inPlay_.push_back(i);
    }
    if (!inPlay_.empty()) return;
  }
}

void CountedPolicy::setUsable(ServerIndex server, bool usable, Instant) {
  servers_[server].usable = usable;
  refresh();
  changed();
}

void CountedPolicy::setDraining(ServerIndex server, bool draining, Instant) {
  servers_[server].draining = draining;
  refresh();
  changed();
}

void CountedPolicy::setWeight(ServerIndex server, int weight, Instant) {
  servers_[server].weight = static_cast<std::uint32_t>(weight);
  refresh();
  changed();
}

std::string CountedPolicy::measure(ServerIndex server) const {
  const Server& s = servers_[server];
  return std::to_string(s.open) + " open, weight " + std::to_string(s.weight);
}

Explanation CountedPolicy::explain(const RequestKey& key, Instant now, RandomSource& random) const {
  const auto copy = clone();
  Explanation why;
  why.chosen = copy->choose(key, now, random);
  why.rule = rule(key);
  why.tieBreak = tieBreak();
  for (ServerIndex i = 0; i < servers_.size(); ++i) {
    const Server& s = servers_[i];
    Candidate candidate{i, serving(i) && takes(i, key), "in play", serving(i) ? measure(i) : std::string()};
    if (!s.usable) {
      candidate.state = "out of service";
    } else if (s.draining) {
      candidate.state = "draining";
    } else if (s.weight == 0) {
      candidate.state = "weight 0";
    } else if (!serving(i)) {
      candidate.state = "backup, not needed";
    } else if (s.limit != 0 && s.open >= s.limit) {
      candidate.state = "full: " + std::to_string(s.open) + " open";
    } else if (!candidate.eligible) {
      candidate.state = "tried before for this request";
    }
    why.candidates.push_back(std::move(candidate));
  }
  return why;
}

}  // namespace headroom::routing
