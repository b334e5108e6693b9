#include "engine/farm_file/validate_server.h"

#include "engine/farm_file/validate_operations.h"
#include "engine/farm_file/validate_scaling.h"

namespace headroom::farm_file {
namespace {

void checkWorkers(Checker& check, const Subject& subject, const farm::Pool& pool) {
  check.range(subject, "workers", pool.workers, 0, kMostPerRequest);
  check.range(subject, "queue_limit", pool.queueLimit, 1, kMost);
  check.range(subject, "initial_workers", pool.initialWorkers, 0, kMostPerRequest);
  check.range(subject, "injection", pool.injection.perSecond, 0, kMostPerRequest);
  if (pool.threads == farm::Pool::Threads::TuningPage && pool.workers > 0 && pool.initialWorkers > pool.workers) {
    check.error(subject, "initial_workers",
                subject.words + " begins with " + std::to_string(pool.initialWorkers) + " workers but may have only " +
                    std::to_string(pool.workers),
                "lower initial_workers, or raise workers");
  }
}

void checkRecycling(Checker& check, const Subject& subject, const farm::Recycling& recycling,
                    std::int64_t serverMemory) {
  check.range(subject, "recycling.requests", static_cast<double>(recycling.requests), 0, 1e15);
  if (recycling.memoryGrowth > 0 && recycling.memoryLimit == 0 && serverMemory == 0) {
    check.error(subject, "recycling.memory_growth",
                "the memory of " + subject.words + " grows, but nothing says how far it may",
                "write memory_limit, or the memory of the server, of which a process may use 60 %");
  }
  if (recycling.memoryLimit > 0 && recycling.memoryAtStart >= recycling.memoryLimit) {
    check.error(subject, "recycling.memory_at_start",
                subject.words + " has reached its memory limit when it starts and would be recycled for ever",
                "raise memory_limit, or lower memory_at_start");
  }
}

void checkColdStart(Checker& check, const Subject& subject, const farm::ColdStart& coldStart) {
  check.range(subject, "cold_start.factor", coldStart.factor, 1, 1000);
  check.range(subject, "cold_start.requests", static_cast<double>(coldStart.requests), 0, 1e15);
  check.law(subject, "cold_start.module_load", coldStart.moduleLoad);
}

void checkPools(Checker& check, const farm::Server& server, const std::string& path) {
  Scope scope;
  for (std::size_t i = 0; i < server.pools.size(); ++i) {
    const farm::Pool& pool = server.pools[i];
    const Subject subject = subjectOf(pool, "pool", pool.name, path + "." + indexed("pool", i));
    check.name(subject, "name", pool.name);
    check.unique(scope, subject, "name", pool.name, "pools of one server have different names");
    checkWorkers(check, subject, pool);
    checkRecycling(check, subject, pool.recycling, server.memoryBytes);
    checkColdStart(check, subject, pool.coldStart);
  }
}

void checkPauses(Checker& check, const Subject& subject, const farm::Server& server) {
  check.law(subject, "pauses.interval", server.pauses.interval);
  check.law(subject, "pauses.duration", server.pauses.duration);
  const bool never = server.pauses.interval.isZero();
  if (never != server.pauses.duration.isZero() && !isWritten(server, never ? "pauses.interval" : "pauses.duration")) {
    check.error(subject, never ? "pauses.duration" : "pauses.interval",
                "the pauses of " + subject.words + " have " + (never ? "no interval" : "no duration"),
                never ? "write pauses { interval: \"20s\" duration: \"100ms\" }, or leave the pauses out"
                      : "say how long they last, or leave the pauses out");
  }
}

}  // namespace

void checkServer(Checker& check, const farm::Server& server, const std::string& path, Scope& nodes) {
  const Subject subject = subjectOf(server, "server", server.name, path);
  check.nodeName(nodes, subject, server.name);
  check.word(subject, "address", server.address);
  check.word(subject, "segment", server.segment);
  check.word(subject, "failure_domain", server.failureDomain);
  checkReliability(check, subject, server.reliability);
  checkMachine(check, subject, server);
  checkPools(check, server, path);
  checkPauses(check, subject, server);
  if (server.shedding) checkShedding(check, subject, *server.shedding);
  check.range(subject, "max_timers", server.maxTimers, 1, kMostPerRequest);
  check.range(subject, "max_processes", server.maxProcesses, 1, kMostPerRequest);
  check.range(subject, "max_light_processes", server.maxLightProcesses, 1, kMostPerRequest);
  check.range(subject, "max_emails", server.maxEmails, 1, kMostPerRequest);
  check.position(subject, server.position);
}

}  // namespace headroom::farm_file
