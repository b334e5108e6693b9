// What the main proxy and a zone's balancer do with a request, as hops of an explanation.
#include <arpa/inet.h>

#include <algorithm>

#include "engine/balancing/algorithms.h"
#include "engine/balancing/pool_spec.h"
#include "engine/balancing/router.h"
#include "engine/balancing/settings.h"
#include "engine/base/text.h"
#include "engine/network/explanation.h"
#include "engine/routing/route_table.h"

namespace headroom::network {
namespace {

/// One of the many outcomes of an algorithm that draws, the same one every time. SplitMix64 of Steele, Lea and Flood.
class OneChance final : public RandomSource {
 public:
  std::uint64_t next() override {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_ = 0;
};

std::optional<routing::IpAddress> addressBytes(const std::string& text) {
  routing::IpAddress address;
  address.size = text.find(':') == std::string::npos ? 4 : 16;
  const int family = address.size == 4 ? AF_INET : AF_INET6;
  if (inet_pton(family, text.c_str(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::string sentenceOf(const Diagnostics& problems) {
  const Diagnostic& first = problems.front();
  std::string text = first.what + (first.remedy.empty() ? "" : "; " + first.remedy);
  if (problems.size() > 1) text += " (and " + std::to_string(problems.size() - 1) + " more, see headroom check)";
  return text;
}

std::string titleOf(farm::Product product) {
  const balancing::Preset* preset = balancing::presetOf(product);
  return preset == nullptr ? "Headroom" : std::string(preset->name) + " " + std::string(preset->version);
}

/// The algorithm first, as what is done, then every setting with who said so.
void addSettings(Hop& hop, const balancing::Settings& settings, const balancing::Algorithm& algorithm) {
  hop.details.push_back(titleOf(settings.product) + ", " + std::string(algorithm.name) + ": " +
                        std::string(algorithm.summary));
  if (!algorithm.approximation.empty()) {
    hop.details.push_back("approximate: " + std::string(algorithm.approximation));
  }
  for (const balancing::SettingLine& line : settings.lines) {
    hop.details.push_back("setting " + line.setting + ": " + line.value + "  (" +
                          balancing::originText(line, settings.product) + ")");
  }
}

std::string candidateLine(const farm::ZoneMember& member, const routing::Candidate& candidate) {
  std::string line = "candidate " + member.server + ": " + candidate.state;
  if (member.weight > 0) line += ", weight " + std::to_string(member.weight);
  if (!candidate.measure.empty()) line += "; " + candidate.measure;
  return line;
}

/// Members of the zone that its balancer does not send to.
void addOthers(Hop& hop, const farm::Farm& farm, const farm::Zone& zone, const std::vector<farm::ZoneMember>& targets) {
  for (const farm::ZoneMember& member : zone.members) {
    const auto same = [&](const farm::ZoneMember& target) { return target.server == member.server; };
    if (std::any_of(targets.begin(), targets.end(), same)) continue;
    const farm::Server* server = farm::findServer(farm, member.server);
    const std::string state = server == nullptr    ? "no such server"
                              : server->inBalancer ? "not among the balancer's targets"
                                                   : "kept out of balancers";
    hop.details.push_back("candidate " + member.server + ": " + state);
  }
}

}  // namespace

bool isIpAddress(const std::string& text) {
  return addressBytes(text).has_value();
}

bool Tour::answersItself(const balancing::RouteDecision& decision, const Url& url) {
  Hop& hop = explanation_.hops.back();
  switch (decision.status) {
    case 0:
      return false;
    case 301:
      hop.what = "answers 301, " + decision.why + ": the browser asks again for " + decision.location;
      return true;
    case 404:
      hop.what = "no rule matches '" + url.target + "' and there is no default zone: answered 404";
      break;
    default:
      hop.what = "answers " + std::to_string(decision.status) + ": " + decision.why;
  }
  hop.failed = true;
  return true;
}

bool Tour::throughProxy(const Url& url) {
  const farm::ReverseProxy& proxy = *farm_.proxy;
  Hop& hop = explanation_.hops.back();
  const auto router = balancing::Router::create(farm_);
  if (!router) {
    hop.what = sentenceOf(router.problems());
    hop.failed = true;
    return false;
  }
  hop.details.push_back("matching by " + router->matching());
  const balancing::RouteDecision decision = router->decide(url.host, url.target);
  if (!decision.path.empty()) {
    hop.details.push_back("the path compared is '" + decision.path + "'");
    answering_ = answeringTo(farm_, decision.path);  // the servers read it alike
  }
  if (answersItself(decision, url)) {
    if (decision.status != 301) return false;
    Url again = url;
    again.target = decision.location.substr(decision.location.find('/', decision.location.find("://") + 3));
    explanation_.hops.push_back(Hop{proxy.name, "takes the request for " + again.target, {}, {}, false});
    // What a redirect leads to has its slash and is not redirected again.
    return throughProxy(again);
  }
  if (decision.rule) {
    const farm::Route& rule = proxy.routes[*decision.rule];
    hop.what = "rule " + std::to_string(*decision.rule + 1) + " '" + rule.host + rule.path + "' sends it to zone " +
               decision.zone;
    hop.details.push_back("because: " + decision.why);
  } else {
    hop.what = "no rule matches; the default zone " + decision.zone + " takes it";
  }
  const farm::Zone* zone = farm::findZone(farm_, decision.zone);
  if (zone == nullptr) {
    hop.what += ", which does not exist";
    hop.failed = true;
    return false;
  }
  const Endpoint next{Endpoint::Kind::Balancer, farm::balancerName(*zone), zone->name};
  giveUp_ = ": the proxy waits its full timeout";
  port_ = forwardPort(*zone, port_);
  return arrive(cross(farm_, network_, here_, next, port_), "takes the request for zone " + zone->name) &&
         throughBalancer(*zone, url);
}

/// The server the balancer starts with; nullopt, with the hop failed, when there is none.
std::optional<std::string> Tour::chooseServer(const farm::Zone& zone, const Url& url) {
  Hop& hop = explanation_.hops.back();
  const std::vector<farm::ZoneMember> targets = farm::balancerTargets(farm_, zone);
  const auto refuse = [&](const std::string& why) {
    hop.what = why;
    hop.failed = true;
    return std::nullopt;
  };
  if (targets.empty()) {
    addOthers(hop, farm_, zone, targets);
    return refuse("zone " + zone.name + " has no usable server: answered 503");
  }
  const auto made = balancing::makePool(farm_, zone);
  if (!made) return refuse(sentenceOf(made.problems()));
  routing::Pool& pool = **made;
  const balancing::Settings settings = balancing::settingsOf(farm_, zone);
  const balancing::Algorithm& algorithm = *balancing::findAlgorithm(settings.product, settings.algorithm.value);
  if (zone.balancer) addSettings(hop, settings, algorithm);

  routing::RequestKey key;
  key.target = url.target;
  key.host = url.host;
  key.source = addressBytes(asker_->client).value_or(routing::IpAddress{});
  key.sourceText = asker_->client;
  std::vector<routing::Header> headers;
  for (const auto& [name, value] : asker_->headers) headers.push_back({name, value});
  key.headers = headers;
  OneChance chance;
  const routing::Explanation why = pool.explain(key, Instant{}, chance);
  for (const routing::Candidate& candidate : why.candidates) {
    hop.details.push_back(candidateLine(targets[candidate.server], candidate));
  }
  addOthers(hop, farm_, zone, targets);
  hop.details.push_back("rule: " + why.rule);
  if (!why.tieBreak.empty()) hop.details.push_back("between equals: " + why.tieBreak);
  if (!why.chosen) {
    const routing::Placement placement = pool.arrive(key, Instant{}, chance);
    return refuse("zone " + zone.name + " has no usable server: answered " + std::to_string(placement.status));
  }
  const std::string& server = targets[*why.chosen].server;
  hop.what = std::string(zone.balancer ? algorithm.name : algorithm.summary) + " of zone " + zone.name +
             " starts with " + server;
  return server;
}

bool Tour::throughBalancer(const farm::Zone& zone, const Url& url) {
  Hop& hop = explanation_.hops.back();
  if (!listens(zone, port_)) {
    hop.what = "does not listen on port " + std::to_string(port_) + ": the connection is refused";
    hop.failed = true;
    return false;
  }
  if (!zone.balancer) hop.details.push_back("the zone has no balancer of its own: an ideal one is assumed");
  const std::optional<std::string> choice = chooseServer(zone, url);
  if (!choice) return false;
  giveUp_ = ": the balancer waits its full timeout";
  const Endpoint next{Endpoint::Kind::Server, *choice, {}};
  return arrive(cross(farm_, network_, here_, next, port_), "takes the request") && atServer(*choice);
}

}  // namespace headroom::network
