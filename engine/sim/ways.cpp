#include "engine/sim/ways.h"

#include <algorithm>
#include <utility>

namespace headroom::sim {

WayTable::WayTable(const farm::Farm& farm, const network::Network& network, Model& model)
    : farm_(farm), network_(network), model_(model) {
  model_.ways.resize(2);
  known_[{}] = 0;
  for (const farm::Link& link : farm.links) {
    const bool planned = !link.name.empty() && std::any_of(farm.events.begin(), farm.events.end(),
                                                           [&](const auto& e) { return e.node == link.name; });
    const bool fails = planned || link.reliability;
    failing_.push_back(fails ? static_cast<Index>(model_.links.size()) : kNone);
    if (!fails) continue;
    model_.links.push_back({link.name.empty() ? link.from + " - " + link.to : link.name, {}, link.detourAfter});
  }
}

Index WayTable::between(const std::string& from, const std::string& to, int port, const Closed& closed) {
  const auto path = networkWithout(closed).path(from, to, port);
  if (!path) return kNone;
  const std::vector<Direction> directions = directed(path->links, from);
  return add({directions, detoursOf(directions, from, to, port, closed)});
}

std::vector<Detour> WayTable::detoursOf(const std::vector<Direction>& directions, const std::string& from,
                                        const std::string& to, int port, const Closed& closed) {
  std::vector<Detour> detours;
  if (closed.size() == kMostGoneAround) return detours;
  for (const auto& [link, forward] : directions) {
    if (failing_[link] == kNone || !farm_.links[link].detourAfter) continue;
    Closed more = closed;
    more.insert(std::lower_bound(more.begin(), more.end(), link), link);
    const Index around = between(from, to, port, more);
    if (around != kNone) detours.push_back({failing_[link], around});
  }
  return detours;
}

const network::Network& WayTable::networkWithout(const Closed& closed) {
  if (closed.empty()) return network_;
  const auto known = without_.find(closed);
  if (known != without_.end()) return known->second;
  farm::Farm rest = farm_;
  for (const std::size_t link : closed) {  // closed to everything, so that the others keep their numbers
    rest.links[link].firewall = true;
    rest.links[link].openPorts.clear();
  }
  return without_.emplace(closed, network::Network(rest)).first->second;
}

Index WayTable::add(const Course& course) {
  const auto found = known_.find(course);
  if (found != known_.end()) return found->second;
  Course back{{course.first.rbegin(), course.first.rend()}, course.second};
  for (Direction& direction : back.first) direction.second = !direction.second;
  for (Detour& detour : back.second) detour.way ^= 1U;
  const auto index = static_cast<Index>(model_.ways.size());
  for (const Course* each : {&course, &std::as_const(back)}) {
    model_.ways.push_back(wayOf(each->first));
    model_.ways.back().detours = each->second;
  }
  for (const Index way : {index, index + 1}) {
    model_.ways[way].backLatency = model_.ways[way ^ 1U].latency;
    model_.ways[way].backSimple = model_.ways[way ^ 1U].simple;
  }
  known_[course] = index;
  known_[back] = index + 1;
  return index;
}

// A link names segments or nodes; a way begins at a node, which stands for itself and for its segment.
std::vector<WayTable::Direction> WayTable::directed(const std::vector<std::size_t>& links,
                                                    const std::string& from) const {
  std::vector<Direction> directions;
  std::string place = from;
  std::string segment = network_.segmentOf(from);
  for (const std::size_t index : links) {
    const farm::Link& link = farm_.links[index];
    const bool forward = link.from == place || (!segment.empty() && link.from == segment);
    directions.emplace_back(index, forward);
    place = forward ? link.to : link.from;
    segment = place;
  }
  return directions;
}

Index WayTable::stationOf(const Direction& direction) {
  const auto found = stations_.find(direction);
  if (found != stations_.end()) return found->second;
  const farm::Link& link = farm_.links[direction.first];
  StationSpec station;
  station.kind = StationSpec::Kind::Link;
  station.name = direction.second ? link.from + " -> " + link.to : link.to + " -> " + link.from;
  station.nsPerByte = 8e9 / link.bandwidthBitsPerSecond;
  const auto index = static_cast<Index>(model_.stations.size());
  if (link.sharing == farm::Link::Sharing::Fair) {
    station.fair = true;
    station.servers = kLanes;
    station.owner = static_cast<Index>(model_.fairStations.size());
    model_.fairStations.push_back(index);
  }
  model_.stations.push_back(station);
  stations_[direction] = index;
  if (failing_[direction.first] != kNone) model_.links[failing_[direction.first]].stations.push_back(index);
  return index;
}

Way WayTable::wayOf(const std::vector<Direction>& directions) {
  Way way;
  for (const Direction& direction : directions) {
    const farm::Link& link = farm_.links[direction.first];
    Hop hop{kNone, link.latency, failing_[direction.first]};
    way.simple = way.simple && hop.link == kNone;  // crossed step by step, so that a failure meets who is on it
    if (link.bandwidthBitsPerSecond > 0) {
      hop.station = stationOf(direction);
      way.simple = false;
    }
    way.latency += link.latency;
    way.hops.push_back(hop);
  }
  way.instant = way.simple && way.latency.ns() == 0;
  addStretches(way);
  return way;
}

/// Links shared fairly that nothing but latency parts are crossed at once; a link that takes messages in order is not.
void WayTable::addStretches(Way& way) {
  for (std::size_t begin = 0; begin < way.hops.size();) {
    std::vector<Index> stations;
    std::size_t end = begin;
    for (std::size_t i = begin; i < way.hops.size(); ++i) {
      const Index station = way.hops[i].station;
      if (station == kNone) continue;
      if (!model_.stations[station].fair) break;
      if (stations.empty()) begin = i;
      stations.push_back(station);
      end = i + 1;
    }
    if (stations.empty()) {
      ++begin;
      continue;
    }
    way.hops[begin].stretch = stretchOf(stations);
    way.hops[begin].behind = static_cast<std::uint16_t>(end);
    begin = end;
  }
}

Index WayTable::stretchOf(const std::vector<Index>& stations) {
  const auto [known, added] = stretches_.try_emplace(stations, static_cast<Index>(model_.stretches.size()));
  if (!added) return known->second;
  FairStretch stretch;
  stretch.stations = stations;
  for (const Index index : stations) {
    const StationSpec& station = model_.stations[index];
    stretch.name += (stretch.name.empty() ? "" : ", ") + station.name;
    stretch.nsPerByte = std::max(stretch.nsPerByte, station.nsPerByte);
  }
  model_.stretches.push_back(std::move(stretch));
  return known->second;
}

}  // namespace headroom::sim
