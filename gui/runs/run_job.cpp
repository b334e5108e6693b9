#include "gui/runs/run_job.h"

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>
#include <variant>

#include "engine/base/quantity.h"

namespace headroom::gui {

namespace {

using namespace std::chrono_literals;
constexpr auto kFrame = 34ms;           // a little under 30 a second
constexpr std::uint64_t kBurst = 2000;  // events between two looks at the clock: a few milliseconds
constexpr Duration kLiveWindow = Duration::wholeSeconds(1);  // figures of a shorter one jump about
constexpr auto kLongestSilence = 1s;                         // of real time, however slow the run
constexpr auto kSpeedWindow = 500ms;
// Each point of a plan's search, as for `headroom plan`: the same farm has the same headroom in both programs.
constexpr int kPlanReplications = 5;

bool isCancelled(const Diagnostics& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const Diagnostic& d) { return d.rule == "cancelled"; });
}

/// To a tenth of a second: people stop runs by hand.
std::string inTenths(Instant at) {
  return formatDuration(Duration::milliseconds(at.ns() / 100'000'000 * 100));
}

}  // namespace

std::optional<sim::RunOptions> partialOptions(const sim::RunOptions& options, Instant now, Instant end) {
  sim::RunOptions partial = options;
  partial.replications = 1;
  if (options.replay) {
    auto shortened = std::make_shared<workload::Replay>();
    const auto& arrivals = options.replay->arrivals;
    const auto last = std::lower_bound(arrivals.begin(), arrivals.end(), now,
                                       [](const workload::Arrival& arrival, Instant at) { return arrival.at < at; });
    if (last == arrivals.begin()) return std::nullopt;
    shortened->arrivals.assign(arrivals.begin(), last);
    shortened->span = now.sinceStart();
    shortened->facts = options.replay->facts;
    shortened->serviceUs = options.replay->serviceUs;
    partial.replay = std::move(shortened);
    partial.measured = now.sinceStart();
    return partial;
  }
  const Duration warmUp = end.sinceStart() - options.measured;
  if (now.sinceStart() <= warmUp) return std::nullopt;
  partial.warmUp = warmUp;
  partial.measured = now.sinceStart() - warmUp;
  return partial;
}

std::vector<std::string> ownLogs(const farm::Farm& farm) {
  std::vector<std::string> logs;
  const std::filesystem::path folder = std::filesystem::path(farm.file).parent_path();
  for (const farm::Users& users : farm.users) {
    if (const auto* replay = std::get_if<farm::ReplayLoad>(&users.load)) {
      for (const std::string& log : replay->logs) logs.push_back((folder / log).string());
    }
  }
  return logs;
}

RunJob::RunJob(const RunEngine& engine, farm::Farm farm, sim::RunOptions options, std::vector<std::string> logs,
               RunControls& controls, RunListener& listener)
    : engine_(engine),
      farm_(std::move(farm)),
      options_(std::move(options)),
      logs_(std::move(logs)),
      controls_(controls),
      listener_(listener) {}

void RunJob::setReplay(workload::ReplayOptions options, std::uint64_t expectedLines) {
  replay_ = std::move(options);
  expectedLines_ = expectedLines;
}

RunEnding RunJob::run() {
  if (!logs_.empty()) {
    if (auto ending = readLogs()) return *ending;
  }
  listener_.onProgress({RunProgress::Act::Preparing, 0, {}, {}, {}, 0});
  auto live = engine_.openLive(farm_, options_, progressOf(RunProgress::Act::Preparing, controls_.stopFlag()));
  if (controls_.isStopping()) return {RunEnding::Kind::StoppedEarly, {}};
  if (!live) return {RunEnding::Kind::Failed, live.problems()};

  if (playLive(**live) == Live::Ended) {
    live->reset();
    return runReplications();
  }
  if (summedUpAt_ == (*live)->now()) return {};  // the pause before the stop has told it already
  listener_.onFinishing();
  auto partial = sumUp((*live)->now(), (*live)->end(), controls_.abandonFlag());
  if (!partial) return {RunEnding::Kind::StoppedEarly, {}};
  listener_.onResult(std::move(*partial), true);
  return {};
}

