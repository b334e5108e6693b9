#include <algorithm>
#include <cmath>

#include "engine/report/bars.h"
#include "engine/report/compose.h"
#include "engine/report/lookup.h"
#include "engine/report/story.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

constexpr std::size_t kGauges = 6, kRisks = 3, kSteps = 4;

Tone toneOf(results::SloVerdict::Verdict verdict) {
  using enum results::SloVerdict::Verdict;
  return verdict == Met ? Tone::Good : verdict == Missed ? Tone::Bad : Tone::Near;
}

void addObjectives(Section& section, const Study& study) {
  section.add(
      Heading{"Objectives at " +
              std::string(study.run.replay ? "the replayed load"
                          : study.run.loadFactor == 1
                              ? "today's load"
                              : results::figure(study.run.loadFactor, results::Unit::Factor) + " today's load")});
  if (study.run.slos.empty()) {
    section.add(
        Paragraph{"The farm states no objective (slo), so nothing can be called met or missed; the plan judges by "
                  "utilisation alone.",
                  Tone::Plain});
    return;
  }
  Table table{
      "", {{"Objective"}, {"Observed", true}, {"95 % interval", true}, {"Observations", true}, {"Verdict"}}, {}};
  for (const results::SloVerdict& slo : study.run.slos) {
    const results::Unit unit = unitOf(slo);
    const bool seen = slo.observed.count > 0 || slo.observed.low;
    const std::string range = results::interval(slo.observed, unit);
    table.rows.push_back(
        {named(slo.objective.empty() ? slo.name : slo.objective),
         seen ? results::figure(slo.observed.mean, unit) : std::string("nothing observed"),
         range.empty() ? std::string("none") : range,
         slo.observed.count > 0 ? results::count(slo.observed.count) : std::string("–"),
         {std::string(results::markOf(slo.verdict)) + " " + results::wordOf(slo.verdict), toneOf(slo.verdict)}});
  }
  section.add(std::move(table));
}

void addGauges(Section& section, const Study& study) {
  section.add(Heading{"Headroom"});
  if (!study.plan || study.plan->rows.empty()) {
    section.add(
        Paragraph{"No plan belongs to this report: how much more the farm holds, and what the loss of a server does, "
                  "was not asked.",
                  Tone::Plain});
    return;
  }
  const ShortNames names = serverNames(study.farm);
  std::vector<const results::PlanRow*> rows;
  for (const results::PlanRow& row : study.plan->rows) rows.push_back(&row);
  std::stable_sort(rows.begin() + 1, rows.end(),
                   [](const auto* a, const auto* b) { return a->factor.mean < b->factor.mean; });
  const std::size_t left = rows.size() > kGauges ? rows.size() - kGauges : 0;
  rows.resize(rows.size() - left);
  std::vector<Reach> reaches;
  Table twin{"", {{"Situation"}, {"Holds", true}, {"First limit"}, {"Today"}}, {}};
  for (const results::PlanRow* row : rows) {
    const std::string text = reachOf(*row);
    reaches.push_back({names.of(row->situation), row->factor.mean, row->factor.low, row->factor.high, text});
    twin.rows.push_back({named(row->situation), text, named(limitOf(*row)), stateOf(*row, names).text});
  }
  section.add(Figure{
      "How many times today's load the farm takes before the first limit breaks" +
          (left > 0 ? "; the " + counted(left, "better situation is", "better situations are") + " left out here."
                    : std::string(".")),
      "A bar for each situation; bars that end left of the line “today” are broken at today's load.", gauges(reaches),
      std::move(twin)});
}

void addItems(Section& section, const std::string& heading, std::vector<Bullets::Item> items, std::size_t most,
              const std::string& none, const std::string& rest) {
  section.add(Heading{heading});
  if (items.empty()) {
    section.add(Paragraph{none, Tone::Plain});
    return;
  }
  const std::size_t left = items.size() > most ? items.size() - most : 0;
  items.resize(items.size() - left);
  section.add(Bullets{true, std::move(items)});
  if (left > 0) section.add(Paragraph{"And " + results::count(left) + " more: " + rest + ".", Tone::Faint});
}

}  // namespace

Section briefSection(const Study& study) {
  Section section{"In brief", false, {}};
  section.add(verdictOf(study));
  addObjectives(section, study);
  addGauges(section, study);
  addItems(section, "Main risks", risksOf(study), kRisks, "Neither the run nor the checks show a risk at this load.",
           "see the sections on objectives, losses and findings");
  addItems(section, "Recommended next steps", nextStepsOf(study), kSteps, "Nothing needs to be changed for this load.",
           "see the findings");
  return section;
}

}  // namespace headroom::report
