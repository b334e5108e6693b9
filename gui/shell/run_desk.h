// Runs as the window shows them: controls, live colours, charts, results, report.
#pragma once

#include <QObject>
#include <optional>

#include "engine/results/results.h"
#include "gui/canvas/diagram_scene.h"
#include "gui/document/farm_document.h"
#include "gui/runs/report_exporter.h"
#include "gui/runs/run_controller.h"
#include "gui/shell/actions.h"
#include "gui/shell/questions.h"

namespace headroom::gui {

/// Passes the farm to the run controller and what comes back to the diagram; charts and panels connect to its signals.
/// After an edit the results stay, marked as belonging to the farm before.
class RunDesk : public QObject {
  Q_OBJECT

 public:
  RunDesk(FarmDocument& document, DiagramScene& scene, Actions& actions, QObject* parent = nullptr);

  void setQuestions(Questions* questions) { questions_ = questions; }
  RunController& controller() { return controller_; }
  const std::optional<results::RunResult>& result() const { return result_; }
  const std::optional<results::PlanResult>& plan() const { return plan_; }
  /// The result belongs to an earlier state of the farm.
  bool isStale() const { return stale_; }

  void run();
  void replay(const QStringList& logs);
  /// With a choice of what is replayed; false when a run is going on or the farm has no application.
  bool replay(const QStringList& logs, const workload::ReplayOptions& options, std::uint64_t expectedLines);
  void replayAsking();
  void findHeadroom();
  void exportReport();
  bool exportReportTo(const QString& path);

 signals:
  /// A run begins: charts forget the last one.
  void started(const headroom::farm::Farm& farm);
  void snapshotReady(const headroom::sim::Snapshot& snapshot);
  void resultReady(const headroom::results::RunResult& result, bool partial);
  void planReady(const headroom::results::PlanResult& plan);
  void staleChanged(bool stale);
  /// For the status bar: what goes on and how far it is (negative: no progress to show).
  void statusChanged(const QString& text, double done);
  void told(const QString& text);
  void failed(const QString& text);

 private:
  void connectActions();
  void connectController();
  void followState(RunController::State state);
  void followEdits(Change change);
  void showSnapshot(const sim::Snapshot& snapshot);
  void showResult(const results::RunResult& result, bool partial);
  void begin();
  void setDownSelected(bool down);
  void updateActions();

  FarmDocument& document_;
  DiagramScene& scene_;
  Actions& actions_;
  RunController controller_;
  ReportExporter exporter_;
  Questions* questions_ = nullptr;
  std::optional<results::RunResult> result_;
  std::optional<results::PlanResult> plan_;
  farm::Farm farmOfRun_;     ///< As it was when the run began.
  farm::Farm farmOfResult_;  ///< As it was for `result_`.
  farm::Farm farmOfPlan_;    ///< As it was for `plan_`.
  QString reportAfterPlan_;  ///< Where to write the report once the headroom is found.
  bool stale_ = false;
};

}  // namespace headroom::gui
