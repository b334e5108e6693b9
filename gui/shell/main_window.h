// The window: knows all rooms, does nothing itself.
#pragma once

#include <QMainWindow>
#include <memory>

#include "gui/canvas/diagram_scene.h"
#include "gui/canvas/diagram_view.h"
#include "gui/document/farm_document.h"
#include "gui/shell/actions.h"
#include "gui/shell/file_desk.h"
#include "gui/shell/preferences.h"
#include "gui/shell/questions.h"
#include "gui/shell/run_desk.h"

class QLabel;
class QProgressBar;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace headroom::gui {

class ChartWidget;
class EditDesk;
class ImportView;
class InspectorPanel;
class MessageBar;
class OutlineModel;
class PalettePanel;
class ProblemsPanel;
class ResultsPanel;
class RowsTable;
class SpeedSlider;
class StartPage;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(AutosaveFolder autosaves = AutosaveFolder(), QWidget* parent = nullptr);
  ~MainWindow() override;

  FarmDocument& document() { return document_; }
  DiagramScene& scene() { return scene_; }
  DiagramView& view() { return *view_; }
  Actions& actions() { return actions_; }
  FileDesk& files() { return files_; }
  RunDesk& runs() { return *runs_; }
  EditDesk& edits() { return *edits_; }
  InspectorPanel& inspector() { return *inspector_; }
  ProblemsPanel& problems() { return *problems_; }
  MessageBar& messages() { return *messages_; }
  /// Answers instead of dialogs; the caller keeps it alive.
  void setQuestions(Questions* questions);

  bool openFile(const QString& path);
  bool isOnStartPage() const;
  void setTheme(Theme theme, bool remember);
  /// Selects and frames the object of this name, if there is one.
  void showObject(const QString& name);
  /// Brings a panel to the front by its id: palette, outline, properties, history, problems, applications, results,
  /// chart-latency, chart-load, chart-utilisation, chart-queue. No effect for any other name.
  void showPanel(const QString& id);
  /// Brings the live charts to the front.
  void showCharts();
  /// The import of logs, made when it is first wanted.
  ImportView& import();
  /// Opens the import with these files and folders.
  void importLogs(const QStringList& names);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void makeCentre();
  void makeDocks();
  void makeSideDocks();
  void makeBottomDocks();
  void makeMenus();
  void makeFileMenu();
  void makeToolBars();
  void makeStatusBar();
  void connectFiles();
  void connectRuns();
  void connectPanels();
  void connectImport();
  void connectWindow();
  QDockWidget* addDock(const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area);
  void showEditor(bool editor);
  void showPanels(bool shown);
  void updateTitle();
  void updateProblems();
  void refreshStartPage();
  void fillRecentMenu();
  void applyDefaultLayout();
  void showShortcuts();
  void showAbout();

  DialogQuestions dialogs_;
  Questions* questions_ = nullptr;
  FarmDocument document_;
  DiagramScene scene_;
  Actions actions_;
  FileDesk files_;
  std::unique_ptr<RunDesk> runs_;
  EditDesk* edits_ = nullptr;
  DiagramView* view_ = nullptr;
  QStackedWidget* centre_ = nullptr;
  StartPage* start_ = nullptr;
  MessageBar* messages_ = nullptr;
  PalettePanel* palette_ = nullptr;
  ImportView* import_ = nullptr;
  InspectorPanel* inspector_ = nullptr;
  ProblemsPanel* problems_ = nullptr;
  RowsTable* applications_ = nullptr;
  ResultsPanel* results_ = nullptr;
  OutlineModel* outline_ = nullptr;
  QTreeView* outlineView_ = nullptr;
  std::vector<ChartWidget*> charts_;
  std::map<QString, QDockWidget*> docks_;
  QMenu* recentMenu_ = nullptr;
  QMenu* panelsMenu_ = nullptr;
  SpeedSlider* speed_ = nullptr;
  QLabel* hint_ = nullptr;
  QLabel* runStatus_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QToolButton* problemCount_ = nullptr;
  QLabel* zoom_ = nullptr;
  Theme theme_ = Theme::System;
  QByteArray defaultLayout_;
  bool panelsShown_ = true;
  QByteArray panelsBefore_;  ///< Their layout while the start page hides them.
};

}  // namespace headroom::gui
