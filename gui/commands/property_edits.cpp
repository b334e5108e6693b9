#include "gui/commands/property_edits.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/farm/breakable.h"
#include "gui/commands/naming.h"
#include "gui/commands/property.h"
#include "gui/commands/soundness.h"

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("PropertyEdits", text);
}

template <class Items>
std::string freeIn(const Items& items, const std::string& stem) {
  for (int number = 1;; ++number) {
    std::string name = stem + std::to_string(number);
    if (std::none_of(items.begin(), items.end(), [&](const auto& item) { return item.name == name; })) return name;
  }
}

/// One that servers name and of which nothing is said yet; else a new one.
std::string freeDomain(const farm::Farm& farm) {
  const auto isKnown = [&](const std::string& name) {
    return std::any_of(farm.failureDomains.begin(), farm.failureDomains.end(),
                       [&](const farm::FailureDomain& domain) { return domain.name == name; });
  };
  const auto taken = farm::breakableNames(farm);
  for (const farm::Server& server : farm.servers) {
    const std::string& name = server.failureDomain;
    if (!name.empty() && !isKnown(name) && std::find(taken.begin(), taken.end(), name) == taken.end()) return name;
  }
  return freeName(farm, "Rack ");
}

}  // namespace

SetProperty::SetProperty(ObjectRef object, QString key, QString value, QString gesture)
    : SetProperty(ObjectRefs{std::move(object)}, std::move(key), std::move(value), std::move(gesture)) {}

SetProperty::SetProperty(ObjectRefs objects, QString key, QString value, QString gesture)
    : objects_(std::move(objects)), key_(std::move(key)), value_(std::move(value)), gesture_(std::move(gesture)) {}

QString SetProperty::text() const {
  if (objects_.empty()) return {};
  const ObjectRef& first = objects_.front();
  const Property* property = findProperty(first.type, key_);
  const QString label = (property ? property->label : key_).toLower();
  if (objects_.size() > 1) return tr("Set %1 of %2 objects").arg(label).arg(objects_.size());
  return tr("Set %1 of %2")
      .arg(label, first.name.empty() ? typeName(first.type).toLower() : QString::fromStdString(first.name));
}

QString SetProperty::apply(farm::Farm& farm) const {
  const farm::Farm before = farm;
  if (QString why = write(farm); !why.isEmpty()) return why;
  if (farm == before) return {};
  if (key_ == "segment") {
    if (QString why = followSegment(before, farm, value_.toStdString()); !why.isEmpty()) return why;
  }
  farm::forgetLost(before, farm);
  return newError(before, farm);
}

QString SetProperty::write(farm::Farm& farm) const {
  for (const ObjectRef& object : objects_) {
    if (!exists(farm, object)) return tr("The object is gone.");
    const Property* property = findProperty(object.type, key_);
    if (property == nullptr) return tr("There is no property “%1”.").arg(key_);
    // Text that reads the same is the same value: a form that hands back what it shows changes nothing.
    if (property->read(farm, object) == value_) continue;
    if (QString why = property->write(farm, object, value_); !why.isEmpty()) return why;
  }
  return {};
}

ObjectRefs SetProperty::subjects() const {
  ObjectRefs refs = objects_;
  for (const ObjectRef& object : objects_) {
    if (key_ != "name" || object.index >= 0 || object.type == ObjectType::Balancer) continue;
    refs.push_back({object.type, value_.trimmed().toStdString()});
  }
  return refs;
}

QString SetProperty::mergeKey() const {
  if (gesture_.isEmpty()) return {};
  QString key = "set/" + key_ + "/" + gesture_;
  for (const ObjectRef& object : objects_) {
    key += QString("/%1/%2/%3")
               .arg(static_cast<int>(object.type))
               .arg(object.index)
               .arg(QString::fromStdString(object.name));
  }
  return key;
}

QString AddRow::text() const {
  return tr("Add %1").arg(typeName(rowType_).toLower());
}

QString AddRow::apply(farm::Farm& farm) const {
  if (!exists(farm, owner_)) return tr("The object is gone.");
  const bool ofFarm = owner_.type == ObjectType::Farm;
  return ofFarm ? addToFarm(farm) : addToOwner(farm);
}

