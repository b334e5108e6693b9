// Tables of what a farm's operation did: scaling, failures, background work.
#include <QCoreApplication>

#include "gui/charts/figure_cells.h"
#include "gui/charts/result_sheets.h"

namespace headroom::gui {
namespace {

using results::Unit;
using sheets::cellOf;
using sheets::countCell;
using sheets::figure;
using sheets::named;
using sheets::plainCount;

QString tr(const char* text) {
  return QCoreApplication::translate("ResultsPanel", text);
}

FigureColumn counted(const QString& title, const QString& key, const QString& tip) {
  return {title, {key}, tip, true};
}

}  // namespace

FigureSheet scalingOf(const results::RunResult& run) {
  FigureSheet sheet{tr("Scaling"), {named(tr("zone"))}, {}};
  sheet.columns.push_back(figure(tr("servers"), "running", "servers", tr("Mean number of servers that take requests")));
  sheet.columns.push_back(figure(tr("switched on"), "switched_on", "servers",
                                 tr("The same with those that boot or drain: what is paid for")));
  sheet.columns.push_back(counted(tr("fewest"), "fewest", tr("That took requests, over all replications")));
  sheet.columns.push_back(counted(tr("most"), "most", tr("That took requests, over all replications")));
  sheet.columns.push_back(counted(tr("ups"), "ups", tr("Decisions to start servers, over all replications")));
  sheet.columns.push_back(counted(tr("downs"), "downs", tr("Decisions to stop some, over all replications")));
  for (const results::ScalingResult& zone : run.scaling) {
    sheet.rows.push_back({cellOf(zone.zone), cellOf(zone.running, Unit::Number), cellOf(zone.switchedOn, Unit::Number),
                          plainCount(static_cast<std::uint64_t>(zone.fewest)),
                          plainCount(static_cast<std::uint64_t>(zone.most)), plainCount(zone.ups),
                          plainCount(zone.downs)});
  }
  return sheet;
}

FigureSheet availabilityOf(const results::RunResult& run) {
  FigureSheet sheet{tr("Availability"), {named(tr("what")), named(tr("kind"))}, {}};
  sheet.columns.push_back(figure(tr("up %"), "availability", "share",
                                 tr("Share of the measured time; of what was planned to fail or may fail by chance")));
  for (const results::AvailabilityResult& one : run.availability)
    sheet.rows.push_back({cellOf(one.name), cellOf(one.kind), cellOf(one.share, Unit::Share)});
  return sheet;
}

FigureSheet backgroundOf(const results::RunResult& run) {
  FigureSheet sheet{tr("Background work"), {named(tr("work")), named(tr("application"))}, {}};
  sheet.columns.push_back(figure(tr("done/s"), "throughput", "per_s", tr("Finished well per second")));
  sheet.columns.push_back(
      figure(tr("takes ms"), "span_mean", "ms", tr("Mean time from due to finished; no user waits for it")));
  sheet.columns.push_back(figure(tr("p95 ms"), "span_p95", "ms", tr("95 % were finished within this time from due")));
  sheet.columns.push_back(
      figure(tr("waits ms"), "wait", "ms", tr("Mean time from due to the beginning of the attempt that succeeded")));
  sheet.columns.push_back(figure(tr("under way"), "running", "", tr("Mean number of attempts")));
  sheet.columns.push_back(counted(tr("due"), "due", tr("Unfinished when the window began, or due in it")));
  sheet.columns.push_back(counted(tr("failed"), "failed", tr("Given up after the last attempt")));
  sheet.columns.push_back(counted(tr("repeated"), "retried", tr("Attempts after a failed one")));
  sheet.columns.push_back(counted(tr("skipped"), "skipped", tr("Timers due while their last run was not finished")));
  sheet.columns.push_back(counted(tr("unfinished"), "unfinished", tr("At the end of the window")));
  for (const results::BackgroundResult& one : run.background) {
    sheet.rows.push_back({cellOf(one.name), cellOf(one.application), cellOf(one.throughput, Unit::PerSecond),
                          cellOf(one.span.mean, Unit::Milliseconds), cellOf(one.span.p95, Unit::Milliseconds),
                          cellOf(one.wait, Unit::Milliseconds), cellOf(one.running, Unit::Number), plainCount(one.due),
                          countCell(one.failed), plainCount(one.retried), countCell(one.skipped),
                          plainCount(one.unfinished)});
  }
  return sheet;
}

}  // namespace headroom::gui
