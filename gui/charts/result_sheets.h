// The tables of a run, figure by figure.
#pragma once

#include "engine/results/results.h"
#include "gui/charts/figure_model.h"

namespace headroom::gui {

FigureSheet objectivesOf(const results::RunResult& run);
FigureSheet zonesOf(const results::RunResult& run);
FigureSheet applicationsOf(const results::RunResult& run);
FigureSheet serversOf(const results::RunResult& run);
FigureSheet stationsOf(const results::RunResult& run);
/// What the log says of zones and servers beside what the run predicted; empty where nothing was compared.
FigureSheet againstLog(const results::RunResult& run);
/// Today's load and each server lost in turn.
FigureSheet headroomOf(const results::PlanResult& plan);

}  // namespace headroom::gui
