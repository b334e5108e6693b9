#include "engine/sim/varying_arrivals.h"

#include <algorithm>
#include <cmath>

#include "engine/base/elementary.h"

namespace headroom::sim {
namespace {

constexpr double kLongest = 4e18;  // ns: beyond it nothing happens in a run

double exponentialOf(kernel::RandomStream& random) {
  return -elementary::naturalLog(random.unit());
}

/// The length d of a piece with factor d + slope d²/2 = area. Multiplied through so that nothing cancels.
double lengthOf(const CurveSpec::Piece& piece, double area) {
  const double inside = std::max(0.0, piece.factor * piece.factor + 2 * piece.slope * area);
  const double below = piece.factor + std::sqrt(inside);
  return below > 0 ? 2 * area / below : kLongest;
}

}  // namespace

void setBursts(VaryingSpec& spec, double dispersion, double timeScaleSeconds) {
  if (!(dispersion > 1) || !(timeScaleSeconds > 0) || !(spec.rate > 0)) return;
  const double variance = (dispersion - 1) / (2 * timeScaleSeconds * spec.rate);  // of the rate over its mean
  const double share = std::min(0.5, 1 / (1 + variance));
  spec.bursty = true;
  spec.phaseFactor = {1 + std::sqrt(variance * (1 - share) / share),
                      std::max(0.0, 1 - std::sqrt(variance * share / (1 - share)))};
  spec.phaseSeconds = {timeScaleSeconds / (1 - share), timeScaleSeconds / share};
}

VaryingArrivals::VaryingArrivals(const VaryingSpec& spec, const kernel::RandomStreams& streams, const std::string& name,
                                 Instant origin)
    : spec_(&spec),
      gaps_(streams.open(name + "/arrivals")),
      phases_(streams.open(name + "/bursts")),
      sizes_(streams.open(name + "/batches")),
      origin_(origin) {
  if (!spec.bursty) return;
  const double share = spec.phaseSeconds[0] / (spec.phaseSeconds[0] + spec.phaseSeconds[1]);
  phase_ = phases_.chance(share) ? 0 : 1;
  phaseEnds_ = Instant() + Duration::seconds(exponentialOf(phases_) * spec.phaseSeconds[phase_]);
}

Instant VaryingArrivals::after(Instant now) {
  double need = exponentialOf(gaps_);
  for (;;) {
    if (now == Instant::never() || silentFrom(now)) return Instant::never();
    const double rate = spec_->rate * (spec_->bursty ? spec_->phaseFactor[phase_] : 1.0);
    const Reach reached = reach(now, phaseEnds_, need, rate * 1e-9);
    if (reached.left <= 0) return reached.at;
    need = reached.left;
    now = phaseEnds_;
    if (now == Instant::never()) return now;
    phase_ = 1 - phase_;
    phaseEnds_ = now + Duration::seconds(exponentialOf(phases_) * spec_->phaseSeconds[phase_]);
  }
}

int VaryingArrivals::batchSize() {
  if (spec_->batchFixed) return static_cast<int>(spec_->batchMean);
  if (spec_->batchMean <= 1) return 1;
  // Geometric on 1, 2, 3, …: each further page with probability 1 - 1/mean.
  const double more = elementary::naturalLog(sizes_.unit()) / elementary::naturalLog(1 - 1 / spec_->batchMean);
  return 1 + static_cast<int>(std::min(more, 1e6));
}

/// The straight line in force at a time since the run's start, up to where it ends.
CurveSpec::Piece VaryingArrivals::pieceAt(std::int64_t ns) const {
  constexpr std::int64_t kForever = Instant::never().ns();
  const CurveSpec& curve = spec_->curve;
  if (curve.pieces.empty()) return {0, kForever, 1, 0};
  if (ns < origin_.ns()) return {0, origin_.ns(), curve.pieces.front().factor, 0};
  std::int64_t start = origin_.ns();
  std::int64_t inside = ns - start;
  if (curve.period > 0) {
    start += inside / curve.period * curve.period;
    inside %= curve.period;
  }
  const auto found = std::upper_bound(curve.pieces.begin(), curve.pieces.end(), inside,
                                      [](std::int64_t at, const CurveSpec::Piece& piece) { return at < piece.end; });
  if (found == curve.pieces.end()) return {ns, kForever, curve.last, 0};
  return {start + found->begin, start + found->end, found->factor, found->slope};
}

bool VaryingArrivals::silentFrom(Instant at) const {
  const CurveSpec& curve = spec_->curve;
  if (curve.pieces.empty()) return false;
  if (at < origin_) return origin_ == Instant::never() && curve.pieces.front().factor <= 0;
  if (curve.period > 0) return curve.periodArea <= 0;
  return curve.last <= 0 && (at - origin_).ns() >= curve.pieces.back().end;
}

VaryingArrivals::Reach VaryingArrivals::reach(Instant from, Instant limit, double need, double ratePerNs) const {
  if (ratePerNs <= 0) return {limit, need};
  const CurveSpec& curve = spec_->curve;
  std::int64_t at = from.ns();
  double area = need / ratePerNs;
  while (at < limit.ns()) {
    if (curve.period > 0 && at >= origin_.ns() && area > curve.periodArea) {
      const double whole =
          std::min({std::floor(area / curve.periodArea),
                    std::floor(static_cast<double>(limit.ns() - at) / static_cast<double>(curve.period)),
                    kLongest / static_cast<double>(curve.period)});
      at += static_cast<std::int64_t>(whole) * curve.period;
      area -= whole * curve.periodArea;
      if (whole > 0) continue;
    }
    CurveSpec::Piece piece = pieceAt(at);
    piece.factor += piece.slope * static_cast<double>(at - piece.begin);
    const std::int64_t end = std::min(piece.end, limit.ns());
    const auto length = static_cast<double>(end - at);
    const double there = piece.areaUpTo(length);
    if (area <= there) {
      const double step = std::min(lengthOf(piece, area), length);
      if (step >= kLongest) return {Instant::never(), 0};
      return {Instant::at(Duration::nanoseconds(at + static_cast<std::int64_t>(step + 0.5))), 0};
    }
    area -= there;
    at = end;
    if (at == Instant::never().ns() || silentFrom(Instant::at(Duration::nanoseconds(at)))) return {Instant::never(), 0};
  }
  return {limit, std::max(area * ratePerNs, 1e-300)};
}

}  // namespace headroom::sim
