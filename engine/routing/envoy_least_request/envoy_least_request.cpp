#include "engine/routing/envoy_least_request/envoy_least_request.h"

#include <algorithm>
#include <functional>

#include "engine/base/elementary.h"

namespace headroom::routing {

EnvoyLeastRequest::EnvoyLeastRequest(const std::vector<ServerSpec>& servers, int draws, double bias)
    : CountedPolicy(servers), draws_(draws), bias_(bias) {
  turns_.reserve(servers.size());
  EnvoyLeastRequest::changed();
}

void EnvoyLeastRequest::changed() {
  equalWeights_ = true;
  for (const ServerIndex i : inPlay()) {
    equalWeights_ = equalWeights_ && servers_[i].weight == servers_[inPlay().front()].weight;
  }
  clock_ = 0;
  order_ = 0;
  turns_.clear();
  if (equalWeights_) return;
  for (const ServerIndex i : inPlay()) schedule(i);
}

void EnvoyLeastRequest::schedule(ServerIndex server) {
  const Server& s = servers_[server];
  const double load = bias_ == 0 ? 1.0 : bias_ == 1 ? s.open + 1.0 : elementary::power(s.open + 1.0, bias_);
  turns_.push_back({clock_ + load / s.weight, order_++, server});
  std::push_heap(turns_.begin(), turns_.end(), std::greater<>());
}

ServerIndex EnvoyLeastRequest::pickScheduled(const RequestKey& key) {
  ServerIndex found = kNoServer;
  for (std::size_t n = 0; n < inPlay().size() && found == kNoServer; ++n) {
    std::pop_heap(turns_.begin(), turns_.end(), std::greater<>());
    const Turn turn = turns_.back();
    turns_.pop_back();
    clock_ = turn.deadline;
    if (takes(turn.server, key)) found = turn.server;
    schedule(turn.server);
  }
  if (found != kNoServer) return found;
  // A server that takes requests may have come round too seldom among others that do not.
  for (const ServerIndex i : inPlay()) {
    if (takes(i, key)) return i;
  }
  return kNoServer;
}

ServerIndex EnvoyLeastRequest::pick(const RequestKey& key, RandomSource& random) {
  if (!equalWeights_) return pickScheduled(key);
  ServerIndex best = kNoServer;
  for (int n = 0; n < draws_; ++n) {
    const ServerIndex drawn = draw(key, random);
    if (drawn == kNoServer) return kNoServer;
    if (best == kNoServer || servers_[drawn].open < servers_[best].open) best = drawn;
  }
  return best;
}

std::string EnvoyLeastRequest::rule(const RequestKey&) const {
  return equalWeights_ ? "the fewest open requests among " + std::to_string(draws_) + " random servers"
                       : "the earliest turn, where turns are (open requests + 1) / weight apart";
}

std::unique_ptr<Policy> makeEnvoyLeastRequest(const PolicySpec& spec, Diagnostics& problems) {
  const int draws = spec.options.draws.value_or(2);
  const double bias = spec.options.bias.value_or(1.0);
  if (draws < 2) {
    problems.push_back({Severity::Error, {}, "choice_count is " + std::to_string(draws), "use 2 or more", {}});
  }
  if (!(bias >= 0 && bias <= 100)) {
    problems.push_back({Severity::Error, {}, "active_request_bias must be from 0 to 100", "1 is the default", {}});
  }
  if (!problems.empty()) return nullptr;
  return std::make_unique<EnvoyLeastRequest>(spec.servers, draws, bias);
}

}  // namespace headroom::routing
