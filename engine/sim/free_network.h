// Requests on free networks of stations: queueing models instead of farms, on the floor that farms stand on.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "engine/results/results.h"
#include "engine/routing/policy.h"
#include "engine/sim/arrival_process.h"
#include "engine/sim/free_network_spec.h"
#include "engine/sim/network_records.h"
#include "engine/sim/stations.h"

namespace headroom::sim {

/// One replication of a free network. The stations, tokens, balancers and the event loop are those of farms; only what
/// a request does between two visits is different: it follows the probabilities of its class.
///
/// The run has no end of its own, except for listed requests: advance() it, beginMeasuring() when its beginning no
/// longer shows, advance() on, and read the records.
class FreeNetwork final : public Stations {
 public:
  FreeNetwork(const FreeNetworkSpec& spec, const RecordPlan& record, const RunPlan& plan);

  bool advance(Instant until, std::uint64_t maxEvents) override;

  /// Empties the records; who is inside stays.
  void beginMeasuring();
  double measuredSeconds() const { return (now() - begin_).toSeconds(); }

  const VisitRecord& system() const { return system_; }
  const VisitRecord& ofClass(Index cls) const { return classes_[cls]; }
  const VisitRecord& ofStation(Index station) const { return atStation_[station]; }
  const VisitRecord& ofClassAtStation(Index cls, Index station) const { return classAt_[slot(cls, station)]; }
  const PoolRecord& ofPool(Index pool) const { return poolRecords_[pool]; }
  const PlaceTally& tallyOf(Index station) const { return stations_[station].tally; }
  /// Servers in working order by time; nullptr for a station without breakdowns.
  const TimeShares* serversUp(Index station) const;
  /// [k]: how many stations have k or more requests present.
  const std::vector<Level>& crowded() const { return crowded_; }
  /// The sum over k of "some station has k or more": the longest queue.
  const Level& longest() const { return longest_; }
  /// Numbers present by instant of the plan and station.
  const std::vector<std::vector<std::int64_t>>& looks() const { return looks_; }
  const std::vector<TracedFate>& fates() const { return fates_; }
  /// What must hold in every run; see docs/components/simulation.md.
  std::vector<results::Check> checks();

 private:
  enum class End : std::uint8_t { Completed, Lost, Abandoned };

  /// What a request remembers on its way through the network.
  struct Journey {
    Index cls = kNone;
    Node due;  ///< Where it goes when its step is due.
    Index dispatcher = kNone;
    routing::ServerIndex member = routing::kNoServer;
    const TracedRequest* traced = nullptr;
    std::int64_t waited = 0;
    std::int64_t queuedAt = 0;
    Index waitsForPool = kNone;
    Index blockedBefore = kNone;  ///< The full station it is to enter.
    Index orbits = kNone;         ///< The station that has refused it.
    kernel::EventSet::Ticket deadline;
    std::uint16_t priority = 0;
    std::uint8_t heldPools = 0;
    bool hadToWait = false;
    bool refusedBefore = false;
    std::array<Index, 6> held{};
  };
  struct Dispatcher {
    std::unique_ptr<routing::Policy> policy;
    kernel::RandomStream random;
  };
  struct ClassState {
    std::unique_ptr<ArrivalProcess> arrivals;
    kernel::RandomStream think;
    kernel::RandomStream ways;
    kernel::RandomStream delays;                ///< Patience, and time before coming back.
    std::vector<kernel::RandomStream> service;  ///< By station.
    std::size_t listed = 0;
  };

  std::size_t slot(Index cls, Index station) const { return cls * stations_.size() + station; }
  Journey& journeyOf(const Request& request) {
    if (request.id >= journeys_.size()) journeys_.resize(request.id + std::size_t{1024});
    return journeys_[request.id];
  }

  friend class Stations;  // which calls the steps directly

  void handle(Kind kind, std::uint32_t subject) override;
  void proceed(Request& request, Then then) override;
  void served(Request& request, StationState& station, StationSpec::Kind kind) override;
  bool mayLeave(Request& request, Index station) override;
  void gaveUp(Request& request, Index station) override;
  void endRun() override { stop(); }
  std::string busyNow(Kind kind, std::uint32_t subject) const override;

  void openRecords(const RecordPlan& record);
  void openDispatchers();
  void openClasses();
  void planArrival(Index cls);
  void onArrival(Index cls);
  void think(Index cls);
  void begin(Index cls, const TracedRequest* traced);
  void onDeadline(Request& request);

  Node draw(const Branch& branch, Index cls);
  void go(Request& request, Node node);
  Index dispatch(Request& request, Index dispatcher);
  void releaseMember(Journey& journey);
  void noteWaiting(Journey& journey);
  bool acquire(Request& request, Index pool);
  void release(Request& request, Index pool);
  void enter(Request& request, Index station);
  void refuse(Request& request, Index station);
  void leftStation(Request& request, Index station, bool wasServed);
  void roomAt(Index station);
  void finish(Request& request, End end);
  void changePresent(Index cls, Index station, bool rises);
  void look();

  const FreeNetworkSpec& spec_;
  std::vector<Journey> journeys_;  ///< By request.
  std::vector<ClassState> classStates_;
  std::vector<Dispatcher> dispatchers_;
  std::vector<Tokens> pools_;
  std::vector<std::vector<Index>> blocked_;  ///< By station: requests that wait for room there, in order.

  VisitRecord system_;
  std::vector<VisitRecord> classes_;
  std::vector<VisitRecord> atStation_;
  std::vector<VisitRecord> classAt_;
  std::vector<PoolRecord> poolRecords_;
  bool crowding_ = false;
  std::vector<Level> crowded_;
  Level longest_;
  std::vector<Instant> instants_;
  std::vector<std::vector<std::int64_t>> looks_;
  std::vector<TracedFate> fates_;
};

}  // namespace headroom::sim
