#include "gui/commands/delete_objects.h"

#include <QCoreApplication>
#include <algorithm>
#include <set>

#include "engine/base/text.h"

namespace headroom::gui {
namespace {

QString tr(const char* text, int n = -1) {
  return QCoreApplication::translate("DeleteObjects", text, nullptr, n);
}

template <class Items, class Test>
void dropIf(Items& items, Test test) {
  items.erase(std::remove_if(items.begin(), items.end(), test), items.end());
}

template <class Items>
void dropAt(Items& items, int index) {
  if (index >= 0 && static_cast<std::size_t>(index) < items.size()) items.erase(items.begin() + index);
}

void forgetNode(farm::Farm& farm, const std::string& node) {
  dropIf(farm.links, [&](const farm::Link& link) { return link.from == node || link.to == node; });
  dropIf(farm.dns, [&](const farm::DnsRecord& record) { return record.target == node; });
  dropIf(farm.events, [&](const farm::PlannedEvent& event) { return event.node == node; });
}

void deleteServer(farm::Farm& farm, const std::string& name) {
  for (farm::Zone& zone : farm.zones) {
    dropIf(zone.members, [&](const farm::ZoneMember& member) { return member.server == name; });
    if (zone.balancer) dropIf(zone.balancer->targets, [&](const std::string& target) { return target == name; });
  }
  dropIf(farm.servers, [&](const farm::Server& server) { return server.name == name; });
  forgetNode(farm, name);
}

void deleteDatabase(farm::Farm& farm, const std::string& name) {
  dropIf(farm.databases, [&](const farm::Database& database) { return database.name == name; });
  for (farm::Application& application : farm.applications) {
    if (application.database == name)
      application.database = farm.databases.size() > 1 ? farm.databases.front().name : "";
    if (farm.databases.empty()) application.work.databaseTransactions = 0;
  }
  if (farm.databases.empty()) {
    for (farm::Reference& reference : farm.references) {
      if (reference.work) reference.work->databaseTransactions = 0;
    }
    for (farm::Background& background : farm.background) background.work.databaseTransactions = 0;
  }
  forgetNode(farm, name);
}

void deleteApplication(farm::Farm& farm, const std::string& name) {
  const farm::Application* found = farm::findApplication(farm, name);
  if (found == nullptr) return;
  const farm::Application application = *found;
  if (farm.proxy) {
    for (const farm::Module& module : farm::modulesOf(application)) {
      dropIf(farm.proxy->routes, [&](const farm::Route& route) { return equalIgnoringCase(route.path, module.path); });
    }
  }
  dropIf(farm.references, [&](const farm::Reference& r) { return r.consumer == name || r.producer == name; });
  dropIf(farm.slos, [&](const farm::Slo& slo) { return slo.application == name; });
  dropIf(farm.background, [&](const farm::Background& background) { return background.application == name; });
  dropIf(farm.applications, [&](const farm::Application& a) { return a.name == name; });
  const auto open = std::find_if(farm.applications.begin(), farm.applications.end(),
                                 [](const farm::Application& a) { return a.clientTraffic; });
  for (farm::Users& users : farm.users) {
    if (users.application == name) users.application = open == farm.applications.end() ? "" : open->name;
    auto* sessions = std::get_if<farm::SessionLoad>(&users.load);
    if (!sessions) continue;
    for (farm::SessionPage& page : sessions->pages) {
      if (page.application == name) page.application.clear();  // the page stays, on the users' own application
    }
  }
}

/// What is planned for a zone alone goes with it; a deployment that names no zone at all would mean every zone.
void forgetPlansFor(farm::Farm& farm, const std::string& zone) {
  if (zone.empty()) return;
  const auto isGone = [&](const std::string& name) { return name == zone; };
  dropIf(farm.events, [&](const farm::PlannedEvent& event) { return isGone(event.zone); });
  dropIf(farm.deployments, [&](const farm::Deployment& deployment) {
    return !deployment.zones.empty() && std::all_of(deployment.zones.begin(), deployment.zones.end(), isGone);
  });
  for (farm::Deployment& deployment : farm.deployments) dropIf(deployment.zones, isGone);
}

void deleteZone(farm::Farm& farm, const std::string& name) {
  const farm::Zone* zone = farm::findZone(farm, name);
  if (zone == nullptr) return;
  const bool wasDefault = zone->isDefault;
  forgetNode(farm, farm::balancerName(*zone));
  forgetPlansFor(farm, name);
  dropIf(farm.zones, [&](const farm::Zone& z) { return z.name == name; });
  if (farm.zones.empty()) {
    if (farm.proxy) farm.proxy->routes.clear(), farm.proxy->defaultZone.clear();
    while (!farm.applications.empty()) deleteApplication(farm, std::string(farm.applications.back().name));
    return;
  }
  if (wasDefault) farm.zones.front().isDefault = true;
  const auto standard =
      std::find_if(farm.zones.begin(), farm.zones.end(), [](const farm::Zone& z) { return z.isDefault; });
  const std::string heir = (standard == farm.zones.end() ? farm.zones.front() : *standard).name;
  const auto inherit = [&](std::string& mention) {
    if (mention == name) mention = heir;
  };
  for (farm::Application& application : farm.applications) {
    inherit(application.zone);
    for (farm::Module& module : application.modules) {
      if (module.zoneOverride == name) module.zoneOverride.clear();
    }
  }
  if (!farm.proxy) return;
  if (farm.proxy->defaultZone == name) farm.proxy->defaultZone.clear();
  for (farm::Route& route : farm.proxy->routes) inherit(route.zone);
}

void deleteProxy(farm::Farm& farm) {
  if (!farm.proxy) return;
  forgetNode(farm, std::string(farm.proxy->name));
  farm.proxy.reset();
}

void deleteBalancer(farm::Farm& farm, const std::string& zoneName) {
  farm::Zone* zone = zoneIn(farm, zoneName);
  if (zone == nullptr || !zone->balancer) return;
  const std::string node = farm::balancerName(*zone);
  zone->balancer.reset();
  if (farm::balancerName(*zone) != node) forgetNode(farm, node);
}

void deleteUsers(farm::Farm& farm, const std::string& name) {
  dropIf(farm.users, [&](const farm::Users& users) { return users.name == name; });
  forgetNode(farm, name);
}

/// Who went there leaves, and who began there begins elsewhere, in proportion: entries add up to 1.
void deleteSessionPage(std::vector<farm::SessionPage>& pages, int index) {
  const std::string name = pages[static_cast<std::size_t>(index)].name;
  dropAt(pages, index);
  for (farm::SessionPage& page : pages)
    dropIf(page.next, [&](const farm::NextPage& next) { return next.page == name; });
  double rest = 0;
  for (const farm::SessionPage& page : pages) rest += page.entry;
  for (farm::SessionPage& page : pages) page.entry = rest > 0 ? page.entry / rest : 0;
}

void deleteRow(farm::Farm& farm, const ObjectRef& ref) {
  switch (ref.type) {
    case ObjectType::Note:
      return dropAt(farm.notes, ref.index);
    case ObjectType::Route:
      return dropAt(farm.proxy->routes, ref.index);
    case ObjectType::Member:
      return dropAt(zoneIn(farm, ref.name)->members, ref.index);
    case ObjectType::Pool:
      return dropAt(serverIn(farm, ref.name)->pools, ref.index);
    case ObjectType::Module:
      return dropAt(applicationIn(farm, ref.name)->modules, ref.index);
    case ObjectType::SessionPage:
      return deleteSessionPage(*sessionPagesIn(farm, ref.name), ref.index);
    case ObjectType::Reference:
      return dropAt(farm.references, ref.index);
    case ObjectType::Link:
      return dropAt(farm.links, ref.index);
    case ObjectType::DnsRecord:
      return dropAt(farm.dns, ref.index);
    case ObjectType::Slo:
      return dropAt(farm.slos, ref.index);
    case ObjectType::FailureDomain:
      return dropAt(farm.failureDomains, ref.index);
    case ObjectType::Event:
      return dropAt(farm.events, ref.index);
    case ObjectType::Background:
      return dropAt(farm.background, ref.index);
    case ObjectType::Deployment:
      return dropAt(farm.deployments, ref.index);
    case ObjectType::Assumption:
      return dropAt(farm.assumptions, ref.index);
    default:
      return;
  }
}

void deleteNamed(farm::Farm& farm, const ObjectRef& ref) {
  switch (ref.type) {
    case ObjectType::Proxy:
      return deleteProxy(farm);
    case ObjectType::Zone:
      return deleteZone(farm, ref.name);
    case ObjectType::Balancer:
      return deleteBalancer(farm, ref.name);
    case ObjectType::Server:
      return deleteServer(farm, ref.name);
    case ObjectType::Database:
      return deleteDatabase(farm, ref.name);
    case ObjectType::Users:
      return deleteUsers(farm, ref.name);
    case ObjectType::Application:
      return deleteApplication(farm, ref.name);
    default:
      return;
  }
}

}  // namespace

DeleteObjects::DeleteObjects(ObjectRefs objects) : objects_(std::move(objects)) {
  if (objects_.size() == 1) {
    const ObjectRef& only = objects_.front();
    text_ = tr("Delete %1")
                .arg(only.index < 0 && !only.name.empty() ? QString::fromStdString(only.name)
                                                          : typeName(only.type).toLower());
  } else {
    text_ = tr("Delete %n objects", static_cast<int>(objects_.size()));
    text_.replace("%n", QString::number(objects_.size()));
  }
}

QString DeleteObjects::apply(farm::Farm& farm) const {
  ObjectRefs rows;
  for (const ObjectRef& ref : objects_) {
    if (ref.index >= 0 && exists(farm, ref)) rows.push_back(ref);
  }
  // From the back, so that the indices of the others stay right; before named objects, whose deletion shifts rows.
  std::sort(rows.begin(), rows.end(), [](const ObjectRef& a, const ObjectRef& b) { return a.index > b.index; });
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  for (const ObjectRef& ref : rows) deleteRow(farm, ref);
  for (const ObjectRef& ref : objects_) {
    if (ref.index < 0) deleteNamed(farm, ref);
  }
  return {};
}

}  // namespace headroom::gui
