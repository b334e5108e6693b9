// The places of a network as a Markov chain and how requests move between them. Private to this room.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/analytic/markov_chain.h"
#include "engine/analytic/network_model.h"

namespace headroom::analytic {

/// Where a request can be.
struct Place {
  enum class Kind { Thinking, AtStation, WaitingForPool, InOrbit, Blocked };
  Kind kind = Kind::AtStation;
  std::size_t cls = 0;
  std::size_t where = 0;  ///< Station or pool.
  std::size_t next = 0;   ///< Blocked: the full station it waits for.
  unsigned held = 0;      ///< Pools held, one bit each.
  bool operator<(const Place& other) const {
    return std::tie(kind, cls, where, next, held) <
           std::tie(other.kind, other.cls, other.where, other.next, other.held);
  }
};

/// Things that happen on a move and are counted. `index`: class (Arrived, Passed), pool (LostAtPool) or station.
struct Happening {
  enum class Kind { Arrived, Passed, Offered, Entered, Lost, Overflowed, SentToOrbit, LostAtPool };
  Kind kind = Kind::Arrived;
  std::size_t index = 0;
  bool operator<(const Happening& other) const { return std::tie(kind, index) < std::tie(other.kind, other.index); }
};

/// One possible outcome of an event.
struct Outcome {
  ChainState state;
  double probability = 1;
  std::vector<Happening> happened;
};

/// Counts by place, followed by one position for every dispatcher that deals in a fixed order. REQUIRES: a model
/// without dangling names, every law exponential.
class NetworkPlaces {
 public:
  explicit NetworkPlaces(const NetworkModel& model);

  const std::vector<Place>& places() const { return places_; }
  /// Everybody thinking, or wherever those are who never think.
  ChainState first();
  /// Every event that can happen in `state`, with its rate: `take(rate, outcomes)`.
  void events(const ChainState& state, const std::function<void(double, const std::vector<Outcome>&)>& take);
  /// No arrivals from outside while so many are inside.
  void cutAt(int total) { cut_ = total; }

  int inside(const ChainState& state) const;                        ///< Everybody who does not think.
  int present(const ChainState& state, std::size_t station) const;  ///< Blocked ones included.
  double busy(const ChainState& state, std::size_t station) const;  ///< Servers at work.
  int waiting(const ChainState& state, std::size_t pool) const;
  int held(const ChainState& state, std::size_t pool) const;
  bool forgetsOrder() const;                         ///< Whether some queue forgets whose turn it is.
  bool losesInside() const { return losesInside_; }  ///< Whether requests were refused after they had been inside.
  bool stuck() const { return stuck_; }              ///< Whether an event did not end (users without a place to be).

 private:
  static constexpr std::size_t kOutside = static_cast<std::size_t>(-1);
  /// A request that has just left a node, or a station or pool that has become free.
  struct Mover {
    enum class What { Request, FreedStation, FreedToken };
    What what = What::Request;
    std::size_t cls = 0;
    std::string node;             ///< The node it has left, "source" at first.
    unsigned held = 0;            ///< Pools held.
    std::size_t from = kOutside;  ///< The last station it was at; of something freed the station or pool itself.
    bool again = false;           ///< Comes from the orbit.
  };
  struct Step {
    ChainState state;
    double probability = 1;
    std::vector<Happening> happened;
    std::vector<Mover> moving;
  };

  void discover(std::size_t cls, const std::string& node, unsigned held, std::size_t from);
  std::size_t number(const Place& place);
  std::size_t stationIndex(const std::string& name) const;
  std::size_t poolIndex(const std::string& name) const;
  const Routing& routingOf(std::size_t cls) const { return model_.routing.at(model_.classes[cls].name); }
  int unblocked(const ChainState& state, std::size_t station) const;
  bool isFull(const ChainState& state, std::size_t station) const;
  double rateOf(const ChainState& state, std::size_t place) const;
  double shareOf(const ChainState& state, std::size_t place) const;

  std::vector<Outcome> settle(Step step);
  void advance(Step step, std::vector<Step>& open);
  void follow(const Step& step, const Mover& mover, const std::string& node, std::vector<Step>& open);
  void enterStation(Step step, const Mover& mover, std::size_t station, std::vector<Step>& open);
  void enterPool(Step step, const Mover& mover, std::size_t pool, std::vector<Step>& open);
  void release(Step step, const Mover& mover, std::size_t pool, std::vector<Step>& open);
  void dispatch(const Step& step, const Mover& mover, std::size_t dispatcher, std::vector<Step>& open);
  std::vector<double> chances(const ChainState& state, const Dispatcher& dispatcher) const;
  void finish(Step step, std::size_t cls, bool passed, std::vector<Step>& open);
  void refuse(Step step, const Mover& mover, Happening happening, std::vector<Step>& open);
  void unblock(const Step& step, std::size_t station, std::vector<Step>& open);
  void admit(const Step& step, std::size_t pool, std::vector<Step>& open);

  const NetworkModel& model_;
  std::vector<Place> places_;
  std::map<Place, std::size_t> numbers_;
  std::map<std::size_t, std::vector<std::size_t>> cycles_;  ///< Dispatcher: order in which it deals.
  std::map<std::size_t, std::size_t> positions_;            ///< Dispatcher: its entry in the state.
  std::map<std::tuple<std::size_t, std::string, unsigned, std::size_t>, bool> seen_;
  int cut_ = -1;
  bool losesInside_ = false;
  bool stuck_ = false;
};

}  // namespace headroom::analytic
