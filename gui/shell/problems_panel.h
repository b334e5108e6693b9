// The Problems dock.
#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/document/farm_document.h"
#include "gui/presenters/problems_model.h"

class QLabel;
class QTreeView;

namespace headroom::gui {

/// Checks the farm shortly after every change and lists what it finds. Choosing a problem asks to show its object.
class ProblemsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ProblemsPanel(FarmDocument& document, QWidget* parent = nullptr);

  const ProblemsModel& model() const { return model_; }
  /// Checks at once.
  void checkNow();
  /// "2 errors, 1 warning" or "No problems".
  QString summary() const;

 signals:
  void checked();
  void objectChosen(const headroom::gui::ObjectRef& ref);

 private:
  FarmDocument& document_;
  ProblemsModel model_;
  QTimer soon_;
  QTreeView* view_ = nullptr;
  QLabel* empty_ = nullptr;
};

}  // namespace headroom::gui
