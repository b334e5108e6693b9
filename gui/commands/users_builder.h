// The parts that the properties of users are written in.
#pragma once

#include "gui/commands/property_builder.h"

namespace headroom::gui::building {

farm::Users& usersOf(farm::Farm& farm, const ObjectRef& ref);
using UsersBuilder = Builder<decltype(&usersOf)>;

/// Why a field says nothing of these users.
QString notThisLoad();

/// When pages are opened, or sessions begun; shown of users who come by themselves.
void addArrivals(UsersBuilder& builder);
/// The pages that sessions begin with.
void addEntries(UsersBuilder& builder);
/// What users do when the answer does not come. Fields that the farm may leave out are shown once there is something to
/// say about them.
void addPatience(UsersBuilder& builder);

}  // namespace headroom::gui::building
