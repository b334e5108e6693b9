// The state of a place with servers and a queue.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"
#include "engine/routing/limits/token_bucket.h"
#include "engine/sim/model.h"
#include "engine/sim/processor_sharing.h"
#include "engine/sim/request.h"
#include "engine/sim/special_station.h"
#include "engine/sim/tally.h"

namespace headroom::sim {

/// What a StationSpec is like now.
struct StationState {
  int servers = 1;
  int busy = 0;
  StationSpec::Kind kind = StationSpec::Kind::Link;
  Index index = kNone;  ///< Its own place.
  Index owner = kNone;  ///< As in its StationSpec.
  double speed = 1.0;
  int instancesUp = 1;
  int takenOut = 0;    ///< Instances that are out for the whole run,
  int plannedOut = 0;  ///< by plan,
  int brokenOut = 0;   ///< and by chance.
  bool outWithItsZone = false;
  bool down = false;
  Level out;                     ///< 1 while it is down.
  bool limits = false;           ///< One of the following two is in force.
  std::int64_t maxPending = -1;  ///< Below 0: unlimited.
  std::optional<routing::TokenBucket> bucket;
  bool passing = false;  ///< A relay without work and without any limit: nobody ever stays.
  bool plain = true;     ///< Neither shared nor special.
  std::uint32_t epoch = 0;
  RequestQueue queue;
  Tokens tokens;  ///< Relays: connections in progress. Databases: connections in use.
  std::optional<ProcessorSharing> sharing;
  std::unique_ptr<Level> worth;  ///< What its busy cores are worth (ProcessorSharing::worth()); null: their number.
  kernel::EventSet::Ticket sharingTimer;
  Instant sharingDue = Instant::never();
  PlaceTally tally;
  std::unique_ptr<SpecialStation> special;  ///< Null: a station without rules.
};

}  // namespace headroom::sim
