// The server-side calls an application makes, as hops of an explanation.
#include "engine/base/quantity.h"
#include "engine/network/explanation.h"

namespace headroom::network {
namespace {

/// "AppX calls AppY (service action, 0.2 a request, waits for the answer)".
std::string sentenceOf(const farm::Reference& reference) {
  const bool redirect = reference.kind == farm::ReferenceKind::Redirect;
  const std::string waiting = redirect ? "" : reference.synchronous ? ", waits for the answer" : ", does not wait";
  return reference.consumer + (redirect ? " redirects the browser to " : " calls ") + reference.producer + " (" +
         std::string(farm::wordsOf(reference.kind)) + ", " + formatNumber(reference.calls) + " a request" + waiting +
         ")";
}

/// Zone whose balancer a call finally comes to, through the proxy if its address says so; nullptr: none, or a server
/// itself.
const farm::Zone* zoneBehind(const farm::Farm& farm, const Endpoint& end, const std::string& host,
                             const std::string& path) {
  if (end.kind == Endpoint::Kind::Balancer) return farm::findZone(farm, end.zone);
  if (end.kind != Endpoint::Kind::Proxy) return nullptr;
  const auto router = balancing::Router::create(farm);
  return router ? farm::findZone(farm, router->decide(host, path).zone) : nullptr;
}

}  // namespace

void Tour::callsOf(const farm::Application& application) {
  for (const farm::Reference& reference : farm_.references) {
    if (reference.consumer == application.name) call(reference);
  }
}

void Tour::call(const farm::Reference& reference) {
  const CallTarget target = callTarget(farm_, reference);
  const bool redirect = reference.kind == farm::ReferenceKind::Redirect;
  const std::string waits = redirect ? ": the browser gets no page"
                                     : ": the caller waits its full timeout of " + formatDuration(reference.timeout);
  const std::string caller = redirect ? explanation_.hops.front().at : explanation_.server;
  const Landing landing = reach(farm_, network_, caller, target.address, target.port);
  Hop hop;
  hop.at = landing.end.node.empty() ? target.address : landing.end.node;
  hop.what = sentenceOf(reference) + " at " + target.address + ":" + std::to_string(target.port);
  const std::string meaning = reference.address.empty() ? "" : meaningOf(farm_, target.address);
  hop.details.push_back(std::string(reference.address.empty() ? "address of the producer's zone" : "address typed in") +
                        (meaning.empty() ? "" : ", " + meaning) + ", leads to " + describe(landing.end));
  std::string problem = landing.problem.empty() ? "" : landing.problem + waits;
  if (problem.empty()) {
    hop.latency = landing.path->latency;
    const std::string over = describe(farm_, *landing.path);
    if (!over.empty()) hop.details.push_back("over " + over);
    problem = afterArrival(reference, target, landing.end, hop.details);
  }
  hop.failed = !problem.empty();
  if (hop.failed) hop.details.push_back(problem);
  explanation_.hops.push_back(std::move(hop));
}

/// What becomes of a call at the node its address leads to: why nobody answers it there, or nothing.
std::string Tour::afterArrival(const farm::Reference& reference, const CallTarget& target, const Endpoint& end,
                               std::vector<std::string>& details) const {
  const farm::Application* producer = farm::findApplication(farm_, reference.producer);
  const farm::Zone* home = producer ? farm::findZone(farm_, producer->zone) : nullptr;
  const std::string path = producer ? farm::modulesOf(*producer).front().path : "/" + reference.producer;
  if (end.kind == Endpoint::Kind::Database) return "a database answers no web requests";
  if (end.kind == Endpoint::Kind::Server || end.kind == Endpoint::Kind::Self) {
    if (home != nullptr && deployedOn(farm_, *home, end.node)) return {};
    return reference.producer + " is not deployed on " + end.node + ": answered 404";
  }
  const farm::Zone* zone = zoneBehind(farm_, end, target.address, path);
  if (end.kind == Endpoint::Kind::Proxy) {
    details.push_back(zone ? "comes back in through zone " + zone->name : "no rule of the proxy has " + path);
  }
  if (zone == nullptr) return "answered 404";
  if (home != zone)
    return reference.producer + " is not in zone " + zone->name + ": answered 404 where it is not deployed";
  if (end.kind == Endpoint::Kind::Balancer && !listens(*zone, target.port)) {
    return "the balancer does not listen on port " + std::to_string(target.port);
  }
  return {};
}

}  // namespace headroom::network
