#include "engine/report/diagram.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/report/lookup.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

constexpr double kMargin = 24, kGap = 16, kShelfGap = 46, kPad = 10;
constexpr double kServerWidth = 96, kServerHeight = 46, kServerGap = 8, kCompactHeight = 26;
constexpr std::size_t kColumns = 6, kFewestColumns = 3, kCompactFrom = 13, kMostServers = 60, kMostUsers = 8,
                      kMostZones = 16;
constexpr double kTextLine = 15;

std::string loadText(const farm::Users& users) {
  struct Words {
    std::string operator()(const farm::OpenLoad& load) const {
      return results::given(load.rate.perSecond, 4) + " pages/s";
    }
    std::string operator()(const farm::ClosedLoad& load) const {
      return results::count(static_cast<std::uint64_t>(std::max<std::int64_t>(0, load.population))) + " people";
    }
    std::string operator()(const farm::SessionLoad& load) const {
      return results::given(load.begin.rate.perSecond, 4) + " sessions/s";
    }
    std::string operator()(const farm::ReplayLoad&) const { return "recorded log"; }
  };
  return std::visit(Words{}, users.load) + (users.application.empty() ? "" : " → " + named(users.application));
}

std::vector<std::string> linesOf(const farm::Farm& farm, const farm::Zone& zone) {
  std::vector<std::string> lines, applications, paths, callers;
  if (!zone.address.empty()) lines.push_back(named(zone.address));
  for (const farm::Application& application : farm.applications) {
    if (application.zone == zone.name) applications.push_back(application.name);
  }
  if (farm.proxy) {
    for (const farm::Route& route : farm.proxy->routes) {
      if (route.zone == zone.name) paths.push_back(route.host + route.path);
    }
    if (farm.proxy->defaultZone == zone.name) paths.push_back("everything else");
  }
  for (const farm::Reference& reference : farm.references) {
    const farm::Application* producer = farm::findApplication(farm, reference.producer);
    const bool call =
        reference.kind != farm::ReferenceKind::Redirect && reference.kind != farm::ReferenceKind::Resource;
    if (!call || !producer || producer->zone != zone.name) continue;
    if (std::find(callers.begin(), callers.end(), reference.consumer) == callers.end())
      callers.push_back(reference.consumer);
  }
  lines.push_back(applications.empty() ? "no applications" : "runs " + listed(applications, 4));
  if (!paths.empty()) lines.push_back("paths " + listed(paths, 4));
  if (!callers.empty()) lines.push_back("called by " + listed(callers, 4));
  return lines;
}

ZoneCard cardOf(const farm::Farm& farm, const farm::Zone& zone, const std::map<std::string, int>& zonesOf,
                const Loads& loads) {
  ZoneCard card;
  card.zone = &zone;
  card.title = "Zone " + named(zone.name) + (zone.isDefault ? " (default)" : "");
  card.lines = linesOf(farm, zone);
  for (const farm::ZoneMember& member : farm::membersOf(farm, zone)) {
    const auto zones = zonesOf.find(member.server);
    card.servers.push_back({member.server,
                            member.weight,
                            zones != zonesOf.end() && zones->second > 1,
                            farm::findServer(farm, member.server) != nullptr,
                            {}});
  }
  if (card.servers.size() > kMostServers) {  // the busiest stay
    std::stable_sort(card.servers.begin(), card.servers.end(), [&](const ServerCard& a, const ServerCard& b) {
      return loads.ordering(a.name) > loads.ordering(b.name);
    });
    card.left = card.servers.size() - kMostServers;
    card.servers.resize(kMostServers);
  }
  return card;
}

/// Sizes of a card by its servers; places of the servers relative to the card.
void measure(ZoneCard& card, std::size_t most) {
  card.compact = card.servers.size() >= kCompactFrom;
  const std::size_t columns = std::clamp<std::size_t>(card.servers.size(), 2, most);
  const double height = card.compact ? kCompactHeight : kServerHeight;
  card.place.width = static_cast<double>(columns) * (kServerWidth + kServerGap) - kServerGap + 2 * kPad;
  double y = 24 + kTextLine * static_cast<double>(card.lines.size());
  card.balancerY = y;
  if (card.zone) y += 30;
  for (std::size_t i = 0; i < card.servers.size(); ++i) {
    card.servers[i].place = {kPad + static_cast<double>(i % columns) * (kServerWidth + kServerGap),
                             y + static_cast<double>(i / columns) * (height + kServerGap), kServerWidth, height};
  }
  const std::size_t rows = (card.servers.size() + columns - 1) / columns;
  y += static_cast<double>(std::max<std::size_t>(rows, 1)) * (height + kServerGap);
  card.place.height = y + (card.left > 0 ? kTextLine : 0) + 4;
}

/// First fit: a card goes to the first shelf with room.
std::vector<std::vector<std::size_t>> shelve(std::vector<ZoneCard>& cards, double room) {
  std::vector<std::vector<std::size_t>> shelves;
  std::vector<double> used;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    std::size_t s = 0;
    while (s < shelves.size() && used[s] + kGap + cards[i].place.width > room) ++s;
    if (s == shelves.size()) {
      shelves.emplace_back();
      used.push_back(-kGap);
    }
    shelves[s].push_back(i);
    used[s] += kGap + cards[i].place.width;
    cards[i].shelf = s;
  }
  return shelves;
}

