// One replication of a farm in virtual time.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"
#include "engine/kernel/random_streams.h"
#include "engine/routing/limits/circuit_breaker.h"
#include "engine/sim/background.h"
#include "engine/sim/connection_book.h"
#include "engine/sim/database_state.h"
#include "engine/sim/deadlock.h"
#include "engine/sim/fair_paths.h"
#include "engine/sim/front.h"
#include "engine/sim/model.h"
#include "engine/sim/replication.h"
#include "engine/sim/request.h"
#include "engine/sim/run_plan.h"
#include "engine/sim/scaling.h"
#include "engine/sim/shedding.h"
#include "engine/sim/sim.h"
#include "engine/sim/stations.h"
#include "engine/sim/tally.h"
#include "engine/sim/worker_process.h"
#include "engine/sim/world_parts.h"

namespace headroom::sim {

/// The state of one replication and the rules by which it changes: the life of a request between the stations. Its
/// parts are in users.cpp, travel.cpp, relays.cpp, balancers.cpp, servers.cpp, workers.cpp, processes.cpp,
/// background.cpp, database.cpp, data_access.cpp, failover.cpp, calls.cpp, deadlock.cpp, failures.cpp, chance.cpp,
/// links.cpp, fair_links.cpp, connections.cpp, commands.cpp, health_checks.cpp, scaling.cpp and shedding.cpp. The steps
/// declared inline are called from those files only that are compiled together (see CMakeLists.txt).
///
/// What a request usually does between two events is compiled as one piece: the steps on that way are always inlined,
/// and the piece ends where a function without the attribute begins. Whoever is not on that way goes through proceed(),
/// which has every step once more.
class World final : public Stations, protected WorldParts {
 public:
  World(const Model& model, const RunPlan& plan);

  bool advance(Instant until, std::uint64_t maxEvents) override;

  const std::vector<WindowRow>& windows() const { return windows_; }
  /// Closes the accounts. REQUIRES: finished().
  Replication takeResults();
  /// The figures of the measured part up to `now`, without checks, windows and hashes; `warmUpSeconds` says when it
  /// began. REQUIRES: nothing has happened after `now`.
  Replication soFar(Instant now) const;

  /// Takes a node out or puts it back now; balancers find out by their health checks. Unknown names have no effect.
  void setDown(const std::string& node, bool down);
  /// For live views; REQUIRES plan.live.
  Snapshot snapshot();

 private:
  static const routing::RequestKey kNothingSeen;

  // world.cpp
  void buildServers();
  void buildZones();
  void scheduleFrame();
  [[gnu::always_inline]] inline void handle(Kind kind, std::uint32_t subject) override;
  void handleOther(Kind kind, std::uint32_t subject);
  void proceed(Request& request, Then then) override;
  [[gnu::always_inline]] inline void served(Request& request, StationState& station, StationSpec::Kind kind) override;
  void endRun() override;
  [[gnu::always_inline]] int countOf(const Request& request, int whole, double fraction, Purpose purpose,
                                     std::uint64_t number = 0) const {
    if (fraction <= 0.0) return whole;
    return whole + (unitOf(request, purpose, number) < fraction ? 1 : 0);
  }

  // users.cpp
  void startUsers();
  void addSource(const SourceSpec& source);
  void makePlain(SourceState& state);
  [[gnu::always_inline]] inline void onPage(Index source);
  void openPage(Index source);
  void openLargePage(Index source);
  void openBatch(Index source);
  void beginSession(Index source);
  kernel::SplitMixStream wordsOf(const User& person, Purpose purpose) const;
  void leavePage(Index user);
  void onThink(Index user);
  void onLog();
  void think(Index user, bool first);
  bool passMilestone();
  [[gnu::always_inline]] inline Request& bear(Index source, const SourceState& state, std::uint64_t chance);
  void startRequest(Index source, Index user, std::uint64_t chance, std::uint64_t person,
                    std::int64_t loggedService = -1);
  std::uint32_t addressOf(Index source, std::uint64_t person) const;
  void schedulePage(Index source);
  [[gnu::always_inline]] inline static void nameNext(SourceState& source);
  [[gnu::always_inline]] inline static std::int64_t drawGap(SourceState& source);
  [[gnu::always_inline]] inline void scheduleSteadyPage(SourceState& source, Index index);
  void onUnsteadyPage(Index source);

