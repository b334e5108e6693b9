// How many servers of a zone run: the arithmetic of the Kubernetes horizontal pod autoscaler (HPA), version 2.
#pragma once

#include <optional>
#include <vector>

#include "engine/base/time.h"
#include "engine/farm/origin.h"

namespace headroom::farm {

/// How fast the number may change in one direction: at most `value` servers, or per cent of those there at the
/// beginning of the period, within any `period`.
struct ScalingPolicy {
  enum class Kind { Servers, Percent };
  Kind kind = Kind::Servers;
  int value = 0;
  Duration period;
  Comments comments{};
  Origin origin{};
  bool operator==(const ScalingPolicy&) const = default;
};

/// One direction of scaling. What is not set is the autoscaler's own: up without delay by 4 servers or 100 % in 15 s,
/// whichever is more; down after 300 s by up to 100 % in 15 s.
struct ScalingRules {
  enum class Select { Max, Min, Disabled };
  std::optional<Duration> stabilisation;  ///< The most cautious recommendation of so long a time counts.
  std::optional<Select> select;           ///< Which of several policies counts; Disabled: never in this direction.
  std::vector<ScalingPolicy> policies;    ///< Empty: the autoscaler's own.
  bool operator==(const ScalingRules&) const = default;
};

/// The zone's servers are there from first to last as they are listed; `min` of them from the start. Members that are
/// disabled or drained from the start have no part in it.
struct Autoscaling {
  int min = 1;
  int max = 0;                                  ///< 0: all servers of the zone.
  double targetUtilisation = 0.8;               ///< Of the cores of the servers that run, 0…1.
  double tolerance = 0.1;                       ///< No change while utilisation over target is this near to 1.
  Duration every = Duration::wholeSeconds(15);  ///< Between two decisions.
  Duration boot;                                ///< From the decision until a new server takes requests.
  Duration drain =
      Duration::wholeSeconds(30);  ///< From the decision until a server that goes is switched off, at most.
  ScalingRules up;
  ScalingRules down;
  Comments comments;
  Origin origin;
  bool operator==(const Autoscaling&) const = default;
};

}  // namespace headroom::farm
