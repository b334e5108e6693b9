#include "gui/commands/connect_edits.h"

#include <QCoreApplication>
#include <algorithm>

#include "gui/commands/add_edits.h"
#include "gui/commands/zone_edits.h"

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("ConnectEdits", text);
}
QString q(const std::string& text) {
  return QString::fromStdString(text);
}

/// Follows the calls from `start`; true when they lead to `goal`.
bool callsReach(const farm::Farm& farm, const std::string& start, const std::string& goal) {
  std::vector<std::string> open = {start}, seen;
  while (!open.empty()) {
    const std::string here = open.back();
    open.pop_back();
    if (here == goal) return true;
    if (std::find(seen.begin(), seen.end(), here) != seen.end()) continue;
    seen.push_back(here);
    for (const farm::Reference& reference : farm.references) {
      if (reference.consumer == here && reference.synchronous) open.push_back(reference.producer);
    }
  }
  return false;
}

std::string nodeOf(const farm::Farm& farm, const ObjectRef& ref) {
  switch (ref.type) {
    case ObjectType::Proxy:
      return farm.proxy ? farm.proxy->name : "";
    case ObjectType::Zone:
    case ObjectType::Balancer: {
      const farm::Zone* zone = farm::findZone(farm, ref.name);
      return zone ? farm::balancerName(*zone) : "";
    }
    case ObjectType::Server:
    case ObjectType::Database:
    case ObjectType::Users:
      return ref.name;
    default:
      return "";
  }
}

bool isZoneLike(ObjectType type) {
  return type == ObjectType::Zone || type == ObjectType::Balancer;
}

Connection meaning(const ObjectRef& from, const ObjectRef& to) {
  using T = ObjectType;
  if (from.type == T::Users && to.type == T::Application) return {std::make_unique<SendUsers>(from.name, to.name), {}};
  if (from.type == T::Proxy && isZoneLike(to.type)) return {std::make_unique<RouteToZone>(to.name), {}};
  if (from.type == T::Proxy && to.type == T::Application) return {std::make_unique<RouteApplication>(to.name), {}};
  if (isZoneLike(from.type) && to.type == T::Server) return {std::make_unique<JoinZone>(to.name, from.name), {}};
  if (from.type == T::Server && isZoneLike(to.type)) return {std::make_unique<JoinZone>(from.name, to.name), {}};
  if (from.type == T::Application && to.type == T::Application) {
    return {std::make_unique<CallApplication>(from.name, to.name), {}};
  }
  if (from.type == T::Application && to.type == T::Database)
    return {std::make_unique<UseDatabase>(from.name, to.name), {}};
  if (from.type == T::Application && isZoneLike(to.type))
    return {std::make_unique<MoveApplication>(from.name, to.name), {}};
  return {};
}

QString whyNothing(const ObjectRef& from, const ObjectRef& to) {
  switch (from.type) {
    case ObjectType::Users:
      return tr("Users open an application: end the line on one.");
    case ObjectType::Proxy:
      return tr("The proxy sends requests to a zone or an application.");
    case ObjectType::Zone:
    case ObjectType::Balancer:
      return tr("A zone balancer sends requests to front-end servers.");
    case ObjectType::Server:
      return tr("A server joins a zone: end the line on one.");
    case ObjectType::Application:
      return tr("An application calls another application, uses a database, or moves to a zone.");
    case ObjectType::Database:
      return tr("A database only answers: start the line at an application.");
    default:
      return tr("%1 and %2 cannot be connected.").arg(typeName(from.type), typeName(to.type));
  }
}

}  // namespace

QString SendUsers::text() const {
  return tr("Send %1 to %2").arg(q(users_), q(application_));
}

QString SendUsers::apply(farm::Farm& farm) const {
  farm::Users* users = usersIn(farm, users_);
  const farm::Application* application = farm::findApplication(farm, application_);
  if (users == nullptr || application == nullptr) return tr("The users or the application are gone.");
  if (!application->clientTraffic || application->internalOnly) {
    return tr("%1 takes no client traffic: users cannot reach it.").arg(q(application_));
  }
  users->application = application_;
  return {};
}

QString RouteToZone::text() const {
  return tr("Route to %1").arg(q(zone_));
}

