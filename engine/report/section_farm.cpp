#include <algorithm>
#include <cmath>

#include "engine/balancing/settings.h"
#include "engine/report/compose.h"
#include "engine/report/diagram.h"
#include "engine/report/lookup.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::figure;
using results::Unit;

std::string orDash(const std::string& text) {
  return text.empty() ? "–" : named(text);
}

std::string lawText(const Law& law) {
  return law.isZero() ? "–" : spaced(formatLaw(law, Law::Kind::Exponential));
}

Cell loadCell(double load) {
  const results::State state = results::stateOf(load);
  const Tone tone = state == results::State::Over   ? Tone::Bad
                    : state == results::State::Near ? Tone::Near
                                                    : Tone::Plain;
  const std::string word =
      state == results::State::Near || state == results::State::Over ? std::string(" ") + results::wordOf(state) : "";
  return {figure(load, Unit::Share) + word, tone};
}

void addDiagram(Section& section, const Study& study) {
  const DiagramLayout layout = layOut(study.farm, study.run);
  if (layout.zones.empty() && layout.proxy.empty() && layout.databases.empty()) {
    section.add(Paragraph{"The farm has neither a proxy nor a zone, server or database to draw.", Tone::Plain});
    return;
  }
  const Loads loads(study.run);
  Table twin{"", {{"Zone"}, {"Server"}, {"Load", true}}, {}};
  for (const ZoneCard& zone : layout.zones) {
    for (const ServerCard& server : zone.servers) {
      twin.rows.push_back({zone.zone ? named(zone.zone->name) : std::string("none"),
                           named(server.name) + (server.shared ? " (in several zones)" : ""),
                           loadCell(loads.of(server.name))});
    }
  }
  section.add(Figure{
      std::string("The farm and the load of its parts. A server of several zones is drawn in each of them and marked; "
                  "it has its cores only once.") +
          (layout.zonesLeft > 0 ? " " + counted(layout.zonesLeft, "more zone is", "more zones are") + " not drawn."
                                : std::string()),
      "Tiers from top to bottom: users, reverse proxy, zones with balancer and servers, databases, each with the share "
      "of its capacity that is asked for.",
      draw(layout, study.farm, study.run), std::move(twin)});
}

void addServers(Section& section, const Study& study) {
  if (study.farm.servers.empty()) return;
  const Loads loads(study.run);
  Table table{
      "Servers",
      {{"Server"}, {"Cores", true}, {"Speed", true}, {"Memory", true}, {"Workers", true}, {"Zones"}, {"Load", true}},
      {}};
  for (const farm::Server& server : study.farm.servers) {
    std::vector<std::string> zones;
    for (const farm::Zone& zone : study.farm.zones) {
      for (const farm::ZoneMember& member : farm::membersOf(study.farm, zone)) {
        if (member.server == server.name) zones.push_back(zone.name);
      }
    }
    std::int64_t workers = 0;
    for (const farm::Pool& pool : farm::poolsOf(server)) workers += farm::workersOf(server, pool);
    table.rows.push_back({named(server.name), std::to_string(server.cores), results::given(server.speed),
                          server.memoryBytes > 0 ? spaced(formatBytes(server.memoryBytes)) : std::string("–"),
                          results::count(static_cast<std::uint64_t>(std::max<std::int64_t>(0, workers))),
                          zones.empty() ? "none" : listed(zones, 6), loadCell(loads.of(server.name))});
  }
  section.add(std::move(table));
}

void addZones(Section& section, const Study& study) {
  if (study.farm.zones.empty()) return;
  const ShortNames names = serverNames(study.farm);
  Table table{
      "Zones", {{"Zone"}, {"Address"}, {"Algorithm"}, {"Balancer"}, {"Health check"}, {"Servers (weight)"}}, {}};
  for (const farm::Zone& zone : study.farm.zones) {
    std::vector<std::string> members;
    for (const farm::ZoneMember& member : farm::membersOf(study.farm, zone)) {
      members.push_back(names.of(member.server) +
                        (member.weight == 1 ? "" : " (" + std::to_string(member.weight) + ")") +
                        (member.backup ? " as backup" : "") +
                        (member.disabled ? " in maintenance"
                         : member.drain  ? " draining"
                                         : ""));
    }
    std::string health = "–";
    const balancing::Settings settings = balancing::settingsOf(study.farm, zone);
    if (zone.balancer) {
      health = settings.checkKind.value == farm::HealthCheck::Kind::None
                   ? "none"
                   : std::string(settings.checkKind.value == farm::HealthCheck::Kind::Tcp ? "TCP" : "HTTP") +
                         " every " + spaced(formatDuration(settings.checkInterval.value)) + ", out after " +
                         std::to_string(settings.fall.value);
    }
    table.rows.push_back({named(zone.name) + (zone.isDefault ? " (default)" : ""), orDash(zone.address),
                          balancing::algorithmText(settings),
                          zone.balancer ? named(farm::balancerName(zone)) : std::string("none of its own"), health,
                          listed(members, 16)});
  }
  section.add(std::move(table));
}

