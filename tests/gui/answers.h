// Answers that tests give instead of dialogs.
#pragma once

#include "gui/shell/questions.h"

namespace headroom::gui::test {

class Answers : public Questions {
 public:
  Unsaved unsaved = Unsaved::Discard;
  QString open, save, report, logFolder;
  QStringList logs, counters;
  int asked = 0;

  Unsaved aboutUnsaved(const QString&) override {
    ++asked;
    return unsaved;
  }
  QString fileToOpen(const QString&) override { return open; }
  QString fileToSave(const QString&) override { return save; }
  QStringList logsToReplay(const QString&) override { return logs; }
  QStringList countersToUse(const QString&) override { return counters; }
  QString folderOfLogs(const QString&) override { return logFolder; }
  QString reportToWrite(const QString&) override { return report; }
};

}  // namespace headroom::gui::test
