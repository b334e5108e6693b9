// Phase-type laws that stand for others. Private to this room: it shows Eigen.
#pragma once

#include "engine/analytic/phase_type.h"

namespace headroom::analytic {

/// The law itself where it is of phase type. Otherwise a law with the same mean and variation: above scv 1 two phases
/// with the same three moments where such exist (Whitt, Approximating a point process by a renewal process, 1982),
/// else with balanced means; up to scv 1 a mixture of two Erlang laws of successive stages (Tijms, Stochastic Models,
/// 1994, §A.4), at most `mostStages` of them. REQUIRES: a positive mean.
PhaseType standIn(const Distribution& law, int mostStages);

}  // namespace headroom::analytic
