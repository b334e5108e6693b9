// Small networks, and what independent runs of them show.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/analytic/network_model.h"
#include "engine/sim/free_network.h"

namespace headroom::sim::testing {

/// Poisson requests, `perSecond` of them, that visit one station and go.
analytic::NetworkModel visits(double perSecond, analytic::Station station);
/// First come, first served, exponential work with this mean.
analytic::Station servers(int count, double meanSeconds);
analytic::JobClass poisson(const std::string& name, double perSecond);
analytic::JobClass users(const std::string& name, int population, analytic::Distribution think);
/// "a -> b -> exit": each node leads to the next, the first one from the source.
analytic::Routing straight(const std::vector<std::string>& nodes);

/// The mean over ten replications with its 95 % interval.
struct Seen {
  double mean = 0;
  double halfWidth = 0;
};
using Reading = std::function<double(FreeNetwork&)>;
/// Runs ten replications for so many simulated seconds, after a tenth of that as warm-up. Fails the test when the
/// network cannot be compiled or a self-check does not hold.
std::vector<Seen> observe(const analytic::NetworkModel& model, double seconds, const std::vector<Reading>& readings,
                          const RecordPlan& record = {});

/// Area per second of a level in the measured part.
double meanOf(const Level& level, const FreeNetwork& network);

}  // namespace headroom::sim::testing
