#include "engine/kernel/sampler.h"

#include <cmath>
#include <limits>

namespace headroom::kernel {
namespace {

constexpr double kSecond = 1e9;

double exp(double x) {  // Sampler::exponential is something else
  return elementary::exponential(x);
}

double power(double base, double exponent) {
  return exp(exponent * elementary::naturalLog(base));
}

}  // namespace

Sampler::Sampler(const Law& law) : Sampler(law, 1.0) {}

Sampler::Sampler(const Law& law, double speed) : mean_(static_cast<double>(law.mean.ns()) / speed) {
  if (mean_ <= 0.0) {
    mean_ = 0.0;
    return;
  }
  switch (law.kind) {
    case Law::Kind::Erlang:
      form_ = Form::Erlang;
      stages_ = std::max(1, static_cast<int>(law.shape));
      break;
    case Law::Kind::Lognormal: {
      form_ = Form::Lognormal;
      const double variance =
          elementary::naturalLog(1.0 + law.shape);  // of the logarithm, from the squared coefficient of variation
      a_ = std::sqrt(variance);
      b_ = elementary::naturalLog(mean_) - variance / 2;
      break;
    }
    case Law::Kind::Hyperexponential:
      form_ = Form::BalancedMixture;
      a_ = 0.5 * (1.0 + std::sqrt((law.shape - 1.0) / (law.shape + 1.0)));
      break;
    case Law::Kind::Uniform:
      form_ = Form::Uniform;
      a_ = law.shape;
      break;
    case Law::Kind::Pareto:
      form_ = Form::Pareto;
      a_ = 1.0 / law.shape;
      b_ = mean_ * (law.shape - 1.0) / law.shape;
      break;
    case Law::Kind::Exponential:
      form_ = Form::Exponential;
      a_ = -mean_;
      break;
    case Law::Kind::Fixed:
      break;
  }
}

Sampler Sampler::fixed(double value) {
  return {Form::Fixed, value * kSecond};
}

Sampler Sampler::exponential(double mean) {
  return {mean > 0 ? Form::Exponential : Form::Fixed, mean * kSecond, -mean * kSecond};
}

Sampler Sampler::erlang(int stages, double mean) {
  Sampler law(mean > 0 ? Form::Erlang : Form::Fixed, mean * kSecond);
  law.stages_ = std::max(1, stages);
  return law;
}

Sampler Sampler::lognormal(double mu, double sigma) {
  const double shifted = mu + elementary::naturalLog(kSecond);
  return {Form::Lognormal, exp(shifted + sigma * sigma / 2), sigma, shifted};
}

Sampler Sampler::pareto(double shape, double scale) {
  const double mean = shape > 1 ? scale * shape / (shape - 1) : std::numeric_limits<double>::infinity();
  return {Form::Pareto, mean * kSecond, 1 / shape, scale * kSecond};
}

Sampler Sampler::boundedPareto(double shape, double low, double high) {
  const double beyond = power(low / high, shape);
  const double mean = shape == 1 ? low * elementary::naturalLog(high / low) / (1 - beyond)
                                 : shape / (shape - 1) * (low - high * beyond) / (1 - beyond);
  return {Form::BoundedPareto, mean * kSecond, 1 / shape, low * kSecond, beyond};
}

Sampler Sampler::uniform(double low, double high) {
  const double mean = (low + high) / 2;
  return {mean > 0 ? Form::Uniform : Form::Fixed, mean * kSecond, mean > 0 ? (high - low) / (high + low) : 0};
}

Sampler Sampler::weibull(double shape, double scale) {
  return {Form::Weibull, scale * std::tgamma(1 + 1 / shape) * kSecond, 1 / shape, scale * kSecond};
}

Sampler Sampler::gamma(double shape, double scale) {
  return {Form::Gamma, shape * scale * kSecond, shape, scale * kSecond};
}

Sampler Sampler::choosing(Form form, const std::vector<double>& probabilities, const std::vector<double>& values) {
  std::vector<Choice> choices;
  double upTo = 0;
  double mean = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    upTo += probabilities[i];
    mean += probabilities[i] * values[i];
    choices.push_back({upTo, values[i] * kSecond});
  }
  if (!choices.empty()) choices.back().upTo = 1;
  Sampler law(mean > 0 ? form : Form::Fixed, mean * kSecond);
  law.choices_ = std::make_shared<const std::vector<Choice>>(std::move(choices));
  return law;
}

