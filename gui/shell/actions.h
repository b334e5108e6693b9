// Every command of the window, with its words, icon and keys.
#pragma once

#include <QAction>
#include <QObject>
#include <map>

namespace headroom::gui {

enum class Command {
  NewFarm,
  Open,
  Save,
  SaveAs,
  ImportLogs,
  Replay,
  ExportReport,
  CloseFarm,
  Quit,
  Undo,
  Redo,
  Cut,
  Copy,
  Paste,
  Duplicate,
  Delete,
  Rename,
  SelectAll,
  SelectTool,
  ConnectTool,
  LinkTool,
  AddUsers,
  AddProxy,
  AddZone,
  AddServer,
  AddDatabase,
  AddApplication,
  AddNote,
  ZoomIn,
  ZoomOut,
  ZoomActual,
  ZoomFit,
  FocusSelection,
  Arrange,
  ResetLayout,
  FullScreen,
  ThemeSystem,
  ThemeLight,
  ThemeDark,
  Run,
  Pause,
  Stop,
  Plan,
  FailNode,
  RepairNode,
  Shortcuts,
  About,
};

/// Makes and owns the actions; the desks connect them.
class Actions : public QObject {
  Q_OBJECT

 public:
  explicit Actions(QObject* parent = nullptr);

  QAction& operator[](Command command) const { return *all_.at(command); }
  const std::map<Command, QAction*>& all() const { return all_; }

 private:
  QAction* make(Command command, const QString& text, const QString& tip, const QList<QKeySequence>& keys = {});
  void makeFile();
  void makeEdit();
  void makeTools();
  void makeView();
  void makeRun();

  std::map<Command, QAction*> all_;
};

}  // namespace headroom::gui
