// Users: where requests come from.
#include "engine/base/elementary.h"
#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

namespace {

/// Rounded, and no longer than the clock. REQUIRES: not negative.
[[gnu::always_inline]] inline Duration fromNanoseconds(double ns) {
  return Duration::nanoseconds(static_cast<std::int64_t>(std::min(ns, 0x1.0p62) + 0.5));
}

/// What is left of a think time for somebody who has been coming for long: whoever is looked at is inside of a long
/// think time rather than of a short one, so no part of a fresh one would do.
Duration restOf(const kernel::Sampler& law, kernel::SplitMixStream& words) {
  constexpr double kThinkTimes = 8;    // after so many nobody remembers when the first one began
  constexpr double kLongest = 3.2e16;  // a year, as no draw is longer
  constexpr int kMost = 1000;
  if (law.isZero()) return {};
  const double lookedAt = words.unit() * kThinkTimes * std::min(law.mean(), kLongest);
  double end = 0;
  for (int i = 0; i < kMost && end <= lookedAt; ++i) end += static_cast<double>(law.draw(words).ns());
  return Duration::nanoseconds(static_cast<std::int64_t>(std::clamp(end - lookedAt, 0.0, kLongest)));
}

}  // namespace

void World::startUsers() {
  for (Index i = 0; i < model_.sources.size(); ++i) {
    const SourceSpec& source = model_.sources[i];
    addSource(source);
    if (source.kind == SourceSpec::Kind::Open && source.pagesPerSecond > 0) schedulePage(i);
    if (!source.entries.empty() && source.varying->rate > 0) schedulePage(i);
    if (source.kind != SourceSpec::Kind::Closed) continue;
    for (std::int64_t person = 0; person < source.population; ++person) {
      users_.push_back(User{i, 0, kernel::mix(sources_[i].hash, static_cast<std::uint64_t>(person)), 0, 0});
      think(static_cast<Index>(users_.size() - 1), true);
    }
  }
  patience_ = 4 * users_.size();
  if (model_.replay && !model_.replay->arrivals.empty()) {
    schedule(model_.replay->arrivals.front().at, Rank::Arrival, Kind::Log, 0);
  }
}

void World::addSource(const SourceSpec& source) {
  const std::string name = "users/" + source.name;
  SourceState& state = sources_.emplace_back();
  state.spec = &source;
  state.zone = applications_[source.application].zone;
  state.task = &model_.tasks[model_.applications[source.application].task];
  state.patient = !source.retries && source.timeout.ns() <= 0;
  state.hash = kernel::hashOfName(name);
  state.chances = kernel::SplitMixStream(streams_.named(state.hash));
  state.arrivals = kernel::SplitMixStream(streams_.named(kernel::hashOfName(name + "/arrivals")));
  state.meanGap = -1e9 / source.pagesPerSecond;
  if (source.retries && source.retries->budget) state.budget = RetryBudget(*source.retries->budget);
  if (source.varying) {
    // A pilot looks for the end of the warm-up at the rate with which the measured part begins.
    const Instant origin = plan_.events ? Instant() + plan_.warmUp : Instant::never();
    state.varying.emplace(*source.varying, streams_, name, origin);
  } else if (source.kind == SourceSpec::Kind::Open && source.pagesPerSecond > 0) {
    state.nextGap = drawGap(state);
    const bool toRelay = source.target.kind == Target::Kind::Proxy || source.target.kind == Target::Kind::Zone;
    if (toRelay && !source.retries && source.requestsPerPage == 1 && !clientsMatter_ && !book_) makePlain(state);
  }
}

/// Finds out what is the same for all requests of a source.
void World::makePlain(SourceState& state) {
  const Target& target = state.spec->target;
  const kernel::Sampler& atRelay = model_.stations[target.relay].demand;
  const bool served = !atRelay.isZero();
  state.plain = true;
  state.port = target.port;
  state.routedZone = target.zone;  // which nobody asks for at a zone's balancer
  state.relay = &stations_[target.relay];
  state.road = roadOf(target.way);
  state.serviceLaw = served ? &atRelay : &state.task->demand;
  state.serviceNumber = served ? 1 : 0;  // the first leg
  state.servicePlace = kernel::SplitMixStream::placeOf(served ? kRelay : kDemand, state.serviceNumber);
  nameNext(state);
}

