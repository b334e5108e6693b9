// Draws from the laws of a farm.
#pragma once

#include <algorithm>

#include "engine/base/law.h"
#include "engine/base/time.h"
#include "engine/kernel/elementary.h"
#include "engine/kernel/random_streams.h"

namespace headroom::kernel {

/// A law made ready for drawing. Everything is drawn by inversion: one word a value (Erlang: one a stage), so that
/// equal words give comparable values whatever the law's parameters. Values round to whole nanoseconds and are never
/// negative.
class Sampler {
 public:
  Sampler() = default;
  explicit Sampler(const Law& law);
  /// The same law with every value divided by `speed`. REQUIRES: speed positive.
  Sampler(const Law& law, double speed);

  bool isZero() const { return mean_ <= 0.0; }
  /// Mean in nanoseconds, unrounded.
  double mean() const { return mean_; }

  Duration draw(RandomStream& random) const {
    if (kind_ == Law::Kind::Exponential) return fromExponential(random.next());
    return drawAny(random);
  }

  /// What draw() gives first from RandomStream(key, stream, block), and cheaper.
  Duration drawAt(const RandomKey& key, std::uint64_t stream, std::uint64_t block) const {
    if (kind_ == Law::Kind::Exponential) return fromExponential(wordsAt(key, stream, block).first);
    if (kind_ == Law::Kind::Fixed) return rounded(mean_);
    RandomStream random(key.word(), stream, block);
    return drawAny(random);
  }

 private:
  // One value never exceeds a year: the tail of a Pareto law must not take the clock to its end.
  static Duration rounded(double ns) {
    return Duration::nanoseconds(static_cast<std::int64_t>(std::min(ns, 3.2e16) + 0.5));
  }
  Duration fromExponential(std::uint64_t word) const { return rounded(a_ * naturalLog(unitOf(word))); }
  Duration drawAny(RandomStream& random) const;
  double nanoseconds(RandomStream& random) const;

  Law::Kind kind_ = Law::Kind::Fixed;  ///< Fixed whenever the mean is 0: such a law draws nothing.
  double mean_ = 0.0;
  double a_ = 0.0;  ///< Exponential: minus the mean; lognormal: sigma; hyperexponential: first probability; uniform:
                    ///< half-width; Pareto: 1 / tail index.
  double b_ = 0.0;  ///< Lognormal: mu; Pareto: smallest value.
  int stages_ = 1;
};

}  // namespace headroom::kernel