std::optional<RunEnding> RunJob::readLogs() {
  listener_.onProgress({RunProgress::Act::ReadingLogs, 0, {}, {}, {}, 0});
  replay_.seed = options_.seed;
  ReadingMeter meter(logs_, ReadingMeter::Clock::now());
  meter.expectLines(expectedLines_);
  replay_.reading.threads = std::max(1u, std::thread::hardware_concurrency());
  replay_.reading.progress = [this, &meter](std::uint64_t bytes, std::uint64_t total) {
    meter.read(bytes, total);
    const ReadingProgress reading = meter.at(ReadingMeter::Clock::now());
    listener_.onProgress({RunProgress::Act::ReadingLogs, reading.done, {}, {}, {}, 0, reading});
    return !controls_.isStopping();
  };
  auto replay = engine_.loadReplay(farm_, logs_, replay_);
  if (controls_.isStopping()) return RunEnding{RunEnding::Kind::StoppedEarly, {}};
  if (!replay) return RunEnding{RunEnding::Kind::Failed, replay.problems()};
  listener_.onLog(replay->facts);
  options_.replay = std::make_shared<const workload::Replay>(std::move(replay).value());
  return std::nullopt;
}

RunJob::Live RunJob::playLive(sim::LiveRun& live) {
  speed_ = controls_.take().speed;
  const auto start = Pace::Clock::now();
  pace_.restart(live.now(), start, speed_);
  mark_ = {start, live.now()};
  for (;;) {
    const auto frameEnd = Pace::Clock::now() + kFrame;
    const RunControls::Wishes wishes = controls_.take();
    applyFaults(live, wishes.faults);
    if (wishes.stop) return Live::Stopped;
    if (wishes.paused) {
      holdWhilePaused(live);
      continue;
    }
    if (wishes.speed != speed_) {
      speed_ = wishes.speed;
      pace_.restart(live.now(), Pace::Clock::now(), speed_);
    }
    bool caughtUp = false;
    const bool more = advanceOneFrame(live, frameEnd, caughtUp);
    if (!more || isTimeToShow(live)) show(live);
    if (!more) return Live::Ended;
    if (caughtUp) {
      controls_.waitUntil(frameEnd);
    } else if (!pace_.isUnlimited()) {
      pace_.restart(live.now(), Pace::Clock::now(), speed_);
    }
  }
}

bool RunJob::advanceOneFrame(sim::LiveRun& live, Pace::Clock::time_point frameEnd, bool& caughtUp) {
  const Instant target = std::min(pace_.target(Pace::Clock::now()), live.end());
  do {
    const Instant before = live.now();
    if (!live.advance(target, kBurst)) return false;
    caughtUp = live.now() >= target || live.now() == before;
  } while (!caughtUp && Pace::Clock::now() < frameEnd && !controls_.isStopping());
  return true;
}

bool RunJob::isTimeToShow(const sim::LiveRun& live) const {
  const auto waited = Pace::Clock::now() - lastShown_;
  const bool window = live.now() - shownAt_ >= kLiveWindow;
  return waited >= kFrame && (window || waited >= kLongestSilence);
}

void RunJob::applyFaults(sim::LiveRun& live, const std::vector<RunControls::Fault>& faults) {
  for (const auto& [node, down] : faults) {
    live.setDown(node, down);
    farm::PlannedEvent event;
    // Planned events count from the end of the warm-up; what happens before is in force from its first moment on.
    event.at = std::max(Duration(), live.now().sinceStart() - (live.end().sinceStart() - measured()));
    event.node = node;
    event.kind = down ? farm::PlannedEvent::Kind::Fail : farm::PlannedEvent::Kind::Repair;
    farm_.events.push_back(event);
    listener_.onEvent(std::move(event));
  }
}

