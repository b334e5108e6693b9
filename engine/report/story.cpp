#include "engine/report/story.h"

#include <algorithm>
#include <cmath>

#include "engine/base/text.h"
#include "engine/report/lookup.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::figure;
using results::PlanRow;
using results::Unit;
using Item = Bullets::Item;

std::string percent(double share) {
  return figure(share, Unit::Share);
}

std::string factorText(const results::Estimate& factor) {
  const std::string range = results::interval(factor, Unit::Factor);
  std::string dots = range;
  if (const std::size_t dash = dots.find("–"); dash != std::string::npos)
    dots.replace(dash, std::string("–").size(), "…");
  return results::meanOf(factor, Unit::Factor) + " × today's load" + (dots.empty() ? "" : " (" + dots + ")");
}

struct Busiest {
  std::string name;
  double load = NAN;
};

Busiest busiestOfRun(const results::RunResult& run) {
  Busiest busiest;
  const auto offer = [&](const std::string& name, double load) {
    if (std::isfinite(load) && !(busiest.load >= load)) busiest = {name, load};
  };
  for (const results::ServerResult& server : run.servers) offer(server.name, results::loadOf(server));
  for (const results::StationResult& station : run.stations) offer(station.name, results::loadOf(station));
  return busiest;
}

/// The situations after the first, worst first: overload, then the smallest factor.
std::vector<const PlanRow*> lossesOf(const results::PlanResult& plan) {
  std::vector<const PlanRow*> losses;
  for (std::size_t i = 1; i < plan.rows.size(); ++i) losses.push_back(&plan.rows[i]);
  const auto load = [](const PlanRow* row) { return busiestOf(*row) ? busiestOf(*row)->utilisation : 0; };
  std::stable_sort(losses.begin(), losses.end(), [&](const PlanRow* a, const PlanRow* b) {
    const bool overA = load(a) >= results::kOver, overB = load(b) >= results::kOver;
    if (overA != overB) return overA;
    return overA ? load(a) > load(b) : a->factor.mean < b->factor.mean;
  });
  return losses;
}

bool overloaded(const PlanRow& row) {
  return busiestOf(row) && busiestOf(row)->utilisation >= results::kOver;
}

