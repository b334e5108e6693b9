// The floor every run stands on: one clock, the requests there are, and the stations they visit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"
#include "engine/kernel/random_streams.h"
#include "engine/sim/model.h"
#include "engine/sim/replication.h"
#include "engine/sim/request.h"
#include "engine/sim/run_plan.h"
#include "engine/sim/station_state.h"
#include "engine/sim/tally.h"

namespace headroom::sim {

/// What a fingerprint is multiplied by after each half of an event; odd, so that journal.cpp can read the event back.
inline constexpr std::uint64_t kFingerprintOfTime = 0xff51afd7ed558ccd;
inline constexpr std::uint64_t kFingerprintOfKind = 0xc4ceb9fe1a85ec53;

/// The event loop, and stations with identical servers and one queue. What a request does between two visits is the
/// business of who derives from it. Deterministic: equal specifications and plans pass through equal states.
class Stations {
 public:
  Stations(const Stations&) = delete;
  Stations& operator=(const Stations&) = delete;
  virtual ~Stations() = default;

  /// Runs events due up to `until`, at most `maxEvents`; false when the run has reached its end.
  virtual bool advance(Instant until, std::uint64_t maxEvents) = 0;
  bool finished() const { return finished_; }
  Instant now() const { return now_; }
  /// When the run ends; it may end later if requests still in flight then are waited for.
  Instant end() const { return end_; }
  std::uint64_t events() const { return events_.popped(); }
  const std::string& fault() const { return fault_; }
  /// Of time, kind and subject of all events so far.
  std::uint64_t fingerprint() const { return fingerprint_; }
  /// Kind and subject of the last event; `before`: the fingerprint before it. REQUIRES: there was one.
  std::pair<std::string_view, std::uint32_t> lastEvent(std::uint64_t before) const;

 protected:
  using Ticket = kernel::EventSet::Ticket;

  /// What an event is about. Step, Served, SharingDone and GivesUp to Repaired belong to the stations; the rest to who
  /// derives from them.
  enum class Kind : std::uint16_t {
    Page,
    Think,
    Log,
    Step,
    Served,
    SharingDone,
    Deadline,
    Planned,
    Health,
    Window,
    Begin,
    End,
    Front,
    Unanswered,
    Source,
    Look,
    GivesUp,
    SetUp,
    BreaksDown,
    Repaired,
    // Again of who derives from them.
    Inject,
    Retire,
    Recycle,
    ProcessReady,
    IdleProcess,
    Pause,
    Occasion,
    Again,
    Chance,  ///< Kinds keep their numbers.
    Scale,
    Scaled,
    Shed,
    FailedOver,
    Carried,
    Avoided
  };
  static std::string_view nameOf(Kind kind);

  Stations(const std::vector<StationSpec>& specs, const RunPlan& plan);

  /// advance() for the class that derives from this, whose steps it calls directly.
  template <class Life>
  bool advanceAs(Life& life, Instant until, std::uint64_t maxEvents);

  /// An event of a kind that is not the stations' own.
  virtual void handle(Kind kind, std::uint32_t subject) = 0;
  /// A request's pending step is due.
  virtual void proceed(Request& request, Then then) = 0;
  /// A station has served the request, which has left it. `kind`: the station's.
  virtual void served(Request& request, StationState& station, StationSpec::Kind kind) = 0;
  void served(Request& request, StationState& station) { served(request, station, station.kind); }
  /// At a station that holds the finished: whether the request may leave now. If not, it keeps its server until
  /// releaseHeld().
  virtual bool mayLeave(Request&, Index) { return true; }
  /// A waiting request has lost its patience and has left the station.
  virtual void gaveUp(Request&, Index) {}
  /// Nothing is left to wait for.
  virtual void endRun() = 0;

  kernel::EventSet::Ticket schedule(Instant due, kernel::Rank rank, Kind kind, std::uint32_t subject) {
    return events_.schedule(due, rank, static_cast<std::uint16_t>(kind), subject);
  }
  void stepAfter(Request& request, Duration delay, Then then);

