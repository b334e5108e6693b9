#include "gui/document/object_ref.h"

#include <QCoreApplication>
#include <algorithm>
#include <utility>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "gui/document/shown_text.h"

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("ObjectRef", text);
}
QString q(const std::string& text) {
  return QString::fromStdString(text);
}

template <class Items>
auto* named(Items& items, const std::string& name) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

template <class Items>
bool inRange(const Items& items, int index) {
  return index >= 0 && static_cast<std::size_t>(index) < items.size();
}

template <class Items>
const auto& at(const Items& items, int index) {
  return items[static_cast<std::size_t>(index)];
}

QString rowTitle(const farm::Farm& farm, const ObjectRef& ref) {
  switch (ref.type) {
    case ObjectType::Route: {
      const farm::Route& route = at(farm.proxy->routes, ref.index);
      return tr("%1 → %2").arg(q(route.host + route.path), q(route.zone));
    }
    case ObjectType::Member:
      return tr("%1 in %2").arg(q(at(farm::findZone(farm, ref.name)->members, ref.index).server), q(ref.name));
    case ObjectType::Pool:
      return q(at(farm::findServer(farm, ref.name)->pools, ref.index).name);
    case ObjectType::Module:
      return q(at(farm::findApplication(farm, ref.name)->modules, ref.index).name);
    case ObjectType::SessionPage:
      return q(at(*sessionPagesIn(farm, ref.name), ref.index).name);
    case ObjectType::Reference: {
      const farm::Reference& reference = at(farm.references, ref.index);
      return tr("%1 calls %2").arg(q(reference.consumer), q(reference.producer));
    }
    case ObjectType::Link:
      return tr("%1 — %2").arg(q(at(farm.links, ref.index).from), q(at(farm.links, ref.index).to));
    case ObjectType::DnsRecord:
      return q(at(farm.dns, ref.index).name);
    case ObjectType::Slo:
      return q(at(farm.slos, ref.index).name);
    case ObjectType::FailureDomain:
      return q(at(farm.failureDomains, ref.index).name);
    case ObjectType::Event:
      return q(at(farm.events, ref.index).node);
    case ObjectType::Background:
      return q(at(farm.background, ref.index).name);
    case ObjectType::Deployment:
      return tr("Deployment at %1").arg(q(formatDuration(at(farm.deployments, ref.index).at)));
    case ObjectType::Assumption:
      return q(at(farm.assumptions, ref.index).subject);
    default:
      return q(ref.name);
  }
}

}  // namespace

farm::Zone* zoneIn(farm::Farm& farm, const std::string& name) {
  return named(farm.zones, name);
}
farm::Server* serverIn(farm::Farm& farm, const std::string& name) {
  return named(farm.servers, name);
}
farm::Database* databaseIn(farm::Farm& farm, const std::string& name) {
  return named(farm.databases, name);
}
farm::Users* usersIn(farm::Farm& farm, const std::string& name) {
  return named(farm.users, name);
}
farm::Application* applicationIn(farm::Farm& farm, const std::string& name) {
  return named(farm.applications, name);
}
const farm::Users* usersIn(const farm::Farm& farm, const std::string& name) {
  return named(farm.users, name);
}
const std::vector<farm::SessionPage>* sessionPagesIn(const farm::Farm& farm, const std::string& name) {
  const farm::Users* users = usersIn(farm, name);
  const auto* sessions = users ? std::get_if<farm::SessionLoad>(&users->load) : nullptr;
  return sessions ? &sessions->pages : nullptr;
}
std::vector<farm::SessionPage>* sessionPagesIn(farm::Farm& farm, const std::string& name) {
  return const_cast<std::vector<farm::SessionPage>*>(sessionPagesIn(std::as_const(farm), name));
}

