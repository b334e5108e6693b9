#include "gui/shell/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <cmath>

#include "gui/charts/chart_widget.h"
#include "gui/charts/results_panel.h"
#include "gui/inspector/inspector_panel.h"
#include "gui/inspector/rows_table.h"
#include "gui/presenters/outline_model.h"
#include "gui/shell/edit_desk.h"
#include "gui/shell/log_opening.h"
#include "gui/shell/message_bar.h"
#include "gui/shell/palette_panel.h"
#include "gui/shell/problems_panel.h"
#include "gui/shell/speed_slider.h"
#include "gui/shell/start_page.h"
#include "gui/traffic/import_view.h"

/// Resources of a static library come in by name, outside of every namespace.
static void bringResources() {
  Q_INIT_RESOURCE(resources);
}

namespace headroom::gui {

MainWindow::MainWindow(AutosaveFolder autosaves, QWidget* parent)
    : QMainWindow(parent), dialogs_(this), scene_(document_), files_(document_, std::move(autosaves)) {
  bringResources();
  setWindowIcon(QIcon(":/headroom.svg"));
  setAcceptDrops(true);
  runs_ = std::make_unique<RunDesk>(document_, scene_, actions_);
  setQuestions(&dialogs_);
  makeCentre();
  edits_ = new EditDesk(document_, scene_, *view_, actions_, this);
  makeDocks();
  makeMenus();
  makeToolBars();
  makeStatusBar();
  connectFiles();
  connectPanels();
  connectRuns();
  connectWindow();
  setTheme(Preferences().theme(), false);
  // After everything has its place: until then panels ask for more room than they need, and the window would keep it.
  const QSize room = screen()->availableSize() - QSize(8, 40);  // what the window manager draws around it
  resize(QSize(1280, 800).boundedTo(room));
  const Preferences remembered;
  if (!remembered.geometry().isEmpty()) restoreGeometry(remembered.geometry());
  if (!remembered.layout().isEmpty()) restoreState(remembered.layout(), Preferences::kLayoutVersion);
  refreshStartPage();
  showEditor(false);
  updateTitle();
  updateProblems();
}

MainWindow::~MainWindow() {
  // Panels follow the document, which is destroyed before the widgets that QMainWindow owns: they must not hear its
  // last words.
  delete import_;
  document_.disconnect();
  document_.history().disconnect();
  scene_.disconnect();
}

void MainWindow::setQuestions(Questions* questions) {
  questions_ = questions;
  files_.setQuestions(questions);
  runs_->setQuestions(questions);
}

void MainWindow::makeCentre() {
  auto* editor = new QWidget(this);
  auto* layout = new QVBoxLayout(editor);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  view_ = new DiagramView(scene_, document_, editor);
  layout->addWidget(view_);
  start_ = new StartPage(this);
  centre_ = new QStackedWidget(this);
  centre_->addWidget(start_);
  centre_->addWidget(editor);
  auto* whole = new QWidget(this);
  auto* column = new QVBoxLayout(whole);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  messages_ = new MessageBar(whole);
  column->addWidget(messages_);
  column->addWidget(centre_, 1);
  setCentralWidget(whole);
}

void MainWindow::connectFiles() {
  connect(&actions_[Command::NewFarm], &QAction::triggered, &files_, &FileDesk::newFarm);
  connect(&actions_[Command::Open], &QAction::triggered, &files_, &FileDesk::openAsking);
  connect(&actions_[Command::Save], &QAction::triggered, &files_, &FileDesk::save);
  connect(&actions_[Command::SaveAs], &QAction::triggered, &files_, &FileDesk::saveAs);
  connect(&actions_[Command::CloseFarm], &QAction::triggered, this, [this] {
    if (!files_.mayLeave()) return;
    document_.adopt({});
    showEditor(false);
    refreshStartPage();
  });
  connect(start_, &StartPage::newRequested, &files_, &FileDesk::newFarm);
  connect(start_, &StartPage::openRequested, &files_, &FileDesk::openAsking);
  connect(start_, &StartPage::fileChosen, this, &MainWindow::openFile);
  connect(start_, &StartPage::templateChosen, &files_, &FileDesk::newFromTemplate);
  connect(start_, &StartPage::recoverChosen, this, [this](const RecoverableFarm& entry) {
    files_.recover(entry);
    refreshStartPage();
  });
  connect(start_, &StartPage::discardChosen, this, [this](const RecoverableFarm& entry) {
    files_.discard(entry);
    refreshStartPage();
  });
  connect(&files_, &FileDesk::opened, this, [this] {
    messages_->dismiss();
    if (import_) import_->hide();
    hint_->clear();
    showEditor(true);
    results_->clear();  // of the farm before
    for (ChartWidget* chart : charts_) {
      chart->clear();
      chart->setFarm(document_.farm());
    }
    outlineView_->expandAll();
    view_->setFocus();
  });
  connect(&files_, &FileDesk::recentChanged, this, &MainWindow::fillRecentMenu);
  connect(&files_, &FileDesk::told, this, [this](const QString& text) { hint_->setText(text); });
  connect(&files_, &FileDesk::failed, this,
          [this](const QString& text) { messages_->tell(MessageBar::Kind::Trouble, text); });
  fillRecentMenu();
}

void MainWindow::connectPanels() {
  connect(&scene_, &DiagramScene::selectionChangedTo, this, [this](const ObjectRefs& refs) {
    inspector_->setSelection(refs);
    const QModelIndex index = refs.size() == 1 ? outline_->indexOf(refs.front()) : QModelIndex();
    if (index.isValid()) outlineView_->setCurrentIndex(index);
    for (ChartWidget* chart : charts_) {
      chart->highlight(refs.size() == 1 ? titleOf(document_.farm(), refs.front()) : QString());
    }
  });
  connect(&scene_, &DiagramScene::hinted, hint_, &QLabel::setText);
  const auto trouble = [this](const QString& why) { messages_->tell(MessageBar::Kind::Trouble, why); };
  connect(&scene_, &DiagramScene::refused, this, trouble);
  connect(edits_, &EditDesk::refused, this, trouble);
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (change.testFlag(ChangeFlag::Reset) || change.testFlag(ChangeFlag::Names)) outlineView_->expandAll();
    if (messages_->kind() == MessageBar::Kind::Trouble) messages_->dismiss();
  });
  const auto show = [this](const ObjectRef& ref) {
    scene_.select({ref});
    view_->frame(ref);
  };
  connect(problems_, &ProblemsPanel::checked, this, &MainWindow::updateProblems);
  connect(problems_, &ProblemsPanel::objectChosen, this, show);
  connect(applications_, &RowsTable::activated, this, show);
  connect(outlineView_, &QTreeView::clicked, this, [this, show](const QModelIndex& index) {
    if (const auto ref = outline_->objectAt(index)) show(*ref);
  });
  connect(outlineView_, &QTreeView::activated, this, [this, show](const QModelIndex& index) {
    if (const auto ref = outline_->objectAt(index)) show(*ref);
  });
  connect(results_, &ResultsPanel::objectActivated, this, &MainWindow::showObject);
  connect(palette_, &PalettePanel::picked, this, [this](Item item) { view_->toolbox().takePlace(item); });
  connect(palette_, &PalettePanel::placeRequested, this, [this](Item item) {
    view_->toolbox().takeSelect();
    edits_->placeInMiddle(item);
  });
  connect(&view_->toolbox(), &Toolbox::toolChanged, this, [this] { palette_->setCurrent(view_->toolbox().item()); });
}

