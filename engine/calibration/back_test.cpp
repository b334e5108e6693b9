#include <algorithm>
#include <cmath>

#include "engine/calibration/calibration.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr std::int64_t kMs = 1'000'000;

/// The part of the log that the fit does not see, whole seconds.
Result<workload::Window> heldOutOf(const std::vector<Observation>& requests, const HoldOut& holdOut) {
  const std::int64_t first = requests.front().arrivalNs, last = requests.back().arrivalNs;
  if (holdOut.fromUtc.empty() && holdOut.toUtc.empty()) {
    const auto length = static_cast<double>(last - first) * holdOut.share.value_or(1.0 / 3);
    const std::int64_t from = last - static_cast<std::int64_t>(length);
    return workload::Window{from / trace::kNsPerSecond * trace::kNsPerSecond, last + 1};
  }
  const Result<workload::WindowText> text = workload::parseWindow(holdOut.fromUtc, holdOut.toUtc);
  if (!text) return text.problems();
  return workload::resolveWindow(*text, first);
}

/// The log without the held-out part; that is at its end or at its beginning.
Result<workload::Window> fittedPart(const std::vector<Observation>& requests, const workload::Window& heldOut) {
  const std::int64_t first = requests.front().arrivalNs, last = requests.back().arrivalNs;
  workload::Window before, after;
  before.toNs = heldOut.fromNs;
  after.fromNs = heldOut.toNs;
  const bool hasBefore = first < heldOut.fromNs, hasAfter = heldOut.toNs <= last;
  if (!hasBefore && !hasAfter)
    return problem("the held-out part is the whole log", "hold out less, or give a longer log");
  if (!hasBefore) return after;
  if (!hasAfter) return before;
  return heldOut.fromNs - first >= last - heldOut.toNs ? before : after;
}

std::vector<Observation> partOf(const std::vector<Observation>& requests, const workload::Window& window,
                                const StopCheck& stop) {
  std::vector<Observation> part;
  std::copy_if(requests.begin(), requests.end(), std::back_inserter(part), [&](const Observation& request) {
    stop();
    return window.contains(request.arrivalNs);
  });
  return part;
}

/// Smallest value with at least `percent` per cent of all at or below it, as everywhere in the results.
double percentile(const std::vector<std::uint32_t>& sortedUs, double percent) {
  const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(sortedUs.size())));
  return sortedUs[std::max<std::size_t>(1, rank) - 1] / 1e3;
}

class Comparison {
 public:
  Comparison(const std::vector<Observation>& requests, const workload::Window& window, const StopCheck& stop)
      : requests_(requests), stop_(stop) {
    seconds_ = static_cast<double>(std::min(window.toNs, requests.back().arrivalNs + kMs) -
                                   std::max(window.fromNs, requests.front().arrivalNs)) /
               1e9;
  }

  void addApplications(const farm::Farm& farm, const results::RunResult& run, BackTest& test) const {
    std::vector<Observed> observed = observedOf(farm.applications.size());
    for (std::size_t a = 0; a < farm.applications.size(); ++a) {
      const std::string& name = farm.applications[a].name;
      const auto found = std::find_if(run.applications.begin(), run.applications.end(),
                                      [&](const results::ApplicationResult& each) { return each.name == name; });
      if (found == run.applications.end()) continue;
      std::vector<std::uint32_t>& times = observed[a].timesUs;
      const std::uint64_t requests = observed[a].requests;
      if (requests == 0) continue;
      std::sort(times.begin(), times.end(), [&](std::uint32_t left, std::uint32_t right) {
        stop_();
        return left < right;
      });
      test.rows.push_back({name, "throughput", "/s", static_cast<double>(requests) / seconds_, found->throughput});
      if (times.empty()) {
        test.notes.push_back("the log has no response times for " + name);
        continue;
      }
      test.rows.push_back({name, "p50", "ms", percentile(times, 50), found->response.p50});
      test.rows.push_back({name, "p95", "ms", percentile(times, 95), found->response.p95});
      test.rows.push_back({name, "p99", "ms", percentile(times, 99), found->response.p99});
    }
  }

 private:
  struct Observed {
    std::uint64_t requests = 0;  ///< Failed ones too: a replay answers them all.
    std::vector<std::uint32_t> timesUs;
  };

  std::vector<Observed> observedOf(std::size_t applications) const {
    std::vector<Observed> observed(applications);
    for (const Observation& request : requests_) {
      stop_();
      ++observed[request.application].requests;
      if (!request.failed && request.hasResponse()) observed[request.application].timesUs.push_back(request.responseUs);
    }
    return observed;
  }

  const std::vector<Observation>& requests_;
  const StopCheck& stop_;
  double seconds_ = 1;
};

/// Mean utilisation over the part of a counter that lies in the window; 0 where none does.
double observedLoad(const CpuColumn& column, const workload::Window& window) {
  double busy = 0, time = 0;
  for (const CpuReading& reading : column.readings) {
    if (reading.fromNs < window.fromNs || reading.toNs > window.toNs) continue;
    const auto length = static_cast<double>(reading.toNs - reading.fromNs);
    busy += reading.utilisation * length;
    time += length;
  }
  return time > 0 ? busy / time : 0;
}

