// How the import is laid out.
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "gui/traffic/choice_bar.h"
#include "gui/traffic/choice_delegate.h"
#include "gui/traffic/fitted_model.h"
#include "gui/traffic/format_bar.h"
#include "gui/traffic/import_view.h"
#include "gui/traffic/lines_model.h"
#include "gui/traffic/paths_model.h"
#include "gui/traffic/study_sheets.h"
#include "gui/traffic/tier_bar.h"

namespace headroom::gui {
namespace {

QLabel* plainLabel(QWidget* parent, bool wraps = true) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);  // names and lines come from files
  label->setWordWrap(wraps);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

ImportView::ImportView(FarmDocument& document, QWidget* parent)
    : QDialog(parent), document_(document), study_(document) {
  setWindowTitle(tr("Import access logs"));
  setObjectName("import");
  setAcceptDrops(true);
  setSizeGripEnabled(true);
  setWindowFlag(Qt::WindowMaximizeButtonHint);
  resize(1160, 740);
  auto* column = new QVBoxLayout(this);
  facts_ = plainLabel(this);
  facts_->setObjectName("facts");
  column->addWidget(facts_);
  auto* parts = new QSplitter(Qt::Vertical, this);
  parts->setChildrenCollapsible(false);
  parts->addWidget(makeLogs());
  parts->addWidget(makePages());
  choice_ = new ChoiceBar(study_, this);
  parts->addWidget(choice_);
  parts->setStretchFactor(1, 1);
  parts->setSizes({140, 240, 240});
  column->addWidget(parts, 1);
  trouble_ = plainLabel(this);
  trouble_->setObjectName("trouble");
  QFont bold = trouble_->font();
  bold.setBold(true);
  trouble_->setFont(bold);
  trouble_->hide();
  column->addWidget(trouble_);
  column->addWidget(makeReplaySettings());
  column->addWidget(makeBottom());
  soon_.setSingleShot(true);
  connect(&soon_, &QTimer::timeout, this, &ImportView::showLogs);
  connectStudy();
  showLogs();
  showFacts();
}

QTableView* ImportView::makeTable(QAbstractItemModel* model, const QString& name) {
  auto* view = new QTableView(this);
  view->setModel(model);
  view->setAccessibleName(name);
  view->setSelectionBehavior(QAbstractItemView::SelectRows);
  view->setSelectionMode(QAbstractItemView::SingleSelection);
  view->setAlternatingRowColors(true);
  view->setShowGrid(false);
  view->setTabKeyNavigation(false);
  view->setWordWrap(false);
  view->setTextElideMode(Qt::ElideRight);
  view->verticalHeader()->hide();
  view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 8);
  view->horizontalHeader()->setHighlightSections(false);
  view->horizontalHeader()->setStretchLastSection(true);
  view->horizontalHeader()->setMinimumSectionSize(48);
  view->setMinimumHeight(3 * (view->fontMetrics().height() + 8));
  return view;
}

QWidget* ImportView::makeLogs() {
  auto* part = new QWidget(this);
  auto* column = new QVBoxLayout(part);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  auto* row = new QHBoxLayout;
  column->addLayout(row, 1);
  logs_ = new SheetModel(logColumns(), this);
  logTable_ = makeTable(logs_, tr("Logs"));
  row->addWidget(logTable_, 1);
  auto* buttons = new QVBoxLayout;
  row->addLayout(buttons);
  const auto add = [&](const QString& text, auto&& act) {
    auto* button = new QPushButton(text, part);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, act);
    buttons->addWidget(button);
    return button;
  };
  add(tr("Add files…"), [this] { emit filesWished(); });
  add(tr("Add folder…"), [this] { emit folderWished(); });
  remove_ = add(tr("Remove"), [this] { study_.removeLog(currentLog()); });
  buttons->addStretch(1);
  format_ = new FormatBar(part);
  column->addWidget(format_);
  column->addWidget(new TierBar(study_, part));
  connect(logTable_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
    showPreview();
    showState();
  });
  return part;
}

QWidget* ImportView::makePages() {
  pages_ = new QTabWidget(this);
  pages_->setDocumentMode(true);
  pages_->addTab(makeLinesPage(), tr("&Lines"));
  pages_->addTab(makePathsPage(), tr("&Paths and applications"));
  remarks_ = new SheetModel(troubleColumns(), this);
  QTableView* remarks = makeTable(remarks_, tr("Remarks"));
  remarks->setColumnWidth(0, 240);
  pages_->addTab(remarks, tr("Re&marks"));
  pages_->addTab(makeCalibrationPage(), tr("Cali&bration"));
  return pages_;
}

QWidget* ImportView::makeLinesPage() {
  lines_ = new LinesModel(this);
  lineTable_ = makeTable(lines_, tr("First lines of the log"));
  return lineTable_;
}

