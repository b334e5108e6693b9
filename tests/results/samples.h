// A run and a plan in which every field differs from its default.
#pragma once

#include "engine/results/results.h"

namespace headroom::results::samples {

RunResult fullRun();
PlanResult fullPlan();

}  // namespace headroom::results::samples
