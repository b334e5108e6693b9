#include "engine/workload/logged_times.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/workload/worker_waits.h"

namespace headroom::workload {
namespace {

std::uint32_t microseconds(std::int64_t ns) {
  constexpr std::int64_t kMost = Replay::kNoService - 1;  // 71 minutes
  return static_cast<std::uint32_t>(std::min(ns / 1'000, kMost));
}

results::TimeFigures figuresOf(std::vector<std::uint32_t>& us) {
  results::TimeFigures figures;
  figures.count = us.size();
  if (us.empty()) return figures;
  std::sort(us.begin(), us.end());
  double sum = 0;
  for (const std::uint32_t each : us) sum += each;
  figures.mean = sum / static_cast<double>(us.size()) / 1e3;
  const auto nearestRank = [&](std::uint64_t percent) { return us[(us.size() * percent + 99) / 100 - 1] / 1e3; };
  figures.p50 = nearestRank(50);
  figures.p95 = nearestRank(95);
  figures.p99 = nearestRank(99);
  return figures;
}

std::size_t zoneOf(const farm::Farm& farm, const farm::Application& application) {
  const auto named = [&](const farm::Zone& zone) { return zone.name == application.zone; };
  return static_cast<std::size_t>(std::find_if(farm.zones.begin(), farm.zones.end(), named) - farm.zones.begin());
}

/// The times of one zone or server.
struct Gathered {
  std::vector<std::uint32_t> wait, response, atServer;

  void tell(LoggedTimes::Scope scope, const std::string& name, std::int64_t unitNs, std::vector<LoggedTimes>& into) {
    using enum LoggedTimes::Measure;
    if (!wait.empty()) into.push_back({scope, name, Wait, figuresOf(wait), unitNs});
    if (!response.empty()) into.push_back({scope, name, Response, figuresOf(response), unitNs});
    if (!atServer.empty()) into.push_back({scope, name, AtServer, figuresOf(atServer), 1});
  }
};

}  // namespace

std::string_view toString(LoggedTimes::Measure measure) {
  switch (measure) {
    case LoggedTimes::Measure::Wait:
      return "wait";
    case LoggedTimes::Measure::Response:
      return "response";
    case LoggedTimes::Measure::AtServer:
      break;
  }
  return "at_server";
}

std::uint32_t LogTimesKept::add(const RequestTimes& times) {
  if (service_ == ServiceSource::Log) addService(times);
  if (compare_ || service_ == ServiceSource::Log) addRow(times);
  return number_++;
}

/// HAProxy cuts its timers to whole milliseconds. In the difference of two the errors cancel; where the wait was 0
/// there is only that of the other one, half a millisecond on average.
void LogTimesKept::addService(const RequestTimes& times) {
  constexpr std::int64_t kHalfMillisecond = 500'000;
  handOvers_.add(times, number_);
  if (times.serviceNs >= 0) {
    serviceUs_.push_back(microseconds(times.serviceNs + (times.queueNs == 0 ? kHalfMillisecond : 0)));
  } else if (times.queueNs < 0 && times.durationNs >= 0 && !times.proxied) {
    ++withWaiting_;
    serviceUs_.push_back(microseconds(times.durationNs));
  } else {
    ++without_;
    serviceUs_.push_back(Replay::kNoService);
  }
}

void LogTimesKept::takeWaitsOff(const std::vector<Arrival>& arrivals) {
  struct AtServer {
    std::int64_t ns;
    const Arrival* arrival;
  };
  std::vector<AtServer> order;
  order.reserve(arrivals.size());
  const bool limited = std::any_of(farm_.servers.begin(), farm_.servers.end(), [](const farm::Server& server) {
    return std::any_of(server.pools.begin(), server.pools.end(),
                       [](const farm::Pool& pool) { return pool.workers > 0; });
  });
  for (const Arrival& arrival : arrivals) {
    const Row& row = rows_[arrival.request];
    if (serviceUs_[arrival.request] == Replay::kNoService) continue;
    if (row.server == kNoServer) {
      withoutServer_ += limited ? 1 : 0;
      continue;
    }
    order.push_back({arrival.at.ns() + (row.waitUs == kNoTime ? 0 : std::int64_t{1000} * row.waitUs), &arrival});
  }
  std::stable_sort(order.begin(), order.end(), [](const AtServer& a, const AtServer& b) { return a.ns < b.ns; });
  WorkerWaits waits(farm_);
  for (const AtServer& each : order) {
    std::uint32_t& us = serviceUs_[each.arrival->request];
    const Row& row = rows_[each.arrival->request];
    const std::uint16_t server = row.server;
    const std::int64_t logged = std::int64_t{1000} * us;
    const std::int64_t service = waits.serviceOf(server, each.arrival->application, each.ns, logged);
    // Who waited at the proxy came when somebody's end made room: the end and the beginning, known to a millisecond
    // each, are one moment, and what is no longer than their errors is no wait. Who came by chance met ends by chance,
    // errors upwards and downwards; leaving out short waits would lengthen the services by all of them.
    constexpr std::int64_t kUnsure = 2'000'000;
    const bool handedOn = row.waitUs != kNoTime && row.waitUs > 0;
    if (!handedOn || logged - service > kUnsure) us = microseconds(service);
  }
}

std::vector<std::uint32_t> LogTimesKept::takeServices(const std::vector<Arrival>& arrivals) {
  if (service_ == ServiceSource::Log) takeWaitsOff(arrivals);
  for (const auto& [request, ns] : handOvers_.find()) {
    const std::int64_t us = serviceUs_[request] + ns / 1'000;
    serviceUs_[request] = microseconds(std::max<std::int64_t>(us, 0) * 1'000);
  }
  return std::move(serviceUs_);
}

void LogTimesKept::addRow(const RequestTimes& times) {
  constexpr std::int64_t kMillisecond = 1'000'000;
  if (times.queueNs >= 0) unitNs_ = kMillisecond;  // HAProxy's timers
  Row row;
  row.atServer = !times.proxied;
  const bool answered = !times.proxied || times.serviceNs >= 0;
  if (answered && times.durationNs >= 0)
    row.responseUs = microseconds(times.durationNs - std::min(times.headNs, times.durationNs));
  if (answered && times.queueNs >= 0) row.waitUs = microseconds(times.queueNs);
  row.server = times.server;
  rows_.push_back(row);
}

std::vector<LoggedTimes> LogTimesKept::figures(const std::vector<Arrival>& arrivals) const {
  std::vector<Gathered> zones(farm_.zones.size()), servers(farm_.servers.size());
  std::vector<std::size_t> zoneOfApplication;
  for (const farm::Application& application : farm_.applications)
    zoneOfApplication.push_back(zoneOf(farm_, application));
  for (const Arrival& arrival : arrivals) {
    const Row& row = rows_[arrival.request];
    const auto put = [&](Gathered& into) {
      if (row.waitUs != kNoTime) into.wait.push_back(row.waitUs);
      if (row.responseUs != kNoTime) (row.atServer ? into.atServer : into.response).push_back(row.responseUs);
    };
    const std::size_t zone = zoneOfApplication[arrival.application];
    if (zone < zones.size()) put(zones[zone]);
    if (row.server != kNoServer) put(servers[row.server]);
  }
  std::vector<LoggedTimes> all;
  for (std::size_t z = 0; z < zones.size(); ++z)
    zones[z].tell(LoggedTimes::Scope::Zone, farm_.zones[z].name, unitNs_, all);
  for (std::size_t s = 0; s < servers.size(); ++s)
    servers[s].tell(LoggedTimes::Scope::Server, farm_.servers[s].name, unitNs_, all);
  return all;
}

}  // namespace headroom::workload
