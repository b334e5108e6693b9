#include "gui/shell/run_desk.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <utility>

#include "engine/base/text.h"
#include "gui/runs/figure_text.h"
#include "gui/shell/file_desk.h"

namespace headroom::gui {
namespace {

/// Overload shows as such: what wants to be done counts, not only what gets done.
double loadOf(const results::Estimate& utilisation, const results::Estimate& offered) {
  return offered.mean > 1 ? offered.mean : utilisation.mean;
}

/// "access.log", or how many there were.
QString logsRead(const std::vector<std::string>& files) {
  if (files.size() != 1) return RunDesk::tr("%1 logs").arg(files.size());
  return QFileInfo(QString::fromStdString(printable(files.front()))).fileName();
}

}  // namespace

RunDesk::RunDesk(FarmDocument& document, DiagramScene& scene, Actions& actions, QObject* parent)
    : QObject(parent), document_(document), scene_(scene), actions_(actions) {
  connectActions();
  connectController();
  connect(&document_, &FarmDocument::changed, this, &RunDesk::followEdits);
  connect(&scene_, &DiagramScene::selectionChangedTo, this, &RunDesk::updateActions);
  connect(&exporter_, &ReportExporter::finished, this, [this](const QString& path) {
    updateActions();
    emit statusChanged({}, -1);
    emit told(tr("Report written to %1").arg(QDir::toNativeSeparators(path)));
  });
  connect(&exporter_, &ReportExporter::failed, this, [this](const QString& why) {
    updateActions();
    emit statusChanged({}, -1);
    emit failed(why);
  });
  updateActions();
}

void RunDesk::connectActions() {
  connect(&actions_[Command::Run], &QAction::triggered, this, &RunDesk::run);
  connect(&actions_[Command::Pause], &QAction::triggered, &controller_, &RunController::pause);
  connect(&actions_[Command::Stop], &QAction::triggered, &controller_, &RunController::stop);
  connect(&actions_[Command::Replay], &QAction::triggered, this, &RunDesk::replayAsking);
  connect(&actions_[Command::Plan], &QAction::triggered, this, &RunDesk::findHeadroom);
  connect(&actions_[Command::ExportReport], &QAction::triggered, this, &RunDesk::exportReport);
  connect(&actions_[Command::FailNode], &QAction::triggered, this, [this] { setDownSelected(true); });
  connect(&actions_[Command::RepairNode], &QAction::triggered, this, [this] { setDownSelected(false); });
}

void RunDesk::connectController() {
  connect(&controller_, &RunController::stateChanged, this, &RunDesk::followState);
  connect(&controller_, &RunController::snapshotReady, this, &RunDesk::showSnapshot);
  connect(&controller_, &RunController::resultReady, this, &RunDesk::showResult);
  connect(&controller_, &RunController::planReady, this, [this](const results::PlanResult& plan) {
    plan_ = plan;
    farmOfPlan_ = farmOfRun_;
    if (!plan.rows.empty()) {
      const results::PlanRow& now = plan.rows.front();
      emit told(tr("Headroom: %1 × today's load, then %2.")
                    .arg(decimalText(now.factor.mean, 2), QString::fromStdString(now.limit)));
    }
    emit planReady(plan);
    if (!reportAfterPlan_.isEmpty()) exportReportTo(std::exchange(reportAfterPlan_, {}));
  });
  connect(&controller_, &RunController::progress, this,
          [this](double done, const QString& doing) { emit statusChanged(doing, done); });
  connect(&controller_, &RunController::failed, this, [this](const QString& why) {
    reportAfterPlan_.clear();
    emit failed(why);
  });
  connect(&controller_, &RunController::stoppedWithoutResult, this, &RunDesk::told);
  connect(&controller_, &RunController::logRead, this, [this](const results::LogFacts& facts) {
    QString notes;
    for (const std::string& note : facts.notes) {
      const QString words = QString::fromStdString(printable(note));
      notes += ' ' + words.left(1).toUpper() + words.mid(1) + '.';
    }
    emit told(
        tr("%1 requests read from %2, %3 malformed lines, %4 belong to no application.")
            .arg(countText(facts.valid), logsRead(facts.files), countText(facts.malformed), countText(facts.unmapped)) +
        notes);
  });
}

void RunDesk::begin() {
  farmOfRun_ = document_.farm();
  plan_.reset();  // the tables forget it too
  reportAfterPlan_.clear();
  emit started(farmOfRun_);
}

void RunDesk::run() {
  if (controller_.state() == RunController::State::Paused) return controller_.resume();
  if (controller_.isBusy()) return;
  begin();
  controller_.start(farmOfRun_);
}

void RunDesk::replay(const QStringList& logs) {
  replay(logs, {}, 0);
}

bool RunDesk::replay(const QStringList& logs, const workload::ReplayOptions& options, std::uint64_t expectedLines) {
  if (logs.isEmpty()) return false;
  if (controller_.isBusy()) {
    emit failed(tr("A run is going on: stop it first, then replay the log."));
    return false;
  }
  if (document_.farm().applications.empty()) {
    emit failed(tr("Requests of a log go to applications by their path: add an application first."));
    return false;
  }
  begin();
  return controller_.startReplay(farmOfRun_, logs, options, expectedLines);
}

void RunDesk::replayAsking() {
  const QString folder = document_.path().isEmpty() ? QDir::homePath() : QFileInfo(document_.path()).absolutePath();
  replay(questions_->logsToReplay(folder));
}

void RunDesk::findHeadroom() {
  if (controller_.isBusy()) return;
  farmOfRun_ = document_.farm();
  controller_.startPlan(farmOfRun_);
}

void RunDesk::exportReport() {
  if (!result_) return emit failed(tr("A report needs results: run the farm first (F5)."));
  const QString base = document_.path().isEmpty()
                           ? QDir::home().filePath(fileStemOf(document_.displayName()) + "-report.pdf")
                           : QFileInfo(document_.path()).absolutePath() + "/" +
                                 QFileInfo(document_.path()).completeBaseName() + "-report.pdf";
  const QString path = questions_->reportToWrite(base);
  if (path.isEmpty()) return;
  // A capacity report says how much more the farm holds: that is found first, unless it is known or the load is a
  // log's.
  const bool wantsPlan = !plan_ && !result_->replay && !stale_ && !controller_.isBusy();
  if (!wantsPlan) {
    exportReportTo(path);
    return;
  }
  reportAfterPlan_ = path;
  findHeadroom();
}

bool RunDesk::exportReportTo(const QString& path) {
  if (!result_) return false;
  // A plan goes into the report only beside results of the same farm under the same load.
  const bool fits = plan_ && !result_->replay && farmOfPlan_ == farmOfResult_;
  const bool began = exporter_.exportReport(farmOfResult_, *result_, fits ? plan_ : std::nullopt, path);
  if (began) emit statusChanged(tr("Writing %1…").arg(QFileInfo(path).fileName()), -1);
  updateActions();
  return began;
}

void RunDesk::followState(RunController::State state) {
  updateActions();
  if (state == RunController::State::Idle) emit statusChanged({}, -1);
}

void RunDesk::updateActions() {
  const RunController::State state = controller_.state();
  const bool idle = state == RunController::State::Idle;
  const bool live = state == RunController::State::Running || state == RunController::State::Paused;
  actions_[Command::Run].setEnabled(idle || state == RunController::State::Paused);
  actions_[Command::Pause].setEnabled(state == RunController::State::Running);
  actions_[Command::Stop].setEnabled(!idle);
  actions_[Command::Replay].setEnabled(idle);
  actions_[Command::Plan].setEnabled(idle);
  actions_[Command::ExportReport].setEnabled(result_.has_value() && !exporter_.isBusy());
  const ObjectRefs selection = scene_.selection();
  const bool node = selection.size() == 1 && selection.front().index < 0 &&
                    selection.front().type != ObjectType::Application && selection.front().type != ObjectType::Users;
  actions_[Command::FailNode].setEnabled(live && node);
  actions_[Command::RepairNode].setEnabled(live && node);
}

void RunDesk::followEdits(Change change) {
  if (change.testFlag(ChangeFlag::Reset)) {
    controller_.stop();
    result_.reset();
    plan_.reset();
    stale_ = false;
    emit staleChanged(false);
    updateActions();
    return;
  }
  if (change == Change(ChangeFlag::Positions) || !result_) return;
  // Undoing back to the farm of the run makes its results fresh again.
  const bool stale = !(document_.farm() == farmOfResult_);
  if (stale == stale_) return;
  stale_ = stale;
  emit staleChanged(stale_);
}

void RunDesk::showSnapshot(const sim::Snapshot& snapshot) {
  std::map<std::string, NodeLoad> loads;
  for (const sim::LiveNode& node : snapshot.nodes) loads[node.name] = {node.utilisation, node.queue, node.down};
  scene_.setLoads(std::move(loads));
  emit snapshotReady(snapshot);
}

void RunDesk::showResult(const results::RunResult& result, bool partial) {
  result_ = result;
  farmOfResult_ = farmOfRun_;
  std::map<std::string, NodeLoad> loads;
  for (const results::ServerResult& server : result.servers) {
    loads[server.name] = {loadOf(server.utilisation, server.offeredLoad), 0, false};
  }
  for (const results::StationResult& station : result.stations) {
    loads[station.name] = {loadOf(station.utilisation, station.offeredLoad), 0, false};
  }
  for (const std::string& down : result.serversDown) loads[down].down = true;
  scene_.setLoads(std::move(loads));
  stale_ = !(document_.farm() == farmOfResult_);
  emit staleChanged(stale_);
  emit resultReady(result, partial);
  updateActions();
}

void RunDesk::setDownSelected(bool down) {
  const ObjectRefs selection = scene_.selection();
  if (selection.size() != 1) return;
  std::string node = selection.front().name;
  const auto type = selection.front().type;
  if (type == ObjectType::Zone || type == ObjectType::Balancer) {
    if (const farm::Zone* zone = farm::findZone(document_.farm(), node)) node = farm::balancerName(*zone);
  }
  controller_.setDown(QString::fromStdString(node), down);
}

}  // namespace headroom::gui
