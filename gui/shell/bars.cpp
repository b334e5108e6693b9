// Menus, toolbar and status bar of the window.
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QProgressBar>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <cmath>

#include "gui/shell/main_window.h"
#include "gui/shell/speed_slider.h"

namespace headroom::gui {

void MainWindow::makeFileMenu() {
  QMenu* file = menuBar()->addMenu(tr("&File"));
  file->addAction(&actions_[Command::NewFarm]);
  file->addAction(&actions_[Command::Open]);
  recentMenu_ = file->addMenu(tr("Open &recent"));
  file->addSeparator();
  file->addAction(&actions_[Command::Save]);
  file->addAction(&actions_[Command::SaveAs]);
  file->addSeparator();
  file->addAction(&actions_[Command::ImportLogs]);
  file->addAction(&actions_[Command::Replay]);
  file->addAction(&actions_[Command::ExportReport]);
  file->addSeparator();
  file->addAction(&actions_[Command::CloseFarm]);
  file->addAction(&actions_[Command::Quit]);
}

void MainWindow::makeMenus() {
  makeFileMenu();
  const auto fill = [this](const QString& title, std::initializer_list<std::optional<Command>> commands) {
    QMenu* menu = menuBar()->addMenu(title);
    for (const auto& command : commands) {
      if (command)
        menu->addAction(&actions_[*command]);
      else
        menu->addSeparator();
    }
    return menu;
  };
  using C = Command;
  fill(tr("&Edit"),
       {C::Undo, C::Redo, {}, C::Cut, C::Copy, C::Paste, C::Duplicate, C::Delete, {}, C::Rename, C::SelectAll});
  fill(tr("&Insert"), {C::AddUsers,
                       C::AddProxy,
                       C::AddZone,
                       C::AddServer,
                       C::AddDatabase,
                       C::AddApplication,
                       C::AddNote,
                       {},
                       C::SelectTool,
                       C::ConnectTool,
                       C::LinkTool});
  fill(tr("&Run"), {C::Run,
                    C::Pause,
                    C::Stop,
                    {},
                    C::ImportLogs,
                    C::Replay,
                    C::Plan,
                    {},
                    C::FailNode,
                    C::RepairNode,
                    {},
                    C::ExportReport});
  QMenu* view =
      fill(tr("&View"), {C::ZoomIn, C::ZoomOut, C::ZoomActual, C::ZoomFit, C::FocusSelection, {}, C::Arrange, {}});
  panelsMenu_ = view->addMenu(tr("&Panels"));
  int number = 1;
  for (const char* name : {"palette", "outline", "properties", "history", "problems", "applications", "results",
                           "chart-latency", "chart-load", "chart-utilisation", "chart-queue"}) {
    if (!docks_.contains(name)) continue;
    QAction* toggle = docks_[name]->toggleViewAction();
    if (number <= 8) toggle->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + number++)));
    panelsMenu_->addAction(toggle);
  }
  QMenu* theme = view->addMenu(tr("&Colours"));
  for (const Command command : {C::ThemeSystem, C::ThemeLight, C::ThemeDark}) theme->addAction(&actions_[command]);
  view->addAction(&actions_[C::ResetLayout]);
  view->addAction(&actions_[C::FullScreen]);
  fill(tr("&Help"), {C::Shortcuts, C::About});
  for (const auto& [command, action] : actions_.all()) addAction(action);
}

void MainWindow::makeToolBars() {
  using C = Command;
  auto* bar = addToolBar(tr("Main toolbar"));
  bar->setObjectName("toolbar");
  bar->setMovable(false);
  bar->setIconSize(QSize(20, 20));
  const auto add = [&](std::initializer_list<Command> commands) {
    for (const Command command : commands) {
      bar->addAction(&actions_[command]);
      QString name = actions_[command].text();
      bar->widgetForAction(&actions_[command])->setAccessibleName(name.remove('&').remove(QStringLiteral("…")));
    }
    bar->addSeparator();
  };
  add({C::NewFarm, C::Open, C::Save});
  add({C::Undo, C::Redo});
  add({C::SelectTool, C::ConnectTool, C::LinkTool});
  add({C::Delete, C::Arrange, C::ZoomFit});
  add({C::Run, C::Pause, C::Stop});
  speed_ = new SpeedSlider(bar);
  speed_->setSpeed(Preferences().speed());
  bar->addWidget(speed_);
  bar->addSeparator();
  bar->addAction(&actions_[C::ExportReport]);
  if (auto* run = qobject_cast<QToolButton*>(bar->widgetForAction(&actions_[C::Run]))) {
    run->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  }
  if (auto* report = qobject_cast<QToolButton*>(bar->widgetForAction(&actions_[C::ExportReport]))) {
    report->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    report->setAccessibleName(tr("Export report"));
  }
}

void MainWindow::makeStatusBar() {
  hint_ = new QLabel(this);
  hint_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // a long one must not widen the window
  runStatus_ = new QLabel(this);
  for (QLabel* label : {hint_, runStatus_}) label->setTextFormat(Qt::PlainText);  // names come from files
  progress_ = new QProgressBar(this);
  progress_->setRange(0, 1000);
  progress_->setFixedWidth(140);
  progress_->setTextVisible(false);
  progress_->setMaximumHeight(12);
  progress_->setAccessibleName(tr("Progress of the run"));
  progress_->hide();
  problemCount_ = new QToolButton(this);
  problemCount_->setAutoRaise(true);
  problemCount_->setToolTip(tr("Show the Problems panel"));
  zoom_ = new QLabel(this);
  statusBar()->addWidget(hint_, 1);
  statusBar()->addPermanentWidget(runStatus_);
  statusBar()->addPermanentWidget(progress_);
  statusBar()->addPermanentWidget(problemCount_);
  statusBar()->addPermanentWidget(zoom_);
  connect(problemCount_, &QToolButton::clicked, this, [this] {
    docks_["problems"]->show();
    docks_["problems"]->raise();
  });
  connect(view_, &DiagramView::zoomChanged, this,
          [this](double factor) { zoom_->setText(QString("%1 % ").arg(std::lround(factor * 100))); });
}

}  // namespace headroom::gui
