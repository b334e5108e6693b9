#include "gui/commands/add_edits.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/base/text.h"
#include "gui/commands/naming.h"

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("AddObject", text);
}

/// Host names know letters, digits and hyphens only.
std::string hostLabel(const std::string& name) {
  std::string label;
  for (const char c : toLower(name)) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (allowed)
      label += c;
    else if (!label.empty() && label.back() != '-')
      label += '-';
  }
  while (!label.empty() && label.back() == '-') label.pop_back();
  return label.empty() ? "zone" : label;
}

Law exponential(int milliseconds) {
  return {Law::Kind::Exponential, Duration::milliseconds(milliseconds), 0.0};
}

}  // namespace

const std::vector<Item>& paletteItems() {
  static const std::vector<Item> items = {Item::Users,    Item::Proxy,       Item::Zone, Item::Server,
                                          Item::Database, Item::Application, Item::Note};
  return items;
}

ObjectType typeOf(Item item) {
  switch (item) {
    case Item::Users:
      return ObjectType::Users;
    case Item::Proxy:
      return ObjectType::Proxy;
    case Item::Zone:
      return ObjectType::Zone;
    case Item::Server:
      return ObjectType::Server;
    case Item::Database:
      return ObjectType::Database;
    case Item::Application:
      return ObjectType::Application;
    case Item::Note:
      return ObjectType::Note;
  }
  return ObjectType::Farm;
}

bool addMissingRoutes(farm::Farm& farm, const farm::Application& application) {
  if (!farm.proxy || !application.clientTraffic || application.internalOnly) return false;
  bool added = false;
  for (const farm::Module& module : farm::modulesOf(application)) {
    const bool known = std::any_of(farm.proxy->routes.begin(), farm.proxy->routes.end(), [&](const farm::Route& route) {
      return equalIgnoringCase(route.path, module.path) && route.host.empty();
    });
    if (known) continue;
    farm::Route route;
    route.path = module.path;
    route.zone = module.zoneOverride.empty() ? application.zone : module.zoneOverride;
    farm.proxy->routes.push_back(route);
    added = true;
  }
  return added;
}

AddObject::AddObject(Item item, std::optional<farm::Position> position, std::string zone)
    : item_(item), position_(position), zone_(std::move(zone)) {}

QString AddObject::text() const {
  return tr("Add %1").arg(typeName(typeOf(item_)).toLower());
}

QString AddObject::apply(farm::Farm& farm) const {
  subjects_.clear();
  switch (item_) {
    case Item::Users:
      return addUsers(farm);
    case Item::Proxy:
      return addProxy(farm);
    case Item::Zone:
      return addZone(farm);
    case Item::Server:
      return addServer(farm);
    case Item::Database:
      return addDatabase(farm);
    case Item::Application:
      return addApplication(farm);
    case Item::Note:
      return addNote(farm);
  }
  return {};
}

QString AddObject::addProxy(farm::Farm& farm) const {
  if (farm.proxy)
    return tr("The farm has its reverse proxy already: %1.").arg(QString::fromStdString(farm.proxy->name));
  const std::string name = freeName(farm, "proxy", true);
  farm.proxy.emplace();
  farm.proxy->name = name;
  farm.proxy->position = position_;
  for (const farm::Application& application : farm.applications) addMissingRoutes(farm, application);
  subjects_ = {{ObjectType::Proxy, farm.proxy->name}};
  return {};
}

QString AddObject::addZone(farm::Farm& farm) const {
  farm::Zone zone;
  zone.name = farm.zones.empty() ? freeName(farm, "Global", true) : freeName(farm, "Zone");
  zone.address = hostLabel(zone.name) + ".zone.internal";
  zone.isDefault = farm.zones.empty();
  zone.position = position_;
  zone.balancer.emplace();
  zone.balancer->name = freeName(farm, zone.name + " LB", true);
  subjects_ = {{ObjectType::Zone, zone.name}};
  farm.zones.push_back(zone);
  return {};
}

QString AddObject::addServer(farm::Farm& farm) const {
  farm::Server server;
  server.name = freeName(farm, "FE");
  server.memoryBytes = std::int64_t{8} << 30;
  server.position = position_;
  if (farm::Zone* zone = zoneIn(farm, zone_); zone != nullptr && !zone->includesAllServers) {
    farm::ZoneMember member;
    member.server = server.name;
    zone->members.push_back(member);
  }
  subjects_ = {{ObjectType::Server, server.name}};
  farm.servers.push_back(server);
  return {};
}

QString AddObject::addDatabase(farm::Farm& farm) const {
  farm::Database database;
  database.name = freeName(farm, "DB", true);
  database.memoryBytes = std::int64_t{16} << 30;
  database.position = position_;
  // With a second database "the farm's only one" would be no answer any more: say what was meant so far.
  if (farm.databases.size() == 1) {
    for (farm::Application& application : farm.applications) {
      if (application.database.empty()) application.database = farm.databases.front().name;
    }
  }
  subjects_ = {{ObjectType::Database, database.name}};
  farm.databases.push_back(database);
  return {};
}

QString AddObject::addApplication(farm::Farm& farm) const {
  if (farm.zones.empty()) return tr("An application lives in a zone: add a zone first.");
  farm::Application application;
  application.name = freeName(farm, "App");
  const auto isDefault = [](const farm::Zone& zone) { return zone.isDefault; };
  const auto standard = std::find_if(farm.zones.begin(), farm.zones.end(), isDefault);
  application.zone = !zone_.empty() ? zone_ : (standard != farm.zones.end() ? *standard : farm.zones.front()).name;
  application.work.demand = exponential(10);
  if (!farm.databases.empty()) {
    application.work.databaseTransactions = 1;
    application.work.databaseDemand = exponential(5);
    if (farm.databases.size() > 1) application.database = farm.databases.front().name;
  }
  addMissingRoutes(farm, application);
  for (farm::Users& users : farm.users) {
    if (users.application.empty()) users.application = application.name;
  }
  subjects_ = {{ObjectType::Application, application.name}};
  farm.applications.push_back(application);
  return {};
}

QString AddObject::addUsers(farm::Farm& farm) const {
  farm::Users users;
  users.name = freeName(farm, "Users", true);
  for (const farm::Application& application : farm.applications) {
    if (application.clientTraffic && users.application.empty()) users.application = application.name;
  }
  users.load = farm::OpenLoad{Rate{10}};
  users.position = position_;
  subjects_ = {{ObjectType::Users, users.name}};
  farm.users.push_back(users);
  return {};
}

QString AddObject::addNote(farm::Farm& farm) const {
  farm::Note note;
  note.text = tr("Note").toStdString();
  note.position = position_;
  subjects_ = {{ObjectType::Note, {}, static_cast<int>(farm.notes.size())}};
  farm.notes.push_back(note);
  return {};
}

}  // namespace headroom::gui
