#include "gui/commands/traffic_edits.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/base/text.h"
#include "gui/commands/add_edits.h"
#include "gui/commands/naming.h"

namespace headroom::gui {
namespace {

constexpr std::size_t kLongestSegment = 100;

QString tr(const char* text) {
  return QCoreApplication::translate("TrafficEdits", text);
}

QString shown(const std::string& text) {
  return QString::fromStdString(printable(text));
}

bool hasPath(const farm::Module& module, const std::string& path) {
  return equalIgnoringCase(module.path.empty() ? "/" + module.name : module.path, path);
}

/// Takes the path from whoever has it. Why that is not possible, else empty.
QString releasePath(farm::Farm& farm, const std::string& path, const std::string& newOwner) {
  for (farm::Application& application : farm.applications) {
    const std::vector<farm::Module> modules = farm::modulesOf(application);
    const auto owned = std::find_if(modules.begin(), modules.end(), [&](const auto& m) { return hasPath(m, path); });
    if (owned == modules.end() || application.name == newOwner) continue;
    if (modules.size() == 1)
      return tr("%1 is the only path of %2: delete that application or give it another path first.")
          .arg(shown(path), shown(application.name));
    application.modules.erase(application.modules.begin() + (owned - modules.begin()));
  }
  return {};
}

/// The proxy's rule for the path leads to the application's zone, where there is one already.
void moveRoute(farm::Farm& farm, const std::string& path, const std::string& zone) {
  if (!farm.proxy) return;
  for (farm::Route& route : farm.proxy->routes) {
    if (equalIgnoringCase(route.path, path)) route.zone = zone;
  }
}

}  // namespace

QString whyNotAssignable(const std::string& segment) {
  if (segment == "(root)") return tr("Requests for “/” have no path of their own: give the start page a path.");
  if (segment == "(none)") return tr("These requests have no path.");
  if (printable(segment) != segment || segment.find_first_of(" \"\\%<>") != std::string::npos)
    return tr("This is no path that an application could have.");
  if (segment.size() > kLongestSegment) return tr("This path is too long for an application.");
  return {};
}

QString AssignPath::text() const {
  return tr("Give /%1 to %2").arg(shown(segment_), shown(application_));
}

QString AssignPath::apply(farm::Farm& farm) const {
  if (QString why = whyNotAssignable(segment_); !why.isEmpty()) return why;
  if (applicationIn(farm, application_) == nullptr)
    return tr("There is no application named %1.").arg(shown(application_));
  const std::string path = "/" + segment_;
  if (QString why = releasePath(farm, path, application_); !why.isEmpty()) return why;
  farm::Application& application = *applicationIn(farm, application_);
  std::vector<farm::Module> modules = farm::modulesOf(application);
  if (std::any_of(modules.begin(), modules.end(), [&](const auto& m) { return hasPath(m, path); })) return {};
  if (application.modules.empty()) application.modules = modules;
  farm::Module module;
  module.name = segment_;
  module.path = path;
  const auto taken = [&] {
    return std::any_of(modules.begin(), modules.end(), [&](const auto& m) { return m.name == module.name; });
  };
  for (int i = 2; taken(); ++i) module.name = segment_ + " " + std::to_string(i);
  application.modules.push_back(module);
  moveRoute(farm, path, application.zone);
  addMissingRoutes(farm, application);
  return {};
}

QString AddApplicationForPath::text() const {
  return tr("Add an application for /%1").arg(shown(segment_));
}

QString AddApplicationForPath::apply(farm::Farm& farm) const {
  subjects_.clear();
  if (QString why = whyNotAssignable(segment_); !why.isEmpty()) return why;
  const std::string path = "/" + segment_;
  if (QString why = releasePath(farm, path, {}); !why.isEmpty()) return why;
  const std::optional<farm::ReverseProxy> proxy = farm.proxy;
  if (QString why = AddObject(Item::Application, {}).apply(farm); !why.isEmpty()) return why;
  farm.proxy = proxy;  // without the route to the path of the first name
  farm::Application& application = farm.applications.back();
  const std::string firstName = application.name;
  application.name = freeName(farm, segment_, true);
  if (application.name != segment_) {
    farm::Module module;
    module.name = segment_;
    module.path = path;
    application.modules = {module};
  }
  for (farm::Users& users : farm.users) {
    if (users.application == firstName) users.application = application.name;
  }
  moveRoute(farm, path, application.zone);
  addMissingRoutes(farm, application);
  subjects_ = {{ObjectType::Application, application.name}};
  return {};
}

QString AdoptFigures::text() const {
  return figures_.size() == 1 ? tr("Take over a figure of the calibration")
                              : tr("Take over %1 figures of the calibration").arg(figures_.size());
}

QString AdoptFigures::apply(farm::Farm& farm) const {
  const Outcome adopted = calibration::adopt(farm, fitted_, figures_);
  if (adopted) return {};
  QStringList why;
  for (const Diagnostic& each : adopted.problems()) why << tr("%1; %2.").arg(shown(each.what), shown(each.remedy));
  return why.join(' ');
}

}  // namespace headroom::gui
