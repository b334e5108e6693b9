// Editor states: what the pointer and the keyboard mean right now.
#pragma once

#include <QPointF>
#include <QString>
#include <Qt>

#include "gui/document/farm_document.h"
#include "gui/tools/tool_port.h"

namespace headroom::gui {

/// A pointer event in scene coordinates.
struct Pointer {
  QPointF at;
  Qt::MouseButton button = Qt::LeftButton;
  Qt::KeyboardModifiers modifiers = Qt::NoModifier;
};

/// One state of the editor. Handlers return whether the event was theirs. A tool changes the farm through the document
/// only and draws through the port only; leaving it in the middle of a gesture restores everything.
class Tool {
 public:
  Tool(FarmDocument& document, ToolPort& port) : document_(document), port_(port) {}
  virtual ~Tool() = default;

  /// The tool is taken in hand: the hint, the marks.
  virtual void enter() {}
  /// Drops an unfinished gesture.
  virtual void leave() {}
  virtual bool press(const Pointer&) { return false; }
  virtual bool move(const Pointer&) { return false; }
  virtual bool release(const Pointer&) { return false; }
  virtual bool doubleClick(const Pointer&) { return false; }
  /// A Qt::Key. Escape comes as cancel() instead.
  virtual bool key(int, Qt::KeyboardModifiers) { return false; }
  /// Escape: true when a gesture was cancelled and the tool stays.
  virtual bool cancel() { return false; }
  virtual Qt::CursorShape cursor() const { return Qt::ArrowCursor; }
  /// Set when the tool has done its work and Select should follow.
  bool isDone() const { return done_; }

 protected:
  /// Performs an edit; a refusal is told to the user.
  FarmDocument::Effect perform(const FarmEdit& edit);
  /// The same, and everything else stays where it is seen.
  FarmDocument::Effect performInPlace(const FarmEdit& edit);

  FarmDocument& document_;
  ToolPort& port_;
  bool done_ = false;
};

}  // namespace headroom::gui
