// How many servers a zone should have: the arithmetic of the Kubernetes horizontal pod autoscaler (HPA).
#pragma once

#include <vector>

#include "engine/base/time.h"
#include "engine/farm/autoscaling.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

/// What the metrics say of the servers that run or boot and are in order.
struct ServersSeen {
  int measured = 0;              ///< They have run ever since the last decision,
  stats::WideSum busy = 0;       ///< their cores were busy for so many core nanoseconds meanwhile,
  stats::WideSum available = 0;  ///< and could have been for so many.
  int missing = 0;               ///< Those without metrics, since they boot or have just begun to run,
  stats::WideSum unknown = 0;    ///< and the core nanoseconds they could have been busy.
};

/// One autoscaler. Values in, value out; time comes from the caller and never goes back. As kube-controller-manager
/// does it for the metric "Resource cpu, average utilisation" of autoscaling/v2 (Kubernetes documentation, "Horizontal
/// Pod Autoscaling", algorithm details and configurable scaling behaviour), each server being a pod that requests all
/// its cores.
class Autoscaler {
 public:
  /// Of a zone with so many servers to start and stop, of which `rules.min` run from the start.
  Autoscaler(const farm::Autoscaling& rules, int servers, Instant now);

  /// The number of servers from now on. Without metrics of any server it stays.
  int decide(const ServersSeen& seen, Instant now);
  int wanted() const { return wanted_; }
  /// It never wants more.
  int most() const { return max_; }

 private:
  struct Recommendation {
    Instant at;
    int servers;
  };
  struct Change {
    Instant at;
    int servers;  ///< Started or stopped.
  };
  using Changes = std::vector<Change>;

  int recommended(const ServersSeen& seen) const;
  int stabilised(int recommended, Instant now);
  int limited(int stable, Instant now) const;
  int upLimit(Instant now) const;
  int downLimit(Instant now) const;
  int atStartOf(Duration period, Instant now) const;
  void forgetBefore(Instant now);

  int min_;
  int max_;
  double targetPercent_;
  double tolerance_;
  Duration upWindow_, downWindow_;  ///< Of stabilisation.
  farm::ScalingRules::Select upSelect_, downSelect_;
  std::vector<farm::ScalingPolicy> upPolicies_, downPolicies_;
  Duration longestPeriod_;
  int wanted_;
  std::vector<Recommendation> recommendations_;
  Changes started_, stopped_;
};

}  // namespace headroom::sim
