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

/// Another edit that leaves everything else where it is seen: objects without a stated place get their present one
/// first, so that the automatic layout does not move them when it is computed anew.
class KeepPlaces : public FarmEdit {
 public:
  /// Neither `edit` nor what it refers to may end before this edit was applied.
  KeepPlaces(const FarmEdit& edit, Placement seen) : edit_(edit), seen_(std::move(seen)) {}
  QString text() const override { return edit_.text(); }
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return edit_.subjects(); }
  QString mergeKey() const override { return edit_.mergeKey(); }

 private:
  const FarmEdit& edit_;
  Placement seen_;
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
