// What a database has besides its cores, compiled for running, and what transactions do there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/sampler.h"

namespace headroom::sim {

/// Transactions of one task, where what they do there depends on whether they read or write.
struct AccessSpec {
  double writes = 1;                           ///< Share that writes.
  std::optional<kernel::Sampler> writeDemand;  ///< Absent: that of the reading ones.
  std::uint32_t lock = ~std::uint32_t{0};      ///< Station that writing ones pass on their way to the cores.
};

struct DatabaseSpec {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::uint32_t station = kNone;  ///< Cores of the endpoint.
  std::uint32_t reads = kNone;    ///< Cores of the read instances; kNone: it has none.
  std::uint32_t cache = kNone;    ///< Look-ups; kNone: it has no cache.
  double hitRatio = 0;
  double workingSet = 0;   ///< Entries of the cache: with each miss so much of what it lost is back; 0: all at once.
  kernel::Sampler access;  ///< Time of a look-up.
  std::vector<std::pair<std::string, std::uint32_t>> locks;
  Duration failover;  ///< Zero: another instance takes over at once.

  /// Whether reading and writing transactions part ways.
  bool toldApart() const { return reads != kNone || cache != kNone; }
  std::uint32_t lockNamed(const std::string& name) const {
    for (const auto& [lock, place] : locks) {
      if (lock == name) return place;
    }
    return kNone;
  }
};

}  // namespace headroom::sim
