#include "engine/sim/arrival_process.h"

#include <cmath>

#include "engine/base/elementary.h"

namespace headroom::sim {

using Process = ArrivalSpec::Process;

Instant ArrivalProcess::after(Instant now) {
  switch (spec_->process) {
    case Process::Poisson:
      return gapOf(now, spec_->rates[0]);
    case Process::Renewal:
      return now + spec_->gap.draw(random_);
    case Process::Modulated:
    case Process::Piecewise:
      return stepwise(now);
    case Process::Sinusoidal:
      return thinned(now);
    case Process::Trace:
      return listed_ < spec_->requests.size() ? spec_->requests[listed_++].at : Instant::never();
  }
  return Instant::never();
}

Instant ArrivalProcess::gapOf(Instant from, double rate) {
  return rate > 0 ? from + Duration::seconds(exponential() / rate) : Instant::never();
}

void ArrivalProcess::nextPhase(Instant at) {
  if (begun_) ++phase_;
  if (spec_->process == Process::Piecewise) {
    phaseEnds_ = phase_ < spec_->breakpoints.size() ? spec_->breakpoints[phase_] : Instant::never();
  } else {
    phase_ %= spec_->rates.size();
    phaseEnds_ = at + Duration::seconds(exponential() * spec_->sojourns[phase_]);
  }
  begun_ = true;
}

Instant ArrivalProcess::stepwise(Instant now) {
  if (!begun_) nextPhase(now);
  for (;;) {
    const Instant next = gapOf(now, spec_->rates[phase_]);
    if (next <= phaseEnds_) return next;
    now = phaseEnds_;
    nextPhase(now);
  }
}

Instant ArrivalProcess::thinned(Instant now) {
  const double highest = spec_->rates[0] + std::fabs(spec_->amplitude);
  if (highest <= 0) return Instant::never();
  for (;;) {
    now = gapOf(now, highest);
    const double turns = now.toSeconds() / spec_->period + spec_->phase;
    const double rate = spec_->rates[0] + spec_->amplitude * elementary::sineOfTurns(turns);
    if (random_.unit() * highest < rate) return now;
  }
}

}  // namespace headroom::sim
