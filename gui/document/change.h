// What an edit touched, so that views repaint only that.
#pragma once

#include <QFlags>
#include <QMetaType>

namespace headroom::gui {

enum class ChangeFlag {
  Positions = 1,  ///< Only places on the diagram moved; nothing that a check or a run would notice.
  Names = 2,      ///< Objects appeared, went away, or have another name.
  Machines = 4,   ///< Proxy, servers, databases: their figures.
  Zones = 8,      ///< Zones, balancers, memberships.
  Traffic = 16,   ///< Applications, references, users, routes.
  Network = 32,   ///< Links, host names, addresses.
  Goals = 64,     ///< Objectives, events, notes, assumptions, run settings, title.
  Reset = 128,    ///< Another farm altogether.
};
Q_DECLARE_FLAGS(Change, ChangeFlag)
Q_DECLARE_OPERATORS_FOR_FLAGS(Change)

}  // namespace headroom::gui

Q_DECLARE_METATYPE(headroom::gui::Change)
