#include "engine/analytic/station_solver.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/gim.h"
#include "engine/analytic/mdc.h"
#include "engine/analytic/mg1.h"
#include "engine/analytic/phase_queue.h"
#include "engine/analytic/queues.h"
#include "engine/analytic/station_features.h"
#include "engine/analytic/transient.h"

namespace headroom::analytic {
namespace {

using Process = Arrivals::Process;
using Kind = Distribution::Kind;
using Trust = Method::Trust;

Diagnostics unstable(const Station& station, double load) {
  return problem("station " + station.name + " is unstable: " + std::to_string(load) + " erlangs for " +
                     std::to_string(station.servers) + " servers",
                 "lower the arrival rate, shorten the service or add servers");
}

/// Figures that follow from the mean number, the rate and the service: Little's law.
void fillByLittle(Measures& m, double rate, double wait, double service, int servers) {
  m[Metric::Throughput] = rate;
  m[Metric::WaitMean] = wait;
  m[Metric::ResponseMean] = wait + service;
  m[Metric::QueueMean] = rate * wait;
  m[Metric::NumberMean] = rate * (wait + service);
  m.responseOfDemand = [wait](double work) { return wait + work; };
  if (servers > 0) m[Metric::Utilization] = rate * service / servers;
}

/// Whoever leaves behind those who came during its response: Poisson arrivals, first come, first served, one server
/// (distributional form of Little's law; Keilson & Servi 1988).
double numberSdByLittle(double rate, double response, double responseSd) {
  return std::sqrt(rate * response + rate * rate * responseSd * responseSd);
}

StationAnswer solveMmc(const Station& station, double rate, double service) {
  const int servers = station.servers;
  const double load = rate * service;
  const double waits = erlangC(servers, load);
  const double drain = servers / service - rate;
  StationAnswer answer{{"M/M/c, Erlang C", Trust::Closed, 1e-12}, {}, {}};
  Measures& m = answer.station;
  fillByLittle(m, rate, waits / drain, service, servers);
  m[Metric::WaitProb] = waits;
  m[Metric::WaitSd] = std::sqrt(waits * (2 - waits)) / drain;
  m[Metric::ResponseSd] = std::hypot(m[Metric::WaitSd], service);
  m.numberPmf = [=](int n) { return mmcNumberPmf(servers, load, n); };
  m[Metric::EmptyProb] = mmcNumberPmf(servers, load, 0);
  m[Metric::NumberSd] = mmcNumberSd(servers, load);
  m.waitTail = [=](double t) { return t < 0 ? 1 : waits * std::exp(-drain * t); };
  m.responseTail = [=](double t) { return mmcResponseTail(rate, service, servers, t); };
  return answer;
}

StationAnswer solveMdc(const Station& station, double rate, double service) {
  const auto exact = mdc(rate, service, station.servers);
  StationAnswer answer{{"M/D/c, Crommelin and Franx", Trust::Closed, 1e-11}, {}, {}};
  Measures& m = answer.station;
  const WaitMoments one = mg1Wait(rate, {service, service * service, service * service * service});
  fillByLittle(m, rate, station.servers == 1 ? one.mean : exact.meanWait, service, station.servers);
  if (station.servers == 1) {
    m[Metric::WaitSd] = m[Metric::ResponseSd] = one.sd;
    m[Metric::NumberSd] = numberSdByLittle(rate, m[Metric::ResponseMean], one.sd);
  } else {
    m[Metric::WaitSd] = m[Metric::ResponseSd] = exact.sdWait;
  }
  m[Metric::WaitProb] = station.servers == 1 ? rate * service : exact.waitProb;
  m[Metric::EmptyProb] = station.servers == 1 ? 1 - rate * service : exact.numberPmf(0);
  m.numberPmf = exact.numberPmf;
  m.waitTail = exact.waitTail;
  m.responseTail = exact.responseTail;
  return answer;
}

StationAnswer solveMg1(double rate, const Distribution& service) {
  const Moments moments = Moments::of(service);
  const WaitMoments wait = mg1Wait(rate, moments);
  StationAnswer answer{{"M/G/1, Pollaczek-Khinchine and Takacs", Trust::Closed, 1e-12}, {}, {}};
  Measures& m = answer.station;
  fillByLittle(m, rate, wait.mean, moments.first, 1);
  m[Metric::WaitProb] = rate * moments.first;
  m[Metric::EmptyProb] = 1 - rate * moments.first;
  if (std::isfinite(wait.sd)) {
    m[Metric::WaitSd] = wait.sd;
    m[Metric::ResponseSd] = std::sqrt(wait.sd * wait.sd + service.variance());
    m[Metric::NumberSd] = numberSdByLittle(rate, m[Metric::ResponseMean], m[Metric::ResponseSd]);
  }
  if (auto tails = mg1PhaseTypeTails(rate, service)) {
    m.waitTail = tails->wait;
    m.responseTail = tails->response;
  } else {
    auto lattice = mg1LatticeTails(rate, service);
    m.waitTail = lattice.wait;
    m.responseTail = lattice.response;
  }
  return answer;
}

StationAnswer fromPhases(const Station& station, const PhaseQueueAnswer& exact, double service) {
  StationAnswer answer{{"quasi-birth-death process", Trust::Numerical, 1e-10}, {}, {}};
  Measures& m = answer.station;
  m[Metric::Throughput] = exact.throughput;
  m[Metric::NumberMean] = exact.meanNumber;
  m[Metric::NumberSd] = exact.sdNumber;
  m[Metric::QueueMean] = exact.meanQueue;
  m[Metric::ResponseMean] = exact.meanResponse();
  m[Metric::WaitMean] = exact.meanWait();
  m[Metric::WaitProb] = exact.waitProb;
  m[Metric::LossProb] = exact.lossProb;
  // work that comes in is worked off: no need to sum the states
  m[Metric::Utilization] = station.capacity ? exact.meanBusy / station.servers : exact.rate * service / station.servers;
  m[Metric::EmptyProb] = exact.numberPmf(0);
  m.numberPmf = exact.numberPmf;
  return answer;
}

StationAnswer solveGim(const Station& station, const Stream& stream) {
  const auto exact = gim(*stream.arrivals.interarrival, stream.service.mean(), station.servers);
  StationAnswer answer{{"GI/M/c", Trust::Closed, 1e-11}, {}, {}};
  Measures& m = answer.station;
  const double rate = stream.rate();
  fillByLittle(m, rate, exact.meanWait, stream.service.mean(), station.servers);
  m[Metric::WaitProb] = exact.waitProb;
  m[Metric::WaitSd] = std::sqrt(exact.waitProb * (2 - exact.waitProb)) / exact.waitDecay;
  m[Metric::ResponseSd] = std::hypot(m[Metric::WaitSd], stream.service.mean());
  m.waitTail = [exact](double t) { return exact.waitTail(t); };
  m.responseTail = [exact](double t) { return exact.responseTail(t); };
  if (station.servers == 1) {
    const double load = m[Metric::Utilization];
    m[Metric::EmptyProb] = 1 - load;
    m.numberPmf = [=, sigma = exact.sigma](int n) {
      return n == 0 ? 1 - load : load * (1 - sigma) * std::pow(sigma, n - 1);
    };
  }
  return answer;
}

/// The same station with laws of phase type that have the same moments.
std::optional<StationAnswer> solveStandIn(const Station& station, const Stream& stream, const PhaseStation& shape) {
  const auto near = phaseQueueStandIn(stream.arrivals, stream.cycle, stream.service, shape);
  if (!near) return std::nullopt;
  auto answer = fromPhases(station, *near, stream.service.mean());
  answer.method = {"quasi-birth-death process with phase-type laws of the same moments", Trust::Approximate, 0.1};
  return answer;
}

/// Erlang arrivals of k stages and constant service: what each server of M/D/k sees when it is dealt every k-th
/// request, and with constant service first come, first served is such a rotation.
StationAnswer solveEkD1(const Station& station, const Stream& stream) {
  const int stages = stream.arrivals.interarrival->stages();
  const double rate = stream.rate();
  const double service = stream.service.mean();
  const auto exact = mdc(rate * stages, service, stages);
  StationAnswer answer{{"E_k/D/1 as M/D/k, Crommelin and Franx", Trust::Closed, 1e-11}, {}, {}};
  Measures& m = answer.station;
  fillByLittle(m, rate, exact.meanWait, service, station.servers);
  m[Metric::WaitProb] = exact.waitProb;
  m.waitTail = exact.waitTail;
  m.responseTail = exact.responseTail;
  return answer;
}

Result<StationAnswer> solveFifo(const Station& station, const Stream& stream) {
  const double rate = stream.rate();
  const double service = stream.service.mean();
  if (rate * service >= station.servers) return unstable(station, rate * service);
  const bool poisson = stream.arrivals.process == Process::Poisson && stream.cycle.empty();
  const bool exponential = stream.service.kind() == Kind::Exponential;
  if (poisson && exponential) return solveMmc(station, rate, service);
  if (poisson && stream.service.kind() == Kind::Deterministic) return solveMdc(station, rate, service);
  if (poisson && station.servers == 1 && std::isfinite(stream.service.moment(2))) return solveMg1(rate, stream.service);
  if (poisson && station.servers == 1) {
    return problem("the mean wait at station " + station.name + " is infinite: its service has no second moment",
                   "use a law with a lighter tail");
  }
  const bool renewal = stream.arrivals.process == Process::Renewal && stream.cycle.empty();
  if (renewal && exponential && station.servers <= 30) return solveGim(station, stream);
  const bool erlang = renewal && stream.arrivals.interarrival->kind() == Kind::Erlang;
  if (erlang && station.servers == 1 && stream.service.kind() == Kind::Deterministic) return solveEkD1(station, stream);
  const PhaseStation shape{station.servers, station.servers, std::nullopt};
  if (const auto exact = phasesOf(stream, shape)) {
    auto answer = fromPhases(station, *exact, service);
    if (poisson) {
      // those who wait came during the wait of the first, first come, first served
      Measures& m = answer.station;
      const double second = exact->queuePairs / (rate * rate);
      m[Metric::WaitSd] = std::sqrt(std::max(0.0, second - exact->meanWait() * exact->meanWait()));
      m[Metric::ResponseSd] = std::sqrt(m[Metric::WaitSd] * m[Metric::WaitSd] + stream.service.variance());
    }
    return answer;
  }
  if (const auto near = solveStandIn(station, stream, shape)) return *near;
  if (stream.arrivals.process == Process::Mmpp || !stream.cycle.empty()) {
    return problem("station " + station.name + " has bursty arrivals and too many servers or phases for an exact chain",
                   "simulate it, or use an exponential, Erlang or hyperexponential service with fewer phases");
  }
  return approximateStation(station, rate, arrivalScv(stream.arrivals), stream.service);
}

/// No more in progress than there are cores: each has one, the other cores are never needed.
Result<StationAnswer> solveUnshared(Station station, int inProgress, const Stream& stream) {
  const int cores = std::exchange(station.servers, inProgress);
  auto answer = solveFifo(station, stream);
  if (answer) answer->station[Metric::Utilization] *= 1.0 * inProgress / cores;
  return answer;
}

Result<StationAnswer> solveShared(const Station& station, const Stream& stream) {
  const double rate = stream.rate();
  const double service = stream.service.mean();
  const int limit = station.concurrency.value_or(station.servers);
  if (rate * service >= std::min(limit, station.servers)) return unstable(station, rate * service);
  const bool poisson = stream.arrivals.process == Process::Poisson && stream.cycle.empty();
  if (!station.concurrency && poisson) return solveInsensitiveSharing(station, rate, stream.service);
  const bool exponential = stream.service.kind() == Kind::Exponential;
  if (station.concurrency && limit <= station.servers) return solveUnshared(station, limit, stream);
  if (station.concurrency || exponential) {
    // with exponential work the sharing changes no counts, so that any number in progress serves the same
    const PhaseStation shape{station.servers, station.concurrency ? limit : station.servers, std::nullopt};
    if (const auto exact = phasesOf(stream, shape)) {
      auto answer = fromPhases(station, *exact, service);
      if (!station.concurrency) dropWaiting(answer.station);
      return answer;
    }
    if (station.concurrency && stream.arrivals.process != Process::Trace) {
      if (const auto near = solveStandIn(station, stream, shape)) return *near;
    }
  }
  if (!poisson) {
    return problem("station " + station.name + " shares its cores among arrivals that no method covers",
                   "simulate it, or use Poisson arrivals");
  }
  auto answer = solveInsensitiveSharing(station, rate, stream.service);
  answer.method = {"processor sharing without the limit on how many are in progress", Trust::Approximate, 0.2};
  return answer;
}

}  // namespace

double Stream::rate() const {
  const double all = arrivals.meanRate();
  if (cycle.empty()) return all;
  return all * static_cast<double>(std::count(cycle.begin(), cycle.end(), true)) / static_cast<double>(cycle.size());
}

double arrivalScv(const Arrivals& arrivals) {
  return arrivals.process == Process::Renewal ? arrivals.interarrival->scv() : 1;
}

StationAnswer approximateStation(const Station& station, double rate, double arrivalScv, const Distribution& service) {
  const double mean = service.mean();
  const double scv = service.scv();
  const double exponentialWait = mmc(rate, mean, station.servers).meanWait;
  double wait = exponentialWait * (arrivalScv + scv) / 2;
  if (arrivalScv == 1) {
    wait = scv * exponentialWait + (1 - scv) * mdc(rate, mean, station.servers).meanWait;
    // beyond scv 2 or so the straight line may leave the axis
    wait = std::max(wait, exponentialWait * std::min(1.0, (1 + scv) / 2));
  }
  StationAnswer answer{{"two-moment approximation of G/G/c", Trust::Approximate, 0.1}, {}, {}};
  fillByLittle(answer.station, rate, wait, mean, station.servers);
  answer.station[Metric::WaitProb] = erlangC(station.servers, rate * mean);
  return answer;
}

Result<StationAnswer> solveStation(const Station& station, const Stream& stream) {
  if (stream.arrivals.process == Process::Trace) {
    return problem("station " + station.name + " is fed from a list of requests", "simulate it");
  }
  if (stream.arrivals.isTransient()) return solveTransient(station, stream);
  const int features = (station.failures ? 1 : 0) + (station.setup ? 1 : 0) + (stream.patience ? 1 : 0) +
                       (station.capacity && !stream.patience ? 1 : 0);
  if (features > 1) {
    return problem(
        "station " + station.name + " combines failures, set-up, patience or limits that no method covers together",
        "simulate it");
  }
  if (station.failures) return solveFailing(station, stream);
  if (station.setup) return solveSetup(station, stream);
  if (stream.patience) return solveImpatient(station, stream);
  if (station.capacity) return solveFinite(station, stream);
  if (station.discipline == Discipline::Delay) return solveDelay(stream);
  if (station.discipline == Discipline::ProcessorSharing) return solveShared(station, stream);
  return solveFifo(station, stream);
}

}  // namespace headroom::analytic
