// What the window asks the user in dialogs; tests answer instead.
#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace headroom::gui {

class Questions {
 public:
  enum class Unsaved { Save, Discard, Cancel };
  virtual ~Questions() = default;

  virtual Unsaved aboutUnsaved(const QString& name) = 0;
  /// Empty: cancelled.
  virtual QString fileToOpen(const QString& folder) = 0;
  virtual QString fileToSave(const QString& proposal) = 0;
  virtual QStringList logsToReplay(const QString& folder) = 0;
  virtual QString folderOfLogs(const QString& folder) = 0;
  virtual QStringList countersToUse(const QString& folder) = 0;
  virtual QString reportToWrite(const QString& proposal) = 0;
};

/// Asks with the system's dialogs.
class DialogQuestions : public Questions {
 public:
  explicit DialogQuestions(QWidget* window) : window_(window) {}
  Unsaved aboutUnsaved(const QString& name) override;
  QString fileToOpen(const QString& folder) override;
  QString fileToSave(const QString& proposal) override;
  QStringList logsToReplay(const QString& folder) override;
  QString folderOfLogs(const QString& folder) override;
  QStringList countersToUse(const QString& folder) override;
  QString reportToWrite(const QString& proposal) override;

 private:
  QWidget* window_;
};

}  // namespace headroom::gui
