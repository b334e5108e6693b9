#include "gui/commands/zone_edits.h"

#include <QCoreApplication>
#include <algorithm>

#include "engine/base/text.h"

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("ZoneEdits", text);
}
QString q(const std::string& text) {
  return QString::fromStdString(text);
}

QString join(farm::Farm& farm, const std::string& server, const std::string& zoneName) {
  farm::Zone* zone = zoneIn(farm, zoneName);
  if (zone == nullptr || farm::findServer(farm, server) == nullptr) return tr("The zone or the server is gone.");
  if (zone->includesAllServers) return tr("Zone %1 includes all servers already.").arg(q(zoneName));
  const bool member = std::any_of(zone->members.begin(), zone->members.end(),
                                  [&](const farm::ZoneMember& m) { return m.server == server; });
  if (member) return {};
  farm::ZoneMember added;
  added.server = server;
  zone->members.push_back(added);
  return {};
}

QString leave(farm::Farm& farm, const std::string& server, const std::string& zoneName) {
  farm::Zone* zone = zoneIn(farm, zoneName);
  if (zone == nullptr) return tr("The zone is gone.");
  if (zone->includesAllServers) {
    return tr("Zone %1 includes all servers: switch that off in its properties first.").arg(q(zoneName));
  }
  std::erase_if(zone->members, [&](const farm::ZoneMember& member) { return member.server == server; });
  if (zone->balancer) std::erase(zone->balancer->targets, server);
  return {};
}

}  // namespace

QString JoinZone::text() const {
  return tr("Add %1 to %2").arg(q(server_), q(zone_));
}
QString JoinZone::apply(farm::Farm& farm) const {
  return join(farm, server_, zone_);
}

QString LeaveZone::text() const {
  return tr("Remove %1 from %2").arg(q(server_), q(zone_));
}
QString LeaveZone::apply(farm::Farm& farm) const {
  return leave(farm, server_, zone_);
}

DropServer::DropServer(std::string server, farm::Position at, std::vector<std::string> joins,
                       std::vector<std::string> leaves)
    : server_(std::move(server)), at_(at), joins_(std::move(joins)), leaves_(std::move(leaves)) {}

QString DropServer::text() const {
  if (joins_.size() == 1 && leaves_.empty()) return tr("Drop %1 into %2").arg(q(server_), q(joins_.front()));
  if (joins_.empty() && leaves_.size() == 1) return tr("Drag %1 out of %2").arg(q(server_), q(leaves_.front()));
  return tr("Move %1").arg(q(server_));
}

QString DropServer::apply(farm::Farm& farm) const {
  farm::Server* server = serverIn(farm, server_);
  if (server == nullptr) return tr("The server is gone.");
  server->position = at_;
  for (const std::string& zone : leaves_) {
    if (QString why = leave(farm, server_, zone); !why.isEmpty()) return why;
  }
  for (const std::string& zone : joins_) {
    if (QString why = join(farm, server_, zone); !why.isEmpty()) return why;
  }
  return {};
}

QString MoveApplication::text() const {
  return tr("Move %1 to %2").arg(q(application_), q(zone_));
}

QString MoveApplication::apply(farm::Farm& farm) const {
  farm::Application* application = applicationIn(farm, application_);
  if (application == nullptr || farm::findZone(farm, zone_) == nullptr)
    return tr("The application or the zone is gone.");
  const std::string from = std::exchange(application->zone, zone_);
  if (!farm.proxy) return {};
  for (const farm::Module& module : farm::modulesOf(*application)) {
    for (farm::Route& route : farm.proxy->routes) {
      if (route.zone == from && equalIgnoringCase(route.path, module.path)) route.zone = zone_;
    }
  }
  return {};
}

}  // namespace headroom::gui