bool exists(const farm::Farm& farm, const ObjectRef& ref) {
  switch (ref.type) {
    case ObjectType::Farm:
      return true;
    case ObjectType::Proxy:
      return farm.proxy.has_value();
    case ObjectType::Zone:
      return farm::findZone(farm, ref.name) != nullptr;
    case ObjectType::Balancer: {
      const farm::Zone* zone = farm::findZone(farm, ref.name);
      return zone != nullptr && zone->balancer.has_value();
    }
    case ObjectType::Server:
      return farm::findServer(farm, ref.name) != nullptr;
    case ObjectType::Database:
      return farm::findDatabase(farm, ref.name) != nullptr;
    case ObjectType::Users:
      return usersIn(farm, ref.name) != nullptr;
    case ObjectType::Application:
      return farm::findApplication(farm, ref.name) != nullptr;
    case ObjectType::Note:
      return inRange(farm.notes, ref.index);
    case ObjectType::Route:
      return farm.proxy && inRange(farm.proxy->routes, ref.index);
    case ObjectType::Member: {
      const farm::Zone* zone = farm::findZone(farm, ref.name);
      return zone != nullptr && inRange(zone->members, ref.index);
    }
    case ObjectType::Pool: {
      const farm::Server* server = farm::findServer(farm, ref.name);
      return server != nullptr && inRange(server->pools, ref.index);
    }
    case ObjectType::Module: {
      const farm::Application* application = farm::findApplication(farm, ref.name);
      return application != nullptr && inRange(application->modules, ref.index);
    }
    case ObjectType::SessionPage: {
      const auto* pages = sessionPagesIn(farm, ref.name);
      return pages != nullptr && inRange(*pages, ref.index);
    }
    case ObjectType::Reference:
      return inRange(farm.references, ref.index);
    case ObjectType::Link:
      return inRange(farm.links, ref.index);
    case ObjectType::DnsRecord:
      return inRange(farm.dns, ref.index);
    case ObjectType::Slo:
      return inRange(farm.slos, ref.index);
    case ObjectType::FailureDomain:
      return inRange(farm.failureDomains, ref.index);
    case ObjectType::Event:
      return inRange(farm.events, ref.index);
    case ObjectType::Background:
      return inRange(farm.background, ref.index);
    case ObjectType::Deployment:
      return inRange(farm.deployments, ref.index);
    case ObjectType::Assumption:
      return inRange(farm.assumptions, ref.index);
  }
  return false;
}

QString typeName(ObjectType type) {
  switch (type) {
    case ObjectType::Farm:
      return tr("Farm");
    case ObjectType::Proxy:
      return tr("Reverse proxy");
    case ObjectType::Zone:
      return tr("Deployment zone");
    case ObjectType::Balancer:
      return tr("Zone balancer");
    case ObjectType::Server:
      return tr("Front-end server");
    case ObjectType::Database:
      return tr("Database");
    case ObjectType::Users:
      return tr("Users");
    case ObjectType::Application:
      return tr("Application");
    case ObjectType::Note:
      return tr("Note");
    case ObjectType::Route:
      return tr("Route");
    case ObjectType::Member:
      return tr("Zone member");
    case ObjectType::Pool:
      return tr("Application pool");
    case ObjectType::Module:
      return tr("Module");
    case ObjectType::SessionPage:
      return tr("Session page");
    case ObjectType::Reference:
      return tr("Reference");
    case ObjectType::Link:
      return tr("Network link");
    case ObjectType::DnsRecord:
      return tr("DNS record");
    case ObjectType::Slo:
      return tr("Objective");
    case ObjectType::FailureDomain:
      return tr("Failure domain");
    case ObjectType::Event:
      return tr("Planned event");
    case ObjectType::Background:
      return tr("Background job");
    case ObjectType::Deployment:
      return tr("Deployment");
    case ObjectType::Assumption:
      return tr("Assumption");
  }
  return {};
}

