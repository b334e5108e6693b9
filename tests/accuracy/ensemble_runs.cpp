#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/accuracy/simulation_runs.h"

namespace headroom::accuracy {
namespace {

using sim::FreeNetwork;

/// Numbers at instants from many runs, each from the empty system, in batches that stand for replications.
class Ensemble {
 public:
  Ensemble(const sim::FreeNetworkSpec& spec, const std::vector<Expected>& figures, const SimulationBudget& budget)
      : spec_(spec), reading_(spec), figures_(figures), budget_(budget), purse_(budget) {
    record_ = reading_.recordsFor(figures);
    batches_.resize(static_cast<std::size_t>(budget.replications));
    for (Batch& batch : batches_) batch.sums.resize(figures.size());
  }

  RunOutcome run() {
    RunOutcome outcome;
    std::uint64_t runs = 0;
    std::uint64_t more = 50;
    double factor = 0;
    do {
      runAll(runs, more);
      runs += more;
      outcome.samples = read(runs);
      factor = shortfall(figures_, outcome.samples);
      const double perRun = static_cast<double>(purse_.spent()) / static_cast<double>(runs);
      const double wanted = static_cast<double>(runs) * std::clamp(1.1 * factor - 1, 0.1, 30.0);
      more = static_cast<std::uint64_t>(std::min(wanted, static_cast<double>(purse_.left()) / perRun)) + 1;
    } while (factor > purse_.enough() && !purse_.empty() && outcome.problems.empty());
    for (const Batch& batch : batches_) {
      if (batch.fault.empty()) continue;
      outcome.problems.push_back({Severity::Error, {}, batch.fault, "correct the model", {}});
      outcome.samples.assign(figures_.size(), {});
    }
    outcome.method = fmt::format("{} batches of {} runs from empty, {:.3g} events{}", batches_.size(), runs,
                                 static_cast<double>(purse_.spent()), purse_.empty() ? ", budget spent" : "");
    return outcome;
  }

 private:
  struct Sums {
    double sum = 0;
    double squares = 0;
  };
  struct Batch {
    std::vector<Sums> sums;  ///< By figure.
    std::uint64_t events = 0;
    std::string fault;
  };

  void runAll(std::uint64_t from, std::uint64_t count) {
    onThreads(budget_.threads, static_cast<int>(batches_.size()), [&](int i) {
      Batch& batch = batches_[static_cast<std::size_t>(i)];
      for (std::uint64_t run = from; run < from + count; ++run) {
        sim::RunPlan plan;
        plan.seed = budget_.seed;
        plan.replication = run * batches_.size() + static_cast<std::uint64_t>(i);
        FreeNetwork network(spec_, record_, plan);
        network.advance(record_.instants.back(), kNoLimit);
        batch.events += network.events();
        if (!network.fault().empty()) batch.fault = network.fault();
        if (network.looks().size() == record_.instants.size()) note(network, batch);
      }
    });
    std::uint64_t events = 0;
    for (const Batch& batch : batches_) events += batch.events;
    purse_.setSpent(events);
  }

  void note(const FreeNetwork& network, Batch& batch) const {
    for (std::size_t f = 0; f < figures_.size(); ++f) {
      if (!isKnown(figures_[f])) continue;
      const Instant at = Instant() + Duration::seconds(*figures_[f].time);
      const auto look = std::lower_bound(record_.instants.begin(), record_.instants.end(), at);
      const auto& byStation = network.looks()[static_cast<std::size_t>(look - record_.instants.begin())];
      const auto station = reading_.stationOf(figures_[f].scope);
      const auto present =
          station ? byStation[*station] : std::accumulate(byStation.begin(), byStation.end(), std::int64_t{0});
      const bool allBusy = station && present >= spec_.stations[*station].servers;
      const double value =
          figures_[f].metric == "all_busy_prob_at" ? (allBusy ? 1.0 : 0.0) : static_cast<double>(present);
      batch.sums[f].sum += value;
      batch.sums[f].squares += value * value;
    }
  }

  /// Of a station, or numbers of all stations together.
  bool isKnown(const Expected& e) const {
    const bool number = e.metric == "number_mean_at" || e.metric == "number_sd_at";
    if (!e.time || (!number && e.metric != "all_busy_prob_at")) return false;
    return reading_.stationOf(e.scope).has_value() || (number && e.scope == "system" && spec_.pools.empty());
  }

  Samples read(std::uint64_t runs) const {
    const auto n = static_cast<double>(runs);
    Samples samples(figures_.size());
    for (std::size_t f = 0; f < figures_.size(); ++f) {
      const std::string& m = figures_[f].metric;
      if (!isKnown(figures_[f])) continue;
      for (const Batch& batch : batches_) {
        const double mean = batch.sums[f].sum / n;
        const double variance = (batch.sums[f].squares - n * mean * mean) / (n - 1);
        samples[f].push_back(m == "number_sd_at" ? std::sqrt(std::max(variance, 0.0)) : mean);
      }
    }
    return samples;
  }

  const sim::FreeNetworkSpec& spec_;
  NetworkReading reading_;
  const std::vector<Expected>& figures_;
  const SimulationBudget& budget_;
  Purse purse_;
  sim::RecordPlan record_;
  std::vector<Batch> batches_;
};

}  // namespace

RunOutcome runEnsemble(const sim::FreeNetworkSpec& spec, const std::vector<Expected>& figures,
                       const SimulationBudget& budget) {
  return Ensemble(spec, figures, budget).run();
}

}  // namespace headroom::accuracy