  // retries.cpp
  void sendAttempt(Request& request);
  Request& anotherAttempt(const Request& old);
  Duration pauseBefore(const Request& again, const RetrySpec& spec) const;
  bool triesAgain(const Request& failed, Outcome outcome);
  void reload(Request& old);

  // travel.cpp
  std::int64_t bytesOf(const Request& request) const;
  void launch(Request& request, const Target& target);
  void launchOtherwise(Request& request, const Target& target);
  Road roadOf(Index way) const;
  [[gnu::always_inline]] static void addLeg(Request& request, std::size_t leg, const Road& road, Index relay) {
    request.legs[leg] = road.way;
    request.relays[leg] = relay;
    request.legCount = static_cast<std::uint8_t>(leg + 1);
    request.backLatency += road.backLatency;
    request.heavyWays |= road.heavyBack;
  }
  [[gnu::always_inline]] inline void goToRelay(Request& request, Index way, Index relay);
  void goToServer(Request& request, Index way, Index server);
  [[gnu::always_inline]] inline void goToServer(Request& request, const Road& road, Index server);
  void travel(Request& request, Index way, std::int64_t bytes, Then onArrival);
  void crossHops(Request& request, Duration delay);
  void respond(Request& request, Outcome outcome);
  void answer(Request& request, Outcome outcome);
  [[gnu::always_inline]] inline void answerPlainly(Request& request);
  void stepBack(Request& request);
  void strand(Request& request);
  [[gnu::always_inline]] inline void deliver(Request& request);
  void finishCaller(Request& request, Outcome outcome);
  [[gnu::always_inline]] inline void tellCaller(Request& request, Outcome outcome);
  void settleDues(Request& request, Outcome outcome);
  void recordAnswer(const Request& request, Outcome outcome);
  [[gnu::always_inline]] inline void recordSuccess(const Request& request, ApplicationTally& application);
  void noteAnswer(const Request& request, std::int64_t response);
  bool sabotages(const Request& request, std::uint64_t& count);
  void recordTimes(const Request& request, std::int64_t response, Index zone);
  void recordCall(const Request& request, Outcome outcome);
  void onDeadline(Request& request);
  void setDeadline(Request& request, Instant due);

  // relays.cpp
  [[gnu::always_inline]] inline void enterRelay(Request& request);
  [[gnu::always_inline]] inline void enterRelay(Request& request, StationState& station, std::size_t leg);
  [[gnu::always_inline]] inline void serveRelay(Request& request);
  [[gnu::always_inline]] inline void occupyRelay(Request& request, StationState& station, std::size_t leg);
  [[gnu::always_inline]] inline void passRelay(Request& request, const StationState& station);
  void leavePassingProxy(Request& request);
  bool admits(StationState& station);
  [[gnu::always_inline]] inline void leaveProxy(Request& request);
  void releaseRelay(Request& request, std::size_t leg);

