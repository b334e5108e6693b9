#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include "engine/report/bars.h"
#include "engine/report/compose.h"
#include "engine/report/lookup.h"
#include "engine/report/series.h"
#include "engine/report/story.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::PlanResult;
using results::PlanRow;
using results::Unit;

constexpr std::size_t kMostSituations = 28, kMostCurves = 6, kMostColumns = 14;

void addFactors(Section& section, const Study& study) {
  const PlanResult& plan = *study.plan;
  const ShortNames names = serverNames(study.farm);
  std::vector<const PlanRow*> rows;
  for (const PlanRow& row : plan.rows) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const PlanRow* a, const PlanRow* b) { return a->factor.mean < b->factor.mean; });
  Table table{"Headroom by situation, least first",
              {{"Situation"}, {"Holds × today", true}, {"95 % interval", true}, {"First limit"}, {"Today"}},
              {}};
  std::vector<Reach> reaches;
  for (const PlanRow* row : rows) {
    const SituationState state = stateOf(*row, names);
    const std::string range = results::interval(row->factor, Unit::Factor);
    table.rows.push_back({named(row->situation),
                          row->factor.low ? results::meanOf(row->factor, Unit::Factor) : reachOf(*row),
                          range.empty() ? std::string("none") : range,
                          named(limitOf(*row)),
                          {state.text, state.bad ? Tone::Bad : Tone::Good}});
    if (reaches.size() < kMostSituations) {
      reaches.push_back({names.of(row->situation), row->factor.mean, row->factor.low, row->factor.high, reachOf(*row)});
    }
  }
  const std::size_t left = rows.size() - reaches.size();
  section.add(
      Figure{"The multiple of today's load at which the first limit breaks, with its 95 % interval, least first." +
                 (left > 0 ? " The " + counted(left, "best situation is", "best situations are") + " left out."
                           : std::string()),
             "A dot with its interval for each situation; a cross where today's load is too much already.",
             dotPlot(reaches),
             {}});
  section.add(std::move(table));
}

std::vector<Rule> limitsOf(const farm::Farm& farm, const std::string& application) {
  std::vector<Rule> rules;
  for (const farm::Slo& slo : farm.slos) {
    if (!slo.responseBelow || (!slo.application.empty() && slo.application != application)) continue;
    const double limit = slo.responseBelow->toMilliseconds();
    rules.push_back({limit,
                     "limit p" + results::given(slo.percentile) + " " + spaced(formatDuration(*slo.responseBelow)),
                     Ink::OverText});
  }
  return rules;
}

/// Beyond this the response runs away; the chart leaves it at the top instead of flattening everything else.
double capOf(const std::vector<Curve>& curves, const std::vector<Rule>& limits) {
  double base = 0, highest = 0;
  for (const Curve& curve : curves) {
    for (std::size_t i = 0; i < curve.y.size(); ++i) {
      if (!std::isfinite(curve.y[i])) continue;
      highest = std::max(highest, curve.y[i]);
      if (curve.x[i] <= 1.0001) base = std::max(base, curve.y[i]);
    }
  }
  for (const Rule& limit : limits) base = std::max(base, limit.at / 2);
  return base > 0 && highest > 3 * base ? 3 * base : 0;
}

