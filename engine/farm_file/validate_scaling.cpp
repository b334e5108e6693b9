#include "engine/farm_file/validate_scaling.h"

#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/farm/scaled_servers.h"
#include "engine/farm_file/limits.h"

namespace headroom::farm_file {
namespace {

// Those of the Kubernetes API for autoscaling/v2, which also keep short what has to be remembered.
const Duration kLongestStabilisation = Duration::wholeSeconds(3600);
const Duration kLongestPeriod = Duration::wholeSeconds(1800);
const Duration kShortestInterval = Duration::nanoseconds(100'000'000);
const Duration kShortestWindow = Duration::nanoseconds(1'000'000);
constexpr double kMostServers = 1e6;

void atMost(Checker& check, const Subject& subject, const std::string& field, Duration value, Duration high) {
  if (value <= high) return;
  check.error(subject, field, field + " of " + subject.words + " is " + formatDuration(value),
              "it must be at most " + formatDuration(high));
}

void checkRules(Checker& check, const Subject& subject, const std::string& direction, const farm::ScalingRules& rules) {
  const std::string field = direction + ".stabilisation";
  if (rules.stabilisation) {
    check.atLeast(subject, field, *rules.stabilisation, Duration{});
    atMost(check, subject, field, *rules.stabilisation, kLongestStabilisation);
  }
  for (std::size_t i = 0; i < rules.policies.size(); ++i) {
    const farm::ScalingPolicy& policy = rules.policies[i];
    const Subject entry{"a policy of " + subject.words,
                        subject.path + "." + direction + ".policy[" + std::to_string(i) + "]", &policy.origin};
    check.range(entry, "value", policy.value, 1, kMostServers);
    check.atLeast(entry, "period", policy.period, Duration::nanoseconds(1));
    atMost(check, entry, "period", policy.period, kLongestPeriod);
  }
}

/// Too few servers for what is written, or two masters, come about by a member that leaves or joins: worth a warning,
/// not a file that cannot be opened any more.
void checkNumbers(Checker& check, const Subject& subject, const farm::Autoscaling& scaling, std::size_t servers) {
  const auto most = static_cast<double>(servers);
  const std::string has = servers == 1 ? "1 server" : std::to_string(servers) + " servers";
  const auto tooMany = [&](const std::string& field, int value) {
    check.warning(subject, field,
                  field + " of " + subject.words + " is " + std::to_string(value) + ", but the zone has " + has +
                      " to start and stop",
                  servers == 0 ? "give the zone members that are neither disabled nor drained"
                               : "give at most " + std::to_string(servers) + ", or more members");
  };
  if (scaling.min < 1 || scaling.min > kMostServers) {
    check.range(subject, "min", scaling.min, 1, kMostServers);
  } else if (scaling.min > most) {
    tooMany("min", scaling.min);
  }
  if (scaling.max < 0 || scaling.max > kMostServers) {
    check.range(subject, "max", scaling.max, 0, kMostServers);
  } else if (scaling.max > 0 && scaling.max < scaling.min) {
    check.error(subject, "max",
                "max of " + subject.words + " is " + std::to_string(scaling.max) + ", below its min of " +
                    std::to_string(scaling.min),
                "raise max, or lower min");
  } else if (scaling.max > most) {
    tooMany("max", scaling.max);
  }
}

}  // namespace

void checkAutoscaling(Checker& check, const farm::Farm& farm, const farm::Zone& zone, const std::string& path,
                      std::map<std::string, std::string>& masters) {
  if (!zone.autoscaling) return;
  const farm::Autoscaling& scaling = *zone.autoscaling;
  const Subject subject{"the autoscaling of zone " + zone.name, path + ".autoscaling", &scaling.origin};
  const std::vector<std::string> servers = farm::scaledServersOf(farm, zone);
  checkNumbers(check, subject, scaling, servers.size());
  check.above(subject, "target_utilisation", scaling.targetUtilisation, 0, 1);
  check.range(subject, "tolerance", scaling.tolerance, 0, 1);
  check.atLeast(subject, "every", scaling.every, kShortestInterval);
  check.atLeast(subject, "boot", scaling.boot, Duration{});
  check.atLeast(subject, "drain", scaling.drain, Duration{});
  checkRules(check, subject, "up", scaling.up);
  checkRules(check, subject, "down", scaling.down);
  for (const std::string& server : servers) {
    const auto [master, first] = masters.emplace(server, zone.name);
    if (first) continue;
    check.warning(
        subject, "",
        "server " + server + " is started and stopped by zone " + master->second + " and by zone " + zone.name,
        "leave autoscaling out of one of them, or give each zone servers of its own");
    return;
  }
}

void checkShedding(Checker& check, const Subject& server, const farm::Shedding& shedding) {
  check.above(server, "shedding.above", shedding.above, 0, 1);
  check.atLeast(server, "shedding.window", shedding.window, kShortestWindow);
  atMost(check, server, "shedding.window", shedding.window, kLongestStabilisation);
}

void checkRequestLimits(Checker& check, const Subject& subject, const farm::Balancer& balancer) {
  if (balancer.maxRequests) check.range(subject, "max_requests", *balancer.maxRequests, 1, kMost);
  if (balancer.maxRetries) check.range(subject, "max_retries", *balancer.maxRetries, 0, kMost);
}

}  // namespace headroom::farm_file
