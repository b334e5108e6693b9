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

const Instant kLongAfter = Instant::at(Duration::nanoseconds(Duration::max().ns() - 1));

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
    if (!failed() && outcome.problems.empty()) measure(warmUp, outcome);
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
    if (length.ns() > Duration::max().ns() / 64) {
      complain(outcome, fmt::format("its {} events take {:.3g} s, too long for a clock that ends after 292 years; give "
                                    "times in another unit",
                                    scout.events(), length.toSeconds()));
      return {};
    }
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
    outcome.samples = read();
    double factor = shortfall(figures_, outcome.samples);
    if (purse_.empty()) return;  // short as it is, it is all there will be
    beginMeasuring();            // what told the length must not be part of the result
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

std::unique_ptr<sim::FreeNetwork> runTraced(const sim::FreeNetworkSpec& spec) {
  auto network = std::make_unique<FreeNetwork>(spec, sim::RecordPlan{}, sim::RunPlan{});
  network->advance(kLongAfter, kNoLimit);
  return network;
}

}  // namespace headroom::accuracy
