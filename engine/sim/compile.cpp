#include "engine/sim/compile.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "engine/balancing/pool_spec.h"
#include "engine/balancing/router.h"
#include "engine/balancing/settings.h"
#include "engine/base/quantity.h"
#include "engine/network/network.h"
#include "engine/routing/pool_group.h"
#include "engine/sim/connection_rules.h"
#include "engine/sim/cycles.h"
#include "engine/sim/database_compile.h"
#include "engine/sim/operations.h"
#include "engine/sim/scaling_spec.h"
#include "engine/sim/server_spec.h"
#include "engine/sim/sources.h"
#include "engine/sim/targets.h"
#include "engine/sim/ways.h"

namespace headroom::sim {
namespace {

/// Builds one model; each step fills its part and notes what is wrong with it.
class Compiler {
 public:
  Compiler(const farm::Farm& farm, const RunOptions& options)
      : farm_(farm), options_(options), network_(farm), ways_(farm, network_, model_) {}

  Result<Model> compile() {
    checkOptions();
    for (std::size_t i = 0; i < farm_.zones.size(); ++i) zones_.emplace(farm_.zones[i].name, static_cast<Index>(i));
    for (std::size_t i = 0; i < farm_.servers.size(); ++i)
      servers_.emplace(farm_.servers[i].name, static_cast<Index>(i));
    for (std::size_t i = 0; i < farm_.databases.size(); ++i)
      databases_.emplace(farm_.databases[i].name, static_cast<Index>(i));
    model_.hostName = farm_.environment.hostName;
    addRelays();
    addDatabases();
    addServers();
    addApplications();
    addReferences();
    buildRouter();
    if (!problems_.empty()) return problems_;
    addMembers();
    addScaling(farm_, options_.replay ? std::nullopt : options_.warmUp, model_, problems_);
    addHosting();
    addCallTargets();
    addSources();
    addBackground();
    addOperations(farm_, options_, ways_, model_, problems_);
    for (Diagnostic& cycle : cycleProblems(farm_)) problems_.push_back(std::move(cycle));
    if (!problems_.empty()) return problems_;
    return std::move(model_);
  }

 private:
  using Indices = std::map<std::string, Index>;

  void refuse(std::string what, std::string remedy, const farm::Origin& origin = {}) {
    for (Diagnostic& each :
         problem(std::move(what), std::move(remedy), {farm_.file, origin.object.line, origin.object.column})) {
      problems_.push_back(std::move(each));
    }
  }

  static Index find(const Indices& indices, const std::string& name) {
    const auto found = indices.find(name);
    return found == indices.end() ? kNone : found->second;
  }

  void checkOptions() {
    if (options_.replications < 1 || options_.replications > 100000) {
      refuse("a run needs 1 to 100000 replications, not " + std::to_string(options_.replications), "ask for 10");
    }
    if (options_.measured.ns() <= 0 && !options_.replay) refuse("the measured part has no length", "measure for 10min");
    if (options_.requests && options_.replay) {
      refuse("a replay has the requests of its log", "leave the number of requests out");
    }
    if (options_.requests && *options_.requests == 0) refuse("no requests, no results", "ask for 100000");
    if (options_.warmUp && options_.warmUp->ns() < 0)
      refuse("the warm-up is negative", "give 0 or more, or leave it out to have it detected");
    if (!(options_.loadFactor >= 0) || !std::isfinite(options_.loadFactor)) {
      refuse("the load factor is not a number of 0 or more", "1 is today's load");
    }
    if (options_.seriesWindows < 1 || options_.seriesWindows > 100000) {
      refuse("the measured part cannot be cut into " + std::to_string(options_.seriesWindows) + " windows",
             "ask for 1 to 100000");
    }
    if (options_.replay && options_.loadFactor != 1.0) {
      model_.warnings.push_back("the load factor does not scale a replayed log; scale its rate when it is loaded");
    }
  }

