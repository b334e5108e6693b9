#include "tests/calibration/synthetic.h"

#include <algorithm>
#include <cmath>

namespace headroom::calibration::testing {

farm::Farm farmOf(std::size_t applications) {
  farm::Farm farm;
  farm.name = "known";
  farm::Zone zone;
  zone.name = "Zone";
  zone.address = "zone.lan";
  zone.isDefault = true;
  for (const char* name : {"FE1", "FE2"}) {
    farm::Server server;
    server.name = name;
    farm.servers.push_back(server);
    farm::ZoneMember member;
    member.server = name;
    zone.members.push_back(member);
  }
  farm.zones.push_back(zone);
  for (std::size_t i = 0; i < applications; ++i) {
    farm::Application application;
    application.name = std::string("App") + static_cast<char>('X' + static_cast<int>(i));
    application.zone = "Zone";
    application.work.demand = {Law::Kind::Exponential, Duration::milliseconds(10), 0};
    farm.applications.push_back(application);
  }
  return farm;
}

std::vector<double> poisson(kernel::RandomStream& random, double seconds, double highest,
                            const std::function<double(double)>& rate) {
  std::vector<double> arrivals;
  for (double at = -std::log(random.unit()) / highest; at < seconds; at -= std::log(random.unit()) / highest) {
    if (random.unit() * highest < rate(at)) arrivals.push_back(at);
  }
  return arrivals;
}

Observation request(double seconds, std::uint32_t application, double responseMs) {
  Observation made;
  made.arrivalNs = kStartNs + std::llround(seconds * 1e9);
  made.application = application;
  if (responseMs >= 0) made.responseUs = static_cast<std::uint32_t>(std::llround(responseMs * 1e3));
  return made;
}

void sortByTime(std::vector<Observation>& requests) {
  std::stable_sort(requests.begin(), requests.end(),
                   [](const Observation& a, const Observation& b) { return a.arrivalNs < b.arrivalNs; });
}

std::vector<CpuReading> utilisationOf(const std::vector<Observation>& requests, const std::vector<double>& meanMs,
                                      double background, double cores, double seconds, double step,
                                      kernel::RandomStream& random) {
  std::vector<double> busy(static_cast<std::size_t>(seconds / step), 0);
  for (const Observation& each : requests) {
    double from = static_cast<double>(each.arrivalNs - kStartNs) / 1e9;
    const double end = from - std::log(random.unit()) * meanMs[each.application] / 1e3;
    while (from < end) {
      const auto interval = static_cast<std::size_t>(from / step);
      if (interval >= busy.size()) break;
      const double until = std::min(end, (static_cast<double>(interval) + 1) * step);
      busy[interval] += until - from;
      from = std::max(until, from + 1e-9);
    }
  }
  std::vector<CpuReading> readings;
  for (std::size_t i = 0; i < busy.size(); ++i) {
    CpuReading reading;
    reading.fromNs = kStartNs + std::llround(static_cast<double>(i) * step * 1e9);
    reading.toNs = kStartNs + std::llround(static_cast<double>(i + 1) * step * 1e9);
    reading.utilisation = (busy[i] / step + background) / cores;
    readings.push_back(reading);
  }
  return readings;
}

}  // namespace headroom::calibration::testing
