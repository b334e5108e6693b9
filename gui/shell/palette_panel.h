// Things to put on the canvas.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "gui/commands/add_edits.h"

class QLabel;
class QToolButton;

namespace headroom::gui {

/// Drag an item onto the canvas, click it to take it in hand, or double-click it to place it in the middle.
class PalettePanel : public QWidget {
  Q_OBJECT

 public:
  explicit PalettePanel(QWidget* parent = nullptr);
  /// Marks the item in hand.
  void setCurrent(std::optional<Item> item);

 signals:
  void picked(headroom::gui::Item item);
  void placeRequested(headroom::gui::Item item);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void setIcons();
  std::vector<QToolButton*> buttons_;
  QLabel* hint_ = nullptr;
  QPoint pressedAt_;
};

}  // namespace headroom::gui
