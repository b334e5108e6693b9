#include "engine/sim/runner.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/sim/assemble.h"
#include "engine/sim/compile.h"
#include "engine/sim/overload.h"
#include "engine/stats/warm_up.h"

namespace headroom::sim {
namespace {

constexpr std::uint64_t kEventsBetweenLooks = 16384;

/// Collects how far each replication is and passes it on, one call at a time.
class Reporter {
 public:
  Reporter(const Progress& progress, const Share& share, int replications)
      : progress_(progress), share_(share), done_(static_cast<std::size_t>(replications)) {
    for (auto& each : done_) each = 0;
  }
  void tell(std::size_t replication, double done) {
    if (!progress_.report) return;
    done_[replication] = done;
    const std::lock_guard<std::mutex> lock(mutex_);
    double sum = 0;
    for (const auto& each : done_) sum += each;
    const double whole = share_.from + (share_.to - share_.from) * sum / static_cast<double>(done_.size());
    if (whole < told_ + 0.002 && whole < share_.to) return;
    told_ = whole;
    progress_.report(whole, share_.doing);
  }

 private:
  const Progress& progress_;
  const Share& share_;
  std::vector<std::atomic<double>> done_;
  std::mutex mutex_;
  double told_ = -1;
};

bool cancelled(const Progress& progress) {
  return progress.cancel && progress.cancel->load(std::memory_order_relaxed);
}

std::optional<Replication> runOne(const Model& model, const RunPlan& plan, const Progress& progress,
                                  const std::function<void(double)>& tell) {
  World world(model, plan);
  while (world.advance(Instant::never(), kEventsBetweenLooks)) {
    if (cancelled(progress)) return std::nullopt;
    const double end = std::max(world.end().toSeconds(), 1e-9);
    tell(std::min(1.0, world.now().toSeconds() / end));
  }
  tell(1.0);
  return world.takeResults();
}

Diagnostics faultOf(const std::string& fault) {
  return problem(fault);
}

/// Numbers in the system and mean response times per window, as series for the warm-up rule.
std::vector<std::vector<double>> pilotSeries(const std::vector<WindowRow>& windows, std::size_t zones) {
  std::vector<std::vector<double>> series(1 + zones);
  std::vector<double> last(zones, 0.0);
  for (const WindowRow& row : windows) {
    double inFlight = 0;
    for (std::size_t z = 0; z < zones; ++z) {
      inFlight += row.zones[z].inFlight;
      const std::uint64_t answered = row.zones[z].response.count();
      if (answered > 0) last[z] = row.zones[z].responseSumNs / static_cast<double>(answered);
      series[1 + z].push_back(last[z]);
    }
    series[0].push_back(inFlight);
  }
  return series;
}

}  // namespace

RunPlan planOf(const Model& model, const RunOptions& options, Duration warmUp, int replication) {
  RunPlan plan;
  plan.seed = options.seed;
  plan.replication = static_cast<std::uint64_t>(replication);
  plan.warmUp = warmUp;
  plan.measured = model.replay ? std::max(model.replay->span, Duration::wholeSeconds(1)) : options.measured;
  plan.windows = options.seriesWindows;
  if (options.requests) {
    double perSecond = 0;
    for (const SourceSpec& source : model.sources) perSecond += source.pagesPerSecond * source.requestsPerPage;
    plan.requests = *options.requests;
    plan.measured =
        std::max(Duration::nanoseconds(1), Duration::seconds(0.95 * static_cast<double>(plan.requests) / perSecond));
  }
  return plan;
}

Result<Frame> frameOf(const Model& model, const RunOptions& options, const Progress& progress) {
  if (model.replay || options.requests) return Frame{};
  if (options.warmUp) return Frame{*options.warmUp, true};
  constexpr int kWindows = 1000;
  constexpr std::size_t kEnoughWindows = 200;
  constexpr std::uint64_t kEnoughEvents = 2'000'000;
  RunPlan plan = planOf(model, options, Duration{}, 0);
  plan.windows = kWindows;
  plan.events = false;
  if (progress.report) progress.report(0.0, "finding the warm-up");
  World pilot(model, plan);
  while (pilot.advance(Instant::never(), kEventsBetweenLooks)) {
    if (cancelled(progress)) {
      Diagnostics problems = problem("cancelled before the first replication was finished");
      problems.front().rule = "cancelled";
      return problems;
    }
    if (pilot.events() > kEnoughEvents && pilot.windows().size() >= kEnoughWindows) break;
  }
  if (!pilot.fault().empty()) return faultOf(pilot.fault());
  const double window = plan.measured.toSeconds() / kWindows;
  Frame frame;
  std::size_t cut = 0;
  for (const auto& series : pilotSeries(pilot.windows(), model.zones.size())) {
    const stats::WarmUp found = stats::mser5(series);
    frame.settled = frame.settled && found.settled;
    cut = std::max(cut, found.settled ? found.cut : series.size() / 2);
  }
  frame.warmUp = Duration::seconds(static_cast<double>(cut) * window);
  return frame;
}

Pass runAll(const Model& model, const RunOptions& options, const RunPlan& plan, const Progress& progress,
            const Share& share) {
  const auto count = static_cast<std::size_t>(options.replications);
  std::vector<std::optional<Replication>> results(count);
  Reporter reporter(progress, share, options.replications);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count && !cancelled(progress); i = next++) {
      RunPlan own = plan;
      own.replication = i;
      results[i] = runOne(model, own, progress, [&](double done) { reporter.tell(i, done); });
    }
  };
  const unsigned wanted = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const std::size_t threads = std::min<std::size_t>(wanted, count);
  std::vector<std::thread> others;
  for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  Pass pass;
  pass.cancelled = cancelled(progress);
  for (auto& result : results) {
    if (result) pass.replications.push_back(std::move(*result));
  }
  return pass;
}

Result<results::RunResult> runSabotaged(const farm::Farm& farm, const RunOptions& options, const Progress& progress,
                                        Sabotage sabotage) {
  const auto model = compile(farm, options);
  if (!model) return model.problems();
  const auto frame = frameOf(*model, options, progress);
  if (!frame) return frame.problems();
  RunPlan plan = planOf(*model, options, frame->warmUp, 0);
  plan.sabotage = sabotage;
  Pass pass = runAll(*model, options, plan, progress, {0.0, 0.8, "simulating"});
  if (pass.replications.empty()) {
    Diagnostics problems = problem("cancelled before the first replication was finished");
    problems.front().rule = "cancelled";
    return problems;
  }
  for (const Replication& replication : pass.replications) {
    if (!replication.fault.empty()) return faultOf(replication.fault);
  }
  Load load = loadSeen(*model, pass.replications);
  if (!pass.cancelled && needsOfferedPass(*model, load)) {
    RunPlan unlimited = plan;
    unlimited.unlimited = true;
    const Pass offered = runAll(*model, options, unlimited, progress, {0.8, 1.0, "finding the offered load"});
    if (!offered.cancelled) takeOffered(*model, offered.replications, load);
  }
  if (progress.report) progress.report(1.0, "done");
  return assemble(farm, options, *model, *frame, std::move(pass), load);
}

Result<results::RunResult> run(const farm::Farm& farm, const RunOptions& options, const Progress& progress) {
  return runSabotaged(farm, options, progress, Sabotage::None);
}

RunOptions optionsOf(const farm::Farm& farm) {
  RunOptions options;
  options.seed = farm.run.seed;
  options.replications = farm.run.replications;
  options.warmUp = farm.run.warmUp;
  options.measured = farm.run.measured;
  return options;
}

}  // namespace headroom::sim