QWidget* ImportView::makePathsPage() {
  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 4, 0, 0);
  pathSummary_ = plainLabel(page);
  pathSummary_->setObjectName("pathSummary");
  column->addWidget(pathSummary_);
  paths_ = new PathsModel(study_, document_, this);
  pathTable_ = makeTable(paths_, tr("Paths and their applications"));
  pathTable_->setItemDelegateForColumn(PathsModel::Application,
                                       new ChoiceDelegate(PathsModel::kChoicesRole, pathTable_));
  pathTable_->setEditTriggers(QAbstractItemView::AllEditTriggers);
  pathTable_->setColumnWidth(PathsModel::Path, 320);
  pathTable_->setColumnWidth(PathsModel::Requests, 110);
  column->addWidget(pathTable_, 1);
  return page;
}

QWidget* ImportView::makeCalibrationPage() {
  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 4, 0, 0);
  auto* row = new QHBoxLayout;
  column->addLayout(row);
  fittedSummary_ = plainLabel(page);
  row->addWidget(fittedSummary_, 1);
  counters_ = new QPushButton(page);
  counters_->setAutoDefault(false);
  counters_->setToolTip(
      tr("CPU use of the servers over the logs' time: typeperf or relog CSV, sar, Prometheus export. "
         "Demands are then fitted to it"));
  connect(counters_, &QPushButton::clicked, this, [this] {
    if (study_.counters().isEmpty())
      emit countersWished();
    else
      study_.setCounters({});
  });
  row->addWidget(counters_);
  apply_ = new QPushButton(page);
  apply_->setAutoDefault(false);
  connect(apply_, &QPushButton::clicked, this, &ImportView::applyFitted);
  row->addWidget(apply_);
  fitted_ = new FittedModel(this);
  fittedTable_ = makeTable(fitted_, tr("Figures of the calibration"));
  column->addWidget(fittedTable_, 1);
  return page;
}

QWidget* ImportView::makeReplaySettings() {
  auto* part = new QWidget(this);
  auto* row = new QHBoxLayout(part);
  row->setContentsMargins(0, 0, 0, 0);
  const auto label = [&](const QString& text, QWidget* field) {
    auto* name = new QLabel(text, part);
    name->setBuddy(field);
    field->setAccessibleName(QString(text).remove('&'));
    row->addWidget(name);
    row->addWidget(field);
  };
  service_ = new QComboBox(part);
  service_->addItems({tr("of the farm"), tr("as logged")});
  service_->setToolTip(
      tr("What each request takes: drawn from the farm's demands, or the time at the server in its line"));
  label(tr("Replay with service &times"), service_);
  users_ = new QDoubleSpinBox(part);
  users_->setLocale(QLocale::c());  // as all figures are written
  users_->setRange(0.01, 100);
  users_->setDecimals(2);
  users_->setSingleStep(0.1);
  users_->setValue(1);
  users_->setSuffix(tr(" × the users"));
  users_->setToolTip(tr("More or fewer users than logged: whole sessions, think times as they are"));
  connect(users_, &QDoubleSpinBox::valueChanged, this, &ImportView::showState);
  label(tr("an&d"), users_);
  compare_ = new QCheckBox(tr("compare with the lo&g's own times"), part);
  compare_->setChecked(true);
  compare_->setToolTip(tr("Predicted beside logged waits and responses in the results; only for traffic as logged"));
  row->addWidget(compare_);
  row->addStretch(1);
  return part;
}

QWidget* ImportView::makeBottom() {
  auto* part = new QWidget(this);
  auto* row = new QHBoxLayout(part);
  row->setContentsMargins(0, 0, 0, 0);
  progress_ = new QProgressBar(part);
  progress_->setRange(0, 1000);
  progress_->setTextVisible(false);
  progress_->setFixedWidth(180);
  progress_->setMaximumHeight(12);
  progress_->setAccessibleName(tr("Progress of the reading"));
  row->addWidget(progress_);
  status_ = plainLabel(part, false);
  status_->setObjectName("status");
  row->addWidget(status_, 1);
  const auto button = [&](const QString& text, auto&& act) {
    auto* made = new QPushButton(text, part);
    made->setAutoDefault(false);
    connect(made, &QPushButton::clicked, this, act);
    row->addWidget(made);
    return made;
  };
  cancel_ = button(tr("Cancel"), [this] {
    if (study_.controller().isBusy())
      study_.controller().cancel();
    else
      study_.readAgain();
  });
  calibrate_ = button(tr("&Calibrate"), [this] { calibrate(); });
  replay_ = button(tr("Repla&y"), [this] { replay(); });
  button(tr("Close"), [this] { close(); });
  return part;
}

}  // namespace headroom::gui
