#include "engine/analytic/transient.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/analytic/integrate.h"

namespace headroom::analytic {
namespace {

using Law = std::vector<double>;
using Process = Arrivals::Process;
constexpr double kStepError = 1e-12;
constexpr int kMostStates = 200000;

double angular(const Arrivals& a) {
  return 2 * std::numbers::pi / a.period;
}

/// M/M/c/K as a chain 0 … size − 1.
struct Queue {
  double mu = 0;
  int servers = 1;
  double drain(std::size_t n) const { return std::min<double>(static_cast<double>(n), servers) * mu; }

  Law derivative(const Law& p, double rate) const {
    Law change(p.size(), 0.0);
    for (std::size_t n = 0; n + 1 < p.size(); ++n) {
      const double flow = rate * p[n] - drain(n + 1) * p[n + 1];
      change[n] -= flow;
      change[n + 1] += flow;
    }
    return change;
  }

  /// Uniformisation over a stretch of constant rate, in pieces of 64 expected jumps. Returns the most that the last
  /// state ever weighed.
  double advance(Law& p, double rate, double duration) const {
    double atEnd = 0;
    const double jumpRate = rate + servers * mu;
    const int pieces = static_cast<int>(jumpRate * duration / 64) + 1;
    const double jumps = jumpRate * duration / pieces;
    for (int piece = 0; piece < pieces; ++piece) {
      Law sum(p.size(), 0.0);
      double weight = std::exp(-jumps);
      for (int k = 0; k < jumps || weight > 1e-18; ++k) {
        for (std::size_t n = 0; n < p.size(); ++n) sum[n] += weight * p[n];
        const Law change = derivative(p, rate);
        for (std::size_t n = 0; n < p.size(); ++n) p[n] += change[n] / jumpRate;
        weight *= jumps / (k + 1);
      }
      p = std::move(sum);
      atEnd = std::max(atEnd, p.back());
    }
    return atEnd;
  }
};

/// Dormand & Prince 1980, 5(4), with step control.
class DormandPrince {
 public:
  DormandPrince(const Queue& queue, const Arrivals& arrivals) : queue_(queue), arrivals_(arrivals) {}

  double advance(Law& p, double from, double to) {
    double atEnd = 0;
    double time = from;
    double step = std::min(to - from, 0.1 / (queue_.servers * queue_.mu + rateAt(arrivals_, from)));
    while (time < to) {
      step = std::min(step, to - time);
      const double error = tryStep(p, time, step);
      if (error <= kStepError) {
        p = next_;
        atEnd = std::max(atEnd, p.back());
        time = time + step >= to * (1 - 1e-15) ? to : time + step;
      }
      step *= std::clamp(0.9 * std::pow(kStepError / std::max(error, 1e-300), 0.2), 0.2, 4.0);
    }
    return atEnd;
  }

