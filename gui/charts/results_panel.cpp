#include "gui/charts/results_panel.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <set>

#include "engine/base/text.h"
#include "gui/charts/figure_model.h"
#include "gui/charts/result_sheets.h"

namespace headroom::gui {

namespace {

constexpr std::size_t kTables = 10;
constexpr int kColumnGap = 14;

QString safe(const std::string& text) {
  return QString::fromStdString(printable(text));
}

QLabel* textLabel(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);  // names come from files
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label->setContentsMargins(6, 2, 6, 2);
  return label;
}

}  // namespace

class ResultsPanel::Inside {
 public:
  explicit Inside(ResultsPanel& panel) : panel_(panel) {
    auto* column = new QVBoxLayout(&panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    for (QLabel** label : {&headline_, &state_, &warnings_}) {
      *label = textLabel(&panel);
      column->addWidget(*label);
    }
    headline_->setObjectName(QStringLiteral("headline"));
    state_->setObjectName(QStringLiteral("state"));
    warnings_->setObjectName(QStringLiteral("warnings"));
    QFont bold = headline_->font();
    bold.setBold(true);
    headline_->setFont(bold);
    state_->setFont(bold);
    tabs_ = new QTabWidget(&panel);
    tabs_->setDocumentMode(true);
    column->addWidget(tabs_, 1);
    for (std::size_t i = 0; i < kTables; ++i) addTable(i);
  }

  void show(const results::RunResult& run, bool partial) {
    const bool otherFarm = run.farmHash != farmHash_;
    farmHash_ = run.farmHash;
    partial_ = partial;
    stale_ = false;
    setSheet(Table::Objectives, objectivesOf(run));
    setSheet(Table::Zones, zonesOf(run));
    setSheet(Table::Applications, applicationsOf(run));
    setSheet(Table::Servers, serversOf(run));
    setSheet(Table::Stations, stationsOf(run));
    setSheet(Table::Scaling, scalingOf(run));
    setSheet(Table::Availability, availabilityOf(run));
    setSheet(Table::Background, backgroundOf(run));
    if (otherFarm) setSheet(Table::Headroom, {});
    setSheet(Table::AgainstLog, againstLog(run));
    if (run.validation) tabs_->setCurrentIndex(static_cast<int>(Table::AgainstLog));
    describe(run);
  }

  void show(const results::PlanResult& plan) {
    setSheet(Table::Headroom, headroomOf(plan));
    tabs_->setCurrentIndex(static_cast<int>(Table::Headroom));
    QString text;
    for (const std::string& warning : plan.warnings) text += (text.isEmpty() ? "▲ " : "\n▲ ") + safe(warning);
    if (!text.isEmpty()) {
      warnings_->setText(text);
      warnings_->show();
    }
  }

  void clear() {
    for (std::size_t i = 0; i < kTables; ++i) setSheet(static_cast<Table>(i), {});
    farmHash_.clear();
    headline_->setText(ResultsPanel::tr("Run the farm (F5) to see its figures"));
    partial_ = stale_ = false;
    warnings_->hide();
    sayState();
  }

  void setStale(bool stale) {
    stale_ = stale && !models_[1]->sheet().rows.empty();
    sayState();
  }

  QSortFilterProxyModel* sorted(Table table) const { return sorted_[static_cast<std::size_t>(table)]; }

  QString currentAsCsv() const {
    const auto index = static_cast<std::size_t>(std::max(0, tabs_->currentIndex()));
    std::set<int> rows;
    for (const QModelIndex& cell : views_[index]->selectionModel()->selectedRows()) rows.insert(cell.row());
    return toCsv(*sorted_[index], {rows.begin(), rows.end()});
  }

 private:
  void addTable(std::size_t i) {
    models_[i] = new FigureModel(&panel_);
    sorted_[i] = new QSortFilterProxyModel(&panel_);
    sorted_[i]->setSourceModel(models_[i]);
    sorted_[i]->setSortRole(FigureModel::kSortRole);
    sorted_[i]->setSortCaseSensitivity(Qt::CaseInsensitive);
    auto* view = new QTableView(&panel_);
    view->setModel(sorted_[i]);
    view->setSortingEnabled(true);
    view->sortByColumn(-1, Qt::AscendingOrder);  // as in the farm until the user clicks a header
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setAlternatingRowColors(true);
    view->setShowGrid(false);
    view->setTabKeyNavigation(false);
    view->setWordWrap(false);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 8);
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setStretchLastSection(false);
    QObject::connect(view, &QTableView::activated, &panel_, [this, i](const QModelIndex& index) {
      if (static_cast<Table>(i) == Table::Objectives || static_cast<Table>(i) == Table::Headroom) return;
      emit panel_.objectActivated(index.siblingAtColumn(0).data(FigureModel::kPlainRole).toStringList().value(0));
    });
    views_[i] = view;
    tabs_->addTab(view, QString());
  }

