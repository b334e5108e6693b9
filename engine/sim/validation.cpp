// The predictions of a replay beside the times of its log.
#include "engine/results/validation.h"

#include <algorithm>

#include "engine/sim/assemble.h"

namespace headroom::sim {
namespace {

using workload::LoggedTimes;

const stats::Histogram& histogramOf(const LogTimes& times, LoggedTimes::Measure measure) {
  switch (measure) {
    case LoggedTimes::Measure::Wait:
      return times.wait;
    case LoggedTimes::Measure::Response:
      return times.response;
    case LoggedTimes::Measure::AtServer:
      break;
  }
  return times.atServer;
}

/// Figures of times that are whole multiples of `unit`, which histograms tell to a fraction of a per cent.
results::TimeFigures figuresOf(const stats::Histogram& times, std::int64_t unit) {
  const auto ms = [&](double percent) {
    const std::int64_t ns = times.percentile(percent).ns();
    return static_cast<double>((ns + unit / 2) / unit * unit) / 1e6;
  };
  return {times.count(), times.meanNs() / 1e6, ms(50), ms(95), ms(99)};
}

template <class Spec>
std::size_t find(const std::vector<Spec>& specs, const std::string& name) {
  const auto named = [&](const Spec& spec) { return spec.name == name; };
  return static_cast<std::size_t>(std::find_if(specs.begin(), specs.end(), named) - specs.begin());
}

}  // namespace

std::optional<results::Validation> comparedWithLog(const Model& model, const std::vector<Replication>& replications) {
  if (!model.replay || model.replay->logged.empty()) return std::nullopt;
  results::Validation validation;
  for (const LoggedTimes& logged : model.replay->logged) {
    const bool ofZone = logged.scope == LoggedTimes::Scope::Zone;
    const std::size_t index = ofZone ? find(model.zones, logged.name) : find(model.servers, logged.name);
    stats::Histogram merged;
    for (const Replication& replication : replications) {
      const std::vector<LogTimes>& times = ofZone ? replication.zoneTimes : replication.serverTimes;
      if (index < times.size()) merged.merge(histogramOf(times[index], logged.measure));
    }
    results::Comparison row;
    row.scope = ofZone ? "zone" : "server";
    row.name = logged.name;
    row.measure = std::string(toString(logged.measure));
    row.logged = logged.figures;
    row.predicted = figuresOf(merged, logged.unitNs);
    validation.rows.push_back(std::move(row));
  }
  results::judge(validation, std::nullopt);
  return validation;
}

}  // namespace headroom::sim