void MainWindow::connectRuns() {
  connect(runs_.get(), &RunDesk::started, this, [this](const farm::Farm& farm) {
    messages_->dismiss();
    for (ChartWidget* chart : charts_) {
      chart->clear();
      chart->setFarm(farm);
    }
    results_->clear();
    showCharts();
  });
  connect(runs_.get(), &RunDesk::snapshotReady, this, [this](const sim::Snapshot& snapshot) {
    for (ChartWidget* chart : charts_) chart->addSnapshot(snapshot);
  });
  connect(runs_.get(), &RunDesk::resultReady, this, [this](const results::RunResult& result, bool partial) {
    for (ChartWidget* chart : charts_) chart->showResult(result);
    results_->showResult(result, partial);
    if (!partial) hint_->setText(tr("Run finished: %1 replications.").arg(result.replications));
  });
  connect(runs_.get(), &RunDesk::planReady, this, [this](const results::PlanResult& plan) {
    results_->showPlan(plan);
    docks_["results"]->show();
    docks_["results"]->raise();
  });
  connect(runs_.get(), &RunDesk::staleChanged, this, [this](bool stale) {
    results_->setStale(stale);
    if (stale) hint_->setText(tr("The farm changed since the run: run it again (F5)."));
  });
  connect(runs_.get(), &RunDesk::statusChanged, this, [this](const QString& text, double done) {
    runStatus_->setText(text);
    progress_->setVisible(done >= 0);
    if (done >= 0) progress_->setValue(static_cast<int>(done * 1000));
  });
  connect(runs_.get(), &RunDesk::told, this,
          [this](const QString& text) { messages_->tell(MessageBar::Kind::News, text); });
  connect(runs_.get(), &RunDesk::failed, this,
          [this](const QString& text) { messages_->tell(MessageBar::Kind::Trouble, text); });
  runs_->controller().setSpeed(speed_->speed());
  connect(speed_, &SpeedSlider::speedChanged, this, [this](double speed) {
    runs_->controller().setSpeed(speed);
    Preferences().setSpeed(speed);
  });
}

