// What happens to the parts of a farm: failures by chance and by plan, commands of operators, deployments.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/law.h"
#include "engine/base/time.h"
#include "engine/farm/origin.h"

namespace headroom::farm {

/// How often something fails by chance, whatever it has to do, and how long it is then out. In the long run it is there
/// for mtbf / (mtbf + mttr) of the time.
struct Reliability {
  Law mtbf;  ///< From a repair to the next failure.
  Law mttr;  ///< From a failure to its repair.
  bool operator==(const Reliability&) const = default;
};

/// What is known of a host, rack or site that servers name as their failure domain.
struct FailureDomain {
  std::string name;
  std::optional<Reliability> reliability;  ///< All its servers fail together, besides each by itself.
  Comments comments;
  Origin origin;
  bool operator==(const FailureDomain&) const = default;
};

/// Something planned to happen during a run.
struct PlannedEvent {
  /// From Drain on: what an operator tells the balancers about a server.
  enum class Kind { Fail, Repair, Drain, Maintenance, Ready, Weight };
  Duration at;
  std::string node;  ///< For Fail and Repair also a link or a failure domain.
  Kind kind = Kind::Fail;
  std::string zone{};           ///< Whose balancer is told; empty: those of every zone with this server.
  std::optional<int> weight{};  ///< Of kind Weight.
  Comments comments{};
  Origin origin{};
  bool operator==(const PlannedEvent&) const = default;
};

/// New versions on half of each zone's servers at a time, while the other half carries the load (domain facts 5.3).
struct Deployment {
  Duration at;
  std::vector<std::string> zones;  ///< Empty: all.
  Duration half;                   ///< How long each half is out of the balancers.
  Duration coldStart;              ///< For so long after it a server is slow:
  double coldWork = 2;             ///< requests that come then take so many times their core time.
  Comments comments;
  Origin origin;
  bool operator==(const Deployment&) const = default;
};

}  // namespace headroom::farm
