#include <algorithm>

#include "engine/balancing/shares.h"
#include "engine/calibration/calibration.h"
#include "engine/calibration/database_work.h"
#include "engine/calibration/demands.h"
#include "engine/results/figures.h"

namespace headroom::calibration {
namespace {

void append(Diagnostics& to, const Diagnostics& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// The part of the log inside a window, without a copy where that is everything.
class Part {
 public:
  Part(const std::vector<Observation>& all, const workload::Window& window, const StopCheck& stop) : all_(all) {
    if (window.contains(all.front().arrivalNs) && window.contains(all.back().arrivalNs)) return;
    whole_ = false;
    std::copy_if(all.begin(), all.end(), std::back_inserter(part_), [&](const Observation& request) {
      stop();
      return window.contains(request.arrivalNs);
    });
  }
  const std::vector<Observation>& requests() const { return whole_ ? all_ : part_; }

 private:
  const std::vector<Observation>& all_;
  std::vector<Observation> part_;
  bool whole_ = true;
};

bool sameTimes(const CpuColumn& a, const CpuColumn& b) {
  return std::equal(a.readings.begin(), a.readings.end(), b.readings.begin(), b.readings.end(),
                    [](const CpuReading& x, const CpuReading& y) { return x.fromNs == y.fromNs && x.toNs == y.toNs; });
}

/// Which server does how much is known only where balancers share by weight. Elsewhere the servers' sum is used, if
/// every server has a counter over the same intervals and all are equally fast.
std::optional<CpuColumn> sumOf(const farm::Farm& farm, const std::vector<const CpuColumn*>& columns) {
  const bool byWeight = std::all_of(farm.zones.begin(), farm.zones.end(),
                                    [&](const farm::Zone& zone) { return balancing::spreadsByWeight(farm, zone); });
  if (byWeight || columns.size() != farm.servers.size() || columns.size() < 2) return std::nullopt;
  CpuColumn sum{columns.front()->file, kAllServers, {}, columns.front()->readings};
  for (CpuReading& reading : sum.readings) reading.utilisation = 0;
  double cores = 0;
  for (const CpuColumn* column : columns) {
    const farm::Server* server = farm::findServer(farm, column->machine);
    if (server == nullptr || server->speed != farm.servers.front().speed || !sameTimes(*column, sum))
      return std::nullopt;
    for (std::size_t i = 0; i < sum.readings.size(); ++i)
      sum.readings[i].utilisation += column->readings[i].utilisation * server->cores;
    cores += server->cores;
  }
  for (CpuReading& reading : sum.readings) reading.utilisation /= cores;
  return sum;
}

/// Regressions of the servers' counters and of each database's.
class Counters {
 public:
  Counters(const farm::Farm& farm, const std::vector<Observation>& requests, const Options& options, const CpuData& cpu,
           const workload::Window& window)
      : farm_(farm), requests_(requests), options_(options), stop_(options.cancel) {
    for (const CpuColumn& column : cpu.columns) {
      CpuColumn inside = column;
      std::erase_if(inside.readings, [&](const CpuReading& reading) {
        return reading.fromNs < window.fromNs || reading.toNs > window.toNs;
      });
      if (!inside.readings.empty()) columns_.push_back(std::move(inside));
    }
  }

  Outcome fit(const std::vector<LowLoad>& lowLoad, Calibration& found) {
    std::vector<const CpuColumn*> servers;
    for (const CpuColumn& column : columns_) {
      if (column.machine.empty() || farm::findServer(farm_, column.machine) != nullptr) servers.push_back(&column);
    }
    if (Outcome done = fitServers(std::move(servers), lowLoad, found); !done) return done;
    for (const farm::Database& database : farm_.databases) {
      std::vector<const CpuColumn*> own;
      for (const CpuColumn& column : columns_) {
        if (column.machine == database.name) own.push_back(&column);
      }
      if (own.empty()) continue;
      const CpuQuestion question{farm_, requests_, own, database.name, priors(lowLoad, true), options_.callsLogged,
                                 stop_};
      if (Outcome done = ask(question, found); !done) return done;
    }
    return Done{};
  }

 private:
  Outcome fitServers(std::vector<const CpuColumn*> servers, const std::vector<LowLoad>& lowLoad, Calibration& found) {
    if (servers.empty()) return Done{};
    const std::optional<CpuColumn> sum = sumOf(farm_, servers);
    if (sum) {
      servers = {&*sum};
      found.notes.push_back("the servers' counters are added up: their balancers do not share by weight");
    }
    const CpuQuestion question{farm_, requests_, servers, {}, priors(lowLoad, false), options_.callsLogged, stop_};
    return ask(question, found);
  }

  Outcome ask(const CpuQuestion& question, Calibration& found) {
    append(found.warnings, judgeZone(requests_, *question.columns.front(), stop_));
    Result<CpuFit> fit = fitCpu(question);
    if (!fit) {
      Diagnostics problems = fit.problems();
      append(problems, found.warnings);
      return problems;
    }
    for (const std::string& collinear : fit->collinear)
      found.warnings.push_back({Severity::Warning, {}, collinear, "give counters of hours with another mix", {}});
    found.cpu.push_back(std::move(*fit));
    return Done{};
  }

  std::vector<double> priors(const std::vector<LowLoad>& lowLoad, bool database) const {
    std::vector<double> prior;
    for (std::size_t a = 0; a < farm_.applications.size(); ++a) {
      const farm::Application& application = farm_.applications[a];
      const double farms =
          database ? endpointMs(farm_, application, application.work) : application.work.demand.mean.toMilliseconds();
      prior.push_back(farms > 0 || database ? farms : lowLoad[a].mean.mean);
    }
    return prior;
  }

  const farm::Farm& farm_;
  const std::vector<Observation>& requests_;
  const Options& options_;
  StopCheck stop_;
  std::vector<CpuColumn> columns_;
};

void findBurstiness(const std::vector<Observation>& requests, bool wholeSeconds, const StopCheck& stop,
                    Calibration& found) {
  std::vector<std::int64_t> all;
  std::vector<std::vector<std::int64_t>> own(found.mix.size());
  for (const Observation& request : requests) {
    stop();
    all.push_back(request.arrivalNs);
    own[request.application].push_back(request.arrivalNs);
  }
  found.burstiness = burstinessOf(all, wholeSeconds, stop);
  for (std::size_t a = 0; a < own.size(); ++a) {
    if (!own[a].empty()) found.mix[a].burstiness = burstinessOf(own[a], wholeSeconds, stop);
  }
}

void addNotes(const farm::Farm& farm, const Observations& log, const Options& options, Calibration& found) {
  if (log.wholeSeconds)
    found.notes.push_back(
        "time stamps of whole seconds: burstiness below a second is not known, and quiet requests only roughly");
  found.notes.push_back(std::string("a person is a client") + (log.agents ? " and its user agent" : "") +
                        "; a page begins over a second after the last answer");
  if (log.facts.unmapped > 0)
    found.notes.push_back(results::count(log.facts.unmapped) + " requests belong to no application of the farm");
  if (!farm.references.empty() && options.callsLogged)
    found.notes.push_back("calls between applications are in the logs: the rates hold them too");
}

/// Errors come back at once or time out: they have a rate and no demand.
void tellFailures(const std::vector<ApplicationTraffic>& mix, Diagnostics& warnings) {
  for (const ApplicationTraffic& each : mix) {
    if (each.requests == 0 || each.failed < each.requests) continue;
    warnings.push_back({Severity::Warning,
                        {},
                        "all " + results::count(each.requests) + " requests of " + each.name +
                            " failed: they tell nothing of what one costs",
                        "give logs of a time when they were answered",
                        {}});
  }
}

Result<Calibration> fitAll(const farm::Farm& farm, const Material& material, const Options& options,
                           const workload::Window& window) {
  const StopCheck stop(options.cancel);
  stop();
  const Part part(material.log.requests, window, stop);
  const std::vector<Observation>& requests = part.requests();
  if (requests.empty()) return problem("no request falls into the time to fit", "choose another part to hold out");
  Calibration found;
  found.farm = farm.name;
  found.log = material.log.facts;
  found.warnings = material.log.warnings;
  append(found.warnings, material.cpu.warnings);
  found.notes = material.cpu.notes;
  addNotes(farm, material.log, options, found);
  if (options.hour) {
    Result<RateWindow> hour = hourOfDay(requests, *options.hour, stop);
    if (!hour) return hour.problems();
    found.window = std::move(*hour);
  } else {
    found.window = peakHourOf(requests, stop);
  }
  found.curve = rateCurveOf(requests, stop);
  found.mix = mixOf(farm, requests, found.window, stop);
  tellFailures(found.mix, found.warnings);
  found.sessions = sessionsOf(farm, requests, found.window, options.sessionGap, stop);
  findBurstiness(requests, material.log.wholeSeconds, stop, found);
  constexpr int kQuietShare = 4;  // with a quarter of the cores asked for, hardly two requests meet on one
  const auto quietUpTo = static_cast<std::size_t>(coresOf(farm) / kQuietShare);
  const std::vector<LowLoad> lowLoad = lowLoadOf(requests, farm.applications.size(), quietUpTo, stop);
  Counters counters(farm, requests, options, material.cpu, window);
  if (Outcome fitted = counters.fit(lowLoad, found); !fitted) return fitted.problems();
  found.demands = chooseDemands(farm, {found.cpu, lowLoad}, found.warnings);
  return found;
}

}  // namespace

Result<Material> readMaterial(const farm::Farm& farm, const Options& options) {
  const StopCheck stop(options.cancel);
  Result<Observations> log =
      unlessStopped([&] { return observe(farm, options.logs, options.reading, options.tiers, options.filter, stop); });
  if (stop.isSet()) return cancelled();
  Result<CpuData> cpu = readCpu(farm, options.cpuFiles, options.cpu);
  if (log && cpu) return Material{std::move(*log), std::move(*cpu)};
  Diagnostics problems = log.problems();
  append(problems, cpu.problems());
  return problems;
}

Result<Calibration> calibrate(const farm::Farm& farm, const Material& material, const Options& options,
                              const workload::Window& window) {
  return unlessStopped([&] { return fitAll(farm, material, options, window); });
}

}  // namespace headroom::calibration