void MainWindow::connectWindow() {
  connect(&actions_[Command::ImportLogs], &QAction::triggered, this, [this] {
    import().show();
    import().raise();
    import().activateWindow();
  });
  connect(&actions_[Command::Quit], &QAction::triggered, this, &QWidget::close);
  connect(&document_, &FarmDocument::modifiedChanged, this, &MainWindow::updateTitle);
  connect(&document_, &FarmDocument::pathChanged, this, &MainWindow::updateTitle);
  connect(&actions_[Command::ThemeSystem], &QAction::triggered, this, [this] { setTheme(Theme::System, true); });
  connect(&actions_[Command::ThemeLight], &QAction::triggered, this, [this] { setTheme(Theme::Light, true); });
  connect(&actions_[Command::ThemeDark], &QAction::triggered, this, [this] { setTheme(Theme::Dark, true); });
  connect(&actions_[Command::ResetLayout], &QAction::triggered, this, [this] {
    restoreState(defaultLayout_, Preferences::kLayoutVersion);
    applyDefaultLayout();
  });
  connect(&actions_[Command::FullScreen], &QAction::toggled, this,
          [this](bool on) { on ? showFullScreen() : showNormal(); });
  connect(&actions_[Command::Shortcuts], &QAction::triggered, this, &MainWindow::showShortcuts);
  connect(&actions_[Command::About], &QAction::triggered, this, &MainWindow::showAbout);
  connect(qApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
    if (state == Qt::ApplicationInactive) files_.autosave().flush();
  });
}

bool MainWindow::openFile(const QString& path) {
  return files_.open(path);
}

bool MainWindow::isOnStartPage() const {
  return centre_->currentWidget() == start_;
}

void MainWindow::showEditor(bool editor) {
  showPanels(editor);
  centre_->setCurrentIndex(editor ? 1 : 0);
  using C = Command;
  for (const Command command : {C::Save, C::SaveAs, C::CloseFarm, C::SelectAll, C::SelectTool, C::ConnectTool,
                                C::LinkTool, C::ImportLogs, C::AddUsers, C::AddZone, C::AddServer, C::AddDatabase,
                                C::AddNote, C::Paste, C::ZoomIn, C::ZoomOut, C::ZoomActual, C::ZoomFit, C::Arrange}) {
    actions_[command].setEnabled(editor);
  }
  if (!editor) {
    for (const Command command : {C::Run, C::Plan, C::Replay, C::AddProxy}) actions_[command].setEnabled(false);
  } else {
    for (const Command command : {C::Run, C::Plan, C::Replay})
      actions_[command].setEnabled(!runs_->controller().isBusy());
    actions_[C::AddProxy].setEnabled(!document_.farm().proxy);
  }
  palette_->setEnabled(editor);
  inspector_->setEnabled(editor);
  updateTitle();
}

void MainWindow::showPanels(bool shown) {
  if (shown == panelsShown_) return;
  panelsShown_ = shown;
  if (!shown) {
    panelsBefore_ = saveState(Preferences::kLayoutVersion);
    for (const auto& [name, dock] : docks_) dock->hide();
  } else {
    restoreState(panelsBefore_, Preferences::kLayoutVersion);
  }
  for (QToolBar* bar : findChildren<QToolBar*>()) bar->setVisible(shown);
  panelsMenu_->setEnabled(shown);
  statusBar()->setVisible(shown);
}

void MainWindow::updateTitle() {
  if (isOnStartPage()) {
    setWindowModified(false);
    setWindowTitle("Headroom");
    return;
  }
  setWindowTitle(document_.displayName() + "[*] — Headroom");
  setWindowModified(document_.isModified());
  setWindowFilePath(document_.path());
}

