#include <algorithm>
#include <charconv>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/network/explanation.h"
#include "engine/routing/route_table.h"

namespace headroom::network {
namespace {

Url parseUrl(const farm::Farm& farm, const std::string& text) {
  Url url;
  url.port = userPort(farm);
  url.host = farm.environment.hostName;
  if (text.starts_with('/')) {
    url.target = text;
    return url;
  }
  const std::string scheme = toLower(text.substr(0, text.find("://")));
  if (text.find("://") == std::string::npos || (scheme != "http" && scheme != "https")) {
    url.problem = "'" + text + "' is neither a path such as /AppX nor an http:// or https:// address";
    return url;
  }
  url.port = scheme == "https" ? 443 : 80;
  const std::string rest = text.substr(scheme.size() + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string authority = rest.substr(0, end);
  if (const std::size_t at = authority.rfind('@'); at != std::string::npos) authority.erase(0, at + 1);
  url.target = rest.substr(end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  url.host = std::string(routing::hostWithoutPort(authority));
  if (url.host.starts_with('[') && url.host.ends_with(']')) url.host = url.host.substr(1, url.host.size() - 2);
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string::npos && authority.find(']', colon) == std::string::npos && colon + 1 < authority.size()) {
    const char* begin = authority.data() + colon + 1;
    const char* last = authority.data() + authority.size();
    const auto [read, error] = std::from_chars(begin, last, url.port);
    if (error != std::errc() || read != last || url.port < 1 || url.port > 65535) {
      url.problem = "'" + authority.substr(colon + 1) + "' is no port; ports are 1 to 65535";
    }
  }
  if (authority.empty() || url.host.empty()) url.problem = "'" + text + "' names no host";
  return url;
}

/// Where reading and writing transactions go, when they part ways.
std::vector<std::string> detailsOf(const farm::Database& database, const farm::Work& work) {
  std::vector<std::string> details;
  if (work.databaseWrites < 1) details.push_back(formatFraction(work.databaseWrites) + " of them write");
  if (work.databaseWriteDemand) details.push_back("a write takes " + formatDuration(work.databaseWriteDemand->mean));
  if (!work.lock.empty()) details.push_back("writes hold lock " + work.lock);
  if (work.databaseWrites >= 1) return details;
  if (database.cache)
    details.push_back("a cache answers " + formatFraction(database.cache->hitRatio) + " of the reads");
  if (database.readInstances > 0) {
    details.push_back("reads run on " + std::to_string(database.readInstances) + " further " +
                      (database.readInstances == 1 ? "machine" : "machines"));
  }
  return details;
}

}  // namespace

void Tour::fail(const std::string& at, const std::string& what, std::vector<std::string> details) {
  explanation_.hops.push_back(Hop{at, what, std::move(details), {}, true});
}

/// Adds the next hop's place and links, or says why the request does not get there.
bool Tour::arrive(const Landing& landing, const std::string& arrivedAs) {
  if (!landing.problem.empty()) {
    fail(landing.end.node.empty() ? here_ : landing.end.node, landing.problem + giveUp_);
    return false;
  }
  Hop hop{landing.end.node, arrivedAs, {}, landing.path->latency, false};
  const std::string over = describe(farm_, *landing.path);
  if (!over.empty()) hop.details.push_back("over " + over + " on port " + std::to_string(port_));
  explanation_.hops.push_back(std::move(hop));
  here_ = landing.end.node;
  return true;
}

bool Tour::start(const Url& url) {
  const std::vector<std::string> nodes = farm::nodeNames(farm_);
  if (here_ != "client" && std::find(nodes.begin(), nodes.end(), here_) == nodes.end()) {
    const std::string guess = nearest(here_, nodes);
    fail(here_,
         "there is no node '" + here_ + "' in this farm" + (guess.empty() ? "" : "; did you mean '" + guess + "'?"));
    return false;
  }
  if (!url.problem.empty()) {
    fail(here_, url.problem);
    return false;
  }
  const std::string asked = url.host.empty() ? "the farm, which has no host name," : url.host;
  Hop hop{here_, "asks " + asked + " for " + url.target + " on port " + std::to_string(url.port), {}, {}, false};
  if (const std::string segment = network_.segmentOf(here_); !segment.empty())
    hop.details.push_back("in segment " + segment);
  const std::string meaning = meaningOf(farm_, url.host);
  const Endpoint end = url.host.empty() ? Endpoint{} : network_.resolve(url.host, here_);
  if (end.kind != Endpoint::Kind::Unknown) {
    hop.details.push_back(url.host + (meaning.empty() ? "" : " is " + meaning + " and") + " leads to " + describe(end));
  }
  explanation_.hops.push_back(std::move(hop));
  giveUp_ = ": the caller waits its full timeout";
  for (const farm::Users& users : farm_.users) {
    if (users.name == here_ && users.timeout > Duration()) giveUp_ += " of " + formatDuration(users.timeout);
  }
  return true;
}

/// Users of a sketch without a host name know the proxy, or else the application's balancer, by sight.
Endpoint Tour::entryBySight() const {
  if (farm_.proxy) return {Endpoint::Kind::Proxy, farm_.proxy->name, {}};
  const farm::Zone* zone = farm::findZone(farm_, answering_.zone);
  if (zone == nullptr) return {};
  return {Endpoint::Kind::Balancer, farm::balancerName(*zone), zone->name};
}

Explanation Tour::follow(const std::string& text, const Asker& asker) {
  asker_ = &asker;
  here_ = !asker.from.empty() ? asker.from : farm_.users.empty() ? "client" : farm_.users.front().name;
  const Url url = parseUrl(farm_, text);
  port_ = url.port;
  if (!start(url)) return std::move(explanation_);
  answering_ = answeringTo(farm_, url.target);
  const Landing landing = url.host.empty() ? cross(farm_, network_, here_, entryBySight(), port_)
                                           : reach(farm_, network_, here_, url.host, port_);
  const bool arrived = [&] {
    switch (landing.end.kind) {
      case Endpoint::Kind::Proxy:
        return arrive(landing, "takes the request") && throughProxy(url);
      case Endpoint::Kind::Balancer: {
        const farm::Zone* zone = farm::findZone(farm_, landing.end.zone);
        return zone != nullptr && arrive(landing, "takes the request for zone " + zone->name) &&
               throughBalancer(*zone, url);
      }
      case Endpoint::Kind::Server:
      case Endpoint::Kind::Self:
        return arrive(landing, "takes the request itself, without a balancer") && atServer(here_);
      case Endpoint::Kind::Database:
        fail(landing.end.node, "is a database and answers no web requests" + giveUp_);
        return false;
      case Endpoint::Kind::Unknown:
        break;
    }
    return arrive(landing, {});
  }();
  explanation_.reached = arrived;
  return std::move(explanation_);
}

bool Tour::atServer(const std::string& name) {
  Hop& hop = explanation_.hops.back();
  const farm::Server* server = farm::findServer(farm_, name);
  if (server == nullptr) {
    hop.what = "serves no web requests";
    hop.failed = true;
    return false;
  }
  const farm::Application* application = answering_.application;
  const farm::Zone* home = farm::findZone(farm_, answering_.zone);
  if (application == nullptr || home == nullptr || !deployedOn(farm_, *home, name)) {
    hop.what = application == nullptr ? "no application of this farm has this path: answered 404"
                                      : application->name + " is in zone " + answering_.zone + ", which " + name +
                                            " does not belong to: answered 404";
    hop.failed = true;
    return false;
  }
  const std::vector<farm::Pool> pools = farm::poolsOf(*server);
  const auto named =
      std::find_if(pools.begin(), pools.end(), [&](const auto& p) { return p.name == application->pool; });
  const farm::Pool& pool = named != pools.end() ? *named : pools.front();
  hop.what = "runs " + application->name + " in pool " + pool.name;
  hop.details.push_back(std::to_string(farm::workersOf(*server, pool)) + " workers, at most " +
                        std::to_string(pool.queueLimit) + " requests; " +
                        formatDuration(application->work.demand.mean) + " of one of " + std::to_string(server->cores) +
                        " cores a request");
  if (answering_.module != application->name) hop.details.push_back("module " + answering_.module);
  explanation_.server = name;
  atDatabase();
  callsOf(*application);
  return true;
}

void Tour::atDatabase() {
  const farm::Application& application = *answering_.application;
  const farm::Database* database = farm::databaseOf(farm_, application);
  if (database == nullptr || application.work.databaseTransactions <= 0) return;
  const Endpoint end{Endpoint::Kind::Database, database->name, {}};
  const Landing landing = cross(farm_, network_, explanation_.server, end, database->port);
  const std::string load = formatNumber(application.work.databaseTransactions) + " transactions a request, " +
                           formatDuration(application.work.databaseDemand.mean) + " each";
  if (!landing.problem.empty()) {
    fail(database->name, landing.problem + ": every transaction waits its full timeout", {load});
    return;
  }
  Hop hop{database->name, "answers the transactions of " + application.name, {load}, landing.path->latency, false};
  for (std::string& detail : detailsOf(*database, application.work)) hop.details.push_back(std::move(detail));
  const std::string over = describe(farm_, *landing.path);
  if (!over.empty()) hop.details.push_back("over " + over + " on port " + std::to_string(database->port));
  explanation_.hops.push_back(std::move(hop));
}

Explanation explain(const farm::Farm& farm, const std::string& url, const Asker& asker) {
  const Network network(farm);
  return Tour(farm, network).follow(url, asker);
}

}  // namespace headroom::network
