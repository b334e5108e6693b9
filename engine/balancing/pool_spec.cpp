#include "engine/balancing/pool_spec.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "engine/balancing/algorithms.h"
#include "engine/balancing/pool_problems.h"
#include "engine/balancing/router.h"
#include "engine/balancing/settings.h"

namespace headroom::balancing {
namespace {

routing::AlgorithmOptions optionsOf(const farm::AlgorithmOptions& from) {
  routing::AlgorithmOptions to;
  to.allBackups = from.allBackups.value_or(false);
  to.hashType = from.hashType;
  to.hashFunction = from.hashFunction;
  to.avalanche = from.avalanche;
  to.balanceFactor = from.balanceFactor;
  to.length = from.length;
  to.depth = from.depth;
  to.whole = from.whole.value_or(false);
  to.pathOnly = from.pathOnly.value_or(false);
  to.parameter = from.parameter;
  to.header = from.header;
  to.domainOnly = from.domainOnly.value_or(false);
  to.draws = from.draws;
  to.key = from.key;
  to.tableSize = from.tableSize;
  to.bias = from.bias;
  to.decay = from.decay;
  return to;
}

/// Those that servers have, by their names: nginx's consistent hash is computed from them. Looking through all servers
/// for each member takes minutes where there are a hundred thousand.
using Addresses = std::unordered_map<std::string_view, std::string_view>;

Addresses addressesOf(const farm::Farm& farm) {
  Addresses addresses;
  for (const farm::Server& server : farm.servers) {
    if (!server.address.empty()) addresses.emplace(server.name, server.address);
  }
  return addresses;
}

routing::ServerSpec serverOf(const Addresses& addresses, const farm::ZoneMember& member, const Algorithm& algorithm,
                             const Settings& settings) {
  routing::ServerSpec server;
  server.name = member.server;
  server.weight = algorithm.weighted || member.weight <= 0 || member.weight > routing::kMaxWeight ? member.weight : 1;
  server.id = member.id;
  server.backup = member.backup;
  server.disabled = member.disabled;
  server.maxConnections = member.maxConnections;
  server.maxQueue = member.maxQueue;
  server.slowStart = member.slowStart.value_or(settings.slowStart.value);
  const auto own = addresses.find(member.server);
  server.address = own == addresses.end() ? member.server : std::string(own->second);
  server.cookie = member.server;
  const bool counts = settings.passiveKind.value == farm::PassiveCheck::Kind::Failures;
  server.maxFails = member.maxFails.value_or(counts ? settings.maxFails.value : 0);
  server.failTimeout = member.failTimeout.value_or(settings.failTimeout.value);
  return server;
}

/// HAProxy waits before it tries the same server again, but not longer than a connection may take.
Duration retryPauseOf(const Settings& settings) {
  if (settings.product != farm::Product::Haproxy) return Duration{};
  const Duration limit = settings.connectTimeout.value;
  return limit > Duration{} ? std::min(limit, Duration::wholeSeconds(1)) : Duration::wholeSeconds(1);
}

int percentOf(double share) {
  return static_cast<int>(share * 100 + 0.5);
}

void addPassiveChecks(routing::PoolSpec& spec, const Settings& settings) {
  if (settings.passiveKind.value == farm::PassiveCheck::Kind::Observe) {
    using Observe = routing::ObserveSpec;
    Observe& observe = spec.observe.emplace();
    observe.layer = settings.observe.value == farm::Layer::L4 ? Observe::Layer::Connection : Observe::Layer::Answer;
    observe.errorLimit = settings.errorLimit.value;
    observe.onError = static_cast<Observe::OnError>(settings.onError.value);
  }
  if (settings.passiveKind.value == farm::PassiveCheck::Kind::Outlier) {
    routing::OutlierSpec& outliers = spec.outliers.emplace();
    outliers.consecutiveErrors = settings.consecutiveErrors.value;
    outliers.interval = settings.outlierInterval.value;
    outliers.baseEjection = settings.baseEjection.value;
    outliers.maxEjection = settings.maxEjection.value;
    outliers.maxEjectedPercent = percentOf(settings.maxEjected.value);
    outliers.alwaysEjectOne = settings.alwaysEjectOne.value;
  }
}

void addChecks(routing::PoolSpec& spec, const Settings& settings) {
  spec.rise = settings.rise.value;
  spec.fall = settings.fall.value;
  if (settings.checkKind.value != farm::HealthCheck::Kind::None) {
    using Check = routing::CheckSpec;
    Check& check = spec.check.emplace();
    check.kind = settings.checkKind.value == farm::HealthCheck::Kind::Tcp ? Check::Kind::Tcp : Check::Kind::Http;
    check.interval = settings.checkInterval.value;
    check.fastInterval = settings.fastInterval.value;
    check.downInterval = settings.downInterval.value;
    check.timeout = settings.checkTimeout.value;
  }
  addPassiveChecks(spec, settings);
  if (settings.panicThreshold.value) spec.panicPercent = percentOf(*settings.panicThreshold.value);
}

static_assert(static_cast<int>(routing::ObserveSpec::OnError::FastInterval) ==
                  static_cast<int>(farm::PassiveCheck::OnError::FastInter) &&
              static_cast<int>(routing::ObserveSpec::OnError::FailCheck) ==
                  static_cast<int>(farm::PassiveCheck::OnError::FailCheck) &&
              static_cast<int>(routing::ObserveSpec::OnError::SuddenDeath) ==
                  static_cast<int>(farm::PassiveCheck::OnError::SuddenDeath) &&
              static_cast<int>(routing::ObserveSpec::OnError::MarkDown) ==
                  static_cast<int>(farm::PassiveCheck::OnError::MarkDown));

routing::PoolSpec specOf(const farm::Farm& farm, const farm::Zone& zone, const Algorithm& algorithm,
                         const Settings& settings) {
  routing::PoolSpec spec;
  spec.policy.product = algorithm.coreProduct;
  spec.policy.algorithm = algorithm.coreAlgorithm;
  if (zone.balancer) spec.policy.options = optionsOf(zone.balancer->options);
  const Addresses addresses = addressesOf(farm);
  for (const farm::ZoneMember& member : farm::balancerTargets(farm, zone)) {
    spec.policy.servers.push_back(serverOf(addresses, member, algorithm, settings));
  }
  if (settings.persistence.value == farm::Persistence::Kind::Cookie) spec.cookie = {settings.cookie.value};
  if (settings.persistence.value == farm::Persistence::Kind::Source) {
    spec.stick = routing::StickSpec{settings.tableSize.value, settings.expiry.value};
  }
  if (algorithm.coreProduct == "nginx" && settings.retries.value) spec.nextTries = *settings.retries.value + 1;
  // Where another pool than nginx's stands in "every server once" comes to this number.
  spec.retries = settings.retries.value.value_or(std::max<int>(0, static_cast<int>(spec.policy.servers.size()) - 1));
  spec.redispatch = settings.redispatch.value;
  spec.retryPause = retryPauseOf(settings);
  addChecks(spec, settings);
  spec.queueTimeout = settings.queueTimeout.value;
  if (algorithm.coreProduct != "nginx") {  // which is refused for knowing none, as the product's own complaint says
    spec.maxRequests = settings.maxRequests.value;
    spec.maxRetries = settings.maxRetries.value;
  }
  return spec;
}

}  // namespace

Result<routing::PoolSpec> poolSpecOf(const farm::Farm& farm, const farm::Zone& zone) {
  const Settings settings = settingsOf(farm, zone);
  const Algorithm* algorithm = findAlgorithm(settings.product, settings.algorithm.value);
  if (algorithm == nullptr) {
    // The servers are looked at all the same, so that every problem is told at once.
    Diagnostics problems{unknownAlgorithm(farm, zone, settings.algorithm.value)};
    const routing::PoolSpec spec = specOf(farm, zone, algorithmsOf(settings.product).front(), settings);
    routing::PoolSpec plain = spec;
    plain.policy.options = {};
    if (const auto pool = routing::Pool::create(plain); !pool) {
      for (Diagnostic& told : placedProblems(farm, zone, plain, pool.problems())) problems.push_back(std::move(told));
    }
    return problems;
  }
  routing::PoolSpec spec = specOf(farm, zone, *algorithm, settings);
  Diagnostics problems = idleSettings(farm, zone, *algorithm);
  if (const auto pool = routing::Pool::create(spec); !pool) {
    for (Diagnostic& told : placedProblems(farm, zone, spec, pool.problems())) problems.push_back(std::move(told));
  }
  if (!problems.empty()) return problems;
  return spec;
}

Result<std::unique_ptr<routing::Pool>> makePool(const farm::Farm& farm, const farm::Zone& zone) {
  const auto spec = poolSpecOf(farm, zone);
  if (!spec) return spec.problems();
  auto pool = routing::Pool::create(*spec);
  if (!pool) return pool;
  const std::vector<farm::ZoneMember> members = farm::balancerTargets(farm, zone);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!members[i].drain || members[i].disabled) continue;
    (*pool)->setState(static_cast<routing::ServerIndex>(i), routing::AdminState::Drain, Instant{});
  }
  return pool;
}

Diagnostics problemsOf(const farm::Farm& farm) {
  Diagnostics problems;
  if (const auto router = Router::create(farm); !router) problems = router.problems();
  for (const farm::Zone& zone : farm.zones) {
    if (farm::balancerTargets(farm, zone).empty()) continue;
    const auto spec = poolSpecOf(farm, zone);
    if (!spec) problems.insert(problems.end(), spec.problems().begin(), spec.problems().end());
  }
  return problems;
}

}  // namespace headroom::balancing
