// Arrivals whose rate changes: by a curve, at random, or several at once.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/random_streams.h"

namespace headroom::sim {

/// A factor of time made of straight lines. Nanoseconds.
struct CurveSpec {
  struct Piece {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    double factor = 1;  ///< At its beginning;
    double slope = 0;   ///< and its change per nanosecond.
    double areaUpTo(double length) const { return length * (factor + slope * length / 2); }
  };
  std::vector<Piece> pieces;  ///< From 0 on without gaps; empty: always 1.
  std::int64_t period = 0;    ///< Zero: after the last piece the factor stays `last`.
  double last = 1;
  double periodArea = 0;
};

struct VaryingSpec {
  double rate = 0;  ///< Of batches per second, at factor 1.
  CurveSpec curve;
  bool bursty = false;
  std::array<double, 2> phaseFactor{1, 1};   ///< While the rate is high, and low;
  std::array<double, 2> phaseSeconds{0, 0};  ///< mean times until it changes.
  double batchMean = 1;
  bool batchFixed = true;
};

/// Factors and mean times of a two-state Markov-modulated Poisson process with mean rate λ, index of dispersion for
/// counts I and time scale τ. With a share p of time in the high state and a standard deviation σ of the rate,
///   I = 1 + 2 τ σ² / λ,  1/τ = 1/T₁ + 1/T₂,  T₁ = τ / (1 - p),  T₂ = τ / p,
///   λ₁ = λ + σ √((1-p)/p),  λ₂ = λ - σ √(p/(1-p))
/// (Fischer & Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", Performance Evaluation 18, 1993;
/// there as I = 1 + 2 (λ₁-λ₂)² r₁ r₂ / ((r₁+r₂)² (λ₁r₂+λ₂r₁))). p is one half, or as much less as λ₂ ≥ 0 demands.
void setBursts(VaryingSpec& spec, double dispersion, double timeScaleSeconds);

/// When the next batch comes, exactly: exponential steps of the integrated rate are turned back into time (Çinlar,
/// Introduction to Stochastic Processes, 1975), so that variants of one farm keep their arrivals in step.
class VaryingArrivals {
 public:
  /// The curve begins at `origin` and stands still before that.
  VaryingArrivals(const VaryingSpec& spec, const kernel::RandomStreams& streams, const std::string& name,
                  Instant origin);

  /// The next batch after `now`; never() when there is none.
  Instant after(Instant now);
  /// How many pages the batch has.
  int batchSize();

 private:
  struct Reach {
    Instant at;
    double left = 0;  ///< Of what was asked for; zero: it is reached at `at`.
  };
  Reach reach(Instant from, Instant limit, double need, double ratePerNs) const;
  CurveSpec::Piece pieceAt(std::int64_t ns) const;
  bool silentFrom(Instant at) const;

  const VaryingSpec* spec_;
  kernel::RandomStream gaps_;
  kernel::RandomStream phases_;
  kernel::RandomStream sizes_;
  Instant origin_;
  std::size_t phase_ = 0;
  Instant phaseEnds_ = Instant::never();
};

}  // namespace headroom::sim
