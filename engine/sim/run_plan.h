// How one replication is run.
#pragma once

#include <cstdint>

#include "engine/base/time.h"

namespace headroom::sim {

/// Deliberate mistakes, so that tests can see the self-checks catch them.
enum class Sabotage { None, LoseRequest, CompleteTwice, WrongWindow, StealWork, ForgeToken };

struct RunPlan {
  std::uint64_t seed = 1;
  std::uint64_t replication = 0;
  Duration warmUp;
  Duration measured;
  std::uint64_t requests = 0;  ///< 0: the run ends by the clock. Else `measured` is about how long they take.
  int windows = 120;
  int batches = 0;  ///< The measured part is cut into so many; 0: it is not.
  bool unlimited =
      false;           ///< No queue anywhere: every station serves everybody at once. Finds the load that is offered.
  bool events = true;  ///< Planned failures and repairs take place, and loads follow their curves.
  int traces = 0;      ///< So many of the slowest, of a sample and of the failed requests are noted for tracing.
  bool live = false;   ///< Keeps the response times a live view asks for.
  Sabotage sabotage = Sabotage::None;
};

}  // namespace headroom::sim
