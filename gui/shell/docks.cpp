// The panels around the canvas.
#include <QDockWidget>
#include <QHeaderView>
#include <QScrollArea>
#include <QTreeView>
#include <QUndoView>

#include "gui/charts/chart_widget.h"
#include "gui/charts/results_panel.h"
#include "gui/inspector/inspector_panel.h"
#include "gui/inspector/rows_table.h"
#include "gui/presenters/outline_model.h"
#include "gui/shell/main_window.h"
#include "gui/shell/palette_panel.h"
#include "gui/shell/problems_panel.h"

namespace headroom::gui {
namespace {

constexpr int kSmallestPanel = 160;

/// Panels that share a place with others and show their name on the tab already.
constexpr auto kTabbed = {"properties", "history", "problems", "applications", "results"};

}  // namespace

QDockWidget* MainWindow::addDock(const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName(name);
  // A panel may be small: the window has to fit a laptop with all of them open.
  content->setMinimumSize(kSmallestPanel, kSmallestPanel / 2);
  dock->setWidget(content);
  addDockWidget(area, dock);
  docks_[name] = dock;
  return dock;
}

void MainWindow::makeDocks() {
  setDockOptions(AllowNestedDocks | AllowTabbedDocks | GroupedDragging);
  setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
  setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  makeSideDocks();
  makeBottomDocks();
  for (const char* name : kTabbed) docks_[name]->setTitleBarWidget(new QWidget(this));
  applyDefaultLayout();
  defaultLayout_ = saveState(Preferences::kLayoutVersion);
}

void MainWindow::makeSideDocks() {
  palette_ = new PalettePanel(this);
  auto* scrolled = new QScrollArea(this);  // a low window scrolls the items instead of squeezing them
  scrolled->setWidget(palette_);
  scrolled->setWidgetResizable(true);
  scrolled->setFrameShape(QFrame::NoFrame);
  scrolled->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scrolled->setFocusPolicy(Qt::NoFocus);
  addDock("palette", tr("Palette"), scrolled, Qt::LeftDockWidgetArea);
  outline_ = new OutlineModel(document_, this);
  outlineView_ = new QTreeView(this);
  outlineView_->setModel(outline_);
  outlineView_->setHeaderHidden(true);
  outlineView_->setAccessibleName(tr("Outline of the farm"));
  outlineView_->setColumnHidden(1, true);
  outlineView_->setIndentation(14);
  outlineView_->expandAll();
  addDock("outline", tr("Outline"), outlineView_, Qt::LeftDockWidgetArea);
  inspector_ = new InspectorPanel(document_, this);
  addDock("properties", tr("Properties"), inspector_, Qt::RightDockWidgetArea);
  auto* history = new QUndoView(&document_.history(), this);
  history->setEmptyLabel(tr("As opened"));
  history->setAccessibleName(tr("History of edits"));
  addDock("history", tr("History"), history, Qt::RightDockWidgetArea);
}

void MainWindow::makeBottomDocks() {
  problems_ = new ProblemsPanel(document_, this);
  addDock("problems", tr("Problems"), problems_, Qt::BottomDockWidgetArea);
  auto* rows = new RowsModel(
      document_, ObjectType::Application,
      [](const farm::Farm& farm) {
        ObjectRefs refs;
        for (const farm::Application& a : farm.applications) refs.push_back({ObjectType::Application, a.name});
        return refs;
      },
      {"name", "zone", "path", "demand", "database_transactions", "database_demand", "client_traffic", "calls"});
  applications_ = new RowsTable(document_, rows, ObjectRef{}, false, this);
  applications_->setVisibleRows(0);
  applications_->setContentsMargins(6, 2, 6, 6);
  addDock("applications", tr("Applications"), applications_, Qt::BottomDockWidgetArea);
  results_ = new ResultsPanel(this);
  addDock("results", tr("Results"), results_, Qt::BottomDockWidgetArea);
  charts_ = makeCharts(this);
  // Short names on the tabs; the charts themselves say the rest.
  const std::map<QString, QString> names = {{"latency", tr("Latency")},
                                            {"load", tr("Load")},
                                            {"utilisation", tr("Utilisation")},
                                            {"queue", tr("Queue")},
                                            {"servers", tr("Servers")}};
  for (ChartWidget* chart : charts_) {
    const auto name = names.find(chart->id());
    addDock("chart-" + chart->id(), name == names.end() ? chart->title() : name->second, chart,
            Qt::BottomDockWidgetArea);
  }
}

void MainWindow::applyDefaultLayout() {
  for (const auto& [name, dock] : docks_) {
    dock->setFloating(false);
    dock->show();
  }
  splitDockWidget(docks_["palette"], docks_["outline"], Qt::Vertical);
  tabifyDockWidget(docks_["properties"], docks_["history"]);
  docks_["properties"]->raise();
  QDockWidget* front = docks_["problems"];
  // Two charts stand side by side while a farm runs; until then the right half would be empty. Split before tabs are
  // made: a dock that has tabs takes a neighbour as one more tab.
  const bool charts = docks_.contains("chart-utilisation") && docks_.contains("chart-load");
  if (charts) {
    splitDockWidget(front, docks_["chart-utilisation"], Qt::Horizontal);
    tabifyDockWidget(docks_["chart-utilisation"], docks_["chart-load"]);
  }
  for (const char* name : {"applications", "results", "chart-latency", "chart-queue", "chart-servers"}) {
    if (docks_.contains(name)) tabifyDockWidget(front, docks_[name]);
  }
  if (charts) {
    docks_["chart-utilisation"]->hide();
    docks_["chart-load"]->hide();
  }
  front->raise();
  resizeDocks({docks_["palette"], docks_["properties"]}, {190, 300}, Qt::Horizontal);
  resizeDocks({docks_["palette"], docks_["outline"]}, {300, 220}, Qt::Vertical);
  resizeDocks({docks_["problems"]}, {190}, Qt::Vertical);
}

void MainWindow::showPanel(const QString& id) {
  const auto found = docks_.find(id);
  if (found == docks_.end()) return;
  found->second->show();
  found->second->raise();
}

void MainWindow::showCharts() {
  for (const char* name : {"chart-latency", "chart-load", "chart-utilisation"}) {
    if (docks_.contains(name)) docks_[name]->show();
  }
  for (const char* name : {"chart-latency", "chart-utilisation"}) {
    if (docks_.contains(name)) docks_[name]->raise();
  }
  resizeDocks({docks_["chart-latency"], docks_["chart-utilisation"]}, {500, 480}, Qt::Horizontal);
  resizeDocks({docks_["chart-latency"]}, {270}, Qt::Vertical);
}

}  // namespace headroom::gui