void World::schedulePage(Index source) {
  SourceState& state = sources_[source];
  if (!state.varying) return scheduleSteadyPage(state, source);
  const Instant next = state.varying->after(now_);
  if (next != Instant::never()) schedule(next, Rank::Arrival, Kind::Page, source);
}

/// What the next request of a plain source will be like.
void World::nameNext(SourceState& source) {
  source.nextChance = source.chances.next();
  kernel::SplitMixStream words(source.nextChance + source.servicePlace);
  source.nextService = source.serviceLaw->draw(words).ns();
}

std::int64_t World::drawGap(SourceState& source) {
  return fromNanoseconds(source.meanGap * elementary::logarithmForDraws(source.arrivals.unit())).ns();
}

void World::scheduleSteadyPage(SourceState& source, Index index) {
  events_.schedule(later(source.nextGap), Rank::Arrival, static_cast<std::uint16_t>(Kind::Page), index);
  source.nextGap = drawGap(source);
}

void World::onPage(Index source) {
  SourceState& state = sources_[source];
  if (!state.plain) [[unlikely]]
    return onUnsteadyPage(source);
  if (++requestsStarted_ >= milestone_ && !passMilestone()) [[unlikely]]
    return;
  Request& request = bear(source, state, state.nextChance);
  request.ahead = state.nextService;
  request.aheadOf = state.serviceLaw;
  request.aheadNumber = state.serviceNumber;
  if (!state.patient) setDeadline(request, now_ + state.spec->timeout);
  request.port = state.port;
  request.routedZone = state.routedZone;
  request.legs[0] = state.road.way;
  request.relays[0] = state.relay->index;
  request.legCount = 1;
  request.backLatency = state.road.backLatency;
  request.heavyWays = state.road.heavyBack;
  if (state.road.instant) [[likely]] {
    enterRelay(request, *state.relay, 0);
  } else {
    travel(request, state.road.way, bytesOf(request), Then::EnterRelay);
  }
  scheduleSteadyPage(state, source);
  nameNext(state);
}

void World::onUnsteadyPage(Index source) {
  if (draining_) return;
  if (sources_[source].varying) {
    openBatch(source);
  } else {
    openPage(source);
  }
  schedulePage(source);
}

void World::openBatch(Index source) {
  const bool sessions = !model_.sources[source].entries.empty();
  const int size = sources_[source].varying->batchSize();
  for (int i = 0; i < size; ++i) {
    if (sessions) {
      beginSession(source);
    } else {
      openPage(source);
    }
  }
}

void World::openPage(Index source) {
  SourceState& state = sources_[source];
  const std::uint64_t person = clientsMatter_ ? kernel::mix(~state.hash, state.requests) : 0;
  for (int i = 0; i < state.spec->requestsPerPage; ++i) {
    ++state.requests;
    startRequest(source, kNone, state.chances.next(), person);
  }
  if (page_ != kNone) [[unlikely]]
    closePage();
}

void World::beginSession(Index source) {
  if (freeUsers_.empty()) {
    users_.emplace_back();
    freeUsers_.reserve(users_.capacity());  // so that ending a session never allocates
    freeUsers_.push_back(static_cast<Index>(users_.size() - 1));
  }
  const Index user = freeUsers_.back();
  freeUsers_.pop_back();
  User& person = users_[user];
  person = User{source, 0, kernel::mix(sources_[source].hash, sources_[source].sessions++), 0, 0};
  person.source = wayTaken(model_.sources[source].entries, wordsOf(person, kNavigating).unit(), source);
  ++person.pages;
  onThink(user);
}

/// What somebody does between two requests: where they go next, and how long they think.
kernel::SplitMixStream World::wordsOf(const User& person, Purpose purpose) const {
  return kernel::SplitMixStream(streams_.named(person.hash) + kernel::SplitMixStream::placeOf(purpose, person.pages));
}

