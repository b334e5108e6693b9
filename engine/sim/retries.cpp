// Users who do not take a failure or a long wait for an answer: every further attempt is a request of its own for the
// farm, and the same one for its user.
#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

namespace {

bool isRetried(const RetrySpec& spec, Outcome outcome) {
  switch (outcome) {
    case Outcome::Answered:
      return false;
    case Outcome::Timeout:
      return spec.onTimeout;
    case Outcome::QueueFull:
    case Outcome::NoServer:
    case Outcome::Limited:
      return spec.onUnavailable;
    case Outcome::Refused:
      return spec.onRefused;
    case Outcome::Dependency:
      return spec.onError;
  }
  return false;
}

/// Attempts are numbered through all reloads.
std::uint64_t numberOf(const Request& request) {
  return std::uint64_t{request.reloads} << 16 | request.attempt;
}

}  // namespace

/// Sends a request, for the first time or again. Whether its user will lose patience with it is decided now.
void World::sendAttempt(Request& request) {
  const SourceSpec& source = model_.sources[request.source];
  const RetrySpec& spec = *source.retries;
  ++applications_[request.application].attempts;
  ++zones_[model_.applications[request.application].zone].tally.windowAttempts;
  Duration patience = source.timeout;
  const bool first = patience.ns() == 0 || spec.reloadAfter < patience;
  request.reloading = spec.reloadProbability > 0 && first && request.reloads < spec.reloads &&
                      unitOf(request, kPatience, numberOf(request)) < spec.reloadProbability;
  if (request.reloading) patience = spec.reloadAfter;
  if (patience.ns() > 0) setDeadline(request, now_ + patience);
  launch(request, source.target);
}

/// The user's side of a request whose last attempt is left to itself.
Request& World::anotherAttempt(const Request& old) {
  Request& again = requests_.take();
  again.created = old.created;
  again.chance = old.chance;
  again.person = old.person;
  again.address = old.address;
  again.keepsCookies = old.keepsCookies;
  again.source = old.source;
  again.user = old.user;
  again.application = old.application;
  again.task = old.task;
  again.dues = old.dues;
  again.loggedService = old.loggedService;
  again.attempt = old.attempt;
  again.reloads = old.reloads;
  again.client = old.client;
  return again;
}

Duration World::pauseBefore(const Request& again, const RetrySpec& spec) const {
  double pause = static_cast<double>(spec.backoff.ns());
  const auto longest = static_cast<double>(spec.longest.ns());
  for (int i = 2; i < again.attempt && pause < longest; ++i) pause *= spec.factor;
  pause = std::min(pause, longest);
  if (spec.jitter > 0) pause *= 1 - spec.jitter * unitOf(again, kJitter, numberOf(again));
  return Duration::nanoseconds(static_cast<std::int64_t>(pause + 0.5));
}

/// Whether the client's program sends a failed request again; then it is under way to that.
bool World::triesAgain(const Request& failed, Outcome outcome) {
  const RetrySpec* spec = model_.sources[failed.source].retries.get();
  if (!spec || failed.attempt >= spec->attempts || !isRetried(*spec, outcome)) return false;
  ApplicationTally& tally = applications_[failed.application];
  if (spec->budget && !sources_[model_.sources[failed.source].users].budget.withdraw(now_)) {
    ++tally.denied;
    return false;
  }
  ++tally.retries;
  Request& again = anotherAttempt(failed);
  ++again.attempt;
  again.then = Then::Travel;  // of a place used again: the last one's step is none of this one's
  again.activity = schedule(now_ + pauseBefore(again, *spec), Rank::Arrival, Kind::Again, again.id);
  return true;
}

/// Somebody presses reload: a new first attempt, and nobody waits for the old one.
void World::reload(Request& old) {
  old.callerDone = true;
  Request& again = anotherAttempt(old);
  again.attempt = 1;
  ++again.reloads;
  ++applications_[old.application].reloads;
  sendAttempt(again);
}

}  // namespace headroom::sim
