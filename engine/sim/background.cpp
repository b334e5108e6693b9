#include "engine/sim/background.h"

#include <algorithm>

#include "engine/base/elementary.h"
#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

void World::startBackground() {
  if (model_.background.empty()) return;
  schedulerPlaces_.resize(servers_.size());
  for (Index i = 0; i < model_.background.size(); ++i) {
    const BackgroundSpec& spec = model_.background[i];
    const std::string name = "background/" + spec.name;
    BackgroundState& state = background_.emplace_back(streams_.open(name + "/occasions"));
    state.chances = streams_.named(kernel::hashOfName(name));
    if (spec.every.ns() == 0) {
      planOccasion(i);
      continue;
    }
    // The run begins anywhere between two occasions.
    const Duration first = Duration::seconds(spec.every.toSeconds() * state.occasions.unit());
    schedule(now_ + first, Rank::Arrival, Kind::Occasion, i);
  }
}

void World::planOccasion(Index work) {
  const BackgroundSpec& spec = model_.background[work];
  Duration gap = spec.every;
  if (gap.ns() == 0) {
    gap = Duration::seconds(-elementary::naturalLog(background_[work].occasions.unit()) / spec.rate);
  }
  schedule(now_ + gap, Rank::Arrival, Kind::Occasion, work);
}

void World::onOccasion(Index work) {
  if (draining_) return;
  planOccasion(work);
  BackgroundState& state = background_[work];
  const BackgroundSpec& spec = model_.background[work];
  if (spec.alone && state.tally.inside.level() > 0) {
    ++state.tally.skipped;
    return;
  }
  ++state.tally.due;
  state.tally.inside.rise(now_);
  if (freeJobs_.empty()) {
    freeJobs_.push_back(static_cast<Index>(jobs_.size()));
    jobs_.emplace_back();
  }
  const Index job = freeJobs_.back();
  freeJobs_.pop_back();
  jobs_[job] = Job{work, kNone, now_, state.made++, 0};
  state.waiting.push_back(job);
  startJobs(spec.kind);
}

/// The server with the fewest jobs of the kind among those that have a place for one more; kNone: there is none.
Index World::schedulerFor(const BackgroundSpec& spec) const {
  Index best = kNone;
  for (const Index server : spec.servers) {
    const int running = schedulerPlaces_[server][spec.kind];
    if (servers_[server].down || (!unlimited() && running >= model_.servers[server].backgroundLimits[spec.kind]))
      continue;
    if (best == kNone || running < schedulerPlaces_[best][spec.kind]) best = server;
  }
  return best;
}

/// Gives the free places to what waits: the most urgent first, then what has waited longest.
void World::startJobs(std::size_t kind) {
  for (;;) {
    Index next = kNone;
    Index server = kNone;
    const auto rank = [&](Index work) {
      return std::pair(model_.background[work].priority, jobs_[background_[work].waiting.front()].dueAt);
    };
    for (Index i = 0; i < background_.size(); ++i) {
      if (model_.background[i].kind != kind || background_[i].waiting.empty()) continue;
      if (next != kNone && !(rank(i) < rank(next))) continue;
      const Index place = schedulerFor(model_.background[i]);
      if (place == kNone) continue;
      next = i;
      server = place;
    }
    if (next == kNone) return;
    const Index job = background_[next].waiting.front();
    background_[next].waiting.pop_front();
    startJob(job, server);
  }
}

/// The scheduler asks its own machine, over loopback and past every balancer.
void World::startJob(Index job, Index server) {
  Job& what = jobs_[job];
  const BackgroundSpec& spec = model_.background[what.work];
  what.server = server;
  ++schedulerPlaces_[server][spec.kind];
  background_[what.work].tally.running.rise(now_);
  Request& request = requests_.take();
  request.created = now_.ns();
  request.chance =
      kernel::mix(background_[what.work].chances, what.number * 1024 + static_cast<unsigned>(what.attempts));
  request.job = job;
  request.application = spec.application;
  request.task = &model_.tasks[spec.task];
  request.owe(kInternal);
  request.destination = server;
  // Calls and their number are those of the application's requests, not of its background work.
  request.referencesBegun = static_cast<std::uint32_t>(model_.applications[spec.application].references.size());
  setDeadline(request, now_ + spec.timeout);
  stepAfter(request, Duration{}, Then::EnterServer);
}

/// An attempt has ended for its scheduler. After a time-out the server works on all the same.
void World::jobEnded(const Request& request, Outcome outcome) {
  const Index number = request.job;
  Job& job = jobs_[number];
  const BackgroundSpec& spec = model_.background[job.work];
  BackgroundTally& tally = background_[job.work].tally;
  --schedulerPlaces_[job.server][spec.kind];
  tally.running.fall(now_);
  job.server = kNone;
  if (outcome != Outcome::Answered && job.attempts++ < spec.retries) {
    ++tally.retried;
    background_[job.work].waiting.push_back(number);
    return startJobs(spec.kind);
  }
  tally.inside.fall(now_);
  tally.presence += now_.ns() - since(job.dueAt.ns());
  if (outcome == Outcome::Answered) {
    ++tally.done;
    tally.span.add(now_ - job.dueAt);
    tally.wait += request.created - job.dueAt.ns();
  } else {
    ++tally.failed;
  }
  freeJobs_.push_back(number);
  startJobs(spec.kind);
}

}  // namespace headroom::sim
