#include <algorithm>
#include <cmath>

#include "engine/base/text.h"
#include "engine/results/figures.h"
#include "engine/results/terminal.h"

namespace headroom::results {
namespace {

Tone toneOf(double load) {
  const State state = stateOf(load);
  return state == State::Over ? Tone::Bad : state == State::Near ? Tone::Near : Tone::Good;
}

std::vector<PlanRow::Load> highest(const PlanRow& row, std::size_t most) {
  std::vector<PlanRow::Load> loads = row.loads;
  std::stable_sort(loads.begin(), loads.end(),
                   [](const auto& a, const auto& b) { return a.utilisation > b.utilisation; });
  if (loads.size() > most) loads.resize(most);
  return loads;
}

void writeRows(Terminal& out, const PlanResult& plan) {
  std::vector<std::vector<Terminal::Cell>> rows;
  for (const PlanRow& row : plan.rows) {
    const auto loads = highest(row, 1);
    const std::string busiest =
        loads.empty() ? "–" : loads.front().name + " " + figure(loads.front().utilisation, Unit::Share);
    const double load = loads.empty() ? 0 : loads.front().utilisation;
    const char* state = load >= kOver ? "OVERLOAD" : row.holdsToday ? "holds" : "broken";
    const Tone tone = load >= kOver || !row.holdsToday ? Tone::Bad : Tone::Good;
    rows.push_back({row.situation, reachOf(row), {busiest, loads.empty() ? Tone::Faint : toneOf(load)}, {state, tone}});
  }
  out.table({{"Situation", 0, false}, {"holds × today's load", 22}, {"busiest today", 18}, {"today", 8, false}}, rows);
}

/// Each limit with the situations in which it breaks first.
void writeLimits(Terminal& out, const PlanResult& plan) {
  std::vector<std::pair<std::string, std::vector<std::string>>> limits;
  for (const PlanRow& row : plan.rows) {
    const std::string limit = limitOf(row);
    auto known = std::find_if(limits.begin(), limits.end(), [&](const auto& entry) { return entry.first == limit; });
    if (known == limits.end()) known = limits.insert(limits.end(), {limit, {}});
    known->second.push_back(row.situation);
  }
  out.line("First limit", Tone::Strong);
  for (const auto& [limit, situations] : limits) out.paragraph("  " + limit + ": ", joinWithAnd(situations));
}

}  // namespace

std::string toText(const PlanResult& result, int width, bool colour) {
  Terminal out(width, colour);
  out.paragraph((result.farm.empty() ? "farm" : result.farm) + ": ",
                "how many times today's load it takes, seed " + std::to_string(result.seed), Tone::Strong);
  if (result.rows.empty()) out.paragraph("○ ", "the plan has no situations", Tone::Faint);
  if (!result.rows.empty()) {
    writeRows(out, result);
    out.line();
    writeLimits(out, result);
  }
  for (const std::string& warning : result.warnings) out.paragraph("! ", warning, Tone::Near);
  return out.take();
}

}  // namespace headroom::results
