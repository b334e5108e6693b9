// Properties of proxy, servers and databases.
#include "gui/commands/connection_builder.h"
#include "gui/commands/data_properties.h"
#include "gui/commands/machine_builder.h"
#include "gui/commands/reliability_builder.h"

namespace headroom::gui::building {
namespace {

constexpr Duration kUsualPause = Duration::milliseconds(100);

template <class T>
T& at(std::vector<T>& items, int index) {
  return items[static_cast<std::size_t>(index)];
}

farm::ReverseProxy& proxyOf(farm::Farm& farm, const ObjectRef&) {
  return *farm.proxy;
}
farm::Server& serverOf(farm::Farm& farm, const ObjectRef& ref) {
  return *serverIn(farm, ref.name);
}
farm::Database& databaseOf(farm::Farm& farm, const ObjectRef& ref) {
  return *databaseIn(farm, ref.name);
}

/// Both or neither: pauses without an interval or a duration mean nothing.
void addPauses(Builder<decltype(&serverOf)>& builder) {
  builder
      .custom(
          "pauses_interval", "Pauses every",
          [](const auto& o) {
            return o.pauses.interval.isZero() ? QString() : q(formatLaw(o.pauses.interval, Law::Kind::Exponential));
          },
          [](auto& o, const QString& text) -> QString {
            if (text.trimmed().isEmpty()) return o.pauses = {}, QString();
            const auto law = parseLaw(text.trimmed().toStdString(), Law::Kind::Exponential);
            if (!law) return sentence(law.problems());
            o.pauses.interval = *law;
            if (law->isZero()) o.pauses.duration = {};
            if (!law->isZero() && o.pauses.duration.isZero())
              o.pauses.duration = {Law::Kind::Exponential, kUsualPause, 0.0};
            return {};
          })
      .help("Garbage collections during which no request computes, such as every 20s. Empty: none.")
      .law(
          "pauses_duration", "A pause takes", [](auto& o) -> auto& { return o.pauses.duration; })
      .help("Such as 100ms or lognormal(80ms, 1.5).")
      .when([](const farm::Farm& farm, const ObjectRef& ref) {
        return !farm::findServer(farm, ref.name)->pauses.interval.isZero();
      });
}

void addBackground(Builder<decltype(&serverOf)>& builder) {
  const auto limit = [&](const char* key, const char* label, auto access) {
    builder.whole(key, label, access, 1, 1'000'000).help("Executed at once on this server; the others wait.");
  };
  builder.group(tr("Background work"));
  limit(
      "max_timers", "Timers", [](auto& o) -> auto& { return o.maxTimers; });
  limit(
      "max_processes", "Processes", [](auto& o) -> auto& { return o.maxProcesses; });
  limit(
      "max_light_processes", "Light processes", [](auto& o) -> auto& { return o.maxLightProcesses; });
  limit(
      "max_emails", "E-mails", [](auto& o) -> auto& { return o.maxEmails; });
}

}  // namespace

Properties proxyProperties() {
  Builder builder(proxyOf);
  builder.name()
      .text(
          "address", "Own address", [](auto& o) -> auto& { return o.address; })
      .help("Host name or address besides the public host name; may be empty.")
      .text(
          "segment", "Network segment", [](auto& o) -> auto& { return o.segment; })
      .help("Where it stands in the network; empty: the farm's only segment.")
      .words("layer", "Works on", [](auto& o) -> auto& { return o.layer; }, {tr("layer 4"), tr("layer 7")})
      .words(
          "product", "Product", [](auto& o) -> auto& { return o.product; }, productNames())
      .help(
          "HAProxy takes the first rule that matches the raw path, nginx the best one for the normalised path; "
          "otherwise the longest path on whole segments.")
      .mention(
          "default_zone", "Unmatched paths go to", [](auto& o) -> auto& { return o.defaultZone; }, zoneNames, true)
      .help("Empty: a path that no route matches is answered 404.");
  addCapacity(
      builder, [](auto& o) -> auto& { return o.capacity; });
  addConnections(
      builder, [](auto& o) -> auto& { return o.capacity; });
  addRateLimit(
      builder, proxyOf, [](auto& o) -> auto& { return o.rateLimit; });
  builder.group(tr("Failures by chance"));
  addReliability(
      builder, proxyOf, [](auto& o) -> auto& { return o.reliability; });
  return builder.take();
}

Properties routeProperties() {
  Builder builder(
      [](farm::Farm& farm, const ObjectRef& ref) -> farm::Route& { return at(farm.proxy->routes, ref.index); });
  builder
      .custom(
          "path", "Path", [](const auto& o) { return q(o.path); },
          [](auto& o, const QString& value) -> QString {
            if (QString why = whyNoLine(value); !why.isEmpty()) return why;
            o.path = value.trimmed().toStdString();  // which paths there may be is the file's to say
            return {};
          })
      .help(
          "Begins with “/”, unless it is an expression. The longest matching path wins; of HAProxy's rules the first.")
      .mention(
          "zone", "Zone", [](auto& o) -> auto& { return o.zone; }, zoneNames, false)
      .text(
          "host", "Host", [](auto& o) -> auto& { return o.host; })
      .help("Empty: any host.")
      .words("match", "Matches", [](auto& o) -> auto& { return o.match; },
             {tr("whole segments"), tr("any prefix"), tr("exactly"), tr("expression"), tr("expression, any case"),
              tr("final prefix")});
  return builder.take();
}

Properties serverProperties() {
  Builder builder(serverOf);
  builder.name()
      .text(
          "address", "Address", [](auto& o) -> auto& { return o.address; })
      .help("Host name or IP of the machine; may be empty.")
      .text(
          "segment", "Network segment", [](auto& o) -> auto& { return o.segment; })
      .group(tr("Hardware"))
      .whole(
          "cores", "Cores", [](auto& o) -> auto& { return o.cores; }, 1, 4096)
      .help("Shared by all pools and all zones of the machine.")
      .number(
          "speed", "Core speed", [](auto& o) -> auto& { return o.speed; }, 1e-6, 1000)
      .help("Relative to the machine on which demands were measured: 2 does the work in half the time.")
      .bytes(
          "memory", "Memory", [](auto& o) -> auto& { return o.memoryBytes; })
      .help("Such as 12GiB; empty: not stated.")
      .words("discipline", "Cores are", [](auto& o) -> auto& { return o.discipline; },
             {tr("shared by all requests"), tr("given first come, first served")});
  addScalability(builder);
  addPauses(builder);
  builder
      .text(
          "failure_domain", "Failure domain", [](auto& o) -> auto& { return o.failureDomain; })
      .help("Host, rack or site that fails as a whole; empty: its own.")
      .group(tr("Role"))
      .flag(
          "in_balancer", "In the balancers of its zones", [](auto& o) -> auto& { return o.inBalancer; })
      .flag(
          "deploy_enabled", "Receives deployments", [](auto& o) -> auto& { return o.deployEnabled; })
      .flag(
          "scheduler", "Runs timers and processes", [](auto& o) -> auto& { return o.scheduler; })
      .flag(
          "controller", "Deployment controller", [](auto& o) -> auto& { return o.controller; });
  addBackground(builder);
  builder.group(tr("Failures by chance"));
  addReliability(
      builder, serverOf, [](auto& o) -> auto& { return o.reliability; });
  Properties list = builder.take();
  for (Property& property : sheddingProperties()) list.push_back(std::move(property));
  return list;
}

Properties databaseProperties() {
  Builder builder(databaseOf);
  builder.name()
      .text(
          "address", "Address", [](auto& o) -> auto& { return o.address; })
      .text(
          "segment", "Network segment", [](auto& o) -> auto& { return o.segment; })
      .whole(
          "port", "Port", [](auto& o) -> auto& { return o.port; }, 1, 65535)
      .group(tr("Hardware"))
      .whole(
          "cores", "Cores", [](auto& o) -> auto& { return o.cores; }, 1, 4096)
      .number(
          "speed", "Core speed", [](auto& o) -> auto& { return o.speed; }, 1e-6, 1000)
      .bytes(
          "memory", "Memory", [](auto& o) -> auto& { return o.memoryBytes; });
  addScalability(builder);
  builder
      .whole(
          "instances", "Machines", [](auto& o) -> auto& { return o.instances; }, 1, 1000)
      .help("Machines behind one endpoint; 2 or more survive a failure.")
      .group(tr("Connections"))
      .whole(
          "connection_limit", "At once, all servers", [](auto& o) -> auto& { return o.connectionLimit; }, 0, 10'000'000)
      .help("0: unlimited.")
      .whole(
          "connection_pool", "Per module and server", [](auto& o) -> auto& { return o.connectionPool; }, 1, 1'000'000)
      .help("A request that finds no free connection waits and holds its worker.");
  addData(builder);
  builder.group(tr("Failures by chance"));
  addReliability(
      builder, databaseOf, [](auto& o) -> auto& { return o.reliability; });
  return builder.take();
}

}  // namespace headroom::gui::building
