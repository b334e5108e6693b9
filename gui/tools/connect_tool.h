// Drawing a line from one object to another.
#pragma once

#include "gui/commands/connect_edits.h"
#include "gui/tools/tool.h"

namespace headroom::gui {

/// Press on one object and release on another, or click both. While drawing, only objects that the line may end on
/// light up, and the hint says why another one does not.
class ConnectTool : public Tool {
 public:
  enum class Meaning { Traffic, NetworkLink };
  ConnectTool(FarmDocument& document, ToolPort& port, Meaning meaning);

  /// Starts drawing at once, as when a connect handle is dragged; done after one line.
  void startFrom(const ObjectRef& source, QPointF at);

  void enter() override;
  void leave() override;
  bool press(const Pointer& pointer) override;
  bool move(const Pointer& pointer) override;
  bool release(const Pointer& pointer) override;
  bool cancel() override;
  Qt::CursorShape cursor() const override { return Qt::CrossCursor; }

 private:
  /// What a line to the target would mean, or why it may not be drawn.
  Connection connectionTo(const ObjectRef& target) const;
  std::optional<ObjectRef> objectAt(QPointF at) const;
  void begin(const ObjectRef& source);
  void track(QPointF at);
  /// Performs the edit that the line stands for.
  void finish(const ObjectRef& target);
  void stop();

  Meaning meaning_;
  std::optional<ObjectRef> source_;
  QPointF pressedAt_;
  bool oneLine_ = false;
};

}  // namespace headroom::gui
