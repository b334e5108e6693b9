#include "gui/traffic/import_view.h"

#include <QCheckBox>
#include <QCloseEvent>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QUrl>

#include "gui/commands/traffic_edits.h"
#include "gui/traffic/choice_bar.h"
#include "gui/traffic/fitted_model.h"
#include "gui/traffic/format_bar.h"
#include "gui/traffic/lines_model.h"
#include "gui/traffic/log_text.h"
#include "gui/traffic/paths_model.h"
#include "gui/traffic/study_sheets.h"

namespace headroom::gui {

namespace {

/// As wide as their texts, within reason; the last one takes what is left.
void fitColumns(QTableView& view) {
  constexpr int kWidest = 360, kGap = 10;
  for (int column = 0; column + 1 < view.model()->columnCount(); ++column) {
    if (view.isColumnHidden(column)) continue;
    view.resizeColumnToContents(column);
    view.setColumnWidth(column, std::min(kWidest, view.columnWidth(column) + kGap));
  }
}

}  // namespace

void ImportView::connectStudy() {
  connect(format_, &FormatBar::changed, this,
          [this](const trace::ReadOptions& options) { study_.setReading(options); });
  connect(&study_, &TrafficStudy::logsChanged, this, [this] {
    constexpr int kSoonMs = 60;
    if (!soon_.isActive()) soon_.start(kSoonMs);
  });
  connect(&study_, &TrafficStudy::figuresChanged, this, &ImportView::showFacts);
  connect(&study_, &TrafficStudy::choiceChanged, this, &ImportView::showState);
  connect(paths_, &PathsModel::changed, this, [this] { pathSummary_->setText(paths_->summary()); });
  connect(paths_, &PathsModel::refused, this, &ImportView::showTrouble);
  TrafficController& controller = study_.controller();
  connect(&controller, &TrafficController::stateChanged, this, &ImportView::showState);
  connect(&controller, &TrafficController::progress, this, [this](const ReadingProgress& progress) {
    lastProgress_ = progress;
    progress_->setValue(static_cast<int>(progress.done * 1000));
    const bool fits = study_.controller().state() == TrafficController::State::Calibrating && progress.done >= 1;
    status_->setText(fits ? tr("Fitting…") : progressText(tr("Reading"), progress));
  });
  connect(&controller, &TrafficController::failed, this, &ImportView::showTrouble);
  connect(&controller, &TrafficController::cancelled, this,
          [this] { status_->setText(tr("Cancelled. “Read again” begins anew.")); });
  connect(&controller, &TrafficController::calibrated, this, [this](std::shared_ptr<const CalibrationFound> found) {
    status_->clear();
    fitted_->setFound(found);
    fitColumns(*fittedTable_);
    showPage(Page::Calibration);
    fittedTable_->setFocus();
  });
  connect(fitted_, &FittedModel::chosenChanged, this, &ImportView::showState);
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (!change.testFlag(ChangeFlag::Reset)) return;
    if (study_.controller().state() == TrafficController::State::Calibrating) study_.controller().cancel();
    fitted_->setFound(nullptr);  // figures of another farm
  });
}

std::size_t ImportView::currentLog() const {
  return static_cast<std::size_t>(std::max(0, logTable_->currentIndex().row()));
}

void ImportView::showLogs() {
  logs_->setRows(logRows(study_));
  remarks_->setRows(troubleRows(study_));
  const int remarks = remarks_->rowCount();
  pages_->setTabText(static_cast<int>(Page::Remarks), remarks == 0 ? tr("Re&marks") : tr("Re&marks (%1)").arg(remarks));
  if (!logTable_->currentIndex().isValid() && logs_->rowCount() > 0) logTable_->selectRow(0);
  fitColumns(*logTable_);
  showPreview();
  showState();
}

void ImportView::showPreview() {
  const std::size_t log = currentLog();
  if (log >= study_.logs().size()) {
    shownLog_.clear();
    return lines_->setPreview({});
  }
  const LogPreview& preview = study_.logs()[log].preview;
  const std::vector<std::size_t> now = {log, preview.lines.size()};
  if (now == shownLog_) return;
  shownLog_ = now;
  lines_->setPreview(preview);
  for (int column = 0; column < LinesModel::ColumnCount; ++column)
    lineTable_->setColumnHidden(column, !lines_->isUsed(column));
  fitColumns(*lineTable_);
}

