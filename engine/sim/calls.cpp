// Server-side calls: a server asks another application, over its zone's address.
#include "engine/sim/world.h"

namespace headroom::sim {

/// How many calls over this reference the request makes; asked twice, answered alike.
int World::callsOf(const Request& request, Index reference) const {
  const ReferenceSpec& spec = model_.references[reference];
  return countOf(request, spec.calls, spec.oneMoreCall, kCalls, reference);
}

void World::call(Index id, Index reference, std::uint64_t ordinal) {
  const ReferenceSpec& spec = model_.references[reference];
  const Index child = requests_.take();
  Request& request = requests_[child];
  const Request& caller = requests_[id];
  request.created = now_.ns();
  request.chance = kernel::mix(caller.chance, ordinal + 1);
  request.reference = reference;
  request.application = spec.producer;
  request.task = spec.task;
  request.parent = spec.synchronous ? id : kNone;
  if (spec.timeout.ns() > 0) setDeadline(child, now_ + spec.timeout);
  launch(child, model_.callTarget(caller.server, reference));
}

/// The answer, or the lack of one, is back at the caller, whose worker goes on.
void World::resume(Index id, const Request& child, Outcome outcome) {
  Request& request = requests_[id];
  if (outcome != Outcome::Timeout) request.pure += child.pure;
  if (outcome != Outcome::Answered) request.dependencyFailed = true;
  runSlice(id, false);
}

}  // namespace headroom::sim
