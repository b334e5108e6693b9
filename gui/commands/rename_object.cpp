#include "gui/commands/rename_object.h"

#include <QCoreApplication>

#include "engine/farm/rename.h"
#include "gui/commands/naming.h"

namespace headroom::gui {

RenameObject::RenameObject(ObjectRef object, std::string to) : object_(std::move(object)), to_(std::move(to)) {}

QString RenameObject::text() const {
  return QCoreApplication::translate("RenameObject", "Rename to %1").arg(QString::fromStdString(to_));
}

QString RenameObject::apply(farm::Farm& farm) const {
  if (!exists(farm, object_) || !isNamed(object_.type)) {
    return QCoreApplication::translate("RenameObject", "There is nothing here that has a name.");
  }
  if (QString why = whyNotNamed(farm, object_, to_); !why.isEmpty()) return why;
  const std::string from = titleOf(farm, object_).toStdString();
  if (from == to_) return {};
  if (object_.type == ObjectType::Zone) {
    farm::renameZone(farm, from, to_);
  } else if (object_.type == ObjectType::Application) {
    farm::renameApplication(farm, from, to_);
  } else {
    farm::renameNode(farm, from, to_);
  }
  return {};
}

ObjectRefs RenameObject::subjects() const {
  // Undo looks for the old name, redo for the new one; the document keeps those that exist. A balancer is named by its
  // zone.
  if (object_.type == ObjectType::Balancer) return {object_};
  return {object_, {object_.type, to_}};
}

}  // namespace headroom::gui
