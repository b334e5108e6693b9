#include "gui/shell/questions.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("Questions", text);
}

}  // namespace

Questions::Unsaved DialogQuestions::aboutUnsaved(const QString& name) {
  QMessageBox box(QMessageBox::Question, tr("Unsaved changes"), tr("Save the changes to %1?").arg(name),
                  QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, window_);
  box.setInformativeText(tr("Without saving they are lost."));
  box.setDefaultButton(QMessageBox::Save);
  switch (box.exec()) {
    case QMessageBox::Save:
      return Unsaved::Save;
    case QMessageBox::Discard:
      return Unsaved::Discard;
    default:
      return Unsaved::Cancel;
  }
}

QString DialogQuestions::fileToOpen(const QString& folder) {
  return QFileDialog::getOpenFileName(window_, tr("Open farm"), folder,
                                      tr("Farms (*.farm *.json *.pb *.farmpb);;All files (*)"));
}

QString DialogQuestions::fileToSave(const QString& proposal) {
  QString path = QFileDialog::getSaveFileName(window_, tr("Save farm"), proposal,
                                              tr("Farm text (*.farm);;JSON (*.json);;Binary (*.farmpb)"));
  if (!path.isEmpty() && QFileInfo(path).suffix().isEmpty()) path += ".farm";
  return path;
}

QStringList DialogQuestions::logsToReplay(const QString& folder) {
  return QFileDialog::getOpenFileNames(
      window_, tr("Access logs"), folder,
      tr("Access logs (*.log *.gz *.zst *.txt *.json *.jsonl *.har *.jtl *.csv *.gor *.hrt);;All files (*)"));
}

QStringList DialogQuestions::countersToUse(const QString& folder) {
  return QFileDialog::getOpenFileNames(window_, tr("CPU counters"), folder,
                                       tr("Counters (*.csv *.json *.txt);;All files (*)"));
}

QString DialogQuestions::folderOfLogs(const QString& folder) {
  return QFileDialog::getExistingDirectory(window_, tr("Folder of access logs"), folder);
}

QString DialogQuestions::reportToWrite(const QString& proposal) {
  QString path = QFileDialog::getSaveFileName(window_, tr("Export report"), proposal,
                                              tr("PDF (*.pdf);;Web page (*.html);;JSON (*.json);;CSV (*.csv)"));
  if (!path.isEmpty() && QFileInfo(path).suffix().isEmpty()) path += ".pdf";
  return path;
}

}  // namespace headroom::gui
