#include <cmath>

#include "engine/report/compose.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::Unit;

std::string percent(double share) {
  return std::isfinite(share) ? results::fixed(100 * share, 3) : std::string("–");
}

void addAvailability(Section& section, const results::RunResult& run) {
  if (run.availability.empty()) return;
  Table table{
      "Availability: share of the measured time in which each was up, of what was planned to fail or may fail by "
      "chance",
      {{"What"}, {"Kind"}, {"Up %", true}, {"95 % interval", true}},
      {}};
  for (const results::AvailabilityResult& one : run.availability) {
    const bool hasInterval = one.share.low && one.share.high;
    table.rows.push_back({named(one.name), named(one.kind), percent(one.share.mean),
                          hasInterval             ? percent(*one.share.low) + "–" + percent(*one.share.high)
                          : one.share.why.empty() ? std::string("–")
                                                  : named(one.share.why)});
  }
  section.add(std::move(table));
}

std::string spanOf(const results::Estimate& ms) {
  return ms.count == 0 || !std::isfinite(ms.mean) ? std::string("–") : results::figure(ms.mean, Unit::Milliseconds);
}

void addBackground(Section& section, const results::RunResult& run) {
  if (run.background.empty()) return;
  Table table{"Background work, which no user waits for; its use of servers and databases is in their figures",
              {{"Work"},
               {"Of"},
               {"Due", true},
               {"Failed", true},
               {"Repeated", true},
               {"Skipped", true},
               {"Unfinished", true},
               {"Waits\nmean", true},
               {"Takes\nmean", true},
               {"Takes\np95", true},
               {"Under way", true}},
              {}};
  for (const results::BackgroundResult& one : run.background) {
    table.rows.push_back({named(one.name),
                          named(one.application),
                          results::count(one.due),
                          {results::count(one.failed), one.failed > 0 ? Tone::Bad : Tone::Plain},
                          results::count(one.retried),
                          {results::count(one.skipped), one.skipped > 0 ? Tone::Near : Tone::Plain},
                          results::count(one.unfinished),
                          spanOf(one.wait),
                          spanOf(one.span.mean),
                          spanOf(one.span.p95),
                          results::meanOf(one.running, Unit::Number)});
  }
  section.add(std::move(table));
  section.add(Paragraph{"From due to finished; skipped are timers that were due while their last run was not finished.",
                        Tone::Faint});
}

void addScaling(Section& section, const results::RunResult& run) {
  if (run.scaling.empty()) return;
  Table table{"Zones whose number of servers follows their load",
              {{"Zone"},
               {"Running", true},
               {"Switched on", true},
               {"Fewest", true},
               {"Most", true},
               {"Ups", true},
               {"Downs", true}},
              {}};
  const auto number = [](const results::Estimate& estimate) {
    const std::string range = results::interval(estimate, Unit::Number);
    return results::meanOf(estimate, Unit::Number) + (range.empty() ? "" : "\n" + range);
  };
  for (const results::ScalingResult& one : run.scaling) {
    table.rows.push_back({named(one.zone), number(one.running), number(one.switchedOn), std::to_string(one.fewest),
                          std::to_string(one.most), results::count(one.ups), results::count(one.downs)});
  }
  section.add(std::move(table));
  section.add(
      Paragraph{"Running servers take requests; switched on are those that boot or drain, too: what is paid "
                "for. Ups and downs are decisions, over all replications.",
                Tone::Faint});
}

}  // namespace

Section operationsSection(const Study& study) {
  Section section{"Operation", false, {}};
  addAvailability(section, study.run);
  addScaling(section, study.run);
  addBackground(section, study.run);
  return section;
}

}  // namespace headroom::report
