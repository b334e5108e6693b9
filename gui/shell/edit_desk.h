// Commands on what is selected.
#pragma once

#include <QObject>
#include <QPointF>

#include "gui/canvas/diagram_view.h"
#include "gui/document/farm_document.h"
#include "gui/shell/actions.h"

class QMenu;

namespace headroom::gui {

/// Connects edit, tool and view actions with document, scene and view, and keeps them enabled as they make sense.
class EditDesk : public QObject {
  Q_OBJECT

 public:
  EditDesk(FarmDocument& document, DiagramScene& scene, DiagramView& view, Actions& actions, QObject* parent = nullptr);

  /// Places an item in the middle of what is visible, inside the selected zone where that matters.
  void placeInMiddle(Item item);
  void showMenu(QPoint globalPos);

 signals:
  void refused(const QString& why);

 private:
  void connectEdit();
  void connectTools();
  void connectView();
  void follow();
  void perform(const FarmEdit& edit);
  void copy();
  void paste();
  void rename();
  void deleteSelected();
  void fillZoneMenu(QMenu& menu, const ObjectRef& server);

  FarmDocument& document_;
  DiagramScene& scene_;
  DiagramView& view_;
  Actions& actions_;
};

}  // namespace headroom::gui
