// Stations with something special: delays, sharing, limits, failures, patience, a clock. Private to this room.
#pragma once

#include "engine/analytic/phase_queue.h"
#include "engine/analytic/station_solver.h"

namespace headroom::analytic {

/// The station's chain of phases; `Stream::arrivals` behind a dispatcher is the whole stream that is dealt.
std::optional<PhaseQueueAnswer> phasesOf(const Stream& stream, const PhaseStation& shape);
StationAnswer solveDelay(const Stream& stream);
/// Processor sharing with Poisson arrivals: number and means depend on the law through its mean only (Kelly 1979).
StationAnswer solveInsensitiveSharing(const Station& station, double rate, const Distribution& service);
/// Takes out what has no meaning where nobody waits.
void dropWaiting(Measures& measures);
Result<StationAnswer> solveTransient(const Station& station, const Stream& stream);
Result<StationAnswer> solveFailing(const Station& station, const Stream& stream);
Result<StationAnswer> solveSetup(const Station& station, const Stream& stream);
Result<StationAnswer> solveImpatient(const Station& station, const Stream& stream);
Result<StationAnswer> solveFinite(const Station& station, const Stream& stream);

}  // namespace headroom::analytic