void addCurve(Section& section, const Study& study, const std::string& application,
              const std::vector<const PlanResult::Point*>& points) {
  std::vector<Curve> curves = {{"p50", {}, {}, {}, {}}, {"p95", {}, {}, {}, {}}, {"p99", {}, {}, {}, {}}};
  Table twin{"",
             {{"Multiple of today's load", true},
              {"req/s", true},
              {"p50, ms", true},
              {"p95, ms", true},
              {"95 % interval", true},
              {"p99, ms", true}},
             {}};
  for (const PlanResult::Point* point : points) {
    for (Curve& curve : curves) curve.x.push_back(point->factor);
    curves[0].y.push_back(point->p50);
    curves[1].y.push_back(point->p95);
    curves[2].y.push_back(point->p99);
    curves[1].low.push_back(point->p95Low);
    curves[1].high.push_back(point->p95High);
    const results::Estimate p95{point->p95, point->p95Low, point->p95High, 0, {}};
    twin.rows.push_back({results::rounded(point->factor), results::rounded(point->throughput),
                         results::rounded(point->p50), results::meanOf(p95, Unit::Milliseconds),
                         results::interval(p95, Unit::Milliseconds), results::rounded(point->p99)});
  }
  if (!drawable(curves)) return;
  const std::vector<Rule> limits = limitsOf(study.farm, application);
  std::vector<Rule> ups = {{1, "today", Ink::Text}};
  const results::Estimate& factor = study.plan->rows.empty() ? results::Estimate{} : study.plan->rows.front().factor;
  if (factor.mean > 0 && std::isfinite(factor.mean)) ups.push_back({factor.mean, "first limit", Ink::OverText});
  double lowest = INFINITY, highest = 1;
  for (const double x : curves[0].x) {
    lowest = std::min(lowest, x);
    highest = std::max(highest, x);
  }
  ChartSpec spec{
      curves,
      numberAxis(std::min(lowest, 1.0) < 0.5 ? 0 : std::min(lowest, 1.0), highest, "multiple of today's load", 8),
      "response time, ms",
      capOf(curves, limits),
      0,
      limits,
      ups,
      {},
      220};
  if (!limits.empty()) {
    double furthest = 0;
    for (const Rule& limit : limits) furthest = std::max(furthest, limit.at);
    const bool near = furthest < 12 * std::max(1.0, points.front()->p95);
    spec.yAtLeast = near ? furthest * 1.15 : 0;
    if (spec.yCap > 0) spec.yCap = std::max(spec.yCap, spec.yAtLeast);
  }
  section.add(Figure{
      "Application " + named(application) + ": response time against load, with the 95 % interval of p95 as a band." +
          std::string(spec.yCap > 0 ? " Values that leave the chart at its top stand in the table." : ""),
      "Three lines that rise with the load: p50, p95 and p99.", draw(spec), std::move(twin)});
}

void addCurves(Section& section, const Study& study) {
  const PlanResult& plan = *study.plan;
  section.add(Heading{"Response against load"});
  if (plan.curve.empty()) {
    section.add(Paragraph{"The plan has no curve of response against load.", Tone::Plain});
    return;
  }
  std::vector<std::string> order;
  std::map<std::string, std::vector<const PlanResult::Point*>> points;
  for (const PlanResult::Point& point : plan.curve) {
    if (!points.count(point.application)) order.push_back(point.application);
    points[point.application].push_back(&point);
  }
  const std::size_t before = section.blocks.size();
  for (std::size_t i = 0; i < std::min(order.size(), kMostCurves); ++i) {
    auto& list = points[order[i]];
    std::stable_sort(list.begin(), list.end(), [](const auto* a, const auto* b) { return a->factor < b->factor; });
    addCurve(section, study, order[i], list);
  }
  if (section.blocks.size() == before)
    section.add(Paragraph{"The curve of the plan has no response time to draw.", Tone::Plain});
  if (order.size() > kMostCurves) {
    section.add(Paragraph{counted(order.size() - kMostCurves, "more application has", "more applications have") +
                              " a curve; they are in the results as JSON and CSV.",
                          Tone::Faint});
  }
}

/// Names of the resources by their highest load in any situation, the highest first.
std::vector<std::string> busiestResources(const PlanResult& plan, std::size_t most) {
  std::vector<std::string> names;
  std::map<std::string, double> highest;
  for (const PlanRow& row : plan.rows) {
    for (const PlanRow::Load& load : row.loads) {
      if (!highest.count(load.name)) names.push_back(load.name);
      double& known = highest.emplace(load.name, 0).first->second;
      if (std::isfinite(load.utilisation)) known = std::max(known, load.utilisation);
    }
  }
  std::vector<std::string> sorted = names;
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return highest[a] > highest[b]; });
  if (sorted.size() <= most) return names;
  sorted.resize(most);
  std::vector<std::string> kept;  // in the order of the farm
  for (const std::string& name : names) {
    if (std::find(sorted.begin(), sorted.end(), name) != sorted.end()) kept.push_back(name);
  }
  return kept;
}

}  // namespace

