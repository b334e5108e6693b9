#include "engine/routing/first/first.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace headroom::routing {

FirstWithRoom::FirstWithRoom(const std::vector<ServerSpec>& servers, bool allBackups)
    : HaproxyPolicy(servers, allBackups, WeightScale::Sixteenths), rank_(servers.size()), byRank_(servers.size()) {
  std::iota(byRank_.begin(), byRank_.end(), ServerIndex{0});
  std::stable_sort(byRank_.begin(), byRank_.end(),
                   [this](ServerIndex a, ServerIndex b) { return members_[a].id < members_[b].id; });
  for (std::uint32_t r = 0; r < byRank_.size(); ++r) rank_[byRank_[r]] = r;
  for (auto& bits : free_) bits.assign(servers.size() / 64 + 1, 0);
  for (ServerIndex i = 0; i < servers.size(); ++i) mark(i);
}

void FirstWithRoom::mark(ServerIndex server) {
  const std::uint32_t r = rank_[server];
  const std::uint64_t bit = std::uint64_t{1} << (r % 64);
  std::uint64_t& word = free_[members_[server].group][r / 64];
  word = members_[server].inPlay && hasRoom(server) ? word | bit : word & ~bit;
}

Choice FirstWithRoom::choose(const RequestKey& key, Instant now, RandomSource&) {
  catchUp(now);
  const std::optional<Group> group = groupInUse();
  if (!group) return soleBackup();
  const ServerIndex avoid = avoided(key);
  const std::uint64_t lowest = free_[*group].front();
  if (lowest != 0 && avoid == kNoServer) [[likely]]
    return byRank_[static_cast<std::size_t>(std::countr_zero(lowest))];
  bool metAvoided = false;
  for (std::size_t w = 0; w < free_[*group].size(); ++w) {
    for (std::uint64_t word = free_[*group][w]; word != 0; word &= word - 1) {
      const ServerIndex server = byRank_[64 * w + static_cast<std::size_t>(std::countr_zero(word))];
      if (server != avoid) return server;
      metAvoided = true;
    }
  }
  return metAvoided ? avoid : kNoServer;
}

void FirstWithRoom::opened(ServerIndex server) {
  HaproxyPolicy::opened(server);
  if (members_[server].limit > 0) mark(server);
}

void FirstWithRoom::closed(ServerIndex server) {
  HaproxyPolicy::closed(server);
  if (members_[server].limit > 0) mark(server);
}

void FirstWithRoom::queued(ServerIndex server) {
  HaproxyPolicy::queued(server);
  mark(server);
}

void FirstWithRoom::unqueued(ServerIndex server) {
  HaproxyPolicy::unqueued(server);
  mark(server);
}

std::string FirstWithRoom::rule(const RequestKey&) const {
  return "the lowest server id with room";
}

std::string FirstWithRoom::measure(ServerIndex server) const {
  return "id " + std::to_string(members_[server].id) + ", " + std::to_string(members_[server].served) + " open";
}

std::unique_ptr<Policy> makeFirstWithRoom(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<FirstWithRoom>(spec.servers, spec.options.allBackups);
}

}  // namespace headroom::routing
