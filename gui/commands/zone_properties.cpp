// Properties of zones, their members and balancers.
#include "engine/balancing/algorithms.h"
#include "engine/balancing/settings.h"
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

farm::Zone& zoneOf(farm::Farm& farm, const ObjectRef& ref) {
  return *zoneIn(farm, ref.name);
}

QStringList algorithmNames() {
  return {tr("round robin"), tr("least connections")};
}

QStringList algorithmsOf(const farm::Farm& farm, const ObjectRef& ref) {
  QStringList names{QString()};
  const farm::Zone* zone = farm::findZone(farm, ref.name);
  if (!zone || !zone->balancer) return names;
  for (const balancing::Algorithm& algorithm : balancing::algorithmsOf(zone->balancer->product)) {
    names << QString::fromUtf8(algorithm.name.data(), static_cast<qsizetype>(algorithm.name.size()));
  }
  return names;
}

/// What the balancer does while the setting is left empty.
std::function<Inherited(const farm::Farm&, const ObjectRef&)> presetOf(const char* setting) {
  return [setting](const farm::Farm& farm, const ObjectRef& ref) -> Inherited {
    const farm::Zone* zone = farm::findZone(farm, ref.name);
    if (!zone || !zone->balancer) return {};
    for (const balancing::SettingLine& line : balancing::settingsOf(farm, *zone).lines) {
      if (line.setting == setting) return {q(line.value), q(balancing::originText(line, zone->balancer->product))};
    }
    return {};
  };
}

QString joined(const std::vector<int>& ports) {
  QStringList words;
  for (const int port : ports) words << QString::number(port);
  return words.join(", ");
}

QString parsePorts(std::vector<int>& ports, const QString& text) {
  std::vector<int> read;
  for (const QString& word : text.split(',', Qt::SkipEmptyParts)) {
    bool isNumber = false;
    const int port = word.trimmed().toInt(&isNumber);
    if (!isNumber || port < 1 || port > 65535) return tr("“%1” is not a port from 1 to 65535.").arg(word.trimmed());
    read.push_back(port);
  }
  if (read.empty()) return tr("Name at least one port, such as 80, 443.");
  ports = read;
  return {};
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

}  // namespace

QStringList productNames() {
  QStringList names{tr("not stated")};
  for (const balancing::Preset& preset : balancing::presets()) {
    names << QString::fromUtf8(preset.name.data(), static_cast<qsizetype>(preset.name.size()));
  }
  return names;
}

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
      .inherits(presetOf("algorithm"))
      .help("For zones whose balancer names no algorithm of its product.");
  Properties list = builder.take();
  list.push_back(isDefault());
  Builder more(zoneOf);
  more.flag(
          "includes_all_servers", "Includes all servers", [](auto& o) -> auto& { return o.includesAllServers; })
      .help("New servers become members by themselves.")
      .flag(
          "https_internal", "HTTPS between zones", [](auto& o) -> auto& { return o.httpsInternal; })
      .help("Calls from other zones come over port 443, else port 80.");
  more.custom(
          "has_balancer", "Has a balancer of its own",
          [](const auto& o) { return QString(o.balancer ? "true" : "false"); },
          [](auto& o, const QString& value) -> QString {
            if (value == "true" && !o.balancer) o.balancer.emplace().name = farm::balancerName(o);
            if (value == "false") o.balancer.reset();
            return {};
          })
      .as(Entry::Flag)
      .help("Off: an ideal balancer without cost, unless the zone address is a server's own.");
  for (Property& property : more.take()) list.push_back(std::move(property));
  return list;
}

