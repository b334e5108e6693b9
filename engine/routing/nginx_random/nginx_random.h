// nginx `random` and `random two least_conn`.
#pragma once

#include "engine/routing/nginx/nginx_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// A server drawn with probability weight / sum of weights; or, of two different ones drawn so, the one with fewer open
/// requests for its weight, the second on a tie. More than 20 misses: round robin. Random numbers come from the caller.
class NginxRandom final : public NginxPolicy {
 public:
  NginxRandom(const std::vector<ServerSpec>& servers, bool two) : NginxPolicy(servers), two_(two) {}
  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override {
    if (!two_ && everyoneTakes(key)) [[likely]]
      return drawn(random);
    return decide(key, now, random, [this](Call& call) { return pick(call); });
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<NginxRandom>(*this); }
  Habits habits() const override { return {.readsRequests = false}; }
  SlowStart slowStart() const override { return SlowStart::None; }

 private:
  ServerIndex pick(Call& call);
  ServerIndex drawn(RandomSource& random) const {
    return atWeight(static_cast<std::uint32_t>((random.next() >> 32) * totalWeight() >> 32));
  }
  std::string rule(const RequestKey&) const override;
  std::string tieBreak() const override { return two_ ? "the second draw" : "none needed"; }

  bool two_;
};

/// Reads no option. Backups are a problem for nginx only: products that share the algorithm have them.
std::unique_ptr<Policy> makeNginxRandom(const PolicySpec& spec, Diagnostics& problems);
/// Two draws, the one with fewer open requests by weight. Backups are a problem.
std::unique_ptr<Policy> makeNginxRandomTwo(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
