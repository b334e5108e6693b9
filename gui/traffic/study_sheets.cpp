#include "gui/traffic/study_sheets.h"

#include <QCoreApplication>
#include <algorithm>

#include "gui/traffic/log_text.h"

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("TrafficImport", text);
}

/// "iis-w3c 100 %".
QString guessText(const std::string& name, double share) {
  return name.empty() ? QStringLiteral("–") : safeText(name) + ' ' + percentText(share);
}

SheetModel::Cell stateCell(const StudiedLog& log) {
  using State = StudiedLog::State;
  switch (log.state) {
    case State::Waiting:
      return {tr("waits"), {}, true};
    case State::Reading:
      return {tr("is read…"), {}, true};
    case State::Failed:
      return {tr("✕ not used"), log.problems.empty() ? QString() : safeTip(format(log.problems.front())), false, true};
    case State::Read:
      break;
  }
  if (log.counts.valid == 0) return {tr("no request")};
  if (log.counts.malformed > 0 || !log.counts.warnings.empty()) return {tr("▲ read, with remarks")};
  return {tr("✓ read")};
}

/// What tells a log from the others: its name, and the folder where others are called the same.
QString nameAmong(const std::vector<StudiedLog>& logs, const StudiedLog& log) {
  const auto base = [](const std::string& path) { return path.substr(path.find_last_of('/') + 1); };
  const auto alike = std::count_if(logs.begin(), logs.end(),
                                   [&](const StudiedLog& other) { return base(other.path) == base(log.path); });
  const std::size_t slash = log.path.find_last_of('/');
  if (alike < 2 || slash == std::string::npos) return fileName(log.path);
  return fileName(log.path.substr(0, slash)) + '/' + fileName(log.path);
}

std::vector<SheetModel::Cell> rowOf(const StudiedLog& log, const QString& name) {
  const bool read = log.state == StudiedLog::State::Read;
  const trace::Counts& counts = log.counts;
  const auto number = [&](std::uint64_t count) {
    const bool pending = log.state != StudiedLog::State::Failed;
    return SheetModel::Cell{read ? countText(count) : pending ? QStringLiteral("…") : QStringLiteral("–"), {}, !read};
  };
  const bool stated = !counts.format.empty() && counts.detection.share == 0;
  SheetModel::Cell guess{counts.format.empty() ? QStringLiteral("–") : safeText(counts.format)};
  if (!stated && !counts.format.empty()) guess.text = guessText(counts.format, counts.detection.share);
  SheetModel::Cell malformed = number(counts.malformed);
  malformed.strong = read && counts.malformed > 0;
  return {{name, safeTip(log.path)},
          guess,
          {guessText(counts.detection.runnerUp, counts.detection.runnerUpShare), {}, true},
          {safeText(counts.timeSemantics), {}, true},
          number(counts.lines),
          number(counts.valid),
          malformed,
          stateCell(log)};
}

}  // namespace

std::vector<SheetModel::Column> logColumns() {
  return {{tr("log")},
          {tr("format"), false, tr("The format that was found, and how many of the lines looked at it fits")},
          {tr("next best"), false, tr("The format that fits most of the lines otherwise")},
          {tr("stamped at"), false, tr("Whether the log's times are the start or the end of a request")},
          {tr("lines"), true},
          {tr("requests"), true},
          {tr("not understood"), true, tr("Malformed lines; they are left out and listed under Remarks")},
          {tr("state")}};
}

SheetModel::Rows logRows(const TrafficStudy& study) {
  SheetModel::Rows rows;
  for (const StudiedLog& log : study.logs()) rows.push_back(rowOf(log, nameAmong(study.logs(), log)));
  return rows;
}

std::vector<SheetModel::Column> troubleColumns() {
  return {{tr("place")}, {tr("what")}};
}

SheetModel::Rows troubleRows(const TrafficStudy& study) {
  SheetModel::Rows rows;
  for (const StudiedTrouble& trouble : study.troubles()) {
    const bool error = trouble.severity == Severity::Error;
    const std::string shown = trouble.place.substr(trouble.place.find_last_of('/') + 1);
    rows.push_back(
        {{safeText(shown), safeTip(trouble.place)}, {safeText(trouble.what), safeTip(trouble.what), false, error}});
  }
  return rows;
}

QString factsText(const TrafficStudy& study) {
  const trace::SurveyFigures& figures = study.figures();
  const std::uint64_t requests = figures.all.total();
  if (requests == 0) return {};
  std::uint64_t logged = 0;
  for (const StudiedTier& tier : study.tiers()) logged += tier.requests;
  QStringList facts;
  if (study.hasAll())
    facts << tr("%1 lines, %2 requests, %3 lines not understood")
                 .arg(countText(study.lines()), countText(logged), countText(study.malformed()));
  else
    facts << tr("%1 requests so far").arg(countText(logged));
  facts << tr("%1 to %2 UTC").arg(utcText(figures.firstNs), utcText(figures.lastNs));
  if (figures.withAgent > 0)
    facts
        << tr("robots %1").arg(percentText(static_cast<double>(figures.all.robots()) / static_cast<double>(requests)));
  if (figures.withDuration == 0) facts << tr("no response times");
  if (requests < logged) facts << tr("%1 taken, of the chosen front ends").arg(countText(requests));
  return facts.join(QStringLiteral(" · "));
}

QString progressText(const QString& doing, const ReadingProgress& progress) {
  QString text = doing + QStringLiteral(": ") + tr("%1 lines").arg(countText(progress.lines));
  if (progress.linesPerSecond > 0) text += tr(", %1 lines/s").arg(roundCountText(progress.linesPerSecond));
  if (progress.secondsLeft >= 0) text += tr(", %1 left").arg(durationText(progress.secondsLeft));
  return text;
}

}  // namespace headroom::gui
