// Taking things off the farm, with everything that would dangle.
#pragma once

#include "gui/document/farm_edit.h"

namespace headroom::gui {

/// Deletes objects of any kind, rows included. Mentions go with them: a server leaves its zones, an application takes
/// its routes, calls and objectives along. Applications of a deleted zone move to the default zone (or the first one
/// left); without any zone left they go too. The whole deletion is one step.
class DeleteObjects : public FarmEdit {
 public:
  explicit DeleteObjects(ObjectRefs objects);
  QString text() const override { return text_; }
  QString apply(farm::Farm& farm) const override;

 private:
  ObjectRefs objects_;
  QString text_;
};

}  // namespace headroom::gui
