#include "engine/planning/flow.h"

#include <algorithm>
#include <set>

#include "engine/analytic/traffic.h"
#include "engine/balancing/shares.h"
#include "engine/farm/browser.h"
#include "engine/farm/database_load.h"
#include "engine/network/network.h"

namespace headroom::planning {
namespace {

using farm::Application;
using farm::Farm;
using farm::Reference;
using farm::Work;
using farm::Zone;

/// Adds up core seconds per second at every node.
class Flow {
 public:
  Flow(const Farm& farm, const std::vector<std::string>& down)
      : farm_(farm), network_(farm), down_(down.begin(), down.end()) {}

  /// Users' requests come through the proxy, where there is one.
  void addUserRequests(const Application& application, double rate) {
    if (farm_.proxy) addRelay(farm_.proxy->name, farm_.proxy->capacity, rate);
    addThroughZone(application, application.zone, application.work, rate);
  }

  /// Connections that users open for these requests at the first relay they come to. How many people come again for
  /// and find theirs open depends on the moment.
  void addUserConnections(const Application& application, const farm::Users& users, double rate) {
    const Zone* zone = farm::findZone(farm_, application.zone);
    const bool behindProxy = farm_.proxy.has_value();
    const farm::RelayCapacity* relay = nullptr;
    if (behindProxy) relay = &farm_.proxy->capacity;
    if (!behindProxy && zone && zone->balancer) relay = &zone->balancer->capacity;
    if (relay && relay->connections) {
      const std::string name = behindProxy ? farm_.proxy->name : farm::balancerName(*zone);
      const bool newcomers = std::holds_alternative<farm::OpenLoad>(users.load);
      addHandshakes(name, *relay, rate * farm::openedPerRequest(*relay->connections, users.requestsPerPage), newcomers);
    }
    if (behindProxy && zone) addCallerConnections(*zone, rate);
  }

  void addCalls(const Reference& reference, const Application& consumer, const Application& producer, double rate) {
    const Zone* zone = farm::findZone(farm_, producer.zone);
    if (zone == nullptr) return;
    const std::string& address = reference.address.empty() ? zone->address : reference.address;
    const Work work = farm::workOf(farm_, reference);
    const network::Endpoint end = address.empty() ? network::Endpoint{network::Endpoint::Kind::Balancer, "", zone->name}
                                                  : network_.resolve(address, anyServerOf(consumer));
    switch (end.kind) {
      case network::Endpoint::Kind::Proxy:
        if (farm_.proxy) {
          addRelay(farm_.proxy->name, farm_.proxy->capacity, rate);
          addHandshakes(farm_.proxy->name, farm_.proxy->capacity, rate, false);
        }
        addThroughZone(producer, producer.zone, work, rate);
        addCallerConnections(*zone, rate);
        break;
      case network::Endpoint::Kind::Balancer:
        addThroughZone(producer, end.zone, work, rate);
        if (const Zone* called = farm::findZone(farm_, end.zone)) addCallerConnections(*called, rate);
        break;
      case network::Endpoint::Kind::Server:
        addWork(producer, end.node, work, rate);
        break;
      case network::Endpoint::Kind::Self: {
        const auto shares = sharesOf(consumer.zone);
        for (const auto& [server, share] : shares) addWork(producer, server, work, rate * share);
        break;
      }
      default:
        break;
    }
  }

  void addBackground(const farm::Background& background) {
    const Application* application = farm::findApplication(farm_, background.application);
    const Zone* zone = application == nullptr ? nullptr : farm::findZone(farm_, application->zone);
    if (zone == nullptr) return;
    std::vector<const farm::Server*> schedulers = farm::schedulersOf(farm_, *zone);
    std::erase_if(schedulers, [this](const farm::Server* server) { return !isUp(server->name); });
    const double rate = farm::rateOf(background) / static_cast<double>(std::max<std::size_t>(1, schedulers.size()));
    for (const farm::Server* server : schedulers) addWork(*application, server->name, background.work, rate);
  }

  std::map<std::string, double> loads() const {
    std::map<std::string, double> loads = load_;
    for (const std::string& name : unpredictable_) loads.erase(name);
    for (const std::string& name : down_) loads.erase(name);
    return loads;
  }

 private:
  bool isUp(const std::string& node) const { return !down_.contains(node); }

  std::string anyServerOf(const Application& application) const {
    const auto shares = sharesOf(application.zone);
    return shares.empty() ? std::string() : shares.begin()->first;
  }

  /// Part of a zone's requests that each usable member gets.
  std::map<std::string, double> sharesOf(const std::string& zoneName) const {
    std::map<std::string, double> shares;
    const Zone* zone = farm::findZone(farm_, zoneName);
    if (zone == nullptr) return shares;
    double total = 0;
    for (const balancing::Share& share :
         balancing::sharesOf(farm_, *zone, [this](const std::string& server) { return isUp(server); })) {
      shares[share.server] = share.weight;
      total += share.weight;
    }
    for (auto& [server, share] : shares) share /= total;
    return shares;
  }

