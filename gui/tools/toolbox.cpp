#include "gui/tools/toolbox.h"

#include "gui/tools/place_tool.h"
#include "gui/tools/select_tool.h"

namespace headroom::gui {

Toolbox::Toolbox(FarmDocument& document, ToolPort& port, QObject* parent)
    : QObject(parent), document_(document), port_(port), tool_(std::make_unique<SelectTool>(document, port)) {
  // A gesture that began on another farm means nothing on this one.
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (change.testFlag(ChangeFlag::Reset)) takeSelect();
  });
}

Toolbox::~Toolbox() = default;

void Toolbox::takeSelect() {
  take(Kind::Select, std::nullopt, std::make_unique<SelectTool>(document_, port_));
}

void Toolbox::takeConnect(ConnectTool::Meaning meaning) {
  take(meaning == ConnectTool::Meaning::Traffic ? Kind::Connect : Kind::Link, std::nullopt,
       std::make_unique<ConnectTool>(document_, port_, meaning));
}

void Toolbox::takePlace(Item item) {
  take(Kind::Place, item, std::make_unique<PlaceTool>(document_, port_, item));
}

void Toolbox::placeAt(Item item, QPointF at) {
  takePlace(item);
  press({at, Qt::LeftButton, Qt::NoModifier});
}

bool Toolbox::press(const Pointer& pointer) {
  return settle(tool_->press(pointer));
}
bool Toolbox::move(const Pointer& pointer) {
  return settle(tool_->move(pointer));
}
bool Toolbox::release(const Pointer& pointer) {
  return settle(tool_->release(pointer));
}
bool Toolbox::doubleClick(const Pointer& pointer) {
  return settle(tool_->doubleClick(pointer));
}

bool Toolbox::key(int key, Qt::KeyboardModifiers modifiers) {
  if (key != Qt::Key_Escape) return settle(tool_->key(key, modifiers));
  if (tool_->cancel()) return settle(true);
  if (kind_ != Kind::Select) {
    takeSelect();
  } else {
    port_.select({});
  }
  return true;
}

void Toolbox::take(Kind kind, std::optional<Item> item, std::unique_ptr<Tool> tool) {
  tool_->leave();
  kind_ = kind;
  item_ = item;
  tool_ = std::move(tool);
  tool_->enter();
  emit toolChanged();
}

bool Toolbox::settle(bool handled) {
  if (tool_->isDone()) takeSelect();
  return handled;
}

}  // namespace headroom::gui