  Index addRelay(const std::string& name, StationSpec::Kind kind, const farm::RelayCapacity& capacity,
                 const std::optional<farm::RateLimit>& limit) {
    StationSpec station;
    station.name = name;
    station.kind = kind;
    station.servers = std::max(1, capacity.cores);
    station.instances = std::max(1, capacity.instances);
    station.tokens = std::max<std::int64_t>(0, capacity.maxConnections);
    station.maxPending = station.tokens > 0 ? capacity.maxPending.value_or(-1) : -1;
    if (limit) {
      station.perSecond = limit->rate.perSecond;
      station.burst = limit->burst;
    }
    station.demand = kernel::Sampler(capacity.demand, capacity.speed > 0 ? capacity.speed : 1.0);
    station.connections = connectionRulesOf(capacity);
    model_.stations.push_back(station);
    return static_cast<Index>(model_.stations.size() - 1);
  }

  void addRelays() {
    if (farm_.proxy) {
      model_.proxyStation =
          addRelay(farm_.proxy->name, StationSpec::Kind::Proxy, farm_.proxy->capacity, farm_.proxy->rateLimit);
    }
    for (const farm::Zone& zone : farm_.zones) {
      ZoneSpec spec;
      spec.name = zone.name;
      spec.address = zone.address;
      farm::Balancer balancer = zone.balancer.value_or(farm::Balancer{});
      if (const auto pending = balancing::settingsOf(farm_, zone).maxPending.value)
        balancer.capacity.maxPending = *pending;
      spec.station =
          addRelay(farm::balancerName(zone), StationSpec::Kind::Balancer, balancer.capacity, balancer.rateLimit);
      model_.stations[spec.station].owner = static_cast<Index>(model_.zones.size());
      model_.zones.push_back(std::move(spec));
    }
  }

  void addDatabases() {
    for (const farm::Database& database : farm_.databases) addDatabase(database, model_);
  }

  void addServers() {
    for (const farm::Server& server : farm_.servers) {
      ServerSpec spec = serverSpecOf(server);
      StationSpec cores = coresOf(server);
      cores.owner = static_cast<Index>(model_.servers.size());
      spec.coresStation = static_cast<Index>(model_.stations.size());
      model_.stations.push_back(std::move(cores));
      for (const farm::Database& database : farm_.databases) {
        spec.databaseWays.push_back(ways_.between(server.name, database.name, database.port));
      }
      model_.servers.push_back(std::move(spec));
    }
  }

  /// An interval needs a variance. The wait behind work with a tail index of 3 or less has none, and no run is ever
  /// long enough.
  void warnOfTail(const Law& law, const std::string& what) {
    if (law.kind != Law::Kind::Pareto || law.isZero() || law.shape > 3) return;
    model_.warnings.push_back("the " + what + " has so heavy a tail (Pareto, index " + formatNumber(law.shape) +
                              ") that waiting behind it has no variance: the intervals of means are too narrow");
  }

  Index addTask(const farm::Work& work, const farm::Application& application) {
    warnOfTail(work.demand, "demand of " + application.name);
    warnOfTail(work.databaseDemand, "database demand of " + application.name);
    if (work.databaseWriteDemand) warnOfTail(*work.databaseWriteDemand, "writing demand of " + application.name);
    TaskSpec task;
    task.demand = kernel::Sampler(work.demand);
    task.computesFirst = work.computing == farm::Work::Computing::First;
    task.transactions = static_cast<int>(std::clamp(std::floor(work.databaseTransactions), 0.0, 1e6));
    task.oneMoreTransaction = std::max(0.0, work.databaseTransactions - task.transactions);
    if (const farm::Database* database = farm::databaseOf(farm_, application)) {
      task.database = find(databases_, database->name);
      if (task.database != kNone) task.databaseStation = model_.databaseStations[task.database];
    } else if (work.databaseTransactions > 0) {
      refuse("application " + application.name + " makes database transactions, but there is no such database",
             "add the database, or set its transactions to 0", application.origin);
    }
    task.plain = !task.demand.isZero() && task.oneMoreTransaction <= 0.0;
    if (!task.computesFirst) task.slices = static_cast<std::uint32_t>(task.transactions) + 1;
    if (!addTransactions(work, task.database == kNone ? nullptr : &model_.databases[task.database], task)) {
      refuse(
          "application " + application.name + " takes the lock '" + work.lock + "', which its database does not have",
          "add the lock class to the database, or leave lock out", application.origin);
    }
    model_.tasks.push_back(task);
    return static_cast<Index>(model_.tasks.size() - 1);
  }

