// A user's intention as an object: how the document is asked to change.
#pragma once

#include <QString>

#include "gui/document/object_ref.h"

namespace headroom::gui {

/// One intention ("Rename server"). It works on a copy of the farm that the document hands it and names objects, never
/// widgets; the document makes the undo step. A refused edit leaves nothing behind.
class FarmEdit {
 public:
  virtual ~FarmEdit() = default;

  /// Name of the step in the History, in the imperative.
  virtual QString text() const = 0;
  /// Changes `farm`. Returns why that is not possible, empty when it was done (or nothing needed doing).
  virtual QString apply(farm::Farm& farm) const = 0;
  /// Objects to select after the edit; kept with the step.
  virtual ObjectRefs subjects() const { return {}; }
  /// Consecutive edits with the same non-empty key become one step (spin boxes, arrow keys, drags).
  virtual QString mergeKey() const { return {}; }
};

}  // namespace headroom::gui
