#include "engine/trace/summary.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>

#include "engine/trace/ordered_reading.h"
#include "engine/trace/summariser.h"

namespace headroom::trace {
namespace {

/// One attempt to read some logs.
class Attempt {
 public:
  Attempt(const ReadOptions& options, const std::function<bool(const Record&)>& selects, unsigned threads)
      : options_(options), selects_(selects) {
    for (unsigned i = 0; i < threads; ++i) summarisers_.push_back(std::make_unique<Summariser>());
    if (options.progress) {
      options_.progress = [this, &options](std::uint64_t done, std::uint64_t total) {
        stopped_ = !options.progress(done, total);
        return !stopped_;
      };
    }
    for (unsigned i = 0; i < threads; ++i) parts_.push_back(part(*summarisers_[i], threads > 1));
  }

  /// Empty when several threads cannot tell what one would.
  std::optional<Result<Summary>> read(const std::vector<std::string>& paths) {
    Diagnostics problems;
    std::uint64_t valid = 0;
    for (std::size_t i = 0; i < paths.size() && !stopped_; ++i) {
      Result<Counts> counts = readInParts(paths[i], i, options_, parts_, again_);
      if (again_) return std::nullopt;
      if (!counts) {
        problems.insert(problems.end(), counts.problems().begin(), counts.problems().end());
        continue;
      }
      valid += counts->valid;
      summarisers_.front()->addFile(std::move(counts).value());
    }
    if (!hasErrors(problems) && valid == 0 && !(options_.countUnreadable && !paths.empty())) {
      return problem(paths.empty() ? "there is no log to read" : paths.front() + " holds no request",
                     "give an access log with traffic");
    }
    if (!problems.empty()) return problems;
    for (std::size_t i = 1; i < summarisers_.size(); ++i) {
      summarisers_.front()->merge(*summarisers_[i]);
      summarisers_[i].reset();
    }
    if (summarisers_.size() > 1 && !summarisers_.front()->mergeable()) return std::nullopt;
    return summarisers_.front()->finish(options_.stamps);
  }

 private:
  ReadingPart part(Summariser& mine, bool several) {
    ReadingPart part;
    part.take = [this, &mine](const Record& record) {
      if (!selects_ || selects_(record)) mine.add(record);
    };
    part.close = [this, &mine, several]() -> std::function<void()> {
      if (several && !mine.mergeable()) again_ = true;
      std::vector<TierPairs::Sighting> sightings = mine.takeSightings();
      if (sightings.empty()) return {};
      return [this, sightings = std::move(sightings)] { summarisers_.front()->pair(sightings); };
    };
    return part;
  }

  ReadOptions options_;
  const std::function<bool(const Record&)>& selects_;
  std::vector<std::unique_ptr<Summariser>> summarisers_;
  std::vector<ReadingPart> parts_;
  std::atomic<bool> again_ = false;  ///< Several threads cannot tell what one would.
  bool stopped_ = false;
};

/// One where some of the logs can be read only once.
unsigned threadsFor(const std::vector<std::string>& paths, const ReadOptions& options) {
  unsigned threads = std::max(1u, options.threads);
  for (const std::string& path : paths) threads = std::min(threads, trace::threadsFor(path, options));
  return threads;
}

}  // namespace

Counts Summary::encoding() const {
  Counts sum;
  for (const Counts& counts : files) {
    sum.bytes += counts.bytes;
    sum.unpackedBytes += counts.unpackedBytes;
    sum.carriageReturns += counts.carriageReturns;
    sum.unterminated = sum.unterminated || counts.unterminated;
    sum.offsets.insert(sum.offsets.end(), counts.offsets.begin(), counts.offsets.end());
  }
  std::sort(sum.offsets.begin(), sum.offsets.end());
  sum.offsets.erase(std::unique(sum.offsets.begin(), sum.offsets.end()), sum.offsets.end());
  return sum;
}

Result<Summary> summarise(const std::vector<std::string>& paths, const ReadOptions& options,
                          const std::function<bool(const Record&)>& selects) {
  if (const unsigned threads = threadsFor(paths, options); threads > 1) {
    Attempt attempt(options, selects, threads);
    if (auto summary = attempt.read(paths)) return std::move(*summary);
  }
  return *Attempt(options, selects, 1).read(paths);
}

}  // namespace headroom::trace
