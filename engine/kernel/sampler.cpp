#include "engine/kernel/sampler.h"

#include <cmath>

namespace headroom::kernel {

Sampler::Sampler(const Law& law) : Sampler(law, 1.0) {}

Sampler::Sampler(const Law& law, double speed) : mean_(static_cast<double>(law.mean.ns()) / speed) {
  if (mean_ <= 0.0) {
    mean_ = 0.0;
    return;
  }
  kind_ = law.kind;
  switch (law.kind) {
    case Law::Kind::Erlang:
      stages_ = std::max(1, static_cast<int>(law.shape));
      break;
    case Law::Kind::Lognormal: {
      const double variance =
          naturalLog(1.0 + law.shape);  // of the logarithm, from the squared coefficient of variation
      a_ = std::sqrt(variance);
      b_ = naturalLog(mean_) - variance / 2;
      break;
    }
    case Law::Kind::Hyperexponential:
      a_ = 0.5 * (1.0 + std::sqrt((law.shape - 1.0) / (law.shape + 1.0)));
      break;
    case Law::Kind::Uniform:
      a_ = law.shape;
      break;
    case Law::Kind::Pareto:
      a_ = 1.0 / law.shape;
      b_ = mean_ * (law.shape - 1.0) / law.shape;
      break;
    case Law::Kind::Exponential:
      a_ = -mean_;
      break;
    case Law::Kind::Fixed:
      break;
  }
}

double Sampler::nanoseconds(RandomStream& random) const {
  switch (kind_) {
    case Law::Kind::Fixed:
      return mean_;
    case Law::Kind::Exponential:
      return a_ * naturalLog(random.unit());
    case Law::Kind::Erlang: {
      // The sum of logarithms is the logarithm of the product; sixteen factors cannot underflow.
      double logarithms = 0.0;
      for (int left = stages_; left > 0; left -= 16) {
        double product = 1.0;
        for (int i = std::min(left, 16); i > 0; --i) product *= random.unit();
        logarithms += naturalLog(product);
      }
      return -mean_ / stages_ * logarithms;
    }
    case Law::Kind::Lognormal:
      return exponential(b_ + a_ * inverseNormal(random.unit()));
    case Law::Kind::Hyperexponential: {
      // Balanced means: phase i has probability p_i and mean m / (2 p_i). One word chooses the phase and, stretched
      // back to (0, 1), the value.
      const double u = random.unit();
      const double p = u < a_ ? a_ : 1.0 - a_;
      const double v = u < a_ ? u / a_ : (u - a_) / p;
      return -mean_ / (2.0 * p) * naturalLog(std::max(v, 0x1.0p-60));
    }
    case Law::Kind::Uniform:
      return mean_ * (1.0 + a_ * (2.0 * random.unit() - 1.0));
    case Law::Kind::Pareto:
      return b_ * exponential(-a_ * naturalLog(random.unit()));
  }
  return mean_;
}

Duration Sampler::drawAny(RandomStream& random) const {
  return rounded(nanoseconds(random));
}

}  // namespace headroom::kernel
