// The tables of an import.
#pragma once

#include "gui/traffic/sheet_model.h"
#include "gui/traffic/traffic_study.h"

namespace headroom::gui {

/// Log, format, how sure, lines, requests, malformed lines, state.
std::vector<SheetModel::Column> logColumns();
SheetModel::Rows logRows(const TrafficStudy& study);

/// Place and what is wrong there.
std::vector<SheetModel::Column> troubleColumns();
SheetModel::Rows troubleRows(const TrafficStudy& study);

/// "24 012 lines, 24 000 requests, 3 not understood; 2026-11-23 00:43:25 to 00:48:25 UTC; …"
QString factsText(const TrafficStudy& study);

/// "Reading: 1 234 567 lines, 2 345 678 lines/s, 12 s left".
QString progressText(const QString& doing, const ReadingProgress& progress);

}  // namespace headroom::gui
