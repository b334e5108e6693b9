#include "engine/analytic/distribution.h"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace headroom::analytic {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// E[X^k] of a Pareto law cut to [low, high].
double boundedParetoMoment(double shape, double low, double high, int k) {
  const double mass = 1 - std::pow(low / high, shape);
  const double power = k - shape;
  const double integral =
      std::abs(power) < 1e-12 ? std::log(high / low) : (std::pow(high, power) - std::pow(low, power)) / power;
  return shape * std::pow(low, shape) / mass * integral;
}

double uniformMoment(double low, double high, int k) {
  double sum = 0;  // (high^(k+1) − low^(k+1)) / ((k+1)(high − low)) without the difference
  for (int i = 0; i <= k; ++i) sum += std::pow(high, i) * std::pow(low, k - i);
  return sum / (k + 1);
}

}  // namespace

Distribution Distribution::exponential(double mean) {
  return {Kind::Exponential, mean, 0};
}
Distribution Distribution::deterministic(double value) {
  return {Kind::Deterministic, value, 0};
}
Distribution Distribution::erlang(int stages, double mean) {
  Distribution law(Kind::Erlang, mean, 0);
  law.stages_ = stages;
  return law;
}
Distribution Distribution::hyperexponential(std::vector<double> probabilities, std::vector<double> means) {
  Distribution law(Kind::Hyperexponential, 0, 0);
  law.first_ = std::move(probabilities);
  law.second_ = std::move(means);
  return law;
}
Distribution Distribution::balancedHyperexponential(double mean, double scv) {
  const double p = (1 + std::sqrt((scv - 1) / (scv + 1))) / 2;
  return hyperexponential({p, 1 - p}, {mean / (2 * p), mean / (2 * (1 - p))});
}
Distribution Distribution::lognormal(double mu, double sigma) {
  return {Kind::Lognormal, mu, sigma};
}
Distribution Distribution::lognormalFromScv(double mean, double scv) {
  const double variance = std::log1p(scv);
  return lognormal(std::log(mean) - variance / 2, std::sqrt(variance));
}
Distribution Distribution::pareto(double shape, double scale) {
  return {Kind::Pareto, shape, scale};
}
Distribution Distribution::boundedPareto(double shape, double low, double high) {
  return {Kind::BoundedPareto, shape, low, high};
}
Distribution Distribution::uniform(double low, double high) {
  return {Kind::Uniform, low, high};
}
Distribution Distribution::weibull(double shape, double scale) {
  return {Kind::Weibull, shape, scale};
}
Distribution Distribution::gamma(double shape, double scale) {
  return {Kind::Gamma, shape, scale};
}
Distribution Distribution::discrete(std::vector<double> probabilities, std::vector<double> values) {
  Distribution law(Kind::Discrete, 0, 0);
  law.first_ = std::move(probabilities);
  law.second_ = std::move(values);
  return law;
}

double Distribution::moment(int k) const {
  if (k == 0) return 1;
  double product = 1;
  double sum = 0;
  switch (kind_) {
    case Kind::Exponential:
      return std::tgamma(k + 1) * std::pow(a_, k);
    case Kind::Deterministic:
      return std::pow(a_, k);
    case Kind::Erlang:
      for (int i = 0; i < k; ++i) product *= (stages_ + i) * a_ / stages_;
      return product;
    case Kind::Hyperexponential:
      for (std::size_t i = 0; i < first_.size(); ++i) sum += first_[i] * std::tgamma(k + 1) * std::pow(second_[i], k);
      return sum;
    case Kind::Lognormal:
      return std::exp(k * a_ + k * k * b_ * b_ / 2);
    case Kind::Pareto:
      return k < a_ ? a_ * std::pow(b_, k) / (a_ - k) : kInfinite;
    case Kind::BoundedPareto:
      return boundedParetoMoment(a_, b_, c_, k);
    case Kind::Uniform:
      return uniformMoment(a_, b_, k);
    case Kind::Weibull:
      return std::pow(b_, k) * std::tgamma(1 + k / a_);
    case Kind::Gamma:
      for (int i = 0; i < k; ++i) product *= (a_ + i) * b_;
      return product;
    case Kind::Discrete:
      for (std::size_t i = 0; i < first_.size(); ++i) sum += first_[i] * std::pow(second_[i], k);
      return sum;
  }
  return 0;
}

double Distribution::variance() const {
  return moment(2) - mean() * mean();
}

double Distribution::scv() const {
  switch (kind_) {
    case Kind::Exponential:
      return 1;
    case Kind::Deterministic:
      return 0;
    case Kind::Erlang:
      return 1.0 / stages_;
    default:
      return mean() > 0 ? variance() / (mean() * mean()) : 0;
  }
}