  void addApplications() {
    for (const farm::Application& application : farm_.applications) {
      const farm::Module first = farm::modulesOf(application).front();
      ApplicationSpec spec;
      spec.name = application.name;
      spec.path = first.path;
      const std::string& zone = first.zoneOverride.empty() ? application.zone : first.zoneOverride;
      spec.zone = find(zones_, zone);
      if (spec.zone == kNone) {
        refuse("application " + application.name + " is in no zone" +
                   (zone.empty() ? "" : ": there is no zone '" + zone + "'"),
               "name one of the farm's zones", application.origin);
      }
      spec.requestBytes = std::max<std::int64_t>(0, application.requestBytes);
      spec.responseBytes = std::max<std::int64_t>(0, application.responseBytes);
      spec.task = addTask(application.work, application);
      applications_.emplace(application.name, static_cast<Index>(model_.applications.size()));
      model_.applications.push_back(std::move(spec));
    }
  }

  void addReferences() {
    for (const farm::Reference& reference : farm_.references) {
      const Index consumer = find(applications_, reference.consumer);
      ReferenceSpec spec;
      spec.producer = find(applications_, reference.producer);
      if (consumer == kNone || spec.producer == kNone) {
        refuse("the reference from '" + reference.consumer + "' to '" + reference.producer +
                   "' names an unknown application",
               "add the application or take the reference out", reference.origin);
        continue;
      }
      spec.task = addTask(farm::workOf(farm_, reference), farm_.applications[spec.producer]);
      spec.calls = static_cast<int>(std::clamp(std::floor(reference.calls), 0.0, 1e6));
      spec.oneMoreCall = std::max(0.0, reference.calls - spec.calls);
      spec.synchronous = reference.synchronous;
      spec.timeout = reference.timeout;
      spec.requestBytes = std::max<std::int64_t>(0, reference.requestBytes);
      spec.responseBytes = std::max<std::int64_t>(0, reference.responseBytes);
      if (reference.circuitBreaker) {
        spec.breakerFailures = std::max(1, reference.circuitBreaker->failures);
        spec.breakerOpen = reference.circuitBreaker->open;
      }
      model_.applications[consumer].references.push_back(static_cast<Index>(model_.references.size()));
      consumers_.push_back(consumer);
      model_.references.push_back(spec);
    }
  }

  void buildRouter() {
    const Diagnostics problems = balancing::problemsOf(farm_);
    problems_.insert(problems_.end(), problems.begin(), problems.end());
    if (auto router = balancing::Router::create(farm_)) router_.emplace(std::move(*router));
  }

  void addMembers() {
    for (std::size_t i = 0; i < farm_.zones.size(); ++i) {
      const farm::Zone& zone = farm_.zones[i];
      ZoneSpec& spec = model_.zones[i];
      const std::string balancer = farm::balancerName(zone);
      for (const farm::ZoneMember& target : farm::balancerTargets(farm_, zone)) {
        MemberSpec member;
        member.server = find(servers_, target.server);
        member.drain = target.drain && !target.disabled;
        if (member.server == kNone) {
          refuse("zone " + zone.name + " sends to an unknown server '" + target.server + "'",
                 "name one of the farm's servers", zone.origin);
          continue;
        }
        for (const Port port : {Port::Http, Port::Https}) {
          member.ways[static_cast<std::size_t>(port)] = ways_.between(balancer, target.server, portNumber(port));
        }
        spec.members.push_back(member);
      }
      if (!spec.members.empty()) addBalancing(zone, spec);
      if (!farm_.proxy) continue;
      for (const Port port : {Port::Http, Port::Https}) {
        const auto p = static_cast<std::size_t>(port);
        const Port other = port == Port::Http ? Port::Https : Port::Http;
        spec.forwardPort[p] = listens(zone, port) ? port : other;
        spec.forwarded[p] = listens(zone, spec.forwardPort[p]);
        spec.fromProxy[p] = ways_.between(farm_.proxy->name, balancer, portNumber(spec.forwardPort[p]));
      }
    }
  }

