// A calibration figure by figure: what each would change in the farm, and taking over some of them.
#pragma once

#include <string>
#include <vector>

#include "engine/calibration/calibration.h"

namespace headroom::calibration {

/// One figure of the farm before and after a fit, as the farm's file writes it.
struct FittedFigure {
  enum class Kind { Demand, DatabaseDemand, ResponseSize, Rate, Bursts, Population, ThinkTime, NewUsers };
  Kind kind = Kind::Demand;
  std::string object;  ///< Name of the application, or of the users.
  std::string before, after;
  std::string interval;  ///< 95 %, with unit: "9.1–12.3 ms"; empty where there is none.
  farm::Assumption::Standing standing = farm::Assumption::Standing::Assumed;
  std::string source;
  std::string subject;  ///< Of the farm's assumption that goes with it; empty where the fit left none.
  bool changes() const { return before != after; }
};

/// "server time per request", …
const char* wordOf(FittedFigure::Kind kind);

/// All figures that the fit says something about, application by application, then users. `fitted` is
/// fittedFarm(farm, found).
std::vector<FittedFigure> fittedFigures(const farm::Farm& farm, const farm::Farm& fitted, const Calibration& found);

/// Takes the figures over into `farm`, each with its assumption. Problems: an application or users that are gone, or
/// users who come in another way now; then nothing is changed.
Outcome adopt(farm::Farm& farm, const farm::Farm& fitted, const std::vector<FittedFigure>& figures);

}  // namespace headroom::calibration
