#include "engine/kernel/sampler.h"

#include <algorithm>
#include <cmath>

#include "engine/kernel/elementary.h"

namespace headroom::kernel {

Sampler::Sampler(const Law& law) : Sampler(law, 1.0) {}

Sampler::Sampler(const Law& law, double speed) : kind_(law.kind), mean_(static_cast<double>(law.mean.ns()) / speed) {
  if (mean_ <= 0.0) return;
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
    case Law::Kind::Fixed:
    case Law::Kind::Exponential:
      break;
  }
}

double Sampler::nanoseconds(RandomStream& random) const {
  switch (kind_) {
    case Law::Kind::Fixed:
      return mean_;
    case Law::Kind::Exponential:
      return -mean_ * naturalLog(random.unit());
    case Law::Kind::Erlang: {
      double logarithms = 0.0;
      for (int i = 0; i < stages_; ++i) logarithms += naturalLog(random.unit());
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

Duration Sampler::draw(RandomStream& random) const {
  if (mean_ <= 0.0) return Duration{};
  const double value = nanoseconds(random);
  // One value never exceeds a year: the tail of a Pareto law must not take the clock to its end.
  constexpr double kLongest = 3.2e16;
  return Duration::nanoseconds(static_cast<std::int64_t>(std::min(value, kLongest) + 0.5));
}

}  // namespace headroom::kernel