  void addBalancing(const farm::Zone& zone, ZoneSpec& spec) {
    auto balancing = balancing::poolSpecOf(farm_, zone);
    if (!balancing) {
      problems_.insert(problems_.end(), balancing.problems().begin(), balancing.problems().end());
      return;
    }
    spec.balancing = std::move(*balancing);
    const balancing::Settings settings = balancing::settingsOf(farm_, zone);
    spec.connectTimeout = settings.connectTimeout.value;
    spec.serverTimeout = settings.serverTimeout.value;
    spec.workers = settings.workers.value;
    if (spec.workers >= 1 && spec.workers <= routing::PoolGroup::kMostWorkers) return;
    refuse("zone " + zone.name + ": its balancer has " + std::to_string(spec.workers) + " workers",
           "give 1 to " + std::to_string(routing::PoolGroup::kMostWorkers), zone.origin);
  }

  void addHosting() {
    model_.hosting.resize(model_.servers.size() * model_.applications.size());
    for (std::size_t a = 0; a < model_.applications.size(); ++a) {
      const farm::Zone& zone = farm_.zones[model_.applications[a].zone];
      std::set<Index> deployed;
      for (const farm::ZoneMember& member : farm::membersOf(farm_, zone))
        deployed.insert(find(servers_, member.server));
      for (Index s = 0; s < model_.servers.size(); ++s) {
        if (zone.includesAllServers || deployed.count(s) > 0) deploy(s, static_cast<Index>(a));
      }
    }
  }

  void deploy(Index server, Index application) {
    Hosting& hosting = model_.hosting[static_cast<std::size_t>(server) * model_.applications.size() + application];
    const std::vector<farm::Pool> pools = farm::poolsOf(farm_.servers[server]);
    const auto named = std::find_if(pools.begin(), pools.end(), [&](const farm::Pool& pool) {
      return pool.name == farm_.applications[application].pool;
    });
    hosting.pool = named == pools.end() ? 0 : static_cast<Index>(named - pools.begin());
    hosting.references = static_cast<Index>(model_.applications[application].references.size());
    hosting.plain = hosting.references == 0;
    const farm::Database* database = farm::databaseOf(farm_, farm_.applications[application]);
    if (!database || database->connectionPool <= 0) return;
    hosting.connections = static_cast<Index>(model_.connectionPools.size());
    model_.connectionPools.push_back(database->connectionPool);
    model_.poolOwner.push_back(server);
  }

  void addCallTargets() {
    const Targets targets(farm_, network_, *router_, ways_, model_);
    model_.callTargets.resize(model_.servers.size() * model_.references.size());
    for (Index r = 0; r < model_.references.size(); ++r) {
      const farm::Reference& reference = farm_.references[r];
      const Index producer = model_.references[r].producer;
      const farm::Zone& zone = farm_.zones[model_.applications[producer].zone];
      const bool elsewhere = model_.applications[consumers_[r]].zone != model_.applications[producer].zone;
      const Port port = zone.httpsInternal && elsewhere ? Port::Https : Port::Http;
      const std::string& address = !reference.address.empty() ? reference.address : zone.address;
      for (Index s = 0; s < model_.servers.size(); ++s) {
        if (model_.hostingOf(s, consumers_[r]).pool == kNone) continue;
        Target& target = model_.callTargets[static_cast<std::size_t>(s) * model_.references.size() + r];
        target = targets.of(address, model_.servers[s].name, producer, port);
      }
    }
  }

