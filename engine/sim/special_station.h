// The state behind a station's rules.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "engine/kernel/event_set.h"
#include "engine/kernel/random_streams.h"
#include "engine/sim/model.h"
#include "engine/sim/tally.h"

namespace headroom::sim {

/// What a station with rules remembers of a request inside.
struct Visit {
  Index previous = kNone;  ///< In the line it waits in.
  Index following = kNone;
  std::int64_t waitsSince = 0;
  std::int64_t waited = 0;     ///< Time neither in service nor held back after it.
  std::int64_t left = 0;       ///< Work still to be done when it is not in service.
  std::int64_t patience = -1;  ///< How long it waits before it gives up; below 0: for ever.
  kernel::EventSet::Ticket patienceEnds;
  Index machine = kNone;    ///< That serves it, of stations with breakdowns.
  std::uint32_t place = 0;  ///< Among those in service.
  std::uint16_t priority = 0;
  bool waits = false;
  bool held = false;  ///< Served, but there is no room where it goes next.
};

struct WaitingLine {
  Index head = kNone;
  Index tail = kNone;
};

/// One server of a station with breakdowns.
struct Machine {
  Index station = kNone;
  Index request = kNone;
  bool up = true;
  std::int64_t lifeLeft = 0;  ///< Of one that ages only while busy.
  kernel::EventSet::Ticket failure;
};

struct SpecialStation {
  SpecialStation(const StationRules& of, int serverCount, kernel::RandomStream troubles)
      : rules(of),
        concurrency(of.concurrency),
        up(serverCount),
        random(troubles),
        lines(static_cast<std::size_t>(of.priorities)) {}

  const StationRules& rules;
  std::int64_t concurrency;  ///< Of the rules, at first.
  int up;                    ///< Servers in working order.
  bool switchedOn = false;   ///< Of one shared server that starts up.
  kernel::RandomStream random;
  std::vector<WaitingLine> lines;  ///< By priority.
  std::int64_t waiting = 0;
  std::vector<Index> running;                        ///< Requests in service, in no order.
  std::vector<kernel::EventSet::Ticket> startingUp;  ///< Servers on their way back, the latest last.
  Index firstMachine = kNone;
  int repairing = 0;
  std::deque<Index> broken;  ///< Machines that wait for a repairer.
  TimeShares serversUp;
};

}  // namespace headroom::sim
