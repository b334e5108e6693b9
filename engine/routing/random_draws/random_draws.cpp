#include "engine/routing/random_draws/random_draws.h"

namespace headroom::routing {

std::uint32_t RandomDraws::draw(RandomSource& random) {
  if (!state_) return static_cast<std::uint32_t>(random.next() >> 32);
  std::uint32_t x = *state_;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  state_ = x;
  return x;
}

Choice RandomDraws::choose(const RequestKey& key, Instant now, RandomSource& random) {
  catchUp(now);
  if (!anyServing()) return std::nullopt;  // the original does not get as far as drawing
  const std::optional<Group> group = groupInUse();
  if (!group) {
    // The original draws even when a single backup takes everything, and looks at its room.
    for (int n = 0; n < draws_; ++n) draw(random);
    const Choice backup = soleBackup();
    return backup && hasRoom(*backup) ? backup : std::nullopt;
  }
  const Ring& ring = rings_[*group];
  const ServerIndex avoid = avoided(key);
  ServerIndex best = kNoServer;
  for (int n = 0; n < draws_; ++n) {
    std::size_t at = ring.nearest(draw(random));
    for (std::size_t wraps = 0; ring[at].server == avoid;) {
      at = ring.following(at);
      if (at == 0 && ++wraps > 1) break;
    }
    const ServerIndex drawn = ring[at].server;
    const bool worse = best != kNoServer && drawn != best &&
                       std::uint64_t{members_[drawn].served} * members_[best].effective >
                           std::uint64_t{members_[best].served} * members_[drawn].effective;
    if (!worse) best = drawn;
  }
  if (!hasRoom(best)) return std::nullopt;
  return best;
}

std::string RandomDraws::rule(const RequestKey&) const {
  return "the fewest open requests for its weight among " + std::to_string(draws_) + " random servers";
}

std::unique_ptr<Policy> makeRandomDraws(const PolicySpec& spec, Diagnostics& problems) {
  const int draws = spec.options.draws.value_or(2);
  if (draws < 1) {
    problems.push_back({Severity::Error,
                        {},
                        "random needs at least 1 draw, not " + std::to_string(draws),
                        "leave it out for the default of 2",
                        {}});
    return nullptr;
  }
  if (spec.options.seed && *spec.options.seed == 0) {
    problems.push_back({Severity::Error, {}, "a seed of 0 would always draw 0", "use any other number", {}});
    return nullptr;
  }
  return std::make_unique<RandomDraws>(spec.servers, spec.options.allBackups, draws, spec.options.seed);
}

}  // namespace headroom::routing
