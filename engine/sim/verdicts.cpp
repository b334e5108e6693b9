// Promises of the farm against what the run found.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/sim/assemble.h"
#include "engine/sim/estimate.h"

namespace headroom::sim {
namespace {

using results::Estimate;
using results::SloVerdict;
using Verdict = results::SloVerdict::Verdict;

/// Met or missed only when the whole interval lies on one side. Without a steady state nothing is ever met.
Verdict judge(const Estimate& observed, double limit, const std::string& why) {
  if (!why.empty() && observed.why == why) return observed.mean > limit ? Verdict::Missed : Verdict::NotShown;
  if (!observed.high) return Verdict::NotShown;
  if (*observed.high < limit) return why.empty() ? Verdict::Met : Verdict::NotShown;
  return *observed.low >= limit ? Verdict::Missed : Verdict::NotShown;
}

std::string percent(double share) {
  return formatNumber(share * 100) + " %";
}

class Judge {
 public:
  Judge(const farm::Farm& farm, const Model& model, const Pass& pass, const results::RunResult& result,
        BatchEstimates& batched, const std::string& why)
      : farm_(farm),
        model_(model),
        replications_(pass.replications),
        batches_(pass.batches),
        result_(result),
        batched_(batched),
        why_(why) {}

  std::vector<SloVerdict> all() {
    for (const farm::Slo& slo : farm_.slos) {
      for (std::size_t a = 0; a < model_.applications.size(); ++a) {
        if (!concerns(slo, a)) continue;
        if (slo.responseBelow) response(slo, a);
        if (slo.failuresBelow) failures(slo, a);
      }
      if (slo.utilisationBelow) utilisation(slo);
    }
    return std::move(verdicts_);
  }

 private:
  bool concerns(const farm::Slo& slo, std::size_t application) const {
    if (!slo.application.empty()) return model_.applications[application].name == slo.application;
    return std::any_of(model_.sources.begin(), model_.sources.end(),
                       [&](const SourceSpec& s) { return s.application == application; });
  }

  void response(const farm::Slo& slo, std::size_t application) {
    const auto parts = responsesOf(replications_, application);
    stats::Histogram whole;
    for (const stats::Histogram* part : parts) whole.merge(*part);
    SloVerdict verdict;
    verdict.name = slo.name;
    verdict.objective = fmt::format("p{} of {} below {}", formatNumber(slo.percentile),
                                    model_.applications[application].name, formatDuration(*slo.responseBelow));
    verdict.observed = batches_.empty()
                           ? percentileOf(whole, parts, slo.percentile, why_)
                           : batched_.percentile(whole, responsesOf(batches_, application), slo.percentile, why_);
    verdict.limit = slo.responseBelow->toMilliseconds();
    verdict.verdict = judge(verdict.observed, verdict.limit, why_);
    const bool unanswered = verdict.observed.count == 0 && result_.applications[application].failed.total() > 0;
    if (unanswered) verdict.verdict = Verdict::Missed;
    verdicts_.push_back(std::move(verdict));
  }

  static std::uint64_t endedIn(const Replication& part, std::size_t application) {
    std::uint64_t ended = 0;
    for (const std::uint64_t each : part.applications[application].outcomes) ended += each;
    return ended;
  }

  static double shareFailed(const Replication& part, std::size_t application) {
    const std::uint64_t ended = endedIn(part, application);
    const std::uint64_t answered = part.applications[application].outcomes[static_cast<std::size_t>(Outcome::Answered)];
    return ended > 0 ? static_cast<double>(ended - answered) / static_cast<double>(ended) : 0.0;
  }

  void failures(const farm::Slo& slo, std::size_t application) {
    std::vector<double> shares;
    std::uint64_t count = 0;
    for (const Replication& replication : replications_) count += endedIn(replication, application);
    for (const Replication& part : batches_.empty() ? replications_ : batches_)
      shares.push_back(shareFailed(part, application));
    SloVerdict verdict;
    verdict.name = slo.name;
    verdict.objective =
        fmt::format("failures of {} below {}", model_.applications[application].name, percent(*slo.failuresBelow));
    verdict.observed = batches_.empty()
                           ? estimate(shares, count)
                           : batched_.estimate(shareFailed(replications_.front(), application), shares, count);
    verdict.limit = *slo.failuresBelow;
    verdict.verdict = count > 0 ? judge(verdict.observed, verdict.limit, why_) : Verdict::NotShown;
    verdicts_.push_back(std::move(verdict));
  }

  /// One verdict, about the busiest place: when that keeps the promise, all do.
  void utilisation(const farm::Slo& slo) {
    const Estimate* busiest = nullptr;
    std::string name;
    const auto see = [&](const std::string& candidate, const Estimate& estimate) {
      if (busiest && estimate.mean <= busiest->mean) return;
      busiest = &estimate;
      name = candidate;
    };
    for (const auto& server : result_.servers) see(server.name, server.utilisation);
    for (const auto& station : result_.stations) {
      if (station.kind != "link") see(station.name, station.utilisation);
    }
    if (!busiest) return;
    SloVerdict verdict;
    verdict.name = slo.name;
    verdict.objective = fmt::format("utilisation of {} below {}", name, percent(*slo.utilisationBelow));
    verdict.observed = *busiest;
    verdict.limit = *slo.utilisationBelow;
    verdict.verdict = judge(*busiest, verdict.limit, {});
    verdicts_.push_back(std::move(verdict));
  }

  const farm::Farm& farm_;
  const Model& model_;
  const std::vector<Replication>& replications_;
  const std::vector<Replication>& batches_;
  const results::RunResult& result_;
  BatchEstimates& batched_;
  const std::string& why_;
  std::vector<SloVerdict> verdicts_;
};

}  // namespace

std::vector<SloVerdict> verdictsOf(const farm::Farm& farm, const Model& model, const Pass& pass,
                                   const results::RunResult& result, BatchEstimates& batched, const std::string& why) {
  return Judge(farm, model, pass, result, batched, why).all();
}

}  // namespace headroom::sim
