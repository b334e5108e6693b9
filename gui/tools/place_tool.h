// Putting a new object on the canvas.
#pragma once

#include "gui/tools/tool.h"

namespace headroom::gui {

/// What dropping an item at a point means: which zone takes it and where it then stands.
AddObject placementAt(const ToolPort& port, Item item, QPointF at);

/// The item hangs on the pointer until a click places it; with Shift the tool stays for more.
class PlaceTool : public Tool {
 public:
  PlaceTool(FarmDocument& document, ToolPort& port, Item item) : Tool(document, port), item_(item) {}

  void enter() override;
  void leave() override;
  bool press(const Pointer& pointer) override;
  bool move(const Pointer& pointer) override;
  Qt::CursorShape cursor() const override { return Qt::CrossCursor; }

 private:
  Item item_;
};

}  // namespace headroom::gui
