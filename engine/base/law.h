// Probability laws of work and time, as values: what a farm file says, not how it is sampled.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/base/time.h"

namespace headroom {

/// A law of a non-negative duration. `mean` is always its mean; `shape` depends on the kind.
struct Law {
  enum class Kind {
    Fixed,             ///< always `mean`
    Exponential,       ///< no shape
    Erlang,            ///< shape = number of stages (a whole number ≥ 1)
    Lognormal,         ///< shape = squared coefficient of variation
    Hyperexponential,  ///< two phases with balanced means; shape = squared coefficient of variation ≥ 1
    Uniform,           ///< from (1 − shape)·mean to (1 + shape)·mean, 0 ≤ shape ≤ 1
    Pareto,            ///< shape = tail index > 1
  };
  Kind kind = Kind::Fixed;
  Duration mean;
  double shape = 0.0;

  /// Whether the law is always 0, which no draw is needed for; the kind does not matter then.
  bool isZero() const { return mean.ns() == 0; }
  bool operator==(const Law&) const = default;
};

/// Reads `"11ms"` (a law of `bareKind` with that mean), `"fixed(11ms)"`, `"exponential(11ms)"`, `"erlang(11ms, 4)"`,
/// `"lognormal(80ms, 1.44)"`, `"hyperexponential(20ms, 4)"`, `"uniform(10ms, 0.5)"`, `"pareto(30ms, 2.5)"`: mean first,
/// shape second.
Result<Law> parseLaw(std::string_view text, Law::Kind bareKind);

/// Canonical text of a law; a law of `bareKind` is written as its mean alone.
std::string formatLaw(const Law& law, Law::Kind bareKind);

/// Squared coefficient of variation (variance over squared mean); infinite for a Pareto tail of 2 or less.
double squaredVariation(const Law& law);

}  // namespace headroom
