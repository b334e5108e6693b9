// Stations that fail, start up, or lose the patience of their requests.
#include <algorithm>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/impatience.h"
#include "engine/analytic/mg1.h"
#include "engine/analytic/number_law.h"
#include "engine/analytic/phase_queue.h"
#include "engine/analytic/station_features.h"

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

Diagnostics notCovered(const Station& station, const std::string& what) {
  return problem("station " + station.name + ": no method covers " + what, "simulate it");
}

}  // namespace

Result<StationAnswer> solveFailing(const Station& station, const Stream& stream) {
  const Failures& failures = *station.failures;
  const double rate = stream.rate();
  const double service = stream.service.mean();
  if (!isPoisson(stream) || !failures.resumes || station.discipline != Discipline::Fifo ||
      !isExponential(failures.timeToFailure)) {
    return notCovered(station, "failures but exponential ones under Poisson arrivals with resumed work");
  }
  StationAnswer answer;
  Measures& m = answer.station;
  const double mttf = failures.timeToFailure.mean();
  const double mttr = failures.timeToRepair.mean();
  const bool exponential = isExponential(stream.service) && isExponential(failures.timeToRepair);
  if (station.servers == 1 && failures.always) {
    const auto exact = mg1Breakdowns(rate, stream.service, mttf, failures.timeToRepair);
    if (rate * service >= exact.availability) {
      return problem("station " + station.name + " is unstable: it works " + std::to_string(exact.availability) +
                         " of the time and is asked for " + std::to_string(rate * service),
                     "lower the arrival rate or shorten the repair");
    }
    answer.method = {"M/G/1 with breakdowns, Avi-Itzhak and Naor", Trust::Closed, 1e-12};
    m[Metric::ResponseMean] = exact.meanResponse;
    m[Metric::NumberMean] = rate * exact.meanResponse;
    m[Metric::ServersUpMean] = exact.availability;
    m[Metric::AvailabilityAny] = exact.availability;
    m[Metric::AvailabilityAll] = exact.availability;
    m.serversUpAtLeast = [a = exact.availability](int k) { return k <= 0 ? 1 : k == 1 ? a : 0; };
  } else if (exponential) {
    const auto exact = failingServers(rate, service, station.servers, mttf, mttr, failures.repairers, failures.always);
    if (!exact) return problem("station " + station.name + " is unstable with its failures", "lower the arrival rate");
    answer.method = {"quasi-birth-death process, Neuts and Lucantoni", Trust::Numerical, 1e-10};
    m[Metric::NumberMean] = exact->meanNumber;
    m[Metric::QueueMean] = exact->meanQueue;
    m[Metric::ResponseMean] = exact->meanNumber / rate;
    m[Metric::ServersUpMean] = exact->serversUp;
    m[Metric::AvailabilityAny] = 1 - exact->upPmf.front();
    m[Metric::AvailabilityAll] = exact->upPmf.back();
    m.serversUpAtLeast = atLeastFrom(exact->upPmf);
  } else {
    return notCovered(station, "several failing servers with times that are not exponential");
  }
  m[Metric::Throughput] = rate;
  m[Metric::Utilization] = rate * service / station.servers;
  return answer;
}

Result<StationAnswer> solveSetup(const Station& station, const Stream& stream) {
  if (!isPoisson(stream) || station.servers != 1 || station.discipline != Discipline::Fifo) {
    return notCovered(station, "set-up times but at one server with Poisson arrivals, first come, first served");
  }
  const double rate = stream.rate();
  const double load = rate * stream.service.mean();
  if (load >= 1) return problem("station " + station.name + " is unstable", "lower the arrival rate");
  StationAnswer answer{{"M/G/1 with set-up, Welch", Trust::Closed, 1e-12}, {}, {}};
  Measures& m = answer.station;
  const double wait = mg1SetupMeanWait(rate, Moments::of(stream.service), Moments::of(*station.setup));
  m[Metric::WaitMean] = wait;
  m[Metric::ResponseMean] = wait + stream.service.mean();
  m[Metric::QueueMean] = rate * wait;
  m[Metric::NumberMean] = rate * m[Metric::ResponseMean];
  m[Metric::Utilization] = load;
  m[Metric::Throughput] = rate;
  m[Metric::WaitProb] = 1;
  return answer;
}

namespace {

void fillImpatient(Measures& m, const ErlangAAnswer& exact) {
  m[Metric::AbandonProb] = exact.abandonProb;
  m[Metric::QueueMean] = exact.meanQueue;
  m[Metric::NumberMean] = exact.meanNumber;
  m[Metric::Utilization] = exact.utilisation;
  m[Metric::Throughput] = exact.throughput;
  m[Metric::LossProb] = exact.lossProb;
  m[Metric::WaitMean] = exact.meanWait;
  m[Metric::WaitProb] = exact.waitProb;
  putNumberLaw(m, exact.numberPmf);
}

}  // namespace

Result<StationAnswer> solveImpatient(const Station& station, const Stream& stream) {
  const bool inService = stream.patience->scope == Patience::Scope::Response;
  const bool shared = station.discipline == Discipline::ProcessorSharing && !station.concurrency;
  const bool covered = isPoisson(stream) && isExponential(stream.service) && stream.patience->leaves &&
                       (station.onFull == OnFull::Lose || !station.capacity) &&
                       (station.discipline == Discipline::Fifo || (shared && inService)) &&
                       (!inService || isExponential(stream.patience->law));
  if (!covered) return notCovered(station, "patience but with exponential service under Poisson arrivals");
  const double rate = stream.rate();
  const double service = stream.service.mean();
  StationAnswer answer;
  Measures& m = answer.station;
  if (inService) {
    fillImpatient(m, impatientInService(rate, service, station.servers, stream.patience->law.mean(),
                                        station.capacity.value_or(-1)));
    answer.method = {"birth-death chain with patience over the whole response", Trust::Closed, 1e-12};
    if (shared) dropWaiting(m);
    return answer;
  }
  if (isExponential(stream.patience->law)) {
    const auto exact =
        erlangA(rate, service, station.servers, stream.patience->law.mean(), station.capacity.value_or(-1));
    answer.method = {"Erlang-A birth-death chain", Trust::Closed, 1e-12};
    fillImpatient(m, exact);
    m[Metric::ResponseMean] = exact.meanServed;
    return answer;
  }
  if (station.capacity) return notCovered(station, "limited room together with patience that is not exponential");
  const auto exact = impatientQueue(rate, service, station.servers, stream.patience->law);
  answer.method = {"M/M/c+G, Baccelli and Hebuterne", Trust::Numerical, 1e-11};
  m[Metric::AbandonProb] = exact.abandonProb;
  m[Metric::WaitMean] = exact.meanWait;
  m[Metric::WaitProb] = exact.waitProb;
  m[Metric::QueueMean] = rate * exact.meanWait;
  m[Metric::NumberMean] = rate * exact.meanWait + exact.utilisation * station.servers;
  m[Metric::Utilization] = exact.utilisation;
  m[Metric::Throughput] = exact.throughput;
  m[Metric::ResponseMean] = exact.meanServed;
  return answer;
}

}  // namespace headroom::analytic
