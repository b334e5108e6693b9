// Server-side calls: a server asks another application, over its zone's address.
#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {
namespace {

/// To a balancer each calling server is one client, whoever the users behind it are.
constexpr std::uint64_t kServersAsClients = 0x5e5e5e5e;

}  // namespace

/// How many calls over this reference the request makes; asked twice, answered alike.
int World::callsOf(const Request& request, Index reference) const {
  const ReferenceSpec& spec = model_.references[reference];
  return countOf(request, spec.calls, spec.oneMoreCall, kCalls, reference);
}

void World::call(Request& caller, Index reference, std::uint64_t ordinal) {
  const ReferenceSpec& spec = model_.references[reference];
  Request& request = requests_.take();
  request.created = now_.ns();
  request.chance = kernel::mix(caller.chance, ordinal + 1);
  if (clientsMatter_) {
    request.person = kernel::mix(kServersAsClients, caller.server);
    request.address = static_cast<std::uint32_t>(request.person);
  }
  request.reference = reference;
  request.application = spec.producer;
  request.task = &model_.tasks[spec.task];
  request.owe(kInternal);
  request.parent = spec.synchronous ? caller.id : kNone;
  if (spec.timeout.ns() > 0) setDeadline(request, now_ + spec.timeout);
  if (spec.breakerFailures > 0 && !askBreaker(request, caller.server)) [[unlikely]] {
    request.outcome = Outcome::Limited;
    return stepAfter(request, Duration{}, Then::Deliver);
  }
  callingServer_ = caller.server;
  launch(request, model_.callTarget(caller.server, reference));
}

void World::buildBreakers() {
  const bool any = std::any_of(model_.references.begin(), model_.references.end(),
                               [](const ReferenceSpec& spec) { return spec.breakerFailures > 0; });
  if (!any || unlimited()) return;
  breakers_.reserve(servers_.size() * model_.references.size());
  for (std::size_t server = 0; server < servers_.size(); ++server) {
    for (const ReferenceSpec& spec : model_.references) breakers_.emplace_back(spec.breakerFailures, spec.breakerOpen);
  }
}

bool World::askBreaker(Request& request, Index server) {
  if (breakers_.empty()) return true;
  const auto breaker = static_cast<Index>(server * model_.references.size() + request.reference);
  if (!breakers_[breaker].allows(now_)) return false;
  request.breaker = breaker;
  return true;
}

void World::tellBreaker(const Request& request, Outcome outcome) {
  routing::CircuitBreaker& breaker = breakers_[request.breaker];
  outcome == Outcome::Answered ? breaker.succeeded() : breaker.failed(now_);
}

/// The answer, or the lack of one, is back at the caller, whose worker goes on.
void World::resume(Request& request, const Request& child, Outcome outcome) {
  if (outcome != Outcome::Timeout) request.pure += child.pure;
  if (outcome != Outcome::Answered) request.dependencyFailed = true;
  runSlice(request, servers_[request.server]);
}

}  // namespace headroom::sim
