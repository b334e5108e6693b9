// Names for the things of a farm, as the desktop app speaks of them: stable while the farm is edited.
#pragma once

#include <QMetaType>
#include <QString>
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::gui {

enum class ObjectType {
  Farm,
  Proxy,
  Zone,
  Balancer,  ///< Named by its zone.
  Server,
  Database,
  Users,
  Application,
  Note,         ///< By index.
  Route,        ///< Row of the proxy, by index.
  Member,       ///< Row of the zone `name`, by index.
  Pool,         ///< Row of the server `name`, by index.
  Module,       ///< Row of the application `name`, by index.
  SessionPage,  ///< Row of the users `name`, by index.
  Reference,    ///< The rest: rows of the farm, by index.
  Link,
  DnsRecord,
  Slo,
  FailureDomain,
  Event,
  Background,
  Deployment,
  Assumption,
};

/// One object of a farm: by name where it has one of its own, else by owner and index.
struct ObjectRef {
  ObjectType type = ObjectType::Farm;
  std::string name;
  int index = -1;
  auto operator<=>(const ObjectRef&) const = default;
};

using ObjectRefs = std::vector<ObjectRef>;

bool exists(const farm::Farm& farm, const ObjectRef& ref);

/// What kind of thing it is, for people: "Front-end server".
QString typeName(ObjectType type);

/// How to call this one: its name, or for a row what it says ("/AppX → Global").
QString titleOf(const farm::Farm& farm, const ObjectRef& ref);

/// All objects that stand on the diagram by themselves, in reading order: users, proxy, zones, servers, databases,
/// applications, notes.
ObjectRefs diagramObjects(const farm::Farm& farm);

/// The object a check speaks of ("zone Intranet", "server FE2", or a bare name); nullopt when it names none.
std::optional<ObjectRef> objectNamed(const farm::Farm& farm, const std::string& words);

/// The object whose node has this name (proxy, balancer, server, database, users).
std::optional<ObjectRef> nodeNamed(const farm::Farm& farm, const std::string& name);

/// Where the object stands on the diagram; nullptr when it has no place of its own.
std::optional<farm::Position>* positionOf(farm::Farm& farm, const ObjectRef& ref);

// The object itself for writing; nullptr when there is none of that name.
farm::Zone* zoneIn(farm::Farm& farm, const std::string& name);
farm::Server* serverIn(farm::Farm& farm, const std::string& name);
farm::Database* databaseIn(farm::Farm& farm, const std::string& name);
farm::Users* usersIn(farm::Farm& farm, const std::string& name);
farm::Application* applicationIn(farm::Farm& farm, const std::string& name);
const farm::Users* usersIn(const farm::Farm& farm, const std::string& name);
/// The pages of users who come in sessions; nullptr for others.
std::vector<farm::SessionPage>* sessionPagesIn(farm::Farm& farm, const std::string& name);
const std::vector<farm::SessionPage>* sessionPagesIn(const farm::Farm& farm, const std::string& name);

}  // namespace headroom::gui

Q_DECLARE_METATYPE(headroom::gui::ObjectRef)
