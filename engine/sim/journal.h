// What happened in a run, event by event: for finding the first event in which two builds of the program differ.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "engine/base/error.h"
#include "engine/base/time.h"
#include "engine/farm/farm.h"
#include "engine/sim/sim.h"

namespace headroom::sim {

struct JournalEvent {
  std::uint64_t number = 0;  ///< From 1, the warm-up included.
  Instant at;
  std::string_view kind;
  std::uint32_t subject = 0;      ///< Of most kinds the request's place.
  std::uint64_t fingerprint = 0;  ///< Of everything up to it; in the end that of the first replication.
};

/// Runs the first replication and tells its events from number `from` on, at most `most` of them. Problems as of run().
headroom::Outcome tellJournal(const farm::Farm& farm, const RunOptions& options, std::uint64_t from, std::uint64_t most,
                              const std::function<void(const JournalEvent&)>& tell, const Progress& progress = {});

}  // namespace headroom::sim
