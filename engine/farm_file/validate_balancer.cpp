#include "engine/farm_file/validate_balancer.h"

#include "engine/farm_file/limits.h"
#include "engine/farm_file/validate_scaling.h"

namespace headroom::farm_file {
namespace {

constexpr double kLargestId = 0x7FFFFFF;  // of a HAProxy server

/// What a number can be at all. What an algorithm makes of it, and the words, are judged by the room that knows the
/// algorithms.
void checkOptions(Checker& check, const Subject& subject, const farm::AlgorithmOptions& options) {
  check.word(subject, "options.hash_type", options.hashType);
  check.word(subject, "options.hash_function", options.hashFunction);
  check.ifSet(subject, "options.balance_factor", options.balanceFactor, 0, kMost);
  check.ifSet(subject, "options.length", options.length, 1, kMost);
  check.ifSet(subject, "options.depth", options.depth, 1, kMost);
  check.word(subject, "options.parameter", options.parameter);
  check.word(subject, "options.header", options.header);
  check.ifSet(subject, "options.draws", options.draws, 1, kMost);
  check.word(subject, "options.key", options.key);
  check.ifSet(subject, "options.table_size", options.tableSize, 1, kMost);
  check.ifSet(subject, "options.bias", options.bias, 0, 1000);
  check.ifSet(subject, "options.decay", options.decay, Duration{});
}

void checkHealthChecks(Checker& check, const Subject& subject, const farm::Balancer& balancer) {
  const farm::HealthCheck& active = balancer.healthCheck;
  check.word(subject, "health_check.path", active.path);
  if (active.kind != farm::HealthCheck::Kind::None) {
    check.ifSet(subject, "health_check.interval", active.interval, kSmallest);
  }
  check.ifSet(subject, "health_check.timeout", active.timeout, kSmallest);
  check.ifSet(subject, "health_check.fast_interval", active.fastInterval, kSmallest);
  check.ifSet(subject, "health_check.down_interval", active.downInterval, kSmallest);
  check.ifSet(subject, "health_check.fall", active.fall, 1, 1000);
  check.ifSet(subject, "health_check.rise", active.rise, 1, 1000);
  const farm::PassiveCheck& passive = balancer.passiveCheck;
  check.ifSet(subject, "passive_check.max_fails", passive.maxFails, 0, kMost);
  check.ifSet(subject, "passive_check.fail_timeout", passive.failTimeout, Duration{});
  check.ifSet(subject, "passive_check.error_limit", passive.errorLimit, 1, kMost);
  check.ifSet(subject, "passive_check.consecutive_errors", passive.consecutiveErrors, 1, kMost);
  check.ifSet(subject, "passive_check.interval", passive.interval, kSmallest);
  check.ifSet(subject, "passive_check.base_ejection", passive.baseEjection, kSmallest);
  check.ifSet(subject, "passive_check.max_ejection", passive.maxEjection, kSmallest);
  check.ifSet(subject, "passive_check.max_ejected", passive.maxEjected, 0, 1);
}

}  // namespace

void checkBalancerSettings(Checker& check, const Subject& subject, const farm::Balancer& balancer) {
  check.word(subject, "algorithm", balancer.algorithm);
  checkOptions(check, subject, balancer.options);
  checkHealthChecks(check, subject, balancer);
  check.ifSet(subject, "panic_threshold", balancer.panicThreshold, 0, 1);
  check.ifSet(subject, "retries", balancer.retries, 0, 1000);
  check.ifSet(subject, "redispatch", balancer.redispatch, 0, 1000);
  check.ifSet(subject, "queue_timeout", balancer.queueTimeout, Duration{});
  check.ifSet(subject, "connect_timeout", balancer.connectTimeout, Duration{});
  check.ifSet(subject, "server_timeout", balancer.serverTimeout, Duration{});
  check.ifSet(subject, "slow_start", balancer.slowStart, Duration{});
  checkRequestLimits(check, subject, balancer);
  check.word(subject, "persistence.cookie", balancer.persistence.cookie);
  check.ifSet(subject, "persistence.table_size", balancer.persistence.tableSize, 1, 1e8);
  check.ifSet(subject, "persistence.expiry", balancer.persistence.expiry, Duration{});
  check.ifSet(subject, "workers", balancer.workers, 1, 256);
}

void checkMemberLimits(Checker& check, const Subject& entry, const farm::ZoneMember& member) {
  check.range(entry, "id", member.id, 0, kLargestId);
  check.range(entry, "max_connections", member.maxConnections, 0, kMost);
  check.range(entry, "max_queue", member.maxQueue, 0, kMost);
  check.ifSet(entry, "slow_start", member.slowStart, Duration{});
  check.ifSet(entry, "max_fails", member.maxFails, 0, kMost);
  check.ifSet(entry, "fail_timeout", member.failTimeout, Duration{});
}

}  // namespace headroom::farm_file
