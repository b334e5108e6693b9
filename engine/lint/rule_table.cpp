// The rules in order of id; docs/rules.md tells the same at length.
#include "engine/lint/lint.h"

namespace headroom::lint {

namespace {

using enum Severity;

struct Row {
  const char* id;
  Severity severity;
  const char* checks;
  const char* why;
};

constexpr Row kRows[] = {
    {"AD01", Error, "An address is a host name or an IP alone, without scheme, port or path.",
     "The platform refuses anything else of a zone; of a machine nothing resolves it."},
    {"AD02", Warning, "The address of a zone with several servers is its balancer, not one of the servers.",
     "All server-side calls would land on that server and die with it; an error when a critical application is "
     "there."},
    {"AD03", Error, "The balancer behind a zone's address sends to exactly the zone's members.",
     "On a server outside the zone the applications are missing; a member left out (a warning) is idle."},
    {"AD04", Error, "An address resolves from every segment whose servers call it.",
     "The caller's worker is held until its timeout, 100 s for a service action."},
    {"AD05", Error, "The way from every calling segment to the address is open on the port the call uses.",
     "Dropped packets hold the caller's worker until its timeout, and its thread pool fills."},
    {"AD06", Warning, "The platform reaches every zone address on both 80 and 443.",
     "Deployment and management use both."},
    {"AD07", Warning, "With several zones, no zone's address leads to the main proxy.",
     "Calls between zones loop out through the proxy and back: twice its load, and one more thing they depend on."},
    {"AD08", Warning,
     "A zone's address does not resolve to the public side of the proxy under another name or from another segment.",
     "Internal traffic leaves the inner network and comes back in."},
    {"AD09", Error, "Zones with different servers have different addresses, unless the proxy tells them apart by path.",
     "Requests for one zone arrive at servers of the other, where the application is missing."},
    {"AD10", Error, "A zone called over HTTPS has an address that its certificate covers.",
     "Every call from another zone fails in the TLS handshake."},
    {"AD11", Error, "With a controller that serves no users, the zone with Service Center uses HTTPS internally.",
     "Without it the System Components cannot be installed."},
    {"AD12", Error, "In a farm no zone's address is localhost or 127.x.",
     "Each server would call itself, whatever the zone's members are."},
    {"AD13", Warning, "Users are not redirected to an internal zone address.",
     "Their browsers cannot resolve it or bypass the proxy."},
    {"CL01", Warning, "Calls between servers inside do not cross the public proxy.",
     "They load it twice and fail with it."},
    {"CL02", Error, "Synchronous calls form no circle, and do not wait for a worker of their own pool (a warning).",
     "Workers wait for workers: under load the thread pool locks up."},
    {"CL03", Warning, "Calls cross zones at most three times in a row, and a request makes at most ten calls.",
     "Every remote call costs a network round trip and a worker on another server."},
    {"CL05", Warning, "Users wait longer than a request works when nothing is queued.",
     "Servers keep working on abandoned requests, and no user ever sees an answer."},
    {"CP01", Warning, "The declared load needs at most 60 % of a machine's cores; above 80 % it is an error.",
     "Above the target, waiting grows quickly and peaks find no reserve."},
    {"CP03", Warning, "The connections an application keeps busy on a server fit into its connection pools.",
     "Requests beyond them wait for a connection and hold their worker."},
    {"CP04", Warning, "The connections that idle modules keep open fit into the database's limit.",
     "Beyond it new connections are refused."},
    {"CP05", Error, "The declared load needs at most 80 % of a database's cores.",
     "Front ends can be added, the database stays the same."},
    {"CP07", Warning, "Proxy, balancers and links carry the declared load with at most 80 % of their capacity.",
     "Everything passes through them; calls through the proxy count twice."},
    {"CP10", Warning, "The declared load holds each lock at most 80 % of the time; an error from 100 %.",
     "Writers wait for each other, and no core and no server helps."},
    {"HA01", Warning, "No single machine's failure stops an application; an error for a critical one.",
     "It is down until the machine is repaired."},
    {"HA02", Warning, "Every zone with applications has servers in at least two failure domains.",
     "Servers on one host, rack or site fail together."},
    {"HA03", Error, "With any one server lost, every other one stays below 80 % of its cores.",
     "The survivors take over its load in all zones they share with it."},
    {"HA04", Warning, "While a deployment has half of a zone out, the other half stays below 80 % of its cores.",
     "Users meet an overload each time a version is published."},
    {"HA05", Warning, "The cache-invalidation broker is not a single machine or part of the controller.",
     "While it is down, applications keep serving stale values."},
    {"HA06", Warning, "A database's single endpoint is redundant itself.", "Everything stops with it."},
    {"HA07", Warning, "Server-side calls do not depend on the proxy that serves the users.",
     "One failure or overload stops both."},
    {"LB01", Warning, "Balancers do not keep a client on one server.",
     "Sessions live in the database; affinity only skews the load."},
    {"LB02", Error,
     "Every balancer checks its servers' health; a check of the port alone is a warning, one left unsaid a note.",
     "Failed servers keep getting requests; a pool that answers 503 at once even attracts them."},
    {"LB03", Warning, "A failed server is noticed within 15 s.", "Until then its share of requests fails."},
    {"LB05", Warning, "Unequal servers have unequal weights.", "The smallest one saturates while the others idle."},
    {"LB06", Error, "A controller that serves no users is no target of a balancer.",
     "It has no applications to answer with."},
    {"LB07", Error, "A balancer's settings are ones that its product can follow.",
     "The product would refuse its configuration, and no run could say what it does."},
    {"LB08", Warning, "Failed servers are found by health checks, not by users' requests.",
     "Every failure costs users an answer, and again each time the server is tried."},
    {"LB09", Warning, "Hashing on a ring shares requests as the weights say, within 10 %.",
     "The server with the largest arc saturates first."},
    {"LB10", Warning, "A balancer that goes by the client's address sees the clients' addresses.",
     "Behind a proxy all users look alike and go to one server."},
    {"LB11", Warning, "An algorithm that follows the load hears of failing answers.",
     "Who fails fast has the fewest open requests and draws the traffic of all."},
    {"LB12", Warning, "Where failing servers are ejected at least one may be.",
     "Outlier detection that may eject less than one server does nothing."},
    {"LB13", Warning, "Weights that are set count.", "The load is not shared as the farm seems to say."},
    {"NW01", Error, "Every server reaches the databases of its applications.",
     "Every request that needs data waits for its timeout."},
    {"NW02", Error, "Every front end reaches the deployment controller on 12000 or 12100.",
     "Nothing can be published to it."},
    {"NW03", Warning, "Every front end reaches the cache broker on 5672.", "It goes on with stale values."},
    {"NW04", Error, "Firewalls towards users stop platform and database ports.",
     "Deployment and data would be open to outsiders."},
    {"NW05", Warning, "A round trip between servers and database takes at most 2 ms; above 10 ms it is an error.",
     "A request makes many of them one after another."},
    {"OP01", Error, "Every zone with applications has a server with the scheduler role.",
     "Timers, processes and e-mails run only within the application's own zone."},
    {"OP06", Warning, "Planned events and deployments leave every zone a server.",
     "Its applications are away until one comes back."},
    {"RT01", Error, "The proxy sends users of every application to its zone.",
     "Elsewhere the application is missing: 404."},
    {"RT02", Error, "The proxy sends every module of an application to its zone.",
     "Screens load without theme, login or widgets."},
    {"RT03", Error, "Modules that users' screens take from other applications are exposed as well.",
     "Browsers ask for them through the environment host name."},
    {"RT04", Error, "Users reach the environment host name.", "Nobody gets in."},
    {"RT05", Error, "A rule does not swallow paths that only begin with the same letters.",
     "Requests go to the zone of another application."},
    {"RT06", Warning, "Every rule leads to a zone with such a module, and none stands twice.",
     "Dead rules hide mistakes and turn into 404 when an application moves."},
    {"RT07", Error, "Applications for internal use only cannot be reached through the proxy.",
     "They are open to outsiders."},
    {"RT08", Warning, "No rule of the proxy exposes the management consoles.",
     "They administer the whole environment."},
    {"RT12", Error, "Balancers listen on 80 and 443 only.", "Applications are supported on no other port."},
    {"RT13", Error, "When users go to several zones, a layer-7 proxy stands in front.",
     "Only it can tell by the path which zone is meant."},
    {"RT14", Error, "A rule of the proxy is one that its product can follow.",
     "The product would refuse its configuration, and nobody could say where a request goes."},
    {"ZN01", Error, "A zone has a server.", "Its applications run nowhere."},
    {"ZN02", Error, "A zone with applications has a server that is deployed to and in the balancer.",
     "Its applications serve nobody."},
    {"ZN03", Error, "An application is in exactly one zone, and the zone exists.", "It is deployed nowhere."},
    {"ZN04", Warning, "Modules are in the zone of their application.",
     "Zones of single modules are deprecated since 11.8."},
    {"ZN05", Error, "Exactly one zone is the default.", "New modules and the System Components go there."},
    {"ZN06", Error, "The default zone includes every front end.", "The System Components must be on all of them."},
    {"ZN07", Warning, "A zone that includes all servers has no list of some of them.",
     "The list is ignored, and misleads."},
    {"ZN08", Info, "Every server is in a zone that carries an application.", "It costs money and serves nobody."},
    {"ZN10", Warning, "Servers of one zone are equal.", "Equal shares fit equal machines only."},
    {"ZN11", Warning, "The loads of all zones of a server add up to at most the target of 60 %.",
     "Zones are balanced independently: an average per zone does not see what they share."},
};

}  // namespace

const std::vector<RuleInfo>& rules() {
  static const std::vector<RuleInfo> table = [] {
    std::vector<RuleInfo> all;
    for (const Row& row : kRows) all.push_back(RuleInfo{row.id, row.severity, row.checks, row.why});
    return all;
  }();
  return table;
}

}  // namespace headroom::lint
