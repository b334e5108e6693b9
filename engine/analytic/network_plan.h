// A network compiled for a Markov chain: indices for names, phases for times. Private to this room.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/analytic/network_model.h"
#include "engine/base/error.h"

namespace headroom::analytic {

/// A phase-type time or a Markovian arrival process as moves with rates.
struct Phases {
  std::vector<std::pair<int, double>> starts;               ///< Phase and probability.
  std::vector<std::vector<std::pair<int, double>>> hidden;  ///< By phase: moves to other phases,
  std::vector<std::vector<std::pair<int, double>>> events;  ///< and those with which the time ends or a request comes.
  double endRate(int phase) const;
  int size() const { return static_cast<int>(hidden.size()); }
};

struct PlanNode {
  enum class Kind { Exit, Station, Dispatcher, Acquire, Release };
  Kind kind = Kind::Exit;
  std::size_t index = 0;
};

struct PlanWay {
  PlanNode to;
  double probability = 1;
};

/// Equal stations (`count`) are stations of their own here.
struct PlanStation {
  const Station* from = nullptr;
  std::string name;
  int servers = 1;                             ///< A very large number for a delay.
  int inProgress = 1;                          ///< Shared cores: how many may be in progress.
  int room = 1;                                ///< A very large number without a limit.
  std::vector<std::optional<Phases>> service;  ///< By class.
  std::size_t overflowTo = 0;
  std::optional<Phases> retryDelay, setup, repair;
  double failureRate = 0;
  bool shares() const { return from->discipline == Discipline::ProcessorSharing || isDelay(); }
  bool isDelay() const { return from->discipline == Discipline::Delay; }
};

struct PlanClass {
  const JobClass* from = nullptr;
  std::optional<Phases> arrivals, think, patience;
  std::vector<PlanWay> source;
  std::vector<std::vector<PlanWay>> afterStation, afterAcquire, afterRelease;
};

struct PlanDispatcher {
  const Dispatcher* from = nullptr;
  std::vector<std::size_t> targets;
  std::vector<std::size_t> order;  ///< Of dealing; empty for policies without one.
  std::vector<double> shares;      ///< Fixed ones; empty for policies without them.
};

struct NetworkPlan {
  std::vector<PlanClass> classes;
  std::vector<PlanStation> stations;
  std::vector<PlanDispatcher> dispatchers;
  std::vector<const Pool*> pools;
  /// Whether a law had to be replaced by one of phase type with the same moments, and whether such a law has fewer
  /// stages than its variation asks for, so that more stages come nearer.
  bool standsIn = false;
  bool wantsStages = false;
};

inline constexpr int kNoBound = 1 << 28;

/// Laws that are not of phase type are replaced by such with at most `stages` stages (stand_in.h). Problems: features
/// that no chain of this room holds. REQUIRES: a model without dangling names, which outlives the plan.
Result<NetworkPlan> planNetwork(const NetworkModel& model, int stages);

}  // namespace headroom::analytic