/// The page has been answered: the person leaves, or thinks and goes on.
void World::leavePage(Index user) {
  User& person = users_[user];
  const SourceSpec& page = model_.sources[person.source];
  const Index next = wayTaken(page.next, wordsOf(person, kNavigating).unit(), kNone);
  if (next == kNone) {
    for (Front& front : fronts_) {
      if (!front.cookieOf.empty()) front.cookieOf.erase(person.hash);
    }
    if (book_) book_->forgetUser(user);
    freeUsers_.push_back(user);
    return;
  }
  kernel::SplitMixStream words = wordsOf(person, kThinking);
  const Duration pause = page.think.draw(words);
  person.source = next;
  ++person.pages;
  schedule(now_ + pause, Rank::Arrival, Kind::Think, user);
}

// People do not begin in step: somebody with an exponential think time is found anywhere in it, and the others are
// spread over theirs, so that a fixed think time does not make everybody come at once for ever.
void World::think(Index user, bool first) {
  User& person = users_[user];
  kernel::SplitMixStream words = wordsOf(person, kThinking);
  const kernel::Sampler& law = model_.sources[person.source].think;
  const Duration pause = first ? restOf(law, words) : law.draw(words);
  ++person.pages;
  schedule(now_ + pause, Rank::Arrival, Kind::Think, user);
}

void World::onThink(Index user) {
  const Index source = users_[user].source;
  const int requests = model_.sources[source].requestsPerPage;
  users_[user].outstanding = static_cast<std::uint32_t>(requests);
  for (int i = 0; i < requests; ++i)
    startRequest(source, user, kernel::mix(streams_.named(users_[user].hash), users_[user].requests++),
                 users_[user].hash);
}

void World::onLog() {
  const auto& arrivals = model_.replay->arrivals;
  const workload::Arrival& arrival = arrivals[logCursor_];
  const Index source = model_.sourceOfApplication[arrival.application];
  // Named by its position in the log: the same line brings the same work whatever else the log holds.
  static const std::uint64_t kLogName = kernel::hashOfName("log");
  const std::uint64_t chance = kernel::mix(streams_.named(kLogName), logCursor_);
  if (++logCursor_ < arrivals.size()) {
    schedule(std::max(arrivals[logCursor_].at, now_), Rank::Arrival, Kind::Log, 0);
  }
  logClient_ = arrival.client;
  startRequest(source, kNone, chance, clientsMatter_ ? kernel::mix(kLogName, arrival.client) : 0,
               model_.replay->serviceOf(arrival));
}

/// In a run of so many requests: whether there is one more. The measured part begins with one, and the last one ends
/// it.
bool World::passMilestone() {
  if (draining_) {
    --requestsStarted_;
    return false;
  }
  if (requestsStarted_ == measuredRequest_) beginMeasuring();
  if (requestsStarted_ == plan_.requests) drain();
  milestone_ = draining_ ? 0 : plan_.requests;
  return true;
}

/// People from one place share its addresses.
std::uint32_t World::addressOf(Index source, std::uint64_t person) const {
  const auto addresses = static_cast<std::uint64_t>(model_.sources[source].addresses);
  if (addresses == 0) return static_cast<std::uint32_t>(person);
  return static_cast<std::uint32_t>(kernel::mix(~sources_[source].hash, person % addresses));
}

/// A request of a user, nowhere yet.
Request& World::bear(Index source, const SourceState& state, std::uint64_t chance) {
  Request& request = requests_.take();
  request.created = now_.ns();
  request.chance = chance;
  request.source = source;
  request.application = state.spec->application;
  request.task = state.task;
  ++state.zone->arrivals;
  ++state.zone->windowArrivals;
  state.zone->inFlight.rise(now_);
  return request;
}

void World::startRequest(Index source, Index user, std::uint64_t chance, std::uint64_t person,
                         std::int64_t loggedService) {
  if (++requestsStarted_ >= milestone_ && !passMilestone()) return;
  const SourceState& state = sources_[source];
  Request& request = bear(source, state, chance);
  request.loggedService = loggedService;
  if (clientsMatter_) {
    request.person = person;
    request.address = addressOf(source, person);
    request.keepsCookies = state.spec->kind != SourceSpec::Kind::Open;
  }
  request.user = user;
  if (user != kNone) request.owe(kUser);
  if (!state.patient) {
    if (state.spec->retries) {
      request.owe(kRepeats);
      if (state.spec->retries->budget) sources_[state.spec->users].budget.deposit(now_);
      return sendAttempt(request);
    }
    setDeadline(request, now_ + state.spec->timeout);
  }
  launch(request, state.spec->target);
}

}  // namespace headroom::sim
