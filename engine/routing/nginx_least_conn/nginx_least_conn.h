// nginx `least_conn`.
#pragma once

#include "engine/routing/nginx/nginx_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// The fewest open requests for its weight. If several tie, smooth round robin among exactly those; the scores of the
/// others do not move.
class NginxLeastConn final : public NginxPolicy {
 public:
  explicit NginxLeastConn(const std::vector<ServerSpec>& servers) : NginxPolicy(servers) {
    tied_.reserve(servers.size());
  }
  std::unique_ptr<Policy> clone() const override {
    auto copy = std::make_unique<NginxLeastConn>(*this);
    copy->tied_.reserve(peers_.size());
    return copy;
  }
  Habits habits() const override { return {.readsRequests = false}; }

 private:
  ServerIndex pick(Call& call) override { return pickAmong(group(false), call); }
  ServerIndex pickAmong(const std::vector<ServerIndex>& list, Call& call) override;
  std::string rule(const RequestKey&) const override { return "the fewest open requests for its weight"; }
  std::string tieBreak() const override { return "smooth weighted round robin among the tied"; }

  std::vector<ServerIndex> tied_;
};

std::unique_ptr<Policy> makeNginxLeastConn(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
