// Properties of applications and their modules.
#include "gui/commands/data_properties.h"
#include "gui/commands/zone_edits.h"

namespace headroom::gui::building {
namespace {

/// The zone of an application: changing it takes its routes along.
Property applicationZone() {
  Property property;
  property.key = "zone";
  property.label = tr("Zone");
  property.help = tr("An application lives in exactly one zone; its routes follow.");
  property.entry = Entry::Choice;
  property.choices = zoneNames;
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return q(farm::findApplication(farm, ref.name)->zone);
  };
  property.write = [](farm::Farm& farm, const ObjectRef& ref, const QString& text) {
    return MoveApplication(ref.name, text.toStdString()).apply(farm);
  };
  return property;
}

/// The path of an application's first module; its route follows a change.
Property applicationPath() {
  Property property;
  property.key = "path";
  property.label = tr("Path");
  property.help = tr("First path segment of its requests, with the slash; its route follows.");
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return q(farm::modulesOf(*farm::findApplication(farm, ref.name)).front().path);
  };
  property.write = [](farm::Farm& farm, const ObjectRef& ref, const QString& text) -> QString {
    const std::string to = text.trimmed().toStdString();
    if (to.size() < 2 || to.front() != '/') return tr("A path starts with “/” and goes on, such as /AppX.");
    if (to.find_first_of(" \t?#") != std::string::npos) return tr("A path has no spaces, “?” or “#”.");
    farm::Application& application = *applicationIn(farm, ref.name);
    if (application.modules.empty()) application.modules = farm::modulesOf(application);
    const std::string from = farm::modulesOf(application).front().path;
    application.modules.front().path = to;
    if (!farm.proxy) return {};
    for (farm::Route& route : farm.proxy->routes) {
      if (equalIgnoringCase(route.path, from) && route.zone == application.zone) route.path = to;
    }
    return {};
  };
  return property;
}

/// What the application calls, for reading: "AppY ×0.2".
Property applicationCalls() {
  Property property;
  property.key = "calls";
  property.label = tr("Calls");
  property.help = tr(
      "Other applications it calls, with the mean number of calls per request. Edited in the farm's Reference table.");
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    QStringList words;
    for (const farm::Reference& reference : farm.references) {
      if (reference.consumer == ref.name) words << q(reference.producer + " ×" + formatNumber(reference.calls));
    }
    return words.join(", ");
  };
  property.shown = [](const farm::Farm&, const ObjectRef&) { return false; };
  return property;
}

template <class B, class Access>
void addWork(B& builder, Access work) {
  builder
      .law(
          "demand", "Server time per request", [work](auto& o) -> auto& { return work(o).demand; })
      .help("Core time on the server: 11ms (exponential), fixed(11ms), lognormal(11ms, 1.5), …")
      .number(
          "database_transactions",
          "Transactions per request", [work](auto& o) -> auto& { return work(o).databaseTransactions; }, 0, 1e6)
      .help("Mean number per request; the fraction is a probability.")
      .law(
          "database_demand", "Database time each", [work](auto& o) -> auto& { return work(o).databaseDemand; })
      .help("Core time on the database per transaction.");
  addTransactions(builder, work);
  builder
      .words("computing", "Server time falls", [work](auto& o) -> auto& { return work(o).computing; },
             {tr("around the transactions"), tr("before the first one")})
      .help("Transactions and calls part it evenly, or it comes before them all.");
}

}  // namespace

Properties applicationProperties() {
  const auto find = [](farm::Farm& farm, const ObjectRef& ref) -> farm::Application& {
    return *applicationIn(farm, ref.name);
  };
  Builder builder(find);
  builder.name();
  Properties list = builder.take();
  list.push_back(applicationZone());
  list.push_back(applicationPath());
  list.push_back(applicationCalls());
  Builder more(find);
  more.words("kind", "Kind", [](auto& o) -> auto& { return o.kind; },
             {tr("reactive"), tr("traditional"), tr("service")})
      .group(tr("Cost of one request"));
  addWork(
      more, [](auto& o) -> auto& { return o.work; });
  more.mention(
          "database", "Database", [](auto& o) -> auto& { return o.database; }, databaseNames, true)
      .help("Empty: the farm's only one.")
      .bytes(
          "request_size", "Request size", [](auto& o) -> auto& { return o.requestBytes; })
      .bytes(
          "response_size", "Response size", [](auto& o) -> auto& { return o.responseBytes; })
      .help("Such as 30kB; takes time on links with a bandwidth.")
      .group(tr("Exposure"))
      .flag(
          "client_traffic", "Users reach it", [](auto& o) -> auto& { return o.clientTraffic; })
      .flag(
          "internal_only", "Internal only", [](auto& o) -> auto& { return o.internalOnly; })
      .help("Must not be reachable from outside.")
      .flag(
          "critical", "Critical", [](auto& o) -> auto& { return o.critical; })
      .text(
          "pool", "Application pool", [](auto& o) -> auto& { return o.pool; })
      .help("Empty: the server's first pool.");
  for (Property& property : more.take()) {
    list.push_back(std::move(property));
    if (list.back().key == "database_write_demand") list.push_back(lockProperty());
  }
  return list;
}

Properties moduleProperties() {
  Builder builder([](farm::Farm& farm, const ObjectRef& ref) -> farm::Module& {
    return applicationIn(farm, ref.name)->modules[static_cast<std::size_t>(ref.index)];
  });
  builder
      .text(
          "name", "Module", [](auto& o) -> auto& { return o.name; })
      .custom(
          "path", "Path", [](const auto& o) { return q(o.path); },
          [](auto& o, const QString& value) -> QString {
            if (!value.isEmpty() && !value.startsWith('/')) return tr("A path starts with “/”.");
            o.path = value.trimmed().toStdString();
            return {};
          })
      .help("First path segment with its slash; empty: “/” and the module's name.")
      .mention(
          "zone_override", "Own zone", [](auto& o) -> auto& { return o.zoneOverride; }, zoneNames, true)
      .help("Deprecated zone of this module alone; empty: the application's zone.");
  return builder.take();
}

}  // namespace headroom::gui::building
