#include "engine/sim/processor_sharing.h"

#include <algorithm>

namespace headroom::sim {
namespace {

constexpr int kUnitBits = 20;
static_assert(ProcessorSharing::kWorthBits == kUnitBits);
constexpr double kUnit = 1.0 / (1 << kUnitBits);

}  // namespace

void ProcessorSharing::settle(Instant now) {
  const auto span = static_cast<std::uint64_t>((now - last_).ns());
  last_ = now;
  const std::uint64_t n = jobs_.size();
  if (span == 0 || n == 0) return;
  const auto cores = static_cast<std::uint64_t>(cores_);
  Units share = static_cast<Units>(span) << kUnitBits;
  if (!worth_.empty()) [[unlikely]] {
    share = static_cast<Units>(span) * worth() / n;
    roundedOff_ += n;
  } else if (cores_ != 0 && n > cores) {
    // Within 64 bits nearly always: division of 128 bits costs ten times as much.
    const bool narrow = span < (std::uint64_t{1} << 30) && cores < (std::uint64_t{1} << 13);
    share = narrow ? Units{((span * cores) << kUnitBits) / n} : share * cores / n;
    roundedOff_ += n;
  }
  virtual_ += share;
  handedOut_ += share * n;
}

void ProcessorSharing::add(Index request, Duration work, Instant now) {
  settle(now);
  if (jobs_.empty()) virtual_ = 0;
  const Units units = static_cast<Units>(static_cast<std::uint64_t>(work.ns())) << kUnitBits;
  jobs_.push_back(Job{virtual_ + units, virtual_, order_++, request});
  std::push_heap(jobs_.begin(), jobs_.end(), later);
}

Instant ProcessorSharing::nextDone() const {
  if (jobs_.empty()) return Instant::never();
  const Job& first = jobs_.front();
  if (first.finish <= virtual_) return last_;
  const Units missing = first.finish - virtual_;
  const std::uint64_t n = jobs_.size();
  if (!worth_.empty()) [[unlikely]] {
    const std::uint64_t rate = worth();
    if (rate == 0) return Instant::never();
    return last_ + Duration::nanoseconds(static_cast<std::int64_t>(
                       std::min<Units>((missing * n + rate - 1) / rate, static_cast<Units>(Duration::max().ns()))));
  }
  const bool shared = cores_ != 0 && n > static_cast<std::uint64_t>(cores_);
  const Units perNs = static_cast<Units>(shared ? static_cast<std::uint64_t>(cores_) : 1) << kUnitBits;
  const Units scaled = shared ? missing * n : missing;
  const Units span = (scaled >> 64) == 0 && (perNs >> 64) == 0
                         ? Units{(static_cast<std::uint64_t>(scaled - 1) / static_cast<std::uint64_t>(perNs)) + 1}
                         : (scaled + perNs - 1) / perNs;
  return last_ + Duration::nanoseconds(
                     static_cast<std::int64_t>(std::min<Units>(span, static_cast<Units>(Duration::max().ns()))));
}

void ProcessorSharing::collect(Instant now, std::vector<Index>& done) {
  settle(now);
  while (!jobs_.empty() && jobs_.front().finish <= virtual_) {
    received_ += virtual_ - jobs_.front().start;
    done.push_back(jobs_.front().request);
    std::pop_heap(jobs_.begin(), jobs_.end(), later);
    jobs_.pop_back();
  }
}

void ProcessorSharing::remove(Index request, Instant now) {
  settle(now);
  const auto job =
      std::find_if(jobs_.begin(), jobs_.end(), [request](const Job& other) { return other.request == request; });
  if (job == jobs_.end()) return;
  received_ += virtual_ - job->start;
  *job = jobs_.back();
  jobs_.pop_back();
  std::make_heap(jobs_.begin(), jobs_.end(), later);
}

void ProcessorSharing::clear(Instant now) {
  settle(now);
  for (const Job& job : jobs_) received_ += virtual_ - job.start;
  jobs_.clear();
}

void ProcessorSharing::pause(bool paused, Instant now) {
  settle(now);
  paused_ = paused;
}

void ProcessorSharing::resize(int cores, std::vector<std::uint64_t> worth, Instant now) {
  settle(now);
  cores_ = cores;
  worth_ = std::move(worth);
}

void ProcessorSharing::restart(Instant now) {
  settle(now);
  for (Job& job : jobs_) job.start = virtual_;
  received_ = 0;
  handedOut_ = 0;
  roundedOff_ = 0;
}

double ProcessorSharing::roundedOff() const {
  return static_cast<double>(roundedOff_) * kUnit;
}

double ProcessorSharing::received(Instant now) {
  settle(now);
  Units sum = received_;
  for (const Job& job : jobs_) sum += virtual_ - job.start;
  return static_cast<double>(sum) * kUnit;
}

double ProcessorSharing::handedOut(Instant now) {
  settle(now);
  return static_cast<double>(handedOut_) * kUnit;
}

}  // namespace headroom::sim
