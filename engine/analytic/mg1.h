// One server with a general law of service: M/G/1 and its relatives. First come, first served unless said otherwise.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/analytic/distribution.h"

namespace headroom::analytic {

/// First moments of a service time.
struct Moments {
  double first = 0;
  double second = 0;
  double third = 0;
  static Moments of(const Distribution& law);
};

/// Mean and standard deviation of the wait.
struct WaitMoments {
  double mean = 0;
  double sd = 0;  ///< Infinite when the third moment of the service is.
};

/// M/G/1: Pollaczek–Khinchine mean λE[S²]/2(1−ρ); second moment 2E[W]² + λE[S³]/3(1−ρ) (Takács 1962). Infinite when
/// unstable.
WaitMoments mg1Wait(double arrivalRate, const Moments& service);

/// P(wait > t) and P(response > t) of a stable M/G/1 with service of phase type: the wait is a geometric sum of
/// residual services, again of phase type (Neuts 1981, §3.2; Asmussen, Applied Probability and Queues, §VIII.5).
/// Nothing for other laws.
struct Tails {
  std::function<double(double)> wait;
  std::function<double(double)> response;
};
std::optional<Tails> mg1PhaseTypeTails(double arrivalRate, const Distribution& service);

/// The same for any law: the geometric sum of residual services on a lattice of `stepsPerMean` points (Panjer's
/// recursion), mass rounded to the nearest point, so that the error falls with the square of the step. Meant for
/// lognormal, uniform, discrete and the like; quantiles are right to about 1e-4. REQUIRES: stable.
Tails mg1LatticeTails(double arrivalRate, const Distribution& service, int stepsPerMean = 250);

/// M/G/1/K, `capacity` K counts waiting and in service: the chain that departures leave behind, and from it the shares
/// of time (Gross & Harris, Fundamentals of Queueing Theory, §5.1.8).
struct FiniteMg1Answer {
  std::vector<double> numberPmf;  ///< 0 … K
  double lossProb = 0;
  double meanNumber = 0;
  double throughput = 0;
  double waitProb = 0;  ///< Of those let in.
};
/// REQUIRES: capacity >= 1.
FiniteMg1Answer mg1Finite(double arrivalRate, const Distribution& service, int capacity);

/// M/G/1 whose server switches off when idle and needs `setup` when the next request comes (Welch 1964): the wait is
/// that of M/G/1 plus (2E[D] + λE[D²]) / 2(1 + λE[D]).
double mg1SetupMeanWait(double arrivalRate, const Moments& service, const Moments& setup);

/// M/G/1 whose server fails, busy or idle, after exponential times of mean `meanToFailure`; repair has the law
/// `repair`, interrupted work is resumed. Completion times instead of service times (Gaver 1962; Avi-Itzhak & Naor
/// 1963), and the first request of a busy period may find a broken server, which acts like a setup.
struct BreakdownAnswer {
  double availability = 0;
  double meanResponse = 0;  ///< Infinite when unstable.
};
BreakdownAnswer mg1Breakdowns(double arrivalRate, const Distribution& service, double meanToFailure,
                              const Distribution& repair);

/// M/M/1 processor sharing: standard deviation of the response (Coffman, Muntz & Trotter 1970):
/// variance = (S/(1−ρ))² (2+ρ)/(2−ρ).
double mm1SharedResponseSd(double arrivalRate, double meanService);

/// Response in M/M/c processor sharing (each of n gets min(1, c/n) of a core): the time to absorption of a tagged
/// request among a number of others that stays below where the rest weighs less than 1e-16. REQUIRES: stable.
class SharedResponse {
 public:
  SharedResponse(double arrivalRate, double meanService, int servers);
  double mean() const;
  double sd() const;
  /// P(response > t), by uniformisation.
  double tail(double t) const;

 private:
  double moment(int k) const;
  std::vector<double> birth_;  ///< Of others, by number of others.
  std::vector<double> death_;
  std::vector<double> done_;   ///< Of the tagged one.
  std::vector<double> start_;  ///< Others found on arrival.
};

}  // namespace headroom::analytic
