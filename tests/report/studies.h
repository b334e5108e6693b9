// Studies made by hand for looking at reports and for testing them. Their figures are plausible, not simulated.
#pragma once

#include "engine/report/report.h"

namespace headroom::report::samples {

/// Three servers, zone Intranet on two of them; all parts there: plan, curve, log, findings, assumptions.
Study intranet();
/// The same with what a replay and a run with failures, scaling and background work add.
Study operated();
/// Four zones and thirteen servers, all of them in the default zone too; a simulation without a log.
Study dmz();
/// Fifty servers in eight zones with long names.
Study fifty();
/// A farm and a run with nothing in them.
Study empty();
/// Zero requests: every estimate without observation, every series all NaN, and names that attack the paper.
Study hostile();

}  // namespace headroom::report::samples
