#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/analytic/mg1.h"

namespace headroom::analytic {
namespace {

/// The law of the wait on the lattice 0, h, 2h, …, grown as far as somebody asks.
class WaitLattice {
 public:
  WaitLattice(double arrivalRate, Distribution service, int stepsPerMean)
      : service_(std::move(service)), mean_(service_.mean()), load_(arrivalRate * mean_), step_(mean_ / stepsPerMean) {
    residual_.push_back(service_.limitedMean(step_ / 2) / mean_);
    reached_ = residual_[0];
    masses_.push_back((1 - load_) / (1 - load_ * residual_[0]));
    beyond_.push_back(1 - masses_[0]);
  }

  /// P(wait > t); between the borders of two cells by straight line, below the first one from P(wait > 0) = load.
  double waitTail(double t) {
    if (t < 0) return 1;
    const double cells = t / step_ + 0.5;
    if (cells < 1) return load_ + (cells - 0.5) * 2 * (beyond(0) - load_);
    const auto n = static_cast<std::size_t>(cells);
    const double share = cells - static_cast<double>(n);
    return (1 - share) * beyond(n - 1) + share * beyond(n);
  }

  double responseTail(double t) {
    if (jumps()) {
      double sum = 0;
      const auto points = service_.breaks();
      for (std::size_t i = 0; i < points.size(); ++i) sum += weight(i) * waitTail(t - points[i]);
      return sum;
    }
    const auto last = static_cast<std::size_t>(std::max(0.0, t) / step_ + 0.5);
    double sum = beyond(last);
    for (std::size_t n = 0; n <= last; ++n) sum += masses_[n] * service_.tail(t - static_cast<double>(n) * step_);
    return sum;
  }

 private:
  bool jumps() const {
    return service_.kind() == Distribution::Kind::Discrete || service_.kind() == Distribution::Kind::Deterministic;
  }
  double weight(std::size_t i) const {
    return service_.kind() == Distribution::Kind::Discrete ? service_.probabilities()[i] : 1;
  }

  /// Mass beyond cell n.
  double beyond(std::size_t n) {
    while (beyond_.size() <= n) grow();
    return beyond_[n];
  }

  void grow() {
    const std::size_t n = masses_.size();
    const double reached = service_.limitedMean((static_cast<double>(n) + 0.5) * step_) / mean_;
    residual_.push_back(reached - reached_);
    reached_ = reached;
    double sum = 0;
    for (std::size_t k = 1; k <= n; ++k) sum += residual_[k] * masses_[n - k];
    masses_.push_back(load_ / (1 - load_ * residual_[0]) * sum);
    beyond_.push_back(std::max(0.0, beyond_.back() - masses_.back()));
  }

  Distribution service_;
  double mean_;
  double load_;
  double step_;
  double reached_ = 0;
  std::vector<double> residual_;  ///< Law of the residual service by cell.
  std::vector<double> masses_;    ///< Law of the wait by cell.
  std::vector<double> beyond_;
};

}  // namespace

Tails mg1LatticeTails(double arrivalRate, const Distribution& service, int stepsPerMean) {
  auto lattice = std::make_shared<WaitLattice>(arrivalRate, service, stepsPerMean);
  return {[lattice](double t) { return lattice->waitTail(t); },
          [lattice](double t) { return lattice->responseTail(t); }};
}

}  // namespace headroom::analytic