double placeShelves(DiagramLayout& layout, double y) {
  const double room = layout.width - 2 * kMargin;
  for (const auto& shelf : shelve(layout.zones, room)) {
    double width = -kGap, height = 0, balancer = 0;
    for (const std::size_t i : shelf) {
      width += kGap + layout.zones[i].place.width;
      balancer = std::max(balancer, layout.zones[i].balancerY);
    }
    for (const std::size_t i : shelf)
      height = std::max(height, layout.zones[i].place.height + balancer - layout.zones[i].balancerY);
    double x = kMargin + (room - width) / 2;
    layout.shelfTop.push_back(y);
    for (const std::size_t i : shelf) {
      ZoneCard& card = layout.zones[i];
      card.place.x = x;
      card.place.y = y;
      card.place.height = height;
      const double lower = balancer - card.balancerY;  // balancers of a shelf stand in line
      card.balancerY = y + balancer;
      for (ServerCard& server : card.servers) {
        server.place.x += x;
        server.place.y += y + lower;
      }
      x += card.place.width + kGap;
    }
    y += height;
    layout.shelfBottom.push_back(y);
    y += kShelfGap;
  }
  return y;
}

/// Rows of equal boxes, centred; returns where they end.
double placeRow(std::vector<NodeCard>& nodes, double width, double height, double y, double total) {
  const auto perRow = static_cast<std::size_t>((total - 2 * kMargin + kGap) / (width + kGap));
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::size_t row = i / perRow, inRow = std::min(perRow, nodes.size() - row * perRow);
    const double used = static_cast<double>(inRow) * (width + kGap) - kGap;
    nodes[i].place = {(total - used) / 2 + static_cast<double>(i % perRow) * (width + kGap),
                      y + static_cast<double>(row) * (height + 12), width, height};
  }
  return nodes.empty() ? y : nodes.back().place.bottom();
}

void addNodes(DiagramLayout& layout, const farm::Farm& farm) {
  for (const farm::Users& users : farm.users) {
    if (layout.users.size() < kMostUsers) layout.users.push_back({users.name, {loadText(users)}, {}});
  }
  layout.usersLeft = farm.users.size() - layout.users.size();
  if (farm.proxy) {
    layout.proxy.push_back(
        {farm.proxy->name, {farm.environment.hostName.empty() ? "" : named(farm.environment.hostName)}, {}});
  }
  for (const farm::Database& database : farm.databases) {
    layout.databases.push_back({database.name, {std::to_string(database.cores) + " cores"}, {}});
  }
}

void addZones(DiagramLayout& layout, const farm::Farm& farm, const results::RunResult& run) {
  std::map<std::string, int> zonesOf;
  for (const farm::Zone& zone : farm.zones) {
    for (const farm::ZoneMember& member : farm::membersOf(farm, zone)) ++zonesOf[member.server];
  }
  const Loads loads(run);
  for (const farm::Zone& zone : farm.zones) {
    if (layout.zones.size() < kMostZones) layout.zones.push_back(cardOf(farm, zone, zonesOf, loads));
  }
  layout.zonesLeft = farm.zones.size() - layout.zones.size();
  ZoneCard homeless;
  homeless.title = "In no zone";
  for (const farm::Server& server : farm.servers) {
    if (!zonesOf.count(server.name)) homeless.servers.push_back({server.name, 1, false, true, {}});
  }
  if (!homeless.servers.empty()) layout.zones.push_back(std::move(homeless));
}

/// As many servers side by side as make the picture lowest; the more the better where that makes no difference.
double placeZones(DiagramLayout& layout, double y) {
  std::size_t best = kColumns;
  double lowest = INFINITY;
  for (std::size_t columns = kColumns; columns >= kFewestColumns; --columns) {
    DiagramLayout trial = layout;
    for (ZoneCard& card : trial.zones) measure(card, columns);
    const double bottom = placeShelves(trial, y);
    if (bottom < lowest - 1) {
      lowest = bottom;
      best = columns;
    }
  }
  for (ZoneCard& card : layout.zones) measure(card, best);
  return placeShelves(layout, y);
}

}  // namespace

DiagramLayout layOut(const farm::Farm& farm, const results::RunResult& run) {
  DiagramLayout layout;
  addNodes(layout, farm);
  addZones(layout, farm, run);
  double y = 4;
  if (!layout.users.empty())
    y = placeRow(layout.users, 180, 42, y, layout.width) + (layout.usersLeft > 0 ? 18 : 0) + 30;
  if (!layout.proxy.empty()) y = placeRow(layout.proxy, 240, 44, y, layout.width);
  y = placeZones(layout, y + 36) - kShelfGap + 34;
  if (!layout.databases.empty()) y = placeRow(layout.databases, 152, 52, y, layout.width) + 8;
  layout.height = y + 30;
  return layout;
}

}  // namespace headroom::report
