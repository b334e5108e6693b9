// What an import shows of logs that several proxies wrote: the survey of each front end, to choose from.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "engine/trace/survey.h"
#include "engine/trace/tiers.h"

namespace headroom::trace {

/// What was found so far, by the front end (tier) that logged it.
struct TierFigures {
  struct Tier {
    std::string name;    ///< Empty: servers' own logs, which name no front end.
    bool inner = false;  ///< Its requests stand in the logs at another tier too: both together count them twice.
    SurveyFigures figures;
  };
  std::vector<Tier> tiers;  ///< In the order in which they came; empty before the first request.

  std::uint64_t requests() const;  ///< Of all tiers, each counted as often as it was logged.
  /// Whether some requests stand in the logs more than once.
  bool doubled() const;
  /// Which tiers a replay takes: the named ones, or without any name those that lie in no other. Names that there are
  /// not are passed over.
  std::vector<bool> taken(const std::vector<std::string>& names) const;
  /// The figures of those.
  SurveyFigures of(const std::vector<std::string>& names) const;
};

/// Collects them. Memory is that of a Survey for each of at most Tiers::kMost tiers.
class TierSurvey {
 public:
  void add(const Record& record);
  TierFigures figures() const;

 private:
  Tiers tiers_;
  std::deque<Survey> surveys_;  ///< By number of the tier; they stay where they are.
};

}  // namespace headroom::trace