QString titleOf(const farm::Farm& farm, const ObjectRef& ref) {
  if (!exists(farm, ref)) return {};
  switch (ref.type) {
    case ObjectType::Farm:
      return farm.name.empty() ? tr("Farm") : q(farm.name);
    case ObjectType::Proxy:
      return q(farm.proxy->name);
    case ObjectType::Balancer:
      return q(farm::balancerName(*farm::findZone(farm, ref.name)));
    case ObjectType::Note:
      return shownText(at(farm.notes, ref.index).text).section(u'\n', 0, 0).left(40);
    default:
      return rowTitle(farm, ref);
  }
}

ObjectRefs diagramObjects(const farm::Farm& farm) {
  ObjectRefs refs;
  for (const auto& users : farm.users) refs.push_back({ObjectType::Users, users.name});
  if (farm.proxy) refs.push_back({ObjectType::Proxy, farm.proxy->name});
  for (const auto& zone : farm.zones) {
    refs.push_back({ObjectType::Zone, zone.name});
    if (zone.balancer) refs.push_back({ObjectType::Balancer, zone.name});
  }
  for (const auto& server : farm.servers) refs.push_back({ObjectType::Server, server.name});
  for (const auto& database : farm.databases) refs.push_back({ObjectType::Database, database.name});
  for (const auto& application : farm.applications) refs.push_back({ObjectType::Application, application.name});
  for (std::size_t i = 0; i < farm.notes.size(); ++i) refs.push_back({ObjectType::Note, {}, static_cast<int>(i)});
  return refs;
}

std::optional<ObjectRef> nodeNamed(const farm::Farm& farm, const std::string& name) {
  if (farm.proxy && farm.proxy->name == name) return ObjectRef{ObjectType::Proxy, name};
  if (farm::findServer(farm, name)) return ObjectRef{ObjectType::Server, name};
  if (farm::findDatabase(farm, name)) return ObjectRef{ObjectType::Database, name};
  if (usersIn(farm, name)) return ObjectRef{ObjectType::Users, name};
  for (const farm::Zone& zone : farm.zones) {
    if (farm::balancerName(zone) != name) continue;
    return zone.balancer ? ObjectRef{ObjectType::Balancer, zone.name} : ObjectRef{ObjectType::Zone, zone.name};
  }
  return std::nullopt;
}

std::optional<ObjectRef> objectNamed(const farm::Farm& farm, const std::string& words) {
  // Longest name that the words end with: "zone Intranet", "application AppX", "route '/AppX'" or just "FE1".
  std::optional<ObjectRef> best;
  std::size_t length = 0;
  const std::string lower = toLower(words);
  for (const ObjectRef& ref : diagramObjects(farm)) {
    const std::string title = titleOf(farm, ref).toStdString();
    if (title.empty() || title.size() < length) continue;
    const bool ends =
        words.size() >= title.size() && words.compare(words.size() - title.size(), title.size(), title) == 0;
    const bool whole = ends && (words.size() == title.size() || words[words.size() - title.size() - 1] == ' ');
    if (!whole) continue;
    const std::string kind = toLower(typeName(ref.type).toStdString());
    const std::string said = lower.substr(0, lower.find(' '));
    const bool sameKind = words.size() > title.size() && kind.find(said) != std::string::npos;
    if (title.size() > length || sameKind) best = ref, length = title.size();
  }
  return best;
}

std::optional<farm::Position>* positionOf(farm::Farm& farm, const ObjectRef& ref) {
  if (!exists(farm, ref)) return nullptr;
  switch (ref.type) {
    case ObjectType::Proxy:
      return &farm.proxy->position;
    case ObjectType::Zone:
      return &zoneIn(farm, ref.name)->position;
    case ObjectType::Server:
      return &serverIn(farm, ref.name)->position;
    case ObjectType::Database:
      return &databaseIn(farm, ref.name)->position;
    case ObjectType::Users:
      return &usersIn(farm, ref.name)->position;
    case ObjectType::Note:
      return &farm.notes[static_cast<std::size_t>(ref.index)].position;
    default:
      return nullptr;
  }
}

}  // namespace headroom::gui