void MainWindow::updateProblems() {
  std::map<ObjectRef, DiagramScene::Problems> marks;
  for (const auto& [ref, found] : problems_->model().perObject()) marks[ref] = {found.first, found.second};
  scene_.setProblems(std::move(marks));
  problemCount_->setText(problems_->summary());
  const int count = static_cast<int>(problems_->model().rows().size());
  docks_["problems"]->setWindowTitle(count == 0 ? tr("Problems") : tr("Problems (%1)").arg(count));
}

void MainWindow::refreshStartPage() {
  start_->setRecent(Preferences().recentFiles());
  start_->setRecoverable(files_.recoverable());
}

void MainWindow::fillRecentMenu() {
  recentMenu_->clear();
  for (const QString& path : Preferences().recentFiles()) {
    connect(recentMenu_->addAction(path), &QAction::triggered, this, [this, path] { openFile(path); });
  }
  recentMenu_->setEnabled(!recentMenu_->isEmpty());
}

void MainWindow::setTheme(Theme theme, bool remember) {
  theme_ = theme;
  if (remember) Preferences().setTheme(theme);
  applyTheme(theme);
  const bool dark = isDarkTheme(theme);
  scene_.setColours(DiagramColours::make(dark));
  for (ChartWidget* chart : charts_) chart->setDark(dark);
  if (import_) import_->setDark(dark);
  actions_[theme == Theme::Light  ? Command::ThemeLight
           : theme == Theme::Dark ? Command::ThemeDark
                                  : Command::ThemeSystem]
      .setChecked(true);
}

void MainWindow::showObject(const QString& name) {
  auto ref = nodeNamed(document_.farm(), name.toStdString());
  if (!ref) ref = objectNamed(document_.farm(), name.toStdString());
  if (!ref) return;
  scene_.select({*ref});
  view_->frame(*ref);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!files_.mayLeave()) return event->ignore();
  runs_->controller().stop();
  if (import_) import_->close();  // cancels what it is at
  Preferences().setWindow(saveGeometry(), panelsShown_ ? saveState(Preferences::kLayoutVersion) : panelsBefore_);
  files_.finish();
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  QStringList paths;
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) paths << url.toLocalFile();
  }
  const DroppedFiles files = sortDropped(paths);
  event->acceptProposedAction();
  if (!files.farm.isEmpty() && !openFile(files.farm)) return;
  if (files.logs.isEmpty()) return;
  if (isOnStartPage()) {
    messages_->tell(MessageBar::Kind::Trouble,
                    tr("A log is replayed on a farm: open one first, then drop the log again."));
    return;
  }
  importLogs(files.logs);
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() == QEvent::WindowDeactivate) files_.autosave().flush();
}

void MainWindow::showShortcuts() {
  QString rows;
  for (const auto& [command, action] : actions_.all()) {
    if (action->shortcut().isEmpty()) continue;
    QStringList keys;
    for (const QKeySequence& key : action->shortcuts()) keys << key.toString(QKeySequence::NativeText);
    QString text = action->text();
    rows += QString("<tr><td style='padding-right:24px'>%1</td><td><b>%2</b></td></tr>")
                .arg(text.remove('&').section(':', 0, 0).toHtmlEscaped(), keys.join(", ").toHtmlEscaped());
  }
  rows +=
      tr("<tr><td>Walk through the objects</td><td><b>Tab, Shift+Tab</b></td></tr>"
         "<tr><td>Move by 1, by 10</td><td><b>arrows, Shift+arrows</b></td></tr>"
         "<tr><td>Pan</td><td><b>Space or middle button and drag</b></td></tr>"
         "<tr><td>Zoom to the pointer</td><td><b>Ctrl+wheel</b></td></tr>");
  auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Keyboard shortcuts"), "<table>" + rows + "</table>",
                              QMessageBox::Close, this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->show();
}

void MainWindow::showAbout() {
  auto* box =
      new QMessageBox(QMessageBox::NoIcon, tr("About Headroom"),
                      tr("<h3>Headroom %1</h3><p>How much traffic can this web farm take, where does it break, "
                         "and what should I change?</p><p>The desktop app is free software under the GNU General "
                         "Public License, version 3 or later.</p>")
                          .arg(QCoreApplication::applicationVersion()),
                      QMessageBox::Close, this);
  box->setIconPixmap(QIcon(":/headroom.svg").pixmap(64, 64));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->show();
}

}  // namespace headroom::gui
