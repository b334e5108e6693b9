// Where things stand on the diagram.
#pragma once

#include <map>
#include <optional>

#include "gui/document/farm_edit.h"

namespace headroom::gui {

using Placement = std::map<ObjectRef, std::optional<farm::Position>>;

/// Moves objects: a drag, an arrow key, an alignment.
class MoveObjects : public FarmEdit {
 public:
  /// Moves with the same non-empty `gesture` become one step.
  explicit MoveObjects(Placement to, QString gesture = {}) : to_(std::move(to)), gesture_(std::move(gesture)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override;
  QString mergeKey() const override { return gesture_.isEmpty() ? QString() : "move/" + gesture_; }

 private:
  Placement to_;
  QString gesture_;
};

/// Gives every object the place the layout computed; all of it one step.
class ArrangeDiagram : public FarmEdit {
 public:
  explicit ArrangeDiagram(Placement to) : to_(std::move(to)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;

 private:
  Placement to_;
};

}  // namespace headroom::gui
