// The tables of a run, figure by figure.
#pragma once

#include "engine/results/results.h"
#include "gui/charts/figure_model.h"

namespace headroom::gui {

// Each gives the table of one chapter of a run's results; without rows where the run has nothing of the kind.

/// Verdict, promise and figure of each objective; no rows without objectives.
FigureSheet objectivesOf(const results::RunResult& run);
/// What the users of a zone get: rate, response times, waiting, failures.
FigureSheet zonesOf(const results::RunResult& run);
/// The same for each application, with what happened to its calls.
FigureSheet applicationsOf(const results::RunResult& run);
/// How busy each server is, and what it turned away.
FigureSheet serversOf(const results::RunResult& run);
/// Proxy, balancers, databases, caches, locks, links: with columns for connections and hits only where there are some.
FigureSheet stationsOf(const results::RunResult& run);
/// Zones whose number of servers follows their load.
FigureSheet scalingOf(const results::RunResult& run);
/// Of what was planned to fail, or may fail by chance.
FigureSheet availabilityOf(const results::RunResult& run);
/// Timers, processes, e-mails.
FigureSheet backgroundOf(const results::RunResult& run);
/// What the log says of zones and servers beside what the run predicted; empty where nothing was compared.
FigureSheet againstLog(const results::RunResult& run);
/// Today's load and each server lost in turn.
FigureSheet headroomOf(const results::PlanResult& plan);

}  // namespace headroom::gui