  // balancers.cpp
  void buildFronts();
  void openFront(Index zone);
  [[gnu::always_inline]] routing::Pool& poolOf(const Request& request) {
    return poolOf(fronts_[request.zone], request);
  }
  [[gnu::always_inline]] static routing::Pool& poolOf(const Front& front, const Request& request) {
    return front.solePool != nullptr ? *front.solePool : *front.workers[request.worker].pool;
  }
  [[gnu::always_inline]] const routing::RequestKey& sightOf(const Request& request) {
    return fronts_[request.zone].reads ? lookAt(request) : kNothingSeen;
  }
  const routing::RequestKey& lookAt(const Request& request);
  [[gnu::always_inline]] inline void place(Request& request, Index zone);
  void placeLooking(Request& request);
  void placeOtherwise(Request& request, const routing::Pool::Assignment& assignment);
  void placed(Request& request, const routing::Placement& placement);
  void placeAgain(Request& request);
  void connect(Request& request);
  void findNoWay(Request& request);
  void breakAttempt(Request& request, bool connected);
  void retry(Request& request);
  void onUnanswered(Request& working);
  void forgetWork(Request& request);
  void leaveMember(Request& request, int status);
  [[gnu::always_inline]] inline void tellMember(const Request& request, int status);
  void tellWatched(const Request& request, int status);
  void abandonMember(Request& request);
  void joinFront(Request& request, bool justLeft);
  void leaveFront(Request& request);
  [[gnu::always_inline]] void follow(const routing::Pool& pool, Index zone, Index worker) {
    if (!pool.quiet() || pool.anyWaiting()) [[unlikely]]
      followLists(zone, worker);
  }
  void followLists(Index zone, Index worker);
  void armTick(Index zone, Index worker);
  void onFront(std::uint32_t subject);

  // health_checks.cpp
  void openChecks(Index zone);
  void tellHealthFromStart(Index server, bool onlyIfChecked);
  void wakeProbes(Index server);
  void wake(Probe& probe);
  void sleepOrPlan(Probe& probe);
  void planProbe(Probe& probe);
  void onProbe(Probe& probe);
  void beginProbe(Probe& probe);
  void endProbe(Probe& probe, bool passed);
  bool mayFail(const Probe& probe) const;
  Duration roundTripOf(const Probe& probe) const;
  Index poolOfProbe(const Probe& probe) const;
  const MemberSpec& memberOf(const Probe& probe) const { return model_.zones[probe.zone].members[probe.member]; }
  Index wayOf(const Probe& probe) const { return memberOf(probe).ways[static_cast<std::size_t>(Port::Http)]; }
  Probe& probeOf(Index zone, Index worker, Index member);

  // servers.cpp
  void settle(ServerState& server);
  [[gnu::always_inline]] inline void enterServer(Request& request, ServerState& server);
  [[gnu::always_inline]] inline void executeAtOnce(Request& request, ServerState& server, PoolState& pool);
  void enterOtherwise(Request& request);
  void drawWork(Request& request, const ServerState& server);
  void begin(Request& request, ServerState& server);
  void passLoggedService(Request& request);
  [[gnu::always_inline]] inline void runSlice(Request& request, const ServerState& server);
  [[gnu::always_inline]] inline bool beginSlice(Request& request, const ServerState& server);
  bool nestsDeep();
  [[gnu::always_inline]] inline void afterSlice(Request& request);
  void goOnWithoutWork(Request& request);
  void callNext(Request& request);
  std::uint32_t callsWaitedFor(const Request& request) const;
  [[gnu::always_inline]] inline void finishWork(Request& request);
  void finishOtherwise(Request& request);
  [[gnu::always_inline]] inline void countDeparture(const Request& request, ServerState& server);
  void forgetServer(Request& request);
  void freeWorker(PoolState& pool, const Request& request);
  void beginWaiting(PoolState& pool);

  // workers.cpp
  void buildPool(const PoolSpec& spec, Index server);
  PoolState& poolNumbered(Index number);
  void setRoom(PoolState& pool);
  void setWorkers(PoolState& pool, std::int64_t workers);
  void workerStarts(PoolState& pool, Request& request);
  bool workerFinishes(PoolState& pool, const Request& request);
  void waitingBegins(PoolState& pool);
  void waitingEnds(PoolState& pool);
  void onInject(Index pool);
  void workerIdles(PoolState& pool);
  void onRetire(Index pool);
  void forgetWorkers(PoolState& pool);
  void resetPool(PoolState& pool);

