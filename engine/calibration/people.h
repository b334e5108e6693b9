// How many people there are, and for how long they think: closed users from what the log shows of pages and pauses.
#pragma once

#include "engine/calibration/traffic.h"

namespace headroom::calibration {

struct People {
  results::Estimate population;
  results::Estimate thinkSeconds;
  Law think;
};

/// Little's law: people = pages per second × (think time + time a page takes), the page's time as it was in the rate
/// window. Pages are the farm's, of `requestsPerPage` requests. Where the log's have more, pauses of under a second
/// between pages were taken for pauses inside of one: as many of the longest pauses inside of pages count as think
/// times.
People peopleOf(const ApplicationTraffic& traffic, const ThinkTime& think, double requestsPerPage);

}  // namespace headroom::calibration
