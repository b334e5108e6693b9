#include "gui/commands/property.h"

#include <algorithm>
#include <map>

#include "gui/commands/property_builder.h"
#include "gui/commands/rename_object.h"

namespace headroom::gui {
namespace building {

namespace {

template <class Items>
QStringList namesOf(const Items& items) {
  QStringList names;
  for (const auto& item : items) names << q(item.name);
  return names;
}

}  // namespace

QStringList zoneNames(const farm::Farm& farm) {
  return namesOf(farm.zones);
}
QStringList serverNames(const farm::Farm& farm) {
  return namesOf(farm.servers);
}
QStringList databaseNames(const farm::Farm& farm) {
  return namesOf(farm.databases);
}
QStringList applicationNames(const farm::Farm& farm) {
  return namesOf(farm.applications);
}

QStringList nodeNames(const farm::Farm& farm) {
  QStringList names;
  for (const std::string& name : farm::nodeNames(farm)) names << q(name);
  return names;
}

Property nameProperty() {
  Property property;
  property.key = "name";
  property.label = tr("Name");
  property.help = tr("Unique in the farm; every mention follows a change.");
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) { return titleOf(farm, ref); };
  property.write = [](farm::Farm& farm, const ObjectRef& ref, const QString& text) {
    return RenameObject(ref, text.trimmed().toStdString()).apply(farm);
  };
  return property;
}

}  // namespace building

const Properties& propertiesOf(ObjectType type) {
  using T = ObjectType;
  static const std::map<ObjectType, Properties> all = {
      {T::Farm, building::farmProperties()},
      {T::Proxy, building::proxyProperties()},
      {T::Zone, building::zoneProperties()},
      {T::Balancer, building::balancerProperties()},
      {T::Server, building::serverProperties()},
      {T::Database, building::databaseProperties()},
      {T::Users, building::usersProperties()},
      {T::Application, building::applicationProperties()},
      {T::Note, building::noteProperties()},
      {T::Route, building::routeProperties()},
      {T::Member, building::memberProperties()},
      {T::Pool, building::poolProperties()},
      {T::Module, building::moduleProperties()},
      {T::Reference, building::referenceProperties()},
      {T::Link, building::linkProperties()},
      {T::DnsRecord, building::dnsProperties()},
      {T::Slo, building::sloProperties()},
      {T::FailureDomain, building::failureDomainProperties()},
      {T::Event, building::eventProperties()},
      {T::Assumption, building::assumptionProperties()},
      {T::Background, building::backgroundProperties()},
      {T::Deployment, building::deploymentProperties()},
      {T::SessionPage, building::sessionPageProperties()},
  };
  return all.at(type);
}

const Property* findProperty(ObjectType type, const QString& key) {
  for (const Property& property : propertiesOf(type)) {
    if (property.key == key) return &property;
  }
  return nullptr;
}

std::vector<ObjectType> tablesOf(ObjectType type) {
  switch (type) {
    case ObjectType::Farm:
      return {ObjectType::Slo,        ObjectType::Reference,     ObjectType::Link,
              ObjectType::DnsRecord,  ObjectType::FailureDomain, ObjectType::Event,
              ObjectType::Deployment, ObjectType::Background,    ObjectType::Assumption};
    case ObjectType::Proxy:
      return {ObjectType::Route};
    case ObjectType::Zone:
      return {ObjectType::Member};
    case ObjectType::Server:
      return {ObjectType::Pool};
    case ObjectType::Application:
      return {ObjectType::Module};
    case ObjectType::Users:
      return {ObjectType::SessionPage};
    default:
      return {};
  }
}

std::vector<ObjectType> tablesOf(const farm::Farm& farm, const ObjectRef& object) {
  std::vector<ObjectType> types = tablesOf(object.type);
  if (!sessionPagesIn(farm, object.name)) std::erase(types, ObjectType::SessionPage);
  return types;
}

bool hasDetails(ObjectType rowType) {
  const Properties& list = propertiesOf(rowType);
  return std::any_of(list.begin(), list.end(), [](const Property& property) { return property.detail; });
}

ObjectRefs rowsOf(const farm::Farm& farm, const ObjectRef& owner, ObjectType rowType) {
  const std::string name = owner.type == ObjectType::Farm || owner.type == ObjectType::Proxy ? "" : owner.name;
  ObjectRefs rows;
  for (int index = 0; exists(farm, {rowType, name, index}); ++index) rows.push_back({rowType, name, index});
  return rows;
}

}  // namespace headroom::gui