  // processes.cpp
  void buildProcess(const ProcessRules& rules, const std::string& poolName, PoolState& pool);
  void joinProcess(PoolState& pool, Request& request);
  void chill(WorkerProcess& process, Request& request);
  bool leaveProcess(PoolState& pool, const Request& request);
  void recycle(PoolState& pool);
  void retireProcess(PoolState& pool);
  void startProcess(PoolState& pool);
  void onProcessReady(Index pool);
  void processMayIdle(PoolState& pool);
  void onIdleProcess(Index pool);
  void resetProcess(PoolState& pool);
  void startPauses();
  void onPause(Index server);

  // background.cpp
  void startBackground();
  void planOccasion(Index work);
  void onOccasion(Index work);
  Index schedulerFor(const BackgroundSpec& spec) const;
  void startJobs(std::size_t kind);
  void startJob(Index job, Index server);
  void jobEnded(const Request& request, Outcome outcome);

  // deadlock.cpp
  std::string busyNow(Kind kind, std::uint32_t subject) const override;
  std::vector<Index> waitingCalls() const;
  const PoolState& poolInside(const Request& request) const;
  std::vector<char> stuckPools(const std::vector<Index>& waiting) const;
  CircleStep stepOf(Index pool, const std::vector<Index>& waiting) const;
  Index poolWaitedFor(Index pool, const std::vector<Index>& waiting) const;
  void lookForDeadlock();

  // database.cpp
  [[gnu::always_inline]] inline void transaction(Request& request);
  void seekConnection(Request& request);
  [[gnu::always_inline]] inline void takeConnection(Request& request);
  [[gnu::always_inline]] inline void connected(Request& request);
  [[gnu::always_inline]] inline void admitted(Request& request);
  [[gnu::always_inline]] inline void enterDatabase(Request& request);
  void returnFromDatabase(Request& request);
  [[gnu::always_inline]] inline void leaveDatabase(Request& request);
  [[gnu::always_inline]] inline bool isBack(Request& request);
  void releaseConnections(Request& request);
  [[gnu::always_inline]] inline void giveConnections(Request& request);
  [[gnu::always_inline]] Duration atSpeed(Duration work, Index station) const {
    const double speed = stations_[station].speed;
    if (speed == 1.0) return work;
    return Duration::nanoseconds(std::llround(static_cast<double>(work.ns()) / speed));
  }

  // data_access.cpp
  void buildDatabases();
  void beginAccess(Request& request);
  void lookedUp(Request& request);
  void enterAccess(Request& request);
  void failTransaction(Request& request);
  void execute(Request& request, Index station);
  void enterLock(Request& request, Index lock);
  void grantLock(Request& request);
  void locked(Request& request);
  void leaveLock(const LockVisit& visit);
  void releaseLock(Request& request);
  void breakLocks(Index database);
  void addDataFigures(std::vector<PlaceFigures>& stations, Instant end) const;

  static void findAgain(CacheTally& cache, double workingSet);
  void comeBackEmpty(Index database);

  // read_instances.cpp
  void settleReads(Index station, int before);
  bool waitsForRead(const Request& request);
  void leaveReads(Request& request);
  void resizeReads(Index station);

  // failover.cpp
  FailoverState* failoverOf(Index station);
  Index instanceMeant(const FailoverState& state, bool fail, Cause cause) const;
  void setInstance(Index station, bool fail, Cause cause, Index instance);
  void beginChange(Index station);
  void endChange(Index station);
  void onFailedOver(Index station);

  // calls.cpp
  int callsOf(const Request& request, Index reference) const;
  void call(Request& request, Index reference, std::uint64_t ordinal);
  void resume(Request& request, const Request& child, Outcome outcome);
  void buildBreakers();
  bool askBreaker(Request& request, Index server);
  void tellBreaker(const Request& request, Outcome outcome);

