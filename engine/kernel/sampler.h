// Draws from probability laws of times.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/base/elementary.h"
#include "engine/base/law.h"
#include "engine/base/time.h"
#include "engine/kernel/random_streams.h"

namespace headroom::kernel {

/// A law made ready for drawing. Everything is drawn by inversion: one word a value (Erlang: one a stage), so that
/// equal words give comparable values whatever the law's parameters; only the gamma law takes as many words as it
/// needs. Values round to whole nanoseconds and are never negative.
class Sampler {
 public:
  Sampler() = default;
  /// REQUIRES: a law that parseLaw() would accept; its shape is not checked again.
  explicit Sampler(const Law& law);
  /// The same law with every value divided by `speed`. REQUIRES: speed positive.
  Sampler(const Law& law, double speed);

  // Laws beyond those a farm file can name; times in seconds. REQUIRE positive parameters, probabilities that sum to 1.
  /// Draws no word.
  static Sampler fixed(double value);
  static Sampler exponential(double mean);
  /// `mean` of the sum of all stages, not of one.
  static Sampler erlang(int stages, double mean);
  /// `mu` and `sigma` of the logarithm of the seconds.
  static Sampler lognormal(double mu, double sigma);
  /// `scale` is the smallest value.
  static Sampler pareto(double shape, double scale);
  /// A Pareto law cut off at `high` (not truncated by clipping: no mass stands at the bound).
  static Sampler boundedPareto(double shape, double low, double high);
  static Sampler uniform(double low, double high);
  /// `scale` is where 1 − 1/e of the mass lies below.
  static Sampler weibull(double shape, double scale);
  /// Mean shape · scale. Takes a varying number of words.
  static Sampler gamma(double shape, double scale);
  /// One exponential phase of each mean, chosen by `probabilities`.
  static Sampler hyperexponential(const std::vector<double>& probabilities, const std::vector<double>& means);
  /// One of `values`, chosen by `probabilities`.
  static Sampler discrete(const std::vector<double>& probabilities, const std::vector<double>& values);

  /// Such a law draws no word and always gives 0.
  bool isZero() const { return mean_ <= 0.0; }
  /// Mean in nanoseconds, unrounded.
  double mean() const { return mean_; }

  /// At most a year, so that the tail of a Pareto law cannot take the clock to its end.
  Duration draw(RandomStream& random) const {
    if (form_ == Form::Exponential) return fromExponential(random.next());
    return drawAny(random);
  }
  [[gnu::always_inline]] Duration draw(SplitMixStream& random) const {
    if (form_ == Form::Exponential) [[likely]]
      return fromExponential(random.next());
    return drawAny(random);
  }

 private:
  enum class Form : std::uint8_t {
    Fixed,
    Exponential,
    Erlang,
    Lognormal,
    BalancedMixture,  ///< Of two exponential phases with balanced means.
    Uniform,
    Pareto,
    BoundedPareto,
    Weibull,
    Gamma,
    Mixture,  ///< Of exponential phases.
    Discrete
  };
  struct Choice {
    double upTo = 1;  ///< Probability of this choice and those before it.
    double value = 0;
  };

  Sampler(Form form, double mean, double a = 0, double b = 0, double c = 0)
      : form_(form), mean_(mean), a_(a), b_(b), c_(c) {}
  /// The common part of hyperexponential() and discrete().
  static Sampler choosing(Form form, const std::vector<double>& probabilities, const std::vector<double>& values);
  double choose(double u) const;
  template <class Words>
  double fromGamma(Words& random) const;

  // One value never exceeds a year: the tail of a Pareto law must not take the clock to its end.
  [[gnu::always_inline]] static Duration rounded(double ns) {
    return Duration::nanoseconds(static_cast<std::int64_t>(std::min(ns, 3.2e16) + 0.5));
  }
  [[gnu::always_inline]] Duration fromExponential(std::uint64_t word) const {
    return rounded(a_ * elementary::logarithmForDraws(unitOf(word)));
  }
  Duration drawAny(RandomStream& random) const;
  Duration drawAny(SplitMixStream& random) const;
  template <class Words>
  double nanoseconds(Words& random) const;

  Form form_ = Form::Fixed;  ///< Fixed whenever the mean is 0: such a law draws nothing.
  int stages_ = 1;
  double mean_ = 0.0;
  double a_ = 0.0;  ///< Exponential: minus the mean; lognormal: sigma; balanced mixture: first probability; uniform:
                    ///< half-width over mean; Pareto, Weibull: 1 / shape; gamma: shape.
  double b_ = 0.0;  ///< Lognormal: mu; Pareto: smallest value; Weibull, gamma: scale.
  double c_ = 0.0;  ///< Bounded Pareto: probability that an unbounded one exceeds the bound.
  std::shared_ptr<const std::vector<Choice>> choices_;
};

}  // namespace headroom::kernel