QString RouteToZone::apply(farm::Farm& farm) const {
  if (!farm.proxy || farm::findZone(farm, zone_) == nullptr) return tr("The proxy or the zone is gone.");
  bool added = false;
  const std::vector<farm::Application> applications = farm.applications;
  for (const farm::Application& application : applications) {
    if (application.zone == zone_) added = addMissingRoutes(farm, application) || added;
  }
  if (!added) farm.proxy->defaultZone = zone_;
  return {};
}

QString RouteApplication::text() const {
  return tr("Route %1").arg(q(application_));
}

QString RouteApplication::apply(farm::Farm& farm) const {
  const farm::Application* found = farm::findApplication(farm, application_);
  if (!farm.proxy || found == nullptr) return tr("The proxy or the application is gone.");
  if (!found->clientTraffic || found->internalOnly) {
    return tr("%1 takes no client traffic: the proxy must not publish it.").arg(q(application_));
  }
  const farm::Application application = *found;
  addMissingRoutes(farm, application);
  return {};
}

QString CallApplication::text() const {
  return tr("%1 calls %2").arg(q(consumer_), q(producer_));
}

QString CallApplication::apply(farm::Farm& farm) const {
  if (!farm::findApplication(farm, consumer_) || !farm::findApplication(farm, producer_)) {
    return tr("One of the applications is gone.");
  }
  if (consumer_ == producer_) return tr("An application does not call itself through its zone.");
  if (callsReach(farm, producer_, consumer_)) {
    return tr("%1 already calls %2, directly or not: waiting for each other in a circle would never end.")
        .arg(q(producer_), q(consumer_));
  }
  const bool known = std::any_of(farm.references.begin(), farm.references.end(), [&](const farm::Reference& reference) {
    return reference.consumer == consumer_ && reference.producer == producer_;
  });
  if (known) return {};
  farm::Reference reference;
  reference.consumer = consumer_;
  reference.producer = producer_;
  farm.references.push_back(reference);
  return {};
}

QString UseDatabase::text() const {
  return tr("%1 uses %2").arg(q(application_), q(database_));
}

QString UseDatabase::apply(farm::Farm& farm) const {
  farm::Application* application = applicationIn(farm, application_);
  if (application == nullptr || !farm::findDatabase(farm, database_))
    return tr("The application or the database is gone.");
  if (application->database == database_) return {};
  application->database = database_;
  if (application->work.databaseTransactions <= 0) {
    application->work.databaseTransactions = 1;
    application->work.databaseDemand = {Law::Kind::Exponential, Duration::milliseconds(5), 0.0};
  }
  return {};
}

QString LinkNodes::text() const {
  return tr("Link %1 and %2").arg(q(from_), q(to_));
}

QString LinkNodes::apply(farm::Farm& farm) const {
  if (from_ == to_) return tr("A link needs two different ends.");
  for (const farm::Link& link : farm.links) {
    if ((link.from == from_ && link.to == to_) || (link.from == to_ && link.to == from_)) {
      return tr("%1 and %2 are linked already.").arg(q(from_), q(to_));
    }
  }
  farm::Link link;
  link.from = from_;
  link.to = to_;
  link.latency = Duration::microseconds(500);
  farm.links.push_back(link);
  return {};
}

Connection connectionBetween(const farm::Farm& farm, const ObjectRef& from, const ObjectRef& to) {
  if (from == to) return {nullptr, tr("A line needs two different ends.")};
  Connection connection = meaning(from, to);
  if (!connection.edit) connection = meaning(to, from);  // drawn the other way round
  if (!connection.edit) return {nullptr, whyNothing(from, to)};
  farm::Farm copy = farm;
  if (QString why = connection.edit->apply(copy); !why.isEmpty()) return {nullptr, why};
  if (copy == farm) return {nullptr, tr("They are connected already.")};
  return connection;
}

Connection linkBetween(const farm::Farm& farm, const ObjectRef& from, const ObjectRef& to) {
  const std::string a = nodeOf(farm, from), b = nodeOf(farm, to);
  if (a.empty() || b.empty())
    return {nullptr, tr("A network link joins machines: users, proxy, balancer, server, database.")};
  auto edit = std::make_unique<LinkNodes>(a, b);
  farm::Farm copy = farm;
  if (QString why = edit->apply(copy); !why.isEmpty()) return {nullptr, why};
  return {std::move(edit), {}};
}

}  // namespace headroom::gui
