#include "engine/sim/journal.h"

#include "engine/sim/compile.h"
#include "engine/sim/runner.h"
#include "engine/sim/world.h"

namespace headroom::sim {
namespace {

/// By Newton's method, each step of which doubles the number of right bits. REQUIRES: odd.
constexpr std::uint64_t inverseOf(std::uint64_t factor) {
  std::uint64_t inverse = factor;
  for (int step = 0; step < 6; ++step) inverse *= 2 - factor * inverse;
  return inverse;
}
static_assert(inverseOf(kFingerprintOfTime) * kFingerprintOfTime == 1);

}  // namespace

/// In the order of Kind.
std::string_view Stations::nameOf(Kind kind) {
  static constexpr std::string_view kNames[] = {
      "page",        "think",    "log",    "step",   "served",     "sharing-done",  "deadline", "planned",  "health",
      "window",      "begin",    "end",    "front",  "unanswered", "source",        "look",     "gives-up", "set-up",
      "breaks-down", "repaired", "inject", "retire", "recycle",    "process-ready", "idle",     "pause",    "occasion",
      "again",       "chance",   "scale",  "scaled", "shed",       "failed-over",   "carried",  "avoided"};
  static_assert(std::size(kNames) == static_cast<std::size_t>(Kind::Avoided) + 1);
  return kNames[static_cast<std::size_t>(kind)];
}

/// The event loop keeps nothing of an event but its time and the fingerprint it left. That can be undone: both factors
/// are odd.
std::pair<std::string_view, std::uint32_t> Stations::lastEvent(std::uint64_t before) const {
  const std::uint64_t timed = (before ^ static_cast<std::uint64_t>(now_.ns())) * kFingerprintOfTime;
  const std::uint64_t what = fingerprint_ * inverseOf(kFingerprintOfKind) ^ timed ^ (timed >> 32);
  return {nameOf(static_cast<Kind>(what >> 32)), static_cast<std::uint32_t>(what)};
}

headroom::Outcome tellJournal(const farm::Farm& farm, const RunOptions& options, std::uint64_t from, std::uint64_t most,
                              const std::function<void(const JournalEvent&)>& tell, const Progress& progress) {
  const auto model = compile(farm, options);
  if (!model) return model.problems();
  const auto frame = frameOf(*model, options, progress);
  if (!frame) return frame.problems();
  World world(*model, planOf(*model, options, frame->warmUp, 0));
  if (from > 1) world.advance(Instant::never(), from - 1);
  for (std::uint64_t told = 0; told < most && !(progress.cancel && *progress.cancel); ++told) {
    const std::uint64_t before = world.fingerprint(), number = world.events();
    const bool goesOn = world.advance(Instant::never(), 1);
    if (world.events() == number) break;
    const auto [kind, subject] = world.lastEvent(before);
    tell({world.events(), world.now(), kind, subject, world.fingerprint()});
    if (!goesOn) break;
  }
  return Done{};
}

}  // namespace headroom::sim