  void addSources() {
    const Targets targets(farm_, network_, *router_, ways_, model_);
    if (options_.replay) return addReplaySources(targets);
    for (const farm::Users& users : farm_.users) {
      SourceSpec source;
      source.name = users.name;
      source.application = find(applications_, users.application);
      if (source.application == kNone) {
        refuse("users " + users.name + " ask for an unknown application '" + users.application + "'",
               "name one of the farm's applications", users.origin);
        continue;
      }
      source.users = static_cast<Index>(model_.sources.size());
      source.requestsPerPage = std::max(1, users.requestsPerPage);
      source.addresses = std::max<std::int64_t>(0, users.addresses);
      source.timeout = users.timeout;
      source.retries = retriesOf(users);
      model_.repeats = model_.repeats || source.retries;
      if (const auto* open = std::get_if<farm::OpenLoad>(&users.load)) {
        source.pagesPerSecond = open->rate.perSecond * options_.loadFactor;
        source.varying = varyingOf(*open, options_.loadFactor);
        model_.openTraffic = model_.openTraffic || source.pagesPerSecond > 0;
        model_.followsCurve = model_.followsCurve || open->curve;
        if (open->curve && options_.requests && farm::meanOf(*open->curve) <= 0)
          refuse(
              "the rate of users " + users.name + " ends at nothing, so that a number of requests may never be reached",
              "say how long to measure instead", users.origin);
      } else if (const auto* closed = std::get_if<farm::ClosedLoad>(&users.load)) {
        source.kind = SourceSpec::Kind::Closed;
        source.population = std::llround(static_cast<double>(closed->population) * options_.loadFactor);
        source.think = kernel::Sampler(closed->think);
        if (source.population > 10'000'000)
          refuse("users " + users.name + " are too many to simulate one by one", "give at most 10 million",
                 users.origin);
      } else if (const auto* sessions = std::get_if<farm::SessionLoad>(&users.load)) {
        addSessions(users, *sessions, std::move(source), targets);
        continue;
      } else {
        refuse("users " + users.name + " come from recorded logs", "replay the logs on the farm instead of running it",
               users.origin);
        continue;
      }
      source.target = targets.ofUsers(users.name, source.application);
      model_.sources.push_back(std::move(source));
    }
    for (const SourceSpec& source : model_.sources) {
      if (!options_.requests || source.kind != SourceSpec::Kind::Closed) continue;
      refuse("users " + source.name + " are a fixed number of people, so that a number of requests says nothing",
             "say how long to measure instead");
    }
    if (options_.requests && !model_.openTraffic && problems_.empty())
      refuse("nobody sends requests, so that their number is never reached", "give the users a rate");
    if (model_.sources.empty() && problems_.empty())
      refuse("the farm has no users, so there is nothing to run", "add users, or replay a log");
  }

  /// One source for each page; the first one has the arrivals.
  void addSessions(const farm::Users& users, const farm::SessionLoad& sessions, SourceSpec common,
                   const Targets& targets) {
    const std::vector<double> visits = farm::visitsOf(sessions);
    if (visits.empty())
      return refuse("sessions of users " + users.name + " may never end, or have no pages",
                    "let the ways from each page add up to less than 1 somewhere behind it", users.origin);
    Indices pages;
    for (const farm::SessionPage& page : sessions.pages)
      pages.emplace(page.name, common.users + static_cast<Index>(pages.size()));
    common.kind = SourceSpec::Kind::Session;
    const double perSecond = sessions.begin.rate.perSecond * options_.loadFactor;
    model_.openTraffic = model_.openTraffic || perSecond > 0;
    model_.followsCurve = model_.followsCurve || sessions.begin.curve;
    const std::vector<double> entries = farm::entriesOf(sessions);
    SessionWays ways;
    double upTo = 0;
    for (std::size_t i = 0; i < entries.size(); ++i)
      ways.push_back({upTo += entries[i], common.users + static_cast<Index>(i)});
    for (std::size_t i = 0; i < sessions.pages.size(); ++i) {
      const farm::SessionPage& page = sessions.pages[i];
      SourceSpec source = common;
      source.name = i == 0 ? users.name : users.name + "/" + page.name;
      if (!page.application.empty()) source.application = find(applications_, page.application);
      if (source.application == kNone) {
        refuse("page " + page.name + " of users " + users.name + " belongs to an unknown application",
               "name one of the farm's applications", page.origin);
        source.application = common.application;
      }
      source.requestsPerPage = std::max(1, page.requests);
      source.think = kernel::Sampler(page.think);
      source.pagesPerSecond = perSecond * visits[i];
      double probability = 0;
      for (const farm::NextPage& next : page.next)
        source.next.push_back({probability += next.probability, find(pages, next.page)});
      source.target = targets.ofUsers(users.name, source.application);
      if (i == 0) {
        source.entries = ways;
        source.varying = varyingOf(sessions.begin, options_.loadFactor);
        if (!source.varying) source.varying = poissonOf(sessions.begin, options_.loadFactor);
      }
      model_.sources.push_back(std::move(source));
    }
  }

