#include "engine/analytic/network_chain.h"

#include <algorithm>
#include <cmath>

#include "engine/analytic/network_figures.h"

namespace headroom::analytic {
namespace {

// So many states take about a second.
constexpr std::size_t kMostOrdered = 16000;
constexpr std::size_t kMostUnordered = 40000;
constexpr std::size_t kMostNear = 10000;  ///< Of a chain that is not the model asked, for it is solved several times.
constexpr std::size_t kMostCells = 20'000'000;  ///< Numbers in all states together.
constexpr double kCutWeight = 1e-12;
constexpr double kStandInError = 0.05;  ///< Of figures from laws with the same moments.
constexpr double kNearWeight = 2e-3;    ///< Of the states cut off, where no larger chain is possible.

/// One chain, solved, with what is counted in it.
struct Solved {
  Solution solution;
  std::size_t states = 0;
  double atCut = 0;
  bool forgot = false;
};

class Explorer {
 public:
  Explorer(const NetworkPlan& plan, bool ordered, int cut) : plan_(plan), moves_(plan, ordered) { moves_.cutAt(cut); }

  Result<Solved> solve(int cut, std::size_t most) {
    const NetworkState first = moves_.first();
    NetworkState state = first;
    auto chain = MarkovChain::explore(
        first.packed(),
        [&](const ChainState& packed, std::vector<ChainMove>& out) {
          state.unpack(packed);
          note(state, out);
        },
        most);
    if (moves_.stuck()) {
      return problem("users go round without ever being served or thinking",
                     "give them a think time or a place to wait");
    }
    if (!chain) return chain.problems();
    const auto law = chain->stationary();
    if (!law) return law.problems();
    Solved solved;
    solved.states = chain->size();
    solved.forgot = moves_.forgot();
    NetworkFigures figures(plan_, moves_);
    for (std::size_t i = 0; i < chain->size(); ++i) {
      const double weight = (*law)[i];
      state.unpack(chain->state(i));
      solved.atCut += state.inside() >= cut ? weight : 0;
      figures.addState(state, weight);
      for (const auto& [happened, rate] : happenings_[i]) figures.addRate(happened, weight * rate);
    }
    figures.write(solved.solution);
    return solved;
  }

 private:
  /// Moves out of one state, and how often what happens in it; states come in the order of the chain.
  void note(const NetworkState& state, std::vector<ChainMove>& out) {
    std::map<Happening, double> here;
    moves_.events(state, [&](double rate, const std::vector<Outcome>& outcomes) {
      for (const Outcome& outcome : outcomes) {
        out.push_back({outcome.state.packed(), rate * outcome.probability});
        for (const Happening& happened : outcome.happened) here[happened] += rate * outcome.probability;
      }
    });
    happenings_.emplace_back(here.begin(), here.end());
  }