QString AddRow::addToOwner(farm::Farm& farm) const {
  switch (rowType_) {
    case ObjectType::Route: {
      if (farm.zones.empty()) return tr("A route leads to a zone: add a zone first.");
      farm::Route route;
      route.path = "/path" + std::to_string(farm.proxy->routes.size() + 1);
      route.zone = farm.zones.front().name;
      farm.proxy->routes.push_back(route);
      return {};
    }
    case ObjectType::Member: {
      farm::Zone& zone = *zoneIn(farm, owner_.name);
      if (zone.includesAllServers) return tr("The zone includes all servers already.");
      for (const farm::Server& server : farm.servers) {
        const auto same = [&](const farm::ZoneMember& member) { return member.server == server.name; };
        if (std::any_of(zone.members.begin(), zone.members.end(), same)) continue;
        farm::ZoneMember member;
        member.server = server.name;
        zone.members.push_back(member);
        return {};
      }
      return tr("Every server is a member already: add a server first.");
    }
    case ObjectType::Pool: {
      farm::Server& server = *serverIn(farm, owner_.name);
      farm::Pool pool;
      if (!server.pools.empty()) pool.name = freeIn(server.pools, "Pool");
      server.pools.push_back(pool);
      return {};
    }
    case ObjectType::Module: {
      farm::Application& application = *applicationIn(farm, owner_.name);
      if (application.modules.empty()) application.modules = farm::modulesOf(application);
      farm::Module module;
      module.name = freeIn(application.modules, application.name + "Module");
      application.modules.push_back(module);
      return {};
    }
    case ObjectType::SessionPage: {
      auto* pages = sessionPagesIn(farm, owner_.name);
      if (pages == nullptr) return tr("These users do not come in sessions.");
      farm::SessionPage page;
      page.name = freeIn(*pages, "Page ");
      page.think = {Law::Kind::Exponential, Duration::wholeSeconds(20), 0.0};
      pages->push_back(page);
      return {};
    }
    default:
      return tr("There is no such table here.");
  }
}

QString AddRow::addToFarm(farm::Farm& farm) const {
  switch (rowType_) {
    case ObjectType::Reference:
    case ObjectType::Link:
    case ObjectType::DnsRecord:
      return addConnection(farm);
    case ObjectType::FailureDomain:
    case ObjectType::Event:
    case ObjectType::Deployment:
      return addOperation(farm);
    case ObjectType::Slo: {
      farm::Slo slo;
      slo.name = freeIn(farm.slos, "objective ");
      slo.responseBelow = Duration::milliseconds(500);
      farm.slos.push_back(slo);
      return {};
    }
    case ObjectType::Background: {
      if (farm.applications.empty()) return tr("Background work is of an application: add one first.");
      farm::Background background;
      background.name = freeIn(farm.background, "Timer ");
      background.application = farm.applications.front().name;
      background.every = Duration::wholeSeconds(600);
      background.work.demand = {Law::Kind::Exponential, Duration::wholeSeconds(1), 0.0};
      farm.background.push_back(background);
      return {};
    }
    case ObjectType::Assumption: {
      farm::Assumption assumption;
      assumption.subject = tr("figure").toStdString();
      farm.assumptions.push_back(assumption);
      return {};
    }
    default:
      return tr("There is no such table here.");
  }
}

/// Rows that lead from one thing to another.
QString AddRow::addConnection(farm::Farm& farm) const {
  const auto nodes = farm::nodeNames(farm);
  switch (rowType_) {
    case ObjectType::Reference: {
      if (farm.applications.size() < 2) return tr("A call needs two applications.");
      farm::Reference reference;
      reference.consumer = farm.applications[0].name;
      reference.producer = farm.applications[1].name;
      farm.references.push_back(reference);
      return {};
    }
    case ObjectType::Link: {
      if (nodes.size() < 2) return tr("A link needs two nodes.");
      farm::Link link;
      link.from = nodes[0];
      link.to = nodes[1];
      link.latency = Duration::microseconds(500);
      farm.links.push_back(link);
      return {};
    }
    case ObjectType::DnsRecord: {
      if (nodes.empty()) return tr("A DNS record leads to a node: add one first.");
      farm::DnsRecord record;
      record.name = freeIn(farm.dns, "host") + ".internal";
      record.target = nodes.front();
      farm.dns.push_back(record);
      return {};
    }
    default:
      return tr("There is no such table here.");
  }
}

/// Rows about what happens to machines.
QString AddRow::addOperation(farm::Farm& farm) const {
  switch (rowType_) {
    case ObjectType::FailureDomain: {
      farm::FailureDomain domain;
      domain.name = freeDomain(farm);
      farm.failureDomains.push_back(domain);
      return {};
    }
    case ObjectType::Event: {
      const auto names = farm::breakableNames(farm);
      if (names.empty()) return tr("An event happens to something: add a server first.");
      farm::PlannedEvent event;
      event.at = Duration::wholeSeconds(60);
      event.node = farm.servers.empty() ? names.front() : farm.servers.front().name;
      farm.events.push_back(event);
      return {};
    }
    case ObjectType::Deployment: {
      farm::Deployment deployment;
      deployment.at = Duration::wholeSeconds(60);
      deployment.half = Duration::wholeSeconds(60);
      farm.deployments.push_back(deployment);
      return {};
    }
    default:
      return tr("There is no such table here.");
  }
}

}  // namespace headroom::gui