  // failures.cpp
  void setPart(Part part, bool fail, Cause cause, Index instance = kNone);
  void setStation(Index station, bool fail, Cause cause, Index instance);
  void settleStation(Index station);
  void setServer(Index server, bool fail, Cause cause);
  void setDomain(Index domain, bool fail, Cause cause);
  void failServer(Index server);
  void repairServer(Index server);
  void orphanCallsOf(Index server);
  void emptyServer(Index server);
  void lose(Request& request);
  void leaveGhost(Request& ghost);
  Request& splitCallerSide(Request& working);
  void failStation(Index station);
  void turnAway(Index station);
  void takeOutFromStart(const std::string& node);

  // chance.cpp
  void startChances();
  Duration drawChance(Index number);
  void planChance(Index number, Duration after);
  void onChance(Index number);
  void beginBroken(const FailureSpec& spec);
  void beginMeasuringOutages();
  const Level& outageOf(Part part) const;

  // links.cpp
  void setLink(Index link, bool fail, Cause cause);
  void clearLink(Index link);
  bool enterLink(Request& request, Index link);
  bool leaveLink(Request& request, Duration delay);
  void loseOnWay(Request& request);
  bool cut(Index way) const;
  void noticeLater(Index link);
  void avoid(Index link);
  Index wayNow(Index way) const;
  bool mayCross(Index way, Index link) const;
  void wakeProbesOver(Index link);

  // fair_links.cpp
  void buildFairLinks();
  void enterStretch(Request& request);
  void leaveStretch(Request& request);
  void onCarried(Index stretch);
  void followFairLinks();
  void clearStretches(Index station);
  WideSum waitingAt(Index station, Instant instant) const;
  double fairDeviation(Index station);

  // connections.cpp
  void buildConnections();
  Index clientOf(const Request& request, Index relay);
  void connectTo(Request& request, Index relay);
  void hold(Request& request);
  void greet(Request& request);
  void shakeHands(Request& request);
  void handsShaken(Request& request);
  void answerGreeting(Request& request);
  void sendOver(Request& request);
  bool nobodySends(Request& request);
  void passOn(Index client, bool good);
  void endConnection(Request& request);
  void leaveConnection(Request& request, std::size_t leg, bool good);
  void hangUp(Request& request);
  void closePage();
  void forgetConnectionsOf(Index server);
  std::uint64_t connectionFaults() const;

  // commands.cpp
  void onPlanned(const EventSpec& event);
  void command(Index server, const EventSpec& event);
  void tellPool(routing::Pool& pool, Index member, const EventSpec& event);

  // scaling.cpp
  void buildScaling();
  bool outOfOrder(Index server) const;
  bool isSwitchedOff(Index server) const;
  void setPhase(Index server, ScaledServer::Phase phase);
  void countServers(Index scaling);
  void scaledServerChanged(Index server);
  ServersSeen lookAtServers(Index scaling) const;
  void onScale(Index scaling);
  void keepServers(Index scaling);
  void switchOn(Index server);
  void takeIn(Index server);
  void takeOut(Index server);
  void switchOff(Index server);
  void onScaled(Index server);
  void tellBalancers(Index server, farm::PlannedEvent::Kind kind);
  bool hasNothingLeft(Index server) const;
  void mayBeLast(Index server);
  void beginMeasuringScaling();
  void beginScalingWindow();
  void closeScalingWindow(WindowRow& row, double ns) const;
  void addScalingFigures(Replication& result) const;

  // shedding.cpp
  void startShedding();
  void onShed(Index server);
  bool sheds(Request& request);

  // measure.cpp
  void beginMeasuring();
  void closeWindow();
  void addAnswers(WindowRow& row);
  void beginWindow();
  WideSum windowEnd() const;
  const Level& busyOf(Index server) const;
  PlaceFigures figuresOf(const PlaceTally& tally, const StationSpec& station, Instant end) const;
  BackgroundFigures figuresOf(const BackgroundTally& tally, Instant end) const;
  void addPlaces(Replication& result, Instant end) const;