  void addReplaySources(const Targets& targets) {
    model_.replay = options_.replay;
    for (const Diagnostic& warning : options_.replay->warnings) model_.warnings.push_back(warning.what);
    if (!options_.replay->serviceUs.empty()) {
      model_.warnings.push_back(
          "the service times are those of the log: they hold a worker and no core, so the use of the servers' cores is "
          "not known");
    }
    model_.openTraffic = true;
    model_.sourceOfApplication.assign(model_.applications.size(), kNone);
    for (const workload::Arrival& arrival : options_.replay->arrivals) {
      if (arrival.application >= model_.applications.size()) {
        return refuse("the log was read for another farm: it names an application this farm does not have",
                      "read it again");
      }
      Index& known = model_.sourceOfApplication[arrival.application];
      if (known != kNone) continue;
      known = static_cast<Index>(model_.sources.size());
      SourceSpec source;
      source.kind = SourceSpec::Kind::Replay;
      source.users = known;
      source.application = arrival.application;
      const farm::Users* users = usersOf(model_.applications[arrival.application].name);
      source.name = "log of " + model_.applications[arrival.application].name;
      if (users) {
        source.timeout = users->timeout;
        source.retries = retriesOf(*users);
        model_.repeats = model_.repeats || source.retries;
      }
      source.target = targets.ofUsers(users ? users->name : std::string{}, source.application);
      model_.sources.push_back(std::move(source));
    }
    if (model_.sources.empty())
      refuse("the log has no request for an application of this farm", "check the applications' paths against the log");
  }

  /// Who a logged request comes from: the users of its application, else the first users.
  const farm::Users* usersOf(const std::string& application) const {
    for (const farm::Users& users : farm_.users) {
      if (users.application == application) return &users;
    }
    return farm_.users.empty() ? nullptr : &farm_.users.front();
  }

  void addBackground() {
    for (const farm::Background& background : farm_.background) {
      BackgroundSpec spec;
      spec.name = background.name;
      spec.kind = static_cast<std::size_t>(background.kind);
      spec.application = find(applications_, background.application);
      if (spec.application == kNone) {
        refuse("background work " + background.name + " belongs to an unknown application '" + background.application +
                   "'",
               "name one of the farm's applications", background.origin);
        continue;
      }
      spec.every = background.every;
      spec.rate = background.rate.perSecond;
      if (spec.every.ns() <= 0 && !(spec.rate > 0)) {
        refuse("background work " + background.name + " never falls due", "give it an interval or a rate",
               background.origin);
        continue;
      }
      spec.alone = background.kind == farm::Background::Kind::Timer;
      spec.priority = background.priority;
      spec.timeout = farm::timeoutOf(background);
      spec.retries = background.retries;
      for (const farm::Server* server :
           farm::schedulersOf(farm_, farm_.zones[model_.applications[spec.application].zone]))
        spec.servers.push_back(find(servers_, server->name));
      if (spec.servers.empty()) {
        model_.warnings.push_back("background work " + background.name +
                                  " is never done: no server of its zone has the scheduler role");
        continue;
      }
      spec.task = addTask(background.work, farm_.applications[spec.application]);
      model_.background.push_back(std::move(spec));
    }
  }

  const farm::Farm& farm_;
  const RunOptions& options_;
  Model model_;
  network::Network network_;
  WayTable ways_;
  Indices zones_, servers_, databases_, applications_;
  std::vector<Index> consumers_;  ///< By reference.
  std::optional<balancing::Router> router_;
  Diagnostics problems_;
};

}  // namespace

Result<Model> compile(const farm::Farm& farm, const RunOptions& options) {
  return Compiler(farm, options).compile();
}

}  // namespace headroom::sim
