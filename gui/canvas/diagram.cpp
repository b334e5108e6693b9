#include "gui/canvas/diagram.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <set>

#include "engine/base/quantity.h"
#include "gui/document/shown_text.h"

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("Diagram", text);
}
QString q(const std::string& text) {
  return QString::fromStdString(text);
}

QString cores(int count) {
  return count == 1 ? tr("1 core") : tr("%1 cores").arg(count);
}

QString hardware(int count, std::int64_t memoryBytes) {
  return memoryBytes > 0 ? cores(count) + " · " + q(formatBytes(memoryBytes)) : cores(count);
}

QString loadOf(const farm::Users& users) {
  if (const auto* open = std::get_if<farm::OpenLoad>(&users.load)) {
    return tr("%1 pages/s").arg(q(formatNumber(open->rate.perSecond)));
  }
  if (const auto* closed = std::get_if<farm::ClosedLoad>(&users.load)) return tr("%1 people").arg(closed->population);
  if (const auto* sessions = std::get_if<farm::SessionLoad>(&users.load)) {
    return tr("%1 sessions/s").arg(q(formatNumber(sessions->begin.rate.perSecond)));
  }
  const auto& replay = std::get<farm::ReplayLoad>(users.load);
  return replay.logs.empty() ? tr("recorded logs") : q(replay.logs.front()).section('/', -1);
}

void addNodes(const farm::Farm& farm, Diagram& diagram) {
  for (const farm::Users& users : farm.users) {
    const QString detail = users.application.empty() ? tr("no application") : loadOf(users);
    diagram.nodes.push_back({{ObjectType::Users, users.name}, q(users.name), detail, {}, users.name});
  }
  if (farm.proxy) {
    const std::string& host = farm.environment.hostName;
    diagram.nodes.push_back(
        {{ObjectType::Proxy, farm.proxy->name}, q(farm.proxy->name), q(host), {}, farm.proxy->name});
  }
  for (const farm::Server& server : farm.servers) {
    diagram.nodes.push_back({{ObjectType::Server, server.name},
                             q(server.name),
                             hardware(server.cores, server.memoryBytes),
                             {},
                             server.name});
  }
  for (const farm::Database& database : farm.databases) {
    diagram.nodes.push_back({{ObjectType::Database, database.name},
                             q(database.name),
                             hardware(database.cores, database.memoryBytes),
                             {},
                             database.name});
  }
  for (std::size_t i = 0; i < farm.notes.size(); ++i) {
    diagram.nodes.push_back({{ObjectType::Note, {}, static_cast<int>(i)}, shownText(farm.notes[i].text), {}, {}, {}});
  }
}

DiagramZone zoneOf(const farm::Farm& farm, const farm::Zone& zone) {
  DiagramZone shown;
  shown.ref = {ObjectType::Zone, zone.name};
  shown.title = q(zone.name);
  shown.detail = q(zone.address);
  shown.isDefault = zone.isDefault;
  shown.hasBalancer = zone.balancer.has_value();
  shown.balancer = {shown.hasBalancer ? ObjectType::Balancer : ObjectType::Zone, zone.name};
  shown.balancerTitle = q(farm::balancerName(zone));
  shown.balancerDetail = zone.balancer && !zone.balancer->algorithm.empty()
                             ? QString::fromStdString(zone.balancer->algorithm)
                         : zone.algorithm == farm::Algorithm::LeastConnections ? tr("least connections")
                                                                               : tr("round robin");
  shown.loadName = farm::balancerName(zone);
  for (const farm::Application& application : farm.applications) {
    if (application.zone != zone.name) continue;
    const auto modules = farm::modulesOf(application);
    const QString path = modules.empty() ? QString() : q(modules.front().path);
    shown.chips.push_back({{ObjectType::Application, application.name}, q(application.name), path});
  }
  return shown;
}

void addZones(const farm::Farm& farm, Diagram& diagram) {
  for (std::size_t z = 0; z < farm.zones.size(); ++z) {
    const farm::Zone& zone = farm.zones[z];
    DiagramZone shown = zoneOf(farm, zone);
    std::set<std::string> members;
    for (const farm::ZoneMember& member : farm::membersOf(farm, zone)) members.insert(member.server);
    for (std::size_t n = 0; n < diagram.nodes.size(); ++n) {
      DiagramNode& node = diagram.nodes[n];
      if (node.ref.type != ObjectType::Server || !members.contains(node.ref.name)) continue;
      node.zones.push_back(static_cast<int>(z));
      shown.servers.push_back(n);
    }
    diagram.zones.push_back(std::move(shown));
  }
}

/// Paths in few words: "/AppX, /AppZ", "/a, /b +3".
QString shortList(const QStringList& paths) {
  if (paths.size() <= 2) return paths.join(", ");
  return paths.mid(0, 2).join(", ") + QString(" +%1").arg(paths.size() - 2);
}

