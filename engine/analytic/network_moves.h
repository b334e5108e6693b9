// How the state of a network changes. Private to this room.
#pragma once

#include <functional>
#include <vector>

#include "engine/analytic/network_plan.h"
#include "engine/analytic/network_state.h"

namespace headroom::analytic {

/// Things that are counted. `place`: a station, of PoolAsked to PoolRefused a pool, of the others without meaning.
struct Happening {
  enum class Kind {
    Arrived,
    Passed,
    Refused,
    GaveUp,
    Offered,
    Entered,
    HadToWait,
    Served,
    LostHere,
    Overflowed,
    SentToOrbit,
    GaveUpHere,
    PoolAsked,
    PoolWaited,
    PoolRefused
  };
  Kind kind = Kind::Arrived;
  std::size_t place = 0;
  std::size_t cls = 0;
  auto operator<=>(const Happening&) const = default;
};

/// One possible outcome of an event.
struct Outcome {
  NetworkState state;
  double probability = 1;
  std::vector<Happening> happened;
};

/// Who is served: its position among the jobs of the station, and how fast (1: by a server of its own). Of equal jobs
/// on shared cores the first stands for all.
struct Served {
  std::size_t position = 0;
  double speed = 1;
};

/// The moves of a network from state to state.
class NetworkMoves {
 public:
  /// Not `ordered`: next in line is one of those who wait, each as likely as the other, and only their numbers count.
  NetworkMoves(const NetworkPlan& plan, bool ordered) : plan_(plan), ordered_(ordered) {}

  NetworkState first();
  using Take = std::function<void(double rate, const std::vector<Outcome>&)>;
  /// Every event that can happen in `state`.
  void events(const NetworkState& state, const Take& take);
  /// No arrivals from outside while so many are inside.
  void cutAt(int total) { cut_ = total; }

  std::vector<Served> served(const NetworkState& state, std::size_t station) const;
  int serversUp(const NetworkState& state, std::size_t station) const;
  static int heldTokens(const NetworkState& state, std::size_t pool);
  bool losesInside() const { return losesInside_; }  ///< Whether requests were refused after they had been inside.
  bool stuck() const { return stuck_; }              ///< Whether an event did not end (users without a place to be).
  bool forgot() const { return forgot_; }            ///< Whether somebody was drawn out of his turn.

 private:
  static constexpr int kNowhere = -1;
  /// What is still to be done within an event.
  struct Task {
    enum class What { Start, Room, Token, Leave, Go };
    What what = What::Start;
    std::size_t place = 0;  ///< Start, Room: station. Token: pool. Leave: what is left, by `ways`.
    int ready = 0;          ///< Start: servers that have just become ready, where servers switch off.
    Job job;
    PlanNode node;  ///< Go: where to.
    const std::vector<PlanWay>* ways = nullptr;
    int from = kNowhere;  ///< Station whose server the job has just left.
    bool again = false;   ///< Comes from the orbit.
  };
  struct Step {
    NetworkState state;
    double probability = 1;
    std::vector<Happening> happened;
    std::vector<Task> tasks;
    void add(Task task) { tasks.push_back(std::move(task)); }
    void note(Happening::Kind kind, std::size_t place, int cls) {
      happened.push_back({kind, place, static_cast<std::size_t>(cls)});
    }
  };
  using Steps = std::vector<Step>;

  static Task startAt(std::size_t station, int ready = 0);
  static Task roomAt(std::size_t station);
  static Task tokenOf(std::size_t pool);
  static Task leaving(const Job& job, const std::vector<PlanWay>& ways, int from = kNowhere);
  static Task going(const Job& job, PlanNode node, int from = kNowhere, bool again = false);

  std::vector<Outcome> settle(Step step);
  void advance(Step step, Steps& open);
  void start(Step step, const Task& task, Steps& open);
  std::vector<std::size_t> startable(const NetworkState& state, std::size_t station, int ready) const;
  void beginService(const Step& step, std::size_t station, std::size_t position, int ready, double chance, Steps& open);
  void rest(Step step, std::size_t station, Steps& open);
  bool drawsPatience(Step& step, std::size_t station, Steps& open);
  int priorityOf(const Job& job) const { return plan_.classes[static_cast<std::size_t>(job.cls)].from->priority; }
  void sortJobs(NetworkState& state, std::size_t station) const;
  void forgetWork(NetworkState& state, std::size_t station) const;
  void admitHeld(Step step, std::size_t station, Steps& open);
  void passToken(Step step, std::size_t pool, Steps& open);
  void go(Step step, const Task& task, Steps& open);
  void enterStation(Step step, const Task& task, Steps& open);
  void findsFull(Step step, const Task& task, Steps& open);
  void enterOrbit(const Step& step, std::size_t station, Job job, Steps& open);
  bool mustWait(const NetworkState& state, std::size_t station, const Job& job) const;
  void askPool(Step step, const Task& task, Steps& open);
  void dispatch(const Step& step, const Task& task, Steps& open);
  void refuse(Step step, const Job& job, Steps& open);
  void giveBack(Step& step, const Job& job);
  void leave(Step step, int cls, Steps& open);
  void enterSource(Step step, int cls, Steps& open);

  void arrivalEvents(const NetworkState& state, const Take& take);
  void thinkEvents(const NetworkState& state, std::size_t cls, const Take& take);
  void serviceEvents(const NetworkState& state, std::size_t station, const Take& take);
  void orbitEvents(const NetworkState& state, std::size_t station, const Take& take);
  void failureEvents(const NetworkState& state, std::size_t station, const Take& take);
  void repairEvents(const NetworkState& state, std::size_t station, const Take& take);
  void setupEvents(const NetworkState& state, std::size_t station, const Take& take);
  using Places = std::vector<std::vector<Job>> NetworkState::*;
  void patienceEvents(const NetworkState& state, Places where, std::size_t place, const Take& take);
  void shortenPatience(const NetworkState& state, Places where, std::size_t place, std::size_t position,
                       const Take& take);
  void loseJob(Step step, Places where, std::size_t place, const Job& job, double rate, const Take& take);
  void breakDown(Step step, std::size_t station, double rate, const Take& take);
  void beginRepair(Step step, std::size_t station, double rate, const Take& take);
  void takeAll(Steps steps, double rate, const Take& take);

  const NetworkPlan& plan_;
  bool ordered_;
  int cut_ = -1;
  bool losesInside_ = false;
  bool stuck_ = false;
  mutable bool forgot_ = false;
};

}  // namespace headroom::analytic
