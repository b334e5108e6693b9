// What is checked of front-end servers: their machine, their application pools and their pauses.
#pragma once

#include "engine/farm_file/checker.h"
#include "engine/farm_file/limits.h"

namespace headroom::farm_file {

/// Cores, speed, memory and scalability of a `farm::Server` or `farm::Database`.
template <class Machine>
void checkMachine(Checker& check, const Subject& subject, const Machine& machine) {
  check.range(subject, "cores", machine.cores, 1, kMostCores);
  check.range(subject, "speed", machine.speed, kLeastSpeed, kMostSpeed);
  check.range(subject, "memory", static_cast<double>(machine.memoryBytes), 0, kMostBytes);
  check.range(subject, "contention", machine.contention, 0, 1);
  check.range(subject, "coherency", machine.coherency, 0, 1);
}

/// `path`: of the server in the message. `nodes`: the names that nodes have taken so far.
void checkServer(Checker& check, const farm::Server& server, const std::string& path, Scope& nodes);

}  // namespace headroom::farm_file
