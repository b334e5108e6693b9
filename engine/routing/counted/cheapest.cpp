#include "engine/routing/counted/cheapest.h"

namespace headroom::routing {

void CheapestPolicy::repriceAll() {
  order_.reset(servers_.size());
  for (const ServerIndex i : inPlay()) reprice(*this, i);
}

ServerIndex CheapestPolicy::cheapest(const RequestKey& key) {
  if (key.attempts == nullptr || key.attempts->tried.empty()) [[likely]]
    return order_.empty() ? kNoServer : order_.top();
  for (const ServerIndex i : key.attempts->tried) order_.set(i, Tournament::kOut);
  const ServerIndex best = order_.empty() ? kNoServer : order_.top();
  for (const ServerIndex i : key.attempts->tried) {
    reprice(*this, i);
  }
  return best;
}

}  // namespace headroom::routing
