// Properties of proxy, servers and databases.
#include "gui/commands/connection_builder.h"
#include "gui/commands/data_properties.h"
#include "gui/commands/reliability_builder.h"

namespace headroom::gui::building {
namespace {

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
             {tr("shared by all requests"), tr("given first come, first served")})
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
          "controller", "Deployment controller", [](auto& o) -> auto& { return o.controller; })
      .group(tr("Failures by chance"));
  addReliability(
      builder, serverOf, [](auto& o) -> auto& { return o.reliability; });
  Properties list = builder.take();
  for (Property& property : sheddingProperties()) list.push_back(std::move(property));
  return list;
}

Properties poolProperties() {
  Builder builder([](farm::Farm& farm, const ObjectRef& ref) -> farm::Pool& {
    return at(serverIn(farm, ref.name)->pools, ref.index);
  });
  builder
      .text(
          "name", "Pool", [](auto& o) -> auto& { return o.name; })
      .whole(
          "workers", "Workers", [](auto& o) -> auto& { return o.workers; }, 0, 1'000'000)
      .help("Requests executed at once; 0: 100 per core.")
      .words("threads", "Are there", [](auto& o) -> auto& { return o.threads; },
             {tr("from the start"), tr("as needed")})
      .help("All workers from the start, or few at first and more while requests wait.")
      .whole(
          "initial_workers", "At first", [](auto& o) -> auto& { return o.initialWorkers; }, 0, 1'000'000)
      .help("Workers to begin with where they are there as needed; 0: 12 per core.")
      .whole(
          "queue_limit", "Queue limit", [](auto& o) -> auto& { return o.queueLimit; }, 1, 100'000'000)
      .help("Requests executing plus waiting; one more is answered 503 at once.");
  return builder.take();
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
          "memory", "Memory", [](auto& o) -> auto& { return o.memoryBytes; })
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