Sampler Sampler::hyperexponential(const std::vector<double>& probabilities, const std::vector<double>& means) {
  return choosing(Form::Mixture, probabilities, means);
}

Sampler Sampler::discrete(const std::vector<double>& probabilities, const std::vector<double>& values) {
  return choosing(Form::Discrete, probabilities, values);
}

/// One word chooses and, stretched back to (0, 1), gives the value of an exponential phase.
double Sampler::choose(double u) const {
  double before = 0;
  for (const Choice& choice : *choices_) {
    if (u < choice.upTo) {
      if (form_ == Form::Discrete) return choice.value;
      return -choice.value * elementary::naturalLog(std::max((u - before) / (choice.upTo - before), 0x1.0p-60));
    }
    before = choice.upTo;
  }
  return choices_->back().value;
}

/// Marsaglia & Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000); shapes below 1 by their
/// remark that X(a) = X(a + 1) U^(1/a). In units of the scale.
template <class Words>
double Sampler::fromGamma(Words& random) const {
  const double boost = a_ < 1 ? power(random.unit(), 1 / a_) : 1.0;
  const double d = (a_ < 1 ? a_ + 1 : a_) - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = elementary::inverseNormal(random.unit());
    const double t = 1 + c * x;
    if (t <= 0) continue;
    const double v = t * t * t;
    if (elementary::naturalLog(random.unit()) < x * x / 2 + d * (1 - v + elementary::naturalLog(v)))
      return boost * d * v;
  }
}

template <class Words>
double Sampler::nanoseconds(Words& random) const {
  switch (form_) {
    case Form::Fixed:
      return mean_;
    case Form::Exponential:
      return a_ * elementary::logarithmForDraws(random.unit());
    case Form::Erlang: {
      // The sum of logarithms is the logarithm of the product; sixteen factors cannot underflow.
      double logarithms = 0.0;
      for (int left = stages_; left > 0; left -= 16) {
        double product = 1.0;
        for (int i = std::min(left, 16); i > 0; --i) product *= random.unit();
        logarithms += elementary::naturalLog(product);
      }
      return -mean_ / stages_ * logarithms;
    }
    case Form::Lognormal:
      return exp(b_ + a_ * elementary::inverseNormal(random.unit()));
    case Form::BalancedMixture: {
      // Balanced means: phase i has probability p_i and mean m / (2 p_i). One word chooses the phase and, stretched
      // back to (0, 1), the value.
      const double u = random.unit();
      const double p = u < a_ ? a_ : 1.0 - a_;
      const double v = u < a_ ? u / a_ : (u - a_) / p;
      return -mean_ / (2.0 * p) * elementary::naturalLog(std::max(v, 0x1.0p-60));
    }
    case Form::Uniform:
      return mean_ * (1.0 + a_ * (2.0 * random.unit() - 1.0));
    case Form::Pareto:
      return b_ * exp(-a_ * elementary::naturalLog(random.unit()));
    case Form::BoundedPareto:
      return b_ * exp(-a_ * elementary::naturalLog(1.0 - random.unit() * (1.0 - c_)));
    case Form::Weibull:
      return b_ * exp(a_ * elementary::naturalLog(-elementary::naturalLog(random.unit())));
    case Form::Gamma:
      return b_ * fromGamma(random);
    case Form::Mixture:
    case Form::Discrete:
      return choose(random.unit());
  }
  return mean_;
}

Duration Sampler::drawAny(RandomStream& random) const {
  return rounded(nanoseconds(random));
}

Duration Sampler::drawAny(SplitMixStream& random) const {
  return rounded(nanoseconds(random));
}

}  // namespace headroom::kernel
