// The state of databases beyond their stations.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/kernel/event_set.h"

namespace headroom::sim {

/// A place in a lock class, or the wait for one.
struct LockVisit {
  std::uint32_t lock = ~std::uint32_t{0};  ///< Station.
  std::int64_t entered = 0;
  std::int64_t heldSince = 0;
};

struct CacheTally {
  std::uint64_t lookUps = 0;  ///< Those in vain while the cache is out included.
  std::uint64_t hits = 0;
  double lost = 0;  ///< Share of its hits that it lost when it was out and has not found again.
};

/// The instances behind an endpoint that takes its time to change from one to another.
struct FailoverState {
  std::vector<std::uint8_t> causes;  ///< By instance: why it is out. Empty: another one takes over at once.
  std::uint32_t serving = 0;         ///< Or about to.
  bool changing = false;             ///< Nobody serves until `ends`.
  kernel::EventSet::Ticket ends;
};

}  // namespace headroom::sim
