#include "engine/routing/least_response_time/least_response_time.h"

namespace headroom::routing {

LeastResponseTime::LeastResponseTime(const std::vector<ServerSpec>& servers, Duration decay)
    : CheapestPolicy(servers), decay_(decay), means_(servers.size()), turns_(servers.size()) {
  repriceAll();
}

void LeastResponseTime::opened(ServerIndex server) {
  CountedPolicy::opened(server);
  turns_[server] = ++turn_;
  reprice(*this, server);
}

void LeastResponseTime::closed(ServerIndex server) {
  CountedPolicy::closed(server);
  reprice(*this, server);
}

void LeastResponseTime::observed(ServerIndex server, Duration response, std::uint64_t, Instant now) {
  means_[server].add(response, now, decay_);
  reprice(*this, server);
}

std::string LeastResponseTime::rule(const RequestKey&) const {
  return "the smallest mean response time · (open requests + 1) / weight";
}

std::string LeastResponseTime::measure(ServerIndex server) const {
  return means_[server].text() + ", " + CountedPolicy::measure(server);
}

std::unique_ptr<Policy> makeLeastResponseTime(const PolicySpec& spec, Diagnostics& problems) {
  const Duration decay = responseDecay(spec.options, problems);
  return problems.empty() ? std::make_unique<LeastResponseTime>(spec.servers, decay) : nullptr;
}

}  // namespace headroom::routing
