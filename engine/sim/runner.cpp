#include "engine/sim/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/sim/assemble.h"
#include "engine/sim/batches.h"
#include "engine/sim/compile.h"
#include "engine/sim/overload.h"
#include "engine/sim/precision.h"
#include "engine/stats/warm_up.h"

namespace headroom::sim {
namespace {

constexpr std::uint64_t kEventsBetweenLooks = 16384;
constexpr std::uint64_t kEventsToForesee = 2'000'000;

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

std::string eventsInWords(double events) {
  if (events < 1e9) return fmt::format("{:.3g} million", events / 1e6);
  return events < 1e15 ? fmt::format("{:.6g} billion", events / 1e9) : "more than a million billion";
}

std::string budgetSpent(const RunOptions& options, Instant now, Instant end) {
  return fmt::format(
      "the budget of {} events is spent after {:.4g} of the {:.4g} s of simulated time in each replication; ask for "
      "less time or fewer replications, or for a larger --budget",
      eventsInWords(static_cast<double>(options.mostEvents)), now.toSeconds(), end.toSeconds());
}

/// Each replication may have its share, so that the threads do not decide which one is ended.
std::uint64_t mostEventsEach(const RunOptions& options) {
  if (options.precision) return options.mostEvents;
  return std::max<std::uint64_t>(1, options.mostEvents / static_cast<std::uint64_t>(std::max(1, options.replications)));
}

/// What is wrong if the whole run takes far more events than it may, should it go on like so far; empty: nothing is.
std::string tooManyEvents(const World& world, const RunOptions& options) {
  constexpr double kBenefitOfDoubt = 2;
  const double done = world.now().toSeconds() / std::max(world.end().toSeconds(), 1e-9);
  const double foreseen = static_cast<double>(world.events()) / std::max(done, 1e-300) *
                          std::max(1, options.precision ? 1 : options.replications);
  if (foreseen <= kBenefitOfDoubt * static_cast<double>(options.mostEvents)) return {};
  return fmt::format(
      "the run would take about {} events, more than its budget of {}; ask for a shorter --duration or fewer "
      "--replications, or for a larger --budget",
      eventsInWords(foreseen), eventsInWords(static_cast<double>(options.mostEvents)));
}

Replication faulty(std::string fault) {
  Replication replication;
  replication.fault = std::move(fault);
  return replication;
}

/// `batches`: when not null, gets the parts that the measured part is cut into.
std::optional<Replication> runOne(const Model& model, const RunOptions& options, const RunPlan& plan,
                                  const Progress& progress, const std::function<void(double)>& tell,
                                  std::vector<Replication>* batches) {
  World world(model, plan);
  std::optional<BatchCutter> cutter;
  if (batches != nullptr) cutter.emplace(plan);
  const std::uint64_t most = mostEventsEach(options);
  bool foreseen = model.replay != nullptr;
  const auto next = [&] { return cutter ? cutter->next() : Instant::never(); };
  for (std::uint64_t before = 0; world.advance(next(), kEventsBetweenLooks); before = world.events()) {
    if (cutter && world.events() - before < kEventsBetweenLooks) cutter->cut(world);
    if (cancelled(progress)) return std::nullopt;
    if (world.events() > most) return faulty(budgetSpent(options, world.now(), world.end()));
    if (!foreseen && world.events() > kEventsToForesee) {
      foreseen = true;
      if (std::string fault = tooManyEvents(world, options); !fault.empty()) return faulty(fault);
    }
    const double end = std::max(world.end().toSeconds(), 1e-9);
    tell(std::min(1.0, world.now().toSeconds() / end));
  }
  tell(1.0);
  Replication whole = world.takeResults();
  if (cutter && whole.fault.empty()) *batches = cutter->finish(whole);
  return whole;
}

Diagnostics faultOf(const std::string& fault) {
  return problem(fault);
}

/// Nothing may be due at the end of the clock, where additions stop.
Diagnostics beyondTheClock(Duration warmUp, Duration measured, bool byRequests) {
  const Duration longest = Duration::wholeSeconds(146LL * 365 * 86'400);
  if (warmUp < longest && measured < longest) return {};
  return problem(fmt::format("the run is to take {:.3g} years of simulated time; the clock has room for 146 of warm-up "
                             "and as many of measuring",
                             (warmUp.toSeconds() + measured.toSeconds()) / (365 * 86'400.0)),
                 byRequests ? "ask for fewer --requests, or give the users a higher rate"
                            : "ask for a shorter --duration, or change run.measured of the farm");
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
  plan.traces = options.traces;
  plan.batches = model.replay || !model.scaling.empty() ? 0 : options.batches;
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
  if (model.replay) return Frame{};
  const RunPlan whole = planOf(model, options, options.warmUp.value_or(Duration{}), 0);
  if (Diagnostics wrong = beyondTheClock(whole.warmUp, whole.measured, options.requests.has_value()); !wrong.empty())
    return wrong;
  if (options.requests) return Frame{};
  if (options.warmUp) return Frame{*options.warmUp, true};
  constexpr int kWindows = 1000;
  constexpr std::size_t kEnoughWindows = 200;
  RunPlan plan = planOf(model, options, Duration{}, 0);
  plan.windows = kWindows;
  plan.traces = 0;
  plan.events = false;
  if (progress.report) progress.report(0.0, "finding the warm-up");
  World pilot(model, plan);
  while (pilot.advance(Instant::never(), kEventsBetweenLooks)) {
    if (cancelled(progress)) {
      Diagnostics problems = problem("cancelled before the first replication was finished");
      problems.front().rule = "cancelled";
      return problems;
    }
    if (pilot.events() <= kEventsToForesee) continue;
    if (std::string fault = tooManyEvents(pilot, options); !fault.empty()) return faultOf(fault);
    if (pilot.windows().size() >= kEnoughWindows) break;
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

std::size_t threadsFor(const RunOptions& options, std::size_t pieces) {
  const unsigned wanted = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  return std::min<std::size_t>(wanted, pieces);
}

void runMore(const Model& model, const RunOptions& options, const RunPlan& plan, std::size_t count, Pass& pass,
             const Progress& progress, const Share& share) {
  const std::size_t have = pass.replications.size();
  if (count <= have) return;
  std::vector<std::optional<Replication>> results(count - have);
  Reporter reporter(progress, share, static_cast<int>(results.size()));
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < results.size() && !cancelled(progress); i = next++) {
      RunPlan own = plan;
      own.replication = have + i;
      const auto tell = [&, i](double done) { reporter.tell(i, done); };
      const bool alone = plan.batches > 0 && count == 1;
      results[i] = runOne(model, options, own, progress, tell, alone ? &pass.batches : nullptr);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t t = 1; t < threadsFor(options, results.size()); ++t) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  pass.cancelled = cancelled(progress);
  for (auto& result : results) {
    if (result) pass.replications.push_back(std::move(*result));
  }
}

namespace {

/// A run in the making: its replications so far, and those of the second pass.
class Study {
 public:
  Study(const farm::Farm& farm, const RunOptions& options, const Model& model, const Frame& frame, const RunPlan& plan,
        const Progress& progress)
      : farm_(farm), options_(options), model_(model), frame_(frame), plan_(plan), progress_(progress) {}

  /// The result of so many replications.
  Result<results::RunResult> upTo(int count) {
    const auto wanted = static_cast<std::size_t>(count);
    if (wanted > 1) pass_.batches.clear();
    const std::string doing = options_.precision ? "simulating, " + std::to_string(count) + " runs" : "simulating";
    runMore(model_, options_, plan_, wanted, pass_, progress_, {0.0, 0.8, doing});
    if (pass_.replications.empty()) {
      Diagnostics problems = problem("cancelled before the first replication was finished");
      problems.front().rule = "cancelled";
      return problems;
    }
    if (const std::string* fault = faultIn(pass_)) return faultOf(*fault);
    Load load = loadSeen(model_, pass_.replications);
    if (!pass_.cancelled && needsOfferedPass(model_, load)) {
      RunPlan unlimited = plan_;
      unlimited.unlimited = true;
      unlimited.traces = 0;
      unlimited.batches = 0;
      runMore(model_, options_, unlimited, wanted, offered_, progress_, {0.8, 1.0, "finding the offered load"});
      if (const std::string* fault = faultIn(offered_)) return faultOf("finding the offered load: " + *fault);
      if (!offered_.cancelled) takeOffered(model_, offered_.replications, load);
    }
    RunOptions asked = options_;
    asked.replications = count;
    return assemble(farm_, asked, model_, frame_, pass_, load);
  }

  /// Adds replications until the goal is reached or given up.
  Result<results::RunResult> precisely(const PrecisionGoal& goal) {
    StoppingRule rule(goal);
    for (std::optional<int> count = std::max(10, options_.replications); count;) {
      auto result = upTo(*count);
      if (!result) return result;
      if (Diagnostics wrong = problemsOf(goal, *result); !wrong.empty()) return wrong;
      count = rule.next(*result, plan_.warmUp + plan_.measured);
      result->precision = rule.found();
      if (pass_.cancelled) result->precision->ended = "cancelled";
      if (!count || pass_.cancelled) return result;
    }
    return problem("no replications were asked for");
  }

  std::vector<results::Trace> traces() const {
    return tracesOf(model_, options_, plan_, pass_.replications, progress_);
  }

 private:
  static const std::string* faultIn(const Pass& pass) {
    for (const Replication& replication : pass.replications) {
      if (!replication.fault.empty()) return &replication.fault;
    }
    return nullptr;
  }

  const farm::Farm& farm_;
  const RunOptions& options_;
  const Model& model_;
  const Frame& frame_;
  const RunPlan& plan_;
  const Progress& progress_;
  Pass pass_, offered_;
};

}  // namespace

Result<results::RunResult> runSabotaged(const farm::Farm& farm, const RunOptions& options, const Progress& progress,
                                        Sabotage sabotage) {
  const auto model = compile(farm, options);
  if (!model) return model.problems();
  const auto frame = frameOf(*model, options, progress);
  if (!frame) return frame.problems();
  RunPlan plan = planOf(*model, options, frame->warmUp, 0);
  plan.sabotage = sabotage;
  Study study(farm, options, *model, *frame, plan, progress);
  auto result = options.precision ? study.precisely(*options.precision) : study.upTo(options.replications);
  if (!result) return result;
  if (options.traces > 0) result->traces = study.traces();
  if (progress.report) progress.report(1.0, "done");
  return result;
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
