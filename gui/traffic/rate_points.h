// The rate curve of an import.
#pragma once

#include "gui/charts/rate_chart.h"
#include "gui/traffic/traffic_study.h"

namespace headroom::gui {

/// Midnight (UTC) of the logs' first day: where the curve counts its seconds from.
std::int64_t rateOriginNs(const TrafficStudy& study);

/// Requests per second that the filter takes in at most `most` steps, and the fullest minute.
RateDrawing rateDrawing(const TrafficStudy& study, int most = 600);

}  // namespace headroom::gui
