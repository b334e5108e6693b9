#include "tests/accuracy/network_reading.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace headroom::accuracy {
namespace {

using sim::FreeNetwork;
using sim::Index;
using sim::VisitRecord;

double overTime(sim::WideSum area, const FreeNetwork& network) {
  return static_cast<double>(area) / 1e9 / network.measuredSeconds();
}

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Shares of time by value.
std::vector<double> sharesOf(const sim::TimeShares& shares, Instant now) {
  const auto times = shares.timesAt(now);
  double total = 0;
  for (const auto time : times) total += static_cast<double>(time);
  std::vector<double> result;
  for (const auto time : times) result.push_back(total > 0 ? static_cast<double>(time) / total : 0);
  return result;
}

double meanOf(const std::vector<double>& shares) {
  double mean = 0;
  for (std::size_t n = 0; n < shares.size(); ++n) mean += static_cast<double>(n) * shares[n];
  return mean;
}

double sdOf(const std::vector<double>& shares) {
  const double mean = meanOf(shares);
  double variance = 0;
  for (std::size_t n = 0; n < shares.size(); ++n) {
    const double off = static_cast<double>(n) - mean;
    variance += off * off * shares[n];
  }
  return std::sqrt(variance);
}

double atLeast(const std::vector<double>& shares, double k) {
  double sum = 0;
  for (std::size_t n = 0; n < shares.size(); ++n) sum += static_cast<double>(n) >= k ? shares[n] : 0;
  return sum;
}

std::optional<double> ofTimes(const FreeNetwork& network, const VisitRecord& record, const Expected& e) {
  const std::string& m = e.metric;
  if (m == "number_mean") return overTime(record.present.area(network.now()), network);
  if (m == "orbit_mean") return overTime(record.orbit.area(network.now()), network);
  if (m != "number_pmf" && m != "number_sd" && m != "empty_prob") return std::nullopt;
  const std::vector<double> shares = sharesOf(record.shares, network.now());
  if (m == "number_sd") return sdOf(shares);
  const auto n = static_cast<std::size_t>(m == "empty_prob" ? 0 : e.n.value_or(0));
  return n < shares.size() ? shares[n] : 0.0;
}

/// How long those stay who bring so much work.
std::optional<double> ofDemand(const VisitRecord& record, const Expected& e) {
  if (e.metric.find("response") == std::string::npos || percentageIn(e.metric) || e.metric.ends_with("_sd"))
    return std::nullopt;
  const std::int64_t work = Duration::seconds(*e.demand).ns();
  for (const sim::Stretch& stretch : record.stretches) {
    if (stretch.work == work && stretch.count > 0) return *e.demand * stretch.sum / static_cast<double>(stretch.count);
  }
  return std::nullopt;
}

/// Metrics that mean the same for every kind of place.
std::optional<double> ofVisits(const FreeNetwork& network, const VisitRecord& record, const Expected& e) {
  const std::string& m = e.metric;
  if (e.load || e.servers || e.population) return std::nullopt;
  if (e.demand) return ofDemand(record, e);
  if (m == "throughput") return static_cast<double>(record.served) / network.measuredSeconds();
  if (m == "queue_mean") return overTime(record.wait.sum, network);
  if (m == "response_mean") return record.response.meanSeconds();
  if (m == "response_sd") return record.response.sdSeconds();
  if (m == "wait_mean") return record.wait.meanSeconds();
  if (m == "wait_sd") return record.wait.sdSeconds();
  if (m == "wait_prob") return ratio(record.mustWait, record.served + record.abandoned);
  if (m == "loss_prob") return ratio(record.lost, record.arrivals);
  if (m == "overflow_prob") return ratio(record.overflowed, record.arrivals);
  if (m == "abandon_prob") return ratio(record.abandoned, record.arrivals);
  if (m == "first_attempt_refused_prob") return ratio(record.firstAttemptsRefused, record.firstAttempts);
  if (const auto percent = percentageIn(m)) {
    if (m.starts_with("response_")) return record.responses.percentile(*percent).toSeconds();
    if (m.starts_with("wait_")) return record.waits.percentile(*percent).toSeconds();
  }
  return ofTimes(network, record, e);
}

std::optional<double> ofServersUp(const FreeNetwork& network, Index station, double servers, const Expected& e) {
  const sim::TimeShares* up = network.serversUp(station);
  if (up == nullptr) return std::nullopt;
  const std::vector<double> shares = sharesOf(*up, network.now());
  if (e.metric == "servers_up_mean") return meanOf(shares);
  if (e.metric == "availability_any") return atLeast(shares, 1);
  if (e.metric == "availability_all") return atLeast(shares, servers);
  if (e.metric == "availability_k" && e.k) return atLeast(shares, *e.k);
  return std::nullopt;
}

template <class Named>
std::optional<Index> positionOf(const std::vector<Named>& list, const std::string& name) {
  for (Index i = 0; i < list.size(); ++i) {
    if (list[i].name == name) return i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> percentageIn(const std::string& metric) {
  const auto at = metric.rfind("_p");
  if (at == std::string::npos) return std::nullopt;
  double value = 0;
  const char* const end = metric.data() + metric.size();
  const auto [read, error] = std::from_chars(metric.data() + at + 2, end, value);
  if (error != std::errc() || read != end || value <= 0 || value > 100) return std::nullopt;
  return value;
}

std::optional<NetworkReading::Place> NetworkReading::placeOf(const std::string& scope) const {
  Place place;
  if (scope == "system") {
    place.system = true;
    return place;
  }
  if (scope.starts_with("pool:")) {
    place.pool = positionOf(spec_->pools, scope.substr(5));
    return place.pool ? std::optional(place) : std::nullopt;
  }
  const auto at = scope.find("@station:");
  const std::string station = scope.starts_with("station:") ? scope.substr(8)
                              : at == std::string::npos     ? ""
                                                            : scope.substr(at + 9);
  if (!station.empty()) {
    place.station = positionOf(spec_->stations, station);
    if (!place.station) return std::nullopt;
  }
  if (scope.starts_with("class:")) {
    place.cls = positionOf(spec_->classes, scope.substr(6, at == std::string::npos ? at : at - 6));
    if (!place.cls) return std::nullopt;
  }
  return place.cls || place.station ? std::optional(place) : std::nullopt;
}

std::optional<Index> NetworkReading::stationOf(const std::string& scope) const {
  const auto place = placeOf(scope);
  return place && !place->cls ? place->station : std::nullopt;
}

sim::RecordPlan NetworkReading::recordsFor(const std::vector<Expected>& figures) const {
  sim::RecordPlan plan;
  plan.stations.resize(spec_->stations.size());
  plan.classes.resize(spec_->classes.size());
  plan.classAtStation.resize(spec_->stations.size() * spec_->classes.size());
  for (const Expected& e : figures) {
    if (e.time) plan.instants.push_back(Instant() + Duration::seconds(*e.time));
    if (e.metric == "longest_queue_mean" || e.metric == "servers_with_at_least") plan.crowding = true;
    const auto place = placeOf(e.scope);
    if (!place || place->pool) continue;
    const bool both = place->cls && place->station && spec_->classes.size() > 1;
    sim::Watch& watch = place->system    ? plan.system
                        : both           ? plan.classAtStation[*place->cls * spec_->stations.size() + *place->station]
                        : place->station ? plan.stations[*place->station]
                                         : plan.classes[*place->cls];
    if (e.demand) watch.demands.push_back(Duration::seconds(*e.demand));
    if (percentageIn(e.metric)) (e.metric.starts_with("wait_") ? watch.wait : watch.response) = true;
    if (e.metric == "number_pmf" || e.metric == "number_sd" || e.metric == "empty_prob" || e.metric == "all_busy_prob")
      watch.shares = true;
  }
  std::sort(plan.instants.begin(), plan.instants.end());
  plan.instants.erase(std::unique(plan.instants.begin(), plan.instants.end()), plan.instants.end());
  return plan;
}

std::optional<double> NetworkReading::figure(const FreeNetwork& network, const Expected& e) const {
  const auto place = placeOf(e.scope);
  return place ? ofPlace(network, *place, e) : std::nullopt;
}

std::optional<double> NetworkReading::ofPlace(const FreeNetwork& network, const Place& place, const Expected& e) const {
  if (place.system) return ofSystem(network, e);
  if (place.pool) return ofPool(network, *place.pool, e);
  if (place.station && (!place.cls || spec_->classes.size() == 1)) return ofStation(network, *place.station, e);
  if (!place.station) return ofVisits(network, network.ofClass(*place.cls), e);
  const VisitRecord& record = network.ofClassAtStation(*place.cls, *place.station);
  if (e.metric != "utilization") return ofVisits(network, record, e);
  return overTime(record.work, network) / spec_->stations[*place.station].servers;
}

std::optional<double> NetworkReading::ofStation(const FreeNetwork& network, Index station, const Expected& e) const {
  const double servers = spec_->stations[station].servers;
  const sim::PlaceTally& tally = network.tallyOf(station);
  if (e.metric == "utilization") {
    if (spec_->stations[station].servers == std::numeric_limits<int>::max()) return std::nullopt;
    return overTime(tally.busy.area(network.now()), network) / servers;
  }
  if (e.metric == "queue_mean") return overTime(tally.waiting.area(network.now()), network);
  if (e.metric == "all_busy_prob") return atLeast(sharesOf(network.ofStation(station).shares, network.now()), servers);
  if (const auto up = ofServersUp(network, station, servers, e)) return up;
  return ofVisits(network, network.ofStation(station), e);
}

std::optional<double> NetworkReading::ofPool(const FreeNetwork& network, Index pool, const Expected& e) const {
  const sim::PoolRecord& record = network.ofPool(pool);
  const double busy = overTime(record.held.area(network.now()), network);
  if (e.metric == "pool_busy_mean") return busy;
  if (e.metric == "utilization") return busy / static_cast<double>(spec_->pools[pool].size);
  if (e.metric == "pool_queue_mean") return overTime(record.waiting.area(network.now()), network);
  if (e.metric == "wait_mean") return record.wait.meanSeconds();
  if (e.metric == "wait_sd") return record.wait.sdSeconds();
  if (e.metric == "wait_prob") return ratio(record.mustWait, record.wait.count);
  if (e.metric == "loss_prob") return ratio(record.refused, record.arrivals);
  return std::nullopt;
}

double NetworkReading::servers() const {
  double sum = 0;
  for (const sim::StationSpec& station : spec_->stations) sum += station.servers;
  return sum;
}

std::optional<double> NetworkReading::ofSystem(const FreeNetwork& network, const Expected& e) const {
  const Instant now = network.now();
  if (e.metric == "idle_servers_mean") {
    double busy = 0;
    for (Index s = 0; s < spec_->stations.size(); ++s) busy += overTime(network.tallyOf(s).busy.area(now), network);
    return servers() - busy;
  }
  if (e.metric == "longest_queue_mean") return overTime(network.longest().area(now), network);
  if (e.metric == "number_mean_per_server") return overTime(network.system().present.area(now), network) / servers();
  if (e.metric == "servers_with_at_least" && e.k) {
    const auto k = static_cast<std::size_t>(*e.k);
    const double crowded = k < network.crowded().size() ? overTime(network.crowded()[k].area(now), network) : 0;
    return k == 0 ? 1 : crowded / static_cast<double>(spec_->stations.size());
  }
  if (spec_->stations.size() == 1) {  // servers of the system are those of its only station
    if (const auto up = ofServersUp(network, 0, spec_->stations[0].servers, e)) return up;
  }
  return ofVisits(network, network.system(), e);
}

}  // namespace headroom::accuracy
