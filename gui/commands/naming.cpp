#include "gui/commands/naming.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/base/text.h"
#include "engine/farm/breakable.h"
#include "engine/farm/database_load.h"

namespace headroom::gui {
namespace {

constexpr std::size_t kLongestName = 120;

QString tr(const char* text) {
  return QCoreApplication::translate("Naming", text);
}

bool isTaken(const farm::Farm& farm, const std::string& name) {
  const auto names = farm::breakableNames(farm);
  return std::find(names.begin(), names.end(), name) != names.end() || farm::findApplication(farm, name) != nullptr;
}

/// What an event may mean besides a node, whose name a node must not have.
QString otherOfThatName(const farm::Farm& farm, const std::string& name) {
  const auto named = [&](const auto& thing) { return thing.name == name; };
  if (std::any_of(farm.links.begin(), farm.links.end(), named)) return tr("a link");
  if (std::any_of(farm.failureDomains.begin(), farm.failureDomains.end(), named)) return tr("a failure domain");
  for (const farm::Database& database : farm.databases) {
    if (database.cache && farm::cacheNameOf(database) == name) return tr("a cache");
    if (database.readInstances > 0 && farm::readsNameOf(database) == name) return tr("read instances");
  }
  return {};
}

}  // namespace

std::string freeName(const farm::Farm& farm, const std::string& stem, bool bareFirst) {
  if (bareFirst && !isTaken(farm, stem)) return stem;
  for (int number = bareFirst ? 2 : 1;; ++number) {
    std::string name = stem + std::to_string(number);
    if (!isTaken(farm, name)) return name;
  }
}

bool isNamed(ObjectType type) {
  switch (type) {
    case ObjectType::Proxy:
    case ObjectType::Zone:
    case ObjectType::Balancer:
    case ObjectType::Server:
    case ObjectType::Database:
    case ObjectType::Users:
    case ObjectType::Application:
      return true;
    default:
      return false;
  }
}

QString whyNotNamed(const farm::Farm& farm, const ObjectRef& ref, const std::string& name) {
  if (trim(name).empty()) return tr("A name cannot be empty.");
  if (trim(name) != name) return tr("A name cannot begin or end with a space.");
  if (name.size() > kLongestName) return tr("A name can have at most %1 characters.").arg(kLongestName);
  if (printable(name) != name) return tr("A name cannot contain control characters.");
  const QString text = QString::fromStdString(name);
  if (titleOf(farm, ref) == text) return {};
  if (ref.type == ObjectType::Zone) {
    if (farm::findZone(farm, name)) return tr("There is already a zone named %1.").arg(text);
    return {};
  }
  if (ref.type == ObjectType::Application) {
    if (farm::findApplication(farm, name)) return tr("There is already an application named %1.").arg(text);
    return {};
  }
  const auto nodes = farm::nodeNames(farm);
  if (std::find(nodes.begin(), nodes.end(), name) != nodes.end()) {
    return tr("There is already a node named %1.").arg(text);
  }
  if (const QString other = otherOfThatName(farm, name); !other.isEmpty()) {
    return tr("There is already %1 named %2: an event must be able to tell them apart.").arg(other, text);
  }
  return {};
}

}  // namespace headroom::gui
