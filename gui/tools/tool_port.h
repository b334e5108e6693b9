// All that a tool sees of the window. The canvas implements it; tests put a plain object here.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>
#include <map>
#include <optional>

#include "gui/commands/add_edits.h"
#include "gui/commands/place_objects.h"
#include "gui/document/object_ref.h"

namespace headroom::gui {

class ToolPort {
 public:
  virtual ~ToolPort() = default;

  /// What lies under a point, topmost only: one object, or the rows behind a line. Empty on bare canvas.
  virtual ObjectRefs hitAt(QPointF at) const = 0;
  /// The object whose connect handle is under the point.
  virtual std::optional<ObjectRef> handleAt(QPointF at) const = 0;
  /// Objects whose shapes lie inside.
  virtual ObjectRefs objectsIn(QRectF area) const = 0;
  /// Zones whose area, without that of `except` as a member, covers the point.
  virtual std::vector<std::string> zonesAt(QPointF at, const std::optional<ObjectRef>& except) const = 0;
  /// A free place for one more server of the zone.
  virtual farm::Position freePlaceIn(const std::string& zone) const = 0;
  /// Where an object stands, stated or laid out; nullopt for what has no place of its own.
  virtual std::optional<farm::Position> placeOf(const ObjectRef& ref) const = 0;
  /// Shape of an object, empty when it has none.
  virtual QRectF shapeOf(const ObjectRef& ref) const = 0;

  virtual ObjectRefs selection() const = 0;
  /// Selects just these.
  virtual void select(const ObjectRefs& refs) = 0;

  /// Shows objects at other places without editing; an empty placement shows the farm as it is.
  virtual void preview(const Placement& placement) = 0;
  /// The rubber band of a selection; nullopt hides it.
  virtual void showBand(std::optional<QRectF> band) = 0;
  /// An unfinished line; nullopt hides it.
  struct Draft {
    QPointF from, to;
    bool valid = false;
  };
  virtual void showDraft(std::optional<Draft> draft) = 0;
  /// Lights up objects that a line may end on and dims the rest; empty: all as usual.
  virtual void markTargets(const std::map<ObjectRef, bool>& targets) = 0;
  /// Lights up zones that would take the dragged thing.
  virtual void markZones(const std::vector<std::string>& zones) = 0;
  /// The outline of a thing about to be placed.
  virtual void showGhost(std::optional<Item> item, QPointF at) = 0;
  /// One line of advice for the status bar; empty: nothing to say.
  virtual void hint(const QString& text) = 0;
  /// Opens the in-place name editor.
  virtual void editName(const ObjectRef& ref) = 0;
  /// Grabs attention for a refusal.
  virtual void refuse(const QString& why) = 0;
};

}  // namespace headroom::gui
