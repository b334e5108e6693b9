// What the lines of the logs were.
#pragma once

#include "engine/results/results.h"
#include "engine/trace/trace.h"

namespace headroom::workload {

/// Adds the lines of one log: how many of each kind, and where the first malformed ones stand. Its requests are counted
/// by who takes them.
void addLines(results::LogFacts& facts, const trace::Counts& counts);

}  // namespace headroom::workload
