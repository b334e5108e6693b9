#include "engine/routing/peak_ewma/peak_ewma.h"

namespace headroom::routing {

ServerIndex PeakEwma::pick(const RequestKey& key, RandomSource& random) {
  const ServerIndex first = draw(key, random);
  const ServerIndex second = draw(key, random);
  if (first == kNoServer) return kNoServer;
  return cost(second) < cost(first) ? second : first;
}

std::string PeakEwma::rule(const RequestKey&) const {
  return "the smallest mean response time · (open requests + 1) / weight of two random servers";
}

std::string PeakEwma::measure(ServerIndex server) const {
  return means_[server].text() + ", " + CountedPolicy::measure(server);
}

std::unique_ptr<Policy> makePeakEwma(const PolicySpec& spec, Diagnostics& problems) {
  const Duration decay = responseDecay(spec.options, problems);
  return problems.empty() ? std::make_unique<PeakEwma>(spec.servers, decay) : nullptr;
}

}  // namespace headroom::routing
