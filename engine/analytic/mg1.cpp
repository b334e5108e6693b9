#include "engine/analytic/mg1.h"

#include <cmath>
#include <limits>

#include "engine/analytic/phase_type.h"

namespace headroom::analytic {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

}  // namespace

Moments Moments::of(const Distribution& law) {
  return {law.moment(1), law.moment(2), law.moment(3)};
}

WaitMoments mg1Wait(double arrivalRate, const Moments& service) {
  const double idle = 1 - arrivalRate * service.first;
  if (idle <= 0) return {kInfinite, kInfinite};
  const double mean = arrivalRate * service.second / (2 * idle);
  return {mean, std::sqrt(mean * mean + arrivalRate * service.third / (3 * idle))};
}

std::optional<Tails> mg1PhaseTypeTails(double arrivalRate, const Distribution& service) {
  const auto phases = phaseType(service);
  const double load = arrivalRate * service.mean();
  if (!phases || load >= 1) return std::nullopt;
  const Eigen::MatrixXd transposed = (-phases->rates).transpose();
  const Eigen::VectorXd starts = phases->initial.transpose();
  const Eigen::RowVectorXd residual = transposed.partialPivLu().solve(starts).transpose() / service.mean();
  const PhaseType wait{load * residual, phases->rates + phases->exits() * load * residual};
  const PhaseType response = sumOf(wait, *phases);
  return Tails{[wait](double t) { return wait.tail(t); }, [response](double t) { return response.tail(t); }};
}

double mg1SetupMeanWait(double arrivalRate, const Moments& service, const Moments& setup) {
  const double extra = (2 * setup.first + arrivalRate * setup.second) / (2 * (1 + arrivalRate * setup.first));
  return mg1Wait(arrivalRate, service).mean + extra;
}

BreakdownAnswer mg1Breakdowns(double arrivalRate, const Distribution& service, double meanToFailure,
                              const Distribution& repair) {
  const double failureRate = 1 / meanToFailure;
  const Moments work = Moments::of(service);
  const double stretch = 1 + failureRate * repair.moment(1);
  Moments completion;
  completion.first = work.first * stretch;
  completion.second = work.second * stretch * stretch + work.first * failureRate * repair.moment(2);
  // An idle server alternates between working and repair until somebody comes. `broken`: they come during a repair;
  // what remains of it then has the moments below (conditional on a Poisson arrival falling into the repair).
  const double escapes = repair.transform(arrivalRate);
  const double breaksFirst = failureRate / (failureRate + arrivalRate);
  const double broken = breaksFirst * (1 - escapes) / (1 - breaksFirst * escapes);
  Moments delay;
  if (escapes < 1) {
    const double hit = 1 - escapes;
    const double m1 = (repair.moment(1) - hit / arrivalRate) / hit;
    const double m2 = (repair.moment(2) - 2 * m1 * hit / arrivalRate) / hit;
    delay.first = broken * m1;
    delay.second = broken * m2;
  }
  BreakdownAnswer answer;
  answer.availability = 1 / stretch;
  answer.meanResponse = completion.first + mg1SetupMeanWait(arrivalRate, completion, delay);
  return answer;
}

double mm1SharedResponseSd(double arrivalRate, double meanService) {
  const double load = arrivalRate * meanService;
  if (load >= 1) return kInfinite;
  return meanService / (1 - load) * std::sqrt((2 + load) / (2 - load));
}

}  // namespace headroom::analytic