/// "FE2 lost" → "Losing FE2".
std::string losing(const std::string& situation) {
  static constexpr std::string_view kLost = " lost";
  if (situation.ends_with(kLost)) return "losing " + named(situation.substr(0, situation.size() - kLost.size()));
  return "the situation “" + named(situation) + "”";
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// The second half of the verdict: what happens when a server is lost.
std::string lossClause(const results::PlanResult& plan) {
  const auto losses = lossesOf(plan);
  if (losses.empty()) return {};
  const PlanRow& worst = *losses.front();
  if (overloaded(worst)) {
    const auto over = std::count_if(losses.begin(), losses.end(), [](const PlanRow* row) { return overloaded(*row); });
    return "; " + losing(worst.situation) + " overloads " + named(busiestOf(worst)->name) + ": " +
           percent(busiestOf(worst)->utilisation) +
           (over > 1 ? "; so does the loss of " +
                           counted(static_cast<std::size_t>(over - 1), "other server", "other servers")
                     : "");
  }
  if (!worst.holdsToday)
    return "; " + losing(worst.situation) + " breaks a limit at today's load already: " + named(worst.limit);
  if (!std::isfinite(worst.factor.mean)) return {};
  return "; with any one server lost it still holds " + results::meanOf(worst.factor, Unit::Factor) +
         " × today's load or more";
}

Statement verdictOfPlan(const results::PlanResult& plan) {
  const PlanRow& now = plan.rows.front();
  const auto losses = lossesOf(plan);
  const bool lossBreaks = !losses.empty() && (overloaded(*losses.front()) || !losses.front()->holdsToday);
  if (overloaded(now)) {
    return {"The farm does not carry today's load: " + named(busiestOf(now)->name) + " is asked for " +
                percent(busiestOf(now)->utilisation) + " of its capacity.",
            Tone::Bad};
  }
  if (!now.holdsToday) {
    return {"The farm breaks a limit at today's load already: " + named(now.limit) + lossClause(plan) + ".", Tone::Bad};
  }
  if (!std::isfinite(now.factor.mean)) {
    return {"The farm holds today's load" + lossClause(plan) + "; how much more it holds could not be found.",
            lossBreaks ? Tone::Near : Tone::Good};
  }
  const std::string limit = now.limit.empty() ? "no limit was found up to there" : "first limit: " + named(now.limit);
  return {"The farm holds " + factorText(now.factor) + "; " + limit + lossClause(plan) + ".",
          lossBreaks || now.factor.mean < 1.2 ? Tone::Near : Tone::Good};
}

Statement verdictOfRun(const results::RunResult& run) {
  const Busiest busiest = busiestOfRun(run);
  if (run.totals.arrivals == 0 && run.zones.empty()) {
    return {"No request was simulated, so nothing can be said about the capacity of this farm.", Tone::Near};
  }
  if (busiest.load >= results::kOver) {
    return {"The farm does not carry this load: " + named(busiest.name) + " is asked for " + percent(busiest.load) +
                " of its capacity.",
            Tone::Bad};
  }
  for (const results::ApplicationResult& application : run.applications) {
    if (!results::answeredNothing(application)) continue;
    return {"The farm does not carry this load: " + named(application.name) + " answered nothing, all of its " +
                results::count(application.failed.total()) + " requests failed.",
            Tone::Bad};
  }
  for (const std::string& warning : run.warnings) {
    if (!run.overloaded || warning.find("overloaded") == std::string::npos) continue;
    return {"The farm does not carry this load: " + named(warning) + ".", Tone::Bad};
  }
  std::size_t met = 0, missed = 0;
  for (const results::SloVerdict& slo : run.slos) {
    met += slo.verdict == results::SloVerdict::Verdict::Met;
    missed += slo.verdict == results::SloVerdict::Verdict::Missed;
  }
  std::string text = "At this load ";
  text += run.slos.empty() ? "the farm has no objective to be judged by"
                           : "the farm is shown to meet " + results::count(met) + " of " +
                                 counted(run.slos.size(), "objective", "objectives");
  if (missed > 0) text += " and misses " + results::count(missed);
  if (std::isfinite(busiest.load))
    text += "; the busiest resource is " + named(busiest.name) + " at " + percent(busiest.load);
  return {text + ". How much more it holds was not asked: the plan is missing.", missed > 0 ? Tone::Bad : Tone::Near};
}

void addOverloads(std::vector<Item>& risks, const results::RunResult& run) {
  const auto add = [&](const std::string& name, double load) {
    if (load >= results::kOver && !run.steady && !run.replay) {
      risks.push_back({named(name) + " is overloaded now.",
                       "It is asked for " + percent(load) + " of its capacity: its queue grows without bound.",
                       Tone::Bad});
    }
  };
  for (const results::ServerResult& server : run.servers) add(server.name, results::loadOf(server));
  for (const results::StationResult& station : run.stations) add(station.name, results::loadOf(station));
}

void addMissed(std::vector<Item>& risks, const results::RunResult& run) {
  for (const results::SloVerdict& slo : run.slos) {
    if (slo.verdict != results::SloVerdict::Verdict::Missed) continue;
    risks.push_back({"An objective is missed:",
                     named(slo.objective) + ", observed " + results::withInterval(slo.observed, unitOf(slo)) + ".",
                     Tone::Bad});
  }
}

void addLosses(std::vector<Item>& risks, const results::PlanResult& plan) {
  for (const PlanRow* row : lossesOf(plan)) {
    if (overloaded(*row)) {
      risks.push_back(
          {capitalised(losing(row->situation)) + " overloads " + named(busiestOf(*row)->name) + ".",
           "It would be asked for " + percent(busiestOf(*row)->utilisation) + " of its capacity at today's load.",
           Tone::Bad});
    } else if (!row->holdsToday) {
      risks.push_back(
          {capitalised(losing(row->situation)) + " breaks a limit today:", named(row->limit) + ".", Tone::Near});
    }
  }
}

void addFailures(std::vector<Item>& risks, const results::RunResult& run) {
  const std::uint64_t failed = run.totals.failed.total();
  if (failed == 0 || run.totals.arrivals == 0) return;
  const double share = static_cast<double>(failed) / static_cast<double>(run.totals.arrivals);
  risks.push_back({percent(share) + " of the requests failed:", results::causes(run.totals.failed) + ".",
                   share > 0.001 ? Tone::Bad : Tone::Near});
}

void addDoubts(std::vector<Item>& risks, const results::RunResult& run) {
  for (const results::Check& check : run.checks) {
    if (!check.ok)
      risks.push_back(
          {"A self-check of the run is broken:", named(check.name) + ". Its figures must not be trusted.", Tone::Bad});
  }
  if (!run.log || run.log->lines == 0) return;
  const results::LogFacts& log = *run.log;
  const double lost = static_cast<double>(log.malformed) / static_cast<double>(log.lines);
  const double unmapped = log.valid ? static_cast<double>(log.unmapped) / static_cast<double>(log.valid) : 0;
  if (lost > 0.01)
    risks.push_back({"The log is damaged:",
                     percent(lost) + " of its lines could not be read and are missing from the demand.", Tone::Near});
  if (unmapped > 0.01) {
    risks.push_back({percent(unmapped) + " of the log belongs to no application",
                     "of the farm, so this load is not in the figures.", Tone::Near});
  }
}

}  // namespace

