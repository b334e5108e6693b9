// Properties of zones and their members; their balancers are in balancer_properties.cpp.
#include "gui/commands/delete_objects.h"
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

farm::Zone& zoneOf(farm::Farm& farm, const ObjectRef& ref) {
  return *zoneIn(farm, ref.name);
}

QStringList algorithmNames() {
  return {tr("round robin"), tr("least connections")};
}

/// The one zone that is the default; setting it takes the mark from the others.
Property isDefault() {
  Property property;
  property.key = "is_default";
  property.label = tr("Default zone");
  property.help = tr("Applications go here unless told otherwise. Exactly one zone is the default.");
  property.entry = Entry::Flag;
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return QString(farm::findZone(farm, ref.name)->isDefault ? "true" : "false");
  };
  property.write = [](farm::Farm& farm, const ObjectRef& ref, const QString& value) -> QString {
    if (value != "true" && value != "false") return tr("Say true or false.");
    const bool on = value == "true";
    for (farm::Zone& zone : farm.zones) {
      if (zone.name == ref.name)
        zone.isDefault = on;
      else if (on)
        zone.isDefault = false;
    }
    return {};
  };
  return property;
}

/// Taking it away takes along what is said of its node.
Property hasBalancer() {
  Property property;
  property.key = "has_balancer";
  property.label = tr("Has a balancer of its own");
  property.help = tr("Off: an ideal balancer without cost, unless the zone address is a server's own.");
  property.entry = Entry::Flag;
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return QString(farm::findZone(farm, ref.name)->balancer ? "true" : "false");
  };
  property.write = [](farm::Farm& farm, const ObjectRef& ref, const QString& value) -> QString {
    if (value != "true" && value != "false") return tr("Say true or false.");
    farm::Zone& zone = zoneOf(farm, ref);
    if (value == "false") return DeleteObjects({{ObjectType::Balancer, ref.name}}).apply(farm);
    if (!zone.balancer) {
      const std::string name = farm::balancerName(zone);
      zone.balancer.emplace().name = name;
    }
    return {};
  };
  return property;
}

}  // namespace

Properties zoneProperties() {
  Builder builder(zoneOf);
  builder.name()
      .text(
          "description", "Description", [](auto& o) -> auto& { return o.description; })
      .text(
          "address", "Zone address", [](auto& o) -> auto& { return o.address; })
      .help("Host name or IP that server-side calls to this zone use; no scheme, port or path.")
      .maybeWords(
          "algorithm", "Balancing", [](auto& o) -> auto& { return o.algorithm; }, algorithmNames())
      .inherits(whenEmpty("algorithm", [](farm::Zone& zone) { zone.algorithm.reset(); }))
      .help("For zones whose balancer names no algorithm of its product.");
  Properties list = builder.take();
  list.push_back(isDefault());
  Builder more(zoneOf);
  more.flag(
          "includes_all_servers", "Includes all servers", [](auto& o) -> auto& { return o.includesAllServers; })
      .help("New servers become members by themselves.")
      .flag(
          "https_internal", "HTTPS between zones", [](auto& o) -> auto& { return o.httpsInternal; })
      .help("Calls from other zones come over port 443, else port 80.")
      .names(
          "certificate_name", "Certificate for", [](auto& o) -> auto& { return o.certificateNames; })
      .help("Names that the certificate at its address covers, such as *.lan; empty: not stated.");
  for (Property& property : more.take()) list.push_back(std::move(property));
  list.push_back(hasBalancer());
  for (Property& property : scalingProperties()) list.push_back(std::move(property));
  return list;
}

Properties memberProperties() {
  Builder builder([](farm::Farm& farm, const ObjectRef& ref) -> farm::ZoneMember& {
    return zoneOf(farm, ref).members[static_cast<std::size_t>(ref.index)];
  });
  builder
      .mention(
          "server", "Server", [](auto& o) -> auto& { return o.server; }, serverNames, false)
      .whole(
          "weight", "Weight", [](auto& o) -> auto& { return o.weight; }, 0, 256)
      .help("Share of new requests relative to the others; 0: none.")
      .flag(
          "backup", "Backup", [](auto& o) -> auto& { return o.backup; })
      .help("Serves only while no other server can.")
      .whole(
          "max_connections", "At most", [](auto& o) -> auto& { return o.maxConnections; }, 0, 1'000'000)
      .help("Requests on this server at once from this balancer; 0: no limit.")
      .whole(
          "max_queue", "Queue", [](auto& o) -> auto& { return o.maxQueue; }, 0, 1'000'000)
      .help("Requests that wait for this very server; 0: no limit.")
      .maybeDuration(
          "slow_start", "Slow start", [](auto& o) -> auto& { return o.slowStart; })
      .help("Time over which it gets its full share after a return; empty: the balancer's.")
      .whole(
          "id", "Id", [](auto& o) -> auto& { return o.id; }, 0, 1'000'000)
      .help("HAProxy's server id, from which hashes place it; 0: its place in the list.")
      .maybeWhole(
          "max_fails", "Failures to leave", [](auto& o) -> auto& { return o.maxFails; }, 0, 1'000'000)
      .help("nginx's max_fails of this server; empty: the balancer's, 0: never.")
      .maybeDuration(
          "fail_timeout", "Left out for", [](auto& o) -> auto& { return o.failTimeout; })
      .help("nginx's fail_timeout of this server; empty: the balancer's.")
      .flag(
          "drain", "Draining", [](auto& o) -> auto& { return o.drain; })
      .help("Gets no new clients from the start.")
      .flag(
          "disabled", "In maintenance", [](auto& o) -> auto& { return o.disabled; })
      .help("Gets nothing from the start.");
  return builder.take();
}

}  // namespace headroom::gui::building