  void addThroughZone(const Application& application, const std::string& zoneName, const Work& work, double rate) {
    const Zone* zone = farm::findZone(farm_, zoneName);
    if (zone == nullptr) return;
    if (zone->balancer) addRelay(farm::balancerName(*zone), zone->balancer->capacity, rate);
    const auto shares = sharesOf(zoneName);
    const bool predictable = shares.size() < 2 || balancing::spreadsByWeight(farm_, *zone);
    for (const auto& [server, share] : shares) {
      addWork(application, server, work, rate * share);
      if (!predictable) unpredictable_.insert(server);
    }
  }

  void addWork(const Application& application, const std::string& serverName, const Work& work, double rate) {
    const farm::Server* server = farm::findServer(farm_, serverName);
    if (server == nullptr || !isUp(serverName)) return;
    load_[serverName] += rate * work.demand.mean.toSeconds() / farm::capacityOf(*server);
    if (const farm::Database* database = farm::databaseOf(farm_, application)) addTransactions(*database, work, rate);
  }

  /// Who looks into a cache that is out finds nothing.
  void addTransactions(const farm::Database& database, const Work& work, double rate) {
    farm::Database asIs = database;
    if (database.cache && !isUp(farm::cacheNameOf(database))) asIs.cache.reset();
    const farm::DatabaseLoad load = farm::databaseLoadOf(asIs, work, rate);
    if (isUp(database.name)) load_[database.name] += load.seconds / farm::capacityOf(database);
    if (database.readInstances > 0)
      load_[farm::readsNameOf(database)] += load.readSeconds / farm::readCapacityOf(database);
    const farm::LockClass* lock = farm::findLock(database, work.lock);
    if (lock == nullptr || !isUp(database.name)) return;
    load_[farm::lockNameOf(database, lock->name)] += load.lockedSeconds / farm::lockCapacityOf(database, *lock);
  }

  void addRelay(const std::string& name, const farm::RelayCapacity& capacity, double rate) {
    load_[name] += rate * capacity.demand.mean.toSeconds() / (capacity.cores * capacity.speed);
  }

  /// Connections of the proxy and of servers to a zone's balancer.
  void addCallerConnections(const Zone& zone, double rate) {
    if (zone.balancer) addHandshakes(farm::balancerName(zone), zone.balancer->capacity, rate, false);
  }

  /// Not `certain`: callers who may find connections open that they have opened before.
  void addHandshakes(const std::string& name, const farm::RelayCapacity& relay, double rate, bool certain) {
    if (!relay.connections || relay.connections->handshakeDemand.isZero()) return;
    load_[name] += rate * relay.connections->handshakeDemand.mean.toSeconds() / (relay.cores * relay.speed);
    if (!certain && relay.connections->keepAlive > Duration()) unpredictable_.insert(name);
  }

  const Farm& farm_;
  network::Network network_;
  std::set<std::string> down_;
  std::set<std::string> unpredictable_;
  std::map<std::string, double> load_;
};

std::optional<std::size_t> indexOf(const Farm& farm, const std::string& application) {
  for (std::size_t i = 0; i < farm.applications.size(); ++i) {
    if (farm.applications[i].name == application) return i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::map<std::string, double>> offeredLoads(const Farm& farm, double loadFactor,
                                                          const std::vector<std::string>& down) {
  std::vector<double> fromUsers(farm.applications.size(), 0.0);
  for (const farm::Users& users : farm.users) {
    const farm::OpenLoad* arrivals = farm::arrivalsOf(users);
    if (arrivals == nullptr || arrivals->curve) return std::nullopt;
    for (const farm::Demand& demand : farm::demandsOf(users, loadFactor)) {
      const auto application = indexOf(farm, demand.application);
      if (!application) return std::nullopt;
      fromUsers[*application] += demand.requestsPerSecond;
    }
  }
  std::vector<analytic::Call> calls;
  for (const Reference& reference : farm.references) {
    const auto from = indexOf(farm, reference.consumer);
    const auto to = indexOf(farm, reference.producer);
    if (from && to) calls.push_back({*from, *to, reference.calls});
  }
  const auto rates = analytic::solveTraffic(fromUsers, calls);
  if (!rates) return std::nullopt;

  Flow flow(farm, down);
  for (const farm::Users& users : farm.users) {
    for (const farm::Demand& demand : farm::demandsOf(users, loadFactor)) {
      const auto application = indexOf(farm, demand.application);
      flow.addUserConnections(farm.applications[*application], users, demand.requestsPerSecond);
    }
  }
  for (std::size_t i = 0; i < farm.applications.size(); ++i) {
    if (fromUsers[i] > 0) flow.addUserRequests(farm.applications[i], fromUsers[i]);
  }
  for (const Reference& reference : farm.references) {
    const auto from = indexOf(farm, reference.consumer);
    const auto to = indexOf(farm, reference.producer);
    if (from && to)
      flow.addCalls(reference, farm.applications[*from], farm.applications[*to], (*rates)[*from] * reference.calls);
  }
  for (const farm::Background& background : farm.background) flow.addBackground(background);
  return flow.loads();
}

}  // namespace headroom::planning
