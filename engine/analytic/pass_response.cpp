#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include "engine/analytic/dispatch_order.h"
#include "engine/analytic/flow.h"
#include "engine/analytic/phase_type.h"
#include "engine/analytic/queues.h"
#include "engine/analytic/recognise.h"

namespace headroom::analytic {
namespace {

using Eigen::Index;

/// Builds the phase-type law of a pass station by station along the tree of ways.
class PassLaw {
 public:
  PassLaw(const NetworkModel& model, const JobClass& users) : model_(model), users_(users) {}

  std::optional<PhaseType> build() {
    if (!walk("source", users_.arrivals->rate, -1, 1, true)) return std::nullopt;
    const auto size = static_cast<Index>(exits_.size());
    if (size == 0 || size > 60) return std::nullopt;
    PhaseType law{Eigen::RowVectorXd::Zero(size), Eigen::MatrixXd::Zero(size, size)};
    for (const auto& [phase, probability] : starts_) law.initial(phase) += probability;
    for (const auto& [from, to, probability] : steps_) {
      law.rates(from, to) += rates_[static_cast<std::size_t>(from)] * probability;
    }
    for (Index i = 0; i < size; ++i) law.rates(i, i) -= rates_[static_cast<std::size_t>(i)];
    return law;
  }

 private:
  struct Jump {
    Index from;
    Index to;
    double probability;
  };

  Index phase(double rate) {
    rates_.push_back(rate);
    exits_.push_back(0);
    return static_cast<Index>(rates_.size()) - 1;
  }
  void link(Index from, Index to, double probability) {
    if (from < 0) {
      starts_.emplace_back(to, probability);
    } else {
      steps_.push_back({from, to, probability});
    }
  }

  /// Follows the ways out of `node`, where `rate` requests a second come from phase `from` with `probability`.
  bool walk(const std::string& node, double rate, Index from, double probability, bool first) {
    const auto next = model_.routing.at(users_.name).find(node);
    if (next == model_.routing.at(users_.name).end()) return true;
    for (const auto& [to, share] : next->second) {
      if (share > 0 && !enter(to, rate * share, from, probability * share, first)) return false;
    }
    return true;
  }

  bool enter(const std::string& node, double rate, Index from, double probability, bool first) {
    if (node == "exit") return from >= 0;
    if (const Dispatcher* dispatcher = model_.dispatcher(node)) {
      const auto shares = fixedShares(*dispatcher, dispatcher->targets.size());
      for (std::size_t t = 0; t < shares.size(); ++t) {
        if (!enter(dispatcher->targets[t], rate * shares[t], from, probability * shares[t], first)) return false;
      }
      return !shares.empty();
    }
    const Station* station = model_.station(node);
    // a station met on two ways is a place to overtake, or a circle
    if (!station || station->discipline != Discipline::Fifo || station->count > 1 || visited_[node]) return false;
    visited_[node] = true;
    const bool last = isLast(node);
    if (station->servers > 1 && !first && !last) return false;
    const double service = station->serviceOf(users_.name)->mean();
    const double drain = station->servers / service - rate;
    if (drain <= 0) return false;
    Index out = 0;
    if (station->servers == 1) {
      out = phase(drain);  // the response of M/M/1
      link(from, out, probability);
    } else {
      const double waits = erlangC(station->servers, rate * service);
      const Index wait = phase(drain);
      out = phase(1 / service);
      link(from, wait, probability * waits);
      link(from, out, probability * (1 - waits));
      link(wait, out, 1);
    }
    return walk(node, rate, out, 1, false);
  }

  bool isLast(const std::string& node) const {
    const auto next = model_.routing.at(users_.name).find(node);
    if (next == model_.routing.at(users_.name).end()) return true;
    for (const auto& [to, share] : next->second) {
      if (to != "exit" && share > 0) return false;
    }
    return true;
  }

  const NetworkModel& model_;
  const JobClass& users_;
  std::vector<double> rates_;
  std::vector<double> exits_;
  std::vector<std::pair<Index, double>> starts_;
  std::vector<Jump> steps_;
  std::map<std::string, bool> visited_;
};

}  // namespace

std::optional<PassResponse> passResponse(const NetworkModel& model, const JobClass& users) {
  const auto law = PassLaw(model, users).build();
  if (!law) return std::nullopt;
  const double mean = law->moment(1);
  return PassResponse{[law = *law](double t) { return law.tail(t); },
                      std::sqrt(std::max(0.0, law->moment(2) - mean * mean))};
}

}  // namespace headroom::analytic