bool Distribution::isZero() const {
  return mean() == 0;
}

double Distribution::tail(double t) const {
  if (t < 0) return 1;
  double sum = 0;
  switch (kind_) {
    case Kind::Exponential:
      return a_ > 0 ? std::exp(-t / a_) : 0;
    case Kind::Deterministic:
      return t < a_ ? 1 : 0;
    case Kind::Erlang:
      return a_ > 0 ? boost::math::gamma_q(stages_, stages_ * t / a_) : 0;
    case Kind::Hyperexponential:
      for (std::size_t i = 0; i < first_.size(); ++i) sum += first_[i] * std::exp(-t / second_[i]);
      return sum;
    case Kind::Lognormal:
      return t <= 0 ? 1 : std::erfc((std::log(t) - a_) / (b_ * std::sqrt(2.0))) / 2;
    case Kind::Pareto:
      return t < b_ ? 1 : std::pow(b_ / t, a_);
    case Kind::BoundedPareto:
      if (t < b_) return 1;
      if (t >= c_) return 0;
      return (std::pow(b_ / t, a_) - std::pow(b_ / c_, a_)) / (1 - std::pow(b_ / c_, a_));
    case Kind::Uniform:
      return t < a_ ? 1 : t >= b_ ? 0 : (b_ - t) / (b_ - a_);
    case Kind::Weibull:
      return std::exp(-std::pow(t / b_, a_));
    case Kind::Gamma:
      return boost::math::gamma_q(a_, t / b_);
    case Kind::Discrete:
      for (std::size_t i = 0; i < first_.size(); ++i) sum += second_[i] > t ? first_[i] : 0;
      return sum;
  }
  return 0;
}

std::vector<double> Distribution::breaks() const {
  switch (kind_) {
    case Kind::Deterministic:
      return {a_};
    case Kind::Uniform:
      return {a_, b_};
    case Kind::Pareto:
      return {b_};
    case Kind::BoundedPareto:
      return {b_, c_};
    case Kind::Discrete:
      return second_;
    default:
      return {};
  }
}

Distribution Distribution::scaled(double factor) const {
  Distribution law = *this;
  switch (kind_) {
    case Kind::Lognormal:
      law.a_ += std::log(factor);
      break;
    case Kind::Pareto:
    case Kind::Weibull:
    case Kind::Gamma:
      law.b_ *= factor;
      break;
    case Kind::BoundedPareto:
      law.b_ *= factor;
      law.c_ *= factor;
      break;
    default:
      law.a_ *= factor;
      law.b_ *= factor;
      for (double& point : law.second_) point *= factor;
  }
  return law;
}

std::optional<Distribution> Distribution::sumOf(int n) const {
  switch (kind_) {
    case Kind::Exponential:
      return erlang(n, n * a_);
    case Kind::Erlang:
      return erlang(n * stages_, n * a_);
    case Kind::Gamma:
      return gamma(n * a_, b_);
    case Kind::Deterministic:
      return deterministic(n * a_);
    default:
      return std::nullopt;
  }
}

std::string Distribution::complaint() const {
  for (const double p : {a_, b_, c_}) {
    if (!std::isfinite(p)) return "a parameter is not a finite number";
  }
  if (kind_ != Kind::Lognormal && (a_ < 0 || b_ < 0 || c_ < 0)) return "a parameter is negative";
  if (kind_ == Kind::Erlang && stages_ < 1) return "an Erlang law needs at least one stage";
  const bool shaped =
      kind_ == Kind::Pareto || kind_ == Kind::BoundedPareto || kind_ == Kind::Weibull || kind_ == Kind::Gamma;
  if (shaped && (a_ <= 0 || b_ <= 0)) return "shape and scale must be positive";
  if (kind_ == Kind::Uniform && b_ < a_) return "the upper limit lies below the lower one";
  if (kind_ == Kind::BoundedPareto && c_ <= b_) return "the largest value is not above the smallest";
  if (kind_ != Kind::Hyperexponential && kind_ != Kind::Discrete) return {};
  if (first_.empty() || first_.size() != second_.size()) return "there are not as many probabilities as values";
  for (std::size_t i = 0; i < first_.size(); ++i) {
    const bool positive = kind_ == Kind::Discrete ? second_[i] >= 0 : second_[i] > 0;
    if (!(first_[i] >= 0) || !positive || !std::isfinite(second_[i])) return "a probability or value is negative";
  }
  if (std::abs(std::accumulate(first_.begin(), first_.end(), 0.0) - 1) > 1e-9) {
    return "the probabilities do not sum to one";
  }
  return {};
}

}  // namespace headroom::analytic
