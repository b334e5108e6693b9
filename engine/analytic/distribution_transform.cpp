#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "engine/analytic/distribution.h"
#include "engine/analytic/integrate.h"

namespace headroom::analytic {
namespace {

/// ∫_low^t (low/x)^shape dx
double powerIntegral(double shape, double low, double t) {
  if (std::abs(shape - 1) < 1e-12) return low * std::log(t / low);
  return low * (std::pow(t / low, 1 - shape) - 1) / (1 - shape);
}

/// E[min(X, t)] of a gamma law.
double limitedGamma(double shape, double scale, double t) {
  return shape * scale * boost::math::gamma_p(shape + 1, t / scale) + t * boost::math::gamma_q(shape, t / scale);
}

}  // namespace

double Distribution::transform(double s) const {
  double sum = 0;
  switch (kind_) {
    case Kind::Exponential:
      return 1 / (1 + s * a_);
    case Kind::Deterministic:
      return std::exp(-s * a_);
    case Kind::Erlang:
      return std::pow(1 + s * a_ / stages_, -stages_);
    case Kind::Hyperexponential:
      for (std::size_t i = 0; i < first_.size(); ++i) sum += first_[i] / (1 + s * second_[i]);
      return sum;
    case Kind::Uniform:
      return s * (b_ - a_) == 0 ? std::exp(-s * a_) : -std::exp(-s * a_) * std::expm1(-s * (b_ - a_)) / (s * (b_ - a_));
    case Kind::Gamma:
      return std::pow(1 + s * b_, -a_);
    case Kind::Discrete:
      for (std::size_t i = 0; i < first_.size(); ++i) sum += first_[i] * std::exp(-s * second_[i]);
      return sum;
    default:
      // 1 − s ∫ e^{−st} P(X > t) dt
      if (s == 0) return 1;
      return 1 - s * integrateToInfinity([&](double t) { return std::exp(-s * t) * tail(t); }, breaks(), 1 / s);
  }
}

double Distribution::limitedMean(double t) const {
  if (t <= 0) return 0;
  double sum = 0;
  switch (kind_) {
    case Kind::Exponential:
      return -a_ * std::expm1(-t / a_);
    case Kind::Deterministic:
      return std::min(a_, t);
    case Kind::Erlang:
      return limitedGamma(stages_, a_ / stages_, t);
    case Kind::Hyperexponential:
      for (std::size_t i = 0; i < first_.size(); ++i) sum -= first_[i] * second_[i] * std::expm1(-t / second_[i]);
      return sum;
    case Kind::Lognormal: {
      const double u = (std::log(t) - a_) / b_;
      return std::exp(a_ + b_ * b_ / 2) * std::erfc((b_ - u) / std::sqrt(2.0)) / 2 + t * tail(t);
    }
    case Kind::Pareto:
      return t < b_ ? t : b_ + powerIntegral(a_, b_, t);
    case Kind::BoundedPareto: {
      if (t < b_) return t;
      const double until = std::min(t, c_);
      const double floor = std::pow(b_ / c_, a_);
      return b_ + (powerIntegral(a_, b_, until) - floor * (until - b_)) / (1 - floor);
    }
    case Kind::Uniform:
      if (t <= a_) return t;
      return t >= b_ ? (a_ + b_) / 2 : a_ + (t - a_) * (1 - (t - a_) / (2 * (b_ - a_)));
    case Kind::Weibull:
      return b_ * std::tgamma(1 + 1 / a_) * boost::math::gamma_p(1 / a_, std::pow(t / b_, a_));
    case Kind::Gamma:
      return limitedGamma(a_, b_, t);
    case Kind::Discrete:
      for (std::size_t i = 0; i < first_.size(); ++i) sum += first_[i] * std::min(second_[i], t);
      return sum;
  }
  return 0;
}

}  // namespace headroom::analytic