 private:
  static constexpr std::array<double, 7> kAt = {0, 0.2, 0.3, 0.8, 8.0 / 9, 1, 1};
  static constexpr std::array<std::array<double, 6>, 7> kFrom = {{
      {},
      {0.2},
      {3.0 / 40, 9.0 / 40},
      {44.0 / 45, -56.0 / 15, 32.0 / 9},
      {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
      {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
      {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
  }};
  static constexpr std::array<double, 7> kError = {71.0 / 57600,      0,          -71.0 / 16695, 71.0 / 1920,
                                                   -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

  /// Leaves the law after the step in next_; the largest error of an entry is returned.
  double tryStep(const Law& p, double time, double step) {
    std::array<Law, 7> slopes;
    for (std::size_t i = 0; i < 7; ++i) {
      next_ = p;
      for (std::size_t j = 0; j < i; ++j) {
        const double share = step * kFrom[i][j];
        if (share == 0) continue;
        for (std::size_t n = 0; n < p.size(); ++n) next_[n] += share * slopes[j][n];
      }
      slopes[i] = queue_.derivative(next_, rateAt(arrivals_, time + kAt[i] * step));
    }
    double largest = 0;
    for (std::size_t n = 0; n < p.size(); ++n) {
      double error = 0;
      for (std::size_t i = 0; i < 7; ++i) error += kError[i] * slopes[i][n];
      largest = std::max(largest, std::abs(step * error));
    }
    return largest;
  }

  const Queue& queue_;
  const Arrivals& arrivals_;
  Law next_;
};

/// A number that is exceeded with a probability below 1e-16: as if nobody ever left.
double conceivable(const Arrivals& arrivals, double time) {
  const double all = arrivalsBetween(arrivals, 0, time);
  return all + 9 * std::sqrt(all) + 40;
}

/// Returns the most that the last state ever weighed.
double advanceTo(const Arrivals& arrivals, const Queue& queue, Law& law, double time) {
  if (arrivals.process == Process::SinusoidalPoisson && arrivals.amplitude != 0) {
    return DormandPrince(queue, arrivals).advance(law, 0, time);
  }
  double atEnd = 0;
  double from = 0;
  for (std::size_t i = 0; from < time; ++i) {
    const bool piecewise = arrivals.process == Process::PiecewisePoisson && i < arrivals.breakpoints.size();
    const double to = piecewise ? std::min(time, arrivals.breakpoints[i]) : time;
    if (to > from) atEnd = std::max(atEnd, queue.advance(law, rateAt(arrivals, from), to - from));
    from = std::max(from, to);
  }
  return atEnd;
}

/// ∫_0^t λ(u) e^{−(t−u)/m} du
double exponentialStay(const Arrivals& a, double m, double t) {
  const double mu = 1 / m;
  if (a.process == Process::SinusoidalPoisson) {
    const double w = angular(a);
    const auto part = [&](double u) {
      return (mu * std::sin(w * u + a.phase) - w * std::cos(w * u + a.phase)) / (mu * mu + w * w);
    };
    return -a.rate * m * std::expm1(-mu * t) + a.amplitude * (part(t) - std::exp(-mu * t) * part(0));
  }
  double sum = 0;
  double from = 0;
  for (std::size_t i = 0; from < t; ++i) {
    const bool piecewise = a.process == Process::PiecewisePoisson && i < a.breakpoints.size();
    const double to = piecewise ? std::min(t, a.breakpoints[i]) : t;
    if (to > from) sum += rateAt(a, from) * m * (std::exp(-mu * (t - to)) - std::exp(-mu * (t - from)));
    from = std::max(from, to);
  }
  return sum;
}

}  // namespace

double rateAt(const Arrivals& arrivals, double time) {
  if (arrivals.process == Process::SinusoidalPoisson) {
    return std::max(0.0, arrivals.rate + arrivals.amplitude * std::sin(angular(arrivals) * time + arrivals.phase));
  }
  if (arrivals.process != Process::PiecewisePoisson) return arrivals.rate;
  std::size_t i = 0;
  while (i < arrivals.breakpoints.size() && time >= arrivals.breakpoints[i]) ++i;
  return arrivals.rates[i];
}

double arrivalsBetween(const Arrivals& arrivals, double from, double to) {
  if (arrivals.process == Process::SinusoidalPoisson) {
    const double w = angular(arrivals);
    return arrivals.rate * (to - from) -
           arrivals.amplitude / w * (std::cos(w * to + arrivals.phase) - std::cos(w * from + arrivals.phase));
  }
  if (arrivals.process != Process::PiecewisePoisson) return arrivals.rate * (to - from);
  double sum = 0;
  for (std::size_t i = 0; i < arrivals.rates.size(); ++i) {
    const double begin = i == 0 ? 0 : arrivals.breakpoints[i - 1];
    const double end = i < arrivals.breakpoints.size() ? arrivals.breakpoints[i] : to;
    sum += arrivals.rates[i] * std::max(0.0, std::min(end, to) - std::max(begin, from));
  }
  return sum;
}

Result<Law> transientLaw(const Arrivals& arrivals, double meanService, int servers, int capacity, double time) {
  const Queue queue{1 / meanService, servers};
  const double most = capacity >= 0 ? capacity : conceivable(arrivals, time);
  if (most > kMostStates * 10.0) return problem("too many arrivals for the forward equations", "simulate this model");
  // Grow the chain until its end is never reached.
  for (std::size_t size = static_cast<std::size_t>(std::min(most, servers + 250.0)) + 1;; size *= 2) {
    size = std::min(size, static_cast<std::size_t>(most) + 1);
    Law law(size, 0.0);
    law[0] = 1;
    const double atEnd = advanceTo(arrivals, queue, law, time);
    if (atEnd < 1e-15 || size == static_cast<std::size_t>(most) + 1) return law;
    if (size > kMostStates) return problem("the queue grows beyond 200000 requests", "simulate this model");
  }
}

Instant instantOf(const Law& law, int servers) {
  Instant instant;
  double busy = 0;
  double second = 0;
  for (std::size_t n = 0; n < law.size(); ++n) {
    const auto present = static_cast<double>(n);
    instant.numberMean += law[n] * present;
    second += law[n] * present * present;
    if (present >= servers) busy += law[n];
  }
  instant.numberSd = std::sqrt(std::max(0.0, second - instant.numberMean * instant.numberMean));
  instant.allBusyProb = busy;
  return instant;
}

double infiniteServerMean(const Arrivals& arrivals, const Distribution& service, double time) {
  if (service.kind() == Distribution::Kind::Exponential) return exponentialStay(arrivals, service.mean(), time);
  auto breaks = service.breaks();
  for (const double b : arrivals.breakpoints) breaks.push_back(time - b);
  if (service.kind() == Distribution::Kind::Deterministic) {
    return arrivalsBetween(arrivals, std::max(0.0, time - service.mean()), time);
  }
  return integrate([&](double age) { return rateAt(arrivals, time - age) * service.tail(age); }, 0, time, breaks);
}

}  // namespace headroom::analytic
