// Core time per request from utilisation: regression of busy core time on counts of requests.
#pragma once

#include <string>
#include <vector>

#include "engine/calibration/cpu.h"
#include "engine/calibration/observation.h"
#include "engine/calibration/stop_check.h"
#include "engine/results/results.h"

namespace headroom::calibration {

struct CpuTerm {
  std::uint32_t application = 0;
  std::string name;
  results::Estimate ms;              ///< Core time a request at speed 1, in milliseconds; count: intervals.
  double inflation = 1;              ///< Of its variance, by the other columns.
  std::vector<std::string> notTold;  ///< Applications it cannot be told from: only their sum is fitted.
};

struct CpuFit {
  std::string machines;  ///< "servers", or the database's name.
  std::vector<CpuTerm> terms;
  struct Background {
    std::string column;
    results::Estimate cores;  ///< Busy whatever the requests are.
  };
  std::vector<Background> background;
  double explained = 0;  ///< Share of the variance, 0…1.
  double condition = 0;
  std::uint64_t intervals = 0;
  std::vector<std::string> collinear;  ///< A sentence for each group of collinear columns.
  std::vector<std::string> notes;
  Diagnostics warnings;
};

struct CpuQuestion {
  const farm::Farm& farm;
  const std::vector<Observation>& requests;
  std::vector<const CpuColumn*> columns;  ///< All of servers, or all of one database.
  std::string database;                   ///< Empty: servers.
  std::vector<double> priorMs;  ///< An earlier figure for each application, 0: none; splits what is not told apart.
  bool callsLogged = false;
  StopCheck stop = {};
};

/// Non-negative least squares, one row for each interval of each column that lies inside the logs. A request counts in
/// the intervals it was in progress in, by time. Servers share the requests of their zones by weight. Calls between
/// applications (that are not in the logs) count with their consumers.
/// Applications with under 50 requests are not fitted; their present figures are taken off first. Applications that are
/// collinear and whose intervals are wider than half of their value are fitted as one, in the proportion of `priorMs`.
/// Problems: no interval inside the logs, too few of them, calls without end.
Result<CpuFit> fitCpu(const CpuQuestion& question);

/// A warning when the counters fit the log clearly better after moving them by half hours: a wrong zone.
Diagnostics judgeZone(const std::vector<Observation>& requests, const CpuColumn& column, const StopCheck& stop = {});

}  // namespace headroom::calibration
