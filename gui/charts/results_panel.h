// The figures of a run as tables.
#pragma once

#include <QString>
#include <QWidget>
#include <memory>

#include "engine/results/results.h"

class QAbstractItemModel;

namespace headroom::gui {

/// Verdicts on the objectives, warnings, and one sortable table each for zones, applications, servers and stations,
/// and where there are any for scaled zones, availability and background work; every figure with the half-width of its
/// 95 % interval and every machine with a state word (OK, near, over). Ctrl+C copies the selection, or the whole table,
/// as CSV. A replay that was compared with its log has that table in front.
class ResultsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ResultsPanel(QWidget* parent = nullptr);
  ~ResultsPanel() override;

  /// `partial`: says on top that the run was stopped early.
  void showResult(const results::RunResult& result, bool partial = false);
  /// The farm was edited after the run: figures stay, marked as belonging to the old farm.
  void setStale(bool stale);
  /// Back to the words for an empty panel; a plan goes too.
  void clear();

  /// The headroom found by a plan, as one more table. It goes with the next showResult() of another farm, or clear().
  void showPlan(const results::PlanResult& plan);

  /// In the order of their tabs; a table without rows has none.
  enum class Table {
    Objectives,
    Zones,
    Applications,
    Servers,
    Stations,
    Scaling,
    Availability,
    Background,
    Headroom,
    AgainstLog
  };
  /// All rows as they are sorted, with plain figures and their intervals; only titles for a table without rows.
  QString tableAsCsv(Table table) const;
  /// As shown, in the present order of sorting.
  QAbstractItemModel* model(Table table) const;

 public slots:
  /// The table in front as CSV, or its selected rows, to the clipboard.
  void copyCurrentTable();

 signals:
  /// A row was activated (double click, Enter): the shell selects that object in the diagram.
  void objectActivated(const QString& name);

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace headroom::gui
