// The server-side calls an application makes, as hops of an explanation.
#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/network/explanation.h"

namespace headroom::network {
namespace {

std::string kindOf(farm::ReferenceKind kind) {
  switch (kind) {
    case farm::ReferenceKind::ServiceAction:
      return "service action";
    case farm::ReferenceKind::Rest:
      return "REST";
    case farm::ReferenceKind::Soap:
      return "SOAP";
    case farm::ReferenceKind::Redirect:
      return "redirect";
    case farm::ReferenceKind::Resource:
      return "resource";
  }
  return {};
}

/// Zone whose balancer a call finally comes to, through the proxy if its address says so; nullptr: none, or a server
/// itself.
const farm::Zone* zoneBehind(const farm::Farm& farm, const Endpoint& end, const std::string& host,
                             const std::string& path) {
  if (end.kind == Endpoint::Kind::Balancer) return farm::findZone(farm, end.zone);
  if (end.kind == Endpoint::Kind::Proxy) return farm::findZone(farm, routeOf(farm, host, path).zone);
  return nullptr;
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
  Hop hop;
  hop.what = reference.consumer + (redirect ? " redirects the browser to " : " calls ") + reference.producer + " (" +
             kindOf(reference.kind) + ", " + formatNumber(reference.calls) + " a request" +
             (redirect                ? ""
              : reference.synchronous ? ", waits for the answer"
                                      : ", does not wait") +
             ") at " + target.address + ":" + std::to_string(target.port);
  const std::string caller = redirect ? explanation_.hops.front().at : explanation_.server;
  const Landing landing = reach(farm_, network_, caller, target.address, target.port);
  hop.at = landing.end.node.empty() ? target.address : landing.end.node;
  const std::string waits = redirect ? ": the browser gets no page"
                                     : ": the caller waits its full timeout of " + formatDuration(reference.timeout);
  const std::string meaning = meaningOf(farm_, target.address);
  hop.details.push_back(std::string(reference.address.empty() ? "address of the producer's zone" : "address typed in") +
                        (meaning.empty() || reference.address.empty() ? "" : ", " + meaning) + ", leads to " +
                        describe(landing.end));
  const auto give = [&](const std::string& problem) {
    hop.details.push_back(problem);
    hop.failed = true;
  };
  if (!landing.problem.empty()) {
    give(landing.problem + waits);
  } else {
    hop.latency = landing.path->latency;
    const std::string over = describe(farm_, *landing.path);
    if (!over.empty()) hop.details.push_back("over " + over);
    const farm::Application* producer = farm::findApplication(farm_, reference.producer);
    const std::string path = producer ? farm::modulesOf(*producer).front().path : "/" + reference.producer;
    const farm::Zone* zone = zoneBehind(farm_, landing.end, target.address, path);
    const bool relayed = landing.end.kind == Endpoint::Kind::Balancer || landing.end.kind == Endpoint::Kind::Proxy;
    const std::string& machine = landing.end.node;
    const farm::Zone* home = producer ? farm::findZone(farm_, producer->zone) : nullptr;
    if (landing.end.kind == Endpoint::Kind::Proxy) {
      hop.details.push_back(zone ? "comes back in through zone " + zone->name : "no rule of the proxy has " + path);
    }
    if (relayed && zone == nullptr) {
      give("answered 404");
    } else if (relayed && home != zone) {
      give(reference.producer + " is not in zone " + zone->name + ": answered 404 where it is not deployed");
    } else if (!relayed && (home == nullptr || !deployedOn(farm_, *home, machine))) {
      give(reference.producer + " is not deployed on " + machine + ": answered 404");
    } else if (landing.end.kind == Endpoint::Kind::Balancer && !listens(*zone, target.port)) {
      give("the balancer does not listen on port " + std::to_string(target.port));
    }
  }
  explanation_.hops.push_back(std::move(hop));
}

}  // namespace headroom::network
