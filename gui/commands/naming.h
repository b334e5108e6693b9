// Names that are free and allowed.
#pragma once

#include <QString>
#include <string>

#include "engine/farm/farm.h"
#include "gui/document/object_ref.h"

namespace headroom::gui {

/// `stem` followed by the smallest number from 1 that no node, zone or application bears; `stem` alone first when
/// `bareFirst`.
std::string freeName(const farm::Farm& farm, const std::string& stem, bool bareFirst = false);

/// Why `name` cannot be given to `ref`; empty when it can. Names are unique among nodes, among zones and among
/// applications.
QString whyNotNamed(const farm::Farm& farm, const ObjectRef& ref, const std::string& name);

/// Whether an object of this type bears a name that the user may change.
bool isNamed(ObjectType type);

}  // namespace headroom::gui
