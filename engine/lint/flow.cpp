#include "engine/lint/flow.h"

#include <algorithm>

#include "engine/balancing/shares.h"
#include "engine/farm/browser.h"
#include "engine/farm/database_load.h"
#include "engine/lint/call_graph.h"

namespace headroom::lint {
namespace {

using network::Endpoint;

double capacityOf(int cores, double speed) {
  return std::max(1, cores) * (speed > 0 ? speed : 1.0);
}

/// `newcomers`: connections opened by people who come for one page. Others count where none is kept; how often they
/// find theirs open otherwise depends on the moment.
double relayLoad(const farm::RelayCapacity& relay, double requests, double newcomers) {
  double work = requests * relay.demand.mean.toSeconds();
  if (const auto& connections = relay.connections) {
    const double opened = connections->keepAlive == Duration() ? requests : newcomers;
    work += opened * connections->handshakeDemand.mean.toSeconds();
  }
  return work / capacityOf(relay.cores, relay.speed);
}

/// Requests a second of every application when its users send `userRates`; calls round a circle are left out (CL02).
std::vector<double> allRates(const CallGraph& graph, std::vector<double> userRates) {
  const std::vector<std::size_t> order = graph.callersFirst();
  std::vector<std::size_t> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  for (const std::size_t caller : order) {
    for (const CallGraph::Edge& edge : graph.callsOf(caller)) {
      if (place[edge.to] > place[caller]) userRates[edge.to] += userRates[caller] * edge.reference->calls;
    }
  }
  return userRates;
}

}  // namespace

std::vector<double> leastSeconds(const Context& context) {
  const farm::Farm& farm = context.farm();
  const auto own = [&](const farm::Application& application, const farm::Work& work) {
    const farm::Database* database = farm::databaseOf(farm, application);
    double speed = 0;
    if (const farm::Zone* zone = context.zone(application.zone)) {
      for (const farm::Server* server : context.members(*zone)) speed = std::max(speed, server->speed);
    }
    return work.demand.mean.toSeconds() / (speed > 0 ? speed : 1.0) +
           (database ? farm::databaseLoadOf(*database, work).all() / (database->speed > 0 ? database->speed : 1.0)
                     : work.databaseTransactions * work.databaseDemand.mean.toSeconds());
  };
  const CallGraph graph(
      farm, [](const farm::Reference& reference) { return isServerSide(reference) && reference.synchronous; });
  const std::vector<std::size_t> order = graph.callersFirst();
  std::vector<double> nested(graph.size(), 0);
  std::vector<double> least(graph.size(), 0);
  for (auto index = order.rbegin(); index != order.rend(); ++index) {
    for (const CallGraph::Edge& edge : graph.callsOf(*index)) {
      const double called = own(farm.applications[edge.to], farm::workOf(farm, *edge.reference)) + nested[edge.to];
      nested[*index] += edge.reference->calls * called;
    }
    least[*index] = own(farm.applications[*index], farm.applications[*index].work) + nested[*index];
  }
  return least;
}

Flow Flow::declared(const Context& context) {
  const farm::Farm& farm = context.farm();
  const std::vector<double> least = leastSeconds(context);
  std::vector<double> rates(farm.applications.size(), 0);
  for (const farm::Users& users : farm.users) {
    if (const farm::OpenLoad* arrivals = farm::arrivalsOf(users)) {
      const double peak = arrivals->curve ? farm::peakOf(*arrivals->curve) : 1.0;
      for (const farm::Demand& demand : farm::demandsOf(users, peak)) {
        const farm::Application* asked = context.application(demand.application);
        if (asked) rates[static_cast<std::size_t>(asked - farm.applications.data())] += demand.requestsPerSecond;
      }
      continue;
    }
    const farm::Application* application = context.application(users.application);
    if (application == nullptr) continue;
    const auto index = static_cast<std::size_t>(application - farm.applications.data());
    if (const auto* closed = std::get_if<farm::ClosedLoad>(&users.load)) {
      std::vector<double> alone(rates.size(), 0);
      alone[index] = 1;
      const double bottleneck = Flow(context, alone).bottleneck();
      const double cycle = closed->think.mean.toSeconds() + least[index];
      double rate = 0;
      if (cycle > 0) rate = static_cast<double>(closed->population) * users.requestsPerPage / cycle;
      if (bottleneck > 0) rate = cycle > 0 ? std::min(rate, 1 / bottleneck) : 1 / bottleneck;
      rates[index] += rate;
    }
  }
  Flow flow(context, rates);
  for (const farm::Users& users : farm.users) {
    const auto* open = std::get_if<farm::OpenLoad>(&users.load);
    if (!open) continue;
    for (const farm::Demand& demand : farm::demandsOf(users, open->curve ? farm::peakOf(*open->curve) : 1.0))
      flow.addNewcomers(users, demand.application, demand.requestsPerSecond);
  }
  flow.addBackground();
  flow.carry();
  return flow;
}

Flow::Flow(const Context& context, const std::vector<double>& userRates) : context_(&context) {
  const farm::Farm& farm = context.farm();
  zoneWork_.resize(farm.zones.size());
  zoneRequests_.resize(farm.zones.size());
  zoneNewcomers_.resize(farm.zones.size());
  zoneWeight_.resize(farm.zones.size());
  linkBytes_.resize(farm.links.size());
  collectShares();
  const CallGraph graph(farm, [](const farm::Reference&) { return true; });
  const std::vector<double> rates = allRates(graph, userRates);
  const std::vector<std::size_t> order = graph.callersFirst();
  std::vector<std::size_t> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  for (std::size_t i = 0; i < farm.applications.size(); ++i) {
    if (userRates[i] > 0) addUsers(i, userRates[i]);
    for (const CallGraph::Edge& edge : graph.callsOf(i)) {
      if (place[edge.to] > place[i] && rates[i] > 0) addCalls(*edge.reference, rates[i] * edge.reference->calls);
    }
  }
}

std::size_t Flow::indexOf(const farm::Zone& zone) const {
  return static_cast<std::size_t>(&zone - context_->farm().zones.data());
}

void Flow::collectShares() {
  const farm::Farm& farm = context_->farm();
  for (const farm::Zone& zone : farm.zones) {
    for (const balancing::Share& share : balancing::sharesOf(farm, zone, [](const std::string&) { return true; })) {
      shares_[context_->server(share.server)].push_back(Share{indexOf(zone), share.weight});
      zoneWeight_[indexOf(zone)] += share.weight;
    }
  }
  for (const farm::Server& server : farm.servers) {
    const auto shares = shares_.find(&server);
    if (shares == shares_.end()) continue;
    std::vector<const farm::Server*>& same = alike_[shares->second];
    if (same.size() < 2) same.push_back(&server);
  }
}

void Flow::addThroughZone(const farm::Zone& zone, const farm::Work& work, double rate) {
  zoneWork_[indexOf(zone)] += rate * work.demand.mean.toSeconds();
  zoneRequests_[indexOf(zone)] += rate;
}

void Flow::addBackground() {
  for (const farm::Background& background : context_->farm().background) {
    const farm::Application* application = context_->application(background.application);
    const farm::Zone* zone = application == nullptr ? nullptr : context_->zone(application->zone);
    if (zone == nullptr) continue;
    const std::vector<const farm::Server*> schedulers = farm::schedulersOf(context_->farm(), *zone);
    if (schedulers.empty()) continue;
    const double rate = farm::rateOf(background);
    for (const farm::Server* server : schedulers) {
      direct_[server] += rate * background.work.demand.mean.toSeconds() / static_cast<double>(schedulers.size());
    }
    addDatabase(*application, background.work, rate);
  }
}

void Flow::addDatabase(const farm::Application& application, const farm::Work& work, double rate) {
  const farm::Database* database = farm::databaseOf(context_->farm(), application);
  if (!database) return;
  const farm::DatabaseLoad load = farm::databaseLoadOf(*database, work, rate);
  transactions_[&application] += load.transactions;
  databaseWork_[database] += load.seconds;
  readWork_[database] += load.readSeconds;
  if (!work.lock.empty()) lockedWork_[{database, work.lock}] += load.lockedSeconds;
}

void Flow::addTransfer(Transfer transfer, double rate, std::int64_t request, std::int64_t response) {
  if (request <= 0 && response <= 0) return;
  Bytes& bytes = transfers_[std::move(transfer)];
  bytes.request += rate * static_cast<double>(request);
  bytes.response += rate * static_cast<double>(response);
}

void Flow::addUsers(std::size_t index, double rate) {
  const farm::Farm& farm = context_->farm();
  const farm::Application& application = farm.applications[index];
  std::string from;
  for (const farm::Users& users : farm.users) {
    const std::vector<std::string> opened = farm::applicationsOf(users);
    const bool opens = std::find(opened.begin(), opened.end(), application.name) != opened.end();
    if (from.empty() && opens) from = users.name;
  }
  const Endpoint entry = context_->network().resolve(farm.environment.hostName, from);
  const int port = network::userPort(farm);
  const auto transfer = [&](Transfer way) {
    addTransfer(std::move(way), rate, application.requestBytes, application.responseBytes);
  };
  addDatabase(application, application.work, rate);
  if (entry.kind != Endpoint::Kind::Unknown) transfer({from, false, entry.node, false, port});
  if (entry.kind == Endpoint::Kind::Server) {
    direct_[context_->server(entry.node)] += rate * application.work.demand.mean.toSeconds();
    return;
  }
  const farm::Zone* zone = context_->zone(application.zone);
  if (zone == nullptr) return;
  if (entry.kind == Endpoint::Kind::Proxy) {
    proxyRequests_ += rate;
    transfer({entry.node, false, farm::balancerName(*zone), false, port});
  }
  transfer({farm::balancerName(*zone), false, zone->name, true, port});
  addThroughZone(*zone, application.work, rate);
}

void Flow::addNewcomers(const farm::Users& users, const std::string& application, double rate) {
  const farm::Farm& farm = context_->farm();
  const Endpoint entry = context_->network().resolve(farm.environment.hostName, users.name);
  const auto opened = [&](const farm::RelayCapacity& relay) {
    return relay.connections ? rate * farm::openedPerRequest(*relay.connections, users.requestsPerPage) : 0.0;
  };
  if (entry.kind == Endpoint::Kind::Proxy) {
    if (farm.proxy) proxyNewcomers_ += opened(farm.proxy->capacity);
    return;
  }
  const farm::Application* asked = context_->application(application);
  const farm::Zone* zone = asked == nullptr ? nullptr : context_->zone(asked->zone);
  if (zone == nullptr || !zone->balancer || entry.kind == Endpoint::Kind::Server) return;
  zoneNewcomers_[indexOf(*zone)] += opened(zone->balancer->capacity);
}

void Flow::addCalls(const farm::Reference& reference, double rate) {
  const farm::Application* consumer = context_->application(reference.consumer);
  const farm::Application* producer = context_->application(reference.producer);
  const farm::Zone* home = context_->zone(consumer->zone);
  const farm::Zone* zone = context_->zone(producer->zone);
  if (home == nullptr || zone == nullptr || context_->members(*home).empty()) return;
  const network::CallTarget target = network::callTarget(context_->farm(), reference);
  const farm::Work work = farm::workOf(context_->farm(), reference);
  const Endpoint end = context_->network().resolve(target.address, context_->members(*home).front()->name);
  const auto transfer = [&](Transfer way) {
    addTransfer(std::move(way), rate, reference.requestBytes, reference.responseBytes);
  };
  const auto throughZone = [&](const farm::Zone& behind) {
    transfer({farm::balancerName(behind), false, behind.name, true, target.port});
    addThroughZone(behind, work, rate);
  };
  switch (end.kind) {
    case Endpoint::Kind::Proxy:
      proxyRequests_ += rate;
      transfer({home->name, true, end.node, false, target.port});
      transfer({end.node, false, farm::balancerName(*zone), false, target.port});
      throughZone(*zone);
      break;
    case Endpoint::Kind::Balancer:
      transfer({home->name, true, end.node, false, target.port});
      if (const farm::Zone* behind = context_->zone(end.zone)) throughZone(*behind);
      break;
    case Endpoint::Kind::Server:
      transfer({home->name, true, end.node, false, target.port});
      direct_[context_->server(end.node)] += rate * work.demand.mean.toSeconds();
      break;
    case Endpoint::Kind::Self:  // each caller works for itself
      zoneWork_[indexOf(*home)] += rate * work.demand.mean.toSeconds();
      break;
    case Endpoint::Kind::Database:
    case Endpoint::Kind::Unknown:
      return;
  }
  addDatabase(*producer, work, rate);
}

std::vector<std::pair<std::string, double>> Flow::sendersOf(const std::string& name, bool isZone) const {
  if (!isZone) return {{name, 1.0}};
  const farm::Zone* zone = context_->zone(name);
  const double total = zoneWeight_[indexOf(*zone)];
  std::vector<std::pair<std::string, double>> senders;
  for (const balancing::Share& share :
       balancing::sharesOf(context_->farm(), *zone, [](const std::string&) { return true; })) {
    senders.emplace_back(share.server, share.weight / total);
  }
  return senders;
}

void Flow::carry() {
  const auto& links = context_->farm().links;
  const auto limited = [](const farm::Link& link) { return link.bandwidthBitsPerSecond > 0; };
  if (std::none_of(links.begin(), links.end(), limited)) return;
  for (const auto& [transfer, bytes] : transfers_) {
    for (const auto& [from, fromShare] : sendersOf(transfer.from, transfer.fromZone)) {
      for (const auto& [to, toShare] : sendersOf(transfer.to, transfer.toZone)) {
        carryOver(from, to, transfer.port, bytes, fromShare * toShare);
      }
    }
  }
}

void Flow::carryOver(const std::string& from, const std::string& to, int port, const Bytes& bytes, double share) {
  const auto path = context_->network().path(from, to, port);
  if (!path) return;
  std::string here = from;
  for (const std::size_t index : path->links) {
    const farm::Link& link = context_->farm().links[index];
    // A link that starts where the message is, at the node or in its segment, is crossed in its own direction.
    const bool forward = link.from == here || (link.to != here && link.from == context_->network().segmentOf(here));
    linkBytes_[index].request += share * (forward ? bytes.request : bytes.response);
    linkBytes_[index].response += share * (forward ? bytes.response : bytes.request);
    here = forward ? link.to : link.from;
  }
}

double Flow::load(const farm::Server& server, const farm::Server* lost) const {
  double work = 0;
  if (const auto direct = direct_.find(&server); direct != direct_.end()) work += direct->second;
  const auto shares = shares_.find(&server);
  if (shares != shares_.end()) {
    for (const Share& share : shares->second) {
      double weight = zoneWeight_[share.zone];
      if (const auto other = shares_.find(lost); lost != nullptr && other != shares_.end()) {
        for (const Share& gone : other->second) {
          if (gone.zone == share.zone) weight -= gone.weight;
        }
      }
      work += zoneWork_[share.zone] * share.weight / weight;
    }
  }
  return work / farm::capacityOf(server);
}

Flow::Loss Flow::worstLoss(const farm::Server& server) const {
  Loss worst{nullptr, load(server)};
  for (const auto& [shares, servers] : alike_) {
    const farm::Server* other = servers.front() != &server ? servers.front() : servers.back();
    if (other == &server) continue;
    const double with = load(server, other);
    const bool first = worst.lost != nullptr && with == worst.load && other < worst.lost;
    if (with > worst.load || first) worst = Loss{other, with};
  }
  return worst;
}

double Flow::load(const farm::Database& database) const {
  const auto work = databaseWork_.find(&database);
  return work == databaseWork_.end() ? 0 : work->second / farm::capacityOf(database);
}

double Flow::readLoad(const farm::Database& database) const {
  const auto work = readWork_.find(&database);
  return work == readWork_.end() || database.readInstances <= 0 ? 0 : work->second / farm::readCapacityOf(database);
}

double Flow::lockLoad(const farm::Database& database, const farm::LockClass& lock) const {
  const auto work = lockedWork_.find({&database, lock.name});
  return work == lockedWork_.end() ? 0 : work->second / farm::lockCapacityOf(database, lock);
}

double Flow::proxyLoad() const {
  const auto& proxy = context_->farm().proxy;
  return proxy ? relayLoad(proxy->capacity, proxyRequests_, proxyNewcomers_) : 0;
}

double Flow::balancerLoad(const farm::Zone& zone) const {
  const std::size_t index = indexOf(zone);
  return zone.balancer ? relayLoad(zone.balancer->capacity, zoneRequests_[index], zoneNewcomers_[index]) : 0;
}

double Flow::linkLoad(std::size_t link) const {
  const double bandwidth = context_->farm().links[link].bandwidthBitsPerSecond;
  if (bandwidth <= 0) return 0;
  return 8 * std::max(linkBytes_[link].request, linkBytes_[link].response) / bandwidth;
}

std::vector<std::pair<const farm::Zone*, double>> Flow::partsOf(const farm::Server& server) const {
  std::vector<std::pair<const farm::Zone*, double>> parts;
  const auto shares = shares_.find(&server);
  if (shares == shares_.end()) return parts;
  for (const Share& share : shares->second) {
    const double work = zoneWork_[share.zone] * share.weight / zoneWeight_[share.zone];
    if (work > 0) {
      parts.emplace_back(&context_->farm().zones[share.zone], work / farm::capacityOf(server));
    }
  }
  return parts;
}

double Flow::transactionsOf(const farm::Application& application) const {
  const auto known = transactions_.find(&application);
  return known == transactions_.end() ? 0 : known->second;
}

double Flow::bottleneck() const {
  double most = proxyLoad();
  for (const farm::Zone& zone : context_->farm().zones) most = std::max(most, balancerLoad(zone));
  for (const farm::Server& server : context_->farm().servers) most = std::max(most, load(server));
  for (const farm::Database& database : context_->farm().databases) {
    most = std::max({most, load(database), readLoad(database)});
    for (const farm::LockClass& lock : database.locks) most = std::max(most, lockLoad(database, lock));
  }
  return most;
}

}  // namespace headroom::lint