/// Of a machine, or for a counter of all servers their mean by cores, which has no interval.
std::optional<results::Estimate> utilisationOf(const results::RunResult& run, const farm::Farm& farm,
                                               const std::string& machine) {
  results::Estimate mean;
  double cores = 0;
  for (const results::ServerResult& server : run.servers) {
    if (server.name == machine) return server.utilisation;
    const farm::Server* known = farm::findServer(farm, server.name);
    if (known == nullptr) continue;
    mean.mean += server.utilisation.mean * known->cores;
    cores += known->cores;
  }
  for (const results::StationResult& station : run.stations) {
    if (station.name == machine) return station.utilisation;
  }
  if (!machine.empty() || cores <= 0) return std::nullopt;
  mean.mean /= cores;
  mean.why = "a mean over servers";
  return mean;
}

/// The model has no background work: what the fit found of it is added.
void addMachines(const Calibration& fit, const Material& material, const farm::Farm& farm,
                 const results::RunResult& run, BackTest& test) {
  const workload::Window inside{test.heldOut.fromNs,
                                std::min(test.heldOut.toNs, material.log.requests.back().arrivalNs)};
  double allCores = 0;
  for (const farm::Server& server : farm.servers) allCores += server.cores;
  for (const CpuColumn& column : material.cpu.columns) {
    const double observed = observedLoad(column, inside);
    const auto predicted = utilisationOf(run, farm, column.machine);
    if (!(observed > 0) || !predicted) continue;
    Compared row{column.machine.empty() ? kAllServers : column.machine, "utilisation", "", observed, *predicted};
    double cores = column.machine.empty() ? allCores : 0;
    if (const farm::Server* server = farm::findServer(farm, column.machine)) cores = server->cores;
    if (const farm::Database* database = farm::findDatabase(farm, column.machine)) cores = database->cores;
    for (const CpuFit& cpu : fit.cpu) {
      for (const CpuFit::Background& background : cpu.background) {
        const bool ofAll = background.column == kAllServers && farm::findServer(farm, column.machine) != nullptr;
        if (!(ofAll || background.column == column.name) || !(cores > 0)) continue;
        const double share = background.cores.mean / (ofAll ? allCores : cores);
        row.predicted.mean += share;
        if (row.predicted.low) row.predicted.low = *row.predicted.low + share;
        if (row.predicted.high) row.predicted.high = *row.predicted.high + share;
      }
    }
    test.rows.push_back(std::move(row));
  }
}

Result<BackTest> testOn(const farm::Farm& farm, const Material& material, const Options& options,
                        const HoldOut& holdOut, const Evaluator& evaluate) {
  const StopCheck stop(options.cancel);
  const Result<workload::Window> heldOut = heldOutOf(material.log.requests, holdOut);
  if (!heldOut) return heldOut.problems();
  const Result<workload::Window> part = fittedPart(material.log.requests, *heldOut);
  if (!part) return part.problems();
  BackTest test;
  test.heldOut = *heldOut;
  const std::vector<Observation> seen = partOf(material.log.requests, *heldOut, stop);
  test.tested = seen.size();
  test.fittedOn = partOf(material.log.requests, *part, stop).size();
  if (seen.empty()) return problem("no request falls into the held-out part", "hold out a time with traffic");
  Options again = options;
  again.hour.reset();  // the replay has arrivals of its own
  const Result<Calibration> fit = calibrate(farm, material, again, *part);
  if (!fit) return fit.problems();
  workload::ReplayOptions replaying;
  replaying.fromUtc = trace::utcText(test.heldOut.fromNs);
  replaying.toUtc = trace::utcText(std::min(test.heldOut.toNs, material.log.requests.back().arrivalNs + kMs));
  replaying.reading = options.reading;
  replaying.reading.progress = [&](std::uint64_t done, std::uint64_t total) {
    return !stop.isSet() && (!options.reading.progress || options.reading.progress(done, total));
  };
  replaying.tiers = options.tiers;
  replaying.filter = options.filter;
  Result<workload::Replay> replay = workload::loadReplay(farm, options.logs, replaying);
  stop();
  if (!replay) return replay.problems();
  const Result<results::RunResult> run =
      evaluate(fittedFarm(farm, *fit), std::make_shared<const workload::Replay>(std::move(*replay)));
  if (!run) return run.problems();
  Comparison(seen, *heldOut, stop).addApplications(farm, *run, test);
  addMachines(*fit, material, farm, *run, test);
  if (options.callsLogged)
    test.notes.push_back("calls between applications are in the logs and are made by the model too: they count double");
  return test;
}

}  // namespace

Result<BackTest> backTest(const farm::Farm& farm, const Material& material, const Options& options,
                          const HoldOut& holdOut, const Evaluator& evaluate) {
  return unlessStopped([&] { return testOn(farm, material, options, holdOut, evaluate); });
}

}  // namespace headroom::calibration
