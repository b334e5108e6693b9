// Draws from the laws of a farm.
#pragma once

#include "engine/base/law.h"
#include "engine/base/time.h"
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
  Duration draw(RandomStream& random) const;

 private:
  double nanoseconds(RandomStream& random) const;

  Law::Kind kind_ = Law::Kind::Fixed;
  double mean_ = 0.0;
  double a_ =
      0.0;  ///< Lognormal: sigma; hyperexponential: first probability; uniform: half-width; Pareto: 1 / tail index.
  double b_ = 0.0;  ///< Lognormal: mu; Pareto: smallest value.
  int stages_ = 1;
};

}  // namespace headroom::kernel
