#include "engine/analytic/mdc.h"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <vector>

#include "engine/analytic/integrate.h"

namespace headroom::analytic {
namespace {

using Eigen::Index;

double poisson(int n, double mean) {
  return n < 0 ? 0 : boost::math::gamma_p_derivative(n + 1.0, mean);
}

/// Number present in M/D/c: explicit up to some n, geometric beyond.
class NumberLaw {
 public:
  NumberLaw(double load, int servers) : servers_(servers) {
    // The tail decays with 1/τ, where τ > 1 solves τ^c exp(−load (τ − 1)) = 1.
    const auto log = [&](double tau) { return servers * std::log(tau) - load * (tau - 1); };
    double high = servers / load;
    while (log(high) > 0) high *= 2;
    decay_ = 1 / rootBetween(log, servers / load, high);
    solve(load);
  }

  double pmf(int n) const {
    if (n < 0) return 0;
    const int last = static_cast<int>(pmf_.size()) - 1;
    return n <= last ? pmf_[static_cast<std::size_t>(n)] : pmf_.back() * std::pow(decay_, n - last);
  }
  /// P(number > n).
  double above(int n) const {
    const int last = static_cast<int>(pmf_.size()) - 1;
    if (n >= last) return pmf_.back() * std::pow(decay_, n - last + 1) / (1 - decay_);
    double sum = above(last);
    for (int k = last; k > n; --k) sum += pmf(k);
    return sum;
  }
  double meanQueue() const {
    const int last = static_cast<int>(pmf_.size()) - 1;
    double sum = 0;
    for (int n = servers_ + 1; n <= last; ++n) sum += (n - servers_) * pmf(n);
    // beyond: Σ (last − c + i) p η^i
    const double rest = pmf_.back() * decay_ / (1 - decay_);
    return sum + rest * (last - servers_ + 1 / (1 - decay_));
  }
  /// E[Q(Q − 1)] of the number Q waiting.
  double queuePairs() const {
    const int last = static_cast<int>(pmf_.size()) - 1;
    double sum = 0;
    for (int n = servers_ + 2; n <= last; ++n) sum += 1.0 * (n - servers_) * (n - servers_ - 1) * pmf(n);
    // beyond: Σ_{i>=1} (q + i)(q + i − 1) p η^i with q waiting at the last explicit state
    const double q = last - servers_;
    const double beyond = 1 / (1 - decay_);
    const double rest = pmf_.back() * decay_ * beyond;
    return sum + rest * (q * (q - 1) + 2 * q * beyond + 2 * decay_ * beyond * beyond);
  }

 private:
  /// p_j = a_j P(number <= c) + Σ_{k=1..j} p_{c+k} a_{j−k} with a Poisson(load); one equation gives way to Σ p = 1.
  void solve(double load) {
    const int last = servers_ + 100 + static_cast<int>(8 * std::sqrt(load) + load);
    const Index size = last + 1;
    Eigen::MatrixXd system = -Eigen::MatrixXd::Identity(size, size);
    for (int j = 0; j <= last; ++j) {
      for (int k = 0; k <= servers_; ++k) system(j, k) += poisson(j, load);
      double power = 1;
      for (int k = 1; k <= j; ++k) {
        const int from = servers_ + k;
        if (from > last) power *= decay_;
        system(j, std::min(from, last)) += poisson(j - k, load) * power;
      }
    }
    system.row(last).setOnes();
    system(last, last) += decay_ / (1 - decay_);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(size);
    right(last) = 1;
    const Eigen::VectorXd law = system.partialPivLu().solve(right);
    pmf_.assign(law.data(), law.data() + size);
  }

  int servers_;
  double decay_ = 0;
  std::vector<double> pmf_;
};

/// P(wait > t) by Franx: with k services begun in t and m = kD − t left of the last one,
/// P(wait <= t) = Σ_{j < kc} P(queue <= kc − 1 − j) · Poisson(λm; j).
double franxTail(const NumberLaw& law, double arrivalRate, double service, int servers, double t) {
  const double begun = std::floor(t / service) + 1;
  const int places = static_cast<int>(begun) * servers;
  const double mean = std::max(0.0, arrivalRate * (begun * service - t));
  double tail = mean > 0 ? boost::math::gamma_p(static_cast<double>(places), mean) : 0;  // P(Poisson >= places)
  const double peak = mean + 12 * std::sqrt(mean) + 40;
  for (int j = 0; j < places && j < peak; ++j) tail += law.above(servers + places - 1 - j) * poisson(j, mean);
  return tail;
}

}  // namespace

ConstantServiceAnswer mdc(double arrivalRate, double service, int servers) {
  const NumberLaw law(arrivalRate * service, servers);
  ConstantServiceAnswer answer;
  answer.meanQueue = law.meanQueue();
  answer.meanNumber = answer.meanQueue + arrivalRate * service;
  answer.meanWait = answer.meanQueue / arrivalRate;
  answer.sdWait =
      std::sqrt(std::max(0.0, law.queuePairs() / (arrivalRate * arrivalRate) - answer.meanWait * answer.meanWait));
  answer.waitProb = law.above(servers - 1);
  answer.numberPmf = [law](int n) { return law.pmf(n); };
  answer.waitTail = [=](double t) { return t < 0 ? 1 : franxTail(law, arrivalRate, service, servers, t); };
  answer.responseTail = [wait = answer.waitTail, service](double t) { return wait(t - service); };
  return answer;
}

}  // namespace headroom::analytic
