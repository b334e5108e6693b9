// What the figures mean: the verdict in a sentence, the risks, and what to do next. Everything is worked out from the
// study.
#pragma once

#include <string>
#include <vector>

#include "engine/report/content.h"
#include "engine/report/report.h"
#include "engine/report/words.h"

namespace headroom::report {

/// Whether today's load is held, how much more would be, and what breaks first.
Statement verdictOf(const Study& study);

/// Worst first.
std::vector<Bullets::Item> risksOf(const Study& study);

/// What to do about them, most pressing first.
std::vector<Bullets::Item> nextStepsOf(const Study& study);

/// "OVERLOAD: FE3", "broken", "holds": the state of one situation at today's load.
struct SituationState {
  std::string text;
  bool bad = false;
};
SituationState stateOf(const results::PlanRow& row, const ShortNames& names);

/// The most loaded resource of a situation; nullptr when it has none.
const results::PlanRow::Load* busiestOf(const results::PlanRow& row);

}  // namespace headroom::report