const char* matchText(farm::Route::Match match) {
  switch (match) {
    case farm::Route::Match::Exact:
      return "exactly";
    case farm::Route::Match::PlainPrefix:
      return "begins with";
    case farm::Route::Match::FinalPrefix:
      return "begins with, before expressions";
    case farm::Route::Match::Regex:
      return "expression";
    case farm::Route::Match::RegexIgnoreCase:
      return "expression, any case";
    case farm::Route::Match::WholeSegmentPrefix:
      break;
  }
  return "path and below";
}

/// Which of several rules that match is taken.
const char* winnerText(farm::Product product) {
  switch (product) {
    case farm::Product::Haproxy:
      return "the first rule that matches wins";
    case farm::Product::Nginx:
    case farm::Product::IngressNginx:
      return "an exact path wins, then the first expression, then the longest path";
    default:
      return "the longest matching path wins";
  }
}

void addRoutes(Section& section, const Study& study) {
  if (!study.farm.proxy) {
    section.add(Paragraph{"The farm has no reverse proxy: users reach their zone directly.", Tone::Plain});
    return;
  }
  const farm::ReverseProxy& proxy = *study.farm.proxy;
  Table table{"Routes of the reverse proxy" + (proxy.name == "proxy" ? "" : " " + named(proxy.name)) + ": " +
                  winnerText(proxy.product),
              {{"Host"}, {"Path"}, {"Matches"}, {"Zone"}},
              {}};
  for (const farm::Route& route : proxy.routes) {
    table.rows.push_back({route.host.empty() ? "any" : named(route.host), named(route.path), matchText(route.match),
                          orDash(route.zone)});
  }
  table.rows.push_back(
      {"any", "everything else", "", proxy.defaultZone.empty() ? "answered 404" : named(proxy.defaultZone)});
  section.add(std::move(table));
}

const char* kindText(farm::ApplicationKind kind) {
  return kind == farm::ApplicationKind::Reactive      ? "reactive"
         : kind == farm::ApplicationKind::Traditional ? "traditional"
                                                      : "service";
}

void addApplications(Section& section, const Study& study) {
  if (study.farm.applications.empty()) return;
  Table table{
      "Applications and what one request of theirs costs",
      {{"Application"}, {"Zone"}, {"Kind"}, {"Core time", true}, {"Transactions", true}, {"Each, database", true}},
      {}};
  for (const farm::Application& a : study.farm.applications) {
    table.rows.push_back({named(a.name), orDash(a.zone), kindText(a.kind), lawText(a.work.demand),
                          results::given(a.work.databaseTransactions), lawText(a.work.databaseDemand)});
  }
  section.add(std::move(table));
  if (study.farm.references.empty()) return;
  Table calls{"References between applications: server-side calls go to the zone address of the producer",
              {{"From"}, {"To"}, {"Kind"}, {"Calls a request", true}, {"Waits"}, {"Core time", true}},
              {}};
  for (const farm::Reference& reference : study.farm.references) {
    calls.rows.push_back({orDash(reference.consumer), orDash(reference.producer),
                          std::string(farm::wordsOf(reference.kind)), results::given(reference.calls),
                          reference.synchronous ? "yes" : "no", lawText(farm::workOf(study.farm, reference).demand)});
  }
  section.add(std::move(calls));
}

void addDatabases(Section& section, const Study& study) {
  if (study.farm.databases.empty()) return;
  const Loads loads(study.run);
  Table table{
      "Databases",
      {{"Database"}, {"Cores", true}, {"Memory", true}, {"Connections a module and server", true}, {"Load", true}},
      {}};
  for (const farm::Database& database : study.farm.databases) {
    table.rows.push_back({named(database.name), std::to_string(database.cores),
                          database.memoryBytes > 0 ? spaced(formatBytes(database.memoryBytes)) : std::string("–"),
                          std::to_string(database.connectionPool), loadCell(loads.of(database.name))});
  }
  section.add(std::move(table));
}

}  // namespace

Section farmSection(const Study& study) {
  Section section{"The farm", true, {}};
  if (!study.farm.description.empty()) section.add(Paragraph{prose(study.farm.description), Tone::Plain});
  addDiagram(section, study);
  addServers(section, study);
  addZones(section, study);
  addRoutes(section, study);
  addApplications(section, study);
  addDatabases(section, study);
  for (const farm::Note& note : study.farm.notes) section.add(Paragraph{"Note: " + prose(note.text), Tone::Faint});
  return section;
}

}  // namespace headroom::report
