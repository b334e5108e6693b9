#include "tests/accuracy/simulation_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <thread>

#include "engine/stats/interval.h"
#include "engine/stats/warm_up.h"

namespace headroom::accuracy {
namespace {

using sim::FreeNetwork;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};
// Runs aim at less than the width that is asked for, so that a mean outside its interval may still be near enough.
constexpr double kAim = 0.8;
// Once a third of the budget is spent, nearly the width itself is enough; in terms of shortfall().
constexpr double kEnoughLate = 0.95 * 0.95 / (kAim * kAim);
const Instant kLongAfter = Instant::at(Duration::nanoseconds(Duration::max().ns() - 1));

/// What has been spent of a budget.
class Purse {
 public:
  explicit Purse(const SimulationBudget& budget) : budget_(budget), began_(Clock::now()) {}
  bool empty() const {
    const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
    return spent_ >= budget_.events || (budget_.seconds > 0 && seconds >= budget_.seconds);
  }
  double enough() const { return spent_ * 3 > budget_.events ? kEnoughLate : 1.0; }
  std::uint64_t left() const { return spent_ >= budget_.events ? 0 : budget_.events - spent_; }
  std::uint64_t spent() const { return spent_; }
  void setSpent(std::uint64_t events) { spent_ = events; }

 private:
  const SimulationBudget& budget_;
  Clock::time_point began_;
  std::uint64_t spent_ = 0;
};

/// Replications of one network, side by side.
class Replications {
 public:
  Replications(const sim::FreeNetworkSpec& spec, const std::vector<Expected>& figures, const SimulationBudget& budget)
      : reading_(spec), figures_(figures), budget_(budget), purse_(budget) {
    const sim::RecordPlan record = reading_.recordsFor(figures);
    networks_.resize(static_cast<std::size_t>(budget.replications));
    onThreads(budget.threads, budget.replications, [&](int i) {
      sim::RunPlan plan;
      plan.seed = budget.seed;
      plan.replication = static_cast<std::uint64_t>(i);
      networks_[static_cast<std::size_t>(i)] = std::make_unique<FreeNetwork>(spec, record, plan);
    });
  }

  RunOutcome run() {
    RunOutcome outcome;
    const Duration warmUp = warmUpAll(outcome);
    if (!failed()) measure(warmUp, outcome);
    for (const auto& network : networks_) {
      if (!network->fault().empty()) complain(outcome, network->fault());
      for (const results::Check& check : network->checks()) {
        if (!check.ok) complain(outcome, fmt::format("self-check {} is off by {}", check.name, check.figure));
      }
    }
    if (!outcome.problems.empty()) outcome.samples.assign(figures_.size(), {});
    outcome.method = fmt::format("{} replications of {:.4g} s after {:.4g} s of warm-up, {:.3g} events{}",
                                 networks_.size(), networks_[0]->measuredSeconds(), warmUp.toSeconds(),
                                 static_cast<double>(purse_.spent()), purse_.empty() ? ", budget spent" : "");
    return outcome;
  }

 private:
  static void complain(RunOutcome& outcome, const std::string& what) {
    outcome.problems.push_back({Severity::Error, {}, what, "correct the model", {}});
  }
  bool failed() const {
    return std::any_of(networks_.begin(), networks_.end(), [](const auto& n) { return !n->fault().empty(); });
  }

  void advanceAll(Duration by) {
    const Instant until = networks_[0]->now() + by;
    onThreads(budget_.threads, static_cast<int>(networks_.size()),
              [&](int i) { networks_[static_cast<std::size_t>(i)]->advance(until, kNoLimit); });
    std::uint64_t events = 0;
    for (const auto& network : networks_) events += network->events();
    purse_.setSpent(events);
  }

  /// Numbers present, window by window, averaged over the replications.
  void appendWindows(Duration window, int count, std::vector<double>& series) {
    std::vector<std::vector<double>> rows(networks_.size());
    const Instant from = networks_[0]->now();
    onThreads(budget_.threads, static_cast<int>(networks_.size()), [&](int i) {
      FreeNetwork& network = *networks_[static_cast<std::size_t>(i)];
      sim::WideSum before = network.system().present.areaSinceStart(network.now());
      for (int w = 1; w <= count; ++w) {
        network.advance(from + window * w, kNoLimit);
        const sim::WideSum after = network.system().present.areaSinceStart(network.now());
        rows[static_cast<std::size_t>(i)].push_back(static_cast<double>(after - before));
        before = after;
      }
    });
    for (std::size_t w = 0; w < static_cast<std::size_t>(count); ++w) {
      double sum = 0;
      for (const auto& row : rows) sum += row[w];
      series.push_back(sum / static_cast<double>(rows.size()));
    }
  }

