// Placing new things on the diagram.
#pragma once

#include <optional>

#include "gui/document/farm_edit.h"

namespace headroom::gui {

/// What the palette offers.
enum class Item { Users, Proxy, Zone, Server, Database, Application, Note };

/// All of them in the order of the palette.
const std::vector<Item>& paletteItems();
/// What a palette item becomes on the diagram.
ObjectType typeOf(Item item);

/// Adds one object with useful first values. What obviously follows is part of the same step: an application brings its
/// route and gets users who have none; a server dropped into a zone becomes its member; a proxy gets the routes of the
/// applications there are.
class AddObject : public FarmEdit {
 public:
  /// `position` is the centre of the new shape; absent: wherever the layout puts it. `zone` is the zone it was dropped
  /// into.
  AddObject(Item item, std::optional<farm::Position> position, std::string zone = {});
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  /// The new object, once the edit was applied.
  ObjectRefs subjects() const override { return subjects_; }

 private:
  QString addProxy(farm::Farm& farm) const;
  QString addZone(farm::Farm& farm) const;
  QString addServer(farm::Farm& farm) const;
  QString addApplication(farm::Farm& farm) const;
  QString addDatabase(farm::Farm& farm) const;
  QString addUsers(farm::Farm& farm) const;
  QString addNote(farm::Farm& farm) const;

  Item item_;
  std::optional<farm::Position> position_;
  std::string zone_;
  mutable ObjectRefs subjects_;
};

/// Adds the proxy rules that the application's modules lack. Returns whether any was added.
bool addMissingRoutes(farm::Farm& farm, const farm::Application& application);

}  // namespace headroom::gui
