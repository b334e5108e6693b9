// The import of access logs: what is in them, whose requests they are, and what to do with them.
#pragma once

#include <QDialog>
#include <QTimer>

#include "gui/traffic/traffic_study.h"

class QAbstractItemModel;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;
class QTabWidget;

namespace headroom::gui {

class ChoiceBar;
class FittedModel;
class FormatBar;
class LinesModel;
class PathsModel;
class SheetModel;

/// A window of its own beside the main one, never modal. Logs are dropped on it or added; Replay hands them on, and
/// Calibrate shows what it would change in the farm, to be taken over as one step. The document must outlive it. Reads
/// and fits on threads of the study's controller; closing the window cancels them.
class ImportView : public QDialog {
  Q_OBJECT
 public:
  enum class Page { Lines, Paths, Remarks, Calibration };

  explicit ImportView(FarmDocument& document, QWidget* parent = nullptr);

  // Its parts, for the shell and for tests.
  TrafficStudy& study() { return study_; }
  FormatBar& format() { return *format_; }
  PathsModel& paths() { return *paths_; }
  FittedModel& fitted() { return *fitted_; }
  void setDark(bool dark);
  void showPage(Page page);
  /// Says in bold what is wrong.
  void showTrouble(const QString& text);

  /// How to replay: the study's choice with the view's settings.
  workload::ReplayOptions replayOptions() const;

 public slots:
  /// Emits replayWished(), unless something is missing or the study is at work.
  void replay();
  /// Begins a calibration; its figures come up on a page of their own.
  void calibrate();
  /// Takes the chosen figures over into the farm, as one undoable step.
  void applyFitted();

 signals:
  void replayWished(const QStringList& logs, const headroom::workload::ReplayOptions& options,
                    std::uint64_t expectedLines);
  // The user wants to choose files, a folder, files of counters: whoever has dialogs asks, and tells the study.
  void filesWished();
  void folderWished();
  void countersWished();
  /// Something was done, for the status bar.
  void told(const QString& text);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void reject() override;
  void closeEvent(QCloseEvent* event) override;

 private:
  QWidget* makeLogs();
  QWidget* makePages();
  QWidget* makeLinesPage();
  QWidget* makePathsPage();
  QWidget* makeCalibrationPage();
  QWidget* makeReplaySettings();
  QWidget* makeBottom();
  QTableView* makeTable(QAbstractItemModel* model, const QString& name);
  void connectStudy();
  void showLogs();
  void showPreview();
  void showFacts();
  void showState();
  std::size_t currentLog() const;

  FarmDocument& document_;
  TrafficStudy study_;
  SheetModel* logs_ = nullptr;
  SheetModel* remarks_ = nullptr;
  LinesModel* lines_ = nullptr;
  PathsModel* paths_ = nullptr;
  FittedModel* fitted_ = nullptr;
  QTableView* logTable_ = nullptr;
  QTableView* lineTable_ = nullptr;
  QTableView* pathTable_ = nullptr;
  QTableView* fittedTable_ = nullptr;
  FormatBar* format_ = nullptr;
  ChoiceBar* choice_ = nullptr;
  QTabWidget* pages_ = nullptr;
  QLabel* facts_ = nullptr;
  QLabel* trouble_ = nullptr;
  QLabel* pathSummary_ = nullptr;
  QLabel* fittedSummary_ = nullptr;
  QLabel* status_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QPushButton* remove_ = nullptr;
  QPushButton* cancel_ = nullptr;
  QPushButton* replay_ = nullptr;
  QPushButton* calibrate_ = nullptr;
  QPushButton* apply_ = nullptr;
  QPushButton* counters_ = nullptr;
  QComboBox* service_ = nullptr;
  QDoubleSpinBox* users_ = nullptr;
  QCheckBox* compare_ = nullptr;
  std::vector<std::size_t> shownLog_;  ///< Which log's preview is shown, and how many of its lines.
  ReadingProgress lastProgress_;
  QTimer soon_;  ///< News of many small logs is shown together.
};

}  // namespace headroom::gui
