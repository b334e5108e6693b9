// Another name, with every mention following.
#pragma once

#include "gui/document/farm_edit.h"

namespace headroom::gui {

class RenameObject : public FarmEdit {
 public:
  RenameObject(ObjectRef object, std::string to);
  QString text() const override;
  /// Refuses empty, taken and unprintable names with the reason.
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override;

 private:
  ObjectRef object_;
  std::string to_;
};

}  // namespace headroom::gui