void ImportView::showFacts() {
  const QString facts = factsText(study_);
  facts_->setText(facts.isEmpty() ? tr("Drop access logs or a folder of them here, or add them.") : facts);
  if (study_.hasAll() && !study_.controller().isBusy()) {
    const auto lines = lastProgress_.lines;
    status_->setText(lines > 0 ? tr("%1 lines read.").arg(countText(lines)) : tr("No lines read."));
  }
  showState();
}

void ImportView::showState() {
  const bool busy = study_.controller().isBusy();
  const QString why = study_.whyNotReady();
  progress_->setVisible(busy);
  cancel_->setVisible(busy || (!study_.hasAll() && !study_.logs().empty()));
  cancel_->setText(busy ? tr("Cancel") : tr("Read again"));
  remove_->setEnabled(logTable_->currentIndex().isValid());
  const bool times = study_.hasTimes(), asLogged = users_->value() == 1.0;
  compare_->setEnabled(times && asLogged);
  service_->setEnabled(study_.hasServiceTimes());
  replay_->setEnabled(!busy && why.isEmpty());
  calibrate_->setEnabled(!busy && why.isEmpty());
  replay_->setToolTip(why.isEmpty() ? tr("Send these requests through the farm") : why);
  calibrate_->setToolTip(why.isEmpty() ? tr("Fit the farm's load and demands to these requests") : why);
  if (!busy && study_.hasAll()) trouble_->setText(why);
  if (!busy && study_.hasAll()) trouble_->setVisible(!why.isEmpty());
  counters_->setText(study_.counters().isEmpty() ? tr("Add CPU counters…")
                                                 : tr("Without %1 counter files").arg(study_.counters().size()));
  const std::size_t chosen = fitted_->chosen().size();
  apply_->setEnabled(chosen > 0 && !busy);
  apply_->setText(chosen == 1 ? tr("&Apply 1 figure to the farm") : tr("&Apply %1 figures to the farm").arg(chosen));
  const CalibrationFound* found = fitted_->found();
  fittedSummary_->setText(
      found == nullptr
          ? tr("Calibrate shows here what the logs say about the farm, figure by figure; nothing is changed before you "
               "apply it.")
          : tr("Rates of %1; from %2 requests. Applying is one step in the history.")
                .arg(safeText(found->calibration.window.name), countText(found->calibration.log.valid)));
}

void ImportView::showTrouble(const QString& text) {
  trouble_->setText(text);
  trouble_->setVisible(!text.isEmpty());
  status_->clear();
}

workload::ReplayOptions ImportView::replayOptions() const {
  workload::ReplayOptions options = study_.replayOptions();
  options.userScale = users_->value();
  if (service_->isEnabled() && service_->currentIndex() == 1) options.service = workload::ServiceSource::Log;
  options.compare = compare_->isEnabled() && compare_->isChecked();
  return options;
}

void ImportView::replay() {
  if (!study_.whyNotReady().isEmpty() || study_.controller().isBusy()) return;
  emit replayWished(study_.usableLogs(), replayOptions(), study_.lines());
}

void ImportView::calibrate() {
  if (!study_.whyNotReady().isEmpty()) return;
  trouble_->hide();
  fitted_->setFound(nullptr);
  if (study_.controller().calibrate(study_.calibrationWish())) status_->setText(tr("Reading…"));
}

void ImportView::applyFitted() {
  const CalibrationFound* found = fitted_->found();
  if (found == nullptr) return;
  const std::size_t count = fitted_->chosen().size();
  const auto outcome = document_.perform(AdoptFigures(found->fitted, fitted_->chosen()));
  if (outcome.effect == FarmDocument::Effect::Refused) return showTrouble(outcome.reason);
  fitted_->chooseAll(false);
  status_->setText(tr("%1 figures are the farm's now; Undo takes them back in one step.").arg(count));
  emit told(status_->text());
}

void ImportView::setDark(bool dark) {
  choice_->setDark(dark);
}

void ImportView::showPage(Page page) {
  pages_->setCurrentIndex(static_cast<int>(page));
}

void ImportView::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void ImportView::dropEvent(QDropEvent* event) {
  QStringList names;
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) names << url.toLocalFile();
  }
  event->acceptProposedAction();
  if (!names.isEmpty()) study_.addNames(names);
}

void ImportView::reject() {
  if (study_.controller().isBusy()) return study_.controller().cancel();  // Esc: first the work, then the window
  QDialog::reject();
}

void ImportView::closeEvent(QCloseEvent* event) {
  study_.controller().cancel();
  QDialog::closeEvent(event);
}

}  // namespace headroom::gui