const results::PlanRow::Load* busiestOf(const PlanRow& row) {
  const PlanRow::Load* busiest = nullptr;
  for (const PlanRow::Load& load : row.loads) {
    if (std::isfinite(load.utilisation) && (!busiest || load.utilisation > busiest->utilisation)) busiest = &load;
  }
  return busiest;
}

SituationState stateOf(const PlanRow& row, const ShortNames& names) {
  std::vector<std::string> over;
  for (const PlanRow::Load& load : row.loads) {
    if (load.utilisation >= results::kOver) over.push_back(names.of(load.name));
  }
  if (!over.empty())
    return {"OVERLOAD " + (over.size() > 2 ? "of " + results::count(over.size()) : listed(over, 2)), true};
  return row.holdsToday ? SituationState{"holds today", false} : SituationState{"limit broken", true};
}

Statement verdictOf(const Study& study) {
  Statement verdict = study.plan && !study.plan->rows.empty() ? verdictOfPlan(*study.plan) : verdictOfRun(study.run);
  if (study.run.replay && study.plan && !study.plan->rows.empty()) {
    const Busiest busiest = busiestOfRun(study.run);
    verdict.text += " Today's load here is the load that the farm states";
    if (std::isfinite(busiest.load)) {
      verdict.text +=
          "; under the replayed log the busiest resource is " + named(busiest.name) + " at " + percent(busiest.load);
    }
    verdict.text += ".";
  }
  const bool broken =
      std::any_of(study.run.checks.begin(), study.run.checks.end(), [](const auto& check) { return !check.ok; });
  if (broken)
    verdict = {"A self-check of the run is broken, so its figures must not be relied on. " + verdict.text, Tone::Bad};
  return verdict;
}

std::vector<Item> risksOf(const Study& study) {
  std::vector<Item> risks;
  addDoubts(risks, study.run);
  addOverloads(risks, study.run);
  addMissed(risks, study.run);
  if (study.plan) addLosses(risks, *study.plan);
  addFailures(risks, study.run);
  for (const Severity severity : {Severity::Error, Severity::Warning}) {
    const Tone tone = severity == Severity::Error ? Tone::Bad : Tone::Near;
    for (const lint::Finding& finding : study.findings) {
      if (finding.severity == severity)
        risks.push_back({named(finding.object) + " (" + named(finding.rule) + "):", finding.cause, tone});
    }
  }
  std::stable_sort(risks.begin(), risks.end(),
                   [](const Item& a, const Item& b) { return a.tone == Tone::Bad && b.tone != Tone::Bad; });
  return risks;
}

}  // namespace headroom::report
