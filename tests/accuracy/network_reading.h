// The figures of the reference cases, read off a simulated network.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/sim/free_network.h"
#include "tests/accuracy/case_file.h"

namespace headroom::accuracy {

/// Knows which scope and metric stand for which record of a network.
class NetworkReading {
 public:
  explicit NetworkReading(const sim::FreeNetworkSpec& spec) : spec_(&spec) {}

  /// What a run has to keep so that all of these can be read.
  sim::RecordPlan recordsFor(const std::vector<Expected>& figures) const;
  /// The figure of the measured part so far; nothing for an unknown scope or metric.
  std::optional<double> figure(const sim::FreeNetwork& network, const Expected& e) const;
  /// At instants: position of the scope's station; nothing if it is none.
  std::optional<sim::Index> stationOf(const std::string& scope) const;

 private:
  struct Place {
    std::optional<sim::Index> cls;
    std::optional<sim::Index> station;
    std::optional<sim::Index> pool;
    bool system = false;
  };
  std::optional<Place> placeOf(const std::string& scope) const;
  std::optional<double> ofPlace(const sim::FreeNetwork& network, const Place& place, const Expected& e) const;
  std::optional<double> ofStation(const sim::FreeNetwork& network, sim::Index station, const Expected& e) const;
  std::optional<double> ofPool(const sim::FreeNetwork& network, sim::Index pool, const Expected& e) const;
  std::optional<double> ofSystem(const sim::FreeNetwork& network, const Expected& e) const;
  double servers() const;

  const sim::FreeNetworkSpec* spec_;
};

/// The percentage in a metric such as "response_p99.9"; nothing for others.
std::optional<double> percentageIn(const std::string& metric);

}  // namespace headroom::accuracy
