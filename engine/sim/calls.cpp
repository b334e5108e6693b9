// Server-side calls: a server asks another application, over its zone's address.
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
  request.task = spec.task;
  request.parent = spec.synchronous ? caller.id : kNone;
  if (spec.timeout.ns() > 0) setDeadline(request, now_ + spec.timeout);
  launch(request, model_.callTarget(caller.server, reference));
}

/// The answer, or the lack of one, is back at the caller, whose worker goes on.
void World::resume(Request& request, const Request& child, Outcome outcome) {
  if (outcome != Outcome::Timeout) request.pure += child.pure;
  if (outcome != Outcome::Answered) request.dependencyFailed = true;
  runSlice(request);
}

}  // namespace headroom::sim
