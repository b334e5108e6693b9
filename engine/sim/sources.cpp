#include "engine/sim/sources.h"

#include <algorithm>

namespace headroom::sim {
namespace {

void addPiece(CurveSpec& spec, std::int64_t begin, std::int64_t end, double from, double to) {
  if (end <= begin) return;
  CurveSpec::Piece piece{begin, end, from, (to - from) / static_cast<double>(end - begin)};
  spec.periodArea += piece.areaUpTo(static_cast<double>(end - begin));
  spec.pieces.push_back(piece);
}

CurveSpec curveOf(const farm::Curve& curve) {
  CurveSpec spec;
  if (curve.points.empty()) return spec;
  const farm::CurvePoint& first = curve.points.front();
  const farm::CurvePoint& last = curve.points.back();
  spec.period = std::max<std::int64_t>(0, curve.period.ns());
  spec.last = last.factor;
  const std::int64_t rest = spec.period - last.at.ns();
  double atZero = first.factor;  // where the line from the last point to the first of the next period passes zero
  if (spec.period > 0 && rest + first.at.ns() > 0) {
    atZero = last.factor +
             (first.factor - last.factor) * static_cast<double>(rest) / static_cast<double>(rest + first.at.ns());
  }
  addPiece(spec, 0, first.at.ns(), atZero, first.factor);
  for (std::size_t i = 1; i < curve.points.size(); ++i) {
    const farm::CurvePoint& from = curve.points[i - 1];
    addPiece(spec, from.at.ns(), curve.points[i].at.ns(), from.factor, curve.points[i].factor);
  }
  if (spec.period > 0) addPiece(spec, last.at.ns(), spec.period, last.factor, atZero);
  if (spec.pieces.empty()) spec.pieces.push_back({0, 1, first.factor, 0});
  return spec;
}

}  // namespace

// The load factor multiplies rates and leaves the rhythm of bursts and the size of batches as they are: with twice the
// users each burst has twice the requests.
std::shared_ptr<const VaryingSpec> varyingOf(const farm::OpenLoad& load, double loadFactor) {
  if (!load.curve && !load.bursts && !load.batch) return nullptr;
  VaryingSpec spec;
  if (load.batch) {
    spec.batchMean = std::max(1.0, load.batch->mean);
    spec.batchFixed = load.batch->size == farm::Batch::Size::Fixed;
  }
  spec.rate = load.rate.perSecond / spec.batchMean;
  if (load.curve) spec.curve = curveOf(*load.curve);
  if (load.bursts) setBursts(spec, load.bursts->dispersion, load.bursts->timeScale.toSeconds());
  spec.rate *= loadFactor;
  return std::make_shared<const VaryingSpec>(spec);
}

std::shared_ptr<const VaryingSpec> poissonOf(const farm::OpenLoad& load, double loadFactor) {
  VaryingSpec spec;
  spec.rate = load.rate.perSecond * loadFactor;
  return std::make_shared<const VaryingSpec>(spec);
}

std::shared_ptr<const RetrySpec> retriesOf(const farm::Users& users) {
  const bool retries = users.retry && users.retry->attempts > 1;
  const bool reloads = users.reload && users.reload->probability > 0 && users.reload->most > 0;
  if (!retries && !reloads) return nullptr;
  RetrySpec spec;
  if (retries) {
    const farm::Retry& retry = *users.retry;
    spec.attempts = std::min(retry.attempts, 65535);
    spec.onTimeout = retry.onTimeout;
    spec.onUnavailable = retry.onUnavailable;
    spec.onRefused = retry.onRefused;
    spec.onError = retry.onError;
    spec.backoff = retry.backoff;
    spec.factor = std::max(1.0, retry.factor);
    spec.longest = retry.longest;
    spec.jitter = std::clamp(retry.jitter, 0.0, 1.0);
    if (const auto& budget = retry.budget) {
      spec.budget = BudgetSpec{std::max(0.0, budget->share),
                               std::max(0.0, budget->perSecond.perSecond) * budget->window.toSeconds(), budget->window};
    }
  }
  if (reloads) {
    spec.reloadAfter = std::max(users.reload->after, Duration::nanoseconds(1));
    spec.reloadProbability = users.reload->probability;
    spec.reloads = std::min(users.reload->most, 65535);
  }
  return std::make_shared<const RetrySpec>(spec);
}

}  // namespace headroom::sim
