#include "gui/commands/naming.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/base/text.h"

namespace headroom::gui {
namespace {

constexpr std::size_t kLongestName = 120;

QString tr(const char* text) {
  return QCoreApplication::translate("Naming", text);
}

bool isTaken(const farm::Farm& farm, const std::string& name) {
  const auto nodes = farm::nodeNames(farm);
  return std::find(nodes.begin(), nodes.end(), name) != nodes.end() || farm::findZone(farm, name) != nullptr ||
         farm::findApplication(farm, name) != nullptr;
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
  return {};
}

}  // namespace headroom::gui
