// Which tool is in hand.
#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "gui/tools/connect_tool.h"
#include "gui/tools/tool.h"

namespace headroom::gui {

/// Holds the current tool and passes it the events. Escape goes to the tool first and then back to Select; a tool that
/// is done gives way to Select.
class Toolbox : public QObject {
  Q_OBJECT

 public:
  enum class Kind { Select, Connect, Link, Place };

  Toolbox(FarmDocument& document, ToolPort& port, QObject* parent = nullptr);
  ~Toolbox() override;

  Kind kind() const { return kind_; }
  /// What Place would place; nullopt for the other tools.
  std::optional<Item> item() const { return item_; }
  Qt::CursorShape cursor() const { return tool_->cursor(); }

  void takeSelect();
  void takeConnect(ConnectTool::Meaning meaning);
  void takePlace(Item item);
  /// Places an item at once, as when it is dropped from the palette.
  void placeAt(Item item, QPointF at);

  /// Events for the tool in hand; true when it took them, so that the view does nothing of its own.
  bool press(const Pointer& pointer);
  bool move(const Pointer& pointer);
  bool release(const Pointer& pointer);
  bool doubleClick(const Pointer& pointer);
  bool key(int key, Qt::KeyboardModifiers modifiers);

 signals:
  /// Another tool is in hand, or Place has another item.
  void toolChanged();

 private:
  void take(Kind kind, std::optional<Item> item, std::unique_ptr<Tool> tool);
  /// After an event: gives way to Select when the tool is done. Passes `handled` on.
  bool settle(bool handled);

  FarmDocument& document_;
  ToolPort& port_;
  Kind kind_ = Kind::Select;
  std::optional<Item> item_;
  std::unique_ptr<Tool> tool_;
};

}  // namespace headroom::gui
