#include "engine/routing/counted/response_mean.h"

namespace headroom::routing {

Duration responseDecay(const AlgorithmOptions& options, Diagnostics& problems) {
  const Duration decay = options.decay.value_or(Duration::wholeSeconds(10));
  if (decay.ns() <= 0) {
    problems.push_back({Severity::Error, {}, "the decay time must be above 0", "10s is the default", {}});
  }
  return decay;
}

}  // namespace headroom::routing