  const NetworkPlan& plan_;
  NetworkMoves moves_;
  std::vector<std::vector<std::pair<Happening, double>>> happenings_;  ///< By state.
};

/// The chain cut off far enough out; where that has too many states, as far out as possible if little lies beyond.
Result<Solved> solveWith(const NetworkPlan& plan, bool ordered) {
  const std::size_t most = plan.standsIn ? kMostNear : ordered ? kMostOrdered : kMostUnordered;
  int closed = 0;
  bool open = false;
  for (const PlanClass& users : plan.classes) {
    closed += users.from->population;
    open = open || users.arrivals.has_value();
  }
  Result<Solved> last = problem("no chain");
  for (int cut = closed + 16;; cut += cut / 2) {
    // four numbers for each request inside, and some for places that are empty
    const std::size_t size = 40 + 4 * static_cast<std::size_t>(open ? cut : closed);
    auto solved = Explorer(plan, ordered, open ? cut : closed + 1).solve(cut, std::min(most, kMostCells / size));
    if (!solved) return last && last->atCut < kNearWeight ? last : solved;
    if (solved->atCut < kCutWeight || !open) return solved;
    if (solved->atCut > 1e-3 && cut > 2000) {
      return problem("the open classes keep filling the network", "lower the arrival rate: it looks unstable");
    }
    last = std::move(solved);
  }
}

Method methodOf(const Solved& solved, const NetworkPlan& plan) {
  Method method{"Markov chain of " + std::to_string(solved.states) + " states", Method::Trust::Numerical, 1e-10};
  const auto nearly = [&](const char* why, double error) {
    method.name += why;
    method.trust = Method::Trust::Approximate;
    method.error = std::max(method.error, error);
  };
  if (solved.atCut >= 1e-9) {
    nearly(", cut off", 100 * solved.atCut);
  } else {
    method.error = std::max(method.error, 100 * solved.atCut);
  }
  if (solved.forgot) nearly(", next in line drawn at random", 0.05);
  if (plan.standsIn) nearly(", with phase-type laws of the same moments", kStandInError);
  return method;
}

/// Ordered if that is small enough.
Result<Solution> solvePlan(const NetworkPlan& plan) {
  auto solved = solveWith(plan, true);
  if (!solved) solved = solveWith(plan, false);
  if (!solved) return solved.problems();
  solved->solution.method = methodOf(*solved, plan);
  return std::move(solved->solution);
}

/// What a chain says of its error beyond that of laws that stand in.
double cutError(const Solution& solution) {
  return solution.method.error > kStandInError ? solution.method.error : 0.0;
}

/// Means go linearly with the variation of a law, nearly, which is one over the number of its stages: from `few` and
/// `many` to infinitely many (Richardson's extrapolation). Deadlines are met by the tail of a law, on which its first
/// stages tell more: `by` is at least 2 where somebody has one.
Solution extrapolated(const Solution& coarse, int few, Solution fine, int many, bool deadlines) {
  const double by = std::max(deadlines ? 2.0 : 1.0, static_cast<double>(many) / (many - few));
  double bent = 0;  // the longest way from the finer chain to the limit, on which the line may bend
  for (auto& [scope, measures] : fine.scopes) {
    const Measures* before = coarse.find(scope);
    for (auto& [metric, value] : measures.values) {
      const auto other = before ? before->get(metric) : std::nullopt;
      if (!other) continue;
      const double reached = std::max(0.0, by * value - (by - 1) * *other);
      const bool isLine = metric == Metric::WaitMean || metric == Metric::NumberMean;
      if (isLine && value > 0) bent = std::max(bent, (value - reached) / value);
      value = reached;
    }
  }
  fine.method.name += ", extrapolated to no variation";
  fine.method.error = std::max(std::max(0.02, bent / 2), by * cutError(fine) + (by - 1) * cutError(coarse));
  return fine;
}

}  // namespace

Result<Solution> solveNetworkChain(const NetworkModel& model) {
  Result<Solution> answer = problem("no chain");
  for (const int stages : {12, 6, 3, 2}) {
    const auto plan = planNetwork(model, stages);
    if (!plan) return plan.problems();
    auto solved = solvePlan(*plan);
    if (!plan->standsIn) return solved;
    if (!solved && answer) continue;
    answer = std::move(solved);
    if (!answer) continue;
    if (!plan->wantsStages) return answer;
    // Fewer stages leave room for longer queues, which matter more than the shape of a law.
    if (cutError(*answer) > 0 && stages > 3) continue;
    const auto half = planNetwork(model, stages / 2);
    const auto coarse = half ? solvePlan(*half) : Result<Solution>(half.problems());
    const bool deadlines = std::any_of(plan->classes.begin(), plan->classes.end(),
                                       [](const PlanClass& each) { return each.patience.has_value(); });
    return coarse ? extrapolated(*coarse, stages / 2, *std::move(answer), stages, deadlines) : std::move(answer);
  }
  return answer;
}

}  // namespace headroom::analytic
