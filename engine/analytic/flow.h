// How often requests of each class come to each node.
#pragma once

#include <map>
#include <string>

#include "engine/analytic/network_model.h"
#include "engine/base/error.h"

namespace headroom::analytic {

/// Everything that keeps a model from being solved by any method: dangling names, probabilities that do not sum to one,
/// laws and rates that make no sense, classes without a way, stations without a service for a class that comes there.
Diagnostics check(const NetworkModel& model);

/// Visits per pass to every node of one class, dispatchers resolved as if every target were as likely as its weight
/// says (which holds on average for rotation too, and for others between equal targets). Problems: a way without an
/// end.
Result<std::map<std::string, double>> visits(const NetworkModel& model, const std::string& className);

/// The distribution of the first node that is no dispatcher: probabilities by name, "source" resolved.
std::map<std::string, double> firstNodes(const NetworkModel& model, const std::string& className);

}  // namespace headroom::analytic
