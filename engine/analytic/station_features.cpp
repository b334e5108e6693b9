#include "engine/analytic/station_features.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <memory>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/mg1.h"
#include "engine/analytic/number_law.h"
#include "engine/analytic/phase_queue.h"
#include "engine/analytic/queues.h"
#include "engine/analytic/transient.h"

namespace headroom::analytic {
namespace {

using Kind = Distribution::Kind;
using Process = Arrivals::Process;
using Trust = Method::Trust;

bool isExponential(const Distribution& law) {
  return law.kind() == Kind::Exponential;
}
bool isPoisson(const Stream& stream) {
  return stream.arrivals.process == Process::Poisson && stream.cycle.empty();
}
/// FIFO, or sharing by exponential work, which changes no counts.
bool countsLikeFifo(const Station& station, const Stream& stream) {
  return station.discipline == Discipline::Fifo ||
         (station.discipline == Discipline::ProcessorSharing && isExponential(stream.service) && !station.concurrency);
}

Diagnostics notCovered(const Station& station, const std::string& what) {
  return problem("station " + station.name + ": no method covers " + what, "simulate it");
}

}  // namespace

std::optional<PhaseQueueAnswer> phasesOf(const Stream& stream, const PhaseStation& shape) {
  if (stream.cycle.empty()) return phaseQueue(stream.arrivals, stream.service, shape);
  return phaseQueueOfCycle(stream.arrivals.rate, stream.cycle, stream.service, shape);
}

StationAnswer solveDelay(const Stream& stream) {
  const double rate = stream.rate();
  const double load = rate * stream.service.mean();
  const bool poisson = isPoisson(stream);
  StationAnswer answer{{"infinite servers, Palm and Takacs", Trust::Closed, 1e-13}, {}, {}};
  Measures& m = answer.station;
  m[Metric::Throughput] = rate;
  m[Metric::NumberMean] = load;
  m[Metric::QueueMean] = 0;
  m[Metric::WaitMean] = 0;
  m[Metric::WaitProb] = 0;
  m[Metric::ResponseMean] = stream.service.mean();
  if (std::isfinite(stream.service.variance())) m[Metric::ResponseSd] = std::sqrt(stream.service.variance());
  m.responseTail = [law = stream.service](double t) { return law.tail(t); };
  m.waitTail = [](double) { return 0.0; };
  if (poisson) {
    m[Metric::NumberSd] = std::sqrt(load);
    m[Metric::EmptyProb] = std::exp(-load);
    m.numberPmf = [load](int n) { return n < 0 ? 0 : boost::math::gamma_p_derivative(n + 1.0, load); };
  }
  return answer;
}

void dropWaiting(Measures& measures) {
  for (const Metric metric : {Metric::WaitMean, Metric::WaitProb, Metric::WaitSd, Metric::QueueMean}) {
    measures.values.erase(metric);
  }
  measures.waitTail = nullptr;
}

StationAnswer solveInsensitiveSharing(const Station& station, double rate, const Distribution& service) {
  const double mean = service.mean();
  const double load = rate * mean;
  const int servers = station.servers;
  const MmcAnswer exact = mmc(rate, mean, servers);
  StationAnswer answer{{"processor sharing, insensitive", Trust::Closed, 1e-12}, {}, {}};
  Measures& m = answer.station;
  m[Metric::Utilization] = exact.utilisation;
  m[Metric::Throughput] = rate;
  m[Metric::NumberMean] = exact.meanNumber;
  m[Metric::NumberSd] = mmcNumberSd(servers, load);
  m[Metric::ResponseMean] = exact.meanResponse;
  m[Metric::EmptyProb] = mmcNumberPmf(servers, load, 0);
  m.numberPmf = [=](int n) { return mmcNumberPmf(servers, load, n); };
  // linear in the work whatever the law (Sakata, Noguchi & Oizumi 1971; Cohen 1979 for several cores)
  m.responseOfDemand = [stretch = exact.meanResponse / mean](double work) { return work * stretch; };
  if (isExponential(service)) {
    const auto shared = std::make_shared<SharedResponse>(rate, mean, servers);
    m[Metric::ResponseSd] = servers == 1 ? mm1SharedResponseSd(rate, mean) : shared->sd();
    m.responseTail = [shared](double t) { return shared->tail(t); };
  }
  return answer;
}

Result<StationAnswer> solveTransient(const Station& station, const Stream& stream) {
  StationAnswer answer;
  if (station.discipline == Discipline::Delay) {
    answer.method = {"M(t)/G/infinity, Eick, Massey and Whitt", Trust::Closed, 1e-12};
    answer.station.at = [stream](double t) {
      const double mean = infiniteServerMean(stream.arrivals, stream.service, t);
      return Instant{mean, std::sqrt(mean), std::nullopt};
    };
    return answer;
  }
  const bool plain = countsLikeFifo(station, stream) && isExponential(stream.service) && !station.failures &&
                     !station.setup && !stream.patience && (!station.capacity || station.onFull == OnFull::Lose);
  if (!plain) return notCovered(station, "rates that change with the clock but exponential service without extras");
  answer.method = {"Kolmogorov forward equations", Trust::Numerical, 1e-8};
  const double service = stream.service.mean();
  const int servers = station.servers;
  const int capacity = station.capacity.value_or(-1);
  answer.station.at = [=, arrivals = stream.arrivals](double t) -> std::optional<Instant> {
    const auto law = transientLaw(arrivals, service, servers, capacity, t);
    return law ? std::optional(instantOf(*law, servers)) : std::nullopt;
  };
  return answer;
}

namespace {

/// One server without waiting room and any law of service (Falin & Templeton, Retrial Queues, 1997, §1.3).
Result<StationAnswer> solveRetrialMg1(const Station& station, const Stream& stream) {
  const double rate = stream.rate();
  const double load = rate * stream.service.mean();
  if (load >= 1) return problem("station " + station.name + " is unstable with its retries", "lower the arrival rate");
  StationAnswer answer{{"M/G/1 retrial queue, Falin", Trust::Closed, 1e-12}, {}, {}};
  Measures& m = answer.station;
  m[Metric::OrbitMean] = rate / (1 - load) * (rate * stream.service.moment(2) / 2 + load * station.retryDelay->mean());
  m[Metric::FirstAttemptRefusedProb] = load;
  m[Metric::NumberMean] = load;
  m[Metric::Utilization] = load;
  m[Metric::Throughput] = rate;
  m[Metric::ResponseMean] = stream.service.mean();
  answer.system[Metric::NumberMean] = m[Metric::OrbitMean] + load;
  answer.system[Metric::ResponseMean] = answer.system[Metric::NumberMean] / rate;
  return answer;
}

Result<StationAnswer> solveRetrial(const Station& station, const Stream& stream) {
  if (isPoisson(stream) && !isExponential(stream.service) && station.servers == 1 && *station.capacity == 1 &&
      station.discipline == Discipline::Fifo && station.retryDelay && isExponential(*station.retryDelay)) {
    return solveRetrialMg1(station, stream);
  }
  if (!isPoisson(stream) || !isExponential(stream.service) || !station.retryDelay ||
      !isExponential(*station.retryDelay)) {
    return notCovered(station, "retries but with exponential times under Poisson arrivals");
  }
  const double rate = stream.rate();
  const auto exact =
      retrialQueue(rate, stream.service.mean(), station.servers, *station.capacity, station.retryDelay->mean());
  if (!exact) return problem("station " + station.name + " is unstable with its retries", "lower the arrival rate");
  StationAnswer answer{{"retrial queue, level-dependent birth-death process", Trust::Numerical, 1e-11}, {}, {}};
  Measures& m = answer.station;
  m[Metric::OrbitMean] = exact->meanOrbit;
  m[Metric::FirstAttemptRefusedProb] = exact->refusedProb;
  m[Metric::NumberMean] = exact->meanNumber;
  m[Metric::Utilization] = exact->utilisation;
  m[Metric::Throughput] = rate;
  m[Metric::ResponseMean] = exact->meanNumber / rate;
  answer.system[Metric::ResponseMean] = exact->meanResponse;
  answer.system[Metric::NumberMean] = exact->meanOrbit + exact->meanNumber;
  return answer;
}

StationAnswer solveFiniteMg1(const Stream& stream, int room) {
  const auto exact = mg1Finite(stream.rate(), stream.service, room);
  StationAnswer answer{{"M/G/1/K, embedded chain", Trust::Numerical, 1e-10}, {}, {}};
  Measures& m = answer.station;
  const double service = stream.service.mean();
  const double busy = exact.throughput * service;
  m[Metric::LossProb] = exact.lossProb;
  m[Metric::NumberMean] = exact.meanNumber;
  m[Metric::QueueMean] = exact.meanNumber - busy;
  m[Metric::Throughput] = exact.throughput;
  m[Metric::ResponseMean] = exact.meanNumber / exact.throughput;
  m[Metric::WaitMean] = m[Metric::ResponseMean] - service;
  m[Metric::WaitProb] = exact.waitProb;
  m[Metric::Utilization] = busy;
  putNumberLaw(m, exact.numberPmf);
  return answer;
}

/// Whoever is let in finds the counts of M/M/c/K, exactly where the law of service does not matter.
StationAnswer solveCounted(const Station& station, const Stream& stream) {
  const int room = *station.capacity;
  const int servers = station.discipline == Discipline::Delay ? room : std::min(station.servers, room);
  const auto exact = finiteQueue(stream.rate(), stream.service.mean(), servers, room);
  StationAnswer answer{{"M/M/c/K birth-death chain", Trust::Closed, 1e-12}, {}, {}};
  Measures& m = answer.station;
  m[Metric::LossProb] = exact.lossProb;
  m[Metric::NumberMean] = exact.meanNumber;
  m[Metric::QueueMean] = exact.meanQueue;
  m[Metric::Throughput] = exact.throughput;
  m[Metric::ResponseMean] = exact.meanResponse;
  m[Metric::WaitMean] = exact.meanWait;
  m[Metric::WaitProb] = exact.waitProb;
  m[Metric::Utilization] = exact.utilisation * servers / std::max(1, station.servers);
  putNumberLaw(m, exact.numberPmf);
  if (isExponential(stream.service) && station.discipline == Discipline::Fifo) {
    m.responseTail = exact.responseTail;
    m.waitTail = exact.waitTail;
    m[Metric::WaitSd] = exact.sdWait;
    m[Metric::ResponseSd] = std::hypot(exact.sdWait, stream.service.mean());
  }
  if (station.discipline == Discipline::ProcessorSharing) dropWaiting(m);
  return answer;
}

/// Limited room where the phases of arrivals and service matter.
Result<StationAnswer> solveFinitePhases(const Station& station, const Stream& stream) {
  const int room = *station.capacity;
  const int progress =
      station.discipline == Discipline::ProcessorSharing ? station.concurrency.value_or(room) : station.servers;
  const PhaseStation shape{station.servers, std::min(progress, room), room};
  auto exact = phasesOf(stream, shape);
  if (!exact && isPoisson(stream) && station.servers == 1 && progress == 1) return solveFiniteMg1(stream, room);
  StationAnswer answer{{"quasi-birth-death process", Trust::Numerical, 1e-10}, {}, {}};
  if (!exact) {
    exact = phaseQueueStandIn(stream.arrivals, stream.cycle, stream.service, shape);
    answer.method = {"quasi-birth-death process with phase-type laws of the same moments", Trust::Approximate, 0.1};
  }
  if (!exact) return notCovered(station, "limited room under such arrivals");
  Measures& m = answer.station;
  m[Metric::LossProb] = exact->lossProb;
  m[Metric::NumberMean] = exact->meanNumber;
  m[Metric::NumberSd] = exact->sdNumber;
  m[Metric::QueueMean] = exact->meanQueue;
  m[Metric::Throughput] = exact->throughput;
  m[Metric::ResponseMean] = exact->meanResponse();
  m[Metric::WaitMean] = exact->meanWait();
  m[Metric::WaitProb] = exact->waitProb;
  m[Metric::Utilization] = exact->meanBusy / station.servers;
  m[Metric::EmptyProb] = exact->numberPmf(0);
  m.numberPmf = exact->numberPmf;
  return answer;
}

}  // namespace

Result<StationAnswer> solveFinite(const Station& station, const Stream& stream) {
  if (station.onFull == OnFull::Retry) return solveRetrial(station, stream);
  if (station.onFull == OnFull::Overflow) return notCovered(station, "overflow without the station that takes it");
  const bool poisson = isPoisson(stream);
  // nobody waits, or all share: insensitive to the law
  const bool insensitive = poisson && !station.concurrency &&
                           (*station.capacity <= station.servers || station.discipline == Discipline::ProcessorSharing);
  const bool counts = poisson && isExponential(stream.service) && !station.concurrency;
  if (station.discipline == Discipline::Delay || insensitive || counts) return solveCounted(station, stream);
  return solveFinitePhases(station, stream);
}

}  // namespace headroom::analytic