void addTraffic(const farm::Farm& farm, Diagram& diagram) {
  for (const farm::Users& users : farm.users) {
    DiagramEdge edge;
    edge.from = {ObjectType::Users, users.name};
    edge.label = q(users.application);
    if (farm.proxy) {
      edge.to = {ObjectType::Proxy, farm.proxy->name};
    } else if (const farm::Application* application = farm::findApplication(farm, users.application)) {
      edge.to = {ObjectType::Zone, application->zone};
    } else {
      continue;
    }
    diagram.edges.push_back(edge);
  }
  if (!farm.proxy) return;
  for (std::size_t z = 0; z < farm.zones.size(); ++z) {
    DiagramEdge edge;
    edge.kind = DiagramEdge::Kind::Route;
    edge.from = {ObjectType::Proxy, farm.proxy->name};
    edge.to = {ObjectType::Zone, farm.zones[z].name};
    edge.zone = static_cast<int>(z);
    QStringList paths;
    for (std::size_t r = 0; r < farm.proxy->routes.size(); ++r) {
      if (farm.proxy->routes[r].zone != farm.zones[z].name) continue;
      edge.rows.push_back({ObjectType::Route, {}, static_cast<int>(r)});
      paths << q(farm.proxy->routes[r].path);
    }
    const bool takesRest = farm.proxy->defaultZone == farm.zones[z].name;
    if (takesRest) paths << tr("all else");
    edge.label = shortList(paths);
    if (!paths.isEmpty()) diagram.edges.push_back(edge);
  }
}

void addMemberships(const farm::Farm& farm, Diagram& diagram) {
  for (std::size_t z = 0; z < farm.zones.size(); ++z) {
    const farm::Zone& zone = farm.zones[z];
    const auto members = farm::membersOf(farm, zone);
    const bool even =
        std::all_of(members.begin(), members.end(), [&](const auto& m) { return m.weight == members.front().weight; });
    for (std::size_t m = 0; m < members.size(); ++m) {
      if (!farm::findServer(farm, members[m].server)) continue;
      DiagramEdge edge;
      edge.kind = DiagramEdge::Kind::Membership;
      edge.from = {ObjectType::Zone, zone.name};
      edge.to = {ObjectType::Server, members[m].server};
      edge.zone = static_cast<int>(z);
      if (!zone.includesAllServers) edge.rows = {{ObjectType::Member, zone.name, static_cast<int>(m)}};
      if (!even) edge.label = tr("weight %1").arg(members[m].weight);
      diagram.edges.push_back(edge);
    }
  }
}

void addData(const farm::Farm& farm, Diagram& diagram) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const farm::Zone& zone : farm.zones) {
    for (const farm::Application& application : farm.applications) {
      if (application.zone != zone.name || application.work.databaseTransactions <= 0) continue;
      const farm::Database* database = farm::databaseOf(farm, application);
      if (database == nullptr) continue;
      for (const farm::ZoneMember& member : farm::membersOf(farm, zone)) {
        if (!farm::findServer(farm, member.server) || !seen.insert({member.server, database->name}).second) continue;
        DiagramEdge edge;
        edge.kind = DiagramEdge::Kind::Data;
        edge.from = {ObjectType::Server, member.server};
        edge.to = {ObjectType::Database, database->name};
        diagram.edges.push_back(edge);
      }
    }
  }
}

void addCallsAndLinks(const farm::Farm& farm, Diagram& diagram) {
  for (std::size_t i = 0; i < farm.references.size(); ++i) {
    const farm::Reference& reference = farm.references[i];
    if (!farm::findApplication(farm, reference.consumer) || !farm::findApplication(farm, reference.producer)) continue;
    DiagramEdge edge;
    edge.kind = DiagramEdge::Kind::Call;
    edge.from = {ObjectType::Application, reference.consumer};
    edge.to = {ObjectType::Application, reference.producer};
    edge.rows = {{ObjectType::Reference, {}, static_cast<int>(i)}};
    edge.label = "×" + q(formatNumber(reference.calls));
    diagram.edges.push_back(edge);
  }
  for (std::size_t i = 0; i < farm.links.size(); ++i) {
    const auto from = nodeNamed(farm, farm.links[i].from), to = nodeNamed(farm, farm.links[i].to);
    if (!from || !to) continue;
    DiagramEdge edge;
    edge.kind = DiagramEdge::Kind::Link;
    edge.from = *from;
    edge.to = *to;
    edge.rows = {{ObjectType::Link, {}, static_cast<int>(i)}};
    edge.label = q(formatDuration(farm.links[i].latency));
    if (farm.links[i].firewall) edge.label += tr(" · firewall");
    diagram.edges.push_back(edge);
  }
}

}  // namespace

Diagram diagramOf(const farm::Farm& farm) {
  Diagram diagram;
  addNodes(farm, diagram);
  addZones(farm, diagram);
  addTraffic(farm, diagram);
  addMemberships(farm, diagram);
  addData(farm, diagram);
  addCallsAndLinks(farm, diagram);
  return diagram;
}

}  // namespace headroom::gui