  [[gnu::always_inline]] void arriveAt(Request& request, Index station) { arriveAt(request, stations_[station]); }
  [[gnu::always_inline]] inline void arriveAt(Request& request, StationState& station);
  [[gnu::always_inline]] void leaveStation(Request& request) { leaveStation(request, stations_[request.station]); }
  [[gnu::always_inline]] inline void leaveStation(Request& request, StationState& station);
  /// REQUIRES: the request has arrived at a station.
  [[gnu::always_inline]] void serve(Request& request, Duration service) {
    serve(request, service, stations_[request.station]);
  }
  [[gnu::always_inline]] inline void serve(Request& request, Duration service, StationState& station);
  /// Ends the service of everybody at a station without serving them; its queue is empty afterwards. They still have to
  /// leave the station.
  void interrupt(Index station);
  /// REQUIRES: a station whose servers pause.
  void pauseCores(Index station, bool paused);
  /// None for a while, or all of them again. REQUIRES: no rules but a limited sharing, and servers that may pause where
  /// they are shared; nobody is in service at servers that are not.
  void setServers(Index station, int servers);
  /// Other numbers of servers and machines, at least one of each. Who is in service beyond the new number stays there
  /// and keeps others from beginning. REQUIRES: no rules but a limited sharing.
  void resize(Index station, const StationSpec& spec);
  /// One request stops being served. REQUIRES: it is in service at a station with servers.
  [[gnu::always_inline]] void stopService(Request& request) { stopService(request, stations_[request.station]); }
  [[gnu::always_inline]] inline void stopService(Request& request, StationState& station);

  // Stations with rules; special_stations.cpp.
  Visit& visitOf(const Request& request) {
    if (request.id >= visits_.size()) visits_.resize(request.id + std::size_t{1024});
    return visits_[request.id];
  }
  /// Whether one more request may enter.
  bool hasRoom(Index station) const;
  /// Whether one that comes now would be served at once, or at least in part.
  bool findsFreeServer(Index station) const;
  /// Takes a request out of its station with rules, waiting or in service, unserved.
  void withdraw(Request& request);
  /// Takes its share from a request, unserved. REQUIRES: it has one.
  void endSharing(const Request& request, StationState& station);
  /// Lets a served request go that mayLeave() held back.
  void releaseHeld(Request& request);
  void beginMeasuringSpecial();

  [[gnu::always_inline]] inline bool takeToken(Tokens& tokens);
  [[gnu::always_inline]] inline void giveToken(Tokens& tokens, Then granted);

  // Every draw of a request comes from a place of its own, found by the request's name and the purpose: what one
  // balancer does with one request never shifts the numbers another request gets.
  [[gnu::always_inline]] static Duration draw(const kernel::Sampler& law, const Request& request, std::uint64_t purpose,
                                              std::uint64_t number = 0) {
    kernel::SplitMixStream words = wordsOf(request, purpose, number);
    return law.draw(words);
  }
  /// Nearly always a purpose has a law of its own; then its next number can be drawn before it is asked for. Does no
  /// harm to a request that has ended meanwhile: whoever lives in its place has numbers of its own.
  [[gnu::always_inline]] static void drawAhead(const kernel::Sampler& law, Request& request, std::uint64_t purpose,
                                               std::uint64_t number = 0) {
    if (request.aheadOf == &law && request.aheadNumber == number) [[unlikely]]
      return;
    request.ahead = draw(law, request, purpose, number).ns();
    request.aheadOf = &law;
    request.aheadNumber = number;
  }
  /// draw(), at once where drawAhead() has been called for it.
  [[gnu::always_inline]] static Duration drawn(const kernel::Sampler& law, const Request& request,
                                               std::uint64_t purpose, std::uint64_t number = 0) {
    if (request.aheadOf == &law && request.aheadNumber == number) [[likely]]
      return Duration::nanoseconds(request.ahead);
    return draw(law, request, purpose, number);
  }
  static double unitOf(const Request& request, std::uint64_t purpose, std::uint64_t number = 0) {
    return wordsOf(request, purpose, number).unit();
  }

  /// One more step without work within the present event; how many there have been.
  int nested() {
    if (nestedIn_ != events()) nested_ = 0;
    nestedIn_ = events();
    return ++nested_;
  }
  /// So many nanoseconds from now, or never; as now_ + Duration, in fewer steps. REQUIRES: not negative.
  [[gnu::always_inline]] Instant later(std::int64_t ns) const {
    std::int64_t due = 0;
    if (__builtin_add_overflow(now_.ns(), ns, &due)) [[unlikely]]
      return Instant::never();
    return Instant::at(Duration::nanoseconds(due));
  }
  [[gnu::always_inline]] std::int64_t since(std::int64_t instant) const { return std::max(instant, begin_.ns()); }
  bool unlimited() const { return plan_.unlimited; }
  /// From now on the run ends when the last request has left,
  void drain() {
    draining_ = ending_ = true;
    halt_ = 0;
  }
  /// or it has ended.
  void stop() {
    finished_ = ending_ = true;
    halt_ = 0;
  }

