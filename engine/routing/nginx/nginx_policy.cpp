#include "engine/routing/nginx/nginx_policy.h"

#include <algorithm>
#include <bit>

namespace headroom::routing {
NginxPolicy::NginxPolicy(const std::vector<ServerSpec>& servers) {
  for (const ServerSpec& spec : servers) {
    assert(spec.weight >= 0 && "weights are checked before a policy is made");
    Peer p;
    p.weight = p.effective = spec.weight;
    p.limit = static_cast<std::uint32_t>(std::max(0, spec.maxConnections));
    p.down = spec.disabled;
    p.maxFails = static_cast<std::uint32_t>(std::max(0, spec.maxFails));
    p.failTimeout = spec.failTimeout.ns() / kSecond;
    groups_[spec.backup ? 1 : 0].push_back(static_cast<ServerIndex>(peers_.size()));
    peers_.push_back(p);
    judge(static_cast<ServerIndex>(peers_.size() - 1));
  }
  single_ = groups_[0].size() == 1 && groups_[1].empty();
  cumulated_.resize(groups_[0].size());
  cumulate();
}

void NginxPolicy::judge(ServerIndex server) {
  Peer& p = peers_[server];
  const bool plain = !p.down && !p.draining && p.weight > 0 && p.fails == 0 && p.limit == 0;
  if (p.plain && !plain) ++unusual_;
  if (!p.plain && plain) --unusual_;
  p.plain = plain;
}

void NginxPolicy::cumulate() {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < groups_[0].size(); ++i) {
    cumulated_[i] = total += static_cast<std::uint32_t>(peers_[groups_[0][i]].weight);
  }
  // About as many steps as servers, so that the right one is near on average.
  guideShift_ =
      std::max(0, static_cast<int>(std::bit_width(total)) - static_cast<int>(std::bit_width(cumulated_.size())));
  guide_.clear();
  std::uint32_t i = 0;
  for (std::uint32_t step = 0; step << guideShift_ < total; ++step) {
    while (cumulated_[i] <= step << guideShift_) ++i;
    guide_.push_back(i);
  }
}

ServerIndex NginxPolicy::smooth(const std::vector<ServerIndex>& list, const Call& call) {
  ServerIndex best = kNoServer;
  std::int64_t total = 0;
  for (const ServerIndex i : list) {
    if (!eligible(i, call)) continue;
    Peer& p = peers_[i];
    p.current += p.effective;
    total += p.effective;
    if (p.effective < p.weight) ++p.effective;
    if (best == kNoServer || p.current > peers_[best].current) best = i;
  }
  if (best != kNoServer) peers_[best].current -= total;
  return best;
}

Choice NginxPolicy::onlyServer(const Call& call) const {
  const Peer& only = peers_[groups_[0].front()];
  const bool full = only.limit != 0 && only.open >= only.limit;
  if (only.down || only.draining || only.weight == 0 || full || !call.attempts.tried.empty()) return std::nullopt;
  return groups_[0].front();
}

ServerIndex NginxPolicy::pickFromBackups(Call& call) {
  if (groups_[1].empty()) return kNoServer;
  call.attempts.onBackups = true;
  return pickAmong(groups_[1], call);
}

void NginxPolicy::setUsable(ServerIndex server, bool usable, Instant) {
  peers_[server].down = !usable;
  judge(server);
  touched(server);
}

void NginxPolicy::setDraining(ServerIndex server, bool draining, Instant) {
  peers_[server].draining = draining;
  judge(server);
  touched(server);
}

void NginxPolicy::setWeight(ServerIndex server, int weight, Instant) {
  peers_[server].weight = peers_[server].effective = weight;
  judge(server);
  cumulate();
}

void NginxPolicy::failed(ServerIndex server, Instant now) {
  if (single_) return;
  Peer& p = peers_[server];
  ++p.fails;
  p.accessed = p.checked = now.ns() / kSecond;
  if (p.maxFails != 0) p.effective = std::max<std::int64_t>(0, p.effective - p.weight / p.maxFails);
  judge(server);
  touched(server);
}

void NginxPolicy::succeeded(ServerIndex server, Instant) {
  if (single_) return;
  Peer& p = peers_[server];
  if (p.fails == 0 || p.accessed >= p.checked) return;
  p.fails = 0;
  judge(server);
  touched(server);
}

bool NginxPolicy::serving(ServerIndex server) const {
  const Peer& p = peers_[server];
  return !p.down && !p.draining && p.weight > 0;
}

bool NginxPolicy::anyServing() const {
  for (ServerIndex i = 0; i < peers_.size(); ++i) {
    if (serving(i)) return true;
  }
  return false;
}

std::string NginxPolicy::measure(ServerIndex server) const {
  const Peer& p = peers_[server];
  return std::to_string(p.open) + " open, weight " + std::to_string(p.weight) + ", score " +
         std::to_string(score(server));
}

std::string NginxPolicy::stateOf(ServerIndex server, const Call& call) const {
  const Peer& p = peers_[server];
  if (p.down) return "down";
  if (p.draining) return "draining";
  if (p.weight == 0) return "weight 0";
  if (p.limit != 0 && p.open >= p.limit) return "full: " + std::to_string(p.open) + " open";
  if (eligible(server, call) || single_) return "in play";
  const auto& tried = call.attempts.tried;
  if (std::find(tried.begin(), tried.end(), server) != tried.end()) return "tried before for this request";
  return "out after " + std::to_string(p.fails) + " failures";
}

Explanation NginxPolicy::explain(const RequestKey& key, Instant now, RandomSource& random) const {
  const std::unique_ptr<Policy> copy = clone();
  Attempts before = key.attempts != nullptr ? *key.attempts : Attempts{};
  Attempts used = before;
  RequestKey dry = key;
  dry.attempts = &used;
  Explanation why;
  why.chosen = copy->choose(dry, now, random);
  why.rule = single_          ? "the only server"
             : used.onBackups ? "no server but backups can take it: round robin"
                              : rule(key);
  why.tieBreak = tieBreak();
  const Call call{key, before, now.ns() / kSecond, random};
  for (const auto& list : groups_) {
    for (const ServerIndex i : list) {
      const bool backup = &list == &groups_[1];
      const bool eligibleNow = (eligible(i, call) || (single_ && why.chosen)) && backup == used.onBackups;
      std::string state = stateOf(i, call);
      if (backup && !used.onBackups && state == "in play") state = "backup, not needed";
      why.candidates.push_back({i, eligibleNow, std::move(state), measure(i)});
    }
  }
  std::sort(why.candidates.begin(), why.candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.server < b.server; });
  return why;
}

}  // namespace headroom::routing
