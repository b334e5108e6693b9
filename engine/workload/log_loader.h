// Some logs read into one stream of arrivals, with the facts about them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/trace/minute_counts.h"
#include "engine/trace/name_counts.h"
#include "engine/trace/tiers.h"
#include "engine/workload/log_merge.h"
#include "engine/workload/logged_request.h"
#include "engine/workload/logged_times.h"
#include "engine/workload/path_map.h"
#include "engine/workload/window.h"
#include "engine/workload/workload.h"

namespace headroom::workload {

/// Reads every log, so that all problems are told at once.
class LogLoader {
 public:
  /// Requests that are surely outside `window` are counted and not kept.
  LogLoader(const farm::Farm& farm, const Window& window, const ReplayOptions& options)
      : farm_(farm),
        options_(options),
        paths_(farm),
        window_(window),
        merge_(options.jitterSeed),
        times_(farm, options.service, options.compare) {}

  /// Every log, but none after a stop.
  void loadAll(const std::vector<std::string>& logs);
  /// Leaves the tiers to be replayed. REQUIRES: all is loaded, called once.
  void chooseTiers();

  /// What prevents a replay; the caller takes them, as the warnings, arrivals and times.
  Diagnostics& problems() { return problems_; }
  Diagnostics& warnings() { return warnings_; }
  std::vector<Arrival>& arrivals() { return arrivals_; }
  LogTimesKept& times() { return times_; }
  /// As LogMerge::spreadRequests().
  std::uint64_t spreadRequests() const { return merge_.spreadRequests(); }
  /// REQUIRES: the tiers are chosen.
  results::LogFacts facts();

 private:
  struct LogSoFar {
    std::uint64_t fingerprint = 0;  ///< Of its requests, to find a copy of another log.
    std::uint32_t log = 0;          ///< As in trace::Record.
  };

  /// Reads one log to its end, problems or not.
  void load(const std::string& path, const trace::ReadOptions& options);
  /// One request of a log that is being read; false: no more fit.
  bool takeNext(const LoggedRequest& request, LogSoFar& log);
  /// Counts a selected request and keeps it if it may be inside the window.
  void take(const LoggedRequest& request);
  void refuse(const std::string& path, std::string what, std::string remedy);
  void append(const Diagnostics& more) { problems_.insert(problems_.end(), more.begin(), more.end()); }
  /// False, and a problem, for a file that was read before under this or another name.
  bool isNew(const std::string& path);
  /// What was learnt from a log once it is read. `fingerprint`: of its requests, to find a copy of another log.
  void account(const trace::Counts& counts, std::uint64_t fingerprint);
  void addFacts(const trace::Counts& counts);
  /// A note on which tiers are replayed and which stand inside of them.
  void tellTiers(const std::vector<bool>& chosen);

  const farm::Farm& farm_;
  const ReplayOptions& options_;
  std::uint64_t leftOut_ = 0;  ///< By the filter.
  PathMap paths_;
  Window window_;
  LogMerge merge_;
  trace::Tiers tiers_;
  std::vector<bool> chosen_;
  LogTimesKept times_;
  std::vector<Arrival> arrivals_;
  std::vector<trace::MinuteCounts> minutes_;  ///< By tier.
  std::vector<std::uint64_t> unmapped_;       ///< By tier.
  trace::NameCounts segments_;                ///< The tier's number in front of the segment.
  results::LogFacts facts_;
  std::int64_t firstNs_ = 0, lastNs_ = 0;
  std::size_t index_ = static_cast<std::size_t>(-1);
  std::map<std::pair<dev_t, ino_t>, std::string> files_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> contents_;
  Diagnostics problems_, warnings_;
};

}  // namespace headroom::workload