  RunPlan plan_;
  kernel::RandomStreams streams_;
  kernel::EventSet events_;
  RequestPool requests_;
  std::vector<StationState> stations_;
  Instant now_;
  Instant begin_;  ///< Of the measured part.
  Instant end_;
  std::uint64_t fingerprint_ = 0x9e3779b97f4a7c15ULL;
  std::uint64_t backwardSteps_ = 0;
  std::uint64_t tokenFaults_ = 0;
  std::uint64_t patience_ = 0;  ///< Events one instant may have beyond the usual number.
  // Steps without work within one event, and which event that was.
  int nested_ = 0;
  std::uint64_t nestedIn_ = 0;
  bool draining_ = false;  ///< Ends when the last request has left.
  bool finished_ = false;
  bool ending_ = false;     ///< Either of these.
  std::uint64_t halt_ = 0;  ///< After so many events the loop looks around.
  std::string fault_;

 private:
  [[gnu::always_inline]] static kernel::SplitMixStream wordsOf(const Request& request, std::uint64_t purpose,
                                                               std::uint64_t number) {
    return kernel::SplitMixStream(request.chance + kernel::SplitMixStream::placeOf(purpose, number));
  }
  void countSameInstant(Kind kind, std::uint32_t subject);
  /// Whose events are where time stands still, as ", among them requests of the users U at server FE1"; `kind` and
  /// `subject` are those of one of them. Empty: nobody knows.
  virtual std::string busyNow(Kind kind, std::uint32_t subject) const = 0;
  void guardAgainstFlood();
  /// The number of the event after which the loop looks around: one in 256, and the last one; every one at the end.
  std::uint64_t nextHalt(std::uint64_t last) const {
    if (ending_) return 0;
    return events() + std::min<std::uint64_t>(256 - events() % 256, last - events());
  }
  [[gnu::always_inline]] inline void startService(Request& request, StationState& station);
  void passToken(Tokens& tokens, Then granted);
  void serveOtherwise(Request& request, StationState& station);
  /// For ProcessorSharing.
  static std::vector<std::uint64_t> worthTable(const StationSpec& spec);
  void makeHindered(StationState& station, const StationSpec& spec);
  void noteSharing(StationState& station) {
    station.tally.busy.set(station.sharing->busy(), now_);
    if (station.worth) [[unlikely]]
      station.worth->set(static_cast<std::int64_t>(station.sharing->worth()), now_);
  }
  void share(Request& request, StationState& station);
  template <class Life>
  [[gnu::always_inline]] inline void happen(Life& life, Kind kind, std::uint32_t subject);
  template <class Life>
  [[gnu::always_inline]] inline void onServed(Life& life, Request& request, StationSpec::Kind kind);
  void onSharingDone(Index station);
  void rearm(Index station);

  void makeSpecial(Index station, const StationSpec& spec);
  void onSpecialEvent(Kind kind, std::uint32_t subject);
  void serveSpecial(Request& request, StationState& station);
  void startSpecial(Request& request, StationState& station);
  void stopSpecial(Request& request, StationState& station);
  void onSpecialServed(Request& request, StationState& station);
  void finishVisit(Request& request);
  void joinLine(Request& request, StationState& station, bool atHead);
  void leaveLine(Request& request, StationState& station);
  Index mostUrgent(const SpecialStation& special) const;
  Request* weakerThan(const Request& request, const SpecialStation& special);
  void preempt(Request& request, StationState& station);
  void serveNext(StationState& station, bool ready);
  void admitShared(StationState& station);
  static std::vector<std::uint64_t> undisturbed(int servers);
  void shareThoseUp(Index station);
  void startUpShared(Index station);
  void switchOffShared(Index station);
  void startUpServers(Index station);
  void onSetUp(Index station);
  void planFailure(Machine& machine, Index number);
  void onBreakdown(Index number);
  void beginRepair(Index number);
  void onRepaired(Index number);
  void onGivesUp(Request& request);

