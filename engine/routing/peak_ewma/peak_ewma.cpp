#include "engine/routing/peak_ewma/peak_ewma.h"

#include <cmath>
#include <limits>

#include "engine/base/quantity.h"

namespace headroom::routing {

PeakEwma::PeakEwma(const std::vector<ServerSpec>& servers, bool twoDraws, Duration decay)
    : CountedPolicy(servers), twoDraws_(twoDraws), decay_(decay), means_(servers.size()), turns_(servers.size()) {}

void PeakEwma::observed(ServerIndex server, Duration response, std::uint64_t, Instant now) {
  Mean& mean = means_[server];
  const double seconds = response.toSeconds();
  if (!mean.known || seconds > mean.seconds) {
    mean.seconds = seconds;
  } else {
    const double keep = std::exp(-(now - mean.stamp).toSeconds() / decay_.toSeconds());
    mean.seconds = mean.seconds * keep + seconds * (1 - keep);
  }
  mean.stamp = now;
  mean.known = true;
}

double PeakEwma::cost(ServerIndex server) const {
  const Server& s = servers_[server];
  if (!means_[server].known) return s.open == 0 ? 0.0 : std::numeric_limits<double>::max() / 1e6 * s.open;
  return means_[server].seconds * (s.open + 1.0) / s.weight;
}

ServerIndex PeakEwma::pick(const RequestKey& key, Instant, RandomSource& random) {
  if (twoDraws_) {
    const ServerIndex first = draw(key, random);
    const ServerIndex second = draw(key, random);
    if (first == kNoServer) return kNoServer;
    return cost(second) < cost(first) ? second : first;
  }
  ServerIndex best = kNoServer;
  for (const ServerIndex i : inPlay()) {
    if (!takes(i, key)) continue;
    if (best == kNoServer || cost(i) < cost(best) || (cost(i) == cost(best) && turns_[i] < turns_[best])) best = i;
  }
  if (best != kNoServer) turns_[best] = ++turn_;
  return best;
}

std::string PeakEwma::rule(const RequestKey&) const {
  const std::string what = "the smallest mean response time · (open requests + 1) / weight";
  return twoDraws_ ? what + " of two random servers" : what;
}

std::string PeakEwma::measure(ServerIndex server) const {
  const Mean& mean = means_[server];
  const std::string seen = mean.known ? "mean " + formatDuration(Duration::seconds(mean.seconds)) : "no response yet";
  return seen + ", " + CountedPolicy::measure(server);
}

namespace {

std::unique_ptr<Policy> make(const PolicySpec& spec, bool twoDraws, Diagnostics& problems) {
  const Duration decay = spec.options.decay.value_or(Duration::wholeSeconds(10));
  if (decay.ns() <= 0) {
    problems.push_back({Severity::Error, {}, "the decay time must be above 0", "10s is the default", {}});
    return nullptr;
  }
  return std::make_unique<PeakEwma>(spec.servers, twoDraws, decay);
}

}  // namespace

std::unique_ptr<Policy> makePeakEwma(const PolicySpec& spec, Diagnostics& problems) {
  return make(spec, true, problems);
}
std::unique_ptr<Policy> makeLeastResponseTime(const PolicySpec& spec, Diagnostics& problems) {
  return make(spec, false, problems);
}

}  // namespace headroom::routing
