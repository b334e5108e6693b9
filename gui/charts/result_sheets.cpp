#include "gui/charts/result_sheets.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "engine/results/figures.h"
#include "gui/charts/figure_cells.h"

namespace headroom::gui {

namespace {

using results::Unit;
using sheets::cellOf;
using sheets::countCell;
using sheets::figure;
using sheets::named;
using sheets::plain;
using sheets::plainCount;

QString tr(const char* text) {
  return QCoreApplication::translate("ResultsPanel", text);
}

std::string measureWords(const std::string& measure) {
  if (measure == "wait") return "wait at the balancer";
  return measure == "at_server" ? "time in the server" : "response";
}

/// "41.2 → 43.0 (+4.4 %)"; sorted by the size of the error, what is not judged last.
FigureCell comparedCell(double logged, double predicted, double error) {
  FigureCell cell;
  cell.text = QString::fromStdString(results::rounded(logged)) + QStringLiteral(" → ") +
              QString::fromStdString(results::rounded(predicted));
  const bool judged = std::isfinite(error);
  if (judged)
    cell.text += QStringLiteral(" (%1%2 %)")
                     .arg(QString(error >= 0 ? "+" : "−"), QString::number(std::abs(error) * 100, 'f', 1));
  cell.sort = judged ? std::abs(error) : -1;
  cell.plain = {plain(logged), plain(predicted), plain(error)};
  if (!judged) cell.tip = tr("Not judged: the log has too few requests here.");
  return cell;
}

template <class Things, class Test>
bool anyOf(const Things& things, Test test) {
  return std::any_of(things.begin(), things.end(), test);
}

FigureCell stateCell(results::State state, double load) {
  static const QString kMarks[] = {QStringLiteral("✓ "), QStringLiteral("▲ "), QStringLiteral("✕ "), QString(),
                                   QString()};
  FigureCell cell;
  cell.text = kMarks[static_cast<int>(state)] + results::wordOf(state);
  cell.sort = std::isfinite(load) ? load : -1;
  cell.plain = {results::wordOf(state)};
  cell.state = state;
  return cell;
}

void addResponseColumns(FigureSheet& sheet) {
  sheet.columns.push_back(figure(tr("req/s"), "throughput", "per_s", tr("Users' requests answered per second")));
  const QString tip = tr("%1 % of the users' requests were answered within this time, end to end");
  for (const char* p : {"50", "95", "99"}) {
    sheet.columns.push_back(figure(tr("p%1 ms").arg(p), QStringLiteral("p") + p, "ms", tip.arg(p)));
  }
  sheet.columns.push_back(figure(tr("waiting ms"), "wait", "ms", tr("Of the mean response time: waiting in queues")));
  sheet.columns.push_back({tr("failed"), {"failed"}, tr("Requests without their answer, over all replications"), true});
}

template <class Service>
void addResponseCells(std::vector<FigureCell>& row, const Service& service) {
  row.push_back(cellOf(service.throughput, Unit::PerSecond));
  row.push_back(cellOf(service.response.p50, Unit::Milliseconds));
  row.push_back(cellOf(service.response.p95, Unit::Milliseconds));
  row.push_back(cellOf(service.response.p99, Unit::Milliseconds));
  row.push_back(cellOf(service.wait, Unit::Milliseconds));
  row.push_back(countCell(service.failed.total(), QString::fromStdString(causes(service.failed))));
}

void addLoadColumns(FigureSheet& sheet) {
  sheet.columns.push_back(figure(tr("used %"), "utilisation", "share", tr("Busy core time over cores × time")));
  sheet.columns.push_back(
      figure(tr("offered %"), "offered_load", "share",
             tr("Work that wants to be done over cores × time; above 100 % the queue grows without bound")));
  sheet.columns.push_back(figure(tr("queue"), "queue", "requests", tr("Mean number of requests waiting")));
  sheet.columns.push_back(figure(tr("req/s"), "throughput", "per_s", tr("Requests and calls finished per second")));
  sheet.columns.push_back(
      {tr("state"), {"state"}, tr("OK; near: 70 % of the capacity is asked for; OVER: all of it or more"), false});
}

template <class Machine>
void addLoadCells(std::vector<FigureCell>& row, const Machine& machine) {
  row.push_back(cellOf(machine.utilisation, Unit::Share));
  row.push_back(cellOf(machine.offeredLoad, Unit::Share));
  row.push_back(cellOf(machine.queue, Unit::Number));
  row.push_back(cellOf(machine.throughput, Unit::PerSecond));
  row.push_back(stateCell(results::stateOf(machine), loadOf(machine)));
}

results::State stateOf(results::SloVerdict::Verdict verdict) {
  using enum results::SloVerdict::Verdict;
  return verdict == Met ? results::State::Ok : verdict == Missed ? results::State::Over : results::State::Near;
}

}  // namespace

FigureSheet objectivesOf(const results::RunResult& run) {
  FigureSheet sheet{tr("Objectives"), {}, {}};
  sheet.columns = {named(tr("verdict")),
                   named(tr("objective")),
                   named(tr("what it promises")),
                   figure(tr("observed"), "observed", "", tr("With its 95 % interval")),
                   {tr("limit"), {"limit"}, {}, true}};
  for (const results::SloVerdict& slo : run.slos) {
    const Unit unit = unitOf(slo);
    FigureCell verdict;
    verdict.text = QString(markOf(slo.verdict)) + ' ' + wordOf(slo.verdict);
    verdict.sort = static_cast<int>(slo.verdict);
    verdict.plain = {wordOf(slo.verdict)};
    verdict.state = stateOf(slo.verdict);
    if (slo.verdict == results::SloVerdict::Verdict::NotShown) {
      verdict.tip = tr("The interval holds the limit: more replications or a longer run are needed to say.");
    }
    FigureCell limit;
    limit.text = QString::fromStdString(results::figure(slo.limit, unit));
    limit.sort = slo.limit;
    limit.plain = {plain(slo.limit)};
    FigureCell observed = cellOf(slo.observed, unit);
    if (slo.observed.count > 0) observed.text = QString::fromStdString(results::withInterval(slo.observed, unit));
    sheet.rows.push_back({verdict, cellOf(slo.name), cellOf(slo.objective), observed, limit});
  }
  return sheet;
}

FigureSheet zonesOf(const results::RunResult& run) {
  FigureSheet sheet{tr("Zones"), {named(tr("zone"))}, {}};
  addResponseColumns(sheet);
  sheet.columns.push_back(figure(tr("calls/s"), "calls", "per_s", tr("Server-side calls served per second")));
  sheet.columns.push_back(figure(tr("call p95 ms"), "call_p95", "ms",
                                 tr("95 % of the calls were answered within this time, from sending to receiving")));
  for (const results::ZoneResult& zone : run.zones) {
    std::vector<FigureCell> row{cellOf(zone.name)};
    addResponseCells(row, zone);
    row.push_back(cellOf(zone.calls, Unit::PerSecond));
    row.push_back(cellOf(zone.callResponse.p95, Unit::Milliseconds));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

FigureSheet applicationsOf(const results::RunResult& run) {
  FigureSheet sheet{tr("Applications"), {named(tr("application")), named(tr("zone"))}, {}};
  addResponseColumns(sheet);
  for (const results::ApplicationResult& application : run.applications) {
    std::vector<FigureCell> row{cellOf(application.name), cellOf(application.zone)};
    addResponseCells(row, application);
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

FigureSheet serversOf(const results::RunResult& run) {
  FigureSheet sheet{tr("Servers"), {named(tr("server"))}, {}};
  addLoadColumns(sheet);
  sheet.columns.push_back(
      figure(tr("workers busy"), "workers_busy", "", tr("Mean number of requests holding a worker")));
  sheet.columns.push_back(
      {tr("queue full"), {"queue_full"}, tr("Requests answered 503 because the pool's queue was full"), true});
  const bool sheds = anyOf(run.servers, [](const auto& server) { return server.shed > 0; });
  const bool recycles = anyOf(run.servers, [](const auto& server) { return server.recycled > 0; });
  if (sheds)
    sheet.columns.push_back(
        {tr("shed"), {"shed"}, tr("Requests answered 503 at once because the cores were too busy"), true});
  if (recycles)
    sheet.columns.push_back({tr("recycled"), {"recycled"}, tr("Worker processes replaced by new ones"), true});
  for (const results::ServerResult& server : run.servers) {
    std::vector<FigureCell> row{cellOf(server.name)};
    addLoadCells(row, server);
    row.push_back(cellOf(server.workersBusy, Unit::Number));
    row.push_back(countCell(server.queueFull));
    if (sheds) row.push_back(countCell(server.shed));
    if (recycles) row.push_back(plainCount(server.recycled));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

FigureSheet stationsOf(const results::RunResult& run) {
  FigureSheet sheet{tr("Stations"), {named(tr("station")), named(tr("kind"))}, {}};
  addLoadColumns(sheet);
  const bool opens = anyOf(run.stations, [](const auto& station) { return station.handshakes.has_value(); });
  const bool caches = anyOf(run.stations, [](const auto& station) { return station.hitRatio.has_value(); });
  if (opens)
    sheet.columns.push_back(figure(tr("opened/s"), "handshakes", "per_s",
                                   tr("Connections opened per second, where that costs a round trip or a TLS "
                                      "handshake; other requests use one that was kept alive")));
  if (caches)
    sheet.columns.push_back(figure(tr("hits %"), "hit_ratio", "share", tr("Look-ups that the cache answered")));
  for (const results::StationResult& station : run.stations) {
    std::vector<FigureCell> row{cellOf(station.name), cellOf(station.kind)};
    addLoadCells(row, station);
    if (opens) row.push_back(cellOf(station.handshakes, Unit::PerSecond));
    if (caches) row.push_back(cellOf(station.hitRatio, Unit::Share));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

FigureSheet againstLog(const results::RunResult& run) {
  FigureSheet sheet{tr("Against the log"), {}, {}};
  if (!run.validation) return sheet;
  sheet.columns = {
      named(tr("object")), named(tr("measure")), {tr("requests"), {"requests"}, tr("That the log has"), true}};
  const std::pair<const char*, const char*> figures[] = {
      {"mean", "mean"}, {"p50", "p50"}, {"p95", "p95"}, {"p99", "p99"}};
  for (const auto& [title, key] : figures) {
    sheet.columns.push_back({tr("%1 ms").arg(title),
                             {QStringLiteral("%1_logged_ms").arg(key), QStringLiteral("%1_predicted_ms").arg(key),
                              QStringLiteral("%1_error").arg(key)},
                             tr("Logged → predicted by the run (predicted over logged, less one)"),
                             true});
  }
  for (const results::Comparison& each : run.validation->rows) {
    std::vector<FigureCell> row{cellOf(each.scope + " " + each.name), cellOf(measureWords(each.measure)),
                                plainCount(each.logged.count)};
    row.push_back(comparedCell(each.logged.mean, each.predicted.mean, each.error.mean));
    row.push_back(comparedCell(each.logged.p50, each.predicted.p50, each.error.p50));
    row.push_back(comparedCell(each.logged.p95, each.predicted.p95, each.error.p95));
    row.push_back(comparedCell(each.logged.p99, each.predicted.p99, each.error.p99));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

FigureSheet headroomOf(const results::PlanResult& plan) {
  FigureSheet sheet{tr("Headroom"), {}, {}};
  sheet.columns = {
      named(tr("situation")),
      figure(tr("holds × today's load"), "factor", "", tr("Multiple of today's load at which the first limit breaks")),
      named(tr("what breaks first")), named(tr("resource")), named(tr("today"))};
  for (const results::PlanRow& row : plan.rows) {
    FigureCell today;
    today.text = row.holdsToday ? tr("✓ holds") : tr("✕ broken");
    today.plain = {row.holdsToday ? "holds" : "broken"};
    today.state = row.holdsToday ? results::State::Ok : results::State::Over;
    FigureCell reach = cellOf(row.factor, Unit::Factor);
    reach.text = QString::fromStdString(reachOf(row));
    sheet.rows.push_back({cellOf(row.situation), reach, cellOf(limitOf(row)), cellOf(row.resource), today});
  }
  return sheet;
}

}  // namespace headroom::gui
