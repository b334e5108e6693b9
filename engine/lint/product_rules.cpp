// LB07–LB13, RT14: what the product of a balancer or proxy makes of its settings.
#include <algorithm>
#include <cmath>

#include "engine/balancing/algorithms.h"
#include "engine/balancing/pool_spec.h"
#include "engine/balancing/settings.h"
#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/lint/context.h"

namespace headroom::lint {
namespace {

using balancing::Settings;
using Passive = farm::PassiveCheck::Kind;

std::string asSentence(std::string text) {
  if (text.empty()) return text;
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text.ends_with('.') ? text : text + ".";
}

void addProblems(Context& context, const std::string& rule, const std::string& object, const Diagnostics& problems) {
  for (const Diagnostic& problem : problems) {
    context.add(rule, Subject{object, {problem.place.line, problem.place.column}}, asSentence(problem.what),
                asSentence(problem.remedy));
  }
}

/// What a zone's balancer does, for the rules below.
struct Case {
  const farm::Zone& zone;
  Settings settings;
  const balancing::Algorithm& algorithm;
  routing::PoolSpec spec;
  std::string name;  ///< Of the balancer.

  bool core(std::string_view algorithmName) const { return algorithm.coreAlgorithm == algorithmName; }
};

void checkFoundByRequests(Context& context, const Case& c) {
  const Passive passive = c.settings.passiveKind.value;
  if (c.settings.checkKind.value != farm::HealthCheck::Kind::None || passive == Passive::None) return;
  std::string how;
  if (passive == Passive::Failures) {
    const int fails = c.settings.maxFails.value;
    how = "after " + std::to_string(fails) + " failed request" + (fails == 1 ? "" : "s") + " it is left out for " +
          formatDuration(c.settings.failTimeout.value) + " and then tried with a user's request again";
  } else {
    how = "after " + std::to_string(c.settings.consecutiveErrors.value) + " errors in a row it is ejected";
  }
  context.add(
      "LB08", balancerOf(c.zone, "health_check"),
      "Balancer '" + c.name + "' has no active checks and learns of a failed server from users' requests: " + how + ".",
      "Add a health check where the product has one, or put a balancer that checks in its place.");
}

/// Whether the choice hangs on a ring with few points for each server.
bool onRing(const Case& c) {
  if (c.algorithm.coreProduct == "haproxy") {
    return c.core("random") || c.spec.policy.options.hashType == "consistent";
  }
  return c.core("hash consistent") || c.core("ring_hash");
}

class Numbers final : public RandomSource {
 public:
  std::uint64_t next() override {  // SplitMix64
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_ = 1;
};

constexpr int kKeys = 20'000;

/// How many of many different clients each server gets, found by asking the real algorithm.
std::vector<int> sharesOf(routing::Policy& policy, const routing::PolicySpec& spec) {
  std::vector<int> counts(spec.servers.size(), 0);
  std::string header = spec.options.header;
  if (spec.options.key.starts_with("header:")) header = spec.options.key.substr(7);
  std::string parameter = spec.options.parameter;
  if (spec.options.key.starts_with("arg:")) parameter = spec.options.key.substr(4);
  Numbers numbers;
  for (int i = 0; i < kKeys; ++i) {
    const std::uint64_t number = numbers.next();
    const std::string text = std::to_string(number);
    const std::string target = "/" + text + "?" + parameter + "=" + text;
    const routing::Header own{header, text};
    routing::RequestKey key;
    key.target = target;
    key.host = text;
    key.sourceText = text;
    key.source.size = 4;
    for (std::size_t b = 0; b < 4; ++b) key.source.bytes[b] = static_cast<std::uint8_t>(number >> (8 * b));
    key.headers = {&own, 1};
    if (const auto server = policy.choose(key, Instant{}, numbers)) ++counts[*server];
  }
  return counts;
}

void checkSkew(Context& context, const Case& c) {
  constexpr double kTolerance = 0.1;
  constexpr double kSigmas = 4;
  if (!onRing(c)) return;
  const auto policy = routing::makePolicy(c.spec.policy);
  if (!policy) return;
  double total = 0;
  for (const routing::ServerSpec& server : c.spec.policy.servers) {
    if (!server.backup && !server.disabled) total += server.weight;
  }
  const std::vector<int> counts = sharesOf(**policy, c.spec.policy);
  double worst = 0;
  std::string told;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const routing::ServerSpec& server = c.spec.policy.servers[i];
    if (server.backup || server.disabled || server.weight == 0) continue;
    const double due = server.weight / total;
    const double share = counts[i] / static_cast<double>(kKeys);
    const double off = std::abs(share - due) / due;
    const double noise = kSigmas * std::sqrt((1 - due) / due / kKeys);
    if (off <= kTolerance + noise || off <= worst) continue;
    worst = off;
    told = server.name + " gets " + percent(share) + " instead of " + percent(due);
  }
  if (told.empty()) return;
  context.add("LB09", balancerOf(c.zone, "algorithm"),
              "Balancer '" + c.name +
                  "' places its servers on a ring with few points each, so that shares differ from weights: " + told +
                  ".",
              "Multiply all weights by the same number, such as 16: each unit of weight is more points.");
}

bool isBehindProxy(const farm::Farm& farm, const farm::Zone& zone) {
  if (!farm.proxy || farm.proxy->layer != farm::Layer::L7) return false;
  const auto leadsHere = [&](const farm::Route& route) { return route.zone == zone.name; };
  return farm.proxy->defaultZone == zone.name ||
         std::any_of(farm.proxy->routes.begin(), farm.proxy->routes.end(), leadsHere);
}

void checkSeesClients(Context& context, const Case& c) {
  const bool hashes = c.core("source") || c.core("ip_hash") || c.spec.policy.options.key == "src";
  if ((!hashes && !c.spec.stick) || !isBehindProxy(context.farm(), c.zone)) return;
  const std::string what = hashes ? "chooses by the client's address (" + std::string(c.algorithm.name) + ")"
                                  : "keeps clients on their server by address";
  context.add("LB10", balancerOf(c.zone, hashes ? "algorithm" : "persistence.kind"),
              "Balancer '" + c.name + "' " + what + ", but stands behind proxy " + context.farm().proxy->name +
                  ", whose address is the only one it sees: all users go to one server.",
              "Use a cookie or a header that names the user, or let the proxy pass the address on (PROXY protocol, "
              "X-Forwarded-For).");
}

bool followsLoad(const Case& c) {
  for (const char* name :
       {"leastconn", "random", "least_conn", "random two least_conn", "least_request", "least_current_request",
        "least_response_time", "peak_ewma", "shortest_queue", "power_of_d"}) {
    if (c.core(name) && !(c.core("random") && c.algorithm.coreProduct != "haproxy")) return true;
  }
  return false;
}

void checkBlackHole(Context& context, const Case& c) {
  if (!followsLoad(c) || c.settings.checkKind.value == farm::HealthCheck::Kind::Http) return;
  const Passive passive = c.settings.passiveKind.value;
  if (passive == Passive::Outlier) return;
  if (passive == Passive::Observe && c.settings.observe.value == farm::Layer::L7) return;
  const bool tcp = c.settings.checkKind.value == farm::HealthCheck::Kind::Tcp;
  context.add("LB11", balancerOf(c.zone, "health_check"),
              "Balancer '" + c.name + "' sends requests to whoever answers fastest (" + std::string(c.algorithm.name) +
                  ") and " + (tcp ? "checks only that the port opens" : "does not look at answers") +
                  ": a server that answers 503 at once draws the traffic of the whole zone.",
              "Use an HTTP check of a page that proves the application works.");
}

void checkEjection(Context& context, const Case& c) {
  if (!c.spec.outliers || c.settings.alwaysEjectOne.value) return;
  const auto servers = static_cast<double>(c.spec.policy.servers.size());
  if (servers * c.spec.outliers->maxEjectedPercent >= 100) return;
  context.add("LB12", balancerOf(c.zone, "passive_check.max_ejected"),
              "Balancer '" + c.name + "' may eject " + percent(c.settings.maxEjected.value) + " of its " +
                  formatNumber(servers) + " servers, which is less than one: a failing server is never taken out.",
              "Raise max_ejected, or set always_eject_one.");
}

void checkWeightsCount(Context& context, const Case& c) {
  if (c.algorithm.weighted) return;
  const std::vector<farm::ZoneMember>& targets = context.targets(c.zone);
  int first = 0;
  for (const farm::ZoneMember& member : targets) {
    if (member.weight <= 0) continue;
    if (first == 0) first = member.weight;
    if (member.weight == first) continue;
    context.add("LB13", Subject{"balancer " + c.name, spotOf(member.origin, "weight")},
                "Balancer '" + c.name + "' gives " + member.server + " weight " + std::to_string(member.weight) +
                    ", but " + std::string(balancing::productName(c.settings.product)) + "'s " +
                    std::string(c.algorithm.name) + " does not look at weights.",
                "Choose an algorithm that does, or give every server the same weight.");
    return;
  }
}

void checkBalancer(Context& context, const farm::Zone& zone) {
  if (context.targets(zone).empty()) return;
  auto spec = balancing::poolSpecOf(context.farm(), zone);
  if (!spec) return addProblems(context, "LB07", balancerOf(zone).object, spec.problems());
  if (!zone.balancer) return;
  Settings settings = balancing::settingsOf(context.farm(), zone);
  const balancing::Algorithm* algorithm = balancing::findAlgorithm(settings.product, settings.algorithm.value);
  if (algorithm == nullptr) return;
  const Case c{zone, std::move(settings), *algorithm, std::move(*spec), farm::balancerName(zone)};
  checkFoundByRequests(context, c);
  checkSkew(context, c);
  checkSeesClients(context, c);
  checkBlackHole(context, c);
  checkEjection(context, c);
  checkWeightsCount(context, c);
}

}  // namespace

void checkProducts(Context& context) {
  if (context.farm().proxy) {
    addProblems(context, "RT14", "proxy " + context.farm().proxy->name, context.routerProblems());
  }
  for (const farm::Zone& zone : context.farm().zones) checkBalancer(context, zone);
}

}  // namespace headroom::lint