void RunJob::holdWhilePaused(sim::LiveRun& live) {
  show(live);
  if (summedUpAt_ != live.now()) {
    if (auto partial = sumUp(live.now(), live.end(), controls_.pauseEndFlag())) {
      listener_.onResult(std::move(*partial), true);
      summedUpAt_ = live.now();
    }
  }
  controls_.waitWhilePaused();
  pace_.restart(live.now(), Pace::Clock::now(), speed_);
  mark_ = {Pace::Clock::now(), live.now()};
}

void RunJob::show(sim::LiveRun& live) {
  const auto real = Pace::Clock::now();
  lastShown_ = real;
  shownAt_ = live.now();
  if (const auto passed = real - mark_.real; passed >= kSpeedWindow) {
    timesRealTime_ = (live.now() - mark_.simulated).toSeconds() / std::chrono::duration<double>(passed).count();
    mark_ = {real, live.now()};
  }
  const double whole = live.end().toSeconds();
  RunProgress progress;
  progress.act = RunProgress::Act::Live;
  progress.done = whole > 0 ? std::min(1.0, live.now().toSeconds() / whole) : 1;
  progress.now = live.now();
  progress.end = live.end();
  progress.timesRealTime = timesRealTime_;
  listener_.onSnapshot(live.snapshot());
  listener_.onProgress(std::move(progress));
}

RunEnding RunJob::runReplications() {
  listener_.onFinishing();
  auto result = engine_.run(farm_, options_, progressOf(RunProgress::Act::Replications, controls_.stopFlag()));
  if (!result) {
    if (isCancelled(result.problems())) return {RunEnding::Kind::StoppedEarly, {}};
    return {RunEnding::Kind::Failed, result.problems()};
  }
  const bool partial = result->replications < options_.replications;
  listener_.onResult(std::move(result).value(), partial);
  return {};
}

std::optional<results::RunResult> RunJob::sumUp(Instant now, Instant end, const std::atomic<bool>* cancel) {
  const auto options = partialOptions(options_, now, end);
  if (!options) return std::nullopt;
  auto result = engine_.run(farm_, *options, progressOf(RunProgress::Act::SummingUp, cancel));
  if (!result || cancel->load()) return std::nullopt;
  results::RunResult partial = std::move(result).value();
  partial.steady = false;
  partial.warnings.insert(partial.warnings.begin(), "partial result: the run was stopped at " + inTenths(now) + " of " +
                                                        inTenths(end) +
                                                        " in its first replication; run it to the end for intervals");
  return partial;
}

RunEnding runPlanJob(const RunEngine& engine, const farm::Farm& farm, planning::PlanOptions options,
                     RunControls& controls, RunListener& listener) {
  options.report = [&listener](double done, const std::string& doing) {
    listener.onProgress({RunProgress::Act::Planning, done, doing, {}, {}, 0});
  };
  options.report(0, {});
  const planning::Evaluator evaluate = [&](double factor, const std::vector<std::string>& down) {
    sim::RunOptions run = sim::optionsOf(farm);
    run.seed = options.seed;
    run.replications = kPlanReplications;
    run.measured = planning::pointLengthOf(farm);
    run.loadFactor = factor;
    run.down = down;
    sim::Progress progress;
    progress.cancel = controls.stopFlag();
    return engine.run(farm, run, progress);
  };
  auto plan = engine.plan(farm, evaluate, options);
  if (controls.isStopping()) return {RunEnding::Kind::StoppedEarly, {}};
  if (!plan) return {RunEnding::Kind::Failed, plan.problems()};
  listener.onPlan(std::move(plan).value());
  return {};
}

sim::Progress RunJob::progressOf(RunProgress::Act act, const std::atomic<bool>* cancel) {
  sim::Progress progress;
  progress.cancel = cancel;
  progress.report = [this, act](double done, const std::string& doing) {
    listener_.onProgress({act, done, doing, {}, {}, 0});
  };
  return progress;
}

}  // namespace headroom::gui
