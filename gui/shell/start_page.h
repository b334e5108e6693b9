// What one sees first.
#pragma once

#include <QWidget>
#include <vector>

#include "gui/document/autosave.h"

class QLabel;
class QVBoxLayout;

namespace headroom::gui {

/// Unsaved work to bring back, recent files, and templates.
class StartPage : public QWidget {
  Q_OBJECT

 public:
  explicit StartPage(QWidget* parent = nullptr);

  void setRecent(const QStringList& files);
  void setRecoverable(const std::vector<RecoverableFarm>& entries);

 signals:
  void newRequested();
  void openRequested();
  void fileChosen(const QString& path);
  void templateChosen(const QString& name);
  void recoverChosen(const headroom::gui::RecoverableFarm& entry);
  void discardChosen(const headroom::gui::RecoverableFarm& entry);

 private:
  QWidget* makeGreeting();
  QWidget* makeTemplates();
  void addRecovery(const RecoverableFarm& entry);

  QVBoxLayout* recovery_ = nullptr;
  QLabel* recentTitle_ = nullptr;
  QVBoxLayout* recent_ = nullptr;
};

}  // namespace headroom::gui