  // Events at one instant in a row, and the number of the last one.
  std::uint64_t eventsThisInstant_ = 0;
  std::uint64_t lastAtInstant_ = 0;
  std::vector<Index> finishing_;
  std::vector<Visit> visits_;  ///< By request; empty while no station has rules.
  std::vector<Machine> machines_;
};

// Here and not in stations.cpp: they are part of nearly every event.

inline void Stations::stepAfter(Request& request, Duration delay, Then then) {
  request.then = then;
  request.activity = schedule(now_ + delay, kernel::Rank::Completion, Kind::Step, request.id);
}

inline void Stations::arriveAt(Request& request, StationState& station) {
  request.station = station.index;
  request.enteredStation = now_.ns();
  ++station.tally.entered;
  station.tally.present.rise(now_);
}

inline void Stations::leaveStation(Request& request, StationState& station) {
  PlaceTally& tally = station.tally;
  ++tally.left;
  tally.present.fall(now_);
  tally.presence.add(static_cast<std::uint64_t>(now_.ns() - since(request.enteredStation)));
  request.station = kNone;
}

inline void Stations::startService(Request& request, StationState& station) {
  ++station.busy;
  station.tally.busy.rise(now_);
  request.startedService = now_.ns();
  request.inService = true;
  request.activity =
      events_.schedule(later(request.service), kernel::Rank::Completion, static_cast<std::uint16_t>(Kind::Served),
                       request.id, static_cast<std::uint32_t>(station.kind));
}

inline void Stations::serve(Request& request, Duration service, StationState& station) {
  request.service = service.ns();
  station.tally.offered.add(static_cast<std::uint64_t>(service.ns()));
  if (station.plain && service.ns() > 0) [[likely]] {
    if (station.busy < station.servers) return startService(request, station);
    station.queue.push(request);
    return station.tally.waiting.rise(now_);
  }
  serveOtherwise(request, station);
}

inline void Stations::stopService(Request& request, StationState& station) {
  --station.busy;
  request.inService = false;
  station.tally.busy.fall(now_);
  station.tally.work.add(static_cast<std::uint64_t>(now_.ns() - since(request.startedService)));
  if (station.special) [[unlikely]]
    stopSpecial(request, station);
}

template <class Life>
void Stations::onServed(Life& life, Request& request, StationSpec::Kind kind) {
  StationState& station = stations_[request.station];
  if (station.special) [[unlikely]]
    return onSpecialServed(request, station);
  stopService(request, station);
  request.pure += request.service;
  leaveStation(request, station);
  if (!station.queue.empty()) {
    station.tally.waiting.fall(now_);
    startService(station.queue.pop(), station);
  }
  life.Life::served(request, station, kind);
}

template <class Life>
bool Stations::advanceAs(Life& life, Instant until, std::uint64_t maxEvents) {
  if (finished_ || maxEvents == 0) return !finished_;
  const std::uint64_t last = events() + maxEvents;
  halt_ = nextHalt(last);
  for (;;) {
    Instant due;
    kernel::EventSet::Name name(0);
    if (!events_.popUpTo(until, due, name)) {
      if (until > now_ && until < end_) now_ = until;
      return true;
    }
    const auto kind = static_cast<Kind>(name.kind());
    if (due.ns() <= now_.ns()) [[unlikely]] {
      if (due < now_) ++backwardSteps_;
      countSameInstant(kind, name.subject());
      if (finished_) return false;
    }
    now_ = due;
    fingerprint_ = (fingerprint_ ^ static_cast<std::uint64_t>(due.ns())) * kFingerprintOfTime;
    fingerprint_ = (fingerprint_ ^ (fingerprint_ >> 32) ^ name.kindAndSubject()) * kFingerprintOfKind;
    if (kind == Kind::Served) {
      onServed(life, requests_[name.subject()], static_cast<StationSpec::Kind>(name.hint()));
    } else if (kind == Kind::Step) {
      life.Life::proceed(requests_[name.subject()], requests_[name.subject()].then);
    } else {
      happen(life, kind, name.subject());
    }
    if (events() >= halt_) [[unlikely]] {
      if (ending_ && !finished_ && requests_.live() == 0) endRun();
      if (!finished_) guardAgainstFlood();
      if (finished_ || events() == last) return !finished_;
      halt_ = nextHalt(last);
    }
  }
}

template <class Life>
void Stations::happen(Life& life, Kind kind, std::uint32_t subject) {
  if (kind == Kind::Page) [[likely]]
    return life.Life::handle(kind, subject);
  switch (kind) {
    case Kind::SharingDone:
      return onSharingDone(subject);
    case Kind::GivesUp:
    case Kind::SetUp:
    case Kind::BreaksDown:
    case Kind::Repaired:
      return onSpecialEvent(kind, subject);
    default:
      return life.Life::handle(kind, subject);
  }
}

inline bool Stations::takeToken(Tokens& tokens) {
  if (tokens.limit != 0 && tokens.used >= tokens.limit) return false;
  ++tokens.used;
  return true;
}

inline void Stations::giveToken(Tokens& tokens, Then granted) {
  if (tokens.used <= 0 || (tokens.limit != 0 && tokens.used > tokens.limit)) [[unlikely]]
    ++tokenFaults_;
  if (plan_.sabotage == Sabotage::ForgeToken) --tokens.used;
  if (!tokens.waiting.empty()) [[unlikely]]
    return passToken(tokens, granted);
  --tokens.used;
}

}  // namespace headroom::sim