  void setSheet(Table table, FigureSheet sheet) {
    const auto i = static_cast<std::size_t>(table);
    const bool some = !sheet.rows.empty();
    if (some) tabs_->setTabText(static_cast<int>(i), sheet.title);
    views_[i]->setAccessibleName(sheet.title);
    tabs_->setTabVisible(static_cast<int>(i), some);
    models_[i]->setSheet(std::move(sheet));
    views_[i]->resizeColumnsToContents();
    auto* header = views_[i]->horizontalHeader();
    for (int column = 0; column < header->count(); ++column)
      header->resizeSection(column, header->sectionSize(column) + kColumnGap);
    tabs_->setVisible(
        std::any_of(models_.begin(), models_.end(), [](const FigureModel* m) { return m && m->rowCount() > 0; }));
  }

  void describe(const results::RunResult& run) {
    QString what = safe(run.farm) + QStringLiteral(": ");
    const QString measured = QString::fromStdString(results::span(run.measuredSeconds));
    what += run.replay ? ResultsPanel::tr("replay, ") : QString();
    what += run.replications == 1 ? ResultsPanel::tr("one run of %1 measured").arg(measured)
                                  : ResultsPanel::tr("%1 runs of %2 measured").arg(run.replications).arg(measured);
    if (run.warmUpSeconds > 0) {
      what += ResultsPanel::tr(" after %1 of warm-up").arg(QString::fromStdString(results::span(run.warmUpSeconds)));
    }
    if (run.loadFactor != 1)
      what += ResultsPanel::tr(", load × %1").arg(QString::fromStdString(results::rounded(run.loadFactor)));
    what += ResultsPanel::tr(", seed %1").arg(run.seed);
    headline_->setText(what);
    QString text;
    for (const std::string& warning : run.warnings) text += (text.isEmpty() ? "▲ " : "\n▲ ") + safe(warning);
    warnings_->setText(text);
    warnings_->setVisible(!text.isEmpty());
    sayState();
  }

  void sayState() {
    QStringList words;
    if (partial_) words += ResultsPanel::tr("▲ Partial result: the run was stopped early.");
    if (stale_) words += ResultsPanel::tr("▲ The farm was changed after this run: run it again (F5).");
    state_->setText(words.join(' '));
    state_->setVisible(!words.isEmpty());
  }

  ResultsPanel& panel_;
  QLabel* headline_ = nullptr;
  QLabel* state_ = nullptr;
  QLabel* warnings_ = nullptr;
  QTabWidget* tabs_ = nullptr;
  std::array<FigureModel*, kTables> models_{};
  std::array<QSortFilterProxyModel*, kTables> sorted_{};
  std::array<QTableView*, kTables> views_{};
  std::string farmHash_;
  bool partial_ = false;
  bool stale_ = false;
};

ResultsPanel::ResultsPanel(QWidget* parent) : QWidget(parent), inside_(std::make_unique<Inside>(*this)) {
  setObjectName(QStringLiteral("results"));
  setWindowTitle(tr("Results"));
  auto* copy = new QAction(tr("Copy as CSV"), this);
  copy->setShortcut(QKeySequence::Copy);
  copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(copy, &QAction::triggered, this, &ResultsPanel::copyCurrentTable);
  addAction(copy);
  setContextMenuPolicy(Qt::ActionsContextMenu);
  inside_->clear();
}

ResultsPanel::~ResultsPanel() = default;

void ResultsPanel::showResult(const results::RunResult& result, bool partial) {
  inside_->show(result, partial);
}

void ResultsPanel::showPlan(const results::PlanResult& plan) {
  inside_->show(plan);
}

void ResultsPanel::setStale(bool stale) {
  inside_->setStale(stale);
}

void ResultsPanel::clear() {
  inside_->clear();
}

QString ResultsPanel::tableAsCsv(Table table) const {
  return toCsv(*inside_->sorted(table));
}

QAbstractItemModel* ResultsPanel::model(Table table) const {
  return inside_->sorted(table);
}

void ResultsPanel::copyCurrentTable() {
  QGuiApplication::clipboard()->setText(inside_->currentAsCsv());
}

}  // namespace headroom::gui
