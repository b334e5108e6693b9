// The resting state: select, move, drop into zones.
#pragma once

#include <memory>

#include "gui/tools/connect_tool.h"
#include "gui/tools/tool.h"

namespace headroom::gui {

/// Click selects (Ctrl or Shift toggles), dragging moves what is selected, dragging over bare canvas selects what lies
/// inside, a dragged connect handle draws a line. A server dropped into a zone joins it; an application dropped on
/// another zone moves there. Arrow keys move by 1, with Shift by 10; Tab walks through the objects.
class SelectTool : public Tool {
 public:
  using Tool::Tool;

  void leave() override;
  bool press(const Pointer& pointer) override;
  bool move(const Pointer& pointer) override;
  bool release(const Pointer& pointer) override;
  bool doubleClick(const Pointer& pointer) override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;
  bool cancel() override;

 private:
  enum class Gesture { None, Pressed, Moving, DraggingChip, Band };

  void beginMove();
  /// Where everything that is dragged along would stand.
  Placement movedTo(const Pointer& pointer) const;
  void trackMove(const Pointer& pointer);
  void dropMove(const Pointer& pointer);
  void dropChip(const Pointer& pointer);
  /// Zones that a single dragged server would join at this point.
  std::vector<std::string> joinsAt(QPointF at) const;
  void trackBand(const Pointer& pointer);
  /// Selects the next object in reading order.
  void walk(bool forward);
  /// Moves the selection by an arrow key; presses in a row are one undo step.
  bool nudge(int key, Qt::KeyboardModifiers modifiers);
  /// Back to Gesture::None, with nothing marked.
  void rest();

  Gesture gesture_ = Gesture::None;
  QPointF pressedAt_;
  ObjectRefs pressedOn_;
  bool toggled_ = false;
  std::map<ObjectRef, farm::Position> start_;  ///< Of everything that moves along.
  ObjectRefs bandBase_;
  std::unique_ptr<ConnectTool> line_;  ///< While a connect handle is dragged.
  int nudgeGesture_ = 0;
  ObjectRefs nudged_;
};

}  // namespace headroom::gui