  // live.cpp
  void startLive();

  // fingerprint.cpp
  std::uint64_t drawsHash() const;
  std::uint64_t pathsHash() const;
  std::uint64_t timesHash() const;

  // checks.cpp
  Inventory takeStock() const;
  results::Check flowBalance(const Inventory& stock) const;
  results::Check littlesLaw(const Inventory& stock) const;
  results::Check utilisationLaw(const Inventory& stock);
  std::vector<results::Check> checks();

  friend class Stations;  // which calls the steps directly
  friend class Tracer;

  const Model& model_;
  const bool watched_;  ///< Somebody wants to know of single answers.
  bool looksClosely_;   ///< That, or an answer may be worth less than its server thinks.
  TraceBoard noted_;
  std::vector<ServerState> servers_;
  std::vector<std::pair<Index, Index>> poolPlaces_;  ///< By number: server and place among its pools.
  std::vector<ZoneState> zones_;
  std::vector<ApplicationTally> applications_;
  std::vector<LogTimes> zoneTimes_, serverTimes_;  ///< Empty unless the replayed log wants to be compared with.
  std::vector<Tokens> connectionPools_;
  std::vector<LockVisit> lockVisits_;     ///< By request.
  std::vector<CacheTally> caches_;        ///< By database,
  std::vector<FailoverState> failovers_;  ///< as these; shorter, or empty, where the rest has none.
  std::vector<SourceState> sources_;
  std::vector<User> users_;
  std::vector<Index> freeUsers_;  ///< Places of people whose session has ended.
  std::vector<Front> fronts_;     ///< By zone.
  bool clientsMatter_ = false;    ///< Some balancer tells people or addresses apart.
  std::vector<Probe> probes_;
  std::vector<routing::CircuitBreaker> breakers_;  ///< [server × references + reference]; empty: no reference has one.
  std::vector<LinkState> links_;
  std::vector<DomainState> domains_;
  std::vector<ChanceState> chances_;
  std::vector<ScalingState> scaling_;
  std::vector<WindowRow> windows_;
  std::vector<Areas> windowBase_;        ///< At the beginning of the window; servers, then stations.
  std::vector<WideSum> windowInFlight_;  ///< Likewise, by zone.
  std::size_t logCursor_ = 0;
  Instant windowBegin_;
  std::uint64_t windowIndex_ = 0;
  std::uint64_t strayServices_ = 0;  ///< Requests executed by a server that does not have their application.
  std::uint64_t requestsStarted_ = 0;
  std::uint64_t measuredRequest_ = 0;  ///< The one that begins the measured part, of a run of so many requests.
  std::uint64_t milestone_ = ~std::uint64_t{0};  ///< The next request that begins or ends something.
  std::uint64_t answered_ = 0;
  std::uint64_t relayFailures_ = 0;
  LiveBase live_;
  std::vector<BackgroundState> background_;
  std::vector<std::array<int, kBackgroundKinds>> schedulerPlaces_;  ///< Taken, by server; empty: nobody needs them.
  std::vector<Job> jobs_;
  std::vector<Index> freeJobs_;
  DeadlockTally deadlocks_;
  Instant nextLook_;                 ///< For a deadlock.
  std::unique_ptr<FairPaths> fair_;  ///< By stretch; null: no link is shared fairly.
  std::vector<FairTimer> fairTimers_;
  std::vector<Index> carried_;            ///< By an event.
  std::unique_ptr<ConnectionBook> book_;  ///< Null: connections cost nothing.
  // Who sends what is being sent now:
  Index page_ = kNone;           ///< Entry of somebody who comes for one page,
  Index callingServer_ = kNone;  ///< the server that calls,
  std::uint32_t logClient_ = 0;  ///< or the client in the log.
};

}  // namespace headroom::sim