Properties balancerProperties() {
  Builder builder(
      [](farm::Farm& farm, const ObjectRef& ref) -> farm::Balancer& { return *zoneOf(farm, ref).balancer; });
  builder.name()
      .words(
          "product", "Product", [](auto& o) -> auto& { return o.product; }, productNames())
      .help("Sets algorithm, checks, retries, time-outs and persistence to what this product does by default.")
      .text(
          "balancer_algorithm", "Algorithm", [](auto& o) -> auto& { return o.algorithm; })
      .choicesOf(algorithmsOf)
      .inherits(presetOf("algorithm"))
      .help("By the product's own name.")
      .text(
          "segment", "Network segment", [](auto& o) -> auto& { return o.segment; })
      .words("layer", "Works on", [](auto& o) -> auto& { return o.layer; }, {tr("layer 4"), tr("layer 7")})
      .flag(
          "affinity", "Keeps clients on their server", [](auto& o) -> auto& { return o.affinity; })
      .custom(
          "ports", "Ports", [](const auto& o) { return joined(o.ports); },
          [](auto& o, const QString& value) { return parsePorts(o.ports, value); })
      .custom(
          "targets", "Really sends to",
          [](const auto& o) {
            QStringList words;
            for (const std::string& target : o.targets) words << q(target);
            return words.join(", ");
          },
          [](auto& o, const QString& value) -> QString {
            o.targets.clear();
            for (const QString& word : value.split(',', Qt::SkipEmptyParts))
              o.targets.push_back(word.trimmed().toStdString());
            return {};
          })
      .help("Servers, separated by commas; empty: exactly the zone's members.");
  addCapacity(
      builder, [](auto& o) -> auto& { return o.capacity; });
  builder.group(tr("Health check"))
      .maybeWords("health_check", "Kind", [](auto& o) -> auto& { return o.healthCheck.kind; },
                  {tr("none"), tr("TCP"), tr("HTTP")})
      .inherits(presetOf("health_check.kind"))
      .help("Without a check the balancer never learns that a server failed.")
      .maybeDuration(
          "health_interval", "Every", [](auto& o) -> auto& { return o.healthCheck.interval; })
      .inherits(presetOf("health_check.interval"))
      .maybeDuration(
          "health_timeout", "Waits for", [](auto& o) -> auto& { return o.healthCheck.timeout; })
      .inherits(presetOf("health_check.timeout"))
      .maybeWhole(
          "health_fall", "Failed checks to leave", [](auto& o) -> auto& { return o.healthCheck.fall; }, 1, 1000)
      .inherits(presetOf("health_check.fall"))
      .maybeWhole(
          "health_rise", "Passed checks to return", [](auto& o) -> auto& { return o.healthCheck.rise; }, 1, 1000)
      .inherits(presetOf("health_check.rise"));
  builder.group(tr("When a server fails"))
      .maybeWhole(
          "retries", "Retries", [](auto& o) -> auto& { return o.retries; }, 0, 1000)
      .inherits(presetOf("retries"))
      .help("Further attempts after a refused connection.")
      .maybeWhole(
          "redispatch", "Redispatch every", [](auto& o) -> auto& { return o.redispatch; }, 0, 1000)
      .inherits(presetOf("redispatch"))
      .help("HAProxy's option redispatch: which retry goes to another server; 0: the last one.")
      .maybeDuration(
          "queue_timeout", "Wait in the queue", [](auto& o) -> auto& { return o.queueTimeout; })
      .inherits(presetOf("queue_timeout"))
      .help("A request that waits longer for a server gets 503; 0s: no limit.")
      .maybeDuration(
          "slow_start", "Slow start", [](auto& o) -> auto& { return o.slowStart; })
      .inherits(presetOf("slow_start"))
      .help("Time over which a returning server gets its full share.");
  builder.group(tr("Clients"))
      .maybeWords("persistence", "Kept by", [](auto& o) -> auto& { return o.persistence.kind; },
                  {tr("nothing"), tr("cookie"), tr("address table")})
      .inherits(presetOf("persistence.kind"))
      .help("How the balancer recognises a client it has placed before.")
      .maybeWhole(
          "workers", "Workers", [](auto& o) -> auto& { return o.workers; }, 1, 256)
      .inherits(presetOf("workers"))
      .help("Processes with counters and health state of their own: each sees only its part of the traffic.");
  return builder.take();
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
      .flag(
          "drain", "Draining", [](auto& o) -> auto& { return o.drain; })
      .help("Gets no new clients from the start.");
  return builder.take();
}

}  // namespace headroom::gui::building