Section headroomSection(const Study& study) {
  Section section{"Headroom", true, {}};
  if (!study.plan || study.plan->rows.empty()) {
    section.add(
        Paragraph{"No plan belongs to this report, so the multiple of today's load that the farm holds is not known. "
                  "`headroom plan` finds it.",
                  Tone::Plain});
    return section;
  }
  section.add(Paragraph{
      "Headroom is the number by which today's load can be multiplied before the first objective, or the target of " +
          std::string("utilisation, breaks. It was searched by simulating the farm at rising load in each situation."),
      Tone::Plain});
  for (const std::string& warning : study.plan->warnings)
    section.add(Paragraph{"Note of the plan: " + warning, Tone::Near});
  addFactors(section, study);
  addCurves(section, study);
  return section;
}

Section lossSection(const Study& study) {
  Section section{"Loss of each server", false, {}};
  if (!study.plan || study.plan->rows.size() < 2) {
    section.add(Paragraph{"No situation with a server lost was examined.", Tone::Plain});
    return section;
  }
  const PlanResult& plan = *study.plan;
  const ShortNames names = serverNames(study.farm);
  LoadMatrix matrix;
  const std::vector<std::string> columns = busiestResources(plan, kMostColumns);
  for (const std::string& name : columns) matrix.columns.push_back(names.of(name));
  std::vector<const PlanRow*> rows;
  for (const PlanRow& row : plan.rows) rows.push_back(&row);
  if (rows.size() > kMostSituations) {
    std::stable_sort(rows.begin() + 1, rows.end(),
                     [](const auto* a, const auto* b) { return a->factor.mean < b->factor.mean; });
    rows.resize(kMostSituations);
  }
  Table twin{"", {{"Situation"}}, {}};
  for (const std::string& name : columns) twin.columns.push_back({named(name) + ", %", true});
  twin.columns.push_back({"Today"});
  for (const PlanRow* row : rows) {
    std::vector<double> loads(columns.size(), NAN);
    for (const PlanRow::Load& load : row->loads) {
      const auto column = std::find(columns.begin(), columns.end(), load.name);
      const bool lost = row->situation == load.name + " lost";
      if (column != columns.end() && !lost)
        loads[static_cast<std::size_t>(column - columns.begin())] = load.utilisation;
    }
    const SituationState state = stateOf(*row, names);
    std::vector<Cell> cells = {named(row->situation)};
    for (const double load : loads)
      cells.emplace_back(std::isnan(load) ? std::string("out") : results::rounded(load * 100),
                         load >= results::kOver ? Tone::Bad : Tone::Plain);
    cells.emplace_back(state.text, state.bad ? Tone::Bad : Tone::Good);
    twin.rows.push_back(std::move(cells));
    matrix.rows.push_back(names.of(row->situation));
    matrix.loads.push_back(std::move(loads));
    matrix.verdicts.push_back(state.text);
    matrix.bad.push_back(state.bad);
  }
  std::string caption =
      "Offered load of each resource in % of its capacity, at today's load, in each situation. From 100 % on its queue "
      "grows without bound.";
  if (plan.rows.size() > rows.size())
    caption += " The worst " + results::count(rows.size()) + " of " + results::count(plan.rows.size()) +
               " situations are shown.";
  if (columns.size() < busiestResources(plan, SIZE_MAX).size())
    caption += " Only the " + std::to_string(columns.size()) + " most loaded resources have a column.";
  section.add(Figure{caption, "A table of loads: one row a situation, one column a server or station.", draw(matrix),
                     std::move(twin)});
  return section;
}

}  // namespace headroom::report
