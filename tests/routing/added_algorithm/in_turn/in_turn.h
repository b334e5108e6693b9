// An algorithm that a folder of its own adds: every server in play in turn, whatever its weight.
#pragma once

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing {

class InTurn final : public CountedPolicy {
 public:
  explicit InTurn(const std::vector<ServerSpec>& servers) : CountedPolicy(servers) {}
  Choice choose(const RequestKey& key, Instant, RandomSource& random) override {
    return anyServing() ? pick(key, random) : Choice();
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<InTurn>(*this); }

 private:
  ServerIndex pick(const RequestKey& key, RandomSource& random);
  std::string rule(const RequestKey&) const override { return "the next server"; }
  std::string tieBreak() const override { return "none needed"; }

  std::size_t turn_ = 0;
};

std::unique_ptr<Policy> makeInTurn(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