  /// Runs on until the beginning no longer shows in the first half of what has been run; returns how long that took.
  Duration warmUpAll(RunOutcome& outcome) {
    constexpr std::uint64_t kFirstEvents = 40'000;
    constexpr int kWindows = 200;
    FreeNetwork& scout = *networks_[0];
    scout.advance(kLongAfter, kFirstEvents);
    if (!scout.fault().empty() || scout.now() == Instant()) {
      if (scout.fault().empty()) complain(outcome, "nothing ever happens in this network");
      return {};
    }
    Duration length = scout.now() - Instant();
    onThreads(budget_.threads, static_cast<int>(networks_.size()),
              [&](int i) { networks_[static_cast<std::size_t>(i)]->advance(scout.now(), kNoLimit); });
    advanceAll({});
    std::vector<double> series;
    Duration window = Duration::nanoseconds(std::max<std::int64_t>(1, length.ns() / kWindows));
    appendWindows(window, kWindows, series);
    while (!stats::mser5(series).settled && purse_.left() > budget_.events / 2 && !failed()) {
      // As long again, in windows twice as wide, so that there are as many as before.
      std::vector<double> halved;
      for (std::size_t i = 0; i + 1 < series.size(); i += 2) halved.push_back(series[i] + series[i + 1]);
      window = window * 2;
      series = std::move(halved);
      appendWindows(window, kWindows / 2, series);
    }
    return scout.now() - Instant();
  }

  void beginMeasuring() {
    for (const auto& network : networks_) network->beginMeasuring();
  }

  void measure(Duration warmUp, RunOutcome& outcome) {
    beginMeasuring();
    const std::uint64_t before = purse_.spent();
    const Duration first = warmUp;
    advanceAll(first);
    const double eventsPerSecond = static_cast<double>(purse_.spent() - before) / first.toSeconds();
    double factor = shortfall(figures_, read());
    beginMeasuring();  // what told the length must not be part of the result
    double measured = 0;
    while (!failed()) {
      // A spread seen for the first time may be far off: never more than thirty times as long at once.
      const double wanted = (measured > 0 ? measured : first.toSeconds()) * std::clamp(1.1 * factor, 0.5, 30.0);
      double more = std::max(wanted - measured, 0.1 * measured);
      more = std::min(more, static_cast<double>(purse_.left()) / eventsPerSecond * 1.001);
      if (more <= 0) break;
      advanceAll(Duration::seconds(more));
      measured += more;
      outcome.samples = read();
      factor = shortfall(figures_, outcome.samples);
      if (factor <= purse_.enough() || purse_.empty()) break;
    }
  }

  Samples read() const {
    Samples samples;
    for (const Expected& e : figures_) {
      std::vector<double>& row = samples.emplace_back();
      for (const auto& network : networks_) {
        const auto value = reading_.figure(*network, e);
        if (!value || !std::isfinite(*value)) {
          row.clear();
          break;
        }
        row.push_back(*value);
      }
    }
    return samples;
  }

  NetworkReading reading_;
  const std::vector<Expected>& figures_;
  const SimulationBudget& budget_;
  Purse purse_;
  std::vector<std::unique_ptr<FreeNetwork>> networks_;
};

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
      const auto station = reading_.stationOf(figures_[f].scope);
      if (!station || !figures_[f].time) continue;
      const Instant at = Instant() + Duration::seconds(*figures_[f].time);
      const auto look = std::lower_bound(record_.instants.begin(), record_.instants.end(), at);
      const auto present = network.looks()[static_cast<std::size_t>(look - record_.instants.begin())][*station];
      const bool allBusy = present >= spec_.stations[*station].servers;
      const double value =
          figures_[f].metric == "all_busy_prob_at" ? (allBusy ? 1.0 : 0.0) : static_cast<double>(present);
      batch.sums[f].sum += value;
      batch.sums[f].squares += value * value;
    }
  }

  Samples read(std::uint64_t runs) const {
    const auto n = static_cast<double>(runs);
    Samples samples(figures_.size());
    for (std::size_t f = 0; f < figures_.size(); ++f) {
      const std::string& m = figures_[f].metric;
      const bool known = m == "number_mean_at" || m == "number_sd_at" || m == "all_busy_prob_at";
      if (!known || !figures_[f].time || !reading_.stationOf(figures_[f].scope)) continue;
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

void onThreads(int threads, int count, const std::function<void(int)>& work) {
  std::atomic<int> next{0};
  const auto loop = [&] {
    for (int i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> others;
  for (int t = 1; t < std::min(threads, count); ++t) others.emplace_back(loop);
  loop();
  for (std::thread& other : others) other.join();
}

double shortfall(const std::vector<Expected>& figures, const Samples& samples) {
  double worst = 0;
  for (std::size_t f = 0; f < figures.size(); ++f) {
    const stats::MeanInterval interval = stats::meanInterval(samples[f]);
    if (!interval.halfWidth) continue;
    const double size = std::fabs(interval.mean);
    const double asked = precisionAskedOf(figures[f].metric).width * size + (size < 0.02 ? 2e-4 : 0);
    if (asked > 0) worst = std::max(worst, std::pow(*interval.halfWidth / (kAim * asked), 2));
  }
  return worst;
}

RunOutcome runSteadily(const sim::FreeNetworkSpec& spec, const std::vector<Expected>& figures,
                       const SimulationBudget& budget) {
  return Replications(spec, figures, budget).run();
}

RunOutcome runEnsemble(const sim::FreeNetworkSpec& spec, const std::vector<Expected>& figures,
                       const SimulationBudget& budget) {
  return Ensemble(spec, figures, budget).run();
}

std::unique_ptr<sim::FreeNetwork> runTraced(const sim::FreeNetworkSpec& spec) {
  auto network = std::make_unique<FreeNetwork>(spec, sim::RecordPlan{}, sim::RunPlan{});
  network->advance(kLongAfter, kNoLimit);
  return network;
}

}  // namespace headroom::accuracy
